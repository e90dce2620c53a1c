/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-signing.h"

#include <glib/gi18n.h>

#include "app-appearance-box.h"
#include "app-appearance-presets.h"
#include "app-application.h"
#include "app-events.h"
#include "app-extend.h"
#include "app-finish-sheet.h"
#include "app-placing.h"
#include "app-signing-bar.h"
#include "app-signing-panel.h"
#include "app-text-width.h"
#include "app-verdict-panel.h"
#include "app-window.h"
#include "model-journal.h"
#include "pdf-error.h"

/* The first page comes before everything that can wait (milliseconds). */
#define BUILD_DELAY 70

#define SIDE_WIDTH 280

#define SHEET_WIDTH 520
#define SHEET_HEIGHT 680
#define SHEET_GAP 48

/* How often the time on stamps that are not signed yet goes on (seconds). */
#define CLOCK_INTERVAL 20

/* Below this width of the window the drawer is opened by hand (pixels). */
#define DRAWER_MIN_WINDOW 760

struct _AppSigning {
  GObject parent_instance;

  AppDocumentPage *page; /* not owned: it owns us */
  ModelPlacements *placements;
  ModelJournal *journal;
  AppPlacing *placing;
  AdwBin *side; /* not owned; empty until the document is ready */
  AppSigningPanel *panel;
  guint build_id;
  guint clock_id;
  AppSigningBar *bar;        /* not owned */
  AppFinishSheet *sheet;     /* not owned; while it is there */
  GCancellable *cancellable; /* of looking whether it can be signed */
  AdwToast *restored_toast;  /* not owned; until it goes */
};

G_DEFINE_FINAL_TYPE (AppSigning, app_signing, G_TYPE_OBJECT)

static AppApplication *
application_of (AppSigning *self)
{
  return app_application_of (GTK_WIDGET (self->page));
}

static AppWindow *
window_of (AppSigning *self)
{
  return APP_WINDOW (gtk_widget_get_root (GTK_WIDGET (self->page)));
}

/* Actions */

