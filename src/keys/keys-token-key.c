/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keys-token-key.h"

#include <openssl/ec.h>
#include <openssl/err.h>
#include <string.h>

#include "keys-attribute.h"
#include "keys-error.h"
#include "keys-key.h"
#include "keys-login.h"
#include "keys-secret.h"
#include "keys-token-proxy.h"
#include "pki-envelope-private.h"
#include "pki-error.h"
#include "pki-openssl.h"

/* RSA of 16384 bits; nothing signs longer. */
#define MAX_SIGNATURE 2048
/* A coordinate on P-521 takes 66 bytes. */
#define MAX_SHARED 128

typedef struct {
  PkiSigner base;
  KeysTokenKeyParts parts;
  KeysTokenRequest request; /* its texts are gone */
  EVP_PKEY *public_key;     /* the parts' own, or lent by the certificate */
  gboolean always_authenticate;
  GMutex lock;    /* a session signs one thing at a time */
  GError *failed; /* after which nothing is done with this session */
} KeysTokenSigner;

/* CK_EDDSA_PARAMS (PKCS#11 v3.0, 2.3.13), which p11-kit does not have: Ed448 needs it to be told
 * from Ed448ph, Ed25519 is plain without. */
typedef struct {
  CK_BBOOL prehash;
  CK_ULONG context_size;
  CK_BYTE *context;
} EdwardsParams;

/* What one signature asks of the token. */
typedef struct {
  CK_MECHANISM mechanism;
  CK_RSA_PKCS_PSS_PARAMS pss;
  EdwardsParams edwards;
  GBytes *input;
} Operation;

static GPtrArray *
token_get_certificates (PkiSigner *signer)
{
  return ((KeysTokenSigner *) signer)->parts.chain;
}

static gsize
token_get_max_size (PkiSigner *signer)
{
  return (gsize) EVP_PKEY_get_size (((KeysTokenSigner *) signer)->public_key);
}

static const struct {
  PkiDigestType digest;
  CK_MECHANISM_TYPE mechanism;
  CK_ULONG mask;
  guint8 oid_end; /* of 2.16.840.1.101.3.4.2.x (RFC 8017, appendix B.1) */
} digests[] = {
    {PKI_DIGEST_SHA256, CKM_SHA256, CKG_MGF1_SHA256, 1},
    {PKI_DIGEST_SHA384, CKM_SHA384, CKG_MGF1_SHA384, 2},
    {PKI_DIGEST_SHA512, CKM_SHA512, CKG_MGF1_SHA512, 3},
};

static int
find_digest (PkiDigestType digest)
{
  for (guint i = 0; i < G_N_ELEMENTS (digests); i++)
    if (digests[i].digest == digest)
      return (int) i;
  return -1;
}

/* DigestInfo (RFC 8017, 9.2, note 1): CKM_RSA_PKCS pads, and wraps nothing itself. */
static GBytes *
wrap_digest (int row, GBytes *hash)
{
  gsize size = g_bytes_get_size (hash);
  const guint8 prefix[] = {
      0x30,
      (guint8) (17 + size),
      0x30,
      0x0d,
      0x06,
      0x09,
      0x60,
      0x86,
      0x48,
      0x01,
      0x65,
      0x03,
      0x04,
      0x02,
      digests[row].oid_end,
      0x05,
      0x00,
      0x04,
      (guint8) size,
  };
  GByteArray *info = g_byte_array_sized_new ((guint) (sizeof prefix + size));

  g_byte_array_append (info, prefix, sizeof prefix);
  g_byte_array_append (info, g_bytes_get_data (hash, NULL), (guint) size);
  return g_byte_array_free_to_bytes (info);
}

/* The leftmost bits as far as the curve's order goes (FIPS 186-4, 6.4); tokens differ in whether
 * they cut by themselves. */
static GBytes *
cut_digest (EVP_PKEY *key, GBytes *hash)
{
  gsize order = (gsize) (EVP_PKEY_get_bits (key) + 7) / 8;

  return g_bytes_new_from_bytes (hash, 0, MIN (order, g_bytes_get_size (hash)));
}

static void
prepare_rsa (Operation *self, int row, gboolean pss, GBytes *hash)
{
  if (!pss)
    {
      self->mechanism.mechanism = CKM_RSA_PKCS;
      self->input = wrap_digest (row, hash);
      return;
    }
  /* A salt as long as the digest (RFC 4055, 3.1), as keys in memory take it. */
  self->pss = (CK_RSA_PKCS_PSS_PARAMS){digests[row].mechanism, digests[row].mask,
                                       g_bytes_get_size (hash)};
  self->mechanism = (CK_MECHANISM){CKM_RSA_PKCS_PSS, &self->pss, sizeof self->pss};
  self->input = g_bytes_ref (hash);
}

