/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Certificates, in PEM, that one server may prove itself with although this computer's own
 * authorities do not know it: its own, or one of an authority that issued it. */
gboolean client_anchor_accepts  (const char            *pem,
                                 GTlsCertificate       *shown,
                                 GTlsCertificateFlags   errors,
                                 GSocketConnectable    *server);
gboolean client_anchor_is_valid (const char            *pem,
                                 GError               **error);

G_END_DECLS
