/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-ca-key.h"

#include <string.h>

#include "keys-error.h"
#include "keys-office.h"
#include "keys-token-office.h"
#include "platform-authority-files.h"
#include "platform-data.h"
#include "platform-error.h"

struct _PlatformCaKey {
  gatomicrefcount references;
  char *name;
  GBytes *spki;
  char *uri; /* NULL: it is in a file, and inner is there for good */
  char *module;
  PlatformCaPin *pin;
  GMutex lock;      /* of what follows, where there is a token */
  PkiSigner *inner; /* NULL: the token is away */
};

/* One chain of certificates before the key. */
typedef struct {
  PkiSigner base;
  PlatformCaKey *key;
  GPtrArray *chain;
} Holder;

static gboolean
fail (PlatformCaKey *self, const GError *cause, GError **error)
{
  g_set_error (error, PLATFORM_ERROR, PLATFORM_ERROR_KEY, "the key “%s” on the token: %s",
               self->name, cause->message);
  return FALSE;
}

/* A service that goes on trying a wrong PIN locks its token: what was refused to one key is tried
 * for none. Called with the lock of the PIN. */
static char *
give_pin (const KeysPinRequest *request, gpointer data, GError **error)
{
  return platform_ca_pin_read (data, error);
}

static gboolean
is_about_pin (const GError *error)
{
  return g_error_matches (error, KEYS_ERROR, KEYS_ERROR_PIN) ||
         g_error_matches (error, KEYS_ERROR, KEYS_ERROR_PIN_LOW) ||
         g_error_matches (error, KEYS_ERROR, KEYS_ERROR_PIN_FINAL_TRY) ||
         g_error_matches (error, KEYS_ERROR, KEYS_ERROR_PIN_LOCKED) ||
         g_error_matches (error, KEYS_ERROR, KEYS_ERROR_PIN_FORM);
}

/* Another key under the same name is not this key put back. */
static gboolean
check_same (PlatformCaKey *self, GBytes *spki, GError **error)
{
  if (!self->spki)
    self->spki = g_bytes_ref (spki);
  if (g_bytes_equal (self->spki, spki))
    return TRUE;
  g_set_error (error, KEYS_ERROR, KEYS_ERROR_TOKEN_MISMATCH, "it is another key than before");
  return FALSE;
}

static gboolean
open_token (PlatformCaKey *self, GError **error)
{
  const KeysTokenRequest request = {
      .uri = self->uri, .module = self->module, .pin = give_pin, .data = self->pin};
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) spki = NULL;
  g_autoptr (PkiSigner) inner = NULL;

  if (self->inner)
    return TRUE;
  platform_ca_pin_lock (self->pin);
  inner = keys_token_office_open (&request, &spki, &local);
  platform_ca_pin_unlock (self->pin, inner || !is_about_pin (local));
  if (!inner || !check_same (self, spki, &local))
    return fail (self, local, error);
  self->inner = g_steal_pointer (&inner);
  return TRUE;
}

/* What is signed, and where the result goes. */
typedef struct {
  PkiDigestType digest;
  gboolean pss;
  GBytes *tbs;
  GBytes **signature;
  GBytes **algorithm;
} Act;

static gboolean
call_inner (PlatformCaKey *self, const Act *act, GCancellable *cancellable, GError **error)
{
  return self->inner->funcs->sign (self->inner, act->digest, act->pss, act->tbs, act->signature,
                                   act->algorithm, cancellable, error);
}

/* A session that died with its token says nothing about the token that was put back since: the
 * second time the session is a new one. */
static gboolean
sign_on_token (PlatformCaKey *self, const Act *act, GCancellable *cancellable, GError **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);

  for (gboolean was_open = self->inner != NULL;; was_open = FALSE)
    {
      g_autoptr (GError) local = NULL;

      if (!open_token (self, error))
        return FALSE;
      if (call_inner (self, act, cancellable, &local))
        return TRUE;
      if (local->domain != KEYS_ERROR)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      g_clear_pointer (&self->inner, pki_signer_free);
      if (!was_open)
        return fail (self, local, error);
    }
}

static gboolean
act_on (PlatformCaKey *self, const Act *act, GCancellable *cancellable, GError **error)
{
  return self->uri ? sign_on_token (self, act, cancellable, error)
                   : call_inner (self, act, cancellable, error);
}

static gboolean
holder_sign (PkiSigner *signer,
             PkiDigestType digest,
             gboolean pss,
             GBytes *tbs,
             GBytes **signature,
             GBytes **algorithm,
             GCancellable *cancellable,
             GError **error)
{
  const Act act = {digest, pss, tbs, signature, algorithm};

  return act_on (((Holder *) signer)->key, &act, cancellable, error);
}

static GPtrArray *
holder_get_certificates (PkiSigner *signer)
{
  return ((Holder *) signer)->chain;
}

/* RSA of 16384 bits; nothing signs longer. */
static gsize
holder_get_max_size (PkiSigner *signer)
{
  return 2048;
}

static void
holder_free (PkiSigner *signer)
{
  Holder *self = (Holder *) signer;

  platform_ca_key_unref (self->key);
  g_ptr_array_unref (self->chain);
  g_free (self);
}

static const PkiSignerFuncs holder_funcs = {
    .get_certificates = holder_get_certificates,
    .sign = holder_sign,
    .get_max_size = holder_get_max_size,
    .free = holder_free,
};

