/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app-documents-page.h"

#include <glib/gi18n.h>

#include "app-application.h"
#include "app-events.h"
#include "app-signing.h"
#include "report-verdict.h"

struct _AppDocumentsPage {
  AdwBin parent_instance;

  AppDocumentPage *current;
  void (*closed_all) (gpointer user_data);
  gpointer closed_all_data;

  AdwTabView *tabs;
  AdwTabBar *tab_bar;
  GtkStack *stack;
  AdwWindowTitle *title;
  GtkWidget *open_button;
  GtkWidget *thumbnails_button;
  GtkWidget *finish_button;
  GtkWidget *side_button;
  GtkWidget *menu_button;
  GtkWidget *zoom_button;
  GtkLabel *zoom_label;
  GtkWidget *find_button;
};

G_DEFINE_FINAL_TYPE (AppDocumentsPage, app_documents_page, ADW_TYPE_BIN)

/* The document in a tab; NULL where the tab shows something else. */
static AppDocumentPage *
document_in (AdwTabPage *tab)
{
  GtkWidget *child = tab != NULL ? adw_tab_page_get_child (tab) : NULL;

  return child != NULL && APP_IS_DOCUMENT_PAGE (child) ? APP_DOCUMENT_PAGE (child) : NULL;
}

static AdwTabPage *
get_tab (AppDocumentsPage *self, AppDocumentPage *page)
{
  return adw_tab_view_get_page (self->tabs, GTK_WIDGET (page));
}

static void
show_zoom (AppDocumentsPage *self)
{
  double zoom = self->current != NULL
                    ? app_page_view_get_zoom (app_document_page_get_view (self->current))
                    : 1;
  g_autofree char *text = g_strdup_printf ("%.0f%%", zoom * 100);
  g_autofree char *name = g_strdup_printf (_ ("Zoom, now %s"), text);

  gtk_label_set_label (self->zoom_label, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->zoom_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);
}

static void
show_title (AppDocumentsPage *self)
{
  ModelDocument *document = self->current != NULL ? app_document_page_get_document (self->current)
                                                  : NULL;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  AdwTabPage *tab = adw_tab_view_get_selected_page (self->tabs);
  const char *title = document != NULL ? model_document_get_title (document)
                      : tab != NULL    ? adw_tab_page_get_title (tab)
                                       : _ ("Documents");
  g_autofree char *pages = NULL;
  guint n_pages;

  adw_window_title_set_title (self->title, title);
  /* Where the name is longer than its place. */
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->title), tab != NULL ? title : NULL);
  if (GTK_IS_WINDOW (root))
    gtk_window_set_title (GTK_WINDOW (root), tab != NULL ? title : _ ("Vermilion"));
  n_pages = document != NULL ? model_document_get_n_pages (document) : 0;
  if (n_pages > 0)
    pages = g_strdup_printf (
        _ ("Page %u of %u"),
        app_page_view_get_current_page (app_document_page_get_view (self->current)) + 1, n_pages);
  adw_window_title_set_subtitle (self->title, pages != NULL ? pages : "");
}

/* Who opens a forged file is not led on to sign it; who has put a seal there means to. */
static gboolean
invites_to_sign (ModelDocument *document, GActionGroup *actions)
{
  const PadesReport *report = model_document_get_report (document);
  guint worst;

  return report == NULL || report_verdict_for_report (report, &worst).state != REPORT_STATE_BAD ||
         g_action_group_get_action_enabled (actions, "cancel-signing");
}

static void
show_invitation (AppDocumentsPage *self)
{
  if (self->current != NULL &&
      invites_to_sign (app_document_page_get_document (self->current),
                       G_ACTION_GROUP (app_document_page_get_actions (self->current))))
    gtk_widget_add_css_class (self->finish_button, "suggested-action");
  else
    gtk_widget_remove_css_class (self->finish_button, "suggested-action");
}

