/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-error-dialog.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app-error.h"

/**
 * app_error_dialog_present:
 * @parent: the window that it stands over
 * @error: any error
 *
 * Tells what did not work where no place on the screen is for it: what happened, why, what to do.
 */
void
app_error_dialog_present (GtkWindow *parent, const GError *error)
{
  AppExplanation words = app_error_explain (error);
  g_autofree char *remedy = app_error_dup_remedy (error);
  GtkWidget *dialog = adw_message_dialog_new (parent, words.what, NULL);

  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog), "%s %s", words.why, remedy);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}
