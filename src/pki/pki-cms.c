/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-cms-private.h"

#include <openssl/err.h>

#include "pki-cms-split.h"
#include "pki-error.h"
#include "pki-ess.h"
#include "pki-token.h"
#include "pki-verify.h"

/* The largest seen in real documents is 60 kB; revocation lists inside may make it hundreds. */
#define MAX_CMS_SIZE (8 * 1024 * 1024)
#define MAX_CERTIFICATES 256
#define MAX_ATTRIBUTES 64

/* [0] IMPLICIT, constructed: OpenSSL reads it without the second, too. */
#define SIGNED_ATTRS_TAG (V_ASN1_CONTEXT_SPECIFIC | V_ASN1_CONSTRUCTED)

/* The signed attributes of the first SignerInfo as they lie in the bytes (RFC 5652, 5.1 and 5.3).
 */
static gboolean
find_signed_attrs (PkiCms *self)
{
  const guint8 *data = g_bytes_get_data (self->der, NULL);
  const guint8 *end = data + g_bytes_get_size (self->der);
  PkiDer e;
  PkiDer skipped;

  /* ContentInfo, [0] content, SignedData */
  if (!pki_der_expect (&data, end, V_ASN1_UNIVERSAL, V_ASN1_SEQUENCE, &e))
    return FALSE;
  data = e.content;
  end = e.content + e.content_size;
  if (!pki_der_expect (&data, end, V_ASN1_UNIVERSAL, V_ASN1_OBJECT, &skipped) ||
      !pki_der_expect (&data, end, V_ASN1_CONTEXT_SPECIFIC, 0, &e))
    return FALSE;
  data = e.content;
  if (!pki_der_expect (&data, e.content + e.content_size, V_ASN1_UNIVERSAL, V_ASN1_SEQUENCE, &e))
    return FALSE;
  /* version, digestAlgorithms, encapContentInfo, certificates [0], crls [1], signerInfos */
  data = e.content;
  end = e.content + e.content_size;
  for (int i = 0; i < 3; i++)
    if (!pki_der_next (&data, end, &skipped))
      return FALSE;
  do
    if (!pki_der_next (&data, end, &e))
      return FALSE;
  while (e.tag_class == V_ASN1_CONTEXT_SPECIFIC);
  data = e.content;
  if (!pki_der_expect (&data, e.content + e.content_size, V_ASN1_UNIVERSAL, V_ASN1_SEQUENCE, &e))
    return FALSE;
  /* version, sid, digestAlgorithm, signedAttrs [0] */
  data = e.content;
  end = e.content + e.content_size;
  for (int i = 0; i < 3; i++)
    if (!pki_der_next (&data, end, &skipped))
      return FALSE;
  if (!pki_der_next (&data, end, &e))
    return FALSE;
  if (e.tag_class == V_ASN1_CONTEXT_SPECIFIC && e.tag == 0)
    self->signed_attrs = e;
  return TRUE;
}

static gboolean
read_certificates (PkiCms *self, GError **error)
{
  STACK_OF (X509) *stack = CMS_get1_certs (self->info);
  gboolean ok = sk_X509_num (stack) <= MAX_CERTIFICATES;

  if (!ok)
    g_set_error_literal (error, PKI_ERROR, PKI_ERROR_PARSE, "too many certificates in the CMS");
  for (int i = 0; ok && i < sk_X509_num (stack); i++)
    {
      X509 *x509 = sk_X509_value (stack, i);
      PkiCertificate *certificate = pki_certificate_new_from_x509 (x509, NULL);

      /* One that cannot be read is as good as not there. */
      if (certificate == NULL)
        continue;
      g_ptr_array_add (self->certificates, certificate);
      if (self->signer == NULL && CMS_SignerInfo_cert_cmp (self->signer_info, x509) == 0)
        self->signer = certificate;
    }
  sk_X509_pop_free (stack, X509_free);
  return ok;
}

