/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report-pictures.h"

#include <cairo-pdf.h>
#include <glib/gi18n.h>

#include "render-document.h"
#include "report-change.h"
#include "report-pretence.h"

/* Of one file. */
#define MAX_LARGE 24
#define MAX_SMALL 40

/* On the paper, points. */
#define LARGE_WIDTH 235.0
#define SMALL_WIDTH 88.0
#define GAP 12.0
#define MAX_RATIO 1.6 /* height to width; longer pages are shown smaller */

/* Of the pictures: 150 and 110 dots per inch. */
#define LARGE_PIXELS (LARGE_WIDTH / 72 * 150)
#define SMALL_PIXELS (SMALL_WIDTH / 72 * 110)

/* Caption below a picture. */
#define CAPTION 26.0

typedef struct {
  ReportSheet *sheet;
  const ReportEntry *entry;
  RenderDocument *document; /* NULL while only the room is measured */
  GArray *pretences;        /* ReportPretence */
  double width;             /* of one picture's room */
  double pixels;
} Gallery;

/* A page that something is to be seen on. */
typedef struct {
  gboolean marked;
  gboolean changed;
  gboolean forbidden;
  gboolean pretended; /* something looks like a mark and is none */
} Interest;

/* Whether some signature that came before it forbids it. */
static gboolean
is_forbidden (const PadesReport *report, const PadesChange *change)
{
  for (guint i = 0; i < report->signatures->len; i++)
    {
      const PadesSignature *signature = g_ptr_array_index (report->signatures, i);

      if (pades_signature_precedes (signature, change) &&
          !pades_signature_permits (signature, change))
        return TRUE;
    }
  return FALSE;
}

static void
note_change (GArray *pages, const PadesReport *report, const PadesChange *change)
{
  Interest *interest;

  if (change->page >= pages->len)
    return;
  interest = &g_array_index (pages, Interest, change->page);
  interest->forbidden = interest->forbidden || is_forbidden (report, change);
  for (guint i = 0; i < report->signatures->len && !interest->changed; i++)
    interest->changed = report_change_is_news (g_ptr_array_index (report->signatures, i), change);
}

static GArray *
find_interests (const PadesReport *report)
{
  GArray *pages = g_array_sized_new (FALSE, TRUE, sizeof (Interest), report->n_pages);
  g_autoptr (GArray) pretences = report_pretence_list (report);

  g_array_set_size (pages, report->n_pages);
  for (guint i = 0; i < report->signatures->len; i++)
    {
      const PadesSignature *signature = g_ptr_array_index (report->signatures, i);
      if (signature->page < pages->len)
        g_array_index (pages, Interest, signature->page).marked = TRUE;
    }
  for (guint i = 0; i < report->changes->len; i++)
    note_change (pages, report, g_ptr_array_index (report->changes, i));
  for (guint i = 0; i < pretences->len; i++)
    {
      guint page = g_array_index (pretences, ReportPretence, i).page;
      if (page < pages->len)
        g_array_index (pages, Interest, page).pretended = TRUE;
    }
  return pages;
}

/* What the page looks like at least: A4 where it cannot be read. */
static PdfPageBox
get_box (const ReportEntry *entry, guint page)
{
  g_autoptr (PdfPage) found = entry->file != NULL ? pdf_file_get_page (entry->file, page, NULL)
                                                  : NULL;

  return found != NULL ? found->box : (PdfPageBox){{0, 0, 595, 842}, 0, 1};
}

/* The picture's size in its room. */
static void
fit (const Gallery *self, const PdfPageBox *box, double *width, double *height)
{
  pdf_page_box_get_size (box, width, height);
  if (!(*width > 0) || !(*height > 0))
    *width = 210, *height = 297;
  double scale = MIN (self->width / *width, self->width * MAX_RATIO / *height);
  *width *= scale;
  *height *= scale;
}

