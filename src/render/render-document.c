/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "render-document.h"

#include <math.h>

#include "render-document-private.h"

/* 50 million pixels are 200 MB: an A0 sheet at 180 dpi. The screen never asks for a tenth of it. */
#define MAX_PIXELS 50e6
/* Cairo's image surfaces end here. */
#define MAX_SIDE 32767

struct _RenderDocument {
  PopplerDocument *poppler;
  guint n_pages;
};

/* Poppler sets up its fonts and colour management lazily and without locks: the first drawing of
 * the process is done alone. */
static GMutex first_lock;
static int first_done;

static void
draw_page (PopplerPage *page, cairo_t *cr, gboolean paper)
{
  gboolean first = !g_atomic_int_get (&first_done);

  if (first)
    g_mutex_lock (&first_lock);
  if (paper)
    poppler_page_render_for_printing (page, cr);
  else
    poppler_page_render (page, cr);
  g_atomic_int_set (&first_done, 1);
  if (first)
    g_mutex_unlock (&first_lock);
}

static void
turn_context (cairo_t *cr, int turn, double width, double height)
{
  static const double quarter = G_PI / 2;

  if (turn == 90)
    cairo_translate (cr, height, 0);
  else if (turn == 180)
    cairo_translate (cr, width, height);
  else if (turn == 270)
    cairo_translate (cr, 0, width);
  cairo_rotate (cr, turn / 90 * quarter);
}

/* Takes what Poppler opened, or its reason not to. */
static RenderDocument *
take_document (PopplerDocument *poppler, const char *path, const GError *reason, GError **error)
{
  RenderDocument *self;
  int n_pages;

  if (poppler == NULL)
    {
      gboolean locked = g_error_matches (reason, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED);

      g_set_error (error, RENDER_ERROR, locked ? RENDER_ERROR_PASSWORD : RENDER_ERROR_UNREADABLE,
                   "%s: %s", path, reason->message);
      return NULL;
    }
  n_pages = poppler_document_get_n_pages (poppler);
  if (n_pages < 1)
    {
      g_object_unref (poppler);
      g_set_error (error, RENDER_ERROR, RENDER_ERROR_UNREADABLE, "%s: no page", path);
      return NULL;
    }
  self = g_new0 (RenderDocument, 1);
  self->poppler = poppler;
  self->n_pages = n_pages;
  return self;
}

/**
 * render_document_new:
 * @path: a file
 * @password: (nullable): the password to open it with
 * @error: return location
 *
 * Opens a PDF for drawing. Without the right password the error is %RENDER_ERROR_PASSWORD.
 *
 * Returns: (transfer full): the document, %NULL with @error set
 */
RenderDocument *
render_document_new (const char *path, const char *password, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) reason = NULL;
  PopplerDocument *poppler = poppler_document_new_from_gfile (file, password, NULL, &reason);

  return take_document (poppler, path, reason, error);
}

/**
 * render_document_new_for_bytes:
 * @bytes: a PDF, or the first bytes of one, up to the end of a revision (ISO 32000-2, 7.5.6)
 * @password: (nullable): the password to open it with
 * @error: return location
 *
 * The same for a document in memory.
 *
 * Returns: (transfer full): the document, %NULL with @error set
 */
RenderDocument *
render_document_new_for_bytes (GBytes *bytes, const char *password, GError **error)
{
  g_autoptr (GError) reason = NULL;
  PopplerDocument *poppler = poppler_document_new_from_bytes (bytes, password, &reason);

  return take_document (poppler, "PDF", reason, error);
}

/**
 * render_document_free:
 * @self: (nullable): the document
 *
 * Closes it.
 */
void
render_document_free (RenderDocument *self)
{
  if (self == NULL)
    return;
  g_object_unref (self->poppler);
  g_free (self);
}

/**
 * render_document_get_n_pages:
 * @self: the document
 *
 * Returns: how many pages it has, at least one
 */
guint
render_document_get_n_pages (RenderDocument *self)
{
  return self->n_pages;
}

/**
 * render_document_open_page: (skip)
 * @self: the document
 * @page: from 0
 *
 * Reads a page.
 *
 * Returns: (transfer full) (nullable): the page; %NULL when Poppler cannot read it
 */
PopplerPage *
render_document_open_page (RenderDocument *self, guint page)
{
  return poppler_document_get_page (self->poppler, page);
}