static void
take_certificates (PkiCms *self, GPtrArray *certificates)
{
  for (guint i = 0; i < certificates->len; i++)
    {
      PkiCertificate *certificate = g_ptr_array_index (certificates, i);
      X509 *x509 = pki_certificate_get_x509 (certificate);

      g_ptr_array_add (self->certificates, pki_certificate_ref (certificate));
      if (self->signer == NULL && CMS_SignerInfo_cert_cmp (self->signer_info, x509) == 0)
        self->signer = certificate;
    }
}

static gboolean
read_signer_info (PkiCms *self, GError **error)
{
  STACK_OF (CMS_SignerInfo) *signer_infos = CMS_get0_SignerInfos (self->info);
  const ASN1_OCTET_STRING *value;

  self->n_signers = MAX (sk_CMS_SignerInfo_num (signer_infos), 0);
  if (self->n_signers == 0 || !find_signed_attrs (self))
    {
      pki_openssl_set_error (error, PKI_ERROR, PKI_ERROR_PARSE, "no signer in the CMS");
      return FALSE;
    }
  self->signer_info = sk_CMS_SignerInfo_value (signer_infos, 0);
  value = CMS_SignerInfo_get0_signature (self->signer_info);
  self->signature = g_bytes_new (ASN1_STRING_get0_data (value), ASN1_STRING_length (value));
  self->timestamps = pki_token_list (self, PKI_TOKEN_SIGNATURE);
  return TRUE;
}

static gboolean
decode (PkiCms *self, const void *data, gsize length, GError **error)
{
  const unsigned char *p = data;

  if (length > 0 && length <= MAX_CMS_SIZE)
    self->info = d2i_CMS_ContentInfo (NULL, &p, (long) length);
  if (self->info == NULL || OBJ_obj2nid (CMS_get0_type (self->info)) != NID_pkcs7_signed)
    {
      pki_openssl_set_error (error, PKI_ERROR, PKI_ERROR_PARSE, "not CMS SignedData");
      return FALSE;
    }
  self->der = g_bytes_new (data, p - (const unsigned char *) data);
  return TRUE;
}

static PkiCms *
cms_new (void)
{
  PkiCms *self = g_new0 (PkiCms, 1);

  self->certificates = g_ptr_array_new_with_free_func ((GDestroyNotify) pki_certificate_unref);
  return self;
}

/**
 * pki_cms_new:
 * @data: bytes that begin with a CMS ContentInfo
 * @length: how many
 * @error: %PKI_ERROR_PARSE
 *
 * Reads CMS SignedData (RFC 5652, 5), in DER or in the BER that some signers write. Bytes behind
 * it are left alone: /Contents is padded with zeros.
 *
 * Returns: (transfer full): the parsed CMS, nothing of it verified yet
 */
PkiCms *
pki_cms_new (const void *data, gsize length, GError **error)
{
  g_autoptr (PkiCms) self = cms_new ();

  g_return_val_if_fail (data != NULL || length == 0, NULL);

  ERR_clear_error ();
  if (!decode (self, data, length, error) || !read_signer_info (self, error) ||
      !read_certificates (self, error))
    return NULL;
  ERR_clear_error ();
  return g_steal_pointer (&self);
}

/**
 * pki_cms_new_pooled:
 * @data: bytes that begin with a CMS ContentInfo
 * @length: how many
 * @pool: certificates met before
 * @error: %PKI_ERROR_PARSE
 *
 * Reads CMS SignedData as pki_cms_new() does, decoding only certificates that are new.
 *
 * Returns: (transfer full): the parsed CMS, nothing of it verified yet
 */
