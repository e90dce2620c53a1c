/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "app-act.h"
#include "app-events.h"
#include "app-reviews-page-private.h"
#include "app-toast.h"

static void
ask_signed (ModelPlatform *platform,
            const ClientQuestion *question,
            GAsyncReadyCallback callback,
            gpointer user_data,
            gpointer data)
{
  app_act_ask (GTK_WINDOW (gtk_widget_get_root (data)), platform, question, callback, user_data);
}

static void
accepted (AppReviewsPage *self)
{
  model_reviews_decide (
      self->reviews, self->chosen,
      &(ModelReviewDecision){.accept = TRUE, .ask = ask_signed, .ask_data = self});
}

static void
rejected (AppReviewsPage *self, const char *reason)
{
  model_reviews_decide (
      self->reviews, self->chosen,
      &(ModelReviewDecision){.reason = reason, .ask = ask_signed, .ask_data = self});
}

static void
send_again (AppReviewsPage *self)
{
  model_reviews_send (self->reviews, self->chosen,
                      &(ModelReviewDecision){.ask = ask_signed, .ask_data = self});
}

static void
take_back (AppReviewsPage *self)
{
  model_reviews_take_back (self->reviews, self->chosen);
}

static void
missed (AppReviewsPage *self, ModelReview *review)
{
  g_autofree char *text = g_strdup_printf (
      _ ("%s: decided already, or withdrawn, before your decision got through"),
      model_review_get_facts (review)->name);

  app_toast_stay (GTK_WIDGET (self->stack), text);
  app_event ("review-missed");
}

static void
arrived (AppReviewsPage *self, ModelReview *review)
{
  gboolean accept = model_review_get_state (review) == MODEL_REVIEW_ACCEPTED;
  g_autofree char *text = g_strdup_printf (
      accept ? _ ("%s: accepted by you; the platform’s answer had been lost")
             : _ ("%s: rejected by you; the platform’s answer had been lost"),
      model_review_get_facts (review)->name);

  app_toast_stay (GTK_WIDGET (self->stack), text);
  app_event ("review-arrived");
}

/**
 * app_reviews_page_bind_decisions:
 * @widget_class: of the room
 *
 * Binds what the template asks for: the decisions.
 */
void
app_reviews_page_bind_decisions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, accepted);
  gtk_widget_class_bind_template_callback (widget_class, rejected);
  gtk_widget_class_bind_template_callback (widget_class, send_again);
  gtk_widget_class_bind_template_callback (widget_class, take_back);
}

/**
 * app_reviews_page_hear_ends:
 *
 * Tells from now on what became of decisions whose answer was lost.
 */
void
app_reviews_page_hear_ends (AppReviewsPage *self)
{
  g_signal_connect_swapped (self->reviews, "missed", G_CALLBACK (missed), self);
  g_signal_connect_swapped (self->reviews, "arrived", G_CALLBACK (arrived), self);
}

/**
 * app_reviews_page_show_unsent:
 *
 * Says how many decisions are not sent, or nothing.
 */
void
app_reviews_page_show_unsent (AppReviewsPage *self)
{
  guint n = model_reviews_count_unsent (self->reviews);
  g_autofree char *text = g_strdup_printf (
      ngettext ("%u decision is not sent.", "%u decisions are not sent.", n), n);

  gtk_widget_set_visible (self->unsent_bar, n > 0);
  gtk_label_set_label (self->unsent, text);
}

/**
 * app_reviews_page_tell_end:
 * @accept: how
 *
 * Says that what is chosen is decided.
 */
void
app_reviews_page_tell_end (AppReviewsPage *self, gboolean accept)
{
  const char *name = model_review_get_facts (self->chosen)->name;
  g_autofree char *text = g_strdup_printf (accept ? _ ("%s: accepted") : _ ("%s: rejected"), name);

  app_toast (GTK_WIDGET (self->stack), text);
  app_event ("review-decided %s", accept ? "accepted" : "rejected");
}
