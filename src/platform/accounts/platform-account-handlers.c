/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-account-handlers.h"

#include <string.h>

#include "pki-password.h"
#include "platform-cursor.h"
#include "platform-login.h"
#include "platform-private.h"
#include "platform-store-evidence.h"
#include "platform-store-portal.h"
#include "platform-store-session.h"
#include "wire-account.h"
#include "wire-portal.h"
#include "wire-name.h"

static gboolean
answer_account (PlatformCall *call, PlatformAccount *account)
{
  const WireAccount message = {
      .id = account->id,
      .login = account->login,
      .person = account->person,
      .name = account->name,
      .id_last_four = account->id_last_four,
      .identity = account->identity,
      .roles = account->roles,
      .created = account->created,
  };

  platform_call_answer (call, &message);
  return TRUE;
}

/* Letters, digits and what e-mail addresses and phone numbers have. */
static gboolean
is_login (const char *login)
{
  gsize length = strlen (login);

  if (length < 3)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (login[i]) && !strchr ("+-_.@", login[i]))
      return FALSE;
  return TRUE;
}

static gboolean
is_id_number (const char *number)
{
  gsize length = strlen (number);

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (number[i]))
      return FALSE;
  return length >= 4;
}

static gboolean
check_new_account (PlatformCall *call, WireNewAccount *new_account, GError **error)
{
  if (!call->platform->open_registration)
    return platform_call_refuse (error, WIRE_PROBLEM_REGISTRATION, "registration is closed here");
  if (!is_login (new_account->login))
    return platform_call_refuse (error, WIRE_PROBLEM_MALFORMED, "login is of no usable form");
  if (!wire_name_settle (&new_account->name))
    return platform_call_refuse (error, WIRE_PROBLEM_NAME, "name is of no usable form");
  if (!is_id_number (new_account->id_number))
    return platform_call_refuse (error, WIRE_PROBLEM_MALFORMED, "id_number is of no usable form");
  if (pki_password_is_weak (new_account->password, new_account->login))
    return platform_call_refuse (error, WIRE_PROBLEM_WEAK_PASSWORD, "choose a longer password");
  return TRUE;
}

/* The number itself is kept nowhere. */
static GBytes *
mac_number (PlatformCall *call, const char *id_number, char **last_four)
{
  g_autofree char *number = g_ascii_strup (id_number, -1);

  *last_four = g_strdup (number + strlen (number) - 4);
  return platform_mac (call->platform, "id-number", number);
}

/* What a portal said of somebody's name is no more than what they say themselves, and of a number
 * it says nothing. */
static gboolean
check_claim (const PlatformAccount *account, const char *name, const char *number, GError **error)
{
  if (!number && !*account->id_last_four)
    return platform_call_refuse (error, WIRE_PROBLEM_MALFORMED, "id_number is missing");
  if (!name && g_str_equal (account->name, account->login))
    return platform_call_refuse (error, WIRE_PROBLEM_MALFORMED, "name is missing");
  return !number || is_id_number (number) ||
         platform_call_refuse (error, WIRE_PROBLEM_MALFORMED, "id_number is of no usable form");
}

static gboolean
store_claim (PlatformCall *call,
             const PlatformAccount *account,
             const char *name,
             const char *number,
             GError **error)
{
  g_autofree char *last_four = NULL;
  g_autoptr (GBytes) hmac = number ? mac_number (call, number, &last_four) : NULL;

  if (!name && !hmac)
    return TRUE;
  return platform_store_claim_person (call->store, account->person,
                                      &(PlatformNewAccount){.name = name ? name : account->name,
                                                            .id_hmac = hmac,
                                                            .id_last_four = last_four},
                                      error) &&
         platform_store_add_evidence (call->store, "person-claimed", account->id, account->person,
                                      call->now, NULL, error);
}

