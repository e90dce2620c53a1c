/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-act.h"

#include <glib/gi18n.h>

#include "app-key-dialog.h"
#include "model-act.h"
#include "model-question.h"
#include "wire-problem.h"

/* The name of what a window remembers. */
#define RUNNING "app-act-running"

/* Held by whatever waits: a question under way, the dialog, and the window while there is a task.
 */
typedef struct {
  GtkWindow *window;
  gulong window_id;
  ModelPlatform *platform;
  ModelQuestion *question;
  GTask *task;          /* NULL once it has returned */
  AppKeyDialog *dialog; /* weak, or NULL */
  GCancellable *cancellable;
  gboolean asking; /* the platform may do it now */
} Act;

static void
act_clear (gpointer data)
{
  Act *self = data;

  g_clear_weak_pointer (&self->dialog);
  g_clear_object (&self->window);
  g_clear_object (&self->platform);
  g_clear_object (&self->task);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->question, model_question_free);
}

static void
act_unref (Act *self)
{
  g_rc_box_release_full (self, act_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Act, act_unref)

/* Those under way over a window, which are not done a second time meanwhile. */
static GPtrArray *
list_running (GtkWindow *window)
{
  GPtrArray *running = g_object_get_data (G_OBJECT (window), RUNNING);

  if (running == NULL)
    {
      running = g_ptr_array_new ();
      g_object_set_data_full (G_OBJECT (window), RUNNING, running,
                              (GDestroyNotify) g_ptr_array_unref);
    }
  return running;
}

static void
show_running (GtkWindow *window)
{
  gboolean busy = list_running (window)->len > 0;

  gtk_widget_set_cursor_from_name (GTK_WIDGET (window), busy ? "progress" : NULL);
  gtk_accessible_update_state (GTK_ACCESSIBLE (window), GTK_ACCESSIBLE_STATE_BUSY, busy, -1);
}

static void
give (Act *self, gpointer answer, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  if (g_ptr_array_remove (list_running (self->window), self))
    show_running (self->window);
  g_clear_signal_handler (&self->window_id, self->window);
  /* Given up, and the answer came all the same. */
  if (task == NULL && answer != NULL)
    wire_free (wire_route_get (self->question->operation)->answer, answer);
  if (task == NULL)
    g_clear_error (&error);
  else if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, answer, NULL);
}

static void send_act (Act *self, ModelKey *key);

static void
chosen (AppKeyDialog *dialog, Act *self)
{
  app_key_dialog_wait (dialog);
  send_act (self, app_key_dialog_dup_key (dialog));
}

static void
give_up (Act *self)
{
  g_cancellable_cancel (self->cancellable);
  give (self, NULL, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "given up"));
}

/* It may have been done all the same: what is shown is asked for again. */
static void
look_again (Act *self, GtkWindow *shown)
{
  if (self->asking && self->task != NULL)
    model_account_refresh (app_application_get_account (app_application_of (GTK_WIDGET (shown))));
}

static void
closed (AppKeyDialog *dialog, Act *self)
{
  look_again (self, self->window);
  give_up (self);
}

/* The window is held until then, and would keep its key dialog on the screen. */
static void
window_closed (GtkWidget *window, Act *self)
{
  GtkWindow *parent = gtk_window_get_transient_for (self->window);
  g_autoptr (Act) act = g_rc_box_acquire (self);

  if (parent != NULL && gtk_widget_get_realized (GTK_WIDGET (parent)))
    look_again (act, parent);
  give_up (act);
  if (act->dialog != NULL)
    gtk_window_destroy (GTK_WINDOW (act->dialog));
}

static void
release (gpointer data, GClosure *closure)
{
  act_unref (data);
}

static gboolean
counts (ModelAccount *account, ModelCertificate *key)
{
  GPtrArray *all = model_account_get_certificates (account);
  GBytes *der = pki_certificate_get_der (model_certificate_get_certificate (key));

  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      const WireCertificate *each = all->pdata[i];

      if (g_str_equal (each->state, "active") && g_bytes_equal (each->der, der))
        return TRUE;
    }
  return FALSE;
}

/* Any certificate of the person that is active will do. */
static gboolean
has_key (AppApplication *application)
{
  GListModel *keys = G_LIST_MODEL (app_application_get_certificates (application));

  for (guint i = 0; i < g_list_model_get_n_items (keys); i++)
    {
      g_autoptr (ModelCertificate) key = g_list_model_get_item (keys, i);

      if (counts (app_application_get_account (application), key))
        return TRUE;
    }
  return FALSE;
}

