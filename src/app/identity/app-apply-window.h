/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app-application.h"

G_BEGIN_DECLS

#define APP_TYPE_APPLY_WINDOW (app_apply_window_get_type ())
G_DECLARE_FINAL_TYPE (AppApplyWindow, app_apply_window, APP, APPLY_WINDOW, AdwWindow)

/* What is applied for, and about which certificate. */
typedef struct {
  ModelApplicationPurpose purpose;
  const char *serial; /* NULL for MODEL_APPLICATION_APPLY */
  const char *path;   /* of its key, in a file; NULL where a key is made */
  const char *token;  /* of its key (RFC 7512), on a token; or NULL */
  const char *driver; /* for token, or NULL */
} AppApplyWish;

/* Agreements, confirmation, code, done: one thing a step. The person is logged in. */
AppApplyWindow *app_apply_window_new (GtkWindow *parent, const AppApplyWish *wish);

G_END_DECLS
