/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-login.h"

#include <string.h>

#include "pki-digest.h"
#include "pki-password.h"
#include "pki-random.h"
#include "platform-private.h"
#include "platform-store-evidence.h"
#include "platform-store-purge.h"
#include "platform-store-session.h"

/* Guessing is slowed where it comes from, never the person who is guessed at: wrong passwords count
 * for a login from one address and for an address with any login. They also count for a login from
 * anywhere, but that counter leaves out the places from which the person has logged in before. */
typedef struct {
  gboolean any_login;
  gboolean any_address;
  guint free; /* as many are nobody's fault */
} Counter;

static const Counter counters[] = {
    {FALSE, FALSE, 5},
    {TRUE, FALSE, 20},
    {FALSE, TRUE, 50},
};

#define MAX_WAIT 900
#define SESSION_SECONDS (30 * 24 * 3600)
#define TOKEN_BYTES 32

/* What is verified for a login that does not exist or has no password, so that it takes as long.
 * The password of it was thrown away. */
static const char *
nobody (void)
{
  static char *hash;

  if (g_once_init_enter (&hash))
    {
      g_autofree char *password = pki_random_hex (TOKEN_BYTES);

      g_once_init_leave (&hash, pki_password_hash (password));
    }
  return hash;
}

static const char *
login_of (const Counter *counter, WireLogin *login)
{
  return counter->any_login ? "*" : login->login;
}

static const char *
address_of (const Counter *counter, PlatformCall *call)
{
  return counter->any_address ? "*" : call->place;
}

/* Twice as long with each one more. */
static gint64
wait_after (const Counter *counter, guint failures)
{
  if (failures < counter->free)
    return 0;
  return MIN (MAX_WAIT, 1 << MIN (failures - counter->free, 10));
}

/* @known: the person has logged in from here before. The database is asked about nobody, too: it
 * takes as long. */