PkiCms *
pki_cms_new_pooled (const void *data, gsize length, PkiCertificatePool *pool, GError **error)
{
  g_autoptr (PkiCms) self = cms_new ();
  g_auto (PkiCmsSplit) split = {0};

  g_return_val_if_fail ((data != NULL || length == 0) && pool != NULL, NULL);

  ERR_clear_error ();
  if (length > MAX_CMS_SIZE || !pki_cms_split (&split, data, length, pool))
    return pki_cms_new (data, length, error);
  if (!decode (self, split.rest->data, split.rest->len, error))
    return NULL;
  g_bytes_unref (self->der);
  self->der = g_bytes_new (data, split.size);
  if (!read_signer_info (self, error))
    return NULL;
  take_certificates (self, split.certificates);
  ERR_clear_error ();
  return g_steal_pointer (&self);
}

/**
 * pki_cms_free:
 * @self: (transfer full) (nullable): a CMS
 *
 * Frees it with its certificates.
 */
void
pki_cms_free (PkiCms *self)
{
  if (self == NULL)
    return;
  CMS_ContentInfo_free (self->info);
  g_clear_pointer (&self->der, g_bytes_unref);
  g_clear_pointer (&self->certificates, g_ptr_array_unref);
  g_clear_pointer (&self->signature, g_bytes_unref);
  g_clear_pointer (&self->timestamps, g_ptr_array_unref);
  g_free (self);
}

/**
 * pki_cms_get_digest:
 * @self: a CMS
 *
 * Gives the digest its signer used.
 *
 * Returns: the digest, %PKI_DIGEST_NONE where it is not served
 */
PkiDigestType
pki_cms_get_digest (PkiCms *self)
{
  X509_ALGOR *algorithm;

  CMS_SignerInfo_get0_algs (self->signer_info, NULL, NULL, &algorithm, NULL);
  return pki_digest_from_algorithm (algorithm);
}

/**
 * pki_cms_get_signer:
 * @self: a CMS
 *
 * Gives the signer's certificate: the one that the SignerInfo names.
 *
 * Returns: (transfer none) (nullable): %NULL when it did not come along
 */
PkiCertificate *
pki_cms_get_signer (PkiCms *self)
{
  return self->signer;
}

/**
 * pki_cms_get_certificates:
 * @self: a CMS
 *
 * Gives all certificates that came along, in no order that means anything.
 *
 * Returns: (transfer none) (element-type PkiCertificate): the certificates
 */
GPtrArray *
pki_cms_get_certificates (PkiCms *self)
{
  return self->certificates;
}

/**
 * pki_cms_get_algorithm:
 * @self: a CMS
 *
 * Names the algorithm of the signature.
 *
 * Returns: (transfer none): "RSA", "RSA-PSS", "ECDSA", "Ed25519", "Ed448", or another's short name
 */
const char *
pki_cms_get_algorithm (PkiCms *self)
{
  X509_ALGOR *algorithm;

  CMS_SignerInfo_get0_algs (self->signer_info, NULL, NULL, NULL, &algorithm);
  return pki_verify_get_algorithm_name (algorithm);
}

/**
 * pki_cms_get_signature:
 * @self: a CMS
 *
 * Gives the signature value: the bytes a signature time-stamp is over.
 *
 * Returns: (transfer none): the value
 */
GBytes *
pki_cms_get_signature (PkiCms *self)
{
  return self->signature;
}

/**
 * pki_cms_get_timestamp:
 * @self: a CMS
 *
 * Gives the first signature-time-stamp token (RFC 3161, appendix A), unverified.
 *
 * Returns: (transfer none) (nullable): DER for pki_timestamp_new(), or %NULL
 */
GBytes *
pki_cms_get_timestamp (PkiCms *self)
{
  return self->timestamps->len > 0 ? g_ptr_array_index (self->timestamps, 0) : NULL;
}

/**
 * pki_cms_has_attributes:
 * @self: a CMS
 *
 * Tells whether the signature value is over attributes (RFC 5652, 5.3) or over the content itself.
 *
 * Returns: whether it is over attributes
 */
gboolean
pki_cms_has_attributes (PkiCms *self)
{
  return self->signed_attrs.start != NULL;
}

