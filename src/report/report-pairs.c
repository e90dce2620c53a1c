/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report-pairs.h"

#include <cairo-pdf.h>
#include <glib/gi18n.h>

#include "report-render.h"

/* Of one signature. */
#define MAX_PAIRS 6

/* On the paper, points; the pictures have 150 dots per inch there. */
#define WIDTH 235.0
#define GAP 12.0
#define MAX_RATIO 1.6 /* height to width; longer pages are shown smaller */
#define DENSITY (150.0 / 72)
#define CAPTION 26.0

/* A page of one of the two versions, and its room on the paper. */
typedef struct {
  guint revision;
  guint32 page; /* G_MAXUINT32: it is not there */
  gboolean now;
  double scale; /* paper to page */
  double width, height;
} Side;

typedef struct {
  ReportSheet *sheet;
  PadesRender *render; /* NULL while only the room is measured */
  PdfFile *file;
  PdfFile *signed_file; /* as it was then */
  ReportState state;    /* of what was changed */
} Pairs;

static gboolean
is_shown (const PadesPageLook *page)
{
  return page->look != PADES_LOOK_SAME && page->look != PADES_LOOK_UNKNOWN;
}

/* The page's own size, which is A4 where it is not there. */
static void
fit (const Pairs *self, Side *side)
{
  PdfFile *file = side->now ? self->file : self->signed_file;
  g_autoptr (PdfPage) page = side->page != G_MAXUINT32 && file != NULL
                                 ? pdf_file_get_page (file, side->page, NULL)
                                 : NULL;
  double width = 0, height = 0;

  if (page != NULL)
    pdf_page_box_get_size (&page->box, &width, &height);
  if (!(width > 0) || !(height > 0))
    width = 210, height = 297;
  width /= PDF_MM_PER_POINT;
  height /= PDF_MM_PER_POINT;
  side->scale = MIN (WIDTH / width, WIDTH * MAX_RATIO / height);
  side->width = width * side->scale;
  side->height = height * side->scale;
}

static void
paint_page (const Pairs *self, cairo_t *cr, const Side *side)
{
  cairo_surface_t *picture = report_render_draw (self->render, side->revision, side->page,
                                                 side->scale * DENSITY, NULL);

  if (picture == NULL)
    return;
  cairo_save (cr);
  cairo_scale (cr, side->width / cairo_image_surface_get_width (picture),
               side->height / cairo_image_surface_get_height (picture));
  cairo_set_source_surface (cr, picture, 0, 0);
  cairo_paint (cr);
  cairo_restore (cr);
  cairo_surface_destroy (picture);
}

/* What is new is framed on the page as it is now, what is gone on the page as it was. */
static void
paint_frames (const Pairs *self, cairo_t *cr, const Side *side, GArray *regions)
{
  PadesRegionKind other = side->now ? PADES_REGION_REMOVED : PADES_REGION_ADDED;

  cairo_rectangle (cr, 0, 0, side->width, side->height);
  cairo_clip (cr);
  cairo_set_line_width (cr, 1.2);
  report_sheet_set_color (cr, self->state);
  for (guint i = 0; i < regions->len; i++)
    {
      const PadesRegion *region = &g_array_index (regions, PadesRegion, i);
      double left = MAX (region->rect.x0 * side->scale - 1.5, 1);
      double top = MAX (region->rect.y0 * side->scale - 1.5, 1);

      if (region->kind == other)
        continue;
      cairo_rectangle (cr, left, top,
                       MIN (region->rect.x1 * side->scale + 1.5, side->width - 1) - left,
                       MIN (region->rect.y1 * side->scale + 1.5, side->height - 1) - top);
      cairo_stroke (cr);
    }
}

static void
paint_side (const Pairs *self, const Side *side, GArray *regions, double x, double y)
{
  cairo_t *cr = report_sheet_get_cairo (self->sheet);

  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_tag_begin (cr, "Figure", NULL);
  paint_page (self, cr, side);
  cairo_set_source_rgb (cr, 0.6, 0.6, 0.6);
  cairo_set_line_width (cr, 0.5);
  cairo_rectangle (cr, 0, 0, side->width, side->height);
  cairo_stroke (cr);
  paint_frames (self, cr, side, regions);
  cairo_tag_end (cr, "Figure");
  cairo_restore (cr);
}

