/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-agreements.h"

static WireNewConsent *
consent_new (const WireAgreement *text)
{
  WireNewConsent *consent = g_new0 (WireNewConsent, 1);

  consent->agreement = g_strdup (text->agreement);
  consent->version = text->version;
  consent->language = g_strdup (text->language);
  /* Of what was shown, and not what the platform says of it. */
  consent->sha256 = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text->text, -1);
  return consent;
}

static void
consent_free (gpointer data)
{
  wire_free (&wire_new_consent_type, data);
}

static gpointer
accept_on_worker (ClientPlatform *client, gpointer data, GError **error)
{
  GPtrArray *consents = data;

  for (guint i = 0; i < consents->len; i++)
    if (!client_platform_ask (
            client, &(ClientQuestion){.operation = WIRE_CREATE_CONSENT, .body = consents->pdata[i]},
            NULL, error))
      return NULL;
  return GINT_TO_POINTER (TRUE);
}

/**
 * model_agreements_free:
 * @self: (transfer full): texts and consents
 *
 * Frees them.
 */
void
model_agreements_free (ModelAgreements *self)
{
  if (self->texts != NULL)
    wire_free (&wire_agreements_type, self->texts);
  if (self->consents != NULL)
    wire_free (&wire_consents_type, self->consents);
  g_free (self);
}

static gpointer
load_on_worker (ClientPlatform *client, gpointer data, GError **error)
{
  g_autoptr (ModelAgreements) self = g_new0 (ModelAgreements, 1);

  if (!client_platform_ask (client, &(ClientQuestion){.operation = WIRE_LIST_AGREEMENTS},
                            (gpointer *) &self->texts, error) ||
      !client_platform_ask (client, &(ClientQuestion){.operation = WIRE_LIST_CONSENTS},
                            (gpointer *) &self->consents, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * model_agreements_load:
 * @platform: whose texts; somebody is logged in
 * @cancellable: (nullable): to give up
 * @callback: called on the main context
 * @user_data: for @callback
 *
 * Asks for the texts, in every language, and for what the person has accepted.
 */
void
model_agreements_load (ModelPlatform *platform,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  model_platform_run (platform,
                      &(ModelPlatformWork){.func = load_on_worker,
                                           .result_free = (GDestroyNotify) model_agreements_free},
                      cancellable, callback, user_data);
}

/**
 * model_agreements_load_finish:
 * @result: what the callback was given
 * @error: %WIRE_PROBLEM, or why the platform does not answer
 *
 * Returns: (transfer full): texts and consents, or NULL on error
 */
ModelAgreements *
model_agreements_load_finish (GAsyncResult *result, GError **error)
{
  return model_platform_finish (result, error);
}

/**
 * model_agreements_accept:
 * @platform: whose texts
 * @texts: (element-type WireAgreement): those that the person accepts, as they were shown
 * @cancellable: (nullable): to give up
 * @callback: called on the main context
 * @user_data: for @callback
 *
 * Has acceptance recorded, text by text, with the digest of what was shown.
 */
void
model_agreements_accept (ModelPlatform *platform,
                         GPtrArray *texts,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GPtrArray *consents = g_ptr_array_new_with_free_func (consent_free);

  for (guint i = 0; i < texts->len; i++)
    g_ptr_array_add (consents, consent_new (texts->pdata[i]));
  model_platform_run (platform,
                      &(ModelPlatformWork){.func = accept_on_worker,
                                           .data = consents,
                                           .data_free = (GDestroyNotify) g_ptr_array_unref},
                      cancellable, callback, user_data);
}

/**
 * model_agreements_accept_finish:
 * @result: what the callback was given
 * @error: %WIRE_PROBLEM, or why the platform does not answer
 *
 * Returns: whether all of them are recorded
 */
gboolean
model_agreements_accept_finish (GAsyncResult *result, GError **error)
{
  return model_platform_finish (result, error) != NULL;
}
