/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-cms-private.h"

#include <openssl/asn1t.h>
#include <openssl/err.h>
#include <string.h>

#include "pki-der-write.h"
#include "pki-error.h"

/* No text canonicalisation, content elsewhere, no list of capabilities; CADES adds the ESS
 * signing-certificate attribute. */
#define CMS_FLAGS (CMS_DETACHED | CMS_BINARY | CMS_NOSMIMECAP | CMS_CADES | CMS_PARTIAL)

/* An AlgorithmIdentifier at its largest: RSASSA-PSS with all four parameters is 67 bytes. */
#define MAX_ALGORITHM_SIZE 128

/* OpenSSL writes a SET OF in DER order only through a template of its own; this one is what RFC
 * 5652, 5.4, has the signer hash. */
/* clang-format off */
ASN1_ITEM_TEMPLATE (SIGNED_ATTRS) =
  ASN1_EX_TEMPLATE_TYPE (ASN1_TFLG_SET_ORDER, 0, signedAttrs, X509_ATTRIBUTE)
static_ASN1_ITEM_TEMPLATE_END (SIGNED_ATTRS)
    /* clang-format on */

    static void set_build_error (GError * *error)
{
  pki_openssl_set_error (error, PKI_ERROR, PKI_ERROR_SIGN, "cannot build the CMS");
}

static gboolean
is_repeated (GPtrArray *certificates, guint index)
{
  for (guint i = 0; i < index; i++)
    if (pki_certificate_equal (g_ptr_array_index (certificates, i),
                               g_ptr_array_index (certificates, index)))
      return TRUE;
  return FALSE;
}

/* The issuers to embed: all but roots, which whoever trusts them has already. A root that is the
 * only issuer known goes along all the same, so that a reader can name it. */
static gboolean
add_issuers (CMS_ContentInfo *cms, GPtrArray *certificates)
{
  for (guint i = 1; i < certificates->len; i++)
    {
      PkiCertificate *issuer = g_ptr_array_index (certificates, i);

      if (is_repeated (certificates, i))
        continue;
      if (pki_certificate_is_self_signed (issuer) && certificates->len > 2)
        continue;
      if (CMS_add1_cert (cms, pki_certificate_get_x509 (issuer)) != 1)
        return FALSE;
    }
  return TRUE;
}

/* OpenSSL hashes the certificate for the ESS attribute with the digest its container is made with,
 * and takes half of SHAKE256 for all of it: Ed448's is made with SHA-512 and gets its own name. */
static PkiDigestType
get_frame_digest (PkiDigestType digest)
{
  return digest == PKI_DIGEST_SHAKE256 ? PKI_DIGEST_SHA512 : digest;
}

static gboolean
set_type (CMS_ContentInfo *cms, const char *content_type)
{
  ASN1_OBJECT *type = content_type != NULL ? OBJ_txt2obj (content_type, 1) : NULL;
  gboolean ok = content_type == NULL || (type != NULL && CMS_set1_eContentType (cms, type) == 1);

  ASN1_OBJECT_free (type);
  return ok;
}

/* A time-stamp token carries its content (RFC 3161, 2.4.2); a signature's stays outside. */
static gboolean
set_content (CMS_ContentInfo *cms, const PkiCmsRequest *request)
{
  GBytes *content = request->content;
  ASN1_OCTET_STRING **place;

  if (content == NULL)
    return set_type (cms, request->content_type);
  if (CMS_set1_eContentType (cms, OBJ_nid2obj (NID_id_smime_ct_TSTInfo)) != 1 ||
      CMS_set_detached (cms, 0) != 1)
    return FALSE;
  place = CMS_get0_content (cms);
  ASN1_OCTET_STRING_free (*place);
  *place = ASN1_OCTET_STRING_new ();
  return ASN1_OCTET_STRING_set (*place, g_bytes_get_data (content, NULL),
                                (int) g_bytes_get_size (content)) == 1;
}

/* RFC 5652, 5.1: version 3 where the content is not data. OpenSSL counts when it begins to hash. */
static gboolean
set_version (CMS_ContentInfo *cms, const PkiCmsRequest *request)
{
  gboolean is_data = request->content == NULL && request->content_type == NULL;
  g_autoptr (BIO) hashing = is_data ? NULL : CMS_dataInit (cms, NULL);

  return is_data || hashing != NULL;
}

