/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app-thumbnails.h"

#include <glib/gi18n.h>

#include "app-thumbnail.h"
#include "model-pages.h"

struct _AppThumbnails {
  AdwBin parent_instance;

  AppPageView *view; /* borrowed: both live in one document page */
  GtkSingleSelection *selection;
  GPtrArray *bound;   /* AppThumbnail that stand for a page now */
  gboolean following; /* the selection follows the view, not the other way */
  guint update_id;

  GtkScrolledWindow *scrolled;
  GtkListView *list;
};

G_DEFINE_FINAL_TYPE (AppThumbnails, app_thumbnails, ADW_TYPE_BIN)

/* The list keeps two hundred rows around what is seen; only those near it get a picture. */
static gboolean
is_near (AppThumbnails *self, GtkWidget *thumbnail)
{
  int height = gtk_widget_get_height (GTK_WIDGET (self->scrolled));
  graphene_rect_t bounds;

  return gtk_widget_compute_bounds (thumbnail, GTK_WIDGET (self->scrolled), &bounds) &&
         bounds.origin.y + bounds.size.height > -height / 2.0 && bounds.origin.y < height * 1.5;
}

static gboolean
update (gpointer data)
{
  AppThumbnails *self = data;

  self->update_id = 0;
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return G_SOURCE_REMOVE;
  model_document_forget_wishes (app_page_view_get_document (self->view), MODEL_PRIORITY_THUMBNAIL);
  for (guint i = 0; i < self->bound->len; i++)
    if (is_near (self, self->bound->pdata[i]))
      app_thumbnail_update (self->bound->pdata[i]);
  return G_SOURCE_REMOVE;
}

/* After the frame in which the rows find their places. */
static void
queue_update (AppThumbnails *self)
{
  if (self->update_id == 0)
    self->update_id = g_idle_add (update, self);
}

static void
set_up_item (GtkSignalListItemFactory *factory, GtkListItem *item, AppThumbnails *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *label = gtk_label_new (NULL);

  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "numeric");
  gtk_box_append (GTK_BOX (box), app_thumbnail_new ());
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_item_set_child (item, box);
}

static void
bind_item (GtkSignalListItemFactory *factory, GtkListItem *item, AppThumbnails *self)
{
  GtkWidget *box = gtk_list_item_get_child (item);
  GtkWidget *thumbnail = gtk_widget_get_first_child (box);
  guint page = model_page_get_number (gtk_list_item_get_item (item));
  g_autofree char *number = g_strdup_printf ("%u", page + 1);
  g_autofree char *name = g_strdup_printf (_ ("Page %u"), page + 1);

  app_thumbnail_set (APP_THUMBNAIL (thumbnail), app_page_view_get_document (self->view), page);
  gtk_accessible_update_property (GTK_ACCESSIBLE (thumbnail), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_last_child (box)), number);
  g_ptr_array_add (self->bound, thumbnail);
  queue_update (self);
}

static void
unbind_item (GtkSignalListItemFactory *factory, GtkListItem *item, AppThumbnails *self)
{
  GtkWidget *thumbnail = gtk_widget_get_first_child (gtk_list_item_get_child (item));

  app_thumbnail_set (APP_THUMBNAIL (thumbnail), NULL, 0);
  g_ptr_array_remove_fast (self->bound, thumbnail);
}

static void
take_page_changed (AppThumbnails *self, guint page)
{
  for (guint i = 0; i < self->bound->len; i++)
    if (app_thumbnail_get_page (self->bound->pdata[i]) == page)
      {
        gtk_widget_queue_resize (self->bound->pdata[i]);
        queue_update (self);
      }
}

static void
take_selected (AppThumbnails *self)
{
  guint page = gtk_single_selection_get_selected (self->selection);

  if (!self->following && page != GTK_INVALID_LIST_POSITION)
    app_page_view_scroll_to (self->view, page, 0, 0);
}

static void
take_current_page (AppThumbnails *self)
{
  guint page = app_page_view_get_current_page (self->view);

  if (page == gtk_single_selection_get_selected (self->selection))
    return;
  self->following = TRUE;
  gtk_single_selection_set_selected (self->selection, page);
  gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", page);
  self->following = FALSE;
}

static void
app_thumbnails_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (app_thumbnails_parent_class)->map (widget);
  queue_update (APP_THUMBNAILS (widget));
}

static void
app_thumbnails_dispose (GObject *object)
{
  AppThumbnails *self = APP_THUMBNAILS (object);

  g_clear_handle_id (&self->update_id, g_source_remove);
  g_clear_object (&self->selection);
  G_OBJECT_CLASS (app_thumbnails_parent_class)->dispose (object);
}

static void
app_thumbnails_finalize (GObject *object)
{
  g_ptr_array_unref (APP_THUMBNAILS (object)->bound);
  G_OBJECT_CLASS (app_thumbnails_parent_class)->finalize (object);
}

static void
app_thumbnails_class_init (AppThumbnailsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_thumbnails_dispose;
  G_OBJECT_CLASS (klass)->finalize = app_thumbnails_finalize;
  widget_class->map = app_thumbnails_map;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/document/app-thumbnails.ui");
  gtk_widget_class_bind_template_child (widget_class, AppThumbnails, scrolled);
  gtk_widget_class_bind_template_child (widget_class, AppThumbnails, list);
  gtk_widget_class_bind_template_callback (widget_class, set_up_item);
  gtk_widget_class_bind_template_callback (widget_class, bind_item);
  gtk_widget_class_bind_template_callback (widget_class, unbind_item);
}

static void
app_thumbnails_init (AppThumbnails *self)
{
  self->bound = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * app_thumbnails_new:
 * @view: a view whose document is ready; must live as long
 *
 * Makes the list of small pages.
 *
 * Returns: (transfer floating): the list
 */
GtkWidget *
app_thumbnails_new (AppPageView *view)
{
  AppThumbnails *self = g_object_new (APP_TYPE_THUMBNAILS, NULL);
  ModelDocument *document = app_page_view_get_document (view);
  ModelPages *pages = model_pages_new (model_document_get_n_pages (document));
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scrolled);

  self->view = view;
  self->selection = gtk_single_selection_new (G_LIST_MODEL (pages));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (self->selection, "notify::selected", G_CALLBACK (take_selected), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "notify::current-page", G_CALLBACK (take_current_page), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "page-changed", G_CALLBACK (take_page_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (queue_update), self,
                           G_CONNECT_SWAPPED);
  take_current_page (self);
  return GTK_WIDGET (self);
}
