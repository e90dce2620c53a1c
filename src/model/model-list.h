/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the lists of the windows have in common: objects of one type in an array, told as
 * GListModel. */
#define MODEL_TYPE_LIST (model_list_get_type ())
G_DECLARE_DERIVABLE_TYPE (ModelList, model_list, MODEL, LIST, GObject)

struct _ModelListClass {
  GObjectClass parent_class;
};

GPtrArray *model_list_hold (ModelList *self, GType item_type);
void model_list_become (ModelList *self, GPtrArray *wanted);

G_END_DECLS
