/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-review-view.h"

#include <glib/gi18n.h>

#include "app-error-box.h"
#include "app-events.h"
#include "app-review-picture.h"
#include "app-review-words.h"

struct _AppReviewView {
  AdwBin parent_instance;

  ModelReview *review; /* or NULL */
  char *etag;          /* of the facts that are on the screen */
  GPtrArray *shown;    /* the pictures that are on the screen; or NULL */

  GtkStack *stack;
  AdwStatusPage *end;
  AppErrorBox *error_box;
  GtkWidget *again_button;
  GtkWidget *unsent_box;
  GtkLabel *unsent;
  GtkWidget *send_button;
  GtkLabel *name;
  GtkLabel *task;
  AdwActionRow *number;
  GtkToggleButton *number_button;
  AdwActionRow *representative;
  AdwActionRow *submitted;
  AdwActionRow *expires;
  AdwActionRow *doubt;
  GtkWidget *fetching;
  GtkFlowBox *pictures;
  GtkWidget *bar;
  GtkRevealer *reason_revealer;
  GtkEditable *reason;
  GtkWidget *reject_button;
  GtkWidget *confirm_button;
  GtkWidget *cancel_button;
  GtkWidget *accept_button;
  GtkSpinner *spinner;
};

G_DEFINE_FINAL_TYPE (AppReviewView, app_review_view, ADW_TYPE_BIN)

enum { ACCEPTED, REJECTED, AGAIN, SEND, TAKE_BACK, N_SIGNALS };

static guint signals[N_SIGNALS];

static gboolean
is_asking_why (AppReviewView *self)
{
  return gtk_revealer_get_reveal_child (self->reason_revealer);
}

static char *
dup_reason (AppReviewView *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (self->reason)));
}

static void
show_buttons (AppReviewView *self)
{
  gboolean why = is_asking_why (self);
  g_autofree char *reason = dup_reason (self);
  gboolean can_reject = self->review != NULL && model_review_can_reject (self->review);

  gtk_widget_set_visible (self->accept_button, !why);
  gtk_widget_set_visible (self->reject_button, !why);
  gtk_widget_set_visible (self->confirm_button, why);
  gtk_widget_set_visible (self->cancel_button, why);
  gtk_widget_set_sensitive (self->accept_button,
                            self->review != NULL && model_review_can_accept (self->review));
  gtk_widget_set_sensitive (self->reject_button, can_reject);
  gtk_widget_set_sensitive (self->confirm_button, can_reject && *reason != '\0');
  gtk_spinner_set_spinning (self->spinner,
                            self->review != NULL &&
                                model_review_get_state (self->review) == MODEL_REVIEW_DECIDING);
}

static void
ask_why (AppReviewView *self, gboolean why)
{
  gtk_revealer_set_reveal_child (self->reason_revealer, why);
  show_buttons (self);
  if (why)
    gtk_widget_grab_focus (GTK_WIDGET (self->reason));
}

static void
cancel (AppReviewView *self)
{
  ask_why (self, FALSE);
  gtk_widget_grab_focus (self->reject_button);
}

static void
confirm (AppReviewView *self)
{
  g_autofree char *reason = dup_reason (self);

  if (self->review != NULL && model_review_can_reject (self->review) && *reason != '\0')
    g_signal_emit (self, signals[REJECTED], 0, reason);
}

static void
ask_again (AppReviewView *self)
{
  g_signal_emit (self, signals[AGAIN], 0);
}

static void
send (AppReviewView *self)
{
  g_signal_emit (self, signals[SEND], 0);
}

static void
take_back (AppReviewView *self)
{
  g_signal_emit (self, signals[TAKE_BACK], 0);
}

static void
show_unsent (AppReviewView *self)
{
  gboolean unsent = model_review_get_unsent (self->review) != NULL &&
                    model_review_get_state (self->review) < MODEL_REVIEW_DECIDING;
  g_autofree char *text = unsent ? app_review_dup_unsent (self->review) : NULL;

  gtk_widget_set_visible (self->unsent_box, unsent);
  gtk_label_set_label (self->unsent, unsent ? text : "");
  gtk_widget_set_visible (self->send_button, unsent && model_review_can_send (self->review));
}

static void
set_row (AdwActionRow *row, const char *text)
{
  gtk_widget_set_visible (GTK_WIDGET (row), text != NULL);
  adw_action_row_set_subtitle (row, text != NULL ? text : "");
}

/* Whoever stands behind the operator need not read it. */
static void
show_number (AppReviewView *self)
{
  gboolean shown = gtk_toggle_button_get_active (self->number_button);
  g_autofree char *number = NULL;

  if (self->review == NULL)
    return;
  number = app_review_dup_number (self->review, shown);
  set_row (self->number, number);
  gtk_button_set_label (GTK_BUTTON (self->number_button), shown ? _ ("Hide") : _ ("Show"));
}

