/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-cms-split.h"

#include <openssl/asn1.h>
#include <string.h>

#include "pki-der.h"

#define MAX_CERTIFICATES 256

/* The three elements around the SignedData's own: ContentInfo, [0], SignedData. */
#define N_SHELLS 3

/* ContentInfo ::= SEQUENCE { contentType, content [0] EXPLICIT SignedData }
 * SignedData ::= SEQUENCE { version, digestAlgorithms, encapContentInfo,
 *                           certificates [0] IMPLICIT OPTIONAL, crls [1] …, signerInfos }
 * (RFC 5652, 3 and 5.1) */
typedef struct {
  PkiDer shells[N_SHELLS];
  PkiDer type; /* contentType */
  PkiDer certificates;
} Places;

static gboolean
find_shells (Places *places, const guint8 *data, const guint8 *end)
{
  if (!pki_der_expect (&data, end, V_ASN1_UNIVERSAL, V_ASN1_SEQUENCE, &places->shells[0]))
    return FALSE;
  data = places->shells[0].content;
  end = data + places->shells[0].content_size;
  if (!pki_der_expect (&data, end, V_ASN1_UNIVERSAL, V_ASN1_OBJECT, &places->type) ||
      !pki_der_expect (&data, end, V_ASN1_CONTEXT_SPECIFIC, 0, &places->shells[1]) || data != end)
    return FALSE;
  data = places->shells[1].content;
  end = data + places->shells[1].content_size;
  return pki_der_expect (&data, end, V_ASN1_UNIVERSAL, V_ASN1_SEQUENCE, &places->shells[2]) &&
         data == end;
}

/* In DER, and constructed: OpenSSL reads nothing else there, which ASN1_get_object() does. */
static gboolean
is_sound (const PkiDer *element)
{
  return !element->indefinite && (element->start[0] & V_ASN1_CONSTRUCTED) != 0;
}

static gboolean
find_places (Places *places, const guint8 *data, gsize length)
{
  const guint8 *end = NULL;
  PkiDer skipped;

  if (!find_shells (places, data, data + length))
    return FALSE;
  for (int i = 0; i < N_SHELLS; i++)
    if (!is_sound (&places->shells[i]))
      return FALSE;
  data = places->shells[2].content;
  end = data + places->shells[2].content_size;
  for (int i = 0; i < 3; i++)
    if (!pki_der_next (&data, end, &skipped))
      return FALSE;
  return pki_der_expect (&data, end, V_ASN1_CONTEXT_SPECIFIC, 0, &places->certificates) &&
         is_sound (&places->certificates);
}

/* Other choices than a certificate (RFC 5652, 10.2.2) are left to OpenSSL, and so is what is wrong:
 * whether it is read shall not depend on who asks. */
static gboolean
take_certificates (PkiCmsSplit *self, const PkiDer *set, PkiCertificatePool *pool)
{
  const guint8 *p = set->content;
  const guint8 *end = p + set->content_size;
  PkiDer element;

  while (p < end)
    {
      PkiCertificate *certificate = NULL;

      if (self->certificates->len >= MAX_CERTIFICATES ||
          !pki_der_expect (&p, end, V_ASN1_UNIVERSAL, V_ASN1_SEQUENCE, &element))
        return FALSE;
      certificate = pki_certificate_pool_get (pool, element.start, element.size);
      if (certificate == NULL)
        return FALSE;
      g_ptr_array_add (self->certificates, certificate);
    }
  return TRUE;
}

/* A header of the same tag for other content. */
static void
append_header (GByteArray *bytes, const PkiDer *like, gsize content_size)
{
  guint8 header[16];
  guint8 *p = header;

  ASN1_put_object (&p, 1, (int) content_size, like->tag, like->tag_class);
  g_byte_array_append (bytes, header, p - header);
}

static gsize
header_size (const PkiDer *like, gsize content_size)
{
  return ASN1_object_size (1, (int) content_size, like->tag) - content_size;
}

static void
build_rest (PkiCmsSplit *self, const Places *places)
{
  const PkiDer *shells = places->shells;
  const PkiDer *left_out = &places->certificates;
  const guint8 *behind = left_out->start + left_out->size;
  gsize inner = shells[2].content_size - left_out->size;
  gsize middle = header_size (&shells[2], inner) + inner;
  gsize outer = places->type.size + header_size (&shells[1], middle) + middle;

  self->rest = g_byte_array_sized_new (outer + 16);
  append_header (self->rest, &shells[0], outer);
  g_byte_array_append (self->rest, places->type.start, places->type.size);
  append_header (self->rest, &shells[1], middle);
  append_header (self->rest, &shells[2], inner);
  g_byte_array_append (self->rest, shells[2].content, left_out->start - shells[2].content);
  g_byte_array_append (self->rest, behind, shells[2].content + shells[2].content_size - behind);
}

/**
 * pki_cms_split:
 * @self: zeros; receives the parts, cleared by pki_cms_split_clear() in every case
 * @data: bytes that begin with a ContentInfo
 * @length: how many, at most %G_MAXINT
 * @pool: where certificates come from
 *
 * Takes SignedData apart, so that its certificates need not be decoded again.
 *
 * Returns: %FALSE when it is better read as a whole: it is nothing of the kind, not in DER, or its
 *   certificates are not all plain
 */
gboolean
pki_cms_split (PkiCmsSplit *self, const guint8 *data, gsize length, PkiCertificatePool *pool)
{
  Places places = {0};

  self->certificates = g_ptr_array_new_with_free_func ((GDestroyNotify) pki_certificate_unref);
  if (!find_places (&places, data, length) || !take_certificates (self, &places.certificates, pool))
    return FALSE;
  self->size = places.shells[0].size;
  build_rest (self, &places);
  return TRUE;
}

/**
 * pki_cms_split_clear:
 * @self: parts
 *
 * Frees them.
 */
void
pki_cms_split_clear (PkiCmsSplit *self)
{
  g_clear_pointer (&self->rest, g_byte_array_unref);
  g_clear_pointer (&self->certificates, g_ptr_array_unref);
}