static gboolean
has_active (ModelAccount *account)
{
  GPtrArray *all = model_account_get_certificates (account);

  for (guint i = 0; all != NULL && i < all->len; i++)
    if (g_str_equal (((WireCertificate *) all->pdata[i])->state, "active"))
      return TRUE;
  return FALSE;
}

static const struct {
  WireOperation operation;
  const char *words;
} acts[] = {
    {WIRE_SUSPEND_CERTIFICATE, N_ ("To be signed: this certificate is suspended:")},
    {WIRE_REVOKE_CERTIFICATE, N_ ("To be signed: this certificate is revoked for good:")},
    {WIRE_REPORT_ORGANISATION, N_ ("To be signed: what is on record of the enterprise is wrong.")},
    {WIRE_WITHDRAW_ORGANISATION, N_ ("To be signed: this enterprise is given up.")},
    {WIRE_SET_MEMBER, N_ ("To be signed: what this member may do from now on.")},
    {WIRE_REMOVE_MEMBER, N_ ("To be signed: this member is removed.")},
    {WIRE_ACCEPT_REVIEW, N_ ("To be signed: this person is who they say they are.")},
    {WIRE_REJECT_REVIEW, N_ ("To be signed: this application is rejected.")},
    {WIRE_CONFIRM_CLAIM, N_ ("To be signed: this enterprise is confirmed.")},
    {WIRE_REJECT_CLAIM, N_ ("To be signed: this enterprise is not confirmed.")},
    {WIRE_DOUBT_CLAIM,
     N_ ("To be signed: this enterprise is in doubt, and its certificates are suspended.")},
};

/* Nobody signs without being told what. */
static char *
dup_words (const ModelQuestion *question, const char *what_for)
{
  gboolean is_certificate = question->operation == WIRE_SUSPEND_CERTIFICATE ||
                            question->operation == WIRE_REVOKE_CERTIFICATE;

  for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
    if (acts[i].operation == question->operation)
      return g_strconcat (_ (acts[i].words), is_certificate ? " " : "",
                          is_certificate ? question->value : "", "\n\n", what_for, NULL);
  return g_strdup (what_for);
}

