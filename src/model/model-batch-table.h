/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What became of the files of a batch, as a table that spreadsheets open. */
typedef struct _ModelBatchTable ModelBatchTable;

ModelBatchTable *model_batch_table_new   (void);
void             model_batch_table_free  (ModelBatchTable   *self);
void             model_batch_table_add   (ModelBatchTable   *self,
                                          const char *const *cells);
gboolean         model_batch_table_write (ModelBatchTable   *self,
                                          const char        *path,
                                          GError           **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ModelBatchTable, model_batch_table_free)

G_END_DECLS