static char *
dup_caption (const Side *side)
{
  if (side->page == G_MAXUINT32)
    return g_strdup (side->now ? _ ("This page is not there any more.")
                               : _ ("This page was not there when it was signed."));
  return g_strdup_printf (side->now ? _ ("Page %u now") : _ ("Page %u as it was signed"),
                          side->page + 1);
}

static void
add_pair (const Pairs *self, const PadesPageLook *look, guint revision, guint last)
{
  Side sides[] = {{revision, look->before, FALSE}, {last, look->after, TRUE}};
  ReportText captions[G_N_ELEMENTS (sides)];
  double height = 0, y;

  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      fit (self, &sides[i]);
      height = MAX (height, sides[i].page != G_MAXUINT32 ? sides[i].height : 0);
    }
  report_sheet_need (self->sheet, height + CAPTION);
  y = report_sheet_get_y (self->sheet);
  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      double x = i * (WIDTH + GAP);

      if (self->render != NULL && sides[i].page != G_MAXUINT32)
        paint_side (self, &sides[i], look->regions, REPORT_SHEET_MARGIN + x, y);
      captions[i] = (ReportText){dup_caption (&sides[i]), REPORT_STYLE_CAPTION, x, WIDTH};
    }
  report_sheet_take (self->sheet, height + 4);
  report_sheet_add (self->sheet, captions, G_N_ELEMENTS (captions), "Caption");
  report_sheet_skip (self->sheet, GAP);
  for (guint i = 0; i < G_N_ELEMENTS (captions); i++)
    g_free ((char *) captions[i].text);
}

static void
add_pairs (const Pairs *self, const PadesComparison *comparison, guint *budget)
{
  guint shown = 0, left = 0;

  for (guint i = 0; i < comparison->pages->len; i++)
    {
      const PadesPageLook *look = g_ptr_array_index (comparison->pages, i);

      if (!is_shown (look))
        continue;
      if (shown == MAX_PAIRS || *budget < 2)
        {
          left++;
          continue;
        }
      add_pair (self, look, comparison->before, comparison->after);
      *budget -= 2;
      shown++;
    }
  if (left > 0)
    {
      g_autofree char *text = g_strdup_printf (
          ngettext ("%u more page looks different and is not shown.",
                    "%u more pages look different and are not shown.", left),
          left);
      report_sheet_add (self->sheet, &(ReportText){text, REPORT_STYLE_CAPTION, 0, 0}, 1, NULL);
    }
}

static guint
count (const PadesComparison *comparison)
{
  guint n = 0;

  for (guint i = 0; comparison != NULL && i < comparison->pages->len; i++)
    n += is_shown (g_ptr_array_index (comparison->pages, i));
  return n;
}

/**
 * report_pairs_add:
 * @sheet: where to put them
 * @looks: what has been compared
 * @entry: a file with a verdict
 * @signature: one of its signatures
 * @paint: %FALSE to take the room alone, while pages are counted
 * @budget: (inout): how many pictures the report may still have
 *
 * Adds the pages that look different from what was signed. Nothing is added where all look as they
 * did, or where nothing came later that a reader has to know of.
 */
void
report_pairs_add (ReportSheet *sheet,
                  ReportLooks *looks,
                  const ReportEntry *entry,
                  const PadesSignature *signature,
                  gboolean paint,
                  guint *budget)
{
  const PadesComparison *comparison = report_looks_get (looks, entry, signature);
  guint n = count (comparison);
  g_autoptr (PdfFile) old = NULL;
  Pairs self = {.sheet = sheet, .file = entry->file};
  g_autofree char *title = NULL;

  /* A time-stamp behind a signature would show the same again. */
  if (n == 0 || (signature->timestamp && signature->number > 1))
    return;
  old = pdf_file_new_for_revision (entry->file, signature->revision, NULL);
  self.signed_file = old;
  self.render = paint ? report_looks_get_render (looks, entry) : NULL;
  self.state = signature->changes == PADES_CHANGES_FORBIDDEN ? REPORT_STATE_BAD : REPORT_STATE_WARN;
  title = g_strdup_printf (ngettext ("What is seen of it: %u page looks different",
                                     "What is seen of it: %u pages look different", n),
                           n);
  report_sheet_skip (sheet, 8);
  report_sheet_need (sheet, 300);
  report_sheet_add (sheet, &(ReportText){title, REPORT_STYLE_SUBTITLE, 0, 0}, 1, "H3");
  report_sheet_skip (sheet, 5);
  add_pairs (&self, comparison, budget);
}
