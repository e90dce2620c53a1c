/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-lock.h"

G_BEGIN_DECLS

/* What was changed or added after a signature, as plain values: who looks at them puts them into
 * words with the help of pades_change_template() and pades_change_fill(). */

/* How far a change reaches, by what a certification may permit (ISO 32000-2, table 257). */
typedef enum {
  PADES_EFFECT_UPKEEP,  /* proofs, time-stamps, metadata: always permitted */
  PADES_EFFECT_FORM,    /* form filling and signing: P 2 */
  PADES_EFFECT_COMMENT, /* comments: P 3 */
  PADES_EFFECT_CONTENT, /* permitted to nobody */
} PadesEffect;

/* The names in comments are those of the command line's JSON. */
typedef enum {
  PADES_CHANGE_PROOFS,            /* validation-data */
  PADES_CHANGE_TIMESTAMP,         /* timestamp-added */
  PADES_CHANGE_METADATA,          /* metadata */
  PADES_CHANGE_EXTENSIONS,        /* extensions */
  PADES_CHANGE_TAIL,              /* trailing-bytes */
  PADES_CHANGE_SIGNATURE,         /* signature-added */
  PADES_CHANGE_MARK,              /* signature-mark-added */
  PADES_CHANGE_EMPTY_FIELD,       /* signature-field-added */
  PADES_CHANGE_FIELD_VALUE,       /* field-value */
  PADES_CHANGE_FIELD_LOOK,        /* field-appearance */
  PADES_CHANGE_FIELD_UNCLEAR,     /* field-unclear */
  PADES_CHANGE_FORM,              /* form-settings */
  PADES_CHANGE_STRUCTURE,         /* structure */
  PADES_CHANGE_COMMENT_ADDED,     /* comment-added */
  PADES_CHANGE_COMMENT_CHANGED,   /* comment-changed */
  PADES_CHANGE_COMMENT_REMOVED,   /* comment-removed */
  PADES_CHANGE_FIELD_ADDED,       /* field-added */
  PADES_CHANGE_FIELD_REMOVED,     /* field-removed */
  PADES_CHANGE_FIELD_ALTERED,     /* field-altered */
  PADES_CHANGE_FIELD_SHOWN,       /* field-shown */
  PADES_CHANGE_SIGNATURE_REMOVED, /* signature-removed */
  PADES_CHANGE_SIGNATURE_ALTERED, /* signature-altered */
  PADES_CHANGE_ANNOTATION_ADDED,  /* annotation-added */
  PADES_CHANGE_ANNOTATION_CHANGED, /* annotation-changed */
  PADES_CHANGE_ANNOTATION_REMOVED, /* annotation-removed */
  PADES_CHANGE_PAGES,             /* pages */
  PADES_CHANGE_PAGE,              /* page-content */
  PADES_CHANGE_SETTING,           /* document-setting */
  PADES_CHANGE_OBJECT,            /* object */
  PADES_N_CHANGES
} PadesChangeKind;

typedef struct {
  PadesChangeKind kind;
  PadesEffect     effect;
  guint           revision; /* that it came with, from 1 */
  guint32         page;     /* index from 0, or G_MAXUINT32 */
  PdfRect         rect;     /* where on it, user space; empty when not known */
  gboolean        is_new;   /* the field of a signature came with it */
  gboolean        visible;  /* and it shows something: the signature, or its field */
  gboolean        scattered; /* and does so on several pages */
  gboolean        remade;   /* the store of proofs lost some, until a time-stamp follows */
  gboolean        inserted; /* its field came into a group of fields that was there */
  char           *name;     /* of the field, the entry or the kind of annotation, UTF-8, or NULL */
  char           *before;   /* values, UTF-8, or NULL */
  char           *after;
} PadesChange;

PadesChange *pades_change_new      (PadesChangeKind    kind,
                                    PadesEffect        effect,
                                    guint              revision);
void         pades_change_free     (PadesChange       *self);

/* Whether a signature with this certification and lock permits it. */
gboolean pades_change_permitted (const PadesChange *self,
                                 int                docmdp,
                                 gboolean           certified,
                                 const PadesLock   *lock);

const char *pades_change_word     (PadesChangeKind    kind);
const char *pades_change_template (const PadesChange *self);
const char *pades_change_noun     (const PadesChange *self);
char       *pades_change_fill     (const PadesChange *self,
                                   const char        *text,
                                   const char        *noun);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PadesChange, pades_change_free)

G_END_DECLS
