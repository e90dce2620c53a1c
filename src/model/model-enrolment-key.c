/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-enrolment-key.h"

#include <glib/gstdio.h>

#include "keys-pkcs12.h"
#include "keys-token-waiting.h"
#include "model-secret.h"
#include "model-waiting.h"
#include "pki-random.h"

/* Beside keys that wait in files: what one on a token was handed in for, and that of a certificate
 * that is to count again. */
#define ON_TOKEN "token"
#define RESTORED "restore-"
#define NOTE ".note"

struct _ModelEnrolmentKey {
  ModelEnrolment *step; /* lent */
  KeysPending *file;    /* one of the two; NULL for the key of a certificate that is there */
  KeysTokenWaiting *token;
  GBytes *request; /* PKCS#10 */
};

static char *
give_pin (const KeysPinRequest *request, gpointer data, GError **error)
{
  ModelEnrolment *step = data;

  return g_strdup (request->pad ? "" : model_secret_peek (step->password));
}

static KeysTokenRequest
token_request (ModelEnrolment *step)
{
  return (KeysTokenRequest){
      .uri = step->token,
      .module = step->driver,
      .now = g_get_real_time () / G_USEC_PER_SEC,
      .pin = give_pin,
      .data = step,
  };
}

static ModelEnrolmentKey *
key_new (ModelEnrolment *step, KeysPending *file, KeysTokenWaiting *token, GBytes *request)
{
  ModelEnrolmentKey *self;

  if (request == NULL)
    return NULL;
  self = g_new0 (ModelEnrolmentKey, 1);
  self->step = step;
  self->file = file;
  self->token = token;
  self->request = g_bytes_ref (request);
  return self;
}

/* @kind: (nullable): of one to be made where none waits */
static ModelEnrolmentKey *
open_on_token (ModelEnrolment *step, const char *kind, GError **error)
{
  const KeysTokenRequest request = token_request (step);
  const ModelTokenPlace place = {step->token_name, step->token, step->driver, FALSE};
  g_autofree char *purpose = g_path_get_basename (step->drafts);
  g_autoptr (KeysTokenWaiting) token = keys_token_waiting_open (
      &request, &(KeysTokenWish){.kind = kind, .purpose = purpose}, error);
  GBytes *pkcs10 = token != NULL ? keys_token_waiting_get_request (token) : NULL;

  if (token == NULL || (kind != NULL && !model_waiting_remember (step->drafts, &place, error)))
    return NULL;
  return key_new (step, NULL, g_steal_pointer (&token), pkcs10);
}

static ModelEnrolmentKey *
open_file (ModelEnrolment *step, KeysPending *file)
{
  return file != NULL ? key_new (step, file, NULL, file->request) : NULL;
}

static KeysPending *
take_file (ModelEnrolment *step, GError **error)
{
  const char *password = model_secret_peek (step->password);
  g_autoptr (KeysPending) waiting = model_enrolment_find_waiting (step->drafts);
  g_autofree char *random = pki_random_hex (8);
  g_autofree char *name = g_strconcat (random, ".key", NULL);
  g_autofree char *path = g_build_filename (step->drafts, name, NULL);

  if (waiting == NULL)
    return keys_pending_new (path, &(KeysNewKey){.kind = step->kind, .password = password}, error);
  return keys_pending_unlocks (waiting, password, error) ? g_steal_pointer (&waiting) : NULL;
}

/**
 * model_enrolment_key_take:
 * @step: what is wanted; lent until the key is let go
 * @error: a #KeysError
 *
 * Takes the key that waits for this, or makes one.
 *
 * Returns: (transfer full): the key, or %NULL on error
 */
ModelEnrolmentKey *
model_enrolment_key_take (ModelEnrolment *step, GError **error)
{
  return step->token != NULL ? open_on_token (step, step->kind, error)
                             : open_file (step, take_file (step, error));
}

/**
 * model_enrolment_key_find:
 * @step: what is wanted; lent until the key is let go
 * @error: %MODEL_ERROR_STORE, or a #KeysError
 *
 * Takes the key that waits for this.
 *
 * Returns: (transfer full): the key, or %NULL on error
 */
ModelEnrolmentKey *
model_enrolment_key_find (ModelEnrolment *step, GError **error)
{
  ModelEnrolmentKey *self = step->token != NULL
                                ? open_on_token (step, NULL, error)
                                : open_file (step, model_enrolment_find_waiting (step->drafts));

  if (self == NULL && step->token == NULL)
    g_set_error_literal (error, MODEL_ERROR, MODEL_ERROR_STORE, "the key that waited is gone");
  return self;
}

/**
 * model_enrolment_key_own:
 * @step: what is wanted; lent until the key is let go
 * @error: a #KeysError
 *
 * Takes the key of the certificate in question.
 *
 * Returns: (transfer full): the key, or %NULL on error
 */
