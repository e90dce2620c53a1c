/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-enrolment.h"

#include "client-enrolment.h"
#include "keys-pkcs12.h"
#include "model-secret.h"
#include "pki-random.h"
#include "wire-problem.h"

/**
 * model_enrolment_free:
 * @data: (transfer full): a #ModelEnrolment
 *
 * Frees it, and its password.
 */
void
model_enrolment_free (gpointer data)
{
  ModelEnrolment *self = data;

  g_free (self->keys);
  g_free (self->drafts);
  g_free (self->serial);
  g_free (self->path);
  g_free (self->organisation);
  g_free (self->kind);
  g_free (self->session);
  g_free (self->name);
  g_clear_pointer (&self->id_number, g_bytes_unref);
  g_clear_pointer (&self->key, model_key_free);
  g_clear_pointer (&self->password, g_bytes_unref);
  g_free (self);
}

/**
 * model_enrolment_news_free:
 * @data: (transfer full): #ModelEnrolmentNews
 *
 * Frees it.
 */
void
model_enrolment_news_free (gpointer data)
{
  ModelEnrolmentNews *self = data;

  if (self->identity != NULL)
    wire_free (&wire_identity_type, self->identity);
  g_free (self->result);
  g_free (self);
}

static gboolean
makes_key (const ModelEnrolment *step)
{
  return step->purpose <= MODEL_APPLICATION_CHANGE;
}

/**
 * model_enrolment_find_waiting:
 * @drafts: where keys wait
 *
 * Looks for a key that was made and waits for its certificate.
 *
 * Returns: (transfer full) (nullable): it
 */
KeysPending *
model_enrolment_find_waiting (const char *drafts)
{
  g_autoptr (GPtrArray) list = keys_pending_list (drafts);

  return list->len > 0 ? g_ptr_array_steal_index (list, 0) : NULL;
}

static KeysPending *
take_key (const ModelEnrolment *step, GError **error)
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

static gboolean
finish_key (const ModelEnrolment *step,
            const KeysPending *key,
            GPtrArray *chain,
            ModelEnrolmentNews *news,
            GError **error)
{
  g_autoptr (KeysEntry) entry = keys_pending_finish (key, chain, step->keys,
                                                     model_secret_peek (step->password), error);

  if (entry != NULL)
    news->result = g_strdup (pki_certificate_get_sha256 (entry->certificate));
  return entry != NULL;
}

static gboolean
get_identity (ClientPlatform *client, const char *session, ModelEnrolmentNews *news, GError **error)
{
  return client_platform_ask (client,
                              &(ClientQuestion){.operation = WIRE_GET_IDENTITY, .value = session},
                              (gpointer *) &news->identity, error);
}

static gboolean
has_passed (const ModelEnrolmentNews *news)
{
  return g_str_equal (news->identity->state, "passed");
}

/* The word of a key that the person has; nobody who has a certificate goes on without. */
static gboolean
change (ClientPlatform *client,
        const ModelEnrolment *step,
        const KeysPending *key,
        ModelEnrolmentNews *news,
        GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (PkiSigner) signer = NULL;
  g_autoptr (GPtrArray) chain = NULL;
  ClientReplacement wish = {
      .serial = step->serial, .session = news->identity->id, .request = key->request};

  if (step->key != NULL &&
      !(signer = model_key_open (step->key, client_platform_get_cancellable (client), error)))
    return FALSE;
  wish.signer = signer;
  chain = client_enrolment_change (client, &wish, &local);
  if (chain != NULL)
    return finish_key (step, key, chain, news, error);
  news->unsigned_yet = signer == NULL &&
                       g_error_matches (local, WIRE_PROBLEM, WIRE_PROBLEM_SIGNATURE_NEEDED);
  if (!news->unsigned_yet)
    g_propagate_error (error, g_steal_pointer (&local));
  return news->unsigned_yet;
}

static gboolean
collect (ClientPlatform *client,
         const ModelEnrolment *step,
         const KeysPending *key,
         ModelEnrolmentNews *news,
         GError **error)
{
  const WireNewCertificate message = {
      .session = news->identity->id,
      .request = key->request,
      .replaces = step->purpose == MODEL_APPLICATION_REKEY ? step->serial : NULL,
  };
  g_autoptr (GPtrArray) chain = NULL;

  if (step->purpose == MODEL_APPLICATION_CHANGE)
    return change (client, step, key, news, error);
  chain = client_enrolment_collect (client, &message, error);
  return chain != NULL && finish_key (step, key, chain, news, error);
}

