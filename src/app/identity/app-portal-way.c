/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-portal-way.h"

#include <glib/gi18n.h>

#include "app-events.h"

struct _AppPortalWay {
  AdwBin parent_instance;

  ModelPortalVisit *visit; /* on its way in a browser, or NULL */

  GtkLabel *words;
  GtkLabel *digits;
  GtkWidget *again;
  GtkWidget *leave;
};

G_DEFINE_FINAL_TYPE (AppPortalWay, app_portal_way, ADW_TYPE_BIN)

enum { LEAVE, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
open_page (AppPortalWay *self)
{
  const char *address;

  if (self->visit == NULL)
    return;
  address = model_portal_visit_get_address (self->visit);
  app_event ("portal %s %s", address, model_portal_visit_get_code (self->visit));
  gtk_show_uri (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), address, GDK_CURRENT_TIME);
}

static void
leave (AppPortalWay *self)
{
  g_signal_emit (self, signals[LEAVE], 0);
}

static void
app_portal_way_dispose (GObject *object)
{
  AppPortalWay *self = APP_PORTAL_WAY (object);

  g_clear_pointer (&self->visit, model_portal_visit_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), APP_TYPE_PORTAL_WAY);
  G_OBJECT_CLASS (app_portal_way_parent_class)->dispose (object);
}

static void
app_portal_way_class_init (AppPortalWayClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_portal_way_dispose;

  /**
   * AppPortalWay::leave:
   *
   * The person wants another way.
   */
  signals[LEAVE] = g_signal_new ("leave", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/identity/app-portal-way.ui");
  gtk_widget_class_bind_template_child (widget_class, AppPortalWay, words);
  gtk_widget_class_bind_template_child (widget_class, AppPortalWay, digits);
  gtk_widget_class_bind_template_child (widget_class, AppPortalWay, again);
  gtk_widget_class_bind_template_child (widget_class, AppPortalWay, leave);
  gtk_widget_class_bind_template_callback (widget_class, open_page);
  gtk_widget_class_bind_template_callback (widget_class, leave);
}

static void
app_portal_way_init (AppPortalWay *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * app_portal_way_offer_leave:
 * @self: a way
 *
 * Shows the button for another way.
 */
void
app_portal_way_offer_leave (AppPortalWay *self)
{
  gtk_widget_set_visible (self->leave, TRUE);
}

/**
 * app_portal_way_set_portal:
 * @self: a way
 * @name: (nullable): of the portal
 *
 * Says where the digits are to be entered.
 */
void
app_portal_way_set_portal (AppPortalWay *self, const char *name)
{
  /* Translators: %s is the name of a portal. */
  g_autofree char *words = g_strdup_printf (
      _ ("Log in at %s in your browser, and enter these digits there:"), name != NULL ? name : "");

  gtk_label_set_label (self->words, words);
}

/**
 * app_portal_way_begin:
 * @self: a way, on the screen
 * @visit: what was begun
 *
 * Shows the digits and opens the page in a browser.
 */
void
app_portal_way_begin (AppPortalWay *self, ModelPortalVisit *visit)
{
  self->visit = model_portal_visit_ref (visit);
  gtk_label_set_label (self->digits, model_portal_visit_get_code (visit));
  /* What had the focus is out of sight, and with it the keys would be nowhere. */
  gtk_widget_grab_focus (self->again);
  open_page (self);
}

/**
 * app_portal_way_end:
 * @self: a way
 *
 * The person is back, or has given up.
 */
void
app_portal_way_end (AppPortalWay *self)
{
  g_clear_pointer (&self->visit, model_portal_visit_unref);
}

/**
 * app_portal_way_is_on:
 * @self: a way
 *
 * Returns: whether somebody is on it
 */
gboolean
app_portal_way_is_on (AppPortalWay *self)
{
  return self->visit != NULL;
}
