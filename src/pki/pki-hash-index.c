/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-hash-index.h"

#include <openssl/err.h>
#include <string.h>

#include "pki-archival.h"
#include "pki-cms-private.h"
#include "pki-timestamp-private.h"

/* Certificates, lists or attributes of one signature; honest ones have a handful. */
#define MAX_ELEMENTS 512

/* Where the parts of a SignedData with one signer lie (RFC 5652, 5.1 and 5.3). */
typedef struct {
  PkiDer content_type;
  PkiDer certificates; /* start is NULL where there are none; the same below */
  PkiDer crls;
  PkiDer unsigned_attrs;
  const guint8 *signer; /* from the SignerInfo's version … */
  gsize signer_size;    /* … to its signature */
} Layout;

/*  ATSHashIndexV3 ::= SEQUENCE {
 *    hashIndAlgorithm           AlgorithmIdentifier,
 *    certificatesHashIndex      SEQUENCE OF OCTET STRING,
 *    crlsHashIndex              SEQUENCE OF OCTET STRING,
 *    unsignedAttrValuesHashIndex SEQUENCE OF OCTET STRING }
 *  In the first version the algorithm may be missing for SHA-256, and the last list is of whole
 *  attributes. */
typedef struct {
  PkiDer whole;
  PkiDigestType digest;
  PkiDer certificates;
  PkiDer crls;
  PkiDer attributes;
  gboolean by_value; /* the last list is of values, each with its attribute's type before it */
} Index;

static const struct {
  guint8 oid[9];
  guint8 size;
  gboolean by_value;
} versions[] = {
    {{0x06, 0x07, 0x04, 0x00, 0x81, 0x95, 0x32, 0x01, 0x05}, 9, TRUE}, /* 0.4.0.19122.1.5 */
    {{0x06, 0x07, 0x04, 0x00, 0x81, 0x95, 0x32, 0x01, 0x04}, 9, TRUE}, /* its draft */
    {{0x06, 0x06, 0x04, 0x00, 0x8d, 0x45, 0x02, 0x05}, 8, FALSE},      /* 0.4.0.1733.2.5 */
};

static void
enter (const PkiDer *element, const guint8 **cursor, const guint8 **end)
{
  *cursor = element->content;
  *end = element->content + element->content_size;
}

static gboolean
skip (const guint8 **cursor, const guint8 *end, guint n)
{
  PkiDer skipped;

  for (guint i = 0; i < n; i++)
    if (!pki_der_next (cursor, end, &skipped))
      return FALSE;
  return TRUE;
}

/* version, sid, digestAlgorithm, signedAttrs [0], signatureAlgorithm, signature, unsignedAttrs [1]
 */
static gboolean
read_signer (Layout *layout, const PkiDer *signer_infos)
{
  const guint8 *cursor = signer_infos->content;
  const guint8 *end = cursor + signer_infos->content_size;
  PkiDer element;

  if (!pki_der_expect (&cursor, end, V_ASN1_UNIVERSAL, V_ASN1_SEQUENCE, &element))
    return FALSE;
  enter (&element, &cursor, &end);
  layout->signer = cursor;
  if (!skip (&cursor, end, 3) || !pki_der_next (&cursor, end, &element))
    return FALSE;
  if (!skip (&cursor, end, element.tag_class == V_ASN1_CONTEXT_SPECIFIC ? 2 : 1))
    return FALSE;
  layout->signer_size = cursor - layout->signer;
  if (pki_der_next (&cursor, end, &element) && element.tag_class == V_ASN1_CONTEXT_SPECIFIC &&
      element.tag == 1)
    layout->unsigned_attrs = element;
  return TRUE;
}

static gboolean
read_layout (Layout *layout, GBytes *der)
{
  const guint8 *cursor = g_bytes_get_data (der, NULL);
  const guint8 *end = cursor + g_bytes_get_size (der);
  PkiDer element;
  const guint8 *inner;

  /* ContentInfo, its content behind its type, SignedData, and there version and digests. */
  if (!pki_der_next (&cursor, end, &element))
    return FALSE;
  enter (&element, &cursor, &end);
  if (!skip (&cursor, end, 1) || !pki_der_next (&cursor, end, &element))
    return FALSE;
  enter (&element, &cursor, &end);
  if (!pki_der_next (&cursor, end, &element))
    return FALSE;
  enter (&element, &cursor, &end);
  if (!skip (&cursor, end, 2) || !pki_der_next (&cursor, end, &element))
    return FALSE;
  inner = element.content;
  if (!pki_der_expect (&inner, inner + element.content_size, V_ASN1_UNIVERSAL, V_ASN1_OBJECT,
                       &layout->content_type))
    return FALSE;
  while (pki_der_next (&cursor, end, &element))
    {
      if (element.tag_class != V_ASN1_CONTEXT_SPECIFIC)
        return read_signer (layout, &element);
      if (element.tag == 0)
        layout->certificates = element;
      else if (element.tag == 1)
        layout->crls = element;
    }
  return FALSE;
}