/**
 * pki_cms_has_policy:
 * @self: a CMS
 *
 * Tells whether it names a signature policy (EN 319 122-1, 5.2.9).
 *
 * Returns: whether it does
 */
gboolean
pki_cms_has_policy (PkiCms *self)
{
  return CMS_signed_get_attr_by_NID (self->signer_info, NID_id_smime_aa_ets_sigPolicyId, -1) >= 0;
}

/**
 * pki_cms_get_signing_time:
 * @self: a CMS
 *
 * Gives the signing-time attribute (RFC 5652, 11.3): a claim of the signer.
 *
 * Returns: seconds since 1970, UTC, or %G_MININT64 where there is none
 */
gint64
pki_cms_get_signing_time (PkiCms *self)
{
  static const int types[] = {V_ASN1_UTCTIME, V_ASN1_GENERALIZEDTIME};
  gint64 seconds;

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      const ASN1_TIME *value = CMS_signed_get0_data_by_OBJ (
          self->signer_info, OBJ_nid2obj (NID_pkcs9_signingTime), -3, types[i]);

      if (pki_time_from_asn1 (value, &seconds))
        return seconds;
    }
  ERR_clear_error ();
  return G_MININT64;
}

/**
 * pki_cms_has_content:
 * @self: a CMS
 *
 * Tells whether the content is inside; a PDF signature's must not be.
 *
 * Returns: whether it is not detached
 */
gboolean
pki_cms_has_content (PkiCms *self)
{
  ASN1_OCTET_STRING **content = CMS_get0_content (self->info);

  ERR_clear_error ();
  return content != NULL && *content != NULL;
}

/**
 * pki_cms_dup_content:
 * @self: a CMS
 *
 * Gives the content that is inside, which adbe.pkcs7.sha1 has (ISO 32000-1, 12.8.3.3).
 *
 * Returns: (transfer full) (nullable): the content; %NULL where it lies elsewhere
 */
GBytes *
pki_cms_dup_content (PkiCms *self)
{
  ASN1_OCTET_STRING **content = CMS_get0_content (self->info);

  ERR_clear_error ();
  if (content == NULL || *content == NULL)
    return NULL;
  return g_bytes_new (ASN1_STRING_get0_data (*content), ASN1_STRING_length (*content));
}

/**
 * pki_cms_get_value_digest:
 * @self: a CMS
 *
 * Gives the digest that the algorithm of the signature value names; where that is another than the
 * content's, a signature is as weak as the weaker of them.
 *
 * Returns: the digest, %PKI_DIGEST_NONE where it names none or none that is served
 */
PkiDigestType
pki_cms_get_value_digest (PkiCms *self)
{
  X509_ALGOR *algorithm;

  CMS_SignerInfo_get0_algs (self->signer_info, NULL, NULL, NULL, &algorithm);
  return pki_verify_get_digest (algorithm);
}

/**
 * pki_cms_takes_digest:
 * @self: a CMS
 *
 * Tells whether the algorithm of the signature value goes with the digest of the content: where it
 * does not, others may refuse what verifies here.
 *
 * Returns: %FALSE where a standard forbids the pair
 */
gboolean
pki_cms_takes_digest (PkiCms *self)
{
  X509_ALGOR *algorithm;

  CMS_SignerInfo_get0_algs (self->signer_info, NULL, NULL, NULL, &algorithm);
  return pki_verify_takes_digest (algorithm, pki_cms_get_digest (self));
}

/**
 * pki_cms_has_signing_certificate:
 * @self: a CMS
 *
 * Tells whether a signing-certificate attribute binds the signature to its certificate, as every
 * PAdES baseline level demands (EN 319 142-1, 6.3); older PDF signatures do without.
 *
 * Returns: whether version 1 or 2 of the attribute is there
 */
gboolean
pki_cms_has_signing_certificate (PkiCms *self)
{
  return pki_ess_is_present (self->signer_info);
}