static void
set_enabled (AppSigning *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (app_document_page_get_actions (self->page), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

static void
update_actions (AppSigning *self)
{
  set_enabled (self, "undo", model_placements_get_can_undo (self->placements));
  set_enabled (self, "redo", model_placements_get_can_redo (self->placements));
  set_enabled (self, "cancel-signing", model_placements_get_size (self->placements) > 0);
}

/* What stamps would say if they were signed now, with what was given last time. */
static void
update_caption (AppSigning *self)
{
  AppApplication *application = application_of (self);
  GSettings *settings = app_application_get_settings (application);
  g_autoptr (ModelPlacement) first = g_list_model_get_item (G_LIST_MODEL (self->placements), 0);
  ModelCertificate *certificate = model_certificates_recall (
      app_application_get_certificates (application),
      first != NULL ? model_seal_get_id (model_placement_get_seal (first)) : "");
  g_autofree char *reason = g_settings_get_string (settings, "signing-reason");
  g_autofree char *location = g_settings_get_string (settings, "signing-place");

  model_look_expect (model_placements_get_look (self->placements), certificate, reason, location);
}

static void
edited (AppSigning *self)
{
  update_actions (self);
  app_event ("stamps %u", model_placements_get_size (self->placements));
}

static void
undo (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  model_placements_undo (((AppSigning *) user_data)->placements);
}

static void
redo (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  model_placements_redo (((AppSigning *) user_data)->placements);
}

/* Toasts tell what was done and how to take it back. */
static AdwToast *
add_undo_toast (AppSigning *self, const char *title)
{
  AdwToast *toast = adw_toast_new (title);

  adw_toast_set_button_label (toast, _ ("Undo"));
  adw_toast_set_action_name (toast, "doc.undo");
  app_window_add_toast (window_of (self), toast);
  return toast; /* the window holds it */
}

static void
cancel_answered (AppSigning *self, const char *response)
{
  if (!g_str_equal (response, "remove"))
    return;
  model_placements_clear (self->placements);
  add_undo_toast (self, _ ("All stamps removed"));
}

static void
cancel_signing (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AppSigning *self = user_data;
  guint n = model_placements_get_size (self->placements);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (window_of (self)),
                                              _ ("Remove all stamps?"), NULL);

  adw_message_dialog_format_body (
      ADW_MESSAGE_DIALOG (dialog),
      ngettext ("%u stamp is taken off the document. You can undo this.",
                "%u stamps are taken off the document. You can undo this.", n),
      n);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "keep", _ ("Keep them"), "remove",
                                    _ ("Remove"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "remove",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "keep");
  g_signal_connect_object (dialog, "response", G_CALLBACK (cancel_answered), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* The signed file takes the place of the one that is done with. */
static void
show_signed (AppSigning *self, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *shown = g_filename_display_basename (path);
  /* Translators: %s is a file's name. */
  g_autofree char *title = g_markup_printf_escaped (_ ("Signed and checked: %s"), shown);
  AppWindow *window = window_of (self);
  AdwTabView *tabs = ADW_TAB_VIEW (
      gtk_widget_get_ancestor (GTK_WIDGET (self->page), ADW_TYPE_TAB_VIEW));
  AdwTabPage *tab = adw_tab_view_get_page (tabs, GTK_WIDGET (self->page));

  app_event ("signed %s", path);
  model_placements_clear (self->placements);
  model_journal_drop (self->journal);
  app_application_share_secret (
      application_of (self), file,
      model_document_get_secret (app_document_page_get_document (self->page)));
  app_window_open (window, file);
  app_window_add_toast (window, adw_toast_new (title));
  adw_tab_view_close_page (tabs, tab);
}

static void
finish (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AppSigning *self = user_data;
  AppApplication *application = application_of (self);
  AppFinishSheet *sheet = app_finish_sheet_new (
      app_document_page_get_document (self->page), self->placements,
      app_application_get_certificates (application),
      model_trust_get_folder (app_application_get_trust (application)),
      app_application_get_settings (application));

  app_placing_select (self->placing, NULL);
  /* What it offers to undo is about to be signed. */
  if (self->restored_toast != NULL)
    adw_toast_dismiss (self->restored_toast);
  /* Never taller than the window: its button must stay in reach on a small screen. */
  gtk_window_set_default_size (
      GTK_WINDOW (sheet), app_text_width (GTK_WIDGET (sheet), SHEET_WIDTH),
      MIN (SHEET_HEIGHT, gtk_widget_get_height (GTK_WIDGET (window_of (self))) - SHEET_GAP));
  gtk_window_set_transient_for (GTK_WINDOW (sheet), GTK_WINDOW (window_of (self)));
  g_set_weak_pointer (&self->sheet, sheet);
  g_signal_connect_object (sheet, "signed", G_CALLBACK (show_signed), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (sheet));
}

static void
extend (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  app_extend_ask (((AppSigning *) user_data)->page);
}

/* By keyboard: from the pages to the seals. */
static void
choose_seal (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AppSigning *self = user_data;

  g_action_group_change_action_state (G_ACTION_GROUP (app_document_page_get_actions (self->page)),
                                      "side", g_variant_new_boolean (TRUE));
  app_signing_panel_focus (self->panel);
}

static const GActionEntry actions[] = {
    {"extend", extend},
    {"finish", finish},
    {"undo", undo},
    {"redo", redo},
    {"cancel-signing", cancel_signing},
    {"choose-seal", choose_seal},
};

static void
change_side (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  AppSigning *self = user_data;

  g_simple_action_set_state (action, state);
  app_document_page_show_side (self->page, g_variant_get_boolean (state));
}

static void
add_actions (AppSigning *self, gboolean side)
{
  GActionMap *map = app_document_page_get_actions (self->page);
  g_autoptr (GSimpleAction)
      toggle = g_simple_action_new_stateful ("side", NULL, g_variant_new_boolean (side));

  g_action_map_add_action_entries (map, actions, G_N_ELEMENTS (actions), self);
  g_signal_connect (toggle, "change-state", G_CALLBACK (change_side), self);
  g_action_map_add_action (map, G_ACTION (toggle));
  update_actions (self);
}

/* Closing */

static void
close_answered (AppSigning *self, const char *response)
{
  gboolean close = !g_str_equal (response, "cancel");

  if (g_str_equal (response, "discard"))
    {
      model_placements_clear (self->placements);
      model_journal_drop (self->journal);
    }
  else if (close)
    model_journal_flush (self->journal);
  app_event ("close-answered %s", response);
  app_document_page_answer_close (self->page, close);
}

static gboolean
close_requested (AppSigning *self)
{
  guint n = model_placements_get_size (self->placements);
  GtkWidget *dialog;

  if (n == 0)
    return FALSE;

  dialog = adw_message_dialog_new (GTK_WINDOW (window_of (self)), _ ("Close without signing?"),
                                   NULL);
  adw_message_dialog_format_body (
      ADW_MESSAGE_DIALOG (dialog),
      ngettext ("“%s” has %u stamp that is not signed yet. It can wait for the next time you open "
                "the document.",
                "“%s” has %u stamps that are not signed yet. They can wait for the next time you "
                "open the document.",
                n),
      model_document_get_title (app_document_page_get_document (self->page)), n);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("Cancel"), "discard",
                                    _ ("Discard"), "keep", _ ("Keep for next time"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "discard",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "keep",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "keep");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (close_answered), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
  app_event ("close-asked");
  return TRUE;
}

/* Building */

static void
restored (AppSigning *self, guint stamps, guint missing)
{
  g_autofree char *title = NULL;

  app_event ("restored %u %u", stamps, missing);
  if (stamps > 0)
    {
      title = g_strdup_printf (
          ngettext ("%u stamp of last time is back", "%u stamps of last time are back", stamps),
          stamps);
      g_set_weak_pointer (&self->restored_toast, add_undo_toast (self, title));
      return;
    }
  title = g_strdup_printf (ngettext ("%u stamp of last time is gone with its seal",
                                     "%u stamps of last time are gone with their seals", missing),
                           missing);
  app_window_add_toast (window_of (self), adw_toast_new (title));
}

static GtkWidget *
make_appearance (AppSigning *self)
{
  AppApplication *application = application_of (self);
  g_autofree char *presets = g_build_filename (app_application_get_folder (application),
                                               APP_APPEARANCE_PRESETS, NULL);

  return app_appearance_box_new (self->placements, app_application_get_seals (application),
                                 app_application_get_settings (application), presets);
}

static gboolean
tick (gpointer data)
{
  AppSigning *self = data;

  if (self->sheet != NULL)
    app_finish_sheet_expect (self->sheet);
  else
    update_caption (self);
  return G_SOURCE_CONTINUE;
}

static GtkWidget *
make_side (AppSigning *self)
{
  AppPageView *view = app_document_page_get_view (self->page);
  AppApplication *application = application_of (self);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->panel = APP_SIGNING_PANEL (
      app_signing_panel_new (view, self->placements, app_application_get_seals (application)));
  app_signing_panel_set_appearance (self->panel, make_appearance (self));
  g_signal_connect_object (self->panel, "seal-activated", G_CALLBACK (app_placing_put),
                           self->placing, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box),
                  app_verdict_panel_new (view, app_application_get_trust (application)));
  gtk_box_append (GTK_BOX (box), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->panel));
  gtk_widget_set_margin_bottom (box, 12);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  /* Long names wrap rather than push the pages aside. */
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), SIDE_WIDTH);
  adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), SIDE_WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), scroller);
  return clamp;
}

