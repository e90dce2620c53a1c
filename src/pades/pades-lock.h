/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pdf-file.h"

G_BEGIN_DECLS

typedef enum {
  PADES_LOCK_ALL,
  PADES_LOCK_INCLUDE,
  PADES_LOCK_EXCLUDE,
} PadesLockAction;

/* The dictionaries that carry it. */
typedef enum {
  PADES_LOCK_TRANSFORM, /* of a FieldMDP */
  PADES_LOCK_FIELD,     /* a signature field's /Lock */
} PadesLockForm;

/* Which form fields a signature freezes (ISO 32000-2, 12.8.2.4): out of a FieldMDP transform or a
 * signature field's /Lock. */
typedef struct {
  PadesLockAction action;
  GPtrArray      *names;  /* char *, UTF-8 */
} PadesLock;

PadesLock *pades_lock_new         (PdfFile         *file,
                                   PdfObject       *params);
PadesLock *pades_lock_new_include (const char      *name);
PadesLock *pades_lock_parse       (const char      *text);
PadesLock *pades_lock_copy        (const PadesLock *self);
void       pades_lock_free        (PadesLock       *self);
gboolean   pades_lock_covers      (const PadesLock *self,
                                   const char      *name);
char      *pades_lock_to_string   (const PadesLock *self);
PdfObject *pades_lock_to_object   (const PadesLock *self,
                                   PadesLockForm    form);

PdfObject *pades_lock_find_params (PdfFile         *file,
                                   PdfObject       *signature,
                                   const char      *method);
int        pades_lock_get_docmdp  (PdfFile         *file,
                                   PdfObject       *signature);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PadesLock, pades_lock_free)

G_END_DECLS