static const char *
task_words (ModelReview *review)
{
  gboolean is_enterprise = model_review_get_kind (review) == MODEL_REVIEW_ENTERPRISE;

  if (model_review_get_facts (review)->own && is_enterprise)
    return _ ("You represent this enterprise or belong to it, with this account or another one of "
              "yours. Nobody decides on their own: another operator does.");
  if (model_review_get_facts (review)->own)
    return _ (
        "This is your own application, made with this account or another one of yours. Nobody "
        "decides on their own: another operator does.");
  if (is_enterprise)
    return _ ("Look into the register: is there an enterprise of this name and code, and is this "
              "person its legal representative?");
  if (model_review_is_in_person (review))
    return _ ("There are no pictures: the person comes with the identity document. Accept when you "
              "have seen both, and they belong together.");
  return _ ("Is it one living person on all pictures, do they do what was asked, and are they the "
            "person of this name?");
}

static void
show_facts (AppReviewView *self)
{
  const ModelReviewFacts *facts = model_review_get_facts (self->review);
  gboolean person = model_review_get_kind (self->review) == MODEL_REVIEW_PERSON;
  g_autofree char *submitted = app_review_dup_time (facts->submitted);
  g_autofree char *name = facts->former_name != NULL
                              /* Translators: a person's new name, and the one until now. */
                              ? g_strdup_printf (_ ("%s, until now %s"), facts->name,
                                                 facts->former_name)
                              : g_strdup (facts->name);
  g_autofree char *expires = facts->expires > 0 ? app_review_dup_time (facts->expires) : NULL;

  g_free (self->etag);
  self->etag = g_strdup (facts->etag);
  gtk_label_set_label (self->name, name);
  gtk_label_set_label (self->task, task_words (self->review));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->number),
                                 person ? _ ("Number of the identity document")
                                        : _ ("Unified social credit code"));
  gtk_toggle_button_set_active (self->number_button, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->number_button), person);
  show_number (self);
  set_row (self->representative, facts->representative);
  set_row (self->doubt, facts->doubt);
  set_row (self->submitted, submitted);
  set_row (self->expires, expires);
}

static void
clear_pictures (AppReviewView *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->pictures))) != NULL)
    gtk_flow_box_remove (self->pictures, child);
  self->shown = NULL;
}

static void
show_pictures (AppReviewView *self)
{
  GPtrArray *pictures = model_review_get_pictures (self->review);
  const char *challenge = model_review_get_facts (self->review)->challenge;
  g_auto (GStrv) words = g_strsplit (challenge != NULL ? challenge : "", " ", -1);

  gtk_widget_set_visible (GTK_WIDGET (self->pictures), pictures != NULL && pictures->len > 0);
  if (pictures == self->shown)
    return;
  clear_pictures (self);
  self->shown = pictures;
  for (guint i = 0; pictures != NULL && i < pictures->len && words[i] != NULL; i++)
    {
      g_autofree char *title = app_review_dup_challenge (words[i]);

      gtk_flow_box_append (self->pictures, app_review_picture_new (title, pictures->pdata[i]));
    }
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->pictures)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    gtk_widget_set_focusable (child, FALSE);
}

static void
show (AppReviewView *self)
{
  ModelReviewState state = model_review_get_state (self->review);
  const GError *error = model_review_get_error (self->review);
  gboolean over = state >= MODEL_REVIEW_ACCEPTED;

  if (self->etag == NULL ||
      g_strcmp0 (self->etag, model_review_get_facts (self->review)->etag) != 0)
    show_facts (self);
  gtk_stack_set_visible_child_name (self->stack, over ? "end" : "review");
  gtk_widget_set_visible (self->fetching, state == MODEL_REVIEW_FETCHING);
  app_error_box_set (self->error_box, error);
  gtk_widget_set_visible (self->again_button, state == MODEL_REVIEW_CLOSED && error != NULL);
  gtk_widget_set_visible (self->bar, !model_review_get_facts (self->review)->own);
  show_unsent (self);
  show_pictures (self);
  show_buttons (self);
  if (over)
    {
      adw_status_page_set_title (self->end, app_review_end_title (self->review));
      adw_status_page_set_description (self->end, app_review_end_words (self->review));
    }
  app_event ("review %d %s", (int) state, model_review_can_accept (self->review) ? "open" : "-");
}