static gboolean
prepare (Operation *self, EVP_PKEY *key, PkiDigestType digest, gboolean pss, GBytes *tbs)
{
  int row = find_digest (digest);
  g_autoptr (GBytes) hash = NULL;

  if (EVP_PKEY_is_a (key, "ED25519") || EVP_PKEY_is_a (key, "ED448"))
    {
      self->mechanism.mechanism = CKM_EDDSA; /* hashes by itself (RFC 8032, 5.1) */
      if (EVP_PKEY_is_a (key, "ED448"))
        {
          self->mechanism.pParameter = &self->edwards;
          self->mechanism.ulParameterLen = sizeof self->edwards;
        }
      self->input = g_bytes_ref (tbs);
      return TRUE;
    }
  if (row < 0)
    return FALSE;
  hash = pki_digest_bytes (digest, g_bytes_get_data (tbs, NULL), g_bytes_get_size (tbs));
  if (EVP_PKEY_is_a (key, "EC"))
    {
      self->mechanism.mechanism = CKM_ECDSA;
      self->input = cut_digest (key, hash);
    }
  else if (EVP_PKEY_is_a (key, "RSA") || EVP_PKEY_is_a (key, "RSA-PSS"))
    prepare_rsa (self, row, pss || EVP_PKEY_is_a (key, "RSA-PSS"), hash);
  return self->input != NULL;
}

static GBytes *
call_token (KeysTokenSigner *self, Operation *operation, GError **error)
{
  KeysSession *session = self->parts.session;
  CK_FUNCTION_LIST *functions = session->slot.functions;
  guint8 value[MAX_SIGNATURE];
  CK_ULONG size = sizeof value;
  gsize input_size;
  const guint8 *input = g_bytes_get_data (operation->input, &input_size);
  CK_RV rv;

  if (self->always_authenticate && !keys_login_refresh (session, error))
    return NULL;
  rv = functions->C_SignInit (session->handle, &operation->mechanism, self->parts.key);
  if (!keys_session_check (session, rv, "C_SignInit", error))
    return NULL;
  if (self->always_authenticate &&
      !keys_login_again (session, pki_signer_get_certificate (&self->base), &self->request, error))
    return NULL;
  rv = functions->C_Sign (session->handle, (CK_BYTE *) input, input_size, value, &size);
  if (!keys_session_check (session, rv, "C_Sign", error))
    return NULL;
  return g_bytes_new (value, MIN (size, sizeof value));
}

/* PKCS#11 writes r and s side by side (v3.0, 2.3.1), CMS wants ECDSA-Sig-Value (RFC 5753, 7.2). */
static GBytes *
encode_ecdsa (GBytes *raw)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (raw, &size);
  ECDSA_SIG *signature = ECDSA_SIG_new ();
  unsigned char *der = NULL;
  GBytes *bytes = NULL;
  int length;

  ECDSA_SIG_set0 (signature, BN_bin2bn (data, (int) size / 2, NULL),
                  BN_bin2bn (data + size / 2, (int) (size / 2), NULL));
  length = i2d_ECDSA_SIG (signature, &der);
  if (length > 0)
    bytes = g_bytes_new (der, (gsize) length);
  OPENSSL_free (der);
  ECDSA_SIG_free (signature);
  return bytes;
}

/* After these the next file would only burn another try, or fail for the same reason. */
static gboolean
is_final (const GError *error)
{
  static const KeysError finals[] = {
      KEYS_ERROR_PIN,           KEYS_ERROR_PIN_LOW,       KEYS_ERROR_PIN_FINAL_TRY,
      KEYS_ERROR_PIN_LOCKED,    KEYS_ERROR_PIN_FORM,      KEYS_ERROR_PIN_EXPIRED,
      KEYS_ERROR_PIN_NOT_SET,   KEYS_ERROR_CANCELLED,     KEYS_ERROR_TOKEN_REMOVED,
      KEYS_ERROR_TOKEN_MISSING, KEYS_ERROR_TOKEN_SESSION,
  };

  for (guint i = 0; i < G_N_ELEMENTS (finals); i++)
    if (g_error_matches (error, KEYS_ERROR, finals[i]))
      return TRUE;
  return FALSE;
}

static GBytes *
call_token_once (KeysTokenSigner *self, Operation *operation, GError **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);
  g_autoptr (GError) cause = NULL;
  GBytes *raw;

  if (self->failed != NULL)
    {
      g_propagate_error (error, g_error_copy (self->failed));
      return NULL;
    }
  raw = call_token (self, operation, &cause);
  if (raw != NULL)
    return raw;
  if (is_final (cause))
    self->failed = g_error_copy (cause);
  g_propagate_error (error, g_steal_pointer (&cause));
  return NULL;
}