/* The primary button is there while the document has something to finish. */
static void
show_buttons (AppDocumentsPage *self)
{
  GActionGroup *actions = self->current != NULL
                              ? G_ACTION_GROUP (app_document_page_get_actions (self->current))
                              : NULL;
  ModelDocument *document = self->current != NULL ? app_document_page_get_document (self->current)
                                                  : NULL;
  gboolean ready = document != NULL && model_document_get_state (document) == MODEL_DOCUMENT_READY;

  gtk_widget_set_visible (self->finish_button,
                          ready && g_action_group_has_action (actions, "finish"));
  gtk_widget_set_visible (self->side_button, ready && g_action_group_has_action (actions, "side"));
  gtk_widget_set_visible (self->thumbnails_button, ready);
  gtk_widget_set_visible (self->menu_button, document != NULL);
  gtk_widget_set_visible (self->zoom_button, ready);
  gtk_widget_set_visible (self->find_button, ready);
  gtk_stack_set_visible_child_name (self->stack,
                                    adw_tab_view_get_n_pages (self->tabs) > 0 ? "tabs" : "empty");
}

static void
show_all (AppDocumentsPage *self)
{
  show_buttons (self);
  show_invitation (self);
  show_title (self);
  show_zoom (self);
}

static void
follow (AppDocumentsPage *self, AppDocumentPage *page)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  AppPageView *view;

  if (self->current != NULL)
    {
      g_signal_handlers_disconnect_by_data (app_document_page_get_view (self->current), self);
      g_signal_handlers_disconnect_by_data (app_document_page_get_actions (self->current), self);
      g_signal_handlers_disconnect_by_data (app_document_page_get_document (self->current), self);
    }
  self->current = page;
  if (root != NULL)
    gtk_widget_insert_action_group (
        GTK_WIDGET (root), "doc",
        page != NULL ? G_ACTION_GROUP (app_document_page_get_actions (page)) : NULL);
  if (page == NULL)
    return;
  view = app_document_page_get_view (page);
  g_signal_connect_swapped (view, "notify::zoom", G_CALLBACK (show_zoom), self);
  g_signal_connect_swapped (view, "notify::current-page", G_CALLBACK (show_title), self);
  g_signal_connect_swapped (app_document_page_get_actions (page), "action-added",
                            G_CALLBACK (show_buttons), self);
  g_signal_connect_swapped (app_document_page_get_actions (page), "action-removed",
                            G_CALLBACK (show_buttons), self);
  g_signal_connect_swapped (app_document_page_get_actions (page),
                            "action-enabled-changed::cancel-signing", G_CALLBACK (show_invitation),
                            self);
  g_signal_connect_swapped (app_document_page_get_document (page), "notify::state",
                            G_CALLBACK (show_all), self);
  g_signal_connect_swapped (app_document_page_get_document (page), "notify::report",
                            G_CALLBACK (show_invitation), self);
}

static void
take_selected (AppDocumentsPage *self)
{
  AdwTabPage *tab = adw_tab_view_get_selected_page (self->tabs);
  AppDocumentPage *page = document_in (tab);

  if (page == self->current && page != NULL)
    return;
  follow (self, page);
  show_all (self);
}

static void
remember (AppDocumentsPage *self, AppDocumentPage *page)
{
  ModelDocument *document = app_document_page_get_document (page);
  g_autofree char *zoom = app_document_page_dup_zoom (page);
  AppPageView *view = app_document_page_get_view (page);
  ModelRecentView seen = {app_page_view_get_current_page (view), zoom,
                          model_document_get_n_pages (document), g_get_real_time () / 1000000};

  if (model_document_get_state (document) != MODEL_DOCUMENT_READY)
    return;
  model_recent_note (app_application_get_recent (app_application_of (GTK_WIDGET (self))),
                     model_document_get_file (document), &seen);
}

static gboolean
take_close (AppDocumentsPage *self, AdwTabPage *tab)
{
  AppDocumentPage *page = document_in (tab);

  if (page != NULL && !app_document_page_request_close (page))
    {
      adw_tab_view_set_selected_page (self->tabs, tab);
      return GDK_EVENT_STOP;
    }
  if (page != NULL)
    remember (self, page);
  adw_tab_view_close_page_finish (self->tabs, tab, TRUE);
  return GDK_EVENT_STOP;
}

static void
take_answer (AppDocumentPage *page, gboolean close, AppDocumentsPage *self)
{
  AdwTabPage *tab = get_tab (self, page);

  if (close)
    remember (self, page);
  else
    self->closed_all = NULL;
  adw_tab_view_close_page_finish (self->tabs, tab, close);
}

