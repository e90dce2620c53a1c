/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-archival.h"

#include <openssl/err.h>
#include <string.h>

#include "pki-cms-private.h"

/* A chain has a handful. */
#define MAX_ENTRIES 64

/*  RevocationInfoArchival ::= SEQUENCE {
 *    crl          [0] EXPLICIT SEQUENCE OF CertificateList OPTIONAL,
 *    ocsp         [1] EXPLICIT SEQUENCE OF OCSPResponse OPTIONAL,
 *    otherRevInfo [2] EXPLICIT SEQUENCE OF OtherRevInfo OPTIONAL }  */
enum {
  TAG_CRL,
  TAG_OCSP,
};

static void
take (const PkiDer *element, int tag, PkiValidationData *data)
{
  if (tag == TAG_CRL)
    {
      g_autoptr (PkiCrl) crl = pki_crl_new (element->start, element->size, NULL);

      if (crl != NULL)
        pki_validation_data_add_crl (data, crl);
    }
  else
    {
      g_autoptr (PkiOcsp) ocsp = pki_ocsp_new (element->start, element->size, NULL);

      if (ocsp != NULL)
        pki_validation_data_add_ocsp (data, ocsp);
    }
}

/* OtherRevocationInfoFormat ::= SEQUENCE { id-ri-ocsp-response, OCSPResponse } (RFC 5940, 2.1). */
static void
take_other (const PkiDer *choice, PkiValidationData *data)
{
  static const guint8 ocsp_response[] = {0x06, 0x08, 0x2b, 0x06, 0x01,
                                         0x05, 0x05, 0x07, 0x10, 0x02};
  const guint8 *cursor = choice->content;
  const guint8 *end = choice->content + choice->content_size;
  PkiDer type;
  PkiDer value;

  if (pki_der_next (&cursor, end, &type) && type.size == sizeof ocsp_response &&
      memcmp (type.start, ocsp_response, sizeof ocsp_response) == 0 &&
      pki_der_next (&cursor, end, &value))
    take (&value, TAG_OCSP, data);
}

static void
read_list (const PkiDer *list, int tag, PkiValidationData *data)
{
  const guint8 *cursor = list->content;
  const guint8 *end = list->content + list->content_size;
  PkiDer element;

  for (guint i = 0; i < MAX_ENTRIES && pki_der_next (&cursor, end, &element); i++)
    take (&element, tag, data);
}

static void
read_archival (const guint8 *der, gsize size, PkiValidationData *data)
{
  const guint8 *end = der + size;
  PkiDer whole;
  PkiDer part;

  if (!pki_der_expect (&der, end, V_ASN1_UNIVERSAL, V_ASN1_SEQUENCE, &whole))
    return;
  der = whole.content;
  end = whole.content + whole.content_size;
  while (pki_der_next (&der, end, &part))
    {
      const guint8 *inner = part.content;
      PkiDer list;

      if (part.tag_class == V_ASN1_CONTEXT_SPECIFIC && part.tag <= TAG_OCSP &&
          pki_der_expect (&inner, part.content + part.content_size, V_ASN1_UNIVERSAL,
                          V_ASN1_SEQUENCE, &list))
        read_list (&list, part.tag, data);
    }
}

/**
 * pki_archival_read:
 * @cms: a CMS
 * @data: receives the answers and lists
 *
 * Reads the revocation answers among the signed attributes; what cannot be read is passed over.
 */
void
pki_archival_read (PkiCms *cms, PkiValidationData *data)
{
  g_autoptr (ASN1_OBJECT) oid = OBJ_txt2obj ("1.2.840.113583.1.1.8", 1);
  const ASN1_STRING *value;

  g_return_if_fail (cms != NULL && data != NULL);

  value = CMS_signed_get0_data_by_OBJ (cms->signer_info, oid, -3, V_ASN1_SEQUENCE);
  if (value != NULL)
    read_archival (ASN1_STRING_get0_data (value), ASN1_STRING_length (value), data);
  ERR_clear_error ();
}

/* SignedData.crls [1], which OpenSSL keeps to itself where it holds more than lists. */
static gboolean
find_crls (PkiCms *cms, PkiDer *set)
{
  const guint8 *cursor = g_bytes_get_data (cms->der, NULL);
  const guint8 *end = cursor + g_bytes_get_size (cms->der);
  PkiDer element;
  guint depth;

  /* ContentInfo, its content behind its type, SignedData. */
  for (depth = 0; depth < 3; depth++)
    {
      if (!pki_der_next (&cursor, end, &element) ||
          (depth == 1 && !pki_der_next (&cursor, end, &element)))
        return FALSE;
      cursor = element.content;
      end = element.content + element.content_size;
    }
  while (pki_der_next (&cursor, end, set))
    if (set->tag_class == V_ASN1_CONTEXT_SPECIFIC && set->tag == 1)
      return TRUE;
  return FALSE;
}

/**
 * pki_archival_take_beside:
 * @choice: a RevocationInfoChoice (RFC 5652, 10.2.1)
 * @data: receives the list or answer
 *
 * Reads one of what lies beside the certificates; what cannot be read is passed over.
 */
void
pki_archival_take_beside (const PkiDer *choice, PkiValidationData *data)
{
  if (choice->tag_class == V_ASN1_CONTEXT_SPECIFIC)
    take_other (choice, data);
  else
    take (choice, TAG_CRL, data);
}

/**
 * pki_archival_read_beside:
 * @cms: a CMS
 * @data: receives the answers and lists
 *
 * Reads the revocation lists and answers that lie beside the certificates (RFC 5652, 10.2.1; RFC
 * 5940). Nothing signed covers them: they are as good as any that came from elsewhere.
 */
void
pki_archival_read_beside (PkiCms *cms, PkiValidationData *data)
{
  const guint8 *cursor;
  const guint8 *end;
  PkiDer set;
  PkiDer element;

  g_return_if_fail (cms != NULL && data != NULL);

  if (find_crls (cms, &set))
    {
      cursor = set.content;
      end = set.content + set.content_size;
      for (guint i = 0; i < MAX_ENTRIES && pki_der_next (&cursor, end, &element); i++)
        pki_archival_take_beside (&element, data);
    }
  ERR_clear_error ();
}