/* All but the signature. OpenSSL's own way to sign would add a signing-time (until 3.5) and cannot
 * take Ed25519 or Ed448, so only its container is used: the public key is all it needs. */
static CMS_ContentInfo *
build (PkiSigner *signer, const PkiCmsRequest *request, GBytes *digest, CMS_SignerInfo **si)
{
  g_autoptr (CMS_ContentInfo) cms = CMS_sign (NULL, NULL, NULL, NULL, CMS_FLAGS);
  GPtrArray *certificates = signer->funcs->get_certificates (signer);
  X509 *x509 = pki_certificate_get_x509 (g_ptr_array_index (certificates, 0));
  const EVP_MD *md = pki_digest_get_md (get_frame_digest (request->digest));
  X509_ALGOR *algorithm;
  unsigned int flags = CMS_FLAGS | (request->no_certificates ? CMS_NOCERTS : 0);

  if (cms == NULL || !set_content (cms, request))
    return NULL;
  *si = CMS_add1_signer (cms, x509, X509_get0_pubkey (x509), md, flags);
  if (*si == NULL || (!request->no_certificates && !add_issuers (cms, certificates)) ||
      !set_version (cms, request) ||
      CMS_signed_add1_attr_by_NID (*si, NID_pkcs9_contentType, V_ASN1_OBJECT,
                                   CMS_get0_eContentType (cms), -1) != 1 ||
      CMS_signed_add1_attr_by_NID (*si, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING,
                                   g_bytes_get_data (digest, NULL),
                                   (int) g_bytes_get_size (digest)) != 1)
    return NULL;
  CMS_SignerInfo_get0_algs (*si, NULL, NULL, &algorithm, NULL);
  return pki_digest_set_algorithm (request->digest, algorithm) ? g_steal_pointer (&cms) : NULL;
}

static GBytes *
encode_signed_attrs (CMS_SignerInfo *si)
{
  STACK_OF (X509_ATTRIBUTE) *attributes = sk_X509_ATTRIBUTE_new_null ();
  unsigned char *der = NULL;
  GBytes *bytes = NULL;
  int length;

  for (int i = 0; i < CMS_signed_get_attr_count (si); i++)
    sk_X509_ATTRIBUTE_push (attributes, CMS_signed_get_attr (si, i));
  length = ASN1_item_i2d ((ASN1_VALUE *) attributes, &der, ASN1_ITEM_rptr (SIGNED_ATTRS));
  if (length > 0)
    bytes = g_bytes_new (der, length);
  OPENSSL_free (der);
  sk_X509_ATTRIBUTE_free (attributes);
  return bytes;
}

static GBytes *
encode (CMS_ContentInfo *cms)
{
  unsigned char *der = NULL;
  int length = i2d_CMS_ContentInfo (cms, &der);
  GBytes *bytes = length > 0 ? g_bytes_new (der, length) : NULL;

  OPENSSL_free (der);
  return bytes;
}

/* SignedData { version, digestAlgorithms SET OF, … } (RFC 5652, 5.1): OpenSSL has no way to the
 * set, which it filled with the frame's digest. */
static GBytes *
name_digest (GBytes *cms, PkiDigestType digest)
{
  g_autoptr (X509_ALGOR) algorithm = X509_ALGOR_new ();
  g_autoptr (GByteArray) set = g_byte_array_new ();
  g_autoptr (GByteArray) inner = g_byte_array_new ();
  g_autoptr (GByteArray) outer = g_byte_array_new ();
  g_autoptr (GBytes) signed_data = NULL;
  const guint8 *cursor = g_bytes_get_data (cms, NULL);
  const guint8 *end = cursor + g_bytes_get_size (cms);
  unsigned char *der = NULL;
  PkiDer info, type, content, data, version, digests;
  int length;

  if (!pki_digest_set_algorithm (digest, algorithm) ||
      (length = i2d_X509_ALGOR (algorithm, &der)) <= 0)
    return NULL;
  g_byte_array_append (set, der, length);
  OPENSSL_free (der);
  if (!pki_der_next (&cursor, end, &info) || !pki_der_next (&info.content, end, &type) ||
      !pki_der_next (&info.content, end, &content) ||
      !pki_der_next (&content.content, end, &data) ||
      !pki_der_next (&data.content, end, &version) || !pki_der_next (&data.content, end, &digests))
    return NULL;
  g_byte_array_append (inner, version.start, version.size);
  pki_der_append_wrapped (inner, PKI_DER_SET, set);
  g_byte_array_append (inner, data.content, end - data.content);
  signed_data = pki_der_wrap (PKI_DER_SEQUENCE, inner);
  g_byte_array_set_size (inner, 0);
  pki_der_append (inner, signed_data);
  g_byte_array_append (outer, type.start, type.size);
  pki_der_append_wrapped (outer, PKI_DER_CONTEXT (0), inner);
  return pki_der_wrap (PKI_DER_SEQUENCE, outer);
}

