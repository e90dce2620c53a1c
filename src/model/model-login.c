/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-login.h"

#include "client-session.h"
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

/* At which platform something was begun: what comes back is for that one, whichever it is then. */
typedef struct {
  char *address;          /* or NULL */
  GCancellable *given_up; /* by the person, or since another platform was chosen */
  gboolean told;          /* whoever waits for it */
} Way;

static void
way_free (gpointer data)
{
  Way *self = data;

  g_free (self->address);
  g_object_unref (self->given_up);
  g_free (self);
}

/* What the platform says in the end is heard by nobody but the worker. */
static gboolean
tell_given_up (gpointer data)
{
  Way *way = g_task_get_task_data (data);

  if (!way->told)
    g_task_return_new_error (data, G_IO_ERROR, G_IO_ERROR_CANCELLED, "It was given up");
  way->told = TRUE;
  return G_SOURCE_REMOVE;
}

/* Not at once: whoever gives up is in the middle of it. */
static void
give_up (GTask *task)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, tell_given_up, g_object_ref (task), g_object_unref);
}

static GTask *
begin (ModelAccount *account, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (account, NULL, callback, user_data);
  ModelPlatform *platform = model_account_get_platform (account);
  Way *way = g_new0 (Way, 1);

  way->address = g_strdup (model_platform_get_address (platform));
  way->given_up = g_cancellable_new ();
  g_task_set_task_data (task, way, way_free);
  return task;
}

/* As begin(), for what ends where it is given up, or another platform is chosen. */
static GTask *
begin_login (ModelAccount *account,
             GCancellable *cancellable,
             GAsyncReadyCallback callback,
             gpointer user_data)
{
  GTask *task = begin (account, callback, user_data);
  Way *way = g_task_get_task_data (task);

  if (cancellable != NULL)
    g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (g_cancellable_cancel),
                             way->given_up, G_CONNECT_SWAPPED);
  g_signal_connect_object (way->given_up, "cancelled", G_CALLBACK (give_up), task,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (model_account_get_platform (account), "switched",
                           G_CALLBACK (g_cancellable_cancel), way->given_up, G_CONNECT_SWAPPED);
  if (g_cancellable_is_cancelled (cancellable))
    g_cancellable_cancel (way->given_up);
  return task;
}

static GCancellable *
given_up_of (GTask *task)
{
  return ((Way *) g_task_get_task_data (task))->given_up;
}

static gboolean
is_elsewhere (GTask *task, ModelPlatform *platform)
{
  const Way *way = g_task_get_task_data (task);

  return g_strcmp0 (way->address, model_platform_get_address (platform)) != 0;
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

  client_platform_set_login (client, NULL);
  if (entry->name != NULL && !open_account (client, entry, error))
    return NULL;
  return client_session_open (
      client, &(ClientQuestion){.operation = WIRE_CREATE_SESSION, .body = &login}, error);
}

static gpointer
end_on_worker (ClientPlatform *client, gpointer data, GError **error)
{
  client_session_end (client, data);
  return NULL;
}

/* Nobody is logged in who has given it up when the answer was on its way from the worker to here.
 * @session: (transfer full): of the platform in use */
static void
end_session (ModelPlatform *platform, WireSession *session)
{
  model_platform_run (
      platform,
      &(ModelPlatformWork){.func = end_on_worker, .data = session, .data_free = session_free}, NULL,
      NULL, NULL);
}

static void
entered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ModelAccount *self = g_task_get_source_object (task);
  ModelPlatform *platform = model_account_get_platform (self);
  g_autoptr (GError) error = NULL;
  WireSession *session = model_platform_finish (result, &error);

  if (g_cancellable_is_cancelled (given_up_of (task)))
    {
      /* A session is shown to nobody but the platform that it is of. */
      if (session != NULL && !is_elsewhere (task, platform))
        end_session (platform, g_steal_pointer (&session));
      g_clear_pointer (&session, session_free);
      tell_given_up (task);
      return;
    }
  ((Way *) g_task_get_task_data (task))->told = TRUE;
  if (session == NULL || !model_platform_set_session (platform, session->token, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
  if (session == NULL)
    return;
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
  GTask *task = begin_login (self, cancellable, callback, user_data);
  ModelPlatformWork whole = *work;

  whole.result_free = session_free;
  model_platform_run (model_account_get_platform (self), &whole, given_up_of (task), entered, task);
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
  GTask *task = begin_login (self, cancellable, callback, user_data);
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
                      given_up_of (task), entered, task);
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
  GTask *task = begin_login (self, cancellable, callback, user_data);

  model_platform_run (model_account_get_platform (self),
                      &(ModelPlatformWork){.func = enter_with_key_on_worker,
                                           .data = key,
                                           .data_free = key_free,
                                           .result_free = session_free},
                      given_up_of (task), entered, task);
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
  client_session_leave (client, error);
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
                      begin (self, NULL, NULL));
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
      cancellable, password_changed, begin (self, callback, user_data));
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