static void
ask_for_key (Act *self)
{
  AppApplication *application = app_application_of (GTK_WIDGET (self->window));
  const char *what_for =
      has_key (application)
          ? _ ("This step counts as much as a signature, and is kept with yours. Nothing "
               "happens before it is signed.")
          : _ ("This step has to be signed with an active certificate of yours, and no key of one "
               "is on this computer. If it is on a token, plug that in. If it is lost, close this, "
               "and choose “Suspend Everything”, which needs no key, or “New Key…”, for which you "
               "are identified again: with the new one you sign this step.");
  g_autofree char *words = dup_words (self->question, what_for);
  AppKeyDialog *dialog = app_key_dialog_new (
      self->window, app_application_get_certificates (application),
      &(AppKeyWords){_ ("Sign This Step"), words, _ ("Sign")});

  g_set_weak_pointer (&self->dialog, dialog);
  g_signal_connect_data (dialog, "chosen", G_CALLBACK (chosen), g_rc_box_acquire (self), release,
                         0);
  g_signal_connect_data (dialog, "destroy", G_CALLBACK (closed), g_rc_box_acquire (self), release,
                         0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* Whether another key, password or try can help. What the platform refuses for the sake of the
 * thing itself is for whoever asked: no signature mends it. */
static gboolean
is_of_key (const GError *error)
{
  static const int others[] = {
      WIRE_PROBLEM_MALFORMED, WIRE_PROBLEM_UNAUTHENTICATED, WIRE_PROBLEM_FORBIDDEN,
      WIRE_PROBLEM_NOT_FOUND, WIRE_PROBLEM_CONFLICT,        WIRE_PROBLEM_EXISTS,
      WIRE_PROBLEM_CHANGED,   WIRE_PROBLEM_DECIDED,         WIRE_PROBLEM_UNSEEN,
      WIRE_PROBLEM_OWN,       WIRE_PROBLEM_ROLES,           WIRE_PROBLEM_CONDITION_MISSING,
      WIRE_PROBLEM_GONE};

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    if (g_error_matches (error, WIRE_PROBLEM, others[i]))
      return FALSE;
  return TRUE;
}

static void
answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Act *self = user_data;
  GError *error = NULL;
  gpointer answer = model_platform_finish (result, &error);

  self->asking = FALSE;
  if (self->dialog != NULL && error != NULL && is_of_key (error))
    {
      app_key_dialog_fail (self->dialog, error);
      g_error_free (error);
    }
  else if (self->dialog == NULL && self->task != NULL &&
           g_error_matches (error, WIRE_PROBLEM, WIRE_PROBLEM_SIGNATURE_NEEDED))
    {
      g_error_free (error);
      ask_for_key (self);
    }
  else
    {
      give (self, answer, error);
      if (self->dialog != NULL)
        gtk_window_destroy (GTK_WINDOW (self->dialog));
    }
  act_unref (self);
}

static void
send_act (Act *self, ModelKey *key)
{
  const ClientQuestion question = {
      .operation = self->question->operation,
      .value = self->question->value,
      .person = self->question->person,
      .etag = self->question->etag,
      .name = self->question->name,
      .body = self->question->body,
  };

  self->asking = TRUE;
  model_act_ask (self->platform, &question, key, self->cancellable, answered,
                 g_rc_box_acquire (self));
}

/**
 * app_act_is_possible:
 * @application: whose keys and account count
 *
 * Tells whether what has to be signed can be: a platform asks for a signature from whoever has a
 * certificate that is active.
 *
 * Returns: FALSE where there is no key to sign with now
 */
gboolean
app_act_is_possible (AppApplication *application)
{
  return has_key (application) || !has_active (app_application_get_account (application));
}

/**
 * app_act_is_running:
 * @window: over which the person is asked
 * @question: its operation, value and person count
 *
 * Tells what is not to be offered now, or to be shown as being done.
 *
 * Returns: whether it is under way
 */
gboolean
app_act_is_running (GtkWindow *window, const ClientQuestion *question)
{
  GPtrArray *running = list_running (window);

  for (guint i = 0; i < running->len; i++)
    {
      const ModelQuestion *other = ((Act *) running->pdata[i])->question;

      if (other->operation == question->operation &&
          g_strcmp0 (other->value, question->value) == 0 &&
          g_strcmp0 (other->person, question->person) == 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * app_act_mark:
 * @button: by which something is done
 * @running: whether that is under way
 *
 * Shows that it cannot be pressed meanwhile, and leaves the keys where they are: who waits for the
 * end finds them there.
 */
void
app_act_mark (GtkWidget *button, gboolean running)
{
  (running ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (button, "under-way");
  gtk_accessible_update_state (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_STATE_DISABLED, running, -1);
}

/**
 * app_act_ask:
 * @window: over which the person is asked
 * @platform: where
 * @question: copied; nothing secret in it
 * @callback: called on the main context; app_act_finish() collects the answer
 * @user_data: for @callback
 *
 * Does something that counts, with the person's own signature where there is one to be had. Who
 * closes the window gives it up; what is pressed twice is done once.
 */
void
app_act_ask (GtkWindow *window,
             ModelPlatform *platform,
             const ClientQuestion *question,
             GAsyncReadyCallback callback,
             gpointer user_data)
{
  Act *self = g_rc_box_new0 (Act);
  gboolean again = app_act_is_running (window, question);

  self->window = g_object_ref (window);
  self->platform = g_object_ref (platform);
  self->question = model_question_new (question);
  self->task = g_task_new (platform, NULL, callback, user_data);
  self->cancellable = g_cancellable_new ();
  if (again)
    {
      give_up (self);
      act_unref (self);
      return;
    }
  g_ptr_array_add (list_running (window), self);
  show_running (window);
  self->window_id = g_signal_connect_data (window, "unrealize", G_CALLBACK (window_closed),
                                           g_rc_box_acquire (self), release, 0);
  send_act (self, NULL);
  act_unref (self);
}

/**
 * app_act_finish:
 * @result: what the callback was given
 * @error: %WIRE_PROBLEM, why the platform does not answer, or %G_IO_ERROR_CANCELLED
 *
 * Collects what came of it.
 *
 * Returns: (transfer full) (nullable): the answer
 */
gpointer
app_act_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
