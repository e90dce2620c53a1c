/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pdf-file.h"

G_BEGIN_DECLS

/* The form of one revision with all its nodes, which to compare two of them takes: fields, groups
 * of fields and widgets (ISO 32000-2, 12.7.4). */
typedef struct _PadesFormNode PadesFormNode;
struct _PadesFormNode {
  guint32        number;
  PadesFormNode *parent;
  PdfObject     *dict;
  char          *name;     /* fully qualified, UTF-8 */
  const char    *type;     /* "Sig", "Tx", "Btn", "Ch", another or NULL; inheritance done */
  gboolean       is_group; /* fields are below it */
  gboolean       is_kid;   /* a widget of the field above it */
};

typedef struct {
  PdfFile    *file;
  GPtrArray  *nodes;  /* owned, in tree order */
  GHashTable *by_number;
  GHashTable *names;  /* of fields that are no groups */
  guint       n_odd;  /* entries that are no usable field: twice named, direct, in a circle */
} PadesFormTree;

PadesFormTree *pades_form_tree_new    (PdfFile        *file,
                                       GError        **error);
PadesFormNode *pades_form_tree_find   (PadesFormTree  *self,
                                       guint32         number);
void           pades_form_tree_free   (PadesFormTree  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PadesFormTree, pades_form_tree_free)

G_END_DECLS
