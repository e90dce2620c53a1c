/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-key.h"

#include "keys-error.h"
#include "keys-pkcs12.h"
#include "model-secret.h"

struct _ModelKey {
  char *path;   /* of the PKCS#12, or NULL */
  char *token;  /* PKCS#11 URI, or NULL */
  char *driver; /* for token, or NULL */
  GBytes
      *password; /* until a key file is open; of a token, which may ask again, as long as it is */
};

/**
 * model_key_new:
 * @certificate: whose key
 * @password: (nullable): its password or PIN, see model_secret_new()
 *
 * Prepares a key for a worker.
 *
 * Returns: (transfer full): the key
 */
ModelKey *
model_key_new (ModelCertificate *certificate, GBytes *password)
{
  const KeysTokenEntry *token = model_certificate_get_token (certificate);
  ModelKey *self = g_new0 (ModelKey, 1);

  self->path = g_strdup (model_certificate_get_path (certificate));
  self->token = token != NULL ? g_strdup (token->uri) : NULL;
  self->driver = token != NULL ? g_strdup (token->module) : NULL;
  self->password = password != NULL ? g_bytes_ref (password) : NULL;
  return self;
}

/**
 * model_key_free:
 * @self: (transfer full): a key whose signer is gone
 *
 * Frees it, and wipes the password.
 */
void
model_key_free (ModelKey *self)
{
  g_free (self->path);
  g_free (self->token);
  g_free (self->driver);
  g_clear_pointer (&self->password, g_bytes_unref);
  g_free (self);
}

/* The one that was typed, also where the key wants it before each signature; a wrong one is tried
 * once. A PIN pad takes none from here. */
static char *
give_pin (const KeysPinRequest *request, gpointer data, GError **error)
{
  ModelKey *self = data;

  if (request->pad)
    return g_strdup ("");
  if (self->password != NULL)
    return g_strdup (model_secret_peek (self->password));
  g_set_error_literal (error, KEYS_ERROR, KEYS_ERROR_CANCELLED, "no PIN was typed");
  return NULL;
}

/**
 * model_key_open:
 * @self: a key
 * @cancellable: (nullable): to give up
 * @error: return location for a %KEYS_ERROR
 *
 * Opens the key file, or logs in to the token, once.
 *
 * Returns: (transfer full): the signer
 */
PkiSigner *
model_key_open (ModelKey *self, GCancellable *cancellable, GError **error)
{
  const KeysTokenRequest request = {
      .uri = self->token,
      .module = self->driver,
      .now = g_get_real_time () / G_USEC_PER_SEC,
      .pin = give_pin,
      .data = self,
  };
  PkiSigner *signer;

  if (self->token != NULL)
    return keys_token_open (&request, cancellable, error);
  signer = keys_pkcs12_open (self->path, model_secret_peek (self->password), error);
  g_clear_pointer (&self->password, g_bytes_unref);
  return signer;
}