/**
 * pki_cms_get_size:
 * @self: a CMS
 *
 * Gives its size without what followed it.
 *
 * Returns: bytes
 */
gsize
pki_cms_get_size (PkiCms *self)
{
  return g_bytes_get_size (self->der);
}

/**
 * pki_cms_get_n_signers:
 * @self: a CMS
 *
 * Counts its SignerInfos; a PDF signature has exactly one (ISO 32000-2, 12.8.3.3).
 *
 * Returns: at least 1
 */
guint
pki_cms_get_n_signers (PkiCms *self)
{
  return self->n_signers;
}

/* X.690, 11.6: the encodings ascend as strings of bytes, the shorter padded with zeros. */
static int
compare_encodings (const PkiDer *a, const PkiDer *b)
{
  int order = memcmp (a->start, b->start, MIN (a->size, b->size));

  return order != 0 ? order : (a->size > b->size) - (a->size < b->size);
}

/* DER SET OF, each type once (RFC 5652, 5.3): whoever reorders or doubles attributes wants two
 * readers to see two things. */
static gboolean
attributes_are_in_order (PkiCms *self)
{
  const PkiDer *set = &self->signed_attrs;
  const guint8 *p = set->content;
  const guint8 *end = set->content + set->content_size;
  PkiDer previous = {0};
  PkiDer attribute;
  int n = CMS_signed_get_attr_count (self->signer_info);

  if (set->start == NULL || set->start[0] != SIGNED_ATTRS_TAG || set->indefinite || n < 1 ||
      n > MAX_ATTRIBUTES)
    return FALSE;
  for (; p < end; previous = attribute)
    {
      if (!pki_der_next (&p, end, &attribute) || attribute.indefinite)
        return FALSE;
      if (previous.start != NULL && compare_encodings (&previous, &attribute) >= 0)
        return FALSE;
    }
  for (int i = 0; i < n; i++)
    {
      X509_ATTRIBUTE *one = CMS_signed_get_attr (self->signer_info, i);

      if (CMS_signed_get_attr_by_OBJ (self->signer_info, X509_ATTRIBUTE_get0_object (one), i) >= 0)
        return FALSE;
    }
  return TRUE;
}

static gboolean
content_type_is (PkiCms *self, int content_type)
{
  const ASN1_OBJECT *attribute = CMS_signed_get0_data_by_OBJ (
      self->signer_info, OBJ_nid2obj (NID_pkcs9_contentType), -3, V_ASN1_OBJECT);

  return attribute != NULL && OBJ_obj2nid (attribute) == content_type &&
         OBJ_obj2nid (CMS_get0_eContentType (self->info)) == content_type;
}

static PkiCmsCheck
check_content (PkiCms *self, GBytes *content_digest)
{
  const ASN1_STRING *attribute = CMS_signed_get0_data_by_OBJ (
      self->signer_info, OBJ_nid2obj (NID_pkcs9_messageDigest), -3, V_ASN1_OCTET_STRING);
  g_autoptr (GBytes) signed_digest = NULL;

  if (attribute == NULL)
    return PKI_CMS_MALFORMED;
  signed_digest = g_bytes_new (ASN1_STRING_get0_data (attribute), ASN1_STRING_length (attribute));
  return g_bytes_equal (signed_digest, content_digest) ? PKI_CMS_INTACT : PKI_CMS_DIGEST_MISMATCH;
}

/* RFC 5652, 5.4: signed is the SET, so its own tag takes the place of the implicit [0]. The bytes
 * are the ones that came, not OpenSSL's new encoding of them. */
static PkiCmsCheck
check_value (PkiCms *self)
{
  g_autofree guint8 *tbs = g_memdup2 (self->signed_attrs.start, self->signed_attrs.size);
  X509_ALGOR *algorithm;
  PkiSignature signature = {
      .digest = pki_cms_get_digest (self),
      .tbs = tbs,
      .tbs_size = self->signed_attrs.size,
      .value = g_bytes_get_data (self->signature, NULL),
      .value_size = g_bytes_get_size (self->signature),
  };

  CMS_SignerInfo_get0_algs (self->signer_info, NULL, NULL, NULL, &algorithm);
  signature.algorithm = algorithm;
  tbs[0] = V_ASN1_SET | V_ASN1_CONSTRUCTED;
  return pki_verify_signature (self->signer, &signature);
}

