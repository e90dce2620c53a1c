/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-change.h"
#include "pades-form-tree.h"
#include "pdf-references.h"

G_BEGIN_DECLS

/* From one revision to the next. An incremental update is judged by the objects that it writes
 * over: each stays pending until a rule has explained every difference in it, and what is pending
 * at the end is a change that nobody permits. An object that is new needs no explanation of its
 * own: only what is written over can lead to it, and the rules look at what they let in. */
typedef struct {
  PdfFile       *old;
  PdfFile       *new;
  guint          revision;   /* that of new */
  PdfObject     *old_catalog;
  PdfObject     *new_catalog;
  guint32        catalog;    /* its object number */
  PadesFormTree *old_form;
  PadesFormTree *new_form;
  PdfReferences *references; /* of old */
  GArray        *written;    /* guint32 */
  GHashTable    *pending;    /* numbers */
  GHashTable    *lost;       /* numbers of what old references do not lead to any more */
  GHashTable    *proofs;     /* numbers of what /DSS is made of */
  GHashTable    *widgets;    /* number of each new signature field or widget of one, to its change */
  gboolean       has_signature; /* a new one came with this revision */
  GPtrArray     *items;      /* PadesChange, lent */
  guint          work;       /* comparisons so far */
} PadesStep;

/* What a rule expects to lead to an object that was written over. */
typedef struct {
  const char *const *keys;   /* under which entries, NULL-terminated */
  gboolean (*holds) (PadesStep *step, guint32 container); /* in which objects */
} PadesPlace;

gboolean     pades_step_analyse       (PadesStep        *self,
                                       GError          **error);

PadesChange *pades_step_add           (PadesStep        *self,
                                       PadesChangeKind   kind,
                                       PadesEffect       effect,
                                       const char       *name);
gboolean     pades_step_is_pending    (PadesStep        *self,
                                       guint32           number);
GArray      *pades_step_list_pending  (PadesStep        *self);
void         pades_step_explain       (PadesStep        *self,
                                       guint32           number);
void pades_step_explain_value (PadesStep        *self,
                               PdfObject        *value,
                               const PadesPlace *place);
gboolean     pades_step_stands_in     (PadesStep        *self,
                                       guint32           number,
                                       const PadesPlace *place);

/* Places that several rules know; and whether a number was free for a new object. */
gboolean     pades_step_is_catalog    (PadesStep        *self,
                                       guint32           container);
gboolean     pades_step_is_page       (PadesStep        *self,
                                       guint32           container);
gboolean     pades_step_is_node       (PadesStep        *self,
                                       guint32           container);
gboolean     pades_step_is_fresh      (PadesStep        *self,
                                       guint32           number);

/* Comparing: of the old revision with the new one. */
gboolean     pades_step_same          (PadesStep        *self,
                                       PdfObject        *old,
                                       PdfObject        *new);
GPtrArray   *pades_step_diff          (PadesStep        *self,
                                       PdfObject        *old,
                                       PdfObject        *new);
PdfObject   *pades_step_get_old       (PadesStep        *self,
                                       PdfObject        *dict,
                                       const char       *key);
PdfObject   *pades_step_get_new       (PadesStep        *self,
                                       PdfObject        *dict,
                                       const char       *key);
gboolean     pades_step_is_spent      (PadesStep        *self);
gboolean     pades_step_is_told       (PadesStep        *self,
                                       PadesChangeKind   kind,
                                       const char       *name);
gboolean     pades_step_is_any        (const char       *word,
                                       const char *const *words);
void         pades_step_locate        (PadesStep        *self,
                                       PadesChange      *change,
                                       guint32           page);
gboolean     pades_step_read_rect     (PadesStep        *self,
                                       PdfObject        *annotation,
                                       PdfRect          *rect);
void         pades_step_place_widget  (PadesStep        *self,
                                       PadesChange      *change,
                                       PdfObject        *widget,
                                       guint32           page);

gboolean     pades_step_adds_srgb     (PadesStep        *self);

/* The rules, in the order in which they are asked. */
void         pades_step_judge_catalog   (PadesStep *self);
void         pades_step_judge_proofs    (PadesStep *self);
void         pades_step_judge_form      (PadesStep *self);
void         pades_step_judge_field     (PadesStep *self, PadesFormNode *node);
void         pades_step_judge_looks     (PadesStep *self);
void         pades_step_judge_pages     (PadesStep *self);
void pades_step_judge_structure (PadesStep *self);
void pades_step_judge_twofold   (PadesStep *self);
void         pades_step_judge_rest      (PadesStep *self);

G_END_DECLS