static gboolean
set_algorithm (CMS_SignerInfo *si, GBytes *algorithm)
{
  const unsigned char *p = g_bytes_get_data (algorithm, NULL);
  g_autoptr (X509_ALGOR) parsed = d2i_X509_ALGOR (NULL, &p, (long) g_bytes_get_size (algorithm));
  X509_ALGOR *target;

  if (parsed == NULL)
    return FALSE;
  CMS_SignerInfo_get0_algs (si, NULL, NULL, NULL, &target);
  return X509_ALGOR_copy (target, parsed) == 1;
}

static GBytes *
finish (CMS_ContentInfo *cms, CMS_SignerInfo *si, GBytes *signature, GBytes *algorithm)
{
  X509_ALGOR *digest_algorithm;
  PkiDigestType digest;
  g_autoptr (GBytes) der = NULL;

  if (!set_algorithm (si, algorithm) ||
      ASN1_STRING_set (CMS_SignerInfo_get0_signature (si), g_bytes_get_data (signature, NULL),
                       (int) g_bytes_get_size (signature)) != 1)
    return NULL;
  CMS_SignerInfo_get0_algs (si, NULL, NULL, &digest_algorithm, NULL);
  digest = pki_digest_from_algorithm (digest_algorithm);
  der = encode (cms);
  return der == NULL || digest == get_frame_digest (digest) ? g_steal_pointer (&der)
                                                            : name_digest (der, digest);
}

static gboolean
check_request (PkiSigner *signer, const PkiCmsRequest *request, GError **error)
{
  if (request->digest == PKI_DIGEST_NONE ||
      request->digest != pki_signer_choose_digest (signer, request->digest))
    {
      g_set_error (error, PKI_ERROR, PKI_ERROR_UNSUPPORTED, "this key does not sign with %s",
                   pki_digest_get_name (request->digest));
      return FALSE;
    }
  return TRUE;
}

/**
 * pki_cms_sign:
 * @signer: who signs
 * @request: what; its digest must be one that pki_signer_choose_digest() gives
 * @cancellable: (nullable): handed to the signer
 * @error: %PKI_ERROR_UNSUPPORTED, %PKI_ERROR_SIGN, or an error of the signer
 *
 * Builds and signs a detached CMS for PAdES (EN 319 142-1, 6.3): content-type, message-digest and
 * signing-certificate-v2 are signed, and there is no signing-time.
 *
 * Returns: (transfer full): the DER
 */
GBytes *
pki_cms_sign (PkiSigner *signer,
              const PkiCmsRequest *request,
              GCancellable *cancellable,
              GError **error)
{
  g_autoptr (CMS_ContentInfo) cms = NULL;
  g_autoptr (GBytes) tbs = NULL;
  g_autoptr (GBytes) signature = NULL;
  g_autoptr (GBytes) algorithm = NULL;
  g_autoptr (GBytes) der = NULL;
  CMS_SignerInfo *si = NULL;

  g_return_val_if_fail (signer != NULL && request->content_digest != NULL, NULL);

  ERR_clear_error ();
  if (!check_request (signer, request, error))
    return NULL;
  cms = build (signer, request, request->content_digest, &si);
  tbs = cms != NULL ? encode_signed_attrs (si) : NULL;
  if (tbs == NULL)
    {
      set_build_error (error);
      return NULL;
    }
  if (!signer->funcs->sign (signer, request->digest, request->pss, tbs, &signature, &algorithm,
                            cancellable, error))
    return NULL;
  der = finish (cms, si, signature, algorithm);
  if (der == NULL)
    {
      set_build_error (error);
      return NULL;
    }
  return g_steal_pointer (&der);
}

