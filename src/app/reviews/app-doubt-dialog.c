/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-doubt-dialog.h"

#include <glib/gi18n.h>

#include "app-act.h"
#include "app-closing.h"
#include "app-error-box.h"
#include "app-events.h"
#include "app-text-width.h"
#include "app-toast.h"
#include "model-doubt.h"
#include "wire-problem.h"

struct _AppDoubtDialog {
  AdwWindow parent_instance;

  ModelPlatform *platform;
  ModelReviews *reviews;
  WireOrganisation *found; /* or NULL */
  GCancellable *finding;   /* or NULL */
  gboolean running;

  AppErrorBox *error_box;
  GtkWidget *form;
  GtkEditable *code;
  GtkWidget *unknown;
  GtkWidget *facts;
  AdwActionRow *name;
  AdwActionRow *representative;
  AdwActionRow *state;
  GtkWidget *why;
  GtkEditable *reason;
  GtkSpinner *spinner;
};

G_DEFINE_FINAL_TYPE (AppDoubtDialog, app_doubt_dialog, ADW_TYPE_WINDOW)

static char *
dup_reason (AppDoubtDialog *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (self->reason)));
}

static const char *
state_words (ModelDoubt doubt)
{
  switch (doubt)
    {
    case MODEL_DOUBT_POSSIBLE:
      return _ ("Confirmed");
    case MODEL_DOUBT_WAITS:
      return _ ("It waits for a decision already: look for it in the list.");
    case MODEL_DOUBT_OWN:
      return _ ("You belong to it yourself: another operator decides on it.");
    case MODEL_DOUBT_REJECTED:
    default:
      return _ ("Not confirmed: no certificate is issued in its name.");
    }
}

static gboolean
is_possible (AppDoubtDialog *self)
{
  return self->found != NULL && model_doubt_judge (self->found) == MODEL_DOUBT_POSSIBLE;
}

static void
update (AppDoubtDialog *self)
{
  g_autofree char *reason = dup_reason (self);
  gboolean busy = self->running || self->finding != NULL;

  gtk_widget_set_visible (self->facts, self->found != NULL);
  gtk_widget_set_visible (self->why, is_possible (self));
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_widget_set_sensitive (self->form, !self->running);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "doubt.find",
                                 !busy && *gtk_editable_get_text (self->code) != '\0');
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "doubt.confirm",
                                 !busy && is_possible (self) && *reason != '\0');
}

static void
forget (AppDoubtDialog *self)
{
  wire_free (&wire_organisation_type, self->found);
  self->found = NULL;
}

/* What was found is not of another code. */
static void
typed (AppDoubtDialog *self)
{
  forget (self);
  gtk_widget_set_visible (self->unknown, FALSE);
  update (self);
}

static void
show_found (AppDoubtDialog *self)
{
  adw_action_row_set_subtitle (self->name, self->found->name);
  adw_action_row_set_subtitle (self->representative, self->found->legal_representative);
  adw_action_row_set_subtitle (self->state, state_words (model_doubt_judge (self->found)));
  update (self);
  gtk_widget_grab_focus (GTK_WIDGET (is_possible (self) ? self->reason : self->code));
  app_event ("enterprise %s", self->found->state);
}

static void
found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppDoubtDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  WireOrganisation *organisation = model_platform_finish (result, &error);
  gboolean given_up = g_cancellable_is_cancelled (self->finding);
  gboolean unknown = g_error_matches (error, WIRE_PROBLEM, WIRE_PROBLEM_NOT_FOUND);

  g_clear_object (&self->finding);
  forget (self);
  self->found = organisation;
  if (given_up)
    return;
  gtk_widget_set_visible (self->unknown, unknown);
  if (error != NULL && !unknown)
    app_error_box_set (self->error_box, error);
  if (unknown)
    app_event ("enterprise unknown");
  organisation != NULL ? show_found (self) : update (self);
}

static void
look_up (AppDoubtDialog *self)
{
  self->finding = g_cancellable_new ();
  update (self);
  model_doubt_find (self->platform, gtk_editable_get_text (self->code), self->finding, found,
                    g_object_ref (self));
}

static void
find (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AppDoubtDialog *self = APP_DOUBT_DIALOG (widget);

  app_error_box_set (self->error_box, NULL);
  gtk_widget_set_visible (self->unknown, FALSE);
  look_up (self);
}

/* What was refused may be because of what somebody else has done to it: that is shown, too. */
static void
refuse (AppDoubtDialog *self, const GError *error)
{
  gboolean given_up = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  app_event ("doubt %s", given_up ? "given-up" : "refused");
  app_error_box_set (self->error_box, given_up ? NULL : error);
  look_up (self);
}

