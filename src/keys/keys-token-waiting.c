/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keys-token-waiting.h"

#include <openssl/err.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <string.h>

#include "keys-attribute.h"
#include "keys-error.h"
#include "keys-login.h"
#include "keys-token-certificate.h"
#include "keys-token-find.h"
#include "keys-token-key.h"
#include "pki-openssl.h"
#include "pki-request.h"

/* What a key without a certificate is called on its token, and 64 bits of what it was made for. */
#define LABEL "Vermilion: no certificate yet, "
#define PURPOSE_DIGITS 16

#define ID_SIZE 20

struct _KeysTokenWaiting {
  PkiSigner *signer;    /* has the session, and the modules */
  KeysSession *session; /* the signer's */
  CK_OBJECT_HANDLE key;
  GBytes *id;      /* CKA_ID, which the certificate will share */
  GBytes *spki;    /* DER */
  GBytes *request; /* PKCS#10 */
  gboolean old;    /* it was made an earlier time */
};

static const guint8 p256[] = {0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07};
static const guint8 p384[] = {0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22};

static const struct {
  const char *kind;
  CK_MECHANISM_TYPE mechanism;
  CK_ULONG bits;       /* RSA */
  const guint8 *curve; /* CKA_EC_PARAMS: namedCurve (RFC 5480, 2.1.1) */
  gsize curve_size;
} kinds[] = {
    {"p256", CKM_EC_KEY_PAIR_GEN, 0, p256, sizeof p256},
    {"p384", CKM_EC_KEY_PAIR_GEN, 0, p384, sizeof p384},
    {"rsa2048", CKM_RSA_PKCS_KEY_PAIR_GEN, 2048, NULL, 0},
    {"rsa3072", CKM_RSA_PKCS_KEY_PAIR_GEN, 3072, NULL, 0},
};

static int
find_kind (const char *kind, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].kind, kind))
      return (int) i;
  g_set_error (error, KEYS_ERROR, KEYS_ERROR_UNSUPPORTED, "no token is asked for a key of kind %s",
               kind);
  return -1;
}

static char *
dup_label (const char *purpose)
{
  g_autofree char *sha256 = g_compute_checksum_for_string (G_CHECKSUM_SHA256, purpose, -1);

  return g_strdup_printf (LABEL "%.*s", PURPOSE_DIGITS, sha256);
}

/* One that got its certificate waits no more, whatever it is called. */
static gboolean
is_waiting (KeysSession *session, CK_OBJECT_HANDLE key, const char *label, GBytes **id)
{
  g_autoptr (GBytes) name = keys_session_read (session, key, CKA_LABEL);
  g_autoptr (GBytes) wanted = g_bytes_new_static (label, strlen (label));
  g_autoptr (GBytes) found = keys_session_read (session, key, CKA_ID);
  g_autoptr (GArray) certificates = NULL;

  if (!g_bytes_equal (name, wanted) || g_bytes_get_size (found) == 0)
    return FALSE;
  certificates = keys_session_find (session, CKO_CERTIFICATE, found, NULL);
  if (certificates == NULL || certificates->len > 0)
    return FALSE;
  *id = g_steal_pointer (&found);
  return TRUE;
}

static gboolean
find_waiting (KeysTokenWaiting *self, const char *label, GError **error)
{
  g_autoptr (GArray) keys = keys_session_find (self->session, CKO_PRIVATE_KEY, NULL, error);

  for (guint i = 0; keys != NULL && !self->old && i < keys->len; i++)
    {
      self->key = g_array_index (keys, CK_OBJECT_HANDLE, i);
      self->old = is_waiting (self->session, self->key, label, &self->id);
    }
  return keys != NULL;
}

