/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n.h>

#include "app-application.h"
#include "app-document-page-private.h"
#include "app-encrypt-dialog.h"
#include "app-events.h"
#include "app-page-entry.h"
#include "app-print.h"
#include "app-properties-window.h"

static void
find (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AppDocumentPage *self = user_data;

  app_search_bar_set_open (self->search, TRUE);
}

static void
change_search (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  AppDocumentPage *self = user_data;

  g_simple_action_set_state (action, state);
  if (app_search_bar_is_open (self->search) != g_variant_get_boolean (state))
    app_search_bar_set_open (self->search, g_variant_get_boolean (state));
}

static void
take_search_open (AppDocumentPage *self)
{
  g_action_group_change_action_state (
      G_ACTION_GROUP (self->actions), "search",
      g_variant_new_boolean (app_search_bar_is_open (self->search)));
}

static void
find_next (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  app_search_bar_step (((AppDocumentPage *) user_data)->search, 1);
}

static void
find_previous (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  app_search_bar_step (((AppDocumentPage *) user_data)->search, -1);
}

static void
zoom_in (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  app_page_view_step_zoom (((AppDocumentPage *) user_data)->view, 1);
}

static void
zoom_out (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  app_page_view_step_zoom (((AppDocumentPage *) user_data)->view, -1);
}

static void
zoom (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  app_page_view_set_zoom (((AppDocumentPage *) user_data)->view, g_variant_get_double (parameter));
}

static const char *
get_fit_name (AppPageView *view)
{
  AppFit fit = app_page_view_get_fit (view);

  return fit == APP_FIT_WIDTH ? "width" : fit == APP_FIT_PAGE ? "page" : "none";
}

static void
change_fit (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  AppDocumentPage *self = user_data;
  const char *name = g_variant_get_string (state, NULL);

  if (g_str_equal (name, "width"))
    app_page_view_set_fit (self->view, APP_FIT_WIDTH);
  else if (g_str_equal (name, "page"))
    app_page_view_set_fit (self->view, APP_FIT_PAGE);
  else
    return;
  g_simple_action_set_state (action, state);
}

static void
take_zoom (AppDocumentPage *self)
{
  GAction *fit = g_action_map_lookup_action (G_ACTION_MAP (self->actions), "fit");

  g_simple_action_set_state (G_SIMPLE_ACTION (fit),
                             g_variant_new_string (get_fit_name (self->view)));
  app_event ("zoom %.0f", app_page_view_get_zoom (self->view) * 100);
}

static void
take_current_page (AppDocumentPage *self)
{
  app_event ("current-page %u", app_page_view_get_current_page (self->view) + 1);
}

static void
turn (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AppDocumentPage *self = user_data;
  int quarters = g_variant_get_int32 (parameter) / 90 % 4;

  app_page_view_set_turn (self->view,
                          (app_page_view_get_turn (self->view) + (quarters + 4) * 90) % 360);
}

static void
change_thumbnails (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  AppDocumentPage *self = user_data;
  gboolean shown = g_variant_get_boolean (state);

  g_simple_action_set_state (action, state);
  adw_flap_set_reveal_flap (self->thumbnails_flap, shown);
}

/* By the person only: a flap that folds in a narrow window closes by itself, and that is no wish.
 */
static void
toggle_thumbnails (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AppDocumentPage *self = user_data;
  gboolean shown = !adw_flap_get_reveal_flap (self->thumbnails_flap);

  g_action_change_state (G_ACTION (action), g_variant_new_boolean (shown));
  g_settings_set_boolean (app_application_get_settings (app_application_of (GTK_WIDGET (self))),
                          "thumbnails-shown", shown);
}

static void
take_thumbnails_shown (AppDocumentPage *self)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), "thumbnails");

  g_simple_action_set_state (
      G_SIMPLE_ACTION (action),
      g_variant_new_boolean (adw_flap_get_reveal_flap (self->thumbnails_flap)));
}

static void
go_to_page (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  app_page_entry_popup (((AppDocumentPage *) user_data)->view);
}

static void
print (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AppDocumentPage *self = user_data;

  app_print_run (self->document, app_page_view_get_current_page (self->view),
                 GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));
}

static void
show_properties (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AppDocumentPage *self = user_data;

  app_properties_window_present (self->document,
                                 GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));
}

static void
encrypt (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AppDocumentPage *self = user_data;
  AppApplication *application = app_application_of (GTK_WIDGET (self));
  AppEncryptDialog *dialog = app_encrypt_dialog_new (
      GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
      app_application_get_certificates (application), self->document);

  gtk_window_present (GTK_WINDOW (dialog));
}

static void
show_in_folder (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AppDocumentPage *self = user_data;
  g_autoptr (GFile) folder = g_file_get_parent (model_document_get_file (self->document));
  g_autofree char *uri = folder != NULL ? g_file_get_uri (folder) : NULL;

  if (uri != NULL)
    gtk_show_uri (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), uri, GDK_CURRENT_TIME);
}

static void
reload (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AppDocumentPage *self = user_data;

  if (model_document_get_state (self->document) == MODEL_DOCUMENT_FAILED)
    model_document_load (self->document, NULL);
}

static const GActionEntry entries[] = {
    {"search", NULL, NULL, "false", change_search},
    {"find", find},
    {"find-next", find_next},
    {"find-previous", find_previous},
    {"zoom-in", zoom_in},
    {"zoom-out", zoom_out},
    {"zoom", zoom, "d"},
    {"fit", NULL, "s", "'width'", change_fit},
    {"turn", turn, "i"},
    {"thumbnails", toggle_thumbnails, NULL, "false", change_thumbnails},
    {"go-to-page", go_to_page},
    {"print", print},
    {"properties", show_properties},
    {"encrypt", encrypt},
    {"show-in-folder", show_in_folder},
    {"reload", reload},
};

/**
 * app_document_page_add_actions:
 *
 * Fills the page's group with what menus, buttons and keys do, and keeps its states in step with
 * the view.
 */
void
app_document_page_add_actions (AppDocumentPage *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries),
                                   self);
  g_signal_connect_object (self->search, "notify::open", G_CALLBACK (take_search_open), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "notify::zoom", G_CALLBACK (take_zoom), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "notify::current-page", G_CALLBACK (take_current_page), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->thumbnails_flap, "notify::reveal-flap",
                           G_CALLBACK (take_thumbnails_shown), self, G_CONNECT_SWAPPED);
}

/**
 * app_document_page_update_actions:
 *
 * Enables what needs pages while they are there; reloading, while they are not.
 */
void
app_document_page_update_actions (AppDocumentPage *self)
{
  gboolean ready = model_document_get_state (self->document) == MODEL_DOCUMENT_READY;

  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), entries[i].name);
      gboolean always = g_str_equal (entries[i].name, "show-in-folder");
      gboolean failed = g_str_equal (entries[i].name, "reload");

      g_simple_action_set_enabled (G_SIMPLE_ACTION (action), always || ready != failed);
    }
}
