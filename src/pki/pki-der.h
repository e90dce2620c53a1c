/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One element of BER as it lies in memory (X.690, 8.1), for the places where the original bytes
 * count: OpenSSL's types keep the meaning, not the bytes. */
typedef struct {
  const guint8 *start;
  const guint8 *content;
  gsize         content_size;
  gsize         size;         /* of all: header, content, end-of-contents */
  int           tag;
  int           tag_class;    /* V_ASN1_UNIVERSAL, V_ASN1_CONTEXT_SPECIFIC … */
  gboolean      indefinite;
} PkiDer;

/* Reads the element at *cursor and moves it behind; FALSE where none is, or it is cut off. */
gboolean pki_der_next   (const guint8 **cursor,
                         const guint8  *end,
                         PkiDer        *element);
/* The same, and it must be of this class and tag. */
gboolean pki_der_expect (const guint8 **cursor,
                         const guint8  *end,
                         int            tag_class,
                         int            tag,
                         PkiDer        *element);
/* Whether all of it is DER, of which there is one for each value, and not BER. */
gboolean pki_der_is_strict (GBytes     *bytes);

G_END_DECLS