static gboolean
restore (ClientPlatform *client,
         const ModelEnrolment *step,
         ModelEnrolmentNews *news,
         GError **error)
{
  const WireRestoration message = {.session = news->identity->id};

  if (!client_platform_ask (client,
                            &(ClientQuestion){.operation = WIRE_RESTORE_CERTIFICATE,
                                              .value = step->serial,
                                              .body = &message},
                            NULL, error))
    return FALSE;
  news->result = g_strdup (step->serial);
  return TRUE;
}

static gboolean
new_identity (ClientPlatform *client,
              const ModelEnrolment *step,
              GBytes *request,
              ModelEnrolmentNews *news,
              GError **error)
{
  const WireNewIdentity message = {
      .request = request,
      .organisation = step->organisation,
      .name = step->name,
      .id_number = (char *) model_secret_peek (step->id_number),
  };

  return client_platform_ask (
      client, &(ClientQuestion){.operation = WIRE_CREATE_IDENTITY, .body = &message},
      (gpointer *) &news->identity, error);
}

/* For the name that is wanted now. */
static gboolean
is_meant (const ModelEnrolment *step, const ModelEnrolmentNews *news)
{
  return step->name == NULL || g_str_equal (step->name, news->identity->name);
}

/* An identification that passed while this program was not there, or that an operator still looks
 * at: what was sent for it is not to be sent again. Anything else is begun anew. */
static gboolean
go_on (ClientPlatform *client,
       const ModelEnrolment *step,
       const KeysPending *key,
       ModelEnrolmentNews *news)
{
  g_autofree char *session = keys_pending_get_note (key);

  if (session == NULL || !get_identity (client, session, news, NULL))
    return FALSE;
  if (has_passed (news) && is_meant (step, news) && collect (client, step, key, news, NULL))
    return TRUE;
  if (g_str_equal (news->identity->state, "in-progress") && is_meant (step, news))
    return TRUE;
  wire_free (&wire_identity_type, g_steal_pointer (&news->identity));
  return FALSE;
}