static void
paint_frame (cairo_t *cr, const PdfPageBox *box, const PdfRect *rect, double width, double height)
{
  PdfMatrix to_display = pdf_page_box_get_to_display (box);
  PdfRect shown = pdf_matrix_apply_rect (&to_display, rect);
  double page_width, page_height, left, top;

  pdf_page_box_get_size (box, &page_width, &page_height);
  if (!(page_width > 0) || !(page_height > 0) || rect->x0 >= rect->x1 || rect->y0 >= rect->y1)
    return;
  /* A little outside of it, but a whole page is framed within. */
  left = MAX (shown.x0 / page_width * width - 1.5, 1);
  top = MAX (shown.y0 / page_height * height - 1.5, 1);
  cairo_rectangle (cr, left, top, MIN (shown.x1 / page_width * width + 1.5, width - 1) - left,
                   MIN (shown.y1 / page_height * height + 1.5, height - 1) - top);
  cairo_stroke (cr);
}

static void
paint_frames (const Gallery *self, cairo_t *cr, guint page, double width, double height)
{
  const PadesReport *report = self->entry->report;
  PdfPageBox box = get_box (self->entry, page);

  cairo_rectangle (cr, 0, 0, width, height);
  cairo_clip (cr);
  cairo_set_line_width (cr, 1.2);
  for (guint i = 0; i < report->signatures->len; i++)
    {
      const PadesSignature *signature = g_ptr_array_index (report->signatures, i);
      ReportVerdict verdict = report_verdict_for_signature (signature);

      if (signature->page != page)
        continue;
      report_sheet_set_color (cr, verdict.headline.state);
      paint_frame (cr, &box, &signature->rect, width, height);
    }
  cairo_set_dash (cr, (const double[]){3, 2}, 2, 0);
  for (guint i = 0; i < report->changes->len; i++)
    {
      const PadesChange *change = g_ptr_array_index (report->changes, i);

      if (change->page != page || change->effect == PADES_EFFECT_UPKEEP)
        continue;
      report_sheet_set_color (cr,
                              is_forbidden (report, change) ? REPORT_STATE_BAD : REPORT_STATE_WARN);
      paint_frame (cr, &box, &change->rect, width, height);
    }
  report_sheet_set_color (cr, REPORT_STATE_WARN);
  for (guint i = 0; i < self->pretences->len; i++)
    {
      const ReportPretence *pretence = &g_array_index (self->pretences, ReportPretence, i);

      if (pretence->page == page)
        paint_frame (cr, &box, &pretence->rect, width, height);
    }
}

static void
paint_page (const Gallery *self, cairo_t *cr, guint page, double width, double height)
{
  double page_width = 0, page_height = 0;
  cairo_surface_t *picture;

  render_document_get_size (self->document, page, &page_width, &page_height);
  if (!(page_width > 0) || !(page_height > 0))
    return;
  picture = render_document_draw (self->document, page,
                                  self->pixels / self->width * width / page_width, 0, NULL);
  if (picture == NULL)
    return;
  cairo_save (cr);
  cairo_scale (cr, width / cairo_image_surface_get_width (picture),
               height / cairo_image_surface_get_height (picture));
  cairo_set_source_surface (cr, picture, 0, 0);
  cairo_paint (cr);
  cairo_restore (cr);
  cairo_surface_destroy (picture);
}

static void
paint_picture (const Gallery *self, guint page, double x, double y)
{
  cairo_t *cr = report_sheet_get_cairo (self->sheet);
  PdfPageBox box = get_box (self->entry, page);
  double width, height;

  fit (self, &box, &width, &height);
  cairo_save (cr);
  cairo_translate (cr, x, y);
  if (self->document != NULL)
    {
      cairo_tag_begin (cr, "Figure", NULL);
      paint_page (self, cr, page, width, height);
      cairo_tag_end (cr, "Figure");
    }
  cairo_set_source_rgb (cr, 0.6, 0.6, 0.6);
  cairo_set_line_width (cr, 0.5);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_stroke (cr);
  paint_frames (self, cr, page, width, height);
  cairo_restore (cr);
}

static char *
dup_caption (const PadesReport *report, GArray *interests, guint page)
{
  const Interest *interest = &g_array_index (interests, Interest, page);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, _ ("Page %u"), page + 1);
  for (guint i = 0; i < report->signatures->len && text->len < 120; i++)
    {
      const PadesSignature *signature = g_ptr_array_index (report->signatures, i);
      if (signature->page != page)
        continue;
      g_string_append (text, " · ");
      g_string_append_printf (text, _ ("mark of signature %u"), signature->number);
    }
  if (interest->changed)
    g_string_append_printf (text, " · %s",
                            interest->forbidden ? _ ("changed without permission")
                                                : _ ("changed later, as permitted"));
  if (interest->pretended)
    g_string_append_printf (text, " · %s", _ ("a picture that is no signature"));
  return g_string_free (text, FALSE);
}

