/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app-home-page.h"

#include <glib/gi18n.h>

#include "app-recent-row.h"
#include "app-window.h"

struct _AppHomePage {
  AdwBin parent_instance;

  ModelRecent *recent;
  ModelAccount *account;

  GtkStack *stack;
  GtkListBox *list;
  GtkWidget *open_button;
  GtkWidget *notice;
  GtkLabel *notice_words;
  GtkButton *notice_button;
};

G_DEFINE_FINAL_TYPE (AppHomePage, app_home_page, ADW_TYPE_BIN)

static GtkWidget *
create_row (gpointer item, gpointer unused)
{
  return app_recent_row_new (item);
}

/* One primary button on the screen: the large one, as long as the list is empty. */
static void
show_stack (AppHomePage *self)
{
  gboolean any = g_list_model_get_n_items (G_LIST_MODEL (self->recent)) > 0;

  gtk_stack_set_visible_child_name (self->stack, any ? "recent" : "empty");
  gtk_widget_set_visible (self->open_button, any);
}

/* What has to be done about one's certificate, said where everybody begins. */
static char *
dup_notice (AppHomePage *self, gboolean *urgent)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  const WireCertificate *current = model_account_get_current (self->account, now);
  guint days = current != NULL ? wire_certificate_days_left (current->not_after, now) : 0;

  *urgent = days == 0 || days <= 7;
  if (current == NULL || (days == 0 && g_str_equal (current->state, "active")))
    return NULL;
  if (g_str_equal (current->state, "suspended"))
    return g_strdup (
        _ ("Your certificate is suspended: nobody relies on it until you restore it."));
  return g_strdup_printf (ngettext ("Your certificate ends within %u day.",
                                    "Your certificate ends within %u days.", days),
                          days);
}

static void
show_notice (AppHomePage *self)
{
  gboolean urgent = FALSE;
  g_autofree char *words = dup_notice (self, &urgent);
  const WireCertificate *current = model_account_get_current (self->account,
                                                              g_get_real_time () / G_USEC_PER_SEC);
  gboolean suspended = current != NULL && g_str_equal (current->state, "suspended");

  gtk_widget_set_visible (self->notice, words != NULL);
  gtk_label_set_label (self->notice_words, words != NULL ? words : "");
  gtk_button_set_label (self->notice_button, suspended ? _ ("Restore…") : _ ("Renew…"));
  gtk_widget_remove_css_class (self->notice, urgent ? "trial-note" : "urgent-note");
  gtk_widget_add_css_class (self->notice, urgent ? "urgent-note" : "trial-note");
}

static void
take_row (AppHomePage *self, AppRecentRow *row)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  app_window_open (APP_WINDOW (root), model_recent_file_get_file (app_recent_row_get_file (row)));
}

static void
clear (GtkWidget *widget, const char *action, GVariant *parameter)
{
  model_recent_clear (APP_HOME_PAGE (widget)->recent);
}

static void
remove_file (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autoptr (GFile) file = g_file_new_for_uri (g_variant_get_string (parameter, NULL));

  model_recent_remove (APP_HOME_PAGE (widget)->recent, file);
}

static void
app_home_page_dispose (GObject *object)
{
  AppHomePage *self = APP_HOME_PAGE (object);

  g_clear_object (&self->recent);
  g_clear_object (&self->account);
  G_OBJECT_CLASS (app_home_page_parent_class)->dispose (object);
}

static void
app_home_page_class_init (AppHomePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_home_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/vermilion/Vermilion/home/app-home-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AppHomePage, stack);
  gtk_widget_class_bind_template_child (widget_class, AppHomePage, list);
  gtk_widget_class_bind_template_child (widget_class, AppHomePage, open_button);
  gtk_widget_class_bind_template_child (widget_class, AppHomePage, notice);
  gtk_widget_class_bind_template_child (widget_class, AppHomePage, notice_words);
  gtk_widget_class_bind_template_child (widget_class, AppHomePage, notice_button);
  gtk_widget_class_bind_template_callback (widget_class, take_row);
  gtk_widget_class_install_action (widget_class, "home.clear", NULL, clear);
  gtk_widget_class_install_action (widget_class, "home.remove", "s", remove_file);
}

static void
app_home_page_init (AppHomePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * app_home_page_new:
 * @recent: the documents opened last
 * @account: who the user is on the platform
 *
 * Makes the room.
 *
 * Returns: (transfer floating): the room
 */
GtkWidget *
app_home_page_new (ModelRecent *recent, ModelAccount *account)
{
  AppHomePage *self = g_object_new (APP_TYPE_HOME_PAGE, NULL);

  self->recent = g_object_ref (recent);
  self->account = g_object_ref (account);
  g_signal_connect_object (account, "changed", G_CALLBACK (show_notice), self, G_CONNECT_SWAPPED);
  show_notice (self);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (recent), create_row, NULL, NULL);
  g_signal_connect_object (recent, "items-changed", G_CALLBACK (show_stack), self,
                           G_CONNECT_SWAPPED);
  show_stack (self);
  return GTK_WIDGET (self);
}
