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

/* X.690, 10.1, 10.2 and 11.1: the shortest length that says it, no string in parts, and one way to
 * say TRUE. */
static gboolean
is_shortest (const PkiDer *element, gboolean constructed)
{
  if (element->indefinite ||
      element->size != (gsize) ASN1_object_size (0, (int) element->content_size, element->tag))
    return FALSE;
  if (element->tag_class != V_ASN1_UNIVERSAL)
    return TRUE;
  if (element->tag == V_ASN1_BOOLEAN)
    return element->content_size == 1 && (*element->content == 0 || *element->content == 0xff);
  return constructed == (element->tag == V_ASN1_SEQUENCE || element->tag == V_ASN1_SET);
}

static gboolean
is_strict (const guint8 *p, const guint8 *end, guint depth)
{
  while (p < end)
    {
      gboolean constructed = (*p & V_ASN1_CONSTRUCTED) != 0;
      PkiDer element;

      if (!der_next (&p, end, depth, &element) || !is_shortest (&element, constructed) ||
          (constructed &&
           !is_strict (element.content, element.content + element.content_size, depth + 1)))
        return FALSE;
    }
  return TRUE;
}

/**
 * pki_der_is_strict:
 * @bytes: from outside
 *
 * Asks whether something is written as X.690, 10 wants it, so that every reader reads the same: no
 * lengths that are open or longer than they need to be, no strings in parts. What octet strings
 * hold is not looked into, nor whether a default value was left out.
 *
 * Returns: %FALSE where it is not, or is cut off
 */
gboolean
pki_der_is_strict (GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  return size > 0 && is_strict (data, data + size, 0);
}
