/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-act.h"

#include "model-question.h"

/* What the worker gets. */
typedef struct {
  ModelQuestion *question;
  ModelKey *key; /* or NULL */
} Act;

static void
act_free (gpointer data)
{
  Act *self = data;

  model_question_free (self->question);
  g_clear_pointer (&self->key, model_key_free);
  g_free (self);
}

static gpointer
ask_on_worker (ClientPlatform *client, gpointer data, GError **error)
{
  Act *self = data;
  g_autoptr (PkiSigner) signer = NULL;

  if (self->key == NULL)
    return model_question_ask (self->question, client, NULL, error);
  signer = model_key_open (self->key, client_platform_get_cancellable (client), error);
  return signer != NULL ? model_question_ask (self->question, client, signer, error) : NULL;
}

/**
 * model_act_ask:
 * @platform: where
 * @question: copied; nothing secret in it
 * @key: (nullable) (transfer full): whose word it is
 * @cancellable: (nullable): to give up
 * @callback: called on the main context; model_platform_finish() collects the answer
 * @user_data: for @callback
 *
 * Asks one thing that counts, and signs it.
 */
void
model_act_ask (ModelPlatform *platform,
               const ClientQuestion *question,
               ModelKey *key,
               GCancellable *cancellable,
               GAsyncReadyCallback callback,
               gpointer user_data)
{
  Act *act = g_new0 (Act, 1);

  act->question = model_question_new (question);
  act->key = key;
  model_platform_run (
      platform, &(ModelPlatformWork){.func = ask_on_worker, .data = act, .data_free = act_free},
      cancellable, callback, user_data);
}
