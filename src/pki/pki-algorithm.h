/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-crl.h"
#include "pki-digest.h"
#include "pki-ocsp.h"

G_BEGIN_DECLS

/* Until when an algorithm was thought strong enough to sign with, as the lists of ETSI and SOG-IS
 * say. What was signed before, and is proven to be that old, still counts. */
typedef struct {
  gint64      until; /* seconds since 1970, UTC; G_MAXINT64: no end is known */
  const char *name;  /* "MD5", "SHA-1", "RSA-1024" …; NULL where there is no end */
} PkiAlgorithmEnd;

PkiAlgorithmEnd pki_algorithm_end_of_digest      (PkiDigestType   digest);
PkiAlgorithmEnd pki_algorithm_end_of_key         (PkiCertificate *certificate);
/* Of the digest under the issuer's signature; its key is the issuer's to answer for. */
PkiAlgorithmEnd pki_algorithm_end_of_certificate (PkiCertificate *certificate);
PkiAlgorithmEnd pki_algorithm_end_of_ocsp        (PkiOcsp        *ocsp);
PkiAlgorithmEnd pki_algorithm_end_of_crl         (PkiCrl         *crl);
/* The one that ends first. */
PkiAlgorithmEnd pki_algorithm_end_first          (PkiAlgorithmEnd a,
                                                  PkiAlgorithmEnd b);

G_END_DECLS
