/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-last-try.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app-events.h"

typedef struct {
  void (*go_on) (gpointer object);
  gpointer object;
} Question;

static void
answered (GtkWidget *dialog, const char *response, Question *question)
{
  if (g_str_equal (response, "try"))
    question->go_on (question->object);
}

static void
question_free (gpointer data, GClosure *closure)
{
  Question *question = data;

  g_object_unref (question->object);
  g_free (question);
}

/**
 * app_last_try_ask:
 * @parent: the window that asked for the PIN
 * @certificate: whose PIN it is
 * @go_on: (scope async): called with @object when the PIN may be tried
 * @object: (type GObject): kept alive until then
 *
 * The next wrong PIN may lock the token, and only its issuer can unlock it: then this asks first.
 */
void
app_last_try_ask (GtkWindow *parent,
                  ModelCertificate *certificate,
                  void (*go_on) (gpointer object),
                  gpointer object)
{
  const KeysTokenEntry *token = model_certificate_get_token (certificate);
  Question *question;
  GtkWidget *dialog;

  if (token == NULL || token->pin != KEYS_PIN_FINAL_TRY)
    {
      go_on (object);
      return;
    }
  question = g_new (Question, 1);
  *question = (Question){go_on, g_object_ref (object)};
  dialog = adw_message_dialog_new (parent, _ ("Only one try is left"), NULL);
  adw_message_dialog_format_body (
      ADW_MESSAGE_DIALOG (dialog),
      _ ("A wrong PIN now locks the token “%s”. Go on only when you are sure of the PIN."),
      token->token);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("Do not try"), "try",
                                    _ ("Use this PIN"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "try",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (answered), question, question_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  app_event ("last-try-asked");
}
