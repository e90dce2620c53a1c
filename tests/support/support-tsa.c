/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support-tsa.h"

#include <openssl/cms.h>
#include <openssl/ts.h>
#include <string.h>

#include "pki-openssl.h"

struct _SupportTsa {
  SupportIdentity *identity;
  SupportIdentity *impostor; /* a signer's certificate, not for time-stamps */
  gint64 seconds;
  guint milliseconds;
  long serial;
};

SupportTsa *
support_tsa_new_with (SupportCa *ca, SupportIdentity *identity)
{
  SupportTsa *self = g_new0 (SupportTsa, 1);

  self->seconds = support_ca_get_now (ca);
  self->identity = identity;
  self->impostor = support_ca_issue (ca, &(SupportProfile){.common_name = "李四"});
  return self;
}

SupportTsa *
support_tsa_new (SupportCa *ca, const char *kind)
{
  const SupportProfile profile = {.kind = kind,
                                  .common_name = "示例时间戳服务",
                                  .organisation = "示例认证中心",
                                  .key_usage = "critical,digitalSignature",
                                  .extended_key_usage = "critical,timeStamping"};

  return support_tsa_new_with (ca, support_ca_issue (ca, &profile));
}

void
support_tsa_free (SupportTsa *self)
{
  support_identity_free (self->identity);
  support_identity_free (self->impostor);
  g_free (self);
}

PkiCertificate *
support_tsa_get_certificate (SupportTsa *self)
{
  return support_identity_get_certificate (self->identity);
}

void
support_tsa_set_time (SupportTsa *self, gint64 seconds, guint milliseconds)
{
  self->seconds = seconds;
  self->milliseconds = milliseconds;
}

static ASN1_INTEGER *
give_serial (TS_RESP_CTX *context, void *data)
{
  SupportTsa *self = data;
  ASN1_INTEGER *serial = ASN1_INTEGER_new ();

  ASN1_INTEGER_set (serial, ++self->serial);
  return serial;
}

static int
give_time (TS_RESP_CTX *context, void *data, long *seconds, long *microseconds)
{
  SupportTsa *self = data;

  gint64 clock = g_get_real_time ();

  *seconds = (long) (self->seconds != 0 ? self->seconds : clock / G_USEC_PER_SEC);
  *microseconds = self->seconds != 0 ? self->milliseconds * 1000 : clock % G_USEC_PER_SEC;
  return 1;
}

static GBytes *
take_der (unsigned char *der, int length)
{
  GBytes *bytes = g_bytes_new (der, MAX (length, 0));

  OPENSSL_free (der);
  return bytes;
}

static STACK_OF (X509) * stack_issuers (SupportIdentity *identity)
{
  STACK_OF (X509) *stack = sk_X509_new_null ();

  for (guint i = 1; i + 1 < identity->chain->len; i++)
    sk_X509_push (stack, pki_certificate_get_x509 (g_ptr_array_index (identity->chain, i)));
  return stack;
}

static TS_RESP *
respond (SupportTsa *self, GBytes *request)
{
  static const char *const digests[] = {"sha1", "sha256", "sha384", "sha512"};
  TS_RESP_CTX *context = TS_RESP_CTX_new ();
  ASN1_OBJECT *policy = OBJ_txt2obj ("1.2.3.4.1", 1);
  STACK_OF (X509) *issuers = stack_issuers (self->identity);
  BIO *bio = BIO_new_mem_buf (g_bytes_get_data (request, NULL), (int) g_bytes_get_size (request));
  TS_RESP *response;

  g_assert_cmpint (TS_RESP_CTX_set_signer_cert (context, self->identity->x509), ==, 1);
  TS_RESP_CTX_set_signer_key (context, self->identity->key);
  TS_RESP_CTX_set_certs (context, issuers);
  TS_RESP_CTX_set_signer_digest (context, EVP_sha256 ());
  TS_RESP_CTX_set_ess_cert_id_digest (context, EVP_sha256 ());
  TS_RESP_CTX_set_def_policy (context, policy);
  for (guint i = 0; i < G_N_ELEMENTS (digests); i++)
    TS_RESP_CTX_add_md (context, EVP_get_digestbyname (digests[i]));
  TS_RESP_CTX_set_clock_precision_digits (context, 3);
  TS_RESP_CTX_set_serial_cb (context, give_serial, self);
  TS_RESP_CTX_set_time_cb (context, give_time, self);
  response = TS_RESP_create_response (context, bio);
  BIO_free (bio);
  sk_X509_free (issuers);
  ASN1_OBJECT_free (policy);
  TS_RESP_CTX_free (context);
  return response;
}

/*  SEQUENCE { SEQUENCE { rejection (2), SEQUENCE { UTF8String }, failInfo badRequest } }
 * Written out, since TS_STATUS_INFO has no public way to set its text. */
static const guint8 refusal[] = {
    0x30, 0x17, 0x30, 0x15, 0x02, 0x01, 0x02, 0x30, 0x0c, 0x0c, 0x0a, 'n',  'o',
    ' ',  'a',  'c',  'c',  'o',  'u',  'n',  't',  0x03, 0x02, 0x05, 0x20,
};

static GBytes *
encode_response (TS_RESP *response)
{
  unsigned char *der = NULL;
  int length = i2d_TS_RESP (response, &der);

  TS_RESP_free (response);
  return take_der (der, length);
}

