/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report-pairs.h"

#include <cairo-pdf.h>
#include <glib/gi18n.h>

#include "report-render.h"
#include "report-side.h"

/* Of one signature. */
#define MAX_PAIRS 6

/* On the paper, points; the pictures have 150 dots per inch there. */
#define WIDTH 235.0
#define GAP 12.0
#define DENSITY (150.0 / 72)
#define CAPTION 26.0

/* A title does not stand without what it is of: itself, and a page of A4 with its caption. */
#define WITH_FIRST_PAIR 390.0

typedef struct {
  ReportSheet *sheet;
  PadesRender *render; /* NULL while only the room is measured */
  PdfFile *file;
  PdfFile *signed_file; /* as it was then */
  ReportState state;    /* of what was changed */
} Pairs;

static void
paint_side (const Pairs *self, const ReportSide *side, GArray *regions, double x, double y)
{
  cairo_t *cr = report_sheet_get_cairo (self->sheet);

  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_tag_begin (cr, "Figure", NULL);
  report_side_paint (side, cr, self->render, DENSITY, regions, self->state);
  cairo_tag_end (cr, "Figure");
  cairo_restore (cr);
}

static void
add_pair (const Pairs *self, const PadesPageLook *look, guint revision, guint last)
{
  ReportSide sides[] = {{revision, look->before, FALSE}, {last, look->after, TRUE}};
  ReportText captions[G_N_ELEMENTS (sides)];
  double height = 0, y;

  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      report_side_fit (&sides[i], sides[i].now ? self->file : self->signed_file);
      height = MAX (height, sides[i].page != G_MAXUINT32 ? sides[i].height : 0);
    }
  report_sheet_need (self->sheet, height + CAPTION);
  y = report_sheet_get_y (self->sheet);
  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      double x = i * (WIDTH + GAP);

      if (self->render != NULL && sides[i].page != G_MAXUINT32)
        paint_side (self, &sides[i], look->regions, REPORT_SHEET_MARGIN + x, y);
      captions[i] = (ReportText){report_side_dup_caption (&sides[i]), REPORT_STYLE_CAPTION, x,
                                 WIDTH};
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

      if (!report_side_is_shown (look))
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
    n += report_side_is_shown (g_ptr_array_index (comparison->pages, i));
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
  report_sheet_need (sheet, WITH_FIRST_PAIR);
  report_sheet_add (sheet, &(ReportText){title, REPORT_STYLE_SUBTITLE, 0, 0}, 1, "H3");
  report_sheet_skip (sheet, 5);
  add_pairs (&self, comparison, budget);
}