static PkiDigestType
read_algorithm (const PkiDer *element)
{
  const guint8 *p = element->start;
  g_autoptr (X509_ALGOR) algorithm = d2i_X509_ALGOR (NULL, &p, (long) element->size);

  return algorithm != NULL ? pki_digest_from_algorithm (algorithm) : PKI_DIGEST_NONE;
}

static gboolean
read_index (Index *index, const PkiDer *whole)
{
  const guint8 *cursor = whole->content;
  const guint8 *end = cursor + whole->content_size;
  PkiDer parts[4];
  guint n = 0;

  while (n < G_N_ELEMENTS (parts) && cursor < end)
    if (!pki_der_expect (&cursor, end, V_ASN1_UNIVERSAL, V_ASN1_SEQUENCE, &parts[n++]))
      return FALSE;
  if (cursor != end || n < 3)
    return FALSE;
  index->whole = *whole;
  index->digest = n == 4 ? read_algorithm (&parts[0]) : PKI_DIGEST_SHA256;
  index->certificates = parts[n - 3];
  index->crls = parts[n - 2];
  index->attributes = parts[n - 1];
  return TRUE;
}

/* An attribute is a SEQUENCE of its type and a SET of values. */
static gboolean
read_attribute (const PkiDer *attribute, PkiDer *type, PkiDer *values)
{
  const guint8 *cursor = attribute->content;
  const guint8 *end = cursor + attribute->content_size;

  return pki_der_expect (&cursor, end, V_ASN1_UNIVERSAL, V_ASN1_OBJECT, type) &&
         pki_der_expect (&cursor, end, V_ASN1_UNIVERSAL, V_ASN1_SET, values);
}

/* It is an unsigned attribute of the token (EN 319 122-1, 5.5.2). */
static gboolean
find_index (Index *index, PkiTimestamp *token)
{
  Layout layout = {0};
  const guint8 *cursor;
  const guint8 *end;
  PkiDer attribute;

  if (!read_layout (&layout, pki_timestamp_peek_cms (token)->der))
    return FALSE;
  cursor = layout.unsigned_attrs.content;
  end = cursor + layout.unsigned_attrs.content_size;
  while (pki_der_next (&cursor, end, &attribute))
    {
      PkiDer type, values, value;
      const guint8 *inner;

      if (!read_attribute (&attribute, &type, &values))
        return FALSE;
      inner = values.content;
      for (guint i = 0; i < G_N_ELEMENTS (versions); i++)
        if (type.size == versions[i].size && memcmp (type.start, versions[i].oid, type.size) == 0 &&
            pki_der_expect (&inner, inner + values.content_size, V_ASN1_UNIVERSAL, V_ASN1_SEQUENCE,
                            &value))
          {
            index->by_value = versions[i].by_value;
            return read_index (index, &value);
          }
    }
  return FALSE;
}

typedef void (*Found) (const PkiDer *element, PkiCovered *covered);

/* What an index may name: hash → element. */
typedef struct {
  PkiDigestType digest;
  GHashTable *elements; /* GBytes → PkiDer */
} Shelf;

static void
shelf_init (Shelf *shelf, PkiDigestType digest)
{
  shelf->digest = digest;
  shelf->elements = g_hash_table_new_full (g_bytes_hash, g_bytes_equal,
                                           (GDestroyNotify) g_bytes_unref, g_free);
}

static void
shelf_put (Shelf *shelf, const PkiDer *before, const PkiDer *element)
{
  PkiDigest *digest = pki_digest_new (shelf->digest);

  if (before != NULL)
    pki_digest_update (digest, before->start, before->size);
  pki_digest_update (digest, element->start, element->size);
  g_hash_table_insert (shelf->elements, pki_digest_finish (digest),
                       g_memdup2 (element, sizeof *element));
  pki_digest_free (digest);
}

static gboolean
shelf_fill (Shelf *shelf, const PkiDer *set)
{
  const guint8 *cursor = set->content;
  const guint8 *end = cursor + set->content_size;
  PkiDer element;

  while (pki_der_next (&cursor, end, &element))
    {
      if (g_hash_table_size (shelf->elements) >= MAX_ELEMENTS)
        return FALSE;
      shelf_put (shelf, NULL, &element);
    }
  return TRUE;
}

static gboolean
shelf_fill_values (Shelf *shelf, const PkiDer *attributes)
{
  const guint8 *cursor = attributes->content;
  const guint8 *end = cursor + attributes->content_size;
  PkiDer attribute;

  while (pki_der_next (&cursor, end, &attribute))
    {
      PkiDer type, values, value;
      const guint8 *inner;

      if (!read_attribute (&attribute, &type, &values))
        return FALSE;
      inner = values.content;
      while (pki_der_next (&inner, values.content + values.content_size, &value))
        {
          if (g_hash_table_size (shelf->elements) >= MAX_ELEMENTS)
            return FALSE;
          shelf_put (shelf, &type, &value);
        }
    }
  return TRUE;
}

