/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app-page-view.h"
#include "model-trust.h"

G_BEGIN_DECLS

#define APP_TYPE_VERDICT_PANEL (app_verdict_panel_get_type ())
G_DECLARE_FINAL_TYPE (AppVerdictPanel, app_verdict_panel, APP, VERDICT_PANEL, GtkBox)

/* Who signed this document, and can it be trusted: a card for each signature, the worst fact of
 * all on top. Judges again when the trusted roots change. */
GtkWidget *app_verdict_panel_new (AppPageView *view,
                                  ModelTrust  *trust);

G_END_DECLS
