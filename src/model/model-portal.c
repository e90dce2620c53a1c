/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-portal.h"

#include <string.h>

#include "client-portal.h"
#include "model-login.h"
#include "model-secret.h"

struct _ModelPortalVisit {
  WirePortalLogin *login;
  char *secret;
};

/**
 * model_portal_visit_ref:
 * @self: a visit
 *
 * Returns: (transfer full): the same
 */
ModelPortalVisit *
model_portal_visit_ref (ModelPortalVisit *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
visit_clear (gpointer data)
{
  ModelPortalVisit *self = data;

  if (self->login != NULL)
    wire_free (&wire_portal_login_type, self->login);
  if (self->secret != NULL)
    explicit_bzero (self->secret, strlen (self->secret));
  g_free (self->secret);
}

/**
 * model_portal_visit_unref:
 * @self: (transfer full): a visit
 *
 * Lets go of it, and wipes its secret with the last holder.
 */
void
model_portal_visit_unref (ModelPortalVisit *self)
{
  g_atomic_rc_box_release_full (self, visit_clear);
}

/**
 * model_portal_visit_get_address:
 *
 * Returns: where a browser goes
 */
const char *
model_portal_visit_get_address (ModelPortalVisit *self)
{
  return self->login->address;
}

/**
 * model_portal_visit_get_code:
 *
 * Returns: the digits to be entered there
 */
const char *
model_portal_visit_get_code (ModelPortalVisit *self)
{
  return self->login->match_code;
}

static void
visit_free (gpointer data)
{
  model_portal_visit_unref (data);
}

static gpointer
begin_on_worker (ClientPlatform *client, gpointer data, GError **error)
{
  g_autoptr (ModelPortalVisit) visit = g_atomic_rc_box_new0 (ModelPortalVisit);

  client_platform_set_login (client, NULL);
  visit->login = client_portal_begin (client, g_get_host_name (), &visit->secret, error);
  return visit->login != NULL ? g_steal_pointer (&visit) : NULL;
}

/**
 * model_portal_begin:
 * @account: who will be logged in
 * @cancellable: (nullable): to give up
 * @callback: called on the main context; model_portal_begin_finish() collects
 * @user_data: for @callback
 *
 * Begins a login at the portal.
 */
void
model_portal_begin (ModelAccount *account,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  model_platform_run (model_account_get_platform (account),
                      &(ModelPlatformWork){.func = begin_on_worker, .result_free = visit_free},
                      cancellable, callback, user_data);
}

/**
 * model_portal_begin_finish:
 * @result: what the callback was given
 * @error: %WIRE_PROBLEM, or why the platform does not answer
 *
 * Returns: (transfer full): the visit, or %NULL on error
 */
ModelPortalVisit *
model_portal_begin_finish (GAsyncResult *result, GError **error)
{
  return model_platform_finish (result, error);
}

static gpointer
wait_on_worker (ClientPlatform *client, gpointer data, GError **error)
{
  ModelPortalVisit *visit = data;

  client_platform_set_login (client, NULL);
  return client_portal_wait (client, visit->login, visit->secret, error)
             ? client_portal_log_in (client, visit->login, visit->secret, error)
             : NULL;
}

/**
 * model_portal_wait:
 * @account: who will be logged in
 * @visit: on its way
 * @cancellable: ends the wait
 * @callback: called on the main context; model_login_finish() tells
 * @user_data: for @callback
 *
 * Waits, beside what else is asked of the platform, until the browser is through.
 */
void
model_portal_wait (ModelAccount *account,
                   ModelPortalVisit *visit,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer user_data)
{
  model_login_enter_by (account,
                        &(ModelPlatformWork){.func = wait_on_worker,
                                             .data = model_portal_visit_ref (visit),
                                             .data_free = visit_free,
                                             .aside = TRUE},
                        cancellable, callback, user_data);
}

static gpointer
begin_link_on_worker (ClientPlatform *client, gpointer data, GError **error)
{
  g_autoptr (ModelPortalVisit) visit = g_atomic_rc_box_new0 (ModelPortalVisit);

  visit->login = client_portal_begin_link (client, model_secret_peek (data), g_get_host_name (),
                                           &visit->secret, error);
  return visit->login != NULL ? g_steal_pointer (&visit) : NULL;
}

/**
 * model_portal_begin_link:
 * @account: who is logged in
 * @password: model_secret_new(), of the account
 * @cancellable: (nullable): to give up
 * @callback: called on the main context; model_portal_begin_finish() collects
 * @user_data: for @callback
 *
 * Begins to make the portal's person a login of the account.
 */
void
model_portal_begin_link (ModelAccount *account,
                         GBytes *password,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  model_platform_run (model_account_get_platform (account),
                      &(ModelPlatformWork){.func = begin_link_on_worker,
                                           .data = g_bytes_ref (password),
                                           .data_free = (GDestroyNotify) g_bytes_unref,
                                           .result_free = visit_free},
                      cancellable, callback, user_data);
}

static gpointer
wait_link_on_worker (ClientPlatform *client, gpointer data, GError **error)
{
  ModelPortalVisit *visit = data;

  client_portal_wait_link (client, visit->login, visit->secret, error);
  return NULL;
}

/**
 * model_portal_wait_link:
 * @account: who is logged in
 * @visit: on its way
 * @cancellable: ends the wait
 * @callback: called on the main context; model_portal_wait_link_finish() tells
 * @user_data: for @callback
 *
 * Waits, beside what else is asked of the platform, until the browser is through.
 */
void
model_portal_wait_link (ModelAccount *account,
                        ModelPortalVisit *visit,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  model_platform_run (model_account_get_platform (account),
                      &(ModelPlatformWork){.func = wait_link_on_worker,
                                           .data = model_portal_visit_ref (visit),
                                           .data_free = visit_free,
                                           .aside = TRUE},
                      cancellable, callback, user_data);
}

/**
 * model_portal_wait_link_finish:
 * @result: what the callback was given
 * @error: %WIRE_PROBLEM with why nothing was linked, or why the platform does not answer
 *
 * Returns: whether the portal logs the person in now
 */
gboolean
model_portal_wait_link_finish (GAsyncResult *result, GError **error)
{
  g_autoptr (GError) local = NULL;

  model_platform_finish (result, &local);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}
