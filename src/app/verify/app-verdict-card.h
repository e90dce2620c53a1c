/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model-trust.h"
#include "report-verdict.h"

G_BEGIN_DECLS

#define APP_TYPE_VERDICT_CARD (app_verdict_card_get_type ())
G_DECLARE_FINAL_TYPE (AppVerdictCard, app_verdict_card, APP, VERDICT_CARD, GtkBox)

/* One signature: its headline, the four questions, and what can be done. Holds nothing of the
 * report beyond its construction but the certificates. Signal "show-mark" (guint page, double x,
 * double y; user space of the page). */
GtkWidget *app_verdict_card_new (const PadesReport    *report,
                                 guint                 index,
                                 ModelTrust           *trust,
                                 gboolean              alone);
void       app_verdict_card_suggest_changes (AppVerdictCard    *self);

G_END_DECLS