static void
finish (AppDoubtDialog *self)
{
  /* Translators: %s is an enterprise. */
  g_autofree char *words = g_strdup_printf (_ ("%s: in doubt, and waits for a decision"),
                                            self->found->name);

  app_event ("doubt placed");
  app_toast (GTK_WIDGET (self), words);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppDoubtDialog) self = user_data;
  g_autoptr (GError) error = NULL;

  app_act_finish (result, &error);
  self->running = FALSE;
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    model_reviews_refresh (self->reviews);
  if (gtk_widget_get_realized (GTK_WIDGET (self)))
    error == NULL ? finish (self) : refuse (self, error);
}

static void
confirm (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AppDoubtDialog *self = APP_DOUBT_DIALOG (widget);
  g_autofree char *reason = dup_reason (self);

  app_error_box_set (self->error_box, NULL);
  gtk_window_set_focus (GTK_WINDOW (self), NULL); /* what is asleep cannot lose it in time */
  self->running = TRUE;
  update (self);
  app_act_ask (GTK_WINDOW (self), self->platform,
               &(ClientQuestion){.operation = WIRE_DOUBT_CLAIM,
                                 .value = self->found->id,
                                 .etag = self->found->etag,
                                 .body = &(WireRejection){.reason = reason}},
               answered, g_object_ref (self));
}

static void
code_activated (AppDoubtDialog *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "doubt.find", NULL);
}

static void
reason_activated (AppDoubtDialog *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "doubt.confirm", NULL);
}

static void
app_doubt_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), APP_TYPE_DOUBT_DIALOG);
  G_OBJECT_CLASS (app_doubt_dialog_parent_class)->dispose (object);
}

static void
app_doubt_dialog_finalize (GObject *object)
{
  AppDoubtDialog *self = APP_DOUBT_DIALOG (object);

  forget (self);
  g_clear_object (&self->finding);
  g_object_unref (self->platform);
  g_object_unref (self->reviews);
  G_OBJECT_CLASS (app_doubt_dialog_parent_class)->finalize (object);
}

static void
app_doubt_dialog_class_init (AppDoubtDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_doubt_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = app_doubt_dialog_finalize;

  g_type_ensure (APP_TYPE_ERROR_BOX);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/reviews/app-doubt-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppDoubtDialog, error_box);
  gtk_widget_class_bind_template_child (widget_class, AppDoubtDialog, form);
  gtk_widget_class_bind_template_child (widget_class, AppDoubtDialog, code);
  gtk_widget_class_bind_template_child (widget_class, AppDoubtDialog, unknown);
  gtk_widget_class_bind_template_child (widget_class, AppDoubtDialog, facts);
  gtk_widget_class_bind_template_child (widget_class, AppDoubtDialog, name);
  gtk_widget_class_bind_template_child (widget_class, AppDoubtDialog, representative);
  gtk_widget_class_bind_template_child (widget_class, AppDoubtDialog, state);
  gtk_widget_class_bind_template_child (widget_class, AppDoubtDialog, why);
  gtk_widget_class_bind_template_child (widget_class, AppDoubtDialog, reason);
  gtk_widget_class_bind_template_child (widget_class, AppDoubtDialog, spinner);
  gtk_widget_class_bind_template_callback (widget_class, typed);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_bind_template_callback (widget_class, code_activated);
  gtk_widget_class_bind_template_callback (widget_class, reason_activated);
  gtk_widget_class_install_action (widget_class, "doubt.find", NULL, find);
  gtk_widget_class_install_action (widget_class, "doubt.confirm", NULL, confirm);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
app_doubt_dialog_init (AppDoubtDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  app_text_resize (GTK_WINDOW (self));
  app_closing_cancels (GTK_WIDGET (self), &self->finding);
  gtk_widget_grab_focus (GTK_WIDGET (self->code));
  update (self);
}

/**
 * app_doubt_dialog_new:
 * @parent: over which it stands
 * @platform: where enterprises are decided on
 * @reviews: the list in which what is in doubt waits
 *
 * Makes the dialog; present it to ask.
 *
 * Returns: (transfer none): the window
 */
AppDoubtDialog *
app_doubt_dialog_new (GtkWindow *parent, ModelPlatform *platform, ModelReviews *reviews)
{
  AppDoubtDialog *self = g_object_new (APP_TYPE_DOUBT_DIALOG, "transient-for", parent, "modal",
                                       TRUE, NULL);

  self->platform = g_object_ref (platform);
  self->reviews = g_object_ref (reviews);
  return self;
}
