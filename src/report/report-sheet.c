/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report-sheet.h"

#include <cairo-pdf.h>
#include <glib/gi18n.h>
#include <pango/pangocairo.h>

#include "report-words.h"

/* In a Chinese font quotation marks and dots are as wide as characters, which tears other words
 * apart; in Chinese words those of another font look lost. */
#define SANS "Noto Sans, Source Sans 3, Cantarell, Liberation Sans, DejaVu Sans, sans-serif"
#define SANS_CHINESE                                                                               \
  "Noto Sans CJK SC, Source Han Sans SC, Noto Sans SC, WenQuanYi Micro Hei, sans-serif"
#define MONO "Noto Sans Mono, DejaVu Sans Mono, Liberation Mono, monospace"

#define TOP 60.0
#define BOTTOM (REPORT_SHEET_HEIGHT - 62.0)
#define BAR_WIDTH 3.0
#define BAR_X -12.0

struct _ReportSheet {
  cairo_t *cr;
  PangoLayout *layout;
  char *title;
  char *foot;
  guint n_pages;
  guint page; /* from 1 */
  double y;
  ReportState bar;
  gboolean chinese; /* are our own words */
};

typedef struct {
  double red, green, blue;
} Color;

static const Color ink = {0.11, 0.11, 0.12};
static const Color dim = {0.36, 0.36, 0.38};
static const Color seal = {0.71, 0.15, 0.11};
static const Color faint = {0.84, 0.83, 0.81};

/* As dark as text on white has to be (4.5 : 1). */
static const Color colors[] = {
    [REPORT_STATE_PENDING] = {0.36, 0.36, 0.38}, [REPORT_STATE_GOOD] = {0.11, 0.43, 0.22},
    [REPORT_STATE_UNKNOWN] = {0.36, 0.36, 0.38}, [REPORT_STATE_WARN] = {0.54, 0.33, 0.00},
    [REPORT_STATE_BAD] = {0.70, 0.08, 0.06},
};

static const struct {
  double size;
  gboolean bold;
  const Color *color;
  gboolean code;
} styles[REPORT_N_STYLES] = {
    [REPORT_STYLE_KIND] = {10, TRUE, &seal, FALSE},
    [REPORT_STYLE_TITLE] = {20, TRUE, &ink, FALSE},
    [REPORT_STYLE_HEADING] = {13, TRUE, &ink, FALSE},
    [REPORT_STYLE_SUBTITLE] = {10, TRUE, &ink, FALSE},
    [REPORT_STYLE_BODY] = {9.5, FALSE, &ink, FALSE},
    [REPORT_STYLE_STRONG] = {9.5, TRUE, &ink, FALSE},
    [REPORT_STYLE_LABEL] = {9.5, FALSE, &dim, FALSE},
    [REPORT_STYLE_CODE] = {8.5, FALSE, &ink, TRUE},
    [REPORT_STYLE_CAPTION] = {8, FALSE, &dim, FALSE},
};

static void
set_color (cairo_t *cr, const Color *color)
{
  cairo_set_source_rgb (cr, color->red, color->green, color->blue);
}

/**
 * report_sheet_set_color:
 * @cr: where to paint
 * @state: how an answer is
 *
 * Paints in its colour from now on.
 */
void
report_sheet_set_color (cairo_t *cr, ReportState state)
{
  set_color (cr, &colors[state]);
}

/* Unhinted, in points: the same on every computer with the same fonts. */
static PangoLayout *
create_layout (cairo_t *cr)
{
  PangoLayout *layout = pango_cairo_create_layout (cr);
  PangoContext *context = pango_layout_get_context (layout);
  cairo_font_options_t *options = cairo_font_options_create ();

  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options (context, options);
  cairo_font_options_destroy (options);
  pango_cairo_context_set_resolution (context, 72);
  pango_context_set_round_glyph_positions (context, FALSE);
  /* Han characters have other shapes in Japanese: names of Chinese signers want the Chinese ones
   * whatever the words around them are in. */
  pango_context_set_language (context, pango_language_from_string ("zh-cn"));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_line_spacing (layout, 1.25f);
  return layout;
}