/* One row of pictures and their captions. */
static void
add_row (const Gallery *self, GArray *interests, const guint *pages, guint n)
{
  ReportText captions[8];
  double height = 0, y;

  g_assert (n <= G_N_ELEMENTS (captions));
  for (guint i = 0; i < n; i++)
    {
      PdfPageBox box = get_box (self->entry, pages[i]);
      double width, own;
      fit (self, &box, &width, &own);
      height = MAX (height, own);
    }
  report_sheet_need (self->sheet, height + CAPTION);
  y = report_sheet_get_y (self->sheet);
  for (guint i = 0; i < n; i++)
    {
      double x = i * (self->width + GAP);
      paint_picture (self, pages[i], REPORT_SHEET_MARGIN + x, y);
      captions[i] = (ReportText){dup_caption (self->entry->report, interests, pages[i]),
                                 REPORT_STYLE_CAPTION, x, self->width};
    }
  report_sheet_take (self->sheet, height + 4);
  report_sheet_add (self->sheet, captions, n, "Caption");
  report_sheet_skip (self->sheet, GAP);
  for (guint i = 0; i < n; i++)
    g_free ((char *) captions[i].text);
}

static void
add_all (const Gallery *self, GArray *interests, GArray *pages)
{
  guint columns = (guint) ((REPORT_SHEET_INNER + GAP) / (self->width + GAP));

  for (guint i = 0; i < pages->len; i += columns)
    add_row (self, interests, &g_array_index (pages, guint, i), MIN (columns, pages->len - i));
}

static GArray *
choose (GArray *interests, gboolean interesting, guint max, guint *budget)
{
  GArray *pages = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < interests->len && pages->len<max && * budget> 0; i++)
    {
      const Interest *interest = &g_array_index (interests, Interest, i);
      if ((interest->marked || interest->changed || interest->pretended) != interesting)
        continue;
      g_array_append_val (pages, i);
      *budget -= 1;
    }
  return pages;
}

/**
 * report_pictures_add:
 * @sheet: where to put them
 * @entry: a file with a verdict
 * @password: (nullable): the file's
 * @paint: %FALSE to take the room alone, while pages are counted
 * @budget: (inout): how many pictures the report may still have
 *
 * Adds the pictures of a file's pages; what Poppler cannot draw stays white.
 */
void
report_pictures_add (ReportSheet *sheet,
                     const ReportEntry *entry,
                     const char *password,
                     gboolean paint,
                     guint *budget)
{
  const char *path = entry->file != NULL ? pdf_file_get_path (entry->file) : NULL;
  g_autoptr (RenderDocument)
      document = paint && path != NULL ? render_document_new (path, password, NULL) : NULL;
  g_autoptr (GArray) interests = find_interests (entry->report);
  g_autoptr (GArray) large = choose (interests, TRUE, MAX_LARGE, budget);
  g_autoptr (GArray) small = choose (interests, FALSE, MAX_SMALL, budget);
  guint left = interests->len - large->len - small->len;
  g_autoptr (GArray) pretences = report_pretence_list (entry->report);
  Gallery gallery = {sheet, entry, document, pretences, LARGE_WIDTH, LARGE_PIXELS};

  /* Poppler may see another document than we do: then there is nothing to be shown of ours. */
  if (document != NULL && render_document_get_n_pages (document) < interests->len)
    gallery.document = NULL;
  add_all (&gallery, interests, large);
  gallery.width = SMALL_WIDTH;
  gallery.pixels = SMALL_PIXELS;
  add_all (&gallery, interests, small);
  if (left > 0)
    {
      g_autofree char *text = g_strdup_printf (
          ngettext ("%u more page is not shown.", "%u more pages are not shown.", left), left);
      report_sheet_add (sheet, &(ReportText){text, REPORT_STYLE_CAPTION, 0, 0}, 1, NULL);
    }
}