ModelEnrolmentKey *
model_enrolment_key_own (ModelEnrolment *step, GError **error)
{
  const KeysTokenRequest request = token_request (step);
  g_autoptr (GBytes) proof = NULL;
  KeysTokenWaiting *token;

  if (step->token == NULL)
    {
      proof = keys_request_again (step->path, model_secret_peek (step->password), error);
      return key_new (step, NULL, NULL, proof);
    }
  token = keys_token_waiting_again (&request, error);
  return token != NULL ? key_new (step, NULL, token, keys_token_waiting_get_request (token)) : NULL;
}

/**
 * model_enrolment_key_get_request:
 *
 * Returns: (transfer none): the request, PKCS#10
 */
GBytes *
model_enrolment_key_get_request (ModelEnrolmentKey *self)
{
  return self->request;
}

/* Where a session is noted that no key in a file waits for. */
static char *
dup_path (const ModelEnrolment *step)
{
  g_autofree char *restored = g_strconcat (RESTORED, step->serial, NULL);

  return g_build_filename (step->drafts,
                           step->purpose == MODEL_APPLICATION_RESTORE ? restored : ON_TOKEN, NULL);
}

/* As if it were of a key that waits in a file. */
static KeysPending
noted (ModelEnrolmentKey *self, char **path)
{
  *path = self->file != NULL ? g_strdup (self->file->path) : dup_path (self->step);
  return (KeysPending){.path = *path, .request = self->request};
}

/**
 * model_enrolment_key_dup_session:
 *
 * Returns: (transfer full) (nullable): the identification that the key was handed in for
 */
char *
model_enrolment_key_dup_session (ModelEnrolmentKey *self)
{
  g_autofree char *path = NULL;
  const KeysPending pending = noted (self, &path);

  return keys_pending_get_note (&pending);
}

/**
 * model_enrolment_key_set_session:
 * @session: an identification's id
 * @error: %KEYS_ERROR_STORE
 *
 * Notes what the key was handed in for, in case that the program ends.
 *
 * Returns: whether it was written
 */
gboolean
model_enrolment_key_set_session (ModelEnrolmentKey *self, const char *session, GError **error)
{
  g_autofree char *path = NULL;
  const KeysPending pending = noted (self, &path);

  /* If it cannot be made, the note says why. */
  g_mkdir_with_parents (self->step->drafts, 0700);
  return keys_pending_set_note (&pending, session, error);
}

/**
 * model_enrolment_key_forget_session:
 * @step: what was wanted, and is done, of a key that waits in no file
 *
 * Forgets what was noted for it.
 */
void
model_enrolment_key_forget_session (const ModelEnrolment *step)
{
  g_autofree char *path = dup_path (step);
  g_autofree char *note = g_strconcat (path, NOTE, NULL);

  g_unlink (note);
}

/**
 * model_enrolment_key_open:
 * @error: a #KeysError
 *
 * Opens what signs by the certificate in question.
 *
 * Returns: (transfer full): the signer
 */
PkiSigner *
model_enrolment_key_open (ModelEnrolmentKey *self, GError **error)
{
  const KeysTokenRequest request = token_request (self->step);

  return self->token != NULL
             ? keys_token_open (&request, NULL, error)
             : keys_pkcs12_open (self->step->path, model_secret_peek (self->step->password), error);
}

static char *
finish_on_token (ModelEnrolmentKey *self, GPtrArray *chain, GError **error)
{
  g_autofree char *address = keys_token_waiting_finish (self->token, chain, error);

  if (address == NULL)
    return NULL;
  /* For a further certificate nothing was noted; another key may wait. */
  if (self->step->token_name != NULL)
    {
      model_enrolment_key_forget_session (self->step);
      model_waiting_forget (self->step->drafts);
    }
  return g_strdup (pki_certificate_get_sha256 (chain->pdata[0]));
}

/**
 * model_enrolment_key_finish:
 * @chain: its certificate, then the issuers
 * @error: a #KeysError
 *
 * Puts the certificate where the key is, which can be signed with from now on.
 *
 * Returns: (transfer full): the certificate's SHA-256, or %NULL on error
 */
char *
model_enrolment_key_finish (ModelEnrolmentKey *self, GPtrArray *chain, GError **error)
{
  const ModelEnrolment *step = self->step;
  const char *password = model_secret_peek (step->password);
  g_autoptr (KeysEntry) entry = NULL;

  if (self->token != NULL)
    return finish_on_token (self, chain, error);
  entry = self->file != NULL ? keys_pending_finish (self->file, chain, step->keys, password, error)
                             : keys_folder_renew (step->keys, step->path, password, chain, error);
  return entry != NULL ? g_strdup (pki_certificate_get_sha256 (entry->certificate)) : NULL;
}

/**
 * model_enrolment_key_free:
 * @self: (nullable) (transfer full): a key
 *
 * Lets go of it; where it is, it stays.
 */
void
model_enrolment_key_free (ModelEnrolmentKey *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->file, keys_pending_free);
  g_clear_pointer (&self->token, keys_token_waiting_free);
  g_clear_pointer (&self->request, g_bytes_unref);
  g_free (self);
}
