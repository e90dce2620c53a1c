/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-authority.h"

G_BEGIN_DECLS

/* The root above the authority that issues. Its key has a folder of its own, root/: once the
 * authority has its certificate, the folder can be moved to where no network is, and the platform
 * goes on without it. */
PkiCertificate *platform_root_open (const PlatformAuthoritySeat *seat, GError **error);
PkiCertificate *platform_root_certify (const PlatformAuthoritySeat *seat,
                                       PkiCertificate *root,
                                       GBytes *spki,
                                       GError **error);
GBytes *platform_root_list (const PlatformAuthoritySeat *seat, PkiCertificate *root, GError **error);
gint64 platform_root_list_end (const char *directory);
gint64 platform_authority_life (PkiCertificate *above, gint64 wanted, gint64 now);

#define PLATFORM_AUTHORITY_FILE "authority.cer"

G_END_DECLS