static void
close_next (AppDocumentsPage *self)
{
  void (*done) (gpointer) = self->closed_all;

  if (done == NULL)
    return;
  if (adw_tab_view_get_n_pages (self->tabs) > 0)
    {
      adw_tab_view_close_page (self->tabs, adw_tab_view_get_nth_page (self->tabs, 0));
      return;
    }
  self->closed_all = NULL;
  done (self->closed_all_data);
}

static void
take_detached (AppDocumentsPage *self, AdwTabPage *tab, int position)
{
  if (adw_tab_view_get_n_pages (self->tabs) == 0)
    {
      follow (self, NULL);
      show_all (self);
    }
  close_next (self);
}

/* Tabs stay in the one window; dropped outside, they snap back. */
static AdwTabView *
refuse_window (AppDocumentsPage *self)
{
  return NULL;
}

static void
app_documents_page_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (app_documents_page_parent_class)->root (widget);
  show_all (APP_DOCUMENTS_PAGE (widget));
}

static void
app_documents_page_dispose (GObject *object)
{
  AppDocumentsPage *self = APP_DOCUMENTS_PAGE (object);

  if (self->current != NULL)
    follow (self, NULL);
  G_OBJECT_CLASS (app_documents_page_parent_class)->dispose (object);
}

static void
app_documents_page_class_init (AppDocumentsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_documents_page_dispose;
  widget_class->root = app_documents_page_root;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/document/app-documents-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AppDocumentsPage, tabs);
  gtk_widget_class_bind_template_child (widget_class, AppDocumentsPage, tab_bar);
  gtk_widget_class_bind_template_child (widget_class, AppDocumentsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, AppDocumentsPage, title);
  gtk_widget_class_bind_template_child (widget_class, AppDocumentsPage, open_button);
  gtk_widget_class_bind_template_child (widget_class, AppDocumentsPage, thumbnails_button);
  gtk_widget_class_bind_template_child (widget_class, AppDocumentsPage, finish_button);
  gtk_widget_class_bind_template_child (widget_class, AppDocumentsPage, side_button);
  gtk_widget_class_bind_template_child (widget_class, AppDocumentsPage, menu_button);
  gtk_widget_class_bind_template_child (widget_class, AppDocumentsPage, zoom_button);
  gtk_widget_class_bind_template_child (widget_class, AppDocumentsPage, zoom_label);
  gtk_widget_class_bind_template_child (widget_class, AppDocumentsPage, find_button);
  gtk_widget_class_bind_template_callback (widget_class, take_selected);
  gtk_widget_class_bind_template_callback (widget_class, take_close);
  gtk_widget_class_bind_template_callback (widget_class, take_detached);
  gtk_widget_class_bind_template_callback (widget_class, refuse_window);
}