/**
 * platform_account_claim:
 * @call: a request, whose store has a transaction
 * @name: (nullable): who they say they are, a settled name
 * @number: (nullable): of their identity document
 * @claimed: (out): whether it was theirs to say
 * @error: where to put the refusal
 *
 * Before they are identified the first time, whoever came by a portal says who they are, as anybody
 * else did when they registered.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_account_claim (
    PlatformCall *call, const char *name, const char *number, gboolean *claimed, GError **error)
{
  g_autoptr (PlatformAccount)
      account = platform_store_get_account (call->store, call->actor->account, error);

  if (!account)
    return *error ? FALSE
                  : platform_call_refuse (error, WIRE_PROBLEM_GONE, "the account is closed");
  *claimed = g_str_has_prefix (account->login, WIRE_PORTAL_LOGIN) &&
             g_str_equal (account->identity, "unverified");
  if (!*claimed)
    return !number ||
           platform_call_refuse (error, WIRE_PROBLEM_MALFORMED, "the number is known already");
  return check_claim (account, name, number, error) &&
         store_claim (call, account, name, number, error);
}

static char *
insert_account (PlatformCall *call, WireNewAccount *new_account, GError **error)
{
  g_autofree char *last_four = NULL;
  g_autoptr (GBytes) hmac = mac_number (call, new_account->id_number, &last_four);
  gboolean any = FALSE;
  PlatformNewAccount row = {
      .login = new_account->login,
      .password = call->password,
      .name = new_account->name,
      .id_hmac = hmac,
      .id_last_four = last_four,
      .roles = "",
  };

  if (!platform_store_has_accounts (call->store, &any, error))
    return NULL;
  /* On a platform inside somebody's desktop program, that person is its office too. */
  if (!any && call->platform->embedded)
    row.roles = "administrator ca-operator service-agent";
  return platform_store_create_account (call->store, &row, call->now, error);
}

/**
 * platform_prepare_account:
 * @call: the request
 * @error: where to put the refusal
 *
 * Checks what a new account is to be, and makes what is kept of its password.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_prepare_account (PlatformCall *call, GError **error)
{
  WireNewAccount *new_account = call->message;

  return check_new_account (call, new_account, error) &&
         platform_login_hash (call, new_account->password, error);
}

/**
 * platform_create_account:
 * @call: the request
 * @error: where to put the refusal
 *
 * Opens a local account.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_create_account (PlatformCall *call, GError **error)
{
  WireNewAccount *new_account = call->message;
  g_autofree char *id = NULL;
  g_autoptr (PlatformAccount) account = NULL;

  account = platform_store_find_login (call->store, new_account->login, error);
  if (account)
    return platform_call_refuse (error, WIRE_PROBLEM_EXISTS, "this login is taken");
  if (*error || !(id = insert_account (call, new_account, error)) ||
      !platform_store_add_evidence (call->store, "account-created", id, id, call->now, NULL,
                                    error) ||
      !(account = platform_store_get_account (call->store, id, error)))
    return FALSE;
  call->status = 201;
  return answer_account (call, account);
}

/**
 * platform_create_session:
 * @call: the request
 * @error: where to put the refusal
 *
 * Logs in; a second login by mistake is a second session, so nothing has to be kept for it.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_create_session (PlatformCall *call, GError **error)
{
  WireLogin *login = call->message;
  g_autoptr (PlatformAccount) account = platform_login_check (call, login, error);

  if (!account)
    return FALSE;
  platform_login_renew (call, account, login->password);
  return platform_store_begin (call->store, error) &&
         platform_store_end (call->store,
                             platform_login_hold (call, account, error) &&
                                 platform_login_open (call, account, login->device, error),
                             error);
}

/**
 * platform_list_sessions:
 * @call: the request
 * @error: where to put the refusal
 *
 * Lists where the person is logged in, a page at a time.
 *
 * Returns: FALSE on error
 */
gboolean
platform_list_sessions (PlatformCall *call, GError **error)
{
  PlatformPage page;
  g_autoptr (GPtrArray) sessions = NULL;
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *next = NULL;

  if (!platform_cursor_read (call, &page, error) ||
      !(sessions = platform_store_list_sessions (call->store, call->actor->account, &page,
                                                 call->now, error)))
    return FALSE;
  for (guint i = 0; i < MIN (sessions->len, page.length); i++)
    {
      PlatformSession *session = sessions->pdata[i];
      WireSession *item = g_new0 (WireSession, 1);

      item->id = session->id;
      item->device = session->device;
      item->created = session->created;
      item->last_seen = session->last_seen;
      item->expires = session->expires;
      item->current = g_str_equal (session->id, call->actor->session);
      g_ptr_array_add (items, item);
      if (i + 1 == page.length && sessions->len > page.length)
        next = platform_cursor_write (call, session->created, session->id);
    }
  platform_call_answer (call, &(WireSessions){.items = items, .next = next});
  return TRUE;
}

