/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app-search-bar.h"

#include <glib/gi18n.h>

#include "app-events.h"

struct _AppSearchBar {
  AdwBin parent_instance;

  AppPageView *view; /* borrowed: both live in one document page */
  ModelDocument *document;
  guint page;  /* of the current hit; G_MAXUINT: none */
  guint index; /* in the page's areas */

  GtkSearchBar *bar;
  GtkEditable *entry;
  GtkSpinner *spinner;
  GtkLabel *count;
};

G_DEFINE_FINAL_TYPE (AppSearchBar, app_search_bar, ADW_TYPE_BIN)

enum { PROP_0, PROP_OPEN, N_PROPS };

static GParamSpec *properties[N_PROPS];

/* A hit begins where the area before it does not continue. */
static gboolean
begins_hit (const GArray *hits, guint index)
{
  return index == 0 || !g_array_index (hits, ModelHit, index - 1).continued;
}

static guint
count_hits_before (AppSearchBar *self)
{
  guint count = 0;

  for (guint page = 0; page <= self->page; page++)
    {
      const GArray *hits = model_document_peek_hits (self->document, page);

      for (guint i = 0; hits != NULL && i < hits->len; i++)
        if ((page < self->page || i < self->index) && begins_hit (hits, i))
          count++;
    }
  return count;
}

static void
show_count (AppSearchBar *self)
{
  guint n_hits = model_document_get_n_hits (self->document);
  gboolean finding = model_document_is_finding (self->document);
  g_autofree char *text = NULL;

  if (*gtk_editable_get_text (self->entry) == '\0')
    text = g_strdup ("");
  else if (n_hits == 0)
    text = g_strdup (finding ? _ ("Searching…") : _ ("Not found"));
  else if (self->page != G_MAXUINT)
    text = g_strdup_printf (_ ("%u of %u"), count_hits_before (self) + 1, n_hits);
  else
    text = g_strdup_printf (ngettext ("%u hit", "%u hits", n_hits), n_hits);
  gtk_label_set_label (self->count, text);
  gtk_spinner_set_spinning (self->spinner, finding);
  if (finding || n_hits > 0 || *gtk_editable_get_text (self->entry) == '\0')
    gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->entry), "error");
}

static void
choose (AppSearchBar *self, guint page, guint index)
{
  self->page = page;
  self->index = index;
  app_page_view_set_hit (self->view, page, index);
  show_count (self);
}

static gboolean
choose_on_page (AppSearchBar *self, guint page, int from, int direction)
{
  const GArray *hits = model_document_peek_hits (self->document, page);
  int n_hits = hits != NULL ? (int) hits->len : 0;

  for (int i = direction > 0 ? from : MIN (from, n_hits - 1); i >= 0 && i < n_hits; i += direction)
    if (begins_hit (hits, i))
      {
        choose (self, page, i);
        return TRUE;
      }
  return FALSE;
}

/* As soon as there is a hit from here on, it is shown; the search goes on behind it. */
static void
take_hits (AppSearchBar *self)
{
  if (self->page == G_MAXUINT && model_document_get_n_hits (self->document) > 0)
    app_search_bar_step (self, 1);
  show_count (self);
}

static void
take_finding (AppSearchBar *self)
{
  show_count (self);
  if (!model_document_is_finding (self->document))
    app_event ("hits %u", model_document_get_n_hits (self->document));
}

static void
take_text (AppSearchBar *self)
{
  choose (self, G_MAXUINT, 0);
  model_document_find (self->document, gtk_editable_get_text (self->entry),
                       app_page_view_get_current_page (self->view));
  show_count (self);
}

static void
find_next (AppSearchBar *self)
{
  app_search_bar_step (self, 1);
}

static void
find_previous (AppSearchBar *self)
{
  app_search_bar_step (self, -1);
}

static void
take_open (AppSearchBar *self)
{
  if (!gtk_search_bar_get_search_mode (self->bar) && self->document != NULL)
    {
      model_document_find (self->document, NULL, 0);
      choose (self, G_MAXUINT, 0);
      gtk_widget_grab_focus (GTK_WIDGET (self->view));
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OPEN]);
}

static void
app_search_bar_dispose (GObject *object)
{
  AppSearchBar *self = APP_SEARCH_BAR (object);

  g_clear_object (&self->document);
  G_OBJECT_CLASS (app_search_bar_parent_class)->dispose (object);
}