/* It never leaves the token, not even encrypted (PKCS#11 v3.0, 4.9). */
static gboolean
generate (KeysTokenWaiting *self, int kind, const char *label, GError **error)
{
  static const CK_BBOOL yes = CK_TRUE, no = CK_FALSE;
  static const guint8 exponent[] = {1, 0, 1};
  CK_MECHANISM mechanism = {kinds[kind].mechanism, NULL, 0};
  CK_ATTRIBUTE shared[] = {
      keys_attribute (CKA_TOKEN, &yes, sizeof yes),
      keys_attribute_of (CKA_ID, self->id),
      keys_attribute (CKA_LABEL, label, strlen (label)),
  };
  CK_ATTRIBUTE public[] = {
      shared[0],
      shared[1],
      shared[2],
      keys_attribute (CKA_VERIFY, &yes, sizeof yes),
      kinds[kind].curve != NULL
          ? keys_attribute (CKA_EC_PARAMS, kinds[kind].curve, kinds[kind].curve_size)
          : keys_attribute (CKA_MODULUS_BITS, &kinds[kind].bits, sizeof kinds[kind].bits),
      keys_attribute (CKA_PUBLIC_EXPONENT, exponent, sizeof exponent), /* RSA's alone */
  };
  CK_ATTRIBUTE private[] = {
      shared[0],
      shared[1],
      shared[2],
      keys_attribute (CKA_PRIVATE, &yes, sizeof yes),
      keys_attribute (CKA_SIGN, &yes, sizeof yes),
      /* What a platform's certificate lets it do beside. */
      keys_attribute (kinds[kind].curve != NULL ? CKA_DERIVE : CKA_DECRYPT, &yes, sizeof yes),
      keys_attribute (CKA_SENSITIVE, &yes, sizeof yes),
      keys_attribute (CKA_EXTRACTABLE, &no, sizeof no),
  };
  CK_OBJECT_HANDLE beside;
  CK_RV rv = self->session->slot.functions->C_GenerateKeyPair (
      self->session->handle, &mechanism, public,
      G_N_ELEMENTS (public) - (kinds[kind].curve != NULL ? 1 : 0), private, G_N_ELEMENTS (private),
      &beside, &self->key);

  return keys_session_check (self->session, rv, "C_GenerateKeyPair", error);
}

static gboolean
make_id (KeysTokenWaiting *self, GError **error)
{
  guint8 id[ID_SIZE];

  if (RAND_bytes (id, sizeof id) != 1)
    {
      pki_openssl_set_error (error, KEYS_ERROR, KEYS_ERROR_UNSUPPORTED, "no random numbers");
      return FALSE;
    }
  self->id = g_bytes_new (id, sizeof id);
  return TRUE;
}

static EVP_PKEY *
read_public_key (KeysTokenWaiting *self, GError **error)
{
  g_autoptr (GArray) found = keys_session_find (self->session, CKO_PUBLIC_KEY, self->id, NULL);
  CK_OBJECT_HANDLE handle = found != NULL && found->len == 1
                                ? g_array_index (found, CK_OBJECT_HANDLE, 0)
                                : self->key;
  EVP_PKEY *key = NULL;
  const guint8 *p;
  gsize size;

  self->spki = keys_token_spki_read (self->session, handle);
  if (self->spki != NULL)
    {
      p = g_bytes_get_data (self->spki, &size);
      key = d2i_PUBKEY (NULL, &p, (long) size);
    }
  if (key == NULL)
    g_set_error_literal (error, KEYS_ERROR, KEYS_ERROR_TOKEN_NO_KEY,
                         "the token does not show the public key");
  return key;
}

static gboolean
make_request (KeysTokenWaiting *self,
              KeysModules *modules,
              const KeysTokenRequest *request,
              GError **error)
{
  EVP_PKEY *public_key = read_public_key (self, error);
  g_autoptr (GPtrArray) nobody = g_ptr_array_new ();
  KeysTokenKeyParts parts = {
      .modules = modules,
      .session = self->session,
      .key = self->key,
      .chain = nobody,
      .public_key = public_key,
  };

  if (public_key == NULL)
    {
      keys_session_free (self->session);
      keys_modules_free (modules);
      return FALSE;
    }
  self->signer = keys_token_key_new (&parts, request);
  self->request = pki_request_make (self->signer, self->spki, NULL, NULL, error);
  return self->request != NULL;
}

