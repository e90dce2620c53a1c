/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char    *pki_password_hash    (const char *password);
gboolean pki_password_verify  (const char *hash,
                               const char *password);
gboolean pki_password_is_outdated (const char *hash);
gboolean pki_password_is_weak (const char *password,
                               const char *login);

G_END_DECLS
