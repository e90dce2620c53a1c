/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-certificate.h"

struct _ModelCertificate {
  GObject parent_instance;

  KeysEntry *entry;      /* or NULL */
  KeysTokenEntry *token; /* or NULL */
  char *id;
  KeysStanding standing;
  gboolean elsewhere;
};

/* RFC 5280, 4.2.1.3 */
enum { KEY_ENCIPHERMENT = 2, DATA_ENCIPHERMENT = 3, KEY_AGREEMENT = 4 };

G_DEFINE_FINAL_TYPE (ModelCertificate, model_certificate, G_TYPE_OBJECT)

static void
model_certificate_finalize (GObject *object)
{
  ModelCertificate *self = MODEL_CERTIFICATE (object);

  keys_entry_free (self->entry);
  keys_token_entry_free (self->token);
  g_free (self->id);
  G_OBJECT_CLASS (model_certificate_parent_class)->finalize (object);
}

static void
model_certificate_class_init (ModelCertificateClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = model_certificate_finalize;
}

static void
model_certificate_init (ModelCertificate *self)
{
}

/**
 * model_certificate_new:
 * @entry: (transfer full): what the key folder says
 *
 * Makes an identity of an entry of the key folder.
 *
 * Returns: (transfer full): the identity
 */
ModelCertificate *
model_certificate_new (KeysEntry *entry)
{
  ModelCertificate *self;

  g_return_val_if_fail (entry != NULL, NULL);

  self = g_object_new (MODEL_TYPE_CERTIFICATE, NULL);
  self->entry = entry;
  self->id = g_strdup (entry->id);
  return self;
}

/**
 * model_certificate_new_on_token:
 * @token: (transfer full): what a token says; with a certificate
 *
 * Makes an identity of a certificate on a token.
 *
 * Returns: (transfer full): the identity
 */
ModelCertificate *
model_certificate_new_on_token (KeysTokenEntry *token)
{
  ModelCertificate *self;

  g_return_val_if_fail (token != NULL && token->certificate != NULL, NULL);

  self = g_object_new (MODEL_TYPE_CERTIFICATE, NULL);
  self->token = token;
  self->id = g_strconcat ("token-", pki_certificate_get_sha256 (token->certificate), NULL);
  return self;
}

/**
 * model_certificate_get_token:
 *
 * Returns: (transfer none) (nullable): the token that its key is on
 */
const KeysTokenEntry *
model_certificate_get_token (ModelCertificate *self)
{
  g_return_val_if_fail (MODEL_IS_CERTIFICATE (self), NULL);

  return self->token;
}

/**
 * model_certificate_get_id:
 *
 * Returns: (transfer none): its stable name, in the key folder or of the token's certificate
 */
const char *
model_certificate_get_id (ModelCertificate *self)
{
  g_return_val_if_fail (MODEL_IS_CERTIFICATE (self), NULL);

  return self->id;
}

/**
 * model_certificate_get_path:
 *
 * Returns: (transfer none) (nullable): the PKCS#12 file with its key
 */
const char *
model_certificate_get_path (ModelCertificate *self)
{
  g_return_val_if_fail (MODEL_IS_CERTIFICATE (self), NULL);

  return self->entry != NULL ? self->entry->path : NULL;
}

/**
 * model_certificate_get_certificate:
 *
 * Returns: (transfer none): the certificate
 */
PkiCertificate *
model_certificate_get_certificate (ModelCertificate *self)
{
  g_return_val_if_fail (MODEL_IS_CERTIFICATE (self), NULL);

  return self->entry != NULL ? self->entry->certificate : self->token->certificate;
}

/**
 * model_certificate_dup_chain:
 * @complete: (out): whether its key cannot bring further issuers along
 *
 * Tells who is going to sign, before anybody is asked for a password or a PIN.
 *
 * Returns: (transfer full) (element-type PkiCertificate): the certificate, then its issuers
 */