static void
app_review_view_dispose (GObject *object)
{
  AppReviewView *self = APP_REVIEW_VIEW (object);

  if (self->review != NULL)
    g_signal_handlers_disconnect_by_data (self->review, self);
  g_clear_object (&self->review);
  g_clear_pointer (&self->etag, g_free);
  G_OBJECT_CLASS (app_review_view_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, AppReviewView, stack);
  gtk_widget_class_bind_template_child (widget_class, AppReviewView, end);
  gtk_widget_class_bind_template_child (widget_class, AppReviewView, error_box);
  gtk_widget_class_bind_template_child (widget_class, AppReviewView, again_button);
  gtk_widget_class_bind_template_child (widget_class, AppReviewView, unsent_box);
  gtk_widget_class_bind_template_child (widget_class, AppReviewView, unsent);
  gtk_widget_class_bind_template_child (widget_class, AppReviewView, send_button);
  gtk_widget_class_bind_template_child (widget_class, AppReviewView, name);
  gtk_widget_class_bind_template_child (widget_class, AppReviewView, task);
  gtk_widget_class_bind_template_child (widget_class, AppReviewView, number);
  gtk_widget_class_bind_template_child (widget_class, AppReviewView, number_button);
  gtk_widget_class_bind_template_child (widget_class, AppReviewView, representative);
  gtk_widget_class_bind_template_child (widget_class, AppReviewView, submitted);
  gtk_widget_class_bind_template_child (widget_class, AppReviewView, expires);
  gtk_widget_class_bind_template_child (widget_class, AppReviewView, doubt);
  gtk_widget_class_bind_template_child (widget_class, AppReviewView, fetching);
  gtk_widget_class_bind_template_child (widget_class, AppReviewView, pictures);
  gtk_widget_class_bind_template_child (widget_class, AppReviewView, bar);
  gtk_widget_class_bind_template_child (widget_class, AppReviewView, reason_revealer);
  gtk_widget_class_bind_template_child (widget_class, AppReviewView, reason);
  gtk_widget_class_bind_template_child (widget_class, AppReviewView, reject_button);
  gtk_widget_class_bind_template_child (widget_class, AppReviewView, confirm_button);
  gtk_widget_class_bind_template_child (widget_class, AppReviewView, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, AppReviewView, accept_button);
  gtk_widget_class_bind_template_child (widget_class, AppReviewView, spinner);
}

static void
app_review_view_class_init (AppReviewViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_review_view_dispose;
  g_type_ensure (APP_TYPE_ERROR_BOX);

  /**
   * AppReviewView::accepted:
   *
   * The operator accepts what is shown.
   */
  signals[ACCEPTED] = g_signal_new ("accepted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * AppReviewView::rejected:
   * @reason: why
   *
   * The operator rejects what is shown.
   */
  signals[REJECTED] = g_signal_new ("rejected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  /**
   * AppReviewView::again:
   *
   * The pictures are to be fetched anew.
   */
  signals[AGAIN] = g_signal_new ("again", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);

  /**
   * AppReviewView::send:
   *
   * The decision that did not get through is to be sent again.
   */
  signals[SEND] = g_signal_new ("send", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  /**
   * AppReviewView::take-back:
   *
   * The decision that did not get through is to be forgotten.
   */
  signals[TAKE_BACK] = g_signal_new ("take-back", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/reviews/app-review-view.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, app_review_view_accept);
  gtk_widget_class_bind_template_callback (widget_class, app_review_view_reject);
  gtk_widget_class_bind_template_callback (widget_class, confirm);
  gtk_widget_class_bind_template_callback (widget_class, cancel);
  gtk_widget_class_bind_template_callback (widget_class, ask_again);
  gtk_widget_class_bind_template_callback (widget_class, send);
  gtk_widget_class_bind_template_callback (widget_class, take_back);
  gtk_widget_class_bind_template_callback (widget_class, show_buttons);
  gtk_widget_class_bind_template_callback (widget_class, show_number);
}

static gboolean
take_escape (GtkEventControllerKey *keys,
             guint value,
             guint code,
             GdkModifierType modifiers,
             AppReviewView *self)
{
  if (value != GDK_KEY_Escape || !is_asking_why (self))
    return GDK_EVENT_PROPAGATE;
  cancel (self);
  return GDK_EVENT_STOP;
}

static void
app_review_view_init (AppReviewView *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (keys, "key-pressed", G_CALLBACK (take_escape), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

/**
 * app_review_view_set_review:
 * @self: the view
 * @review: (nullable): what is decided on
 *
 * Shows it and follows it. A reason that was begun belongs to the last one and goes with it.
 */
void
app_review_view_set_review (AppReviewView *self, ModelReview *review)
{
  g_return_if_fail (APP_IS_REVIEW_VIEW (self));

  if (self->review == review)
    return;
  if (self->review != NULL)
    g_signal_handlers_disconnect_by_data (self->review, self);
  g_set_object (&self->review, review);
  clear_pictures (self);
  gtk_editable_set_text (self->reason, "");
  ask_why (self, FALSE);
  if (review == NULL)
    {
      gtk_stack_set_visible_child_name (self->stack, "none");
      return;
    }
  g_signal_connect_swapped (review, "changed", G_CALLBACK (show), self);
  g_clear_pointer (&self->etag, g_free);
  show (self);
}

/**
 * app_review_view_accept:
 * @self: the view
 *
 * Says that the operator accepts, where everything can be seen that this rests on.
 */
void
app_review_view_accept (AppReviewView *self)
{
  g_return_if_fail (APP_IS_REVIEW_VIEW (self));
  if (self->review != NULL && model_review_can_accept (self->review))
    g_signal_emit (self, signals[ACCEPTED], 0);
}

/**
 * app_review_view_reject:
 * @self: the view
 *
 * Asks for the reason.
 */
void
app_review_view_reject (AppReviewView *self)
{
  g_return_if_fail (APP_IS_REVIEW_VIEW (self));
  if (self->review != NULL && model_review_can_reject (self->review))
    ask_why (self, TRUE);
}
