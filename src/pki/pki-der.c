/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-der.h"

#include <openssl/asn1.h>
#include <openssl/err.h>

/* A signature with certificates nests about twelve deep. */
#define MAX_DEPTH 32

static gboolean
der_next (const guint8 **cursor, const guint8 *end, guint depth, PkiDer *element)
{
  const guint8 *p = *cursor;
  long length = 0;
  int flags;

  if (p >= end || depth > MAX_DEPTH)
    return FALSE;
  flags = ASN1_get_object (&p, &length, &element->tag, &element->tag_class, end - p);
  if (flags & 0x80)
    {
      ERR_clear_error ();
      return FALSE;
    }
  element->start = *cursor;
  element->content = p;
  element->indefinite = (flags & 1) != 0;
  if (element->indefinite)
    {
      PkiDer child;

      /* X.690, 8.1.5: it ends with two zero bytes, which read as an empty element of tag 0. */
      do
        if (!der_next (&p, end, depth + 1, &child))
          return FALSE;
      while (child.tag != V_ASN1_EOC || child.tag_class != V_ASN1_UNIVERSAL || child.size != 2);
      element->content_size = child.start - element->content;
    }
  else
    {
      element->content_size = length;
      p += length;
    }
  element->size = p - element->start;
  *cursor = p;
  return TRUE;
}

/**
 * pki_der_next:
 * @cursor: (inout): where to read; moved behind the element
 * @end: behind the last byte
 * @element: (out): the element
 *
 * Reads one element (X.690, 8.1).
 *
 * Returns: %FALSE where none is, or it is cut off
 */
gboolean
pki_der_next (const guint8 **cursor, const guint8 *end, PkiDer *element)
{
  return der_next (cursor, end, 0, element);
}

/**
 * pki_der_expect:
 * @cursor: (inout): where to read; moved behind the element
 * @end: behind the last byte
 * @tag_class: the class it must have
 * @tag: the tag it must have
 * @element: (out): the element
 *
 * Reads one element as pki_der_next() does.
 *
 * Returns: %FALSE where none is, it is cut off, or it is another
 */
gboolean
pki_der_expect (const guint8 **cursor, const guint8 *end, int tag_class, int tag, PkiDer *element)
{
  return pki_der_next (cursor, end, element) && element->tag_class == tag_class &&
         element->tag == tag;
}
