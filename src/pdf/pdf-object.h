/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* ISO 32000-2, 7.3. Objects are reference counted (not atomically: a PdfFile and everything read
 * from it belong to one thread) and, once shared, not changed: copy first. */
typedef enum {
  PDF_TYPE_NULL,
  PDF_TYPE_BOOLEAN,
  PDF_TYPE_INTEGER,
  PDF_TYPE_REAL,
  PDF_TYPE_STRING,
  PDF_TYPE_NAME,
  PDF_TYPE_ARRAY,
  PDF_TYPE_DICT,
  PDF_TYPE_STREAM, /* a dictionary plus where its raw bytes are */
  PDF_TYPE_REF,
  PDF_TYPE_RESERVED, /* written as N spaces, filled in later: ByteRange, Contents */
} PdfType;

typedef struct _PdfObject PdfObject;

/* As read from a file: some readers take the first value of a key, some the last. */
gboolean    pdf_object_is_twofold   (const PdfObject *self);
PdfObject  *pdf_object_ref          (PdfObject       *self);
void        pdf_object_unref        (PdfObject       *self);

PdfObject  *pdf_object_new_null     (void);
PdfObject  *pdf_object_new_boolean  (gboolean         value);
PdfObject  *pdf_object_new_integer  (gint64           value);
PdfObject  *pdf_object_new_real     (double           value);
PdfObject  *pdf_object_new_string   (const void      *bytes,
                                     gsize            length);
PdfObject  *pdf_object_new_text     (const char      *utf8);
PdfObject  *pdf_object_new_name     (const char      *name);
PdfObject  *pdf_object_new_ref      (guint32          number,
                                     guint16          generation);
PdfObject  *pdf_object_new_array    (void);
PdfObject  *pdf_object_new_dict     (void);
PdfObject  *pdf_object_new_rect     (double           x0,
                                     double           y0,
                                     double           x1,
                                     double           y1);
PdfObject  *pdf_object_new_reserved (gsize            length);

/* The getters accept NULL and the wrong type: they answer NULL, 0 or FALSE. */
PdfType     pdf_object_get_type     (const PdfObject *self);
gboolean    pdf_object_get_boolean  (const PdfObject *self);
gint64      pdf_object_get_integer  (const PdfObject *self);
double      pdf_object_get_number   (const PdfObject *self);
gboolean    pdf_object_is_number    (const PdfObject *self);
const char *pdf_object_get_name     (const PdfObject *self);
gboolean    pdf_object_is_name      (const PdfObject *self,
                                     const char      *name);
const guint8 *pdf_object_get_string (const PdfObject *self,
                                     gsize           *length);
char       *pdf_object_dup_text     (const PdfObject *self);
guint32     pdf_object_get_ref      (const PdfObject *self,
                                     guint16         *generation);
gboolean    pdf_object_get_span     (const PdfObject *self,
                                     gsize           *start,
                                     gsize           *end);

guint       pdf_object_get_length   (const PdfObject *self);
PdfObject  *pdf_object_peek_index   (const PdfObject *self,
                                     guint            index);
PdfObject  *pdf_object_peek_key     (const PdfObject *self,
                                     const char      *key);
gboolean    pdf_object_peek_entry   (const PdfObject *self,
                                     guint            index,
                                     const char     **key,
                                     PdfObject      **value);

/* Changing: on an object that only the caller holds. Both take a reference of their own. */
PdfObject  *pdf_object_copy         (const PdfObject *self);
void        pdf_object_append       (PdfObject       *self,
                                     PdfObject       *value);
void        pdf_object_set          (PdfObject       *self,
                                     const char      *key,
                                     PdfObject       *value);
void        pdf_object_take         (PdfObject       *self,
                                     const char      *key,
                                     PdfObject       *value);
void        pdf_object_take_append  (PdfObject       *self,
                                     PdfObject       *value);
void        pdf_object_remove       (PdfObject       *self,
                                     const char      *key);
gboolean    pdf_object_equal        (const PdfObject *a,
                                     const PdfObject *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdfObject, pdf_object_unref)

G_END_DECLS
