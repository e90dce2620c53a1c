/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Where a file of a batch is on its way. */
typedef enum {
  MODEL_BATCH_WAITING,  /* to be looked at */
  MODEL_BATCH_CHECKING,
  MODEL_BATCH_READY,    /* nothing stands against signing it */
  MODEL_BATCH_BLOCKED,  /* something does: see its problems */
  MODEL_BATCH_SIGNING,
  MODEL_BATCH_SIGNED,
  MODEL_BATCH_FAILED,
} ModelBatchState;

#define MODEL_TYPE_BATCH_FILE (model_batch_file_get_type ())
G_DECLARE_FINAL_TYPE (ModelBatchFile, model_batch_file, MODEL, BATCH_FILE, GObject)

/* One file of a batch. Signal "changed" when anything about it is different. */
ModelBatchFile *model_batch_file_new          (const char       *input);
const char     *model_batch_file_get_input    (ModelBatchFile   *self);
/* Where its signed version is, or will be; NULL before it is signed. */
const char     *model_batch_file_get_output   (ModelBatchFile   *self);
ModelBatchState model_batch_file_get_state    (ModelBatchFile   *self);
/* GError, all that was found. */
GPtrArray *model_batch_file_get_problems (ModelBatchFile *self);
/* guint, for each seal its page from 0. */
GArray         *model_batch_file_get_pages    (ModelBatchFile   *self);

/* Names of the form fields that a signature may lock, and of those that shall be and are not there;
 * known when it was looked at. */
const char * const *model_batch_file_get_fields (ModelBatchFile *self);
const char * const *model_batch_file_get_absent (ModelBatchFile *self);

/* Whether a password is what it lacks, and whether one was tried already. */
gboolean        model_batch_file_is_locked    (ModelBatchFile   *self);
gboolean        model_batch_file_was_tried    (ModelBatchFile   *self);

/* For the batch and its journal alone. */
GBytes         *model_batch_file_get_secret   (ModelBatchFile   *self);
void            model_batch_file_set_secret   (ModelBatchFile   *self,
                                               GBytes           *secret);
void            model_batch_file_set_state    (ModelBatchFile   *self,
                                               ModelBatchState   state);
void            model_batch_file_set_output   (ModelBatchFile   *self,
                                               const char       *output);
void            model_batch_file_set_found    (ModelBatchFile   *self,
                                               GPtrArray        *problems,
                                               GArray           *pages);
void            model_batch_file_set_fields   (ModelBatchFile   *self,
                                               const char * const *fields,
                                               const char * const *absent);

G_END_DECLS
