/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-placement.h"

#include <math.h>

struct _ModelPlacement {
  GObject parent_instance;

  ModelSeal *seal;
  PdfPlacement place;
};

G_DEFINE_FINAL_TYPE (ModelPlacement, model_placement, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

/* A hundredth of a micrometre: what is nearer is rounding. */
#define EPSILON 1e-5

static void
model_placement_finalize (GObject *object)
{
  ModelPlacement *self = MODEL_PLACEMENT (object);

  g_clear_object (&self->seal);
  G_OBJECT_CLASS (model_placement_parent_class)->finalize (object);
}

static void
model_placement_class_init (ModelPlacementClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = model_placement_finalize;

  /**
   * ModelPlacement::changed:
   *
   * The stamp stands elsewhere, or has another size or angle.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
model_placement_init (ModelPlacement *self)
{
}

/**
 * model_placement_new:
 * @seal: whose face it shows
 * @place: where it stands
 *
 * Makes a stamp that is on no document yet.
 *
 * Returns: (transfer full): the stamp
 */
ModelPlacement *
model_placement_new (ModelSeal *seal, const PdfPlacement *place)
{
  ModelPlacement *self;

  g_return_val_if_fail (MODEL_IS_SEAL (seal), NULL);
  g_return_val_if_fail (place != NULL, NULL);

  self = g_object_new (MODEL_TYPE_PLACEMENT, NULL);
  self->seal = g_object_ref (seal);
  self->place = *place;
  return self;
}

/**
 * model_placement_get_seal:
 *
 * Returns: (transfer none): the seal it shows
 */
ModelSeal *
model_placement_get_seal (ModelPlacement *self)
{
  g_return_val_if_fail (MODEL_IS_PLACEMENT (self), NULL);

  return self->seal;
}

/**
 * model_placement_get_place:
 *
 * Returns: (transfer none): where it stands; changes with it
 */
const PdfPlacement *
model_placement_get_place (ModelPlacement *self)
{
  g_return_val_if_fail (MODEL_IS_PLACEMENT (self), NULL);

  return &self->place;
}

/**
 * model_placement_set_place:
 * @place: where it stands from now on
 *
 * Moves the stamp without a way back: for [class@ModelPlacements], which remembers.
 */
void
model_placement_set_place (ModelPlacement *self, const PdfPlacement *place)
{
  g_return_if_fail (MODEL_IS_PLACEMENT (self));
  g_return_if_fail (place != NULL);

  if (model_place_equal (&self->place, place))
    return;

  self->place = *place;
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * model_place_equal:
 *
 * Tells whether two places are the same to the eye and to the file.
 */
gboolean
model_place_equal (const PdfPlacement *a, const PdfPlacement *b)
{
  return a->page == b->page && fabs (a->x - b->x) < EPSILON && fabs (a->y - b->y) < EPSILON &&
         fabs (a->width - b->width) < EPSILON && fabs (a->height - b->height) < EPSILON &&
         fabs (a->angle - b->angle) < EPSILON;
}

/**
 * model_place_get_centre:
 *
 * Tells the point that a turn leaves where it is.
 */
void
model_place_get_centre (const PdfPlacement *place, double *x, double *y)
{
  *x = place->x + place->width / 2;
  *y = place->y + place->height / 2;
}

/**
 * model_place_at_centre:
 *
 * Returns: the same mark with its centre there
 */
PdfPlacement
model_place_at_centre (const PdfPlacement *place, double x, double y)
{
  PdfPlacement moved = *place;

  moved.x = x - place->width / 2;
  moved.y = y - place->height / 2;
  return moved;
}

/**
 * model_place_scale:
 * @width: in mm, raised to %MODEL_PLACEMENT_MIN_WIDTH
 *
 * Returns: the same mark about the same centre, this wide, its shape kept
 */
PdfPlacement
model_place_scale (const PdfPlacement *place, double width)
{
  PdfPlacement scaled = *place;
  double x, y;

  model_place_get_centre (place, &x, &y);
  scaled.width = MAX (width, MODEL_PLACEMENT_MIN_WIDTH);
  scaled.height = place->height * scaled.width / place->width;
  return model_place_at_centre (&scaled, x, y);
}

/* The vector turned clockwise as displayed (y down). */
static void
turn_vector (double degrees, double *x, double *y)
{
  double radians = degrees * G_PI / 180;
  double c = cos (radians), s = sin (radians);
  double turned_x = *x * c - *y * s;

  *y = *x * s + *y * c;
  *x = turned_x;
}

/**
 * model_place_pull:
 * @corner: the corner that was taken hold of
 * @x: where the hand is, mm
 * @y: the same, down
 *
 * Resizes by a corner: the opposite one stays, the shape is kept, and the pulled corner comes as
 * near to the hand as that allows.
 *
 * Returns: the resized place
 */
PdfPlacement
model_place_pull (const PdfPlacement *place, ModelCorner corner, double x, double y)
{
  double right = corner == MODEL_CORNER_TOP_RIGHT || corner == MODEL_CORNER_BOTTOM_RIGHT ? 1 : -1;
  double down = corner == MODEL_CORNER_BOTTOM_LEFT || corner == MODEL_CORNER_BOTTOM_RIGHT ? 1 : -1;
  double ratio = place->height / place->width;
  double fixed_x = -right * place->width / 2, fixed_y = -down * place->height / 2;
  double centre_x, centre_y, hand_x, hand_y, width;
  PdfPlacement pulled = *place;

  model_place_get_centre (place, &centre_x, &centre_y);
  turn_vector (place->angle, &fixed_x, &fixed_y);
  fixed_x += centre_x;
  fixed_y += centre_y;

  /* In the mark's own axes, seen from the fixed corner, project the hand onto the diagonal. */
  hand_x = x - fixed_x;
  hand_y = y - fixed_y;
  turn_vector (-place->angle, &hand_x, &hand_y);
  width = (hand_x * right + hand_y * down * ratio) / (1 + ratio * ratio);

  pulled.width = MAX (width, MODEL_PLACEMENT_MIN_WIDTH);
  pulled.height = pulled.width * ratio;
  centre_x = right * pulled.width / 2;
  centre_y = down * pulled.height / 2;
  turn_vector (place->angle, &centre_x, &centre_y);
  return model_place_at_centre (&pulled, fixed_x + centre_x, fixed_y + centre_y);
}

/**
 * model_place_turn:
 * @angle: clockwise, any number of degrees
 *
 * Returns: the same mark at this angle, in [0, 360)
 */
PdfPlacement
model_place_turn (const PdfPlacement *place, double angle)
{
  PdfPlacement turned = *place;

  turned.angle = fmod (fmod (angle, 360) + 360, 360);
  return turned;
}

/**
 * model_place_keep_on:
 *
 * Brings a mark back onto its page by the shortest way, and shrinks one that is larger than the
 * page.
 *
 * Returns: a place whose bounds lie inside the page
 */
PdfPlacement
model_place_keep_on (const PdfPlacement *place, double page_width, double page_height)
{
  PdfPlacement kept = *place;
  PdfRect bounds = pdf_placement_get_bounds (place);
  double fit = MIN (page_width / (bounds.x1 - bounds.x0), page_height / (bounds.y1 - bounds.y0));

  if (fit < 1)
    {
      double x, y;

      model_place_get_centre (place, &x, &y);
      kept.width *= fit;
      kept.height *= fit;
      kept = model_place_at_centre (&kept, x, y);
      bounds = pdf_placement_get_bounds (&kept);
    }
  kept.x += MAX (0, -bounds.x0) - MAX (0, bounds.x1 - page_width);
  kept.y += MAX (0, -bounds.y0) - MAX (0, bounds.y1 - page_height);
  return kept;
}
