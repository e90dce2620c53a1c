/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-key-dialog.h"
#include "harness.h"

/* The dialog that asks for a key before something counts. */

static void
made (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  model_certificates_finish (MODEL_CERTIFICATES (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

static AppKeyDialog *
ask (AppWindow *window)
{
  AppKeyDialog *dialog = app_key_dialog_new (
      GTK_WINDOW (window), app_application_get_certificates (harness_get_application ()),
      &(AppKeyWords){"Sign This Step", "It counts.", "Sign"});

  gtk_window_present (GTK_WINDOW (dialog));
  harness_settle ();
  return dialog;
}

static void
count (AppKeyDialog *dialog, gpointer user_data)
{
  ++*(guint *) user_data;
}

/* However often it is asked: the key is there, chosen, and waits for its password alone. */
static void
test_offered_again (void)
{
  AppWindow *window = harness_new_window ();
  g_autoptr (GBytes) password = model_secret_new ("correct horse battery");
  const ModelTestIdentity identity = {.name = "王小明", .kind = "p256", .password = password};
  gboolean done = FALSE;

  model_certificates_generate (app_application_get_certificates (harness_get_application ()),
                               &identity, made, &done);
  harness_wait_until (done);
  for (guint i = 0; i < 2; i++)
    {
      AppKeyDialog *dialog = ask (window);
      GtkWidget *entry = harness_find (GTK_WIDGET (dialog), "password");
      guint n = 0;

      g_signal_connect (dialog, "chosen", G_CALLBACK (count), &n);
      gtk_widget_activate_action (GTK_WIDGET (dialog), "key-dialog.go", NULL);
      g_assert_cmpuint (n, ==, 0);
      gtk_editable_set_text (GTK_EDITABLE (entry), "correct horse battery");
      harness_settle ();
      gtk_widget_activate_action (GTK_WIDGET (dialog), "key-dialog.go", NULL);
      g_assert_cmpuint (n, ==, 1);
      g_autoptr (ModelKey) key = app_key_dialog_dup_key (dialog);
      g_autoptr (PkiSigner) signer = model_key_open (key, NULL, NULL);
      g_assert_nonnull (signer);
      app_key_dialog_wait (dialog);
      gtk_widget_activate_action (GTK_WIDGET (dialog), "key-dialog.go", NULL);
      g_assert_cmpuint (n, ==, 1);
      gtk_window_destroy (GTK_WINDOW (dialog));
      harness_settle ();
    }
  gtk_window_close (GTK_WINDOW (window));
  harness_settle ();
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
  g_test_add_func ("/app/key/offered-again", test_offered_again);
  return harness_run ();
}
