/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-question.h"

static gpointer
copy_body (const WireType *type, gconstpointer body)
{
  g_autofree char *text = type != NULL ? wire_encode (type, body) : NULL;

  return text != NULL ? wire_decode (type, text, -1, NULL) : NULL;
}

/**
 * model_question_new:
 * @question: copied but for its signer; nothing secret in it
 *
 * Returns: (transfer full): the question
 */
ModelQuestion *
model_question_new (const ClientQuestion *question)
{
  ModelQuestion *self = g_new0 (ModelQuestion, 1);

  self->operation = question->operation;
  self->value = g_strdup (question->value);
  self->person = g_strdup (question->person);
  self->etag = g_strdup (question->etag);
  self->name = g_strdup (question->name);
  self->body = copy_body (wire_route_get (question->operation)->body, question->body);
  return self;
}

/**
 * model_question_free:
 * @self: (transfer full): a question
 *
 * Frees it.
 */
void
model_question_free (ModelQuestion *self)
{
  if (self->body != NULL)
    wire_free (wire_route_get (self->operation)->body, self->body);
  g_free (self->value);
  g_free (self->person);
  g_free (self->etag);
  g_free (self->name);
  g_free (self);
}

/**
 * model_question_ask:
 * @self: a question
 * @client: of the platform
 * @signer: (nullable): who signs that they ask it
 * @error: what client_platform_ask() gives
 *
 * Asks it, on the platform's worker.
 *
 * Returns: (transfer full) (nullable): the answer
 */
gpointer
model_question_ask (const ModelQuestion *self,
                    ClientPlatform *client,
                    PkiSigner *signer,
                    GError **error)
{
  gpointer answer = NULL;

  client_platform_ask (client,
                       &(ClientQuestion){.operation = self->operation,
                                         .value = self->value,
                                         .person = self->person,
                                         .etag = self->etag,
                                         .name = self->name,
                                         .body = self->body,
                                         .signer = signer},
                       &answer, error);
  return answer;
}