static gboolean
token_sign (PkiSigner *signer,
            PkiDigestType digest,
            gboolean pss,
            GBytes *tbs,
            GBytes **signature,
            GBytes **algorithm,
            GCancellable *cancellable,
            GError **error)
{
  KeysTokenSigner *self = (KeysTokenSigner *) signer;
  KeysKeyUse use = {.key = self->public_key, .digest = digest, .pss = pss};
  Operation operation = {{0}};
  g_autoptr (GBytes) raw = NULL;
  g_autoptr (GBytes) value = NULL;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (!prepare (&operation, self->public_key, digest, pss, tbs))
    {
      g_set_error (error, KEYS_ERROR, KEYS_ERROR_TOKEN_MECHANISM, "no signing with the digest %s",
                   pki_digest_get_name (digest));
      return FALSE;
    }
  raw = call_token_once (self, &operation, error);
  g_bytes_unref (operation.input);
  ERR_clear_error ();
  if (raw == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  value = EVP_PKEY_is_a (self->public_key, "EC") ? encode_ecdsa (raw) : g_bytes_ref (raw);
  /* A key that was found by its CKA_ID may be another's, and hardware does fail. */
  if (value == NULL || !keys_key_verify (&use, tbs, value))
    {
      g_set_error_literal (error, KEYS_ERROR, KEYS_ERROR_TOKEN_MISMATCH,
                           "the signature does not verify with the certificate's key");
      return FALSE;
    }
  *algorithm = keys_key_dup_algorithm (&use);
  *signature = g_steal_pointer (&value);
  return TRUE;
}

static GBytes *
decrypt (KeysTokenSigner *self, GBytes *input, gboolean pkcs1, GError **error)
{
  KeysSession *session = self->parts.session;
  CK_FUNCTION_LIST *functions = session->slot.functions;
  CK_MECHANISM mechanism = {pkcs1 ? CKM_RSA_PKCS : CKM_RSA_X_509, NULL, 0};
  guint8 value[MAX_SIGNATURE];
  CK_ULONG size = sizeof value;
  gsize input_size;
  const guint8 *data = g_bytes_get_data (input, &input_size);
  GBytes *clear = NULL;
  CK_RV rv = functions->C_DecryptInit (session->handle, &mechanism, self->parts.key);

  if (!keys_session_check (session, rv, "C_DecryptInit", error))
    return NULL;
  if (self->always_authenticate &&
      !keys_login_again (session, pki_signer_get_certificate (&self->base), &self->request, error))
    return NULL;
  rv = functions->C_Decrypt (session->handle, (CK_BYTE *) data, input_size, value, &size);
  if (keys_session_check (session, rv, "C_Decrypt", error))
    clear = keys_secret_new (value, MIN (size, sizeof value));
  OPENSSL_cleanse (value, sizeof value);
  return clear;
}

static GBytes *
read_shared (KeysSession *session, CK_OBJECT_HANDLE shared, GError **error)
{
  guint8 value[MAX_SHARED];
  CK_ATTRIBUTE attribute = {CKA_VALUE, value, sizeof value};
  CK_RV rv = session->slot.functions->C_GetAttributeValue (session->handle, shared, &attribute, 1);
  GBytes *secret = NULL;

  if (keys_session_check (session, rv, "C_GetAttributeValue", error))
    secret = keys_secret_new (value, MIN (attribute.ulValueLen, sizeof value));
  OPENSSL_cleanse (value, sizeof value);
  return secret;
}

/* The secret that both have is an object of the session, read and thrown away. */
static GBytes *
agree (KeysTokenSigner *self, GBytes *point, GError **error)
{
  static const CK_BBOOL yes = CK_TRUE, no = CK_FALSE;
  static const CK_OBJECT_CLASS class = CKO_SECRET_KEY;
  static const CK_KEY_TYPE type = CKK_GENERIC_SECRET;
  KeysSession *session = self->parts.session;
  CK_FUNCTION_LIST *functions = session->slot.functions;
  CK_ULONG length = ((CK_ULONG) EVP_PKEY_get_bits (self->public_key) + 7) / 8;
  CK_ECDH1_DERIVE_PARAMS params = {
      .kdf = CKD_NULL,
      .public_data_len = g_bytes_get_size (point),
      .public_data = (guint8 *) g_bytes_get_data (point, NULL),
  };
  CK_MECHANISM mechanism = {CKM_ECDH1_DERIVE, &params, sizeof params};
  CK_ATTRIBUTE template[] = {
      keys_attribute (CKA_CLASS, &class, sizeof class),
      keys_attribute (CKA_KEY_TYPE, &type, sizeof type),
      keys_attribute (CKA_TOKEN, &no, sizeof no),
      keys_attribute (CKA_SENSITIVE, &no, sizeof no),
      keys_attribute (CKA_EXTRACTABLE, &yes, sizeof yes),
      keys_attribute (CKA_VALUE_LEN, &length, sizeof length),
  };
  CK_OBJECT_HANDLE shared = 0;
  CK_RV rv = functions->C_DeriveKey (session->handle, &mechanism, self->parts.key, template,
                                     G_N_ELEMENTS (template), &shared);
  GBytes *secret;

  if (!keys_session_check (session, rv, "C_DeriveKey", error))
    return NULL;
  secret = read_shared (session, shared, error);
  functions->C_DestroyObject (session->handle, shared);
  return secret;
}

/* One envelope that is being opened. */
typedef struct {
  KeysTokenSigner *signer;
  GError *error;
} Opening;

static GBytes *
compute_once (KeysTokenSigner *self, GBytes *input, gboolean pkcs1, GError **error)
{
  if (self->always_authenticate && !keys_login_refresh (self->parts.session, error))
    return NULL;
  return EVP_PKEY_is_a (self->public_key, "EC") ? agree (self, input, error)
                                                : decrypt (self, input, pkcs1, error);
}

/* An envelope may name the same recipient again and again. */
static GBytes *
compute (GBytes *input, gboolean pkcs1, gpointer data)
{
  Opening *opening = data;
  KeysTokenSigner *self = opening->signer;
  GBytes *value = NULL;

  g_clear_error (&opening->error);
  if (self->failed != NULL)
    opening->error = g_error_copy (self->failed);
  else
    value = compute_once (self, input, pkcs1, &opening->error);
  if (self->failed == NULL && opening->error != NULL && is_final (opening->error))
    self->failed = g_error_copy (opening->error);
  return value;
}

static GBytes *
token_open (PkiSigner *signer, PkiEnvelope *envelope, GError **error)
{
  KeysTokenSigner *self = (KeysTokenSigner *) signer;
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);
  Opening opening = {.signer = self};
  g_autoptr (EVP_PKEY) key = keys_token_proxy_new (self->public_key, compute, &opening);
  g_autoptr (GError) local = NULL;
  GError **cause;
  GBytes *content;

  if (key == NULL)
    {
      g_set_error_literal (error, PKI_ERROR, PKI_ERROR_SIGNS_ONLY, "the key can only sign");
      return NULL;
    }
  content = pki_envelope_open (envelope, pki_signer_get_certificate (signer), key, &local);
  /* The token knows better why. */
  cause = opening.error != NULL ? &opening.error : &local;
  if (content == NULL)
    g_propagate_error (error, g_steal_pointer (cause));
  g_clear_error (&opening.error);
  return content;
}

