/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-timestamp.h"

#include <openssl/err.h>
#include <openssl/ts.h>
#include <openssl/x509v3.h>

#include "pki-cms-private.h"
#include "pki-timestamp-private.h"

struct _PkiTimestamp {
  PkiCms *cms;
  TS_TST_INFO *info;
  GBytes *imprint;
  PkiDigestType digest;
  gint64 time;
};

static TS_TST_INFO *
decode_info (const ASN1_OCTET_STRING *content)
{
  const unsigned char *p = ASN1_STRING_get0_data (content);
  const unsigned char *end = p + ASN1_STRING_length (content);
  TS_TST_INFO *info = d2i_TS_TST_INFO (NULL, &p, end - p);

  if (info == NULL || p == end)
    return info;
  TS_TST_INFO_free (info);
  return NULL;
}

static void
read_imprint (PkiTimestamp *self)
{
  TS_MSG_IMPRINT *imprint = TS_TST_INFO_get_msg_imprint (self->info);
  ASN1_OCTET_STRING *value = TS_MSG_IMPRINT_get_msg (imprint);
  const ASN1_OBJECT *object;

  X509_ALGOR_get0 (&object, NULL, NULL, TS_MSG_IMPRINT_get_algo (imprint));
  self->digest = pki_digest_from_nid (OBJ_obj2nid (object));
  self->imprint = g_bytes_new (ASN1_STRING_get0_data (value), ASN1_STRING_length (value));
}

static gboolean
read_content (PkiTimestamp *self)
{
  ASN1_OCTET_STRING **content = CMS_get0_content (self->cms->info);

  if (content == NULL || *content == NULL ||
      OBJ_obj2nid (CMS_get0_eContentType (self->cms->info)) != NID_id_smime_ct_TSTInfo)
    return FALSE;
  self->info = decode_info (*content);
  if (self->info == NULL || TS_TST_INFO_get_version (self->info) != 1 ||
      !pki_time_from_asn1 (TS_TST_INFO_get_time (self->info), &self->time))
    return FALSE;
  read_imprint (self);
  return TRUE;
}

/**
 * pki_timestamp_new:
 * @der: bytes that begin with a token
 * @length: how many; what follows the token is left alone
 * @error: %PKI_ERROR_PARSE
 *
 * Reads a time-stamp token (RFC 3161, 2.4.2): CMS SignedData over a TSTInfo.
 *
 * Returns: (transfer full): the token, nothing of it verified yet
 */
PkiTimestamp *
pki_timestamp_new (const void *der, gsize length, GError **error)
{
  g_autoptr (PkiTimestamp) self = g_new0 (PkiTimestamp, 1);

  self->cms = pki_cms_new (der, length, error);
  if (self->cms == NULL)
    return NULL;
  if (!read_content (self))
    {
      pki_openssl_set_error (error, PKI_ERROR, PKI_ERROR_PARSE, "not a time-stamp token");
      return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * pki_timestamp_free:
 * @self: (transfer full) (nullable): a token
 *
 * Frees it.
 */
void
pki_timestamp_free (PkiTimestamp *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->info, TS_TST_INFO_free);
  g_clear_pointer (&self->imprint, g_bytes_unref);
  pki_cms_free (self->cms);
  g_free (self);
}

/**
 * pki_timestamp_peek_cms:
 * @self: a token
 *
 * Returns: (transfer none): the CMS that it is
 */
PkiCms *
pki_timestamp_peek_cms (PkiTimestamp *self)
{
  return self->cms;
}

/**
 * pki_timestamp_get_nonce:
 * @self: a token
 *
 * Returns: (transfer none) (nullable): the number that tells it from the answer to another question
 */
const ASN1_INTEGER *
pki_timestamp_get_nonce (PkiTimestamp *self)
{
  return TS_TST_INFO_get_nonce (self->info);
}

/**
 * pki_timestamp_get_time:
 * @self: a token
 *
 * Gives the moment it proves, fractions of a second cut off.
 *
 * Returns: seconds since 1970, UTC
 */
gint64
pki_timestamp_get_time (PkiTimestamp *self)
{
  return self->time;
}

/**
 * pki_timestamp_get_digest:
 * @self: a token
 *
 * Gives the digest that the stamped data is to be hashed with.
 *
 * Returns: the digest, %PKI_DIGEST_NONE where it is not served
 */
PkiDigestType
pki_timestamp_get_digest (PkiTimestamp *self)
{
  return self->digest;
}

/**
 * pki_timestamp_get_imprint:
 * @self: a token
 *
 * Gives the hash it is over.
 *
 * Returns: (transfer none): the hash
 */
GBytes *
pki_timestamp_get_imprint (PkiTimestamp *self)
{
  return self->imprint;
}

/**
 * pki_timestamp_get_signer:
 * @self: a token
 *
 * Gives the time-stamp authority's certificate.
 *
 * Returns: (transfer none) (nullable): %NULL when it did not come along
 */
PkiCertificate *
pki_timestamp_get_signer (PkiTimestamp *self)
{
  return pki_cms_get_signer (self->cms);
}

/**
 * pki_timestamp_get_certificates:
 * @self: a token
 *
 * Gives all certificates that came along.
 *
 * Returns: (transfer none) (element-type PkiCertificate): the certificates
 */
GPtrArray *
pki_timestamp_get_certificates (PkiTimestamp *self)
{
  return pki_cms_get_certificates (self->cms);
}

/**
 * pki_timestamp_check_signature:
 * @self: a token
 *
 * Verifies that it is over its own TSTInfo and signed as it says. The attribute that names the
 * certificate must be there (RFC 3161, 2.4.2).
 *
 * Returns: what is wrong with it, the first thing found
 */
PkiCmsCheck
pki_timestamp_check_signature (PkiTimestamp *self)
{
  const ASN1_OCTET_STRING *content = *CMS_get0_content (self->cms->info);
  PkiDigestType type = pki_cms_get_digest (self->cms);
  g_autoptr (GBytes) digest = NULL;

  if (type == PKI_DIGEST_NONE)
    return PKI_CMS_UNSUPPORTED;
  if (!pki_cms_has_signing_certificate (self->cms))
    return PKI_CMS_MALFORMED;
  digest = pki_digest_bytes (type, ASN1_STRING_get0_data (content), ASN1_STRING_length (content));
  return pki_cms_check_typed (self->cms, NID_id_smime_ct_TSTInfo, digest);
}

/**
 * pki_timestamp_check:
 * @self: a token
 * @imprint: hash of the data, of the type pki_timestamp_get_digest() tells
 *
 * Verifies that the token is over this hash and is signed as it says. Whether its authority can be
 * trusted to tell the time is pki_trust_check()'s question, with %PKI_PURPOSE_TIMESTAMP.
 *
 * Returns: what is wrong with it, the first thing found
 */
PkiCmsCheck
pki_timestamp_check (PkiTimestamp *self, GBytes *imprint)
{
  g_return_val_if_fail (self != NULL && imprint != NULL, PKI_CMS_MALFORMED);

  if (self->digest == PKI_DIGEST_NONE)
    return PKI_CMS_UNSUPPORTED;
  if (!g_bytes_equal (self->imprint, imprint))
    return PKI_CMS_DIGEST_MISMATCH;
  return pki_timestamp_check_signature (self);
}