static void
app_documents_page_init (AppDocumentsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * app_documents_page_new:
 *
 * Makes the room, with no document in it.
 *
 * Returns: (transfer floating): the room
 */
GtkWidget *
app_documents_page_new (void)
{
  return g_object_new (APP_TYPE_DOCUMENTS_PAGE, NULL);
}

static AdwTabPage *
find_tab (AppDocumentsPage *self, GFile *file)
{
  for (int i = 0; i < adw_tab_view_get_n_pages (self->tabs); i++)
    {
      AdwTabPage *tab = adw_tab_view_get_nth_page (self->tabs, i);
      AppDocumentPage *page = document_in (tab);

      if (page != NULL &&
          g_file_equal (model_document_get_file (app_document_page_get_document (page)), file))
        return tab;
    }
  return NULL;
}

static void
take_tab_state (ModelDocument *document, GParamSpec *pspec, AdwTabPage *tab)
{
  adw_tab_page_set_loading (tab, model_document_get_state (document) == MODEL_DOCUMENT_LOADING);
}

/**
 * app_documents_page_open:
 * @self: the room, in its window
 * @file: what to open
 *
 * Chooses the tab of a file, making it where it is not open yet.
 *
 * Returns: (transfer none): the document's page
 */
AppDocumentPage *
app_documents_page_open (AppDocumentsPage *self, GFile *file)
{
  AppApplication *application = app_application_of (GTK_WIDGET (self));
  g_autoptr (ModelDocument) document = NULL;
  AdwTabPage *tab;
  GtkWidget *page;

  g_return_val_if_fail (APP_IS_DOCUMENTS_PAGE (self), NULL);
  tab = find_tab (self, file);
  if (tab == NULL)
    {
      document = app_application_load (application, file);
      page = app_document_page_new (document);
      app_document_page_restore (
          APP_DOCUMENT_PAGE (page),
          model_recent_find (app_application_get_recent (application), file));
      g_signal_connect (page, "close-answered", G_CALLBACK (take_answer), self);
      tab = adw_tab_view_append (self->tabs, page);
      adw_tab_page_set_title (tab, model_document_get_title (document));
      adw_tab_page_set_tooltip (tab, model_document_get_path (document));
      g_signal_connect_object (document, "notify::state", G_CALLBACK (take_tab_state), tab, 0);
      take_tab_state (document, NULL, tab);
      app_signing_attach (APP_DOCUMENT_PAGE (page));
    }
  adw_tab_view_set_selected_page (self->tabs, tab);
  /* One that was ready before it had a window could not take the keyboard itself. */
  gtk_widget_grab_focus (
      GTK_WIDGET (app_document_page_get_view (APP_DOCUMENT_PAGE (adw_tab_page_get_child (tab)))));
  return APP_DOCUMENT_PAGE (adw_tab_page_get_child (tab));
}

/**
 * app_documents_page_add:
 * @self: the room
 * @child: (transfer floating): what is shown
 * @title: of its tab
 *
 * Chooses a new tab for something that belongs to documents and is none.
 */
void
app_documents_page_add (AppDocumentsPage *self, GtkWidget *child, const char *title)
{
  AdwTabPage *tab;

  g_return_if_fail (APP_IS_DOCUMENTS_PAGE (self));
  tab = adw_tab_view_add_page (self->tabs, child, adw_tab_view_get_selected_page (self->tabs));
  adw_tab_page_set_title (tab, title);
  adw_tab_page_set_tooltip (tab, title);
  adw_tab_view_set_selected_page (self->tabs, tab);
  take_selected (self);
}

/**
 * app_documents_page_get_current:
 * @self: the room
 *
 * Returns: (transfer none) (nullable): the document in the chosen tab
 */
AppDocumentPage *
app_documents_page_get_current (AppDocumentsPage *self)
{
  g_return_val_if_fail (APP_IS_DOCUMENTS_PAGE (self), NULL);
  return self->current;
}

/**
 * app_documents_page_get_n_open:
 * @self: the room
 *
 * Returns: how many tabs are open
 */
guint
app_documents_page_get_n_open (AppDocumentsPage *self)
{
  g_return_val_if_fail (APP_IS_DOCUMENTS_PAGE (self), 0);
  return adw_tab_view_get_n_pages (self->tabs);
}

/**
 * app_documents_page_set_narrow:
 * @self: the room
 * @narrow: whether there is little room
 *
 * Leaves out of the header bar what the menu has too.
 */
void
app_documents_page_set_narrow (AppDocumentsPage *self, gboolean narrow)
{
  g_return_if_fail (APP_IS_DOCUMENTS_PAGE (self));
  gtk_widget_set_visible (self->open_button, !narrow);
}

/**
 * app_documents_page_close_current:
 * @self: the room
 *
 * Closes the chosen tab, which may ask first.
 */
void
app_documents_page_close_current (AppDocumentsPage *self)
{
  AdwTabPage *tab;

  g_return_if_fail (APP_IS_DOCUMENTS_PAGE (self));
  tab = adw_tab_view_get_selected_page (self->tabs);
  if (tab != NULL)
    adw_tab_view_close_page (self->tabs, tab);
}

/**
 * app_documents_page_close_all:
 * @self: the room
 * @done: called when all tabs are closed
 * @user_data: for @done
 *
 * Closes tab after tab, each asking about its unfinished work; stops where one stays.
 */
void
app_documents_page_close_all (AppDocumentsPage *self,
                              void (*done) (gpointer user_data),
                              gpointer user_data)
{
  g_return_if_fail (APP_IS_DOCUMENTS_PAGE (self));
  self->closed_all = done;
  self->closed_all_data = user_data;
  close_next (self);
}
