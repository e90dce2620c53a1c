/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-batch.h"

G_BEGIN_DECLS

#define MODEL_TYPE_BATCH_JOURNAL (model_batch_journal_get_type ())
G_DECLARE_FINAL_TYPE (ModelBatchJournal, model_batch_journal, MODEL, BATCH_JOURNAL, GObject)

/* Keeps the queue of a batch, its rule and how far each file is on disk, so that it goes on where it
 * was after the program was closed or killed. Passwords are never in it.
 *
 * Before the first file of a run is signed it says what each will be called: one that is there
 * afterwards needs not be signed again. */
ModelBatchJournal *model_batch_journal_new      (const char           *path,
                                                 ModelBatch           *batch,
                                                 ModelSeals           *seals);
/* Reads what the last run left undone. */
gboolean           model_batch_journal_open     (ModelBatchJournal    *self);
/* Its rule, whose seal and text are lent; FALSE where its seal is gone. To be set first: a batch
 * looks at all files again under a new rule. */
gboolean           model_batch_journal_get_rule (ModelBatchJournal    *self,
                                                 ModelBatchRule       *rule);
/* Puts the files into the batch, and records from here on. */
void               model_batch_journal_restore  (ModelBatchJournal    *self);
/* The rule that is recorded from now on. */
void               model_batch_journal_set_rule (ModelBatchJournal    *self,
                                                 const ModelBatchRule *rule);
/* Writes now what waits to be written. */
void               model_batch_journal_flush    (ModelBatchJournal    *self);

G_END_DECLS
