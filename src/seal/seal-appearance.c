/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "seal-appearance.h"

#include "seal-code.h"
#include "seal-drawing-private.h"
#include "seal-paragraph.h"
#include "seal-text-private.h"

/* mm. A long date with its label and zone stands in a line of the largest size, and a line of it,
 * with what is between lines, is this high. */
#define TEXT_WIDTH 56.0
#define LINE_HEIGHT 4.5
#define LARGEST_TEXT 3.0
#define SMALLEST_TEXT 1.0
#define GAP 2.0

/* A module is about 0.4 mm, which an office printer and a telephone's camera resolve. */
#define CODE_SIDE 24.0

#define BLACK 0x000000
#define WHITE 0xffffff

typedef struct {
  double x;
  double y;
  double width;
  double height;
} Box;

typedef struct {
  double width;
  double height;
  Box seal;
  Box text;
  Box code;
} Plan;

/* Text and code stand in a row, which stands beside the seal or under it. */
static void
plan_row (Plan *plan, const SealStyle *style)
{
  guint n_lines = (guint) __builtin_popcount (style->parts & SEAL_PARTS_TEXT);

  if (n_lines > 0)
    plan->text = (Box){0, 0, TEXT_WIDTH, MAX (n_lines, 2) * LINE_HEIGHT};
  if ((style->parts & SEAL_PART_CODE) != 0)
    plan->code = (Box){n_lines > 0 ? TEXT_WIDTH + GAP : 0, 0, CODE_SIDE, CODE_SIDE};
  plan->width = plan->code.width > 0 ? plan->code.x + plan->code.width : plan->text.width;
  plan->height = MAX (plan->text.height, plan->code.height);
}

static void
plan_seal (Plan *plan, const SealStyle *style, SealDrawing *seal)
{
  double width = seal_drawing_get_width (seal), height = seal_drawing_get_height (seal);
  double row_width = plan->width, row_height = plan->height;
  double row_x = width + GAP, row_y = 0;

  if (style->place == SEAL_PLACE_UNDER)
    {
      plan->width = MAX (width, row_width);
      plan->height = height + GAP + row_height;
      row_x = (plan->width - row_width) / 2;
      row_y = height + GAP;
      plan->seal = (Box){(plan->width - width) / 2, 0, width, height};
    }
  else
    {
      plan->width = width + GAP + row_width;
      row_height = plan->height = MAX (height, row_height);
      plan->seal = (Box){0, (plan->height - height) / 2, width, height};
    }
  plan->text.x += row_x;
  plan->text.y = row_y;
  plan->text.height = row_height;
  plan->code.x += row_x;
  plan->code.y = row_y;
}

static Plan
make_plan (const SealStyle *style, SealDrawing *seal)
{
  Plan plan = {0};

  plan_row (&plan, style);
  if (seal != NULL)
    plan_seal (&plan, style, seal);
  else
    plan.text.height = plan.height;
  /* In the middle of its row, which may be higher. */
  plan.code.y += (MAX (plan.text.height, plan.code.height) - plan.code.height) / 2;
  return plan;
}

static void
add_outlines (SealDrawing *print, const Box *box, const cairo_path_t *path)
{
  cairo_t *cr = seal_text_create_scratch ();
  cairo_path_t *moved;

  cairo_translate (cr, box->x * 1000, box->y * 1000);
  cairo_append_path (cr, path);
  cairo_identity_matrix (cr);
  moved = cairo_copy_path (cr);
  seal_drawing_add_path (print, moved, SEAL_OP_FILL);
  cairo_path_destroy (moved);
  cairo_destroy (cr);
}

static gboolean
print_text (SealDrawing *print, const Box *box, const char *text, GError **error)
{
  const SealParagraph room = {box->width, box->height, LARGEST_TEXT, SMALLEST_TEXT};
  cairo_path_t *path = seal_paragraph_outline (&room, text, error);

  if (path == NULL)
    return FALSE;
  seal_drawing_add_colour (print, BLACK);
  add_outlines (print, box, path);
  cairo_path_destroy (path);
  return TRUE;
}

/* On white of its own: the code is read over whatever stands on the page. */
static void
print_code (SealDrawing *print, const Box *box, const SealCaption *caption)
{
  g_autofree char *text = seal_caption_to_code (caption);
  cairo_path_t *dark = seal_code_outline (text, box->width);
  cairo_t *cr = seal_text_create_scratch ();
  cairo_path_t *light;

  cairo_rectangle (cr, 0, 0, box->width * 1000, box->height * 1000);
  light = cairo_copy_path (cr);
  seal_drawing_add_colour (print, WHITE);
  add_outlines (print, box, light);
  seal_drawing_add_colour (print, BLACK);
  add_outlines (print, box, dark);
  cairo_path_destroy (light);
  cairo_path_destroy (dark);
  cairo_destroy (cr);
}

/**
 * seal_appearance_compose:
 * @style: what to show, where and how
 * @seal: (nullable): the seal; may be missing where the style shows none
 * @caption: what text and code say
 *
 * Draws a visible signature.
 *
 * Fails with %SEAL_ERROR_CAPTION_LONG, %SEAL_ERROR_GLYPH, or with %SEAL_ERROR_NO_SEAL where a seal
 * is to be shown and there is none.
 *
 * Returns: (transfer full): the drawing
 */
SealDrawing *
seal_appearance_compose (const SealStyle *style,
                         SealDrawing *seal,
                         const SealCaption *caption,
                         GError **error)
{
  g_autoptr (SealDrawing) print = NULL;
  g_autofree char *text = NULL;
  Plan plan;

  g_return_val_if_fail (style != NULL && caption != NULL, NULL);

  if ((style->parts & SEAL_PART_SEAL) == 0)
    seal = NULL;
  else if (seal == NULL)
    {
      g_set_error_literal (error, SEAL_ERROR, SEAL_ERROR_NO_SEAL, "the appearance shows a seal");
      return NULL;
    }
  if ((style->parts & (SEAL_PARTS_TEXT | SEAL_PART_CODE)) == 0)
    return seal != NULL ? seal_drawing_ref (seal) : NULL;

  plan = make_plan (style, seal);
  print = seal_drawing_new (plan.width, plan.height);
  text = seal_caption_to_text (caption, style);
  if (text != NULL && !print_text (print, &plan.text, text, error))
    return NULL;
  if (plan.code.width > 0)
    print_code (print, &plan.code, caption);
  return seal_drawing_new_composed (print, seal, plan.seal.x, plan.seal.y);
}
