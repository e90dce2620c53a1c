/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-certificate.h"

G_BEGIN_DECLS

/* What an authority may vouch for (RFC 5280, 4.2.1.9, 4.2.1.3 and 4.2.1.12). */
typedef enum {
  PKI_VOUCHES_ALL,        /* "all": persons, organisations and services alike */
  PKI_VOUCHES_TIMESTAMPS, /* "timestamps": time-stamp services and nobody else */
  PKI_VOUCHES_MACHINES,   /* "machines": web servers and the like, no documents */
  PKI_VOUCHES_ITSELF,     /* "itself": it is no authority */
} PkiVouches;

/* One line of what a certificate says in its technical terms, which are nobody's language. */
typedef struct {
  char *name;
  char *value;
} PkiDetail;

PkiVouches pki_certificate_get_vouches (PkiCertificate *certificate);
GPtrArray *pki_certificate_list_details (PkiCertificate *certificate); /* PkiDetail */

G_END_DECLS
