/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-algorithm.h"
#include "pki-openssl.h"

G_BEGIN_DECLS

const X509_ALGOR *pki_ocsp_get_signature_algorithm (PkiOcsp          *self);
const X509_ALGOR *pki_crl_get_signature_algorithm  (PkiCrl           *self);

G_END_DECLS