GPtrArray *
model_certificate_dup_chain (ModelCertificate *self, gboolean *complete)
{
  GPtrArray *alone;

  g_return_val_if_fail (MODEL_IS_CERTIFICATE (self), NULL);

  *complete = self->token != NULL && self->token->chain != NULL;
  if (*complete)
    return g_ptr_array_ref (self->token->chain);
  alone = g_ptr_array_new_with_free_func ((GDestroyNotify) pki_certificate_unref);
  g_ptr_array_add (alone, pki_certificate_ref (model_certificate_get_certificate (self)));
  return alone;
}

static ModelCertificateState
explain_usage (PkiCertificate *certificate)
{
  gboolean encrypts = pki_certificate_has_key_usage (certificate, KEY_ENCIPHERMENT) ||
                      pki_certificate_has_key_usage (certificate, DATA_ENCIPHERMENT) ||
                      pki_certificate_has_key_usage (certificate, KEY_AGREEMENT);

  return encrypts ? MODEL_CERTIFICATE_ENCRYPTION : MODEL_CERTIFICATE_WRONG_USAGE;
}

static ModelCertificateState
get_token_state (const KeysTokenEntry *token)
{
  if (token->key == KEYS_TOKEN_KEY_ABSENT)
    return MODEL_CERTIFICATE_NO_KEY;
  if (token->pin == KEYS_PIN_LOCKED)
    return MODEL_CERTIFICATE_TOKEN_LOCKED;
  return token->pin == KEYS_PIN_NOT_SET ? MODEL_CERTIFICATE_TOKEN_NO_PIN : MODEL_CERTIFICATE_USABLE;
}

/**
 * model_certificate_set_standing:
 * @standing: what was heard last of it
 *
 * Keeps it from signing where that is something bad.
 */
void
model_certificate_set_standing (ModelCertificate *self, KeysStanding standing)
{
  g_return_if_fail (MODEL_IS_CERTIFICATE (self));

  self->standing = standing;
}

/**
 * model_certificate_set_elsewhere:
 * @elsewhere: whether it speaks for somebody else than its holder works for now
 *
 * Keeps it from being chosen unasked.
 */
void
model_certificate_set_elsewhere (ModelCertificate *self, gboolean elsewhere)
{
  g_return_if_fail (MODEL_IS_CERTIFICATE (self));

  self->elsewhere = elsewhere;
}

/**
 * model_certificate_is_elsewhere:
 *
 * Returns: whether it speaks for somebody else than its holder works for now
 */
gboolean
model_certificate_is_elsewhere (ModelCertificate *self)
{
  return self->elsewhere;
}

static ModelCertificateState
get_valid_state (ModelCertificate *self)
{
  if (self->standing == KEYS_STANDING_SUSPENDED)
    return MODEL_CERTIFICATE_SUSPENDED;
  return self->token != NULL ? get_token_state (self->token) : MODEL_CERTIFICATE_USABLE;
}

/**
 * model_certificate_get_state:
 * @now: seconds since 1970
 *
 * Returns: whether it can sign at this moment, and if not, why
 */
ModelCertificateState
model_certificate_get_state (ModelCertificate *self, gint64 now)
{
  g_autoptr (GError) error = NULL;
  PkiCertificate *certificate;

  g_return_val_if_fail (MODEL_IS_CERTIFICATE (self), MODEL_CERTIFICATE_WRONG_USAGE);

  certificate = model_certificate_get_certificate (self);
  if (self->standing == KEYS_STANDING_REVOKED)
    return MODEL_CERTIFICATE_REVOKED;
  if (pki_certificate_check_signer (certificate, now, &error))
    return get_valid_state (self);
  if (g_error_matches (error, PKI_ERROR, PKI_ERROR_EXPIRED))
    return MODEL_CERTIFICATE_EXPIRED;
  if (g_error_matches (error, PKI_ERROR, PKI_ERROR_NOT_YET_VALID))
    return MODEL_CERTIFICATE_NOT_YET_VALID;
  return explain_usage (certificate);
}

/**
 * model_certificate_is_test:
 *
 * Returns: whether no authority stands behind it
 */
gboolean
model_certificate_is_test (ModelCertificate *self)
{
  g_return_val_if_fail (MODEL_IS_CERTIFICATE (self), FALSE);

  return pki_certificate_is_self_signed (model_certificate_get_certificate (self));
}
