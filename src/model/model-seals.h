/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "model-list.h"
#include "seal-drawing.h"
#include "seal-folder.h"
#include "seal-picture.h"
#include "seal-round.h"

G_BEGIN_DECLS

#define MODEL_TYPE_SEAL (model_seal_get_type ())
G_DECLARE_FINAL_TYPE (ModelSeal, model_seal, MODEL, SEAL, GObject)

/* Properties "id", "title", "origin" are for binding. */
const char  *model_seal_get_id      (ModelSeal  *self);
const char  *model_seal_get_title   (ModelSeal  *self);
SealOrigin   model_seal_get_origin  (ModelSeal  *self);
SealDrawing *model_seal_get_drawing (ModelSeal  *self);

#define MODEL_TYPE_SEALS (model_seals_get_type ())
G_DECLARE_FINAL_TYPE (ModelSeals, model_seals, MODEL, SEALS, ModelList)

/* The user's seals as a GListModel of ModelSeal, newest first. */
ModelSeals  *model_seals_new                 (const char             *folder);
gboolean     model_seals_reload              (ModelSeals             *self);
const GError *model_seals_get_problem        (ModelSeals             *self);
const char   *model_seals_get_folder         (ModelSeals             *self);
ModelSeal   *model_seals_find                (ModelSeals             *self,
                                              const char             *id);
ModelSeal   *model_seals_add                 (ModelSeals             *self,
                                              const char             *title,
                                              SealOrigin              origin,
                                              SealDrawing            *drawing,
                                              GError                **error);
gboolean     model_seals_rename              (ModelSeals             *self,
                                              const char             *id,
                                              const char             *title,
                                              GError                **error);
gboolean     model_seals_remove              (ModelSeals             *self,
                                              const char             *id,
                                              GError                **error);
gboolean     model_seals_restore             (ModelSeals             *self,
                                              const char             *id,
                                              GError                **error);
/* Makes a seal of a picture on a worker; nothing is kept until it is added. */
void         model_seals_load_picture        (ModelSeals             *self,
                                              const char             *path,
                                              const SealPictureSpec  *spec,
                                              GCancellable           *cancellable,
                                              GAsyncReadyCallback     callback,
                                              gpointer                user_data);
SealDrawing *model_seals_load_picture_finish (ModelSeals             *self,
                                              GAsyncResult           *result,
                                              GError                **error);

G_END_DECLS
