/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keys-pkcs12.h"

#include <openssl/err.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>
#include <string.h>

#include "keys-bundle.h"
#include "keys-cost.h"
#include "keys-encode.h"
#include "keys-error.h"
#include "keys-file.h"
#include "pki-openssl.h"

#define MAX_BAGS 256
#define MAX_DEPTH 4

/* What a file gave, and the context it was opened in: the process's own, which has its algorithms
 * at hand, or for old files that are encrypted with RC2 one whose provider is not to be switched
 * on for the whole process. */
typedef struct {
  OSSL_LIB_CTX *context; /* or NULL */
  OSSL_PROVIDER *providers[2];
  PKCS12 *pkcs12;
  const char *password; /* lent */
  KeysBundle bundle;
  guint n_bags;
  KeysCost cost; /* so far */
} Reader;

static void
reader_clear (Reader *self)
{
  keys_bundle_clear (&self->bundle);
  g_clear_pointer (&self->pkcs12, PKCS12_free);
  for (guint i = 0; i < G_N_ELEMENTS (self->providers); i++)
    g_clear_pointer (&self->providers[i], OSSL_PROVIDER_unload);
  g_clear_pointer (&self->context, OSSL_LIB_CTX_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reader, reader_clear)

static void
set_error (GError **error, KeysError code, const char *message)
{
  pki_openssl_set_error (error, KEYS_ERROR, code, message);
}

static void
reader_add_legacy (Reader *self)
{
  self->context = OSSL_LIB_CTX_new ();
  self->providers[0] = OSSL_PROVIDER_load (self->context, "default");
  self->providers[1] = OSSL_PROVIDER_load (self->context, "legacy"); /* may be missing */
  ERR_clear_error ();
}

static gboolean
reader_init (Reader *self, GBytes *bytes, GError **error)
{
  gsize size;
  const unsigned char *p = g_bytes_get_data (bytes, &size);

  keys_bundle_init (&self->bundle);
  self->pkcs12 = PKCS12_init_ex (NID_pkcs7_data, self->context, NULL);
  /* On failure d2i frees what it was given. */
  if (size == 0 || d2i_PKCS12 (&self->pkcs12, &p, (long) size) == NULL)
    {
      set_error (error, KEYS_ERROR_NOT_KEY_FILE, "not a PKCS#12 file");
      return FALSE;
    }
  return TRUE;
}

/* An empty password is an empty string to some programs and none at all to others. */
static gboolean
reader_verify_password (Reader *self, GError **error)
{
  const ASN1_INTEGER *rounds = NULL;

  if (!PKCS12_mac_present (self->pkcs12))
    return TRUE;
  PKCS12_get0_mac (NULL, NULL, NULL, &rounds, self->pkcs12);
  if (!keys_cost_add (&self->cost, rounds))
    {
      set_error (error, KEYS_ERROR_UNSUPPORTED, "the file's key derivation is too costly");
      return FALSE;
    }
  if (PKCS12_verify_mac (self->pkcs12, self->password, -1) == 1)
    return TRUE;
  if (self->password[0] == '\0' && PKCS12_verify_mac (self->pkcs12, NULL, 0) == 1)
    {
      self->password = NULL;
      return TRUE;
    }
  if (ERR_peek_last_error () != 0)
    set_error (error, KEYS_ERROR_UNSUPPORTED, "cannot check the password");
  else
    set_error (error, KEYS_ERROR_PASSWORD, "the password is wrong");
  return FALSE;
}

/* Where there is no MAC, a wrong password shows as nonsense after decryption. */
static void
set_decrypt_error (Reader *self, GError **error)
{
  int reason = ERR_GET_REASON (ERR_peek_error ());
  gboolean unknown = reason == ERR_R_UNSUPPORTED || reason == EVP_R_UNSUPPORTED_ALGORITHM ||
                     reason == EVP_R_UNKNOWN_PBE_ALGORITHM;

  if (unknown || PKCS12_mac_present (self->pkcs12))
    set_error (error, KEYS_ERROR_UNSUPPORTED, "cannot decrypt the file");
  else
    set_error (error, KEYS_ERROR_PASSWORD, "the password is wrong");
}

static PKCS8_PRIV_KEY_INFO *
decrypt_key (Reader *self, const PKCS12_SAFEBAG *bag, GError **error)
{
  const X509_ALGOR *algorithm;
  PKCS8_PRIV_KEY_INFO *info;

  X509_SIG_get0 (PKCS12_SAFEBAG_get0_pkcs8 (bag), &algorithm, NULL);
  if (!keys_cost_add_algorithm (&self->cost, algorithm, error))
    return NULL;
  info = PKCS12_decrypt_skey_ex (bag, self->password, -1, self->context, NULL);
  if (info == NULL)
    set_decrypt_error (self, error);
  return info;
}

/* Into the process's own context: the signer outlives this one. */
static gboolean
reader_add_key (Reader *self, const PKCS8_PRIV_KEY_INFO *info, GError **error)
{
  EVP_PKEY *key = EVP_PKCS82PKEY (info);

  if (key == NULL)
    {
      set_error (error, KEYS_ERROR_UNSUPPORTED, "cannot read the private key");
      return FALSE;
    }
  g_ptr_array_add (self->bundle.keys, key);
  return TRUE;
}

static gboolean
reader_add_certificate (Reader *self, const PKCS12_SAFEBAG *bag, GError **error)
{
  X509 *x509;
  PkiCertificate *certificate;

  if (PKCS12_SAFEBAG_get_bag_nid (bag) != NID_x509Certificate)
    return TRUE;
  x509 = PKCS12_SAFEBAG_get1_cert (bag);
  certificate = x509 != NULL ? pki_certificate_new_from_x509 (x509, NULL) : NULL;
  X509_free (x509);
  if (certificate == NULL)
    {
      set_error (error, KEYS_ERROR_NOT_KEY_FILE, "a certificate in the file is damaged");
      return FALSE;
    }
  g_ptr_array_add (self->bundle.certificates, certificate);
  return TRUE;
}

static gboolean
reader_add_bags (Reader *self, const STACK_OF (PKCS12_SAFEBAG) * bags, guint depth, GError **error)
{
  gboolean ok = depth <= MAX_DEPTH;

  for (int i = 0; ok && i < sk_PKCS12_SAFEBAG_num (bags); i++)
    {
      const PKCS12_SAFEBAG *bag = sk_PKCS12_SAFEBAG_value (bags, i);
      PKCS8_PRIV_KEY_INFO *info = NULL;

      if (++self->n_bags > MAX_BAGS)
        ok = FALSE;
      else
        switch (PKCS12_SAFEBAG_get_nid (bag))
          {
          case NID_keyBag:
            ok = reader_add_key (self, PKCS12_SAFEBAG_get0_p8inf (bag), error);
            break;
          case NID_pkcs8ShroudedKeyBag:
            info = decrypt_key (self, bag, error);
            ok = info != NULL && reader_add_key (self, info, error);
            PKCS8_PRIV_KEY_INFO_free (info);
            break;
          case NID_certBag:
            ok = reader_add_certificate (self, bag, error);
            break;
          case NID_safeContentsBag:
            ok = reader_add_bags (self, PKCS12_SAFEBAG_get0_safes (bag), depth + 1, error);
            break;
          default:
            break;
          }
    }
  if (!ok && error != NULL && *error == NULL)
    set_error (error, KEYS_ERROR_NOT_KEY_FILE, "the file nests or holds too much");
  return ok;
}

static gboolean
reader_add_safe (Reader *self, PKCS7 *safe, GError **error)
{
  STACK_OF (PKCS12_SAFEBAG) *bags = NULL;
  gboolean ok;

  if (PKCS7_type_is_data (safe))
    {
      bags = PKCS12_unpack_p7data (safe);
      if (bags == NULL)
        set_error (error, KEYS_ERROR_NOT_KEY_FILE, "the file is damaged");
    }
  else if (PKCS7_type_is_encrypted (safe))
    {
      if (!keys_cost_add_algorithm (&self->cost, safe->d.encrypted->enc_data->algorithm, error))
        return FALSE;
      bags = PKCS12_unpack_p7encdata (safe, self->password, -1);
      if (bags == NULL)
        set_decrypt_error (self, error);
    }
  else
    {
      set_error (error, KEYS_ERROR_UNSUPPORTED, "the file is encrypted for a certificate");
      return FALSE;
    }
  ok = bags != NULL && reader_add_bags (self, bags, 0, error);
  sk_PKCS12_SAFEBAG_pop_free (bags, PKCS12_SAFEBAG_free);
  return ok;
}

static gboolean
reader_add_safes (Reader *self, GError **error)
{
  STACK_OF (PKCS7) *safes = PKCS12_unpack_authsafes (self->pkcs12);
  gboolean ok = safes != NULL && sk_PKCS7_num (safes) <= MAX_BAGS;

  if (!ok)
    set_error (error, KEYS_ERROR_NOT_KEY_FILE, "the file is damaged");
  for (int i = 0; ok && i < sk_PKCS7_num (safes); i++)
    ok = reader_add_safe (self, sk_PKCS7_value (safes, i), error);
  sk_PKCS7_pop_free (safes, PKCS7_free);
  return ok;
}

static gboolean
reader_read (Reader *self, GBytes *bytes, GError **error)
{
  gboolean ok;

  ERR_clear_error ();
  ok = reader_init (self, bytes, error) && reader_verify_password (self, error) &&
       reader_add_safes (self, error);
  ERR_clear_error ();
  return ok;
}

/* Which of the two has read it. */
static Reader *
read_either (Reader *reader, Reader *old, GBytes *bytes, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (reader_read (reader, bytes, &problem))
    return reader;
  if (!g_error_matches (problem, KEYS_ERROR, KEYS_ERROR_UNSUPPORTED))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  reader_add_legacy (old);
  return reader_read (old, bytes, error) ? old : NULL;
}

/* What shows without a password, by the number that a key and its certificate share (RFC 7292, 4.2
 * and PKCS#9, 5.5.2). */
typedef struct {
  GHashTable *keys;         /* localKeyID as GBytes */
  GHashTable *certificates; /* the same → its place in the bundle + 1 */
} Glance;

static GBytes *
dup_key_id (const PKCS12_SAFEBAG *bag)
{
  const ASN1_TYPE *id = PKCS12_SAFEBAG_get0_attr (bag, NID_localKeyID);

  return id != NULL && id->type == V_ASN1_OCTET_STRING
             ? g_bytes_new (id->value.octet_string->data, (gsize) id->value.octet_string->length)
             : NULL;
}

static void
reader_peek_bag (Reader *self, const PKCS12_SAFEBAG *bag, Glance *glance)
{
  int kind = PKCS12_SAFEBAG_get_nid (bag);
  guint n = self->bundle.certificates->len;
  GBytes *id;

  if (kind == NID_certBag)
    reader_add_certificate (self, bag, NULL);
  else if (kind != NID_keyBag && kind != NID_pkcs8ShroudedKeyBag)
    return;
  id = dup_key_id (bag);
  if (id != NULL && kind != NID_certBag)
    g_hash_table_add (glance->keys, id);
  else if (id != NULL && self->bundle.certificates->len > n)
    g_hash_table_insert (glance->certificates, id, GUINT_TO_POINTER (n + 1));
  else if (id != NULL)
    g_bytes_unref (id);
}

/* Certificates only: neither is a key decrypted, nor the file's MAC known. */
static void
reader_peek_safe (Reader *self, PKCS7 *safe, Glance *glance)
{
  STACK_OF (PKCS12_SAFEBAG) *bags = PKCS7_type_is_data (safe) ? PKCS12_unpack_p7data (safe) : NULL;

  for (int i = 0; i < sk_PKCS12_SAFEBAG_num (bags) && self->n_bags < MAX_BAGS; i++, self->n_bags++)
    reader_peek_bag (self, sk_PKCS12_SAFEBAG_value (bags, i), glance);
  sk_PKCS12_SAFEBAG_pop_free (bags, PKCS12_SAFEBAG_free);
}

/* Which of several keys is going to be used shows when they can be read. */
static PkiCertificate *
find_own (const Reader *self, const Glance *glance)
{
  GHashTableIter iter;
  gpointer id;
  guint place;

  if (g_hash_table_size (glance->keys) != 1)
    return NULL;
  g_hash_table_iter_init (&iter, glance->keys);
  g_hash_table_iter_next (&iter, &id, NULL);
  place = GPOINTER_TO_UINT (g_hash_table_lookup (glance->certificates, id));
  return place > 0 ? g_ptr_array_index (self->bundle.certificates, place - 1) : NULL;
}

/**
 * keys_pkcs12_peek:
 * @bytes: a PKCS#12 file's content
 * @bundle: the certificates that lie in the clear are added here
 *
 * Reads what needs no password. That is nothing where the certificates are encrypted, as most
 * programs do it. A certificate that lies in the clear may be anybody's: the key's own is the one
 * that has the key's number.
 *
 * Returns: (transfer none) (nullable): the key's own, lent by @bundle
 */
PkiCertificate *
keys_pkcs12_peek (GBytes *bytes, KeysBundle *bundle)
{
  g_auto (Reader) reader = {.password = ""};
  g_autoptr (GHashTable) keys = g_hash_table_new_full (g_bytes_hash, g_bytes_equal,
                                                       (GDestroyNotify) g_bytes_unref, NULL);
  g_autoptr (GHashTable) certificates = g_hash_table_new_full (
      g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);
  Glance glance = {keys, certificates};
  STACK_OF (PKCS7) *safes = NULL;

  ERR_clear_error ();
  if (reader_init (&reader, bytes, NULL))
    safes = PKCS12_unpack_authsafes (reader.pkcs12);
  for (int i = 0; i < MIN (sk_PKCS7_num (safes), MAX_BAGS); i++)
    reader_peek_safe (&reader, sk_PKCS7_value (safes, i), &glance);
  sk_PKCS7_pop_free (safes, PKCS7_free);
  for (guint i = 0; i < reader.bundle.certificates->len; i++)
    g_ptr_array_add (bundle->certificates,
                     pki_certificate_ref (reader.bundle.certificates->pdata[i]));
  ERR_clear_error ();
  return find_own (&reader, &glance);
}

/**
 * keys_pkcs12_open_bytes:
 * @bytes: a PKCS#12 file's content
 * @password: UTF-8, may be empty; used and not kept
 * @error: as for keys_pkcs12_open(), without _UNREADABLE
 *
 * Opens PKCS#12 that is in memory already.
 *
 * Returns: (transfer full): its key as signer, with the chain the file holds
 */
PkiSigner *
keys_pkcs12_open_bytes (GBytes *bytes, const char *password, GError **error)
{
  g_auto (Reader) reader = {.password = password};
  g_auto (Reader) old = {.password = password};
  Reader *used = read_either (&reader, &old, bytes, error);

  return used != NULL ? keys_bundle_open (&used->bundle, error) : NULL;
}

/**
 * keys_pkcs12_certify:
 * @path: of a PKCS#12 file
 * @password: its password; used and not kept
 * @chain: (element-type PkiCertificate): another certificate for its key, then its issuers
 * @error: as for keys_pkcs12_open(), or %KEYS_ERROR_NO_KEY for a certificate of another key
 *
 * Makes the file that holds the same key with a newer certificate, under the same password.
 *
 * Returns: (transfer full): PKCS#12, or %NULL on error
 */
GBytes *
keys_pkcs12_certify (const char *path, const char *password, GPtrArray *chain, GError **error)
{
  g_autoptr (GBytes) bytes = keys_file_read (path, error);
  g_auto (Reader) reader = {.password = password};
  g_auto (Reader) old = {.password = password};
  g_autoptr (GPtrArray) before = NULL;
  Reader *used = bytes != NULL ? read_either (&reader, &old, bytes, error) : NULL;
  EVP_PKEY *key = used != NULL ? keys_bundle_find (&used->bundle, &before, error) : NULL;

  if (key == NULL)
    return NULL;
  if (X509_check_private_key (pki_certificate_get_x509 (chain->pdata[0]), key) == 1)
    return keys_encode_pkcs12 (key, chain, password, error);
  g_set_error_literal (error, KEYS_ERROR, KEYS_ERROR_NO_KEY,
                       "the certificate was issued for another key");
  return NULL;
}

/**
 * keys_pkcs12_open:
 * @path: a PKCS#12 file
 * @password: UTF-8, may be empty; used and not kept
 * @error: any of #KeysError but _STORE and _EXISTS
 *
 * Opens a PKCS#12 file (RFC 7292), old encryptions included. Of several keys the first that comes
 * with its certificate counts. Whether the certificate is valid is not asked here.
 *
 * Returns: (transfer full): its key as signer, with the chain the file holds
 */
PkiSigner *
keys_pkcs12_open (const char *path, const char *password, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;

  g_return_val_if_fail (path != NULL && password != NULL, NULL);

  bytes = keys_file_read (path, error);
  if (bytes == NULL)
    return NULL;
  return keys_pkcs12_open_bytes (bytes, password, error);
}
