/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-login.h"

#include "client-statement.h"
#include "model-secret.h"

typedef struct {
  char *login;
  char *name; /* or NULL: there is an account */
  GBytes *password;
  GBytes *id_number;
} Entry;

static void
entry_free (gpointer data)
{
  Entry *self = data;

  g_free (self->login);
  g_free (self->name);
  g_bytes_unref (self->password);
  if (self->id_number != NULL)
    g_bytes_unref (self->id_number);
  g_free (self);
}

static gboolean
open_account (ClientPlatform *client, Entry *entry, GError **error)
{
  const WireNewAccount account = {
      .login = entry->login,
      .password = (char *) model_secret_peek (entry->password),
      .name = entry->name,
      .id_number = (char *) model_secret_peek (entry->id_number),
  };

  return client_platform_ask (
      client, &(ClientQuestion){.operation = WIRE_CREATE_ACCOUNT, .body = &account}, NULL, error);
}

static void
session_free (gpointer data)
{
  wire_free (&wire_session_type, data);
}

/* Remembers at which platform it was begun: what comes back is for that one, whichever it is then.
 */
static GTask *
begin (ModelAccount *account,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer user_data)
{
  GTask *task = g_task_new (account, cancellable, callback, user_data);
  const char *address = model_platform_get_address (model_account_get_platform (account));

  g_task_set_task_data (task, g_strdup (address), g_free);
  return task;
}

static gboolean
is_elsewhere (GTask *task, ModelPlatform *platform)
{
  return g_strcmp0 (g_task_get_task_data (task), model_platform_get_address (platform)) != 0;
}

static gpointer
enter_on_worker (ClientPlatform *client, gpointer data, GError **error)
{
  Entry *entry = data;
  const WireLogin login = {
      .login = entry->login,
      .password = (char *) model_secret_peek (entry->password),
      .device = (char *) g_get_host_name (),
  };
  WireSession *session = NULL;

  client_platform_set_login (client, NULL);
  if (entry->name != NULL && !open_account (client, entry, error))
    return NULL;
  client_platform_ask (client, &(ClientQuestion){.operation = WIRE_CREATE_SESSION, .body = &login},
                       (gpointer *) &session, error);
  return session;
}

