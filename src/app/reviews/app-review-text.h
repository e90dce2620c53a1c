/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define APP_TYPE_REVIEW_TEXT (app_review_text_get_type ())
G_DECLARE_FINAL_TYPE (AppReviewText, app_review_text, APP, REVIEW_TEXT, GtkWidget)

/* Words that wrap in whatever width there is. A label finds out how narrow and how wide it could be
 * by laying out its words again and again; a list has two hundred rows at hand, and whoever jumps to
 * its end waits for all of them. These ask for a width that depends on the size of the letters
 * alone, and are laid out once. */
void app_review_text_set_text (AppReviewText *self,
                               const char    *text);

G_END_DECLS
