/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <openssl/x509.h>

G_BEGIN_DECLS

/* How long the derivation of a key from a password will take, told before it is begun: a count of
 * rounds for all of a file. */
typedef gint64 KeysCost;

gboolean keys_cost_add           (KeysCost           *self,
                                  const ASN1_INTEGER *rounds);
/* FALSE with KEYS_ERROR_UNSUPPORTED: unknown, or hours of work. */
gboolean keys_cost_add_algorithm (KeysCost           *self,
                                  const X509_ALGOR   *algorithm,
                                  GError            **error);

G_END_DECLS
