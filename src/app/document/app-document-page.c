/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app-document-page-private.h"

#include "app-application.h"
#include "app-error-page.h"
#include "app-events.h"
#include "app-password-page.h"
#include "app-thumbnails.h"

/* A file that opens sooner shows no spinner, which would only flicker. */
#define SLOW_MS 400
/* Of the picture in the list of recent files, in pixels. */
#define PICTURE_WIDTH 240

G_DEFINE_FINAL_TYPE (AppDocumentPage, app_document_page, ADW_TYPE_BIN)

enum { CLOSE_REQUEST, CLOSE_ANSWERED, N_SIGNALS };

static guint signals[N_SIGNALS];

static gboolean
show_spinner (gpointer data)
{
  AppDocumentPage *self = data;

  self->slow_id = 0;
  gtk_spinner_start (self->spinner);
  return G_SOURCE_REMOVE;
}

static void
hide_spinner (AppDocumentPage *self)
{
  g_clear_handle_id (&self->slow_id, g_source_remove);
  gtk_spinner_stop (self->spinner);
}

static void
apply_last_view (AppDocumentPage *self)
{
  double zoom;

  if (self->last_zoom != NULL)
    {
      zoom = g_ascii_strtod (self->last_zoom, NULL);
      if (zoom > 0)
        app_page_view_set_zoom (self->view, zoom);
      else
        app_page_view_set_fit (self->view, g_str_equal (self->last_zoom, "page") ? APP_FIT_PAGE
                                                                                 : APP_FIT_WIDTH);
    }
  if (self->last_page > 0)
    app_page_view_scroll_to (self->view, self->last_page, 0, 0);
}

static void
note_opened (AppDocumentPage *self)
{
  g_autofree char *zoom = app_document_page_dup_zoom (self);
  ModelRecentView seen = {self->last_page, zoom, model_document_get_n_pages (self->document),
                          g_get_real_time () / 1000000};

  model_recent_note (app_application_get_recent (app_application_of (GTK_WIDGET (self))),
                     model_document_get_file (self->document), &seen);
}

/* The next start draws its first page for this width before there is a window. */
static void
note_width (AppDocumentPage *self)
{
  GSettings *settings = app_application_get_settings (app_application_of (GTK_WIDGET (self)));
  graphene_rect_t area;

  if (app_page_view_get_fit (self->view) != APP_FIT_WIDTH)
    return;
  app_page_view_get_area (self->view, 0, &area);
  g_settings_set_int (settings, "page-width",
                      area.size.width * gtk_widget_get_scale_factor (GTK_WIDGET (self)));
}

/* The first page's small picture goes into the list of recent files; never that of a file which
 * a password protects. */
static void
take_page_changed (AppDocumentPage *self, guint page)
{
  double width, height;
  gboolean sharp;
  cairo_surface_t *picture;

  if (page != 0 || self->pictured || self->later_id != 0 ||
      model_document_get_state (self->document) != MODEL_DOCUMENT_READY ||
      model_document_is_protected (self->document) ||
      !GTK_IS_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))))
    return;
  pdf_page_box_get_size (model_document_get_page_box (self->document, 0), &width, &height);
  picture = model_document_peek_picture (self->document, 0, PICTURE_WIDTH / width, 0,
                                         MODEL_PRIORITY_THUMBNAIL, &sharp);
  if (!sharp)
    return;
  self->pictured = TRUE;
  model_recent_picture (app_application_get_recent (app_application_of (GTK_WIDGET (self))),
                        model_document_get_file (self->document), picture);
}

/* What can wait until the first page is on the screen. */
static gboolean
build_later (gpointer data)
{
  AppDocumentPage *self = data;

  self->later_id = 0;
  if (!GTK_IS_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))))
    return G_SOURCE_REMOVE;
  adw_bin_set_child (self->thumbnails, app_thumbnails_new (self->view));
  note_opened (self);
  note_width (self);
  take_page_changed (self, 0);
  return G_SOURCE_REMOVE;
}

static void
show_ready (AppDocumentPage *self)
{
  app_page_view_set_document (self->view, self->document);
  app_search_bar_set_view (self->search, self->view);
  apply_last_view (self);
  gtk_stack_set_visible_child_name (self->stack, "pages");
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
  self->later_id = g_timeout_add (60, build_later, self);
}

static void
show_password (AppDocumentPage *self)
{
  if (self->password == NULL)
    {
      self->password = app_password_page_new (self->document);
      gtk_stack_add_child (self->stack, self->password);
    }
  gtk_stack_set_visible_child (self->stack, self->password);
  app_password_page_update (APP_PASSWORD_PAGE (self->password));
}

static void
show_error (AppDocumentPage *self)
{
  if (self->error != NULL)
    gtk_stack_remove (self->stack, self->error);
  self->error = app_error_page_new (model_document_get_path (self->document),
                                    model_document_get_error (self->document));
  gtk_stack_add_child (self->stack, self->error);
  gtk_stack_set_visible_child (self->stack, self->error);
}

