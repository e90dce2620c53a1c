/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <openssl/x509.h>

G_BEGIN_DECLS

/* Distinguished names as text that cannot fool its reader: whatever a certificate holds, the result
 * is valid UTF-8 in which control, format and direction characters are spelt out as \XX. */
char *pki_name_to_text     (const X509_NAME *name);
char *pki_name_dup_part    (const X509_NAME *name,
                            int              nid);
char *pki_string_to_text   (const ASN1_STRING *string,
                            const char        *special);

G_END_DECLS
