/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-envelope-progress.h"

#include "app-events.h"

struct _AppEnvelopeProgress {
  GtkWidget parent_instance;

  guint later_id; /* until it is shown */

  GtkWidget *box;
  GtkProgressBar *bar;
};

G_DEFINE_FINAL_TYPE (AppEnvelopeProgress, app_envelope_progress, GTK_TYPE_WIDGET)

enum { GIVEN_UP, N_SIGNALS };

static guint signals[N_SIGNALS];

static gboolean
appear (gpointer data)
{
  AppEnvelopeProgress *self = data;

  self->later_id = 0;
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  app_event ("envelope progress");
  return G_SOURCE_REMOVE;
}

static void
give_up (AppEnvelopeProgress *self)
{
  g_signal_emit (self, signals[GIVEN_UP], 0);
}

static void
app_envelope_progress_dispose (GObject *object)
{
  AppEnvelopeProgress *self = APP_ENVELOPE_PROGRESS (object);

  g_clear_handle_id (&self->later_id, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (object), APP_TYPE_ENVELOPE_PROGRESS);
  G_OBJECT_CLASS (app_envelope_progress_parent_class)->dispose (object);
}

static void
app_envelope_progress_class_init (AppEnvelopeProgressClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_envelope_progress_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/envelope/app-envelope-progress.ui");
  gtk_widget_class_bind_template_child (widget_class, AppEnvelopeProgress, box);
  gtk_widget_class_bind_template_child (widget_class, AppEnvelopeProgress, bar);
  gtk_widget_class_bind_template_callback (widget_class, give_up);

  /**
   * AppEnvelopeProgress::given-up:
   *
   * The person wants it no more.
   */
  signals[GIVEN_UP] = g_signal_new ("given-up", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
app_envelope_progress_init (AppEnvelopeProgress *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * app_envelope_progress_start:
 * @self: how far something is
 * @words: what it is
 *
 * Begins at nothing, and shows that in a second.
 */
void
app_envelope_progress_start (AppEnvelopeProgress *self, const char *words)
{
  app_envelope_progress_stop (self);
  gtk_progress_bar_set_text (self->bar, words);
  gtk_progress_bar_set_fraction (self->bar, 0);
  self->later_id = g_timeout_add_seconds (1, appear, self);
}

/**
 * app_envelope_progress_set:
 * @self: how far something is
 * @fraction: of it that is done
 *
 * Shows how far it is.
 */
void
app_envelope_progress_set (AppEnvelopeProgress *self, double fraction)
{
  gtk_progress_bar_set_fraction (self->bar, fraction);
}

/**
 * app_envelope_progress_stop:
 * @self: how far something is
 *
 * It is over.
 */
void
app_envelope_progress_stop (AppEnvelopeProgress *self)
{
  g_clear_handle_id (&self->later_id, g_source_remove);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
