/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pdf-object.h"

G_BEGIN_DECLS

typedef struct {
  char      *key;
  PdfObject *value;
} PdfDictEntry;

/* Entries keep their order. The index (key to position + 1) is made once a dictionary is large:
 * hostile ones have a million keys. */
typedef struct {
  GArray     *entries;
  GHashTable *index;
} PdfDict;

struct _PdfObject {
  guint   ref_count;
  PdfType type : 8;
  guint   twofold : 1; /* it, or something in it, has two values under one key */
  gsize   start; /* span in the file; end is 0 when there is none */
  gsize   end;
  union {
    gboolean boolean;
    gint64   integer;
    double   real;
    gsize    reserved;
    struct {
      guint8 *bytes; /* a zero byte follows the last */
      gsize   length;
    } string; /* names too */
    struct {
      guint32 number;
      guint16 generation;
    } ref;
    GPtrArray *array;
    struct {
      PdfDict dict;
      gsize   data; /* of a stream: offset of its first raw byte in the file */
      guint32 number; /* of an encrypted stream: the object it was read from, else 0 */
      guint16 generation;
    };
  };
};

guint       pdf_dict_find               (const PdfDict   *self,
                                         const char      *key);
const PdfDict *pdf_object_peek_dict     (const PdfObject *self);
PdfObject  *pdf_object_new_string_take  (guint8          *bytes,
                                         gsize            length);
PdfObject  *pdf_object_new_name_take    (guint8          *bytes,
                                         gsize            length);
void        pdf_object_set_span         (PdfObject       *self,
                                         gsize            start,
                                         gsize            end);
void        pdf_object_take_read        (PdfObject       *self,
                                         const char      *key,
                                         PdfObject       *value);
void        pdf_object_become_stream    (PdfObject       *dict,
                                         gsize            data);
void        pdf_object_print            (const PdfObject *self,
                                         GByteArray      *out,
                                         GHashTable      *reserved);

G_END_DECLS
