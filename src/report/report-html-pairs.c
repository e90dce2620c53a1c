/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report-html-pairs.h"

#include <glib/gi18n.h>

#include "report-render.h"
#include "report-side.h"
#include "report-text.h"

/* Of one signature. */
#define MAX_PAIRS 6

/* Pixels a point of the room: sharp on a screen of twice as many pixels. */
#define DENSITY 2.6

typedef struct {
  GString *html;
  PadesRender *render;
  PdfFile *file;
  PdfFile *signed_file; /* as it was then */
  ReportState state;    /* of what was changed */
  ReportHtmlBudget *budget;
} Pairs;

static cairo_status_t
take_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* PNG, or NULL where there is no room for it. */
static char *
draw (const Pairs *self, const ReportSide *side, GArray *regions)
{
  g_autoptr (GByteArray) png = g_byte_array_new ();
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24,
                                                         MAX (1, (int) (side->width * DENSITY)),
                                                         MAX (1, (int) (side->height * DENSITY)));
  cairo_t *cr = cairo_create (surface);
  cairo_status_t status;

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, DENSITY, DENSITY);
  report_side_paint (side, cr, self->render, DENSITY, regions, self->state);
  cairo_destroy (cr);
  status = cairo_surface_write_to_png_stream (surface, take_bytes, png);
  cairo_surface_destroy (surface);
  if (status != CAIRO_STATUS_SUCCESS || png->len > self->budget->room)
    return NULL;
  self->budget->room -= png->len;
  return g_base64_encode (png->data, png->len);
}

static void
add_side (const Pairs *self, ReportSide *side, GArray *regions)
{
  g_autofree char *caption = report_side_dup_caption (side);
  g_autofree char *picture = NULL;

  report_side_fit (side, side->now ? self->file : self->signed_file);
  if (side->page != G_MAXUINT32)
    picture = draw (self, side, regions);
  g_string_append (self->html, "<figure>");
  if (picture != NULL)
    {
      g_string_append_printf (self->html, "<img width='%d' height='%d' alt='",
                              (int) (side->width * 1.6), (int) (side->height * 1.6));
      report_text_append (self->html, caption, REPORT_TEXT_VALUE);
      g_string_append_printf (self->html, "' src='data:image/png;base64,%s'>", picture);
    }
  g_string_append (self->html, "<figcaption>");
  report_text_append (self->html, caption, REPORT_TEXT_VALUE);
  g_string_append (self->html, "</figcaption></figure>\n");
}

static gboolean
add_pair (const Pairs *self, const PadesPageLook *look, const PadesComparison *comparison)
{
  ReportSide sides[] = {{comparison->before, look->before, FALSE, 0, 0, 0},
                        {comparison->after, look->after, TRUE, 0, 0, 0}};

  if (self->budget->left < G_N_ELEMENTS (sides) || self->budget->room == 0)
    return FALSE;
  self->budget->left -= G_N_ELEMENTS (sides);
  g_string_append (self->html, "<div class='pair'>\n");
  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    add_side (self, &sides[i], look->regions);
  g_string_append (self->html, "</div>\n");
  return TRUE;
}

static void
add_pairs (const Pairs *self, const PadesComparison *comparison)
{
  guint shown = 0, left = 0;

  for (guint i = 0; i < comparison->pages->len; i++)
    {
      const PadesPageLook *look = g_ptr_array_index (comparison->pages, i);

      if (!report_side_is_shown (look))
        continue;
      if (shown < MAX_PAIRS && add_pair (self, look, comparison))
        shown++;
      else
        left++;
    }
  if (left == 0)
    return;
  g_string_append (self->html, "<p class='remark'>");
  g_string_append_printf (self->html,
                          ngettext ("%u more page looks different and is not shown.",
                                    "%u more pages look different and are not shown.", left),
                          left);
  g_string_append (self->html, "</p>\n");
}

static guint
count (const PadesComparison *comparison)
{
  guint n = 0;

  for (guint i = 0; comparison != NULL && i < comparison->pages->len; i++)
    n += report_side_is_shown (g_ptr_array_index (comparison->pages, i));
  return n;
}

/**
 * report_html_pairs_add:
 * @html: the page
 * @looks: what has been compared
 * @entry: a file with a verdict
 * @signature: one of its signatures
 * @budget: (inout): what the page may still carry
 *
 * Adds the pages that look different from what was signed, as pictures within the page. Nothing is
 * added where all look as they did, or where nothing came later that a reader has to know of.
 */
void
report_html_pairs_add (GString *html,
                       ReportLooks *looks,
                       const ReportEntry *entry,
                       const PadesSignature *signature,
                       ReportHtmlBudget *budget)
{
  const PadesComparison *comparison = report_looks_get (looks, entry, signature);
  guint n = count (comparison);
  g_autoptr (PdfFile) old = NULL;
  Pairs self = {.html = html, .file = entry->file, .budget = budget};

  /* A time-stamp behind a signature would show the same again. */
  if (n == 0 || (signature->timestamp && signature->number > 1))
    return;
  old = pdf_file_new_for_revision (entry->file, signature->revision, NULL);
  self.signed_file = old;
  self.render = report_looks_get_render (looks, entry);
  self.state = signature->changes == PADES_CHANGES_FORBIDDEN ? REPORT_STATE_BAD : REPORT_STATE_WARN;
  g_string_append (html, "<h3>");
  g_string_append_printf (html,
                          ngettext ("What is seen of it: %u page looks different",
                                    "What is seen of it: %u pages look different", n),
                          n);
  g_string_append (html, "</h3>\n");
  add_pairs (&self, comparison);
}