/* A document that cannot be signed at all says so before anything is put on it. What else may stand
 * against a signature depends on how it is made: the sheet tells. */
static void
looked_at (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppSigning) self = user_data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) fields = model_signing_preflight_finish (result, &error);

  if (fields != NULL || self->placing == NULL || error->domain != PDF_ERROR)
    return;
  set_enabled (self, "finish", FALSE);
  app_signing_bar_set_error (
      self->bar, model_document_get_path (app_document_page_get_document (self->page)), error);
  app_event ("cannot-be-signed %d", error->code);
}

static void
look_at_document (AppSigning *self)
{
  ModelDocument *document = app_document_page_get_document (self->page);
  const ModelSigningRequest request = {
      .input = model_document_get_path (document),
      .input_password = model_document_get_secret (document),
  };

  self->cancellable = g_cancellable_new ();
  model_signing_preflight (&request, self->cancellable, looked_at, g_object_ref (self));
}

static void
open_journal (AppSigning *self)
{
  AppApplication *application = application_of (self);
  g_autofree char *folder = g_build_filename (app_application_get_folder (application), "journal",
                                              NULL);

  self->journal = model_journal_new (
      folder, model_document_get_path (app_document_page_get_document (self->page)),
      self->placements, app_application_get_seals (application));
  g_signal_connect_object (self->journal, "restored", G_CALLBACK (restored), self,
                           G_CONNECT_SWAPPED);
  model_journal_open (self->journal);
}

