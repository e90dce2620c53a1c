/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What is asked of a portal; @form NULL makes it a GET. */
typedef struct {
  const char *uri;
  const char *authorization; /* (nullable): the header */
  const char *form;          /* (nullable): application/x-www-form-urlencoded */
} PlatformPortalQuestion;

gboolean platform_portal_web_is_safe (const char *uri);
GBytes  *platform_portal_web_ask     (const PlatformPortalQuestion  *question,
                                      GError                       **error);

G_END_DECLS