static void
app_search_bar_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_OPEN)
    g_value_set_boolean (value, app_search_bar_is_open (APP_SEARCH_BAR (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
app_search_bar_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_OPEN)
    app_search_bar_set_open (APP_SEARCH_BAR (object), g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
app_search_bar_class_init (AppSearchBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = app_search_bar_dispose;
  object_class->get_property = app_search_bar_get_property;
  object_class->set_property = app_search_bar_set_property;
  properties[PROP_OPEN] = g_param_spec_boolean ("open", NULL, NULL, FALSE,
                                                G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS |
                                                    G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/vermilion/Vermilion/document/app-search-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, AppSearchBar, bar);
  gtk_widget_class_bind_template_child (widget_class, AppSearchBar, entry);
  gtk_widget_class_bind_template_child (widget_class, AppSearchBar, spinner);
  gtk_widget_class_bind_template_child (widget_class, AppSearchBar, count);
  gtk_widget_class_bind_template_callback (widget_class, take_text);
  gtk_widget_class_bind_template_callback (widget_class, find_next);
  gtk_widget_class_bind_template_callback (widget_class, find_previous);
}

static void
app_search_bar_init (AppSearchBar *self)
{
  self->page = G_MAXUINT;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_bar_connect_entry (self->bar, self->entry);
  g_signal_connect_swapped (self->bar, "notify::search-mode-enabled", G_CALLBACK (take_open), self);
}

/**
 * app_search_bar_set_view:
 * @self: the bar
 * @view: a view with a document; must live as long
 *
 * Says where to find.
 */
void
app_search_bar_set_view (AppSearchBar *self, AppPageView *view)
{
  g_return_if_fail (APP_IS_SEARCH_BAR (self));
  g_return_if_fail (self->document == NULL);
  self->view = view;
  self->document = g_object_ref (app_page_view_get_document (view));
  g_signal_connect_object (self->document, "notify::n-hits", G_CALLBACK (take_hits), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->document, "notify::finding", G_CALLBACK (take_finding), self,
                           G_CONNECT_SWAPPED);
}

/**
 * app_search_bar_is_open:
 * @self: the bar
 *
 * Returns: whether it is shown
 */
gboolean
app_search_bar_is_open (AppSearchBar *self)
{
  g_return_val_if_fail (APP_IS_SEARCH_BAR (self), FALSE);
  return gtk_search_bar_get_search_mode (self->bar);
}

/**
 * app_search_bar_set_open:
 * @self: the bar
 * @open: whether to show it
 *
 * Shows it with the focus in its entry, or ends the search.
 */
void
app_search_bar_set_open (AppSearchBar *self, gboolean open)
{
  g_return_if_fail (APP_IS_SEARCH_BAR (self));
  gtk_search_bar_set_search_mode (self->bar, open);
  if (open)
    {
      gtk_widget_grab_focus (GTK_WIDGET (self->entry));
      gtk_editable_select_region (self->entry, 0, -1);
    }
}

/**
 * app_search_bar_find:
 * @self: the bar
 * @text: what to look for
 *
 * Opens it and looks for text.
 */
void
app_search_bar_find (AppSearchBar *self, const char *text)
{
  g_return_if_fail (APP_IS_SEARCH_BAR (self));
  app_search_bar_set_open (self, TRUE);
  gtk_editable_set_text (self->entry, text);
}

/**
 * app_search_bar_step:
 * @self: the bar
 * @direction: 1 for the next hit, -1 for the one before
 *
 * Goes to another hit.
 */
void
app_search_bar_step (AppSearchBar *self, int direction)
{
  guint n_pages, page;
  int from;

  g_return_if_fail (APP_IS_SEARCH_BAR (self));
  if (self->document == NULL || model_document_get_n_hits (self->document) == 0)
    return;
  n_pages = model_document_get_n_pages (self->document);
  page = self->page != G_MAXUINT ? self->page : app_page_view_get_current_page (self->view);
  from = self->page != G_MAXUINT ? (int) self->index + direction : direction > 0 ? 0 : G_MAXINT;
  for (guint i = 0; i <= n_pages; i++)
    {
      if (from >= 0 && choose_on_page (self, page, from, direction))
        return;
      page = (page + (direction > 0 ? 1 : n_pages - 1)) % n_pages;
      from = direction > 0 ? 0 : G_MAXINT;
    }
}