/* RFC 5652, 5.3: attributes may be missing where the content is plain data, as PDF signatures were
 * made before PAdES; then the value is over the content itself. */
static gboolean
is_bare (PkiCms *self, int content_type)
{
  return content_type == NID_pkcs7_data && self->n_signers == 1 &&
         self->signed_attrs.start == NULL && CMS_signed_get_attr_count (self->signer_info) <= 0 &&
         OBJ_obj2nid (CMS_get0_eContentType (self->info)) == content_type;
}

static PkiCmsCheck
check_bare (PkiCms *self, GBytes *content_digest)
{
  X509_ALGOR *algorithm;
  PkiSignature signature = {
      .digest = pki_cms_get_digest (self),
      .tbs = g_bytes_get_data (content_digest, NULL),
      .tbs_size = g_bytes_get_size (content_digest),
      .is_digest = TRUE,
      .value = g_bytes_get_data (self->signature, NULL),
      .value_size = g_bytes_get_size (self->signature),
  };

  if (self->signer == NULL)
    return PKI_CMS_NO_CERTIFICATE;
  CMS_SignerInfo_get0_algs (self->signer_info, NULL, NULL, NULL, &algorithm);
  signature.algorithm = algorithm;
  return pki_verify_signature (self->signer, &signature);
}

/**
 * pki_cms_check_typed:
 * @self: a CMS
 * @content_type: the NID that its signed content-type must have, as id-ct-TSTInfo in a token
 * @content_digest: hash of the content, of the type pki_cms_get_digest() tells
 *
 * Verifies as pki_cms_check() does, for any content type (RFC 5652, 5.4 and 11.1).
 *
 * Returns: what is wrong with it, the first thing found
 */
PkiCmsCheck
pki_cms_check_typed (PkiCms *self, int content_type, GBytes *content_digest)
{
  PkiCmsCheck check;

  if (is_bare (self, content_type))
    return check_bare (self, content_digest);
  if (self->n_signers != 1 || !attributes_are_in_order (self) ||
      !content_type_is (self, content_type))
    {
      ERR_clear_error ();
      return PKI_CMS_MALFORMED;
    }
  if (pki_cms_get_digest (self) == PKI_DIGEST_NONE)
    return PKI_CMS_UNSUPPORTED;
  check = check_content (self, content_digest);
  if (check == PKI_CMS_INTACT && self->signer == NULL)
    check = PKI_CMS_NO_CERTIFICATE;
  if (check == PKI_CMS_INTACT)
    check = pki_ess_check_certificate (self->signer_info, self->signer);
  if (check == PKI_CMS_INTACT)
    check = pki_ess_check_algorithms (self->signer_info);
  if (check == PKI_CMS_INTACT)
    check = check_value (self);
  ERR_clear_error ();
  return check;
}

/**
 * pki_cms_check:
 * @self: a CMS
 * @content_digest: digest of the content, of the type pki_cms_get_digest() tells
 *
 * Verifies the signature over data that lies elsewhere (RFC 5652, 5.4 and 5.6). Whether the
 * certificate can be trusted is pki_trust_check()'s question, and whether a signing-certificate
 * attribute must be there is the caller's: where it is, it must name the signer.
 *
 * Returns: what is wrong with it, the first thing found
 */
PkiCmsCheck
pki_cms_check (PkiCms *self, GBytes *content_digest)
{
  g_return_val_if_fail (self != NULL && content_digest != NULL, PKI_CMS_MALFORMED);

  return pki_cms_check_typed (self, NID_pkcs7_data, content_digest);
}