static gboolean
may_try (
    PlatformCall *call, WireLogin *login, PlatformAccount *account, gboolean *known, GError **error)
{
  if (!platform_store_is_known_address (call->store, account ? account->id : "", call->place, known,
                                        error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (counters); i++)
    {
      guint failures;
      gint64 last, until;

      if (*known && counters[i].any_address)
        continue;
      if (!platform_store_get_failures (call->store, login_of (&counters[i], login),
                                        address_of (&counters[i], call), &failures, &last, error))
        return FALSE;
      until = last + wait_after (&counters[i], failures);
      if (call->now < until)
        {
          call->retry_after = until - call->now;
          return platform_call_refuse (error, WIRE_PROBLEM_TOO_MANY, "too many wrong passwords");
        }
    }
  return TRUE;
}

static gboolean
count_failure (PlatformCall *call, WireLogin *login, GError **error)
{
  if (!platform_store_begin (call->store, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (counters); i++)
    if (!platform_store_add_failure (call->store, login_of (&counters[i], login),
                                     address_of (&counters[i], call),
                                     call->now - PLATFORM_FAILURE_SECONDS, call->now, error))
      {
        platform_store_rollback (call->store);
        return FALSE;
      }
  return platform_store_commit (call->store, error);
}

static gboolean
forget_failures (PlatformCall *call, const char *login, GError **error)
{
  return platform_store_forget_failures (call->store, login, call->place, error);
}

/* A flood of guesses, or of new accounts, finds the few seats taken; the rest of the platform goes
 * on. One more is kept for people where they were before, whom the flood would keep out. */
static gboolean
take_seat (PlatformCall *call, gboolean known, GError **error)
{
  Platform *platform = call->platform;

  if (g_atomic_int_add (&platform->hashing, 1) < platform->max_hashing + (known ? 1 : 0))
    return TRUE;
  g_atomic_int_add (&platform->hashing, -1);
  call->retry_after = 1;
  return platform_call_refuse (error, WIRE_PROBLEM_TOO_MANY, "too many passwords at once");
}

static void
leave_seat (PlatformCall *call)
{
  g_atomic_int_add (&call->platform->hashing, -1);
}

static gboolean
verify (PlatformCall *call,
        PlatformAccount *account,
        const char *password,
        gboolean known,
        gboolean *right,
        GError **error)
{
  gboolean has_one = account && *account->password;
  const char *other;

  if (!take_seat (call, known, error))
    return FALSE;
  /* Made for whoever comes first. */
  other = nobody ();
  *right = pki_password_verify (has_one ? account->password : other, password) && has_one;
  leave_seat (call);
  return TRUE;
}

/**
 * platform_login_hash:
 * @call: the request, whose store has no transaction: others would wait for it as long
 * @password: a new one
 * @error: where to put the refusal
 *
 * Makes what is kept of a new password, for platform_create_account() and the like.
 *
 * Returns: FALSE if too many are made at the moment
 */
gboolean
platform_login_hash (PlatformCall *call, const char *password, GError **error)
{
  if (!take_seat (call, call->actor != NULL, error))
    return FALSE;
  call->password = pki_password_hash (password);
  leave_seat (call);
  return TRUE;
}

/**
 * platform_login_check:
 * @call: the request
 * @login: what was entered
 * @error: where to put the refusal
 *
 * Checks a password. What it answers is the same for a login that does not exist and for a wrong
 * password, and takes as long.
 *
 * Returns: (transfer full): the account, or NULL if it was refused
 */
PlatformAccount *
platform_login_check (PlatformCall *call, WireLogin *login, GError **error)
{
  g_autoptr (PlatformAccount)
      account = platform_store_find_login (call->store, login->login, error);
  gboolean known, right = FALSE;

  if (*error || !may_try (call, login, account, &known, error))
    return NULL;
  if (!verify (call, account, login->password, known, &right, error))
    return NULL;
  if (right)
    return g_steal_pointer (&account);
  if (count_failure (call, login, error))
    platform_call_refuse (error, WIRE_PROBLEM_CREDENTIALS, "login and password do not match");
  return NULL;
}

/**
 * platform_login_hold:
 * @call: the request, whose store has a transaction
 * @account: who it is, after platform_login_check()
 * @error: where to put the refusal
 *
 * Sees to it that the password that was verified still is the account's until the transaction ends:
 * whoever has changed it meanwhile has ended what others had opened by it.
 *
 * Returns: FALSE if it was changed
 */
gboolean
platform_login_hold (PlatformCall *call, PlatformAccount *account, GError **error)
{
  gboolean same = FALSE;

  return platform_store_hold_password (call->store, account->id, account->password, &same, error) &&
         (same ||
          platform_call_refuse (error, WIRE_PROBLEM_CREDENTIALS, "the password was changed"));
}

/**
 * platform_login_renew:
 * @call: the request, whose store has no transaction
 * @account: who it is, after platform_login_check()
 * @password: theirs
 *
 * Makes what is kept of a password anew where a guess at it is too little work by now: only here is
 * the password at hand. Where too many are made at the moment, it is for the next time.
 */
void
platform_login_renew (PlatformCall *call, PlatformAccount *account, const char *password)
{
  if (pki_password_is_outdated (account->password) && !platform_login_hash (call, password, NULL))
    call->retry_after = 0;
}

/* A password that was changed meanwhile stays. */
static gboolean
keep_renewed (PlatformCall *call, PlatformAccount *account, GError **error)
{
  gboolean changed;

  return !call->password ||
         platform_store_set_password (call->store, account->id, account->password, call->password,
                                      &changed, error);
}

static char *
write_session (PlatformCall *call, PlatformNewSession *row, const char *login, GError **error)
{
  g_autofree char *id = platform_store_create_session (call->store, row, call->now, error);

  if (!id || !forget_failures (call, login, error) ||
      !platform_store_add_evidence (call->store, "session-opened", row->account, id, call->now,
                                    NULL, error))
    return NULL;
  return g_steal_pointer (&id);
}

/**
 * platform_login_open:
 * @call: the request, whose store has a transaction
 * @account: who it is
 * @device: (nullable): what the person calls their computer
 * @error: where to put the refusal
 *
 * Opens a session and answers with its token; the platform keeps the token's SHA-256 only. What
 * platform_login_renew() made is kept with it.
 *
 * Returns: FALSE on error
 */
gboolean
platform_login_open (PlatformCall *call, PlatformAccount *account, char *device, GError **error)
{
  g_autofree char *token = pki_random_hex (TOKEN_BYTES);
  g_autoptr (GBytes) digest = pki_digest_bytes (PKI_DIGEST_SHA256, token, strlen (token));
  g_autofree char *id = NULL;
  PlatformNewSession row = {
      .account = account->id,
      .token_sha256 = digest,
      .device = device,
      .address = call->place,
      .expires = call->now + SESSION_SECONDS,
  };
  WireSession answer = {
      .token = token,
      .device = device,
      .created = call->now,
      .last_seen = call->now,
      .expires = row.expires,
      .current = TRUE,
  };

  if (!keep_renewed (call, account, error))
    return FALSE;
  answer.id = id = write_session (call, &row, account->login, error);
  if (!id)
    return FALSE;
  call->status = 201;
  platform_call_answer (call, &answer);
  explicit_bzero (token, strlen (token));
  return TRUE;
}