/* EN 319 122-1, 5.5.2: an index that names what is not there is invalid. */
static gboolean
shelf_find_all (Shelf *shelf, const PkiDer *list, Found found, PkiCovered *covered)
{
  const guint8 *cursor = list->content;
  const guint8 *end = cursor + list->content_size;
  guint n = 0;

  while (cursor < end)
    {
      g_autoptr (GBytes) hash = NULL;
      const PkiDer *element;
      PkiDer name;

      if (n++ >= MAX_ELEMENTS ||
          !pki_der_expect (&cursor, end, V_ASN1_UNIVERSAL, V_ASN1_OCTET_STRING, &name))
        return FALSE;
      hash = g_bytes_new_static (name.content, name.content_size);
      element = g_hash_table_lookup (shelf->elements, hash);
      if (element == NULL)
        return FALSE;
      found (element, covered);
    }
  return TRUE;
}

static void
found_certificate (const PkiDer *element, PkiCovered *covered)
{
  g_autoptr (PkiCertificate)
      certificate = pki_certificate_new_from_der (element->start, element->size, NULL);

  if (certificate != NULL)
    pki_validation_data_add_certificate (covered->data, certificate);
}

static void
found_list (const PkiDer *element, PkiCovered *covered)
{
  pki_archival_take_beside (element, covered->data);
}

static void
found_value (const PkiDer *element, PkiCovered *covered)
{
  g_ptr_array_add (covered->values, g_bytes_new (element->start, element->size));
}

static void
found_attribute (const PkiDer *element, PkiCovered *covered)
{
  PkiDer type, values, value;
  const guint8 *inner;

  if (!read_attribute (element, &type, &values))
    return;
  inner = values.content;
  while (covered->values->len < MAX_ELEMENTS &&
         pki_der_next (&inner, values.content + values.content_size, &value))
    found_value (&value, covered);
}

/* One of the three lists against what it is of. */
static gboolean
compare (const Index *index,
         const PkiDer *list,
         const PkiDer *set,
         gboolean values,
         Found found,
         PkiCovered *covered)
{
  Shelf shelf;
  gboolean ok;

  shelf_init (&shelf, index->digest);
  ok = (values ? shelf_fill_values (&shelf, set) : shelf_fill (&shelf, set)) &&
       shelf_find_all (&shelf, list, found, covered);
  g_hash_table_unref (shelf.elements);
  return ok;
}

/* EN 319 122-1, 5.5.3: eContentType, digest of the content, SignerInfo up to the signature, index.
 */
static GBytes *
make_imprint (const Layout *layout, const Index *index, PkiTimestamp *token, GBytes *content_digest)
{
  g_autoptr (PkiDigest) digest = pki_digest_new (pki_timestamp_get_digest (token));

  pki_digest_update (digest, layout->content_type.start, layout->content_type.size);
  pki_digest_update (digest, g_bytes_get_data (content_digest, NULL),
                     g_bytes_get_size (content_digest));
  pki_digest_update (digest, layout->signer, layout->signer_size);
  pki_digest_update (digest, index->whole.start, index->whole.size);
  return pki_digest_finish (digest);
}

/**
 * pki_hash_index_check:
 * @cms: a signature
 * @token: an archive-time-stamp-v3 of it
 * @content_digest: of the signed content, of the type pki_timestamp_get_digest() tells
 * @covered: receives what the token proves to have been there besides the signature; to be cleared
 *
 * Verifies that an archive time-stamp is over this signature (EN 319 122-1, 5.5.3), that all its
 * index names is there (5.5.2), and that it is signed as it says.
 *
 * Returns: what is wrong with it, the first thing found
 */
PkiCmsCheck
pki_hash_index_check (PkiCms *cms, PkiTimestamp *token, GBytes *content_digest, PkiCovered *covered)
{
  Layout layout = {0};
  Index index = {0};
  g_autoptr (GBytes) imprint = NULL;
  PkiCmsCheck check = PKI_CMS_MALFORMED;

  g_return_val_if_fail (cms != NULL && token != NULL && content_digest != NULL, check);

  covered->data = pki_validation_data_new ();
  covered->values = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  if (pki_timestamp_get_digest (token) == PKI_DIGEST_NONE)
    return PKI_CMS_UNSUPPORTED;
  if (!find_index (&index, token) || !read_layout (&layout, cms->der) || cms->n_signers != 1)
    check = PKI_CMS_MALFORMED;
  else if (index.digest == PKI_DIGEST_NONE)
    check = PKI_CMS_UNSUPPORTED;
  else if (!compare (&index, &index.certificates, &layout.certificates, FALSE, found_certificate,
                     covered) ||
           !compare (&index, &index.crls, &layout.crls, FALSE, found_list, covered) ||
           !compare (&index, &index.attributes, &layout.unsigned_attrs, index.by_value,
                     index.by_value ? found_value : found_attribute, covered))
    check = PKI_CMS_DIGEST_MISMATCH;
  else
    {
      imprint = make_imprint (&layout, &index, token, content_digest);
      check = pki_timestamp_check (token, imprint);
    }
  ERR_clear_error ();
  return check;
}

/**
 * pki_covered_clear:
 * @self: what a token covers
 *
 * Frees what is in it.
 */
void
pki_covered_clear (PkiCovered *self)
{
  g_clear_pointer (&self->data, pki_validation_data_free);
  g_clear_pointer (&self->values, g_ptr_array_unref);
}
