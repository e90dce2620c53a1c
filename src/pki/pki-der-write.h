/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* DER put together from parts (X.690, 8 and 10), for structures that OpenSSL signs with its own
 * keys only. */
enum {
  PKI_DER_INTEGER = 0x02,
  PKI_DER_BIT_STRING = 0x03,
  PKI_DER_OCTET_STRING = 0x04,
  PKI_DER_ENUMERATED = 0x0a,
  PKI_DER_SEQUENCE = 0x30,
  PKI_DER_SET = 0x31,
};

/* Constructed, context-specific. */
#define PKI_DER_CONTEXT(n) (0xa0 + (n))

void    pki_der_append            (GByteArray *out,
                                   GBytes     *der);
void pki_der_append_bit_string (GByteArray *out,
                                GBytes     *bits);
void    pki_der_append_wrapped    (GByteArray *out,
                                   guint8      tag,
                                   GByteArray *content);
GBytes *pki_der_wrap              (guint8      tag,
                                   GByteArray *content);

G_END_DECLS