static gboolean
find_or_make (KeysTokenWaiting *self,
              const KeysTokenRequest *request,
              const KeysTokenWish *wish,
              GError **error)
{
  g_autofree char *label = dup_label (wish->purpose);
  int kind = wish->kind != NULL ? find_kind (wish->kind, error) : -1;

  if ((wish->kind != NULL && kind < 0) || !keys_login_user (self->session, NULL, request, error) ||
      !find_waiting (self, label, error))
    return FALSE;
  if (!self->old && kind < 0)
    g_set_error_literal (error, KEYS_ERROR, KEYS_ERROR_TOKEN_NO_KEY, "no key waits on the token");
  return self->old || (kind >= 0 && make_id (self, error) && generate (self, kind, label, error));
}

static gboolean
open_session (KeysTokenWaiting *self, KeysModules *modules, const char *text, GError **error)
{
  g_autoptr (P11KitUri) uri = keys_uri_parse (text, error);
  KeysSlot slot;

  if (uri == NULL || !keys_token_find_slot (modules, uri, &slot, error))
    return FALSE;
  self->session = keys_session_open_to_write (&slot, error);
  return self->session != NULL;
}

/**
 * keys_token_waiting_open:
 * @request: the token's address, and whom to ask for the PIN; copied, but for its data
 * @wish: what key, and for what
 * @error: any code of #KeysError about PINs and tokens; %KEYS_ERROR_UNSUPPORTED for another kind
 *
 * Makes a key on a token (PKCS#11), or takes one up that was made for the same purpose and has no
 * certificate yet: a lost answer loses nothing.
 *
 * Returns: (transfer full): the key with its request, or %NULL on error
 */
KeysTokenWaiting *
keys_token_waiting_open (const KeysTokenRequest *request, const KeysTokenWish *wish, GError **error)
{
  g_autoptr (KeysTokenWaiting) self = g_new0 (KeysTokenWaiting, 1);
  KeysModules *modules = keys_modules_load (request->module, error);

  if (modules == NULL || !open_session (self, modules, request->uri, error))
    {
      g_clear_pointer (&modules, keys_modules_free);
      return NULL;
    }
  if (!find_or_make (self, request, wish, error))
    {
      keys_session_free (self->session);
      keys_modules_free (modules);
      return NULL;
    }
  return make_request (self, modules, request, error) ? g_steal_pointer (&self) : NULL;
}

/* Its CKA_ID, which the key shares. */
static gboolean
find_certificate (KeysTokenWaiting *self, PkiCertificate *certificate, GError **error)
{
  g_autoptr (GPtrArray) objects = keys_session_list_certificates (self->session, error);

  for (guint i = 0; objects != NULL && self->id == NULL && i < objects->len; i++)
    {
      const KeysObject *object = objects->pdata[i];

      if (pki_certificate_equal (object->certificate, certificate))
        self->id = g_bytes_ref (object->id);
    }
  if (objects == NULL)
    return FALSE;
  if (self->id != NULL && g_bytes_get_size (self->id) > 0)
    return TRUE;
  g_set_error_literal (error, KEYS_ERROR, KEYS_ERROR_TOKEN_NO_KEY,
                       "the certificate on the token has no CKA_ID to find its key by");
  return FALSE;
}

static gboolean
find_key (KeysTokenWaiting *self, GError **error)
{
  g_autoptr (GArray) keys = keys_session_find (self->session, CKO_PRIVATE_KEY, self->id, error);

  if (keys == NULL)
    return FALSE;
  if (keys->len == 1)
    {
      self->key = g_array_index (keys, CK_OBJECT_HANDLE, 0);
      return TRUE;
    }
  g_set_error (error, KEYS_ERROR, KEYS_ERROR_TOKEN_NO_KEY, "%u private keys for the certificate",
               keys->len);
  return FALSE;
}

/**
 * keys_token_waiting_again:
 * @request: the address of one certificate, and whom to ask for the PIN; copied, but for its data
 * @error: any code of #KeysError about PINs and tokens
 *
 * Takes the key of a certificate on a token, for which there is to be a further certificate.
 *
 * Returns: (transfer full): the key with its request, or %NULL on error
 */