static void
take_state (AppDocumentPage *self)
{
  static const char *const names[] = {"loading", "needs-password", "ready", "failed"};
  ModelDocumentState state = model_document_get_state (self->document);

  hide_spinner (self);
  app_document_page_update_actions (self);
  app_event ("state %s %s", names[state], model_document_get_title (self->document));
  switch (state)
    {
    case MODEL_DOCUMENT_LOADING:
      self->slow_id = g_timeout_add (SLOW_MS, show_spinner, self);
      break;
    case MODEL_DOCUMENT_NEEDS_PASSWORD:
      show_password (self);
      break;
    case MODEL_DOCUMENT_READY:
      show_ready (self);
      break;
    case MODEL_DOCUMENT_FAILED:
      show_error (self);
      break;
    }
}

/* Before it is mapped, the flap takes its place without sliding there. */
static void
app_document_page_root (GtkWidget *widget)
{
  AppDocumentPage *self = APP_DOCUMENT_PAGE (widget);
  GSettings *settings;

  GTK_WIDGET_CLASS (app_document_page_parent_class)->root (widget);
  settings = app_application_get_settings (app_application_of (widget));
  adw_flap_set_reveal_flap (self->thumbnails_flap,
                            g_settings_get_boolean (settings, "thumbnails-shown"));
}

/* Where the window was narrow for a while, the small pages come back only if they were wanted. */
static void
take_folded (AppDocumentPage *self)
{
  GSettings *settings;

  if (!GTK_IS_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))))
    return;
  settings = app_application_get_settings (app_application_of (GTK_WIDGET (self)));
  adw_flap_set_reveal_flap (self->thumbnails_flap,
                            !adw_flap_get_folded (self->thumbnails_flap) &&
                                g_settings_get_boolean (settings, "thumbnails-shown"));
}

static gboolean
first_true (GSignalInvocationHint *hint, GValue *result, const GValue *answer, gpointer unused)
{
  g_value_copy (answer, result);
  return !g_value_get_boolean (answer);
}

static void
app_document_page_dispose (GObject *object)
{
  AppDocumentPage *self = APP_DOCUMENT_PAGE (object);

  hide_spinner (self);
  g_clear_handle_id (&self->later_id, g_source_remove);
  if (self->document != NULL)
    g_signal_handlers_disconnect_by_data (self->document, self);
  g_clear_object (&self->document);
  g_clear_object (&self->actions);
  G_OBJECT_CLASS (app_document_page_parent_class)->dispose (object);
}

static void
app_document_page_finalize (GObject *object)
{
  g_free (APP_DOCUMENT_PAGE (object)->last_zoom);
  G_OBJECT_CLASS (app_document_page_parent_class)->finalize (object);
}

static void
app_document_page_class_init (AppDocumentPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_document_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = app_document_page_finalize;

  widget_class->root = app_document_page_root;

  signals[CLOSE_REQUEST] = g_signal_new ("close-request", G_TYPE_FROM_CLASS (klass),
                                         G_SIGNAL_RUN_LAST, 0, first_true, NULL, NULL,
                                         G_TYPE_BOOLEAN, 0);
  signals[CLOSE_ANSWERED] = g_signal_new ("close-answered", G_TYPE_FROM_CLASS (klass),
                                          G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                          G_TYPE_BOOLEAN);

  g_type_ensure (APP_TYPE_PAGE_VIEW);
  g_type_ensure (APP_TYPE_SEARCH_BAR);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/document/app-document-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AppDocumentPage, stack);
  gtk_widget_class_bind_template_child (widget_class, AppDocumentPage, side_flap);
  gtk_widget_class_bind_template_child (widget_class, AppDocumentPage, thumbnails_flap);
  gtk_widget_class_bind_template_child (widget_class, AppDocumentPage, thumbnails);
  gtk_widget_class_bind_template_child (widget_class, AppDocumentPage, overlay);
  gtk_widget_class_bind_template_child (widget_class, AppDocumentPage, search);
  gtk_widget_class_bind_template_child (widget_class, AppDocumentPage, view);
  gtk_widget_class_bind_template_child (widget_class, AppDocumentPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, AppDocumentPage, bottom);
}

static void
app_document_page_init (AppDocumentPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->actions = g_simple_action_group_new ();
  app_document_page_add_actions (self);
  g_signal_connect_swapped (self->thumbnails_flap, "notify::folded", G_CALLBACK (take_folded),
                            self);
}

/**
 * app_document_page_new:
 * @document: a document, loading or beyond
 *
 * Makes the page of a document.
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
app_document_page_new (ModelDocument *document)
{
  AppDocumentPage *self = g_object_new (APP_TYPE_DOCUMENT_PAGE, NULL);

  self->document = g_object_ref (document);
  g_signal_connect_swapped (document, "notify::state", G_CALLBACK (take_state), self);
  g_signal_connect_swapped (document, "page-changed", G_CALLBACK (take_page_changed), self);
  take_state (self);
  return GTK_WIDGET (self);
}

/**
 * app_document_page_get_document:
 * @self: the page
 *
 * Returns: (transfer none): its document
 */
ModelDocument *
app_document_page_get_document (AppDocumentPage *self)
{
  g_return_val_if_fail (APP_IS_DOCUMENT_PAGE (self), NULL);
  return self->document;
}

