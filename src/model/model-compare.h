/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-document.h"
#include "pades-compare.h"

G_BEGIN_DECLS

#define MODEL_TYPE_COMPARE (model_compare_get_type ())
G_DECLARE_FINAL_TYPE (ModelCompare, model_compare, MODEL, COMPARE, GObject)

/* An earlier version of a document beside the document as it is: which pages look different, and
 * their pictures. The file is read again on a worker, and may be closed meanwhile.
 * Properties, notified: "state", "fraction". */
typedef enum {
  MODEL_COMPARE_RUNNING,
  MODEL_COMPARE_DONE,
  MODEL_COMPARE_FAILED,
} ModelCompareState;

/* A page in both versions and one over the other; NULL where it is not there. */
typedef struct {
  cairo_surface_t *before;
  cairo_surface_t *after;
  cairo_surface_t *overlay;
  double           scale;   /* pixels a point */
} ModelComparePictures;

ModelCompare          *model_compare_new        (ModelDocument        *document,
                                                 guint                 revision);
ModelCompareState      model_compare_get_state  (ModelCompare         *self);
double                 model_compare_get_fraction (ModelCompare       *self);
const PadesComparison *model_compare_get_result (ModelCompare         *self);
const GError          *model_compare_get_error  (ModelCompare         *self);
void                   model_compare_cancel     (ModelCompare         *self);

/* index: of a page in the result. */
void                   model_compare_draw       (ModelCompare         *self,
                                                 guint                 index,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
ModelComparePictures  *model_compare_draw_finish (GAsyncResult        *result,
                                                 GError              **error);
void                   model_compare_pictures_free (ModelComparePictures *pictures);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ModelComparePictures, model_compare_pictures_free)

G_END_DECLS
