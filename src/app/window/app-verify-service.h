/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* org.vermilion.Verify1: other programs ask what the window would show, and get the answer of
 * `vermilionctl verify --json`. The object lives where the application's own does. */
typedef struct _AppVerifyService AppVerifyService;

AppVerifyService *app_verify_service_new (GApplication *application,
                                          const char *trust,
                                          GDBusConnection *connection,
                                          const char *path,
                                          GError **error);
void app_verify_service_free (AppVerifyService *self);

G_END_DECLS
