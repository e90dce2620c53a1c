/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* The proxies in front of a platform whose word is taken for where a request comes from. */
typedef struct _PlatformProxies PlatformProxies;

PlatformProxies *platform_proxies_new  (const char *const  *addresses,
                                        const char         *header,
                                        GError            **error);
void             platform_proxies_free (PlatformProxies *self);
gboolean         platform_proxies_has  (PlatformProxies *self,
                                        GInetAddress    *address);
char            *platform_proxies_find (PlatformProxies    *self,
                                        const char         *host,
                                        SoupMessageHeaders *headers);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlatformProxies, platform_proxies_free)

G_END_DECLS