/* SEQUENCE { rsassaPss, OCTET STRING } of exactly MAX_ALGORITHM_SIZE bytes of parameters. */
static GBytes *
largest_algorithm (void)
{
  static const guint8 zeros[MAX_ALGORITHM_SIZE] = {0};
  g_autoptr (X509_ALGOR) algorithm = X509_ALGOR_new ();
  ASN1_OCTET_STRING *parameters = ASN1_OCTET_STRING_new ();
  unsigned char *der = NULL;
  GBytes *bytes;
  int length;

  ASN1_OCTET_STRING_set (parameters, zeros, sizeof zeros);
  X509_ALGOR_set0 (algorithm, OBJ_nid2obj (NID_rsassaPss), V_ASN1_OCTET_STRING, parameters);
  length = i2d_X509_ALGOR (algorithm, &der);
  bytes = g_bytes_new (der, MAX (length, 0));
  OPENSSL_free (der);
  return bytes;
}

static GBytes *
zeros_new (gsize size)
{
  return g_bytes_new_take (g_malloc0 (size), size);
}

/**
 * pki_cms_get_max_size:
 * @signer: who will sign
 * @request: as for pki_cms_sign(); the content's digest need not be known yet
 *
 * Tells how large a CMS of this signer can become: its real chain and attributes with the largest
 * signature its key can make. Nothing is signed.
 *
 * Returns: bytes, 0 where pki_cms_sign() would fail
 */
gsize
pki_cms_get_max_size (PkiSigner *signer, const PkiCmsRequest *request)
{
  g_autoptr (CMS_ContentInfo) cms = NULL;
  g_autoptr (GBytes) digest = NULL;
  g_autoptr (GBytes) signature = NULL;
  g_autoptr (GBytes) algorithm = NULL;
  g_autoptr (GBytes) der = NULL;
  CMS_SignerInfo *si = NULL;

  g_return_val_if_fail (signer != NULL, 0);

  ERR_clear_error ();
  if (check_request (signer, request, NULL))
    {
      digest = zeros_new (pki_digest_get_size (request->digest));
      signature = zeros_new (signer->funcs->get_max_size (signer));
      algorithm = largest_algorithm ();
      cms = build (signer, request, digest, &si);
      der = cms != NULL ? finish (cms, si, signature, algorithm) : NULL;
    }
  ERR_clear_error ();
  return der != NULL ? g_bytes_get_size (der) : 0;
}

/**
 * pki_cms_add_timestamp:
 * @cms: a CMS
 * @token: a time-stamp token over its signature value
 * @error: %PKI_ERROR_PARSE or %PKI_ERROR_UNSUPPORTED
 *
 * Adds the token as signature-time-stamp attribute (EN 319 122-1, 5.3).
 *
 * Returns: (transfer full): the larger DER
 */
GBytes *
pki_cms_add_timestamp (GBytes *cms, GBytes *token, GError **error)
{
  g_autoptr (PkiCms) parsed = NULL;
  g_autoptr (GBytes) again = NULL;
  g_autoptr (GBytes) der = NULL;

  g_return_val_if_fail (cms != NULL && token != NULL, NULL);

  parsed = pki_cms_new (g_bytes_get_data (cms, NULL), g_bytes_get_size (cms), error);
  if (parsed == NULL)
    return NULL;
  /* Only where OpenSSL's encoding repeats the bytes will the signature outlive it. */
  again = encode (parsed->info);
  if (again == NULL || !g_bytes_equal (again, parsed->der))
    {
      pki_openssl_set_error (error, PKI_ERROR, PKI_ERROR_UNSUPPORTED,
                             "the CMS is not in DER and cannot be added to");
      return NULL;
    }
  if (CMS_unsigned_add1_attr_by_NID (parsed->signer_info, NID_id_smime_aa_timeStampToken,
                                     V_ASN1_SEQUENCE, g_bytes_get_data (token, NULL),
                                     (int) g_bytes_get_size (token)) == 1)
    der = encode (parsed->info);
  if (der == NULL)
    set_build_error (error);
  return g_steal_pointer (&der);
}
