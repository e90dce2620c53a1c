/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-issuer.h"

G_BEGIN_DECLS

/* The authority's keys and certificates among a platform's files. */
GBytes *platform_authority_key (const char *directory, const char *name, GError **error);
PkiCertificate *platform_authority_read (const char *directory, const char *name, GError **error);
PkiCertificate *platform_authority_find (const char *directory, const char *name);
gboolean platform_authority_write (const char *directory,
                                   const char *name,
                                   PkiCertificate *certificate,
                                   GError **error);
gboolean platform_authority_exists (const char *directory, const char *name);
int platform_authority_lock (const char *directory, GError **error);
void platform_authority_unlock (int lock);

G_END_DECLS