static TS_REQ *
without_nonce (TS_REQ *request)
{
  TS_REQ *copy = TS_REQ_new ();

  TS_REQ_set_version (copy, 1);
  TS_REQ_set_msg_imprint (copy, TS_REQ_get_msg_imprint (request));
  TS_REQ_set_cert_req (copy, 1);
  TS_REQ_free (request);
  return copy;
}

/* The request that a confused or malicious authority answers instead. */
static GBytes *
falsify (GBytes *request, SupportTsaFault fault)
{
  const unsigned char *p = g_bytes_get_data (request, NULL);
  TS_REQ *parsed = d2i_TS_REQ (NULL, &p, (long) g_bytes_get_size (request));
  TS_MSG_IMPRINT *imprint;
  ASN1_OCTET_STRING *hash;
  ASN1_INTEGER *nonce;
  unsigned char *der = NULL;
  int length;

  if (parsed == NULL)
    return g_bytes_ref (request);
  imprint = TS_REQ_get_msg_imprint (parsed);
  hash = TS_MSG_IMPRINT_get_msg (imprint);
  nonce = ASN1_INTEGER_new ();
  ASN1_INTEGER_set (nonce, 4711);
  if (fault == SUPPORT_TSA_NONCE)
    TS_REQ_set_nonce (parsed, nonce);
  else if (fault == SUPPORT_TSA_NO_NONCE)
    parsed = without_nonce (parsed);
  else if (fault == SUPPORT_TSA_NO_CERTIFICATE)
    TS_REQ_set_cert_req (parsed, 0);
  else if (fault == SUPPORT_TSA_IMPRINT)
    hash->data[0] ^= 1;
  else if (fault == SUPPORT_TSA_DIGEST)
    {
      static const guint8 zeros[64] = {0};

      X509_ALGOR_set_md (TS_MSG_IMPRINT_get_algo (imprint), EVP_sha512 ());
      ASN1_OCTET_STRING_set (hash, zeros, sizeof zeros);
    }
  ASN1_INTEGER_free (nonce);
  length = i2d_TS_REQ (parsed, &der);
  TS_REQ_free (parsed);
  return take_der (der, length);
}

/* The same TSTInfo in a sound token by somebody who is no authority. */
static GBytes *
sign_as (SupportIdentity *identity, TS_TST_INFO *info)
{
  unsigned int flags = CMS_BINARY | CMS_CADES | CMS_NOSMIMECAP | CMS_PARTIAL;
  CMS_ContentInfo *cms = CMS_sign (NULL, NULL, NULL, NULL, flags);
  unsigned char *content = NULL;
  unsigned char *der = NULL;
  int length = i2d_TS_TST_INFO (info, &content);
  BIO *bio = BIO_new_mem_buf (content, length);

  CMS_set1_eContentType (cms, OBJ_nid2obj (NID_id_smime_ct_TSTInfo));
  g_assert_nonnull (CMS_add1_signer (cms, identity->x509, identity->key, EVP_sha256 (), flags));
  g_assert_cmpint (CMS_final (cms, bio, NULL, flags), ==, 1);
  length = i2d_CMS_ContentInfo (cms, &der);
  BIO_free (bio);
  OPENSSL_free (content);
  CMS_ContentInfo_free (cms);
  return take_der (der, length);
}

static GBytes *
respond_as (SupportIdentity *identity, TS_RESP *response)
{
  /* SEQUENCE { SEQUENCE { granted (0) }, token } */
  static const guint8 granted[] = {0x30, 0x03, 0x02, 0x01, 0x00};
  g_autoptr (GBytes) token = sign_as (identity, TS_RESP_get_tst_info (response));
  gsize size = sizeof granted + g_bytes_get_size (token);
  GByteArray *der = g_byte_array_new ();
  const guint8 header[] = {0x30, 0x82, (guint8) (size >> 8), (guint8) size};

  g_byte_array_append (der, header, sizeof header);
  g_byte_array_append (der, granted, sizeof granted);
  g_byte_array_append (der, g_bytes_get_data (token, NULL), g_bytes_get_size (token));
  TS_RESP_free (response);
  return g_byte_array_free_to_bytes (der);
}

GBytes *
support_tsa_answer (SupportTsa *self, SupportTsaFault fault, GBytes *request)
{
  g_autoptr (GBytes) falsified = falsify (request, fault);
  g_autoptr (GBytes) good = NULL;
  guint8 *bytes;
  gsize size;

  switch (fault)
    {
    case SUPPORT_TSA_GARBAGE:
      return g_bytes_new_static ("<html>It works!</html>", 22);
    case SUPPORT_TSA_EMPTY:
      return g_bytes_new_static ("", 0);
    case SUPPORT_TSA_REFUSED:
      return g_bytes_new_static (refusal, sizeof refusal);
    case SUPPORT_TSA_PURPOSE:
      return respond_as (self->impostor, respond (self, request));
    case SUPPORT_TSA_SIGNATURE:
      good = encode_response (respond (self, request));
      size = g_bytes_get_size (good);
      bytes = g_memdup2 (g_bytes_get_data (good, NULL), size);
      bytes[size - 1] ^= 1; /* the signature value is the last thing in it */
      return g_bytes_new_take (bytes, size);
    default:
      return encode_response (respond (self, falsified));
    }
}