static void
token_free (PkiSigner *signer)
{
  KeysTokenSigner *self = (KeysTokenSigner *) signer;

  keys_session_free (self->parts.session);
  keys_modules_free (self->parts.modules);
  g_ptr_array_unref (self->parts.chain);
  EVP_PKEY_free (self->parts.public_key);
  g_clear_error (&self->failed);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static const PkiSignerFuncs token_funcs = {
    .get_certificates = token_get_certificates,
    .sign = token_sign,
    .get_max_size = token_get_max_size,
    .free = token_free,
    .open = token_open,
};

/**
 * keys_token_key_new:
 * @parts: what was found; its modules and session are taken
 * @request: whom to ask for the PIN, should the key want it each time
 *
 * Makes a signer of a key on a token.
 *
 * Returns: (transfer full): the signer
 */
PkiSigner *
keys_token_key_new (const KeysTokenKeyParts *parts, const KeysTokenRequest *request)
{
  KeysTokenSigner *self = g_new0 (KeysTokenSigner, 1);

  self->base.funcs = &token_funcs;
  self->parts = *parts;
  g_ptr_array_ref (self->parts.chain);
  self->request = (KeysTokenRequest){.pin = request->pin, .data = request->data};
  self->public_key = parts->public_key;
  if (self->public_key == NULL)
    {
      PkiCertificate *certificate = g_ptr_array_index (parts->chain, 0);

      self->public_key = X509_get0_pubkey (pki_certificate_get_x509 (certificate));
    }
  self->always_authenticate = keys_session_read_boolean (parts->session, parts->key,
                                                         CKA_ALWAYS_AUTHENTICATE, FALSE);
  g_mutex_init (&self->lock);
  return &self->base;
}