static gboolean
is_wide (AppSigning *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (window_of (self)));
  int height;

  if (width == 0)
    gtk_window_get_default_size (GTK_WINDOW (window_of (self)), &width, &height);
  return width >= DRAWER_MIN_WINDOW;
}

static gboolean
build (gpointer data)
{
  AppSigning *self = data;

  self->build_id = 0;
  if (!APP_IS_WINDOW (gtk_widget_get_root (GTK_WIDGET (self->page))))
    return G_SOURCE_REMOVE;

  self->placing = app_placing_new (app_document_page_get_view (self->page), self->placements);
  g_signal_connect_object (self->placements, "edited", G_CALLBACK (edited), self,
                           G_CONNECT_SWAPPED);
  add_actions (self, is_wide (self));
  adw_bin_set_child (self->side, make_side (self));
  g_signal_connect_object (self->page, "close-request", G_CALLBACK (close_requested), self,
                           G_CONNECT_SWAPPED);
  update_caption (self);
  self->clock_id = g_timeout_add_seconds (CLOCK_INTERVAL, tick, self);
  open_journal (self);
  look_at_document (self);
  app_event ("signing-ready");
  return G_SOURCE_REMOVE;
}

static void
document_changed (AppSigning *self)
{
  ModelDocument *document = app_document_page_get_document (self->page);

  if (model_document_get_state (document) == MODEL_DOCUMENT_READY && self->placing == NULL &&
      self->build_id == 0)
    self->build_id = g_timeout_add (BUILD_DELAY, build, self);
}

static void
app_signing_dispose (GObject *object)
{
  AppSigning *self = APP_SIGNING (object);

  g_clear_handle_id (&self->build_id, g_source_remove);
  g_clear_handle_id (&self->clock_id, g_source_remove);
  g_clear_weak_pointer (&self->restored_toast);
  g_clear_weak_pointer (&self->sheet);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->journal != NULL)
    model_journal_flush (self->journal);
  g_clear_object (&self->journal);
  g_clear_object (&self->placing);
  g_clear_object (&self->placements);
  G_OBJECT_CLASS (app_signing_parent_class)->dispose (object);
}

static void
app_signing_class_init (AppSigningClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = app_signing_dispose;
}

static void
app_signing_init (AppSigning *self)
{
}

/**
 * app_signing_attach:
 * @page: a document's page, in its window
 *
 * Adds all that signing needs to a document's page, as soon as the document is ready.
 */
void
app_signing_attach (AppDocumentPage *page)
{
  AppSigning *self;

  g_return_if_fail (APP_IS_DOCUMENT_PAGE (page));

  self = g_object_new (APP_TYPE_SIGNING, NULL);
  self->page = page;
  g_object_set_data_full (G_OBJECT (page), "signing", self, g_object_unref);
  g_signal_connect_object (app_document_page_get_document (page), "notify::state",
                           G_CALLBACK (document_changed), self, G_CONNECT_SWAPPED);
  self->placements = model_placements_new (app_document_page_get_document (page));
  /* The room for side and foot is there from the start: pages are not laid out twice. */
  self->bar = APP_SIGNING_BAR (app_signing_bar_new (self->placements));
  app_document_page_set_bottom (page, GTK_WIDGET (self->bar));
  self->side = ADW_BIN (adw_bin_new ());
  gtk_widget_set_size_request (GTK_WIDGET (self->side), SIDE_WIDTH, -1);
  gtk_widget_set_hexpand (GTK_WIDGET (self->side), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->side), "signing-side");
  app_document_page_set_side (page, GTK_WIDGET (self->side));
  app_document_page_show_side (page, is_wide (self));
  document_changed (self);
}
