/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-enrolment.h"

#include "client-enrolment.h"
#include "model-enrolment-key.h"
#include "model-secret.h"
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
  g_free (self->token);
  g_free (self->driver);
  g_free (self->token_name);
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

static gboolean
finish_key (ModelEnrolmentKey *key, GPtrArray *chain, ModelEnrolmentNews *news, GError **error)
{
  news->result = model_enrolment_key_finish (key, chain, error);
  return news->result != NULL;
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
        ModelEnrolmentKey *key,
        ModelEnrolmentNews *news,
        GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (PkiSigner) signer = NULL;
  g_autoptr (GPtrArray) chain = NULL;
  ClientReplacement wish = {.serial = step->serial,
                            .session = news->identity->id,
                            .request = model_enrolment_key_get_request (key)};

  if (step->key != NULL &&
      !(signer = model_key_open (step->key, client_platform_get_cancellable (client), error)))
    return FALSE;
  wish.signer = signer;
  chain = client_enrolment_change (client, &wish, &local);
  if (chain != NULL)
    return finish_key (key, chain, news, error);
  news->unsigned_yet = signer == NULL &&
                       g_error_matches (local, WIRE_PROBLEM, WIRE_PROBLEM_SIGNATURE_NEEDED);
  if (!news->unsigned_yet)
    g_propagate_error (error, g_steal_pointer (&local));
  return news->unsigned_yet;
}

static gboolean
collect (ClientPlatform *client,
         const ModelEnrolment *step,
         ModelEnrolmentKey *key,
         ModelEnrolmentNews *news,
         GError **error)
{
  const WireNewCertificate message = {
      .session = news->identity->id,
      .request = model_enrolment_key_get_request (key),
      .replaces = step->purpose == MODEL_APPLICATION_REKEY ? step->serial : NULL,
  };
  g_autoptr (GPtrArray) chain = NULL;

  if (step->purpose == MODEL_APPLICATION_CHANGE)
    return change (client, step, key, news, error);
  chain = client_enrolment_collect (client, &message, error);
  return chain != NULL && finish_key (key, chain, news, error);
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
  model_enrolment_key_forget_session (step);
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
       ModelEnrolmentKey *key,
       ModelEnrolmentNews *news)
{
  g_autofree char *session = model_enrolment_key_dup_session (key);

  if (session == NULL || !get_identity (client, session, news, NULL))
    return FALSE;
  if (has_passed (news) && is_meant (step, news) &&
      (makes_key (step) ? collect (client, step, key, news, NULL)
                        : restore (client, step, news, NULL)))
    return TRUE;
  if (g_str_equal (news->identity->state, "in-progress") && is_meant (step, news))
    return TRUE;
  wire_free (&wire_identity_type, g_steal_pointer (&news->identity));
  return FALSE;
}

/* Goes on with what is under way, or has the person identified. */
static gboolean
identify (ClientPlatform *client,
          const ModelEnrolment *step,
          ModelEnrolmentKey *key,
          ModelEnrolmentNews *news,
          GError **error)
{
  return go_on (client, step, key, news) ||
         (new_identity (client, step, model_enrolment_key_get_request (key), news, error) &&
          model_enrolment_key_set_session (key, news->identity->id, error));
}

static gboolean
begin_key (ClientPlatform *client, ModelEnrolment *step, ModelEnrolmentNews *news, GError **error)
{
  g_autoptr (ModelEnrolmentKey) key = model_enrolment_key_take (step, error);
  g_autoptr (GPtrArray) chain = NULL;
  g_autoptr (GError) local = NULL;

  if (key == NULL)
    return FALSE;
  chain = client_enrolment_find (client, model_enrolment_key_get_request (key), &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (chain != NULL)
    return finish_key (key, chain, news, error);
  return identify (client, step, key, news, error);
}

static gboolean
begin_restore (ClientPlatform *client,
               ModelEnrolment *step,
               ModelEnrolmentNews *news,
               GError **error)
{
  g_autoptr (ModelEnrolmentKey) key = model_enrolment_key_own (step, error);

  return key != NULL && identify (client, step, key, news, error);
}

/* The newest certificate of the key: the one in question, or one whose answer was lost. */
static GPtrArray *
renewed (ClientPlatform *client, const ModelEnrolment *step, ModelEnrolmentKey *key, GError **error)
{
  GBytes *request = model_enrolment_key_get_request (key);
  g_autoptr (GPtrArray) newest = client_enrolment_find (client, request, NULL);

  if (newest != NULL &&
      g_ascii_strcasecmp (pki_certificate_get_serial (newest->pdata[0]), step->serial) != 0)
    return g_steal_pointer (&newest);
  g_autoptr (PkiSigner) signer = model_enrolment_key_open (key, error);
  return signer != NULL ? client_enrolment_renew (client, step->serial, request, signer, error)
                        : NULL;
}

static gboolean
begin_renewal (ClientPlatform *client,
               ModelEnrolment *step,
               ModelEnrolmentNews *news,
               GError **error)
{
  g_autoptr (ModelEnrolmentKey) key = model_enrolment_key_own (step, error);
  g_autoptr (GPtrArray) chain = key != NULL ? renewed (client, step, key, error) : NULL;

  return chain != NULL && finish_key (key, chain, news, error);
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
  static gboolean (*const beginnings[]) (ClientPlatform *, ModelEnrolment *, ModelEnrolmentNews *,
                                         GError **) = {
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
complete (ClientPlatform *client, ModelEnrolment *step, ModelEnrolmentNews *news, GError **error)
{
  g_autoptr (ModelEnrolmentKey) key = NULL;

  if (!makes_key (step))
    return restore (client, step, news, error);
  key = model_enrolment_key_find (step, error);
  return key != NULL && collect (client, step, key, news, error);
}

/* The identification did its work already, and what came of it got lost on the way: the network or
 * the disk failed between the two. It is there to be fetched. */
static gboolean
recover (ClientPlatform *client, ModelEnrolment *step, ModelEnrolmentNews *news, GError **error)
{
  g_autoptr (ModelEnrolmentKey) key = NULL;
  g_autoptr (GPtrArray) chain = NULL;
  g_autoptr (GError) local = NULL;

  if (!makes_key (step))
    {
      model_enrolment_key_forget_session (step);
      news->result = g_strdup (step->serial);
      return TRUE;
    }
  key = model_enrolment_key_find (step, NULL);
  chain = key != NULL
              ? client_enrolment_find (client, model_enrolment_key_get_request (key), &local)
              : NULL;
  if (chain != NULL)
    return finish_key (key, chain, news, error);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
go_further (ClientPlatform *client, ModelEnrolment *step, ModelEnrolmentNews *news, GError **error)
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