static gboolean
open_file (PlatformCaKey *self, const char *directory, GError **error)
{
  g_autofree char *file = g_strconcat (self->name, ".key", NULL);
  g_autoptr (GPtrArray) nobody = g_ptr_array_new ();
  g_autoptr (GBytes) pkcs8 = platform_authority_key (directory, file, error);

  return pkcs8 && (self->inner = keys_office_open (pkcs8, nobody, error)) &&
         (self->spki = keys_office_get_spki (pkcs8, error));
}

static gboolean
is_meant (const PlatformTokenSeat *token, const char *name)
{
  g_auto (GStrv) names = NULL;

  if (!token || !token->uri)
    return FALSE;
  names = token->keys ? g_strsplit (token->keys, ",", -1) : NULL;
  return !names || g_strv_contains ((const char *const *) names, name);
}

/**
 * platform_ca_key_open:
 * @directory: where the platform's files are
 * @name: of the key: its file without “.key”, or its CKA_LABEL on the token
 * @token: (nullable): where the keys are that are not in files
 * @known: (nullable): a certificate of the key on the token
 * @error: where to put a #PlatformError
 *
 * Opens a key. One in a file is made the first time; one on a token is made by whoever is in charge
 * of the token. Where it is known the token may be away, or refuse its PIN: it is looked for again
 * whenever something is to be signed.
 *
 * Returns: (transfer full): the key, or NULL on error
 */
PlatformCaKey *
platform_ca_key_open (const char *directory,
                      const char *name,
                      const PlatformTokenSeat *token,
                      PkiCertificate *known,
                      GError **error)
{
  g_autoptr (PlatformCaKey) self = g_new0 (PlatformCaKey, 1);
  g_autoptr (GError) local = NULL;

  g_atomic_ref_count_init (&self->references);
  g_mutex_init (&self->lock);
  self->name = g_strdup (name);
  if (!is_meant (token, name))
    return open_file (self, directory, error) ? g_steal_pointer (&self) : NULL;
  self->uri = g_strconcat (token->uri, strchr (token->uri, '=') ? ";object=" : "object=", name,
                           NULL);
  self->module = g_strdup (token->module);
  self->pin = platform_ca_pin_ref (token->pin);
  if (!open_token (self, &local) && !known)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if (!self->spki)
    self->spki = pki_certificate_dup_spki (known);
  return g_steal_pointer (&self);
}

/**
 * platform_ca_key_ref:
 * @self: a key
 *
 * Shares it.
 *
 * Returns: (transfer full): the key
 */
PlatformCaKey *
platform_ca_key_ref (PlatformCaKey *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

/**
 * platform_ca_key_unref:
 * @self: (transfer full): a key
 *
 * Lets go of it; the last one wipes it, or closes the session with its token.
 */
void
platform_ca_key_unref (PlatformCaKey *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_clear_pointer (&self->inner, pki_signer_free);
  g_clear_pointer (&self->spki, g_bytes_unref);
  g_mutex_clear (&self->lock);
  g_free (self->name);
  g_free (self->uri);
  g_free (self->module);
  g_clear_pointer (&self->pin, platform_ca_pin_unref);
  g_free (self);
}

/**
 * platform_ca_key_get_spki:
 * @self: a key
 *
 * Gives its public half.
 *
 * Returns: (transfer none): DER SubjectPublicKeyInfo
 */
GBytes *
platform_ca_key_get_spki (PlatformCaKey *self)
{
  return self->spki;
}

/**
 * platform_ca_key_is_on_token:
 * @self: a key
 *
 * Says where it is.
 *
 * Returns: FALSE for one in a file
 */
gboolean
platform_ca_key_is_on_token (PlatformCaKey *self)
{
  return self->uri != NULL;
}

/**
 * platform_ca_key_signer:
 * @self: a key
 * @chain: (element-type PkiCertificate): its certificate first; may be empty
 *
 * Makes a signer of it.
 *
 * Returns: (transfer full): the signer, which fails with %PLATFORM_ERROR_KEY while the token is
 * away
 */
PkiSigner *
platform_ca_key_signer (PlatformCaKey *self, GPtrArray *chain)
{
  Holder *holder = g_new0 (Holder, 1);

  holder->base.funcs = &holder_funcs;
  holder->key = platform_ca_key_ref (self);
  holder->chain = g_ptr_array_ref (chain);
  return &holder->base;
}

/**
 * platform_ca_key_issuer:
 * @self: a key
 * @chain: (element-type PkiCertificate): its certificate first; may be empty
 * @error: where to put a #PlatformError
 *
 * Puts it into office.
 *
 * Returns: (transfer full): the issuer, or NULL on error
 */
PkiIssuer *
platform_ca_key_issuer (PlatformCaKey *self, GPtrArray *chain, GError **error)
{
  PkiSigner *signer = platform_ca_key_signer (self, chain);

  return self->inner ? pki_issuer_new (signer, NULL, error) : pki_issuer_new_unasked (signer);
}

/* No structure of X.509 begins so. */
#define PROBE "Vermilion: is the key there?"

/**
 * platform_ca_key_check:
 * @self: a key
 * @error: where to put a #PlatformError
 *
 * Asks whether it can sign now, and finds a token that was put back.
 *
 * Returns: FALSE if it cannot
 */
gboolean
platform_ca_key_check (PlatformCaKey *self, GError **error)
{
  g_autoptr (GBytes) probe = g_bytes_new_static (PROBE, sizeof PROBE - 1);
  g_autoptr (GBytes) signature = NULL;
  g_autoptr (GBytes) algorithm = NULL;
  const Act act = {PKI_DIGEST_SHA256, FALSE, probe, &signature, &algorithm};

  return act_on (self, &act, NULL, error);
}