/* Sets the layout to this text and gives its height. */
static double
lay_out (ReportSheet *self, const char *text, ReportStyle style, double width)
{
  g_autoptr (PangoFontDescription) font = pango_font_description_new ();
  int height = 0;

  pango_font_description_set_family (font, styles[style].code ? MONO
                                           : self->chinese    ? SANS_CHINESE
                                                              : SANS);
  pango_font_description_set_absolute_size (font, styles[style].size * PANGO_SCALE);
  pango_font_description_set_weight (font,
                                     styles[style].bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (self->layout, font);
  pango_layout_set_width (self->layout, (int) (width * PANGO_SCALE));
  pango_layout_set_text (self->layout, text, -1);
  pango_layout_get_size (self->layout, NULL, &height);
  return (double) height / PANGO_SCALE;
}

static double
width_of (const ReportText *text)
{
  return text->width > 0 ? text->width : REPORT_SHEET_INNER - text->x;
}

typedef struct {
  double height;
  double baseline; /* of the first line */
} Extent;

/* Of texts that stand side by side on one baseline. */
static Extent
measure (ReportSheet *self, const ReportText *texts, guint n_texts)
{
  Extent all = {0, 0};
  double below = 0;

  for (guint i = 0; i < n_texts; i++)
    {
      double height = lay_out (self, texts[i].text, texts[i].style, width_of (&texts[i]));
      double baseline = (double) pango_layout_get_baseline (self->layout) / PANGO_SCALE;
      all.baseline = MAX (all.baseline, baseline);
      below = MAX (below, height - baseline);
    }
  all.height = all.baseline + below;
  return all;
}

static void
paint_text (ReportSheet *self, const ReportText *text, double y)
{
  lay_out (self, text->text, text->style, width_of (text));
  set_color (self->cr, styles[text->style].color);
  cairo_move_to (self->cr, REPORT_SHEET_MARGIN + text->x, y);
  pango_cairo_show_layout (self->cr, self->layout);
}

static void
begin_page (ReportSheet *self)
{
  self->page += 1;
  self->y = TOP;
  if (self->page == 1)
    return;
  paint_text (self, &(ReportText){self->title, REPORT_STYLE_CAPTION, 0, 0}, 34);
}

static void
end_page (ReportSheet *self)
{
  double y = REPORT_SHEET_HEIGHT - 40;
  double half = REPORT_SHEET_INNER / 2;
  g_autofree char *number = g_strdup_printf (_ ("Page %u of %u"), self->page, self->n_pages);

  paint_text (self, &(ReportText){self->foot, REPORT_STYLE_CAPTION, 0, half * 1.5}, y);
  pango_layout_set_alignment (self->layout, PANGO_ALIGN_RIGHT);
  paint_text (self, &(ReportText){number, REPORT_STYLE_CAPTION, half, half}, y);
  pango_layout_set_alignment (self->layout, PANGO_ALIGN_LEFT);
  cairo_show_page (self->cr);
}

/**
 * report_sheet_new:
 * @cr: of a PDF surface in A4
 * @title: what stands on top of all pages but the first
 * @foot: what stands at the bottom of all
 * @n_pages: how many there will be
 *
 * Begins the first page.
 *
 * Returns: (transfer full): the sheet
 */
ReportSheet *
report_sheet_new (cairo_t *cr, const char *title, const char *foot, guint n_pages)
{
  ReportSheet *self = g_new0 (ReportSheet, 1);

  self->cr = cairo_reference (cr);
  self->layout = create_layout (cr);
  self->title = g_strdup (title);
  self->foot = g_strdup (foot);
  self->n_pages = n_pages;
  self->bar = REPORT_STATE_PENDING;
  self->chinese = g_str_has_prefix (report_words_language (), "zh");
  begin_page (self);
  return self;
}

/**
 * report_sheet_finish:
 * @self: a sheet
 *
 * Ends the last page.
 *
 * Returns: how many pages there are
 */
guint
report_sheet_finish (ReportSheet *self)
{
  end_page (self);
  return self->page;
}

/**
 * report_sheet_free:
 * @self: (nullable): a sheet
 *
 * Frees it.
 */
void
report_sheet_free (ReportSheet *self)
{
  if (self == NULL)
    return;
  g_object_unref (self->layout);
  cairo_destroy (self->cr);
  g_free (self->title);
  g_free (self->foot);
  g_free (self);
}

/**
 * report_sheet_get_cairo:
 * @self: a sheet
 *
 * Lends what it paints with.
 *
 * Returns: (transfer none): the context
 */
cairo_t *
report_sheet_get_cairo (ReportSheet *self)
{
  return self->cr;
}

/**
 * report_sheet_get_y:
 * @self: a sheet
 *
 * Tells where the next thing will stand.
 *
 * Returns: points from the top of the page
 */
double
report_sheet_get_y (ReportSheet *self)
{
  return self->y;
}

/**
 * report_sheet_need:
 * @self: a sheet
 * @height: of what comes next
 *
 * Begins a new page if that does not fit on this one.
 */
void
report_sheet_need (ReportSheet *self, double height)
{
  if (self->y + height <= BOTTOM || self->y <= TOP)
    return;
  end_page (self);
  begin_page (self);
}

static void
paint_bar (ReportSheet *self, double height)
{
  if (self->bar == REPORT_STATE_PENDING)
    return;
  report_sheet_set_color (self->cr, self->bar);
  cairo_rectangle (self->cr, REPORT_SHEET_MARGIN + BAR_X, self->y, BAR_WIDTH, height);
  cairo_fill (self->cr);
}

/**
 * report_sheet_take:
 * @self: a sheet
 * @height: points
 *
 * Goes below what somebody has painted, at the top of a page too.
 */
void
report_sheet_take (ReportSheet *self, double height)
{
  height = MIN (height, MAX (BOTTOM - self->y, 0));
  paint_bar (self, height);
  self->y += height;
}

/**
 * report_sheet_skip:
 * @self: a sheet
 * @height: points
 *
 * Leaves room, but not at the top of a page.
 */
void
report_sheet_skip (ReportSheet *self, double height)
{
  if (self->y > TOP)
    report_sheet_take (self, height);
}

/**
 * report_sheet_set_bar:
 * @self: a sheet
 * @state: whose colour it has; %REPORT_STATE_PENDING for no bar
 *
 * Draws a bar along all that follows, so that it is seen as one.
 */
void
report_sheet_set_bar (ReportSheet *self, ReportState state)
{
  self->bar = state;
}

/**
 * report_sheet_add:
 * @self: a sheet
 * @texts: what to write
 * @n_texts: how many
 * @tag: (nullable): a structure type of ISO 32000-2, 14.8.4: "P", "H1"…
 *
 * Writes texts side by side, none of which is longer than a page.
 */
void
report_sheet_add (ReportSheet *self, const ReportText *texts, guint n_texts, const char *tag)
{
  Extent all = measure (self, texts, n_texts);

  report_sheet_need (self, all.height);
  paint_bar (self, all.height);
  for (guint i = 0; i < n_texts; i++)
    {
      Extent own = measure (self, &texts[i], 1);
      cairo_tag_begin (self->cr, tag != NULL ? tag : "P", NULL);
      paint_text (self, &texts[i], self->y + all.baseline - own.baseline);
      cairo_tag_end (self->cr, tag != NULL ? tag : "P");
    }
  self->y += all.height;
}

/* The same shapes as in the HTML form, on a grid of 16. */
static void
trace_icon (cairo_t *cr, ReportState state)
{
  cairo_new_path (cr);
  if (state == REPORT_STATE_WARN)
    {
      cairo_move_to (cr, 8, 1.5);
      cairo_line_to (cr, 14.8, 14);
      cairo_line_to (cr, 1.2, 14);
      cairo_close_path (cr);
      cairo_move_to (cr, 8, 6);
      cairo_line_to (cr, 8, 9.8);
      cairo_move_to (cr, 8, 11.8);
      cairo_line_to (cr, 8, 12);
      return;
    }
  cairo_arc (cr, 8, 8, 7, 0, 2 * G_PI);
  cairo_new_sub_path (cr);
  if (state == REPORT_STATE_GOOD)
    {
      cairo_move_to (cr, 4.5, 8.4);
      cairo_line_to (cr, 6.9, 10.8);
      cairo_line_to (cr, 11.5, 5.8);
    }
  else if (state == REPORT_STATE_BAD)
    {
      cairo_move_to (cr, 5.3, 5.3);
      cairo_line_to (cr, 10.7, 10.7);
      cairo_move_to (cr, 10.7, 5.3);
      cairo_line_to (cr, 5.3, 10.7);
    }
  else
    {
      cairo_arc (cr, 8, 6.2, 2, G_PI, 2.4 * G_PI);
      cairo_line_to (cr, 8, 9.4);
      cairo_move_to (cr, 8, 11.7);
      cairo_line_to (cr, 8, 11.9);
    }
}

static void
paint_icon (cairo_t *cr, ReportState state, double x, double y, double size)
{
  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_scale (cr, size / 16, size / 16);
  cairo_set_line_width (cr, 1.6);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  report_sheet_set_color (cr, state);
  trace_icon (cr, state);
  cairo_stroke (cr);
  cairo_restore (cr);
}

/**
 * report_sheet_add_state:
 * @self: a sheet
 * @state: the icon's
 * @x: where it stands, from the left margin
 * @texts: what to write beside it; the last one's style gives its size
 * @n_texts: how many
 *
 * Writes texts with an icon; the texts say the same in words.
 */
void
report_sheet_add_state (
    ReportSheet *self, ReportState state, double x, const ReportText *texts, guint n_texts)
{
  const ReportText *last = &texts[n_texts - 1];
  Extent all = measure (self, texts, n_texts);
  double size = styles[last->style].size * 1.05;

  report_sheet_need (self, all.height);
  /* Letters reach as far as 0.7 of their size above the line: the icon's middle is theirs. */
  paint_icon (self->cr, state, REPORT_SHEET_MARGIN + x,
              self->y + all.baseline - styles[last->style].size * 0.36 - size / 2, size);
  report_sheet_add (self, texts, n_texts,
                    last->style == REPORT_STYLE_TITLE     ? "H1"
                    : last->style == REPORT_STYLE_HEADING ? "H2"
                                                          : "P");
}

/**
 * report_sheet_add_rule:
 * @self: a sheet
 *
 * Draws a thin line from margin to margin.
 */
void
report_sheet_add_rule (ReportSheet *self)
{
  report_sheet_need (self, 1);
  set_color (self->cr, &faint);
  cairo_set_line_width (self->cr, 0.6);
  cairo_move_to (self->cr, REPORT_SHEET_MARGIN, self->y);
  cairo_line_to (self->cr, REPORT_SHEET_MARGIN + REPORT_SHEET_INNER, self->y);
  cairo_stroke (self->cr);
  self->y += 1;
}