/**
 * app_document_page_get_view:
 * @self: the page
 *
 * Returns: (transfer none): the view of its pages
 */
AppPageView *
app_document_page_get_view (AppDocumentPage *self)
{
  g_return_val_if_fail (APP_IS_DOCUMENT_PAGE (self), NULL);
  return self->view;
}

/**
 * app_document_page_get_actions:
 * @self: the page
 *
 * Returns: (transfer none): the actions with the prefix "doc"
 */
GActionMap *
app_document_page_get_actions (AppDocumentPage *self)
{
  g_return_val_if_fail (APP_IS_DOCUMENT_PAGE (self), NULL);
  return G_ACTION_MAP (self->actions);
}

/* A pane that appears with the document has not slid in: the page would be fitted to each frame of
 * it. (And AdwFlap 1.2 divides by the pane's width, which is nothing before its first frame.) */
static void
reveal_at_once (AdwFlap *flap, gboolean shown)
{
  GtkSettings *settings = gtk_widget_get_settings (GTK_WIDGET (flap));
  gboolean animated;

  g_object_get (settings, "gtk-enable-animations", &animated, NULL);
  g_object_set (settings, "gtk-enable-animations", FALSE, NULL);
  adw_flap_set_reveal_flap (flap, shown);
  g_object_set (settings, "gtk-enable-animations", animated, NULL);
}

/**
 * app_document_page_set_side:
 * @self: the page
 * @side: (nullable) (transfer floating): what to show right of the pages
 *
 * Fills the side, and shows it.
 */
void
app_document_page_set_side (AppDocumentPage *self, GtkWidget *side)
{
  g_return_if_fail (APP_IS_DOCUMENT_PAGE (self));
  adw_flap_set_flap (self->side_flap, side);
  reveal_at_once (self->side_flap, side != NULL);
}

/**
 * app_document_page_set_bottom:
 * @self: the page
 * @bottom: (nullable) (transfer floating): what to show beneath the pages
 *
 * Fills the foot.
 */
void
app_document_page_set_bottom (AppDocumentPage *self, GtkWidget *bottom)
{
  g_return_if_fail (APP_IS_DOCUMENT_PAGE (self));
  adw_bin_set_child (self->bottom, bottom);
}

/**
 * app_document_page_show_side:
 * @self: the page
 * @shown: whether to
 *
 * Shows or hides what is at the side.
 */
void
app_document_page_show_side (AppDocumentPage *self, gboolean shown)
{
  g_return_if_fail (APP_IS_DOCUMENT_PAGE (self));
  adw_flap_set_reveal_flap (self->side_flap, shown && adw_flap_get_flap (self->side_flap) != NULL);
}

/**
 * app_document_page_restore:
 * @self: the page
 * @last: (nullable): how the document was seen last
 *
 * Shows the page and zoom of last time, now or as soon as the document is ready.
 */
void
app_document_page_restore (AppDocumentPage *self, ModelRecentFile *last)
{
  g_return_if_fail (APP_IS_DOCUMENT_PAGE (self));
  if (last == NULL)
    return;
  g_free (self->last_zoom);
  self->last_zoom = g_strdup (model_recent_file_get_zoom (last));
  self->last_page = model_recent_file_get_page (last);
  if (model_document_get_state (self->document) == MODEL_DOCUMENT_READY)
    apply_last_view (self);
}

/**
 * app_document_page_dup_zoom:
 * @self: the page
 *
 * Returns: (transfer full): "width", "page", or a number
 */
char *
app_document_page_dup_zoom (AppDocumentPage *self)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_return_val_if_fail (APP_IS_DOCUMENT_PAGE (self), NULL);
  if (app_page_view_get_fit (self->view) == APP_FIT_WIDTH)
    return g_strdup ("width");
  if (app_page_view_get_fit (self->view) == APP_FIT_PAGE)
    return g_strdup ("page");
  return g_strdup (
      g_ascii_formatd (text, sizeof text, "%.3f", app_page_view_get_zoom (self->view)));
}

/**
 * app_document_page_request_close:
 * @self: the page
 *
 * Asks all who work with the document whether it may be closed.
 *
 * Returns: %FALSE when the answer comes later, by "close-answered"
 */
gboolean
app_document_page_request_close (AppDocumentPage *self)
{
  gboolean held = FALSE;

  g_return_val_if_fail (APP_IS_DOCUMENT_PAGE (self), TRUE);
  if (self->closing)
    return FALSE;
  g_signal_emit (self, signals[CLOSE_REQUEST], 0, &held);
  self->closing = held;
  return !held;
}

/**
 * app_document_page_answer_close:
 * @self: the page, held open
 * @close: whether it may be closed now
 *
 * Answers "close-request".
 */
void
app_document_page_answer_close (AppDocumentPage *self, gboolean close)
{
  g_return_if_fail (APP_IS_DOCUMENT_PAGE (self));
  g_return_if_fail (self->closing);
  self->closing = FALSE;
  g_signal_emit (self, signals[CLOSE_ANSWERED], 0, close);
}