/**
 * render_document_get_size:
 * @self: the document
 * @page: from 0
 * @width: (out): points of 1/72 inch
 * @height: (out): the same
 *
 * Tells the size of a page as displayed, turned by its /Rotate; A4 for a page that Poppler cannot
 * read.
 */
void
render_document_get_size (RenderDocument *self, guint page, double *width, double *height)
{
  PopplerPage *poppler = poppler_document_get_page (self->poppler, page);

  *width = 595;
  *height = 842;
  if (poppler != NULL)
    poppler_page_get_size (poppler, width, height);
  g_clear_object (&poppler);
  *width = MAX (*width, 1);
  *height = MAX (*height, 1);
}

static char *
steal_text (char *text)
{
  if (text != NULL && *g_strstrip (text) != '\0')
    return text;
  g_free (text);
  return NULL;
}

static gint64
to_unix (GDateTime *time)
{
  gint64 seconds = time != NULL ? g_date_time_to_unix (time) : -1;

  g_clear_pointer (&time, g_date_time_unref);
  return seconds;
}

/**
 * render_document_get_info:
 * @self: the document
 *
 * Reads what the file says about itself (ISO 32000-2, 14.3.3).
 *
 * Returns: (transfer full): the facts
 */
RenderInfo *
render_document_get_info (RenderDocument *self)
{
  RenderInfo *info = g_new0 (RenderInfo, 1);
  PopplerPermissions permissions = poppler_document_get_permissions (self->poppler);

  info->title = steal_text (poppler_document_get_title (self->poppler));
  info->author = steal_text (poppler_document_get_author (self->poppler));
  info->subject = steal_text (poppler_document_get_subject (self->poppler));
  info->creator = steal_text (poppler_document_get_creator (self->poppler));
  info->producer = steal_text (poppler_document_get_producer (self->poppler));
  info->version = steal_text (poppler_document_get_pdf_version_string (self->poppler));
  info->created = to_unix (poppler_document_get_creation_date_time (self->poppler));
  info->modified = to_unix (poppler_document_get_modification_date_time (self->poppler));
  info->encrypted = permissions != POPPLER_PERMISSIONS_FULL;
  return info;
}

/**
 * render_info_free:
 * @info: (nullable): the facts
 *
 * Frees them.
 */
void
render_info_free (RenderInfo *info)
{
  if (info == NULL)
    return;
  g_free (info->title);
  g_free (info->author);
  g_free (info->subject);
  g_free (info->creator);
  g_free (info->producer);
  g_free (info->version);
  g_free (info);
}

/**
 * render_document_draw_clip:
 * @self: the document
 * @page: from 0
 * @scale: pixels a point
 * @turn: 0, 90, 180 or 270, clockwise, on top of the page's own rotation
 * @clip: (nullable): the part wanted, in pixels of the whole turned picture
 * @error: return location
 *
 * Draws a page, or a part of it, on white. A page that Poppler cannot read is white.
 *
 * Returns: (transfer full): an ARGB32 image surface, %NULL with %RENDER_ERROR_TOO_LARGE
 */
cairo_surface_t *
render_document_draw_clip (RenderDocument *self,
                           guint page,
                           double scale,
                           int turn,
                           const cairo_rectangle_int_t *clip,
                           GError **error)
{
  PopplerPage *poppler = poppler_document_get_page (self->poppler, page);
  cairo_rectangle_int_t all = {0};
  double width, height, across, down;
  cairo_surface_t *surface;
  cairo_t *cr;

  render_document_get_size (self, page, &width, &height);
  across = MAX (1, round ((turn % 180 ? height : width) * scale));
  down = MAX (1, round ((turn % 180 ? width : height) * scale));
  all.width = clip != NULL ? clip->width : MIN (across, G_MAXINT);
  all.height = clip != NULL ? clip->height : MIN (down, G_MAXINT);
  if (!(all.width <= MAX_SIDE && all.height <= MAX_SIDE &&
        (double) all.width * all.height <= MAX_PIXELS))
    {
      g_set_error (error, RENDER_ERROR, RENDER_ERROR_TOO_LARGE, "page %u at %g: %.0f × %.0f pixels",
                   page + 1, scale, across, down);
      return NULL;
    }

  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, all.width, all.height);
  cr = cairo_create (surface);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  if (clip != NULL)
    cairo_translate (cr, -clip->x, -clip->y);
  /* The rounded picture is filled to its edge, or a grey seam would show at the page's border. */
  turn_context (cr, turn, turn % 180 ? down : across, turn % 180 ? across : down);
  cairo_scale (cr, (turn % 180 ? down : across) / width, (turn % 180 ? across : down) / height);
  poppler = poppler_document_get_page (self->poppler, page);
  if (poppler != NULL)
    draw_page (poppler, cr, FALSE);
  g_clear_object (&poppler);
  cairo_destroy (cr);
  return surface;
}