static void
entered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ModelAccount *self = g_task_get_source_object (task);
  ModelPlatform *platform = model_account_get_platform (self);
  GError *error = NULL;
  WireSession *session = model_platform_finish (result, &error);

  /* A session is shown to nobody but the platform that it is of. */
  if (session != NULL && is_elsewhere (task, platform))
    {
      g_clear_pointer (&session, session_free);
      g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Another platform was chosen");
    }
  /* Nor is anybody logged in who has given it up in the meantime. */
  if (session != NULL &&
      g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &error))
    g_clear_pointer (&session, session_free);
  if (session == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (!model_platform_set_session (platform, session->token, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
  session_free (session);
  model_account_refresh (self);
}

/**
 * model_login_enter_by:
 * @self: the account
 * @work: what logs in, and returns a #WireSession; its result_free is not looked at
 * @cancellable: (nullable): to give up
 * @callback: called on the main context; model_login_finish() tells
 * @user_data: for @callback
 *
 * Logs in in a way that is none of this model's.
 */
void
model_login_enter_by (ModelAccount *self,
                      const ModelPlatformWork *work,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  ModelPlatformWork whole = *work;

  whole.result_free = session_free;
  model_platform_run (model_account_get_platform (self), &whole, cancellable, entered,
                      begin (self, cancellable, callback, user_data));
}

/**
 * model_login_enter:
 * @self: the account
 * @who: who wants to log in, or to open an account
 * @cancellable: (nullable): to give up
 * @callback: called on the main context
 * @user_data: for @callback
 *
 * Logs in, to an account that is opened first where @who names a person.
 */
void
model_login_enter (ModelAccount *self,
                   const ModelRegistration *who,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer user_data)
{
  GTask *task = begin (self, cancellable, callback, user_data);
  Entry *entry = g_new0 (Entry, 1);

  entry->login = g_strdup (who->login);
  entry->name = g_strdup (who->name);
  entry->password = g_bytes_ref (who->password);
  entry->id_number = who->id_number != NULL ? g_bytes_ref (who->id_number) : NULL;
  model_platform_run (model_account_get_platform (self),
                      &(ModelPlatformWork){.func = enter_on_worker,
                                           .data = entry,
                                           .data_free = entry_free,
                                           .result_free = session_free},
                      cancellable, entered, task);
}

static void
key_free (gpointer data)
{
  model_key_free (data);
}

static gpointer
enter_with_key_on_worker (ClientPlatform *client, gpointer data, GError **error)
{
  g_autoptr (PkiSigner)
      signer = model_key_open (data, client_platform_get_cancellable (client), error);

  client_platform_set_login (client, NULL);
  return signer != NULL ? client_statement_log_in (client, signer, g_get_host_name (), error)
                        : NULL;
}

/**
 * model_login_enter_with_key:
 * @self: the account
 * @key: (transfer full): of a certificate of this platform
 * @cancellable: (nullable): to give up
 * @callback: called on the main context; model_login_finish() tells
 * @user_data: for @callback
 *
 * Logs in with a certificate, without a password of the account.
 */
void
model_login_enter_with_key (ModelAccount *self,
                            ModelKey *key,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = begin (self, cancellable, callback, user_data);

  model_platform_run (model_account_get_platform (self),
                      &(ModelPlatformWork){.func = enter_with_key_on_worker,
                                           .data = key,
                                           .data_free = key_free,
                                           .result_free = session_free},
                      cancellable, entered, task);
}

/**
 * model_login_finish:
 * @result: what the callback was given
 * @error: %WIRE_PROBLEM, or why the platform does not answer
 *
 * Returns: whether the person is logged in
 */
gboolean
model_login_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static gpointer
leave_on_worker (ClientPlatform *client, gpointer data, GError **error)
{
  WireSessions *sessions = NULL;

  if (!client_platform_ask (client, &(ClientQuestion){.operation = WIRE_LIST_SESSIONS},
                            (gpointer *) &sessions, error))
    return NULL;
  for (guint i = 0; i < sessions->items->len; i++)
    {
      WireSession *each = sessions->items->pdata[i];

      if (each->current)
        client_platform_ask (client,
                             &(ClientQuestion){.operation = WIRE_DELETE_SESSION, .value = each->id},
                             NULL, error);
    }
  wire_free (&wire_sessions_type, sessions);
  return NULL;
}

static void
left (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ModelAccount *self = g_task_get_source_object (task);
  ModelPlatform *platform = model_account_get_platform (self);

  model_platform_finish (result, NULL);
  g_task_return_boolean (task, TRUE);
  if (platform == NULL || is_elsewhere (task, platform))
    return;
  /* Whatever the platform said: here nobody is logged in any more. */
  model_platform_set_session (platform, NULL, NULL);
  model_account_forget (self);
}

/**
 * model_login_leave:
 * @self: of whoever is logged in
 *
 * Logs out here and on the platform.
 */
void
model_login_leave (ModelAccount *self)
{
  model_account_stop (self);
  model_platform_run (model_account_get_platform (self),
                      &(ModelPlatformWork){.func = leave_on_worker}, NULL, left,
                      begin (self, NULL, NULL, NULL));
}

typedef struct {
  GBytes *from;
  GBytes *to;
  gboolean keep_sessions;
} Change;

static void
change_free (gpointer data)
{
  Change *self = data;

  g_bytes_unref (self->from);
  g_bytes_unref (self->to);
  g_free (self);
}

static gpointer
change_on_worker (ClientPlatform *client, gpointer data, GError **error)
{
  Change *change = data;
  const WirePasswordChange body = {
      .old_password = (char *) model_secret_peek (change->from),
      .new_password = (char *) model_secret_peek (change->to),
      .keep_sessions = change->keep_sessions,
  };

  client_platform_ask (client, &(ClientQuestion){.operation = WIRE_CHANGE_PASSWORD, .body = &body},
                       NULL, error);
  return NULL;
}

static void
password_changed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  model_platform_finish (result, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * model_login_change_password:
 * @self: the account
 * @change: what it was and is to be
 * @cancellable: (nullable): to give up; the platform may have changed it all the same
 * @callback: called on the main context
 * @user_data: for @callback
 *
 * Changes the password of whoever is logged in; this session stays.
 */
void
model_login_change_password (ModelAccount *self,
                             const ModelPasswordChange *change,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  Change *data = g_new0 (Change, 1);

  data->from = g_bytes_ref (change->from);
  data->to = g_bytes_ref (change->to);
  data->keep_sessions = change->keep_sessions;
  model_platform_run (
      model_account_get_platform (self),
      &(ModelPlatformWork){.func = change_on_worker, .data = data, .data_free = change_free},
      cancellable, password_changed, begin (self, NULL, callback, user_data));
}

/**
 * model_login_change_password_finish:
 * @result: what the callback was given
 * @error: %WIRE_PROBLEM, or why the platform does not answer
 *
 * Returns: whether the new password counts
 */
gboolean
model_login_change_password_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