static gboolean
begin_key (ClientPlatform *client,
           const ModelEnrolment *step,
           ModelEnrolmentNews *news,
           GError **error)
{
  g_autoptr (KeysPending) key = take_key (step, error);
  g_autoptr (GPtrArray) chain = NULL;
  g_autoptr (GError) local = NULL;

  if (key == NULL)
    return FALSE;
  chain = client_enrolment_find (client, key->request, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (chain != NULL)
    return finish_key (step, key, chain, news, error);
  return go_on (client, step, key, news) ||
         (new_identity (client, step, key->request, news, error) &&
          keys_pending_set_note (key, news->identity->id, error));
}

static gboolean
begin_restore (ClientPlatform *client,
               const ModelEnrolment *step,
               ModelEnrolmentNews *news,
               GError **error)
{
  g_autoptr (GBytes)
      request = keys_request_again (step->path, model_secret_peek (step->password), error);

  return request != NULL && new_identity (client, step, request, news, error);
}

/* The newest certificate of the key: the one in question, or one whose answer was lost. */
static GPtrArray *
renewed (ClientPlatform *client, const ModelEnrolment *step, GBytes *request, GError **error)
{
  g_autoptr (GPtrArray) newest = client_enrolment_find (client, request, NULL);

  if (newest != NULL &&
      g_ascii_strcasecmp (pki_certificate_get_serial (newest->pdata[0]), step->serial) != 0)
    return g_steal_pointer (&newest);
  g_autoptr (PkiSigner)
      signer = keys_pkcs12_open (step->path, model_secret_peek (step->password), error);
  return signer != NULL ? client_enrolment_renew (client, step->serial, request, signer, error)
                        : NULL;
}

static gboolean
begin_renewal (ClientPlatform *client,
               const ModelEnrolment *step,
               ModelEnrolmentNews *news,
               GError **error)
{
  const char *password = model_secret_peek (step->password);
  g_autoptr (GBytes) request = keys_request_again (step->path, password, error);
  g_autoptr (GPtrArray) chain = request != NULL ? renewed (client, step, request, error) : NULL;
  g_autoptr (KeysEntry) entry =
      chain != NULL ? keys_folder_renew (step->keys, step->path, password, chain, error) : NULL;

  if (entry != NULL)
    news->result = g_strdup (pki_certificate_get_sha256 (entry->certificate));
  return entry != NULL;
}

/**
 * model_enrolment_begin:
 * @client: the platform, on its worker
 * @data: a #ModelEnrolment
 * @error: why it does not begin
 *
 * Begins, with the key that waits where one does.
 *
 * Returns: (transfer full): #ModelEnrolmentNews, or %NULL on error
 */
gpointer
model_enrolment_begin (ClientPlatform *client, gpointer data, GError **error)
{
  static gboolean (*const beginnings[]) (ClientPlatform *, const ModelEnrolment *,
                                         ModelEnrolmentNews *, GError **) = {
      [MODEL_APPLICATION_APPLY] = begin_key,     [MODEL_APPLICATION_REKEY] = begin_key,
      [MODEL_APPLICATION_CHANGE] = begin_key,    [MODEL_APPLICATION_RESTORE] = begin_restore,
      [MODEL_APPLICATION_RENEW] = begin_renewal,
  };
  ModelEnrolment *step = data;
  ModelEnrolmentNews *news = g_new0 (ModelEnrolmentNews, 1);

  if (beginnings[step->purpose](client, step, news, error))
    return news;
  model_enrolment_news_free (news);
  return NULL;
}

static gboolean
complete (ClientPlatform *client,
          const ModelEnrolment *step,
          ModelEnrolmentNews *news,
          GError **error)
{
  g_autoptr (KeysPending) key = NULL;

  if (!makes_key (step))
    return restore (client, step, news, error);
  key = model_enrolment_find_waiting (step->drafts);
  if (key != NULL)
    return collect (client, step, key, news, error);
  g_set_error_literal (error, MODEL_ERROR, MODEL_ERROR_STORE, "the key that waited is gone");
  return FALSE;
}

/* The identification did its work already, and what came of it got lost on the way: the network or
 * the disk failed between the two. It is there to be fetched. */
static gboolean
recover (ClientPlatform *client,
         const ModelEnrolment *step,
         ModelEnrolmentNews *news,
         GError **error)
{
  g_autoptr (KeysPending) key = NULL;
  g_autoptr (GPtrArray) chain = NULL;
  g_autoptr (GError) local = NULL;

  if (!makes_key (step))
    {
      news->result = g_strdup (step->serial);
      return TRUE;
    }
  key = model_enrolment_find_waiting (step->drafts);
  chain = key != NULL ? client_enrolment_find (client, key->request, &local) : NULL;
  if (chain != NULL)
    return finish_key (step, key, chain, news, error);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
go_further (ClientPlatform *client,
            const ModelEnrolment *step,
            ModelEnrolmentNews *news,
            GError **error)
{
  if (has_passed (news))
    return complete (client, step, news, error);
  return !g_str_equal (news->identity->state, "used") || recover (client, step, news, error);
}

/**
 * model_enrolment_poll:
 * @client: the platform, on its worker
 * @data: a #ModelEnrolment
 * @error: why it does not go on
 *
 * Asks how far the phone is, and does what was wanted once it is done.
 *
 * Returns: (transfer full): #ModelEnrolmentNews, or %NULL on error
 */
gpointer
model_enrolment_poll (ClientPlatform *client, gpointer data, GError **error)
{
  ModelEnrolment *step = data;
  ModelEnrolmentNews *news = g_new0 (ModelEnrolmentNews, 1);

  if (get_identity (client, step->session, news, error) && go_further (client, step, news, error))
    return news;
  model_enrolment_news_free (news);
  return NULL;
}

/**
 * model_enrolment_refresh:
 * @client: the platform, on its worker
 * @data: a #ModelEnrolment
 * @error: why there is none
 *
 * Asks for another code.
 *
 * Returns: (transfer full): #ModelEnrolmentNews, or %NULL on error
 */
gpointer
model_enrolment_refresh (ClientPlatform *client, gpointer data, GError **error)
{
  ModelEnrolment *step = data;
  ModelEnrolmentNews *news = g_new0 (ModelEnrolmentNews, 1);

  if (client_platform_ask (
          client, &(ClientQuestion){.operation = WIRE_REFRESH_IDENTITY, .value = step->session},
          (gpointer *) &news->identity, error))
    return news;
  model_enrolment_news_free (news);
  return NULL;
}
