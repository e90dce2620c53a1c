/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-archival.h"

#include <openssl/err.h>

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