/**
 * render_document_draw:
 * @self: the document
 * @page: from 0
 * @scale: pixels a point
 * @turn: 0, 90, 180 or 270, clockwise, on top of the page's own rotation
 * @error: return location
 *
 * Draws a whole page on white, annotations included.
 *
 * Returns: (transfer full): an ARGB32 image surface, %NULL with %RENDER_ERROR_TOO_LARGE
 */
cairo_surface_t *
render_document_draw (RenderDocument *self, guint page, double scale, int turn, GError **error)
{
  return render_document_draw_clip (self, page, scale, turn, NULL, error);
}

/* Poppler's own fields, by where they are: what a page's list of annotations holds besides. */
static gboolean
is_signature_at (GList *fields, const PopplerRectangle *area)
{
  for (GList *at = fields; at != NULL; at = at->next)
    {
      PopplerFormFieldMapping *each = at->data;

      if (poppler_form_field_get_field_type (each->field) == POPPLER_FORM_FIELD_SIGNATURE &&
          each->area.x1 == area->x1 && each->area.y1 == area->y1 && each->area.x2 == area->x2 &&
          each->area.y2 == area->y2)
        return TRUE;
    }
  return FALSE;
}

/**
 * render_document_hide_fields:
 * @self: the document
 * @page: from 0
 *
 * Leaves out from here on what the fields of the page's form show, but for signatures' marks.
 */
void
render_document_hide_fields (RenderDocument *self, guint page)
{
  PopplerPage *poppler = poppler_document_get_page (self->poppler, page);
  GList *annotations, *fields;

  if (poppler == NULL)
    return;
  annotations = poppler_page_get_annot_mapping (poppler);
  fields = poppler_page_get_form_field_mapping (poppler);
  for (GList *at = annotations; at != NULL; at = at->next)
    {
      PopplerAnnotMapping *each = at->data;

      if (poppler_annot_get_annot_type (each->annot) == POPPLER_ANNOT_WIDGET &&
          !is_signature_at (fields, &each->area))
        poppler_annot_set_flags (each->annot,
                                 poppler_annot_get_flags (each->annot) | POPPLER_ANNOT_FLAG_HIDDEN);
    }
  poppler_page_free_form_field_mapping (fields);
  poppler_page_free_annot_mapping (annotations);
  g_object_unref (poppler);
}

/**
 * render_document_print:
 * @self: the document
 * @page: from 0
 * @cr: a context whose unit is the point
 *
 * Draws a page for paper.
 */
void
render_document_print (RenderDocument *self, guint page, cairo_t *cr)
{
  PopplerPage *poppler = poppler_document_get_page (self->poppler, page);

  if (poppler != NULL)
    draw_page (poppler, cr, TRUE);
  g_clear_object (&poppler);
}

/**
 * render_document_find:
 * @self: the document
 * @page: from 0
 * @text: what to look for
 *
 * Finds text on a page, upper and lower case alike, across line breaks.
 *
 * Returns: (transfer full) (element-type RenderArea): where it stands
 */
GArray *
render_document_find (RenderDocument *self, guint page, const char *text)
{
  PopplerPage *poppler = poppler_document_get_page (self->poppler, page);
  GArray *areas = g_array_new (FALSE, TRUE, sizeof (RenderArea));
  double width, height;
  GList *hits;

  if (poppler == NULL)
    return areas;
  poppler_page_get_size (poppler, &width, &height);
  hits = poppler_page_find_text_with_options (poppler, text,
                                              POPPLER_FIND_DEFAULT | POPPLER_FIND_MULTILINE |
                                                  POPPLER_FIND_IGNORE_DIACRITICS);
  for (GList *l = hits; l != NULL; l = l->next)
    {
      PopplerRectangle *hit = l->data;
      RenderArea area = {hit->x1, height - hit->y2, hit->x2 - hit->x1, hit->y2 - hit->y1,
                         poppler_rectangle_find_get_match_continued (hit)};

      g_array_append_val (areas, area);
    }
  g_list_free_full (hits, (GDestroyNotify) poppler_rectangle_free);
  g_object_unref (poppler);
  return areas;
}