/**
 * platform_delete_session:
 * @call: the request
 * @error: where to put the refusal
 *
 * Logs out, here or elsewhere.
 *
 * Returns: FALSE if there is no such session of this person
 */
gboolean
platform_delete_session (PlatformCall *call, GError **error)
{
  const char *session = call->values[0];
  gboolean ended = FALSE;

  if (!platform_store_end_session (call->store, session, call->actor->account, call->now, &ended,
                                   error))
    return FALSE;
  if (!ended)
    return platform_call_refuse (error, WIRE_PROBLEM_NOT_FOUND, "no such session");
  if (!platform_store_drop_portal_links (call->store, call->actor->account, error))
    return FALSE;
  return platform_store_add_evidence (call->store, "session-ended", call->actor->account, session,
                                      call->now, NULL, error);
}

/**
 * platform_account_end_others:
 * @call: a request of a person, whose store has a transaction
 * @error: where to put the error
 *
 * Logs the account out everywhere but where the request comes from, and drops the links to a portal
 * that are on their way to it.
 *
 * Returns: FALSE on error
 */
gboolean
platform_account_end_others (PlatformCall *call, GError **error)
{
  const char *account = call->actor->account;
  g_autoptr (GPtrArray) ids = platform_store_end_sessions (call->store, account,
                                                           call->actor->session, call->now, error);

  for (guint i = 0; ids && i < ids->len; i++)
    if (!platform_store_add_evidence (call->store, "session-ended", account, ids->pdata[i],
                                      call->now, NULL, error))
      return FALSE;
  return ids && platform_store_drop_portal_links (call->store, account, error);
}

/**
 * platform_get_me:
 * @call: the request
 * @error: where to put the refusal
 *
 * Answers who is logged in. The session has told it all.
 *
 * Returns: TRUE
 */
gboolean
platform_get_me (PlatformCall *call, GError **error)
{
  const PlatformActor *actor = call->actor;
  const WireAccount message = {
      .id = actor->account,
      .login = actor->login,
      .person = actor->person,
      .name = actor->name,
      .id_last_four = actor->id_last_four,
      .identity = actor->identity,
      .roles = actor->roles,
      .created = actor->created,
  };

  platform_call_answer (call, &message);
  return TRUE;
}

/**
 * platform_prepare_password:
 * @call: the request
 * @error: where to put the refusal
 *
 * Checks the old password, as slowly for who guesses as a login, and makes what is kept of the new
 * one.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_prepare_password (PlatformCall *call, GError **error)
{
  WirePasswordChange *change = call->message;
  WireLogin login = {.login = call->actor->login, .password = change->old_password};

  call->account = platform_login_check (call, &login, error);
  if (!call->account)
    return FALSE;
  if (pki_password_is_weak (change->new_password, call->actor->login))
    return platform_call_refuse (error, WIRE_PROBLEM_WEAK_PASSWORD, "choose a longer password");
  return platform_login_hash (call, change->new_password, error);
}

/**
 * platform_change_password:
 * @call: the request
 * @error: where to put the refusal
 *
 * Changes the password, and ends every other session of the account unless they are kept. Who sits
 * before somebody's open window guesses no faster here than at a login.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_change_password (PlatformCall *call, GError **error)
{
  WirePasswordChange *change = call->message;
  const char *id = call->actor->account;
  gboolean changed = FALSE;

  if (!platform_store_set_password (call->store, id, call->account->password, call->password,
                                    &changed, error))
    return FALSE;
  if (!changed)
    return platform_call_refuse (error, WIRE_PROBLEM_CONFLICT, "it was changed in the meantime");
  return (change->keep_sessions ? platform_store_drop_portal_links (call->store, id, error)
                                : platform_account_end_others (call, error)) &&
         platform_store_add_evidence (call->store, "password-changed", id, id, call->now, NULL,
                                      error);
}