KeysTokenWaiting *
keys_token_waiting_again (const KeysTokenRequest *request, GError **error)
{
  g_autoptr (KeysTokenWaiting) self = g_new0 (KeysTokenWaiting, 1);
  g_autoptr (GPtrArray) chain = keys_token_peek (request, error);
  KeysModules *modules = chain != NULL ? keys_modules_load (request->module, error) : NULL;

  if (modules == NULL)
    return NULL;
  if (open_session (self, modules, request->uri, error) &&
      find_certificate (self, chain->pdata[0], error) &&
      keys_login_user (self->session, chain->pdata[0], request, error) && find_key (self, error))
    return make_request (self, modules, request, error) ? g_steal_pointer (&self) : NULL;
  keys_session_free (self->session);
  keys_modules_free (modules);
  return NULL;
}

/**
 * keys_token_waiting_get_request:
 * @self: a key that waits
 *
 * Returns: (transfer none): its request, PKCS#10
 */
GBytes *
keys_token_waiting_get_request (KeysTokenWaiting *self)
{
  return self->request;
}

/**
 * keys_token_waiting_is_old:
 * @self: a key that waits
 *
 * Returns: whether it was made an earlier time
 */
gboolean
keys_token_waiting_is_old (KeysTokenWaiting *self)
{
  return self->old;
}

/* For people who look at the token with other tools; a token that does not rename is one, too. */
static void
rename_keys (KeysTokenWaiting *self, const char *label)
{
  static const CK_OBJECT_CLASS classes[] = {CKO_PRIVATE_KEY, CKO_PUBLIC_KEY};
  CK_ATTRIBUTE name = keys_attribute (CKA_LABEL, label, strlen (label));

  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    {
      g_autoptr (GArray) found = keys_session_find (self->session, classes[i], self->id, NULL);

      for (guint k = 0; found != NULL && k < found->len; k++)
        self->session->slot.functions->C_SetAttributeValue (
            self->session->handle, g_array_index (found, CK_OBJECT_HANDLE, k), &name, 1);
    }
}

static char *
dup_address (KeysTokenWaiting *self, const char *label)
{
  g_autoptr (GBytes) name = g_bytes_new_static (label, strlen (label));
  const KeysObject object = {.id = self->id, .label = name};

  return keys_uri_format (&self->session->slot.info, &object);
}

/**
 * keys_token_waiting_finish:
 * @self: a key that waits
 * @chain: (element-type PkiCertificate): its certificate, then its issuers
 * @error: %KEYS_ERROR_TOKEN_MISMATCH where it is another key's, or any code about tokens
 *
 * Puts the certificate beside the key on the token, and the issuers that are not there yet. The
 * key's own comes last: until then the key waits, and this can be done again. Then an older one
 * goes that the same authority issued for the same key.
 *
 * Returns: (transfer full): the certificate's address (RFC 7512), or %NULL on error
 */
char *
keys_token_waiting_finish (KeysTokenWaiting *self, GPtrArray *chain, GError **error)
{
  PkiCertificate *certificate = chain->pdata[0];
  g_autoptr (GBytes) spki = pki_certificate_dup_spki (certificate);
  g_autoptr (GBytes) of_certificate = pki_spki_make_canonical (spki);
  g_autoptr (GBytes) of_key = pki_spki_make_canonical (self->spki);
  const char *label = pki_certificate_get_name (certificate);

  if (of_certificate == NULL || of_key == NULL || !g_bytes_equal (of_certificate, of_key))
    {
      g_set_error_literal (error, KEYS_ERROR, KEYS_ERROR_TOKEN_MISMATCH,
                           "the certificate was issued for another key");
      return NULL;
    }
  if (!keys_token_certificate_put (self->session, chain, self->id, error))
    return NULL;
  rename_keys (self, label);
  return dup_address (self, label);
}

/**
 * keys_token_waiting_free:
 * @self: (nullable) (transfer full): a key that waits
 *
 * Lets go of it; on the token it stays.
 */
void
keys_token_waiting_free (KeysTokenWaiting *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->signer, pki_signer_free);
  g_clear_pointer (&self->id, g_bytes_unref);
  g_clear_pointer (&self->spki, g_bytes_unref);
  g_clear_pointer (&self->request, g_bytes_unref);
  ERR_clear_error ();
  g_free (self);
}
