/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-placement-guides.h"

#include <math.h>

/* Where contracts keep their text away from the edge: printers' 10 mm, and the usual 20 mm. */
static const double margins[] = {10, 20};

/* One axis of a mark: its near edge, centre and far edge. */
typedef struct {
  double near;
  double centre;
  double far;
} Span;

typedef struct {
  double threshold;
  double shift; /* the best so far; threshold long while there is none */
  ModelGuide guide;
} Catch;

static Span
span_of (const PdfPlacement *place, gboolean across)
{
  PdfRect bounds = pdf_placement_get_bounds (place);
  double near = across ? bounds.x0 : bounds.y0;
  double far = across ? bounds.x1 : bounds.y1;

  return (Span){near, (near + far) / 2, far};
}

/* Nearer wins; among equals the one offered first. */
static void
offer (Catch *best, ModelGuideKind kind, double from, double to)
{
  double shift = to - from;

  if (fabs (shift) > best->threshold)
    return;
  if (best->guide.kind != MODEL_GUIDE_NONE && fabs (shift) > fabs (best->shift) - 1e-9)
    return;
  best->shift = shift;
  best->guide = (ModelGuide){kind, to};
}

static Catch
catch_on_axis (const PdfPlacement *place,
               const ModelGuidePage *page,
               gboolean across,
               double threshold)
{
  Catch best = {.threshold = threshold};
  double length = across ? page->width : page->height;
  Span own = span_of (place, across);

  if (page->previous != NULL)
    {
      Span previous = span_of (page->previous, across);

      offer (&best, MODEL_GUIDE_PREVIOUS, own.centre, previous.centre);
    }
  for (gsize i = 0; i < page->n_others; i++)
    {
      Span other = span_of (&page->others[i], across);

      offer (&best, MODEL_GUIDE_STAMP, own.centre, other.centre);
      offer (&best, MODEL_GUIDE_STAMP, own.near, other.near);
      offer (&best, MODEL_GUIDE_STAMP, own.far, other.far);
      offer (&best, MODEL_GUIDE_STAMP, own.near, other.far);
      offer (&best, MODEL_GUIDE_STAMP, own.far, other.near);
    }
  offer (&best, MODEL_GUIDE_CENTRE, own.centre, length / 2);
  for (gsize i = 0; i < G_N_ELEMENTS (margins); i++)
    {
      offer (&best, MODEL_GUIDE_MARGIN, own.near, margins[i]);
      offer (&best, MODEL_GUIDE_MARGIN, own.far, length - margins[i]);
    }
  return best;
}

/**
 * model_place_snap:
 * @place: where the hand put the mark
 * @page: what it can catch hold of
 * @threshold: how near in mm counts as meant; 0 catches nothing but what is met exactly
 * @vertical: (out): the line that its x caught
 * @horizontal: (out): the line that its y caught
 *
 * Pulls a mark to what lies near: the same place as on the page before, edges and centres of other
 * marks, the page's centre, its margins. The axes catch apart; the nearest wins, and of two equally
 * near the one named first here.
 *
 * Returns: the place after the pull
 */
PdfPlacement
model_place_snap (const PdfPlacement *place,
                  const ModelGuidePage *page,
                  double threshold,
                  ModelGuide *vertical,
                  ModelGuide *horizontal)
{
  Catch x = catch_on_axis (place, page, TRUE, threshold);
  Catch y = catch_on_axis (place, page, FALSE, threshold);
  PdfPlacement snapped = *place;

  snapped.x += x.shift;
  snapped.y += y.shift;
  *vertical = x.guide;
  *horizontal = y.guide;
  return snapped;
}
