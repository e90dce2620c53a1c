/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-dispatch.h"

#include <string.h>

#include "pki-box.h"
#include "pki-digest.h"
#include "pki-hmac.h"
#include "platform-act.h"
#include "platform-etag.h"
#include "platform-operations.h"
#include "platform-private.h"
#include "platform-store-idempotency.h"
#include "platform-store-session.h"

/* Writing down each use of a session would make every GET a write. */
#define TOUCH_SECONDS 60
#define MAX_NAME 128
/* Another transaction may be in the way this often. */
#define MAX_ATTEMPTS 4

static gboolean
is_named (PlatformCall *call)
{
  return platform_operation_get (call->operation)->writes == PLATFORM_WRITES &&
         g_str_equal (wire_route_get (call->operation)->method, "POST");
}

static GBytes *
digest_of_token (PlatformCall *call)
{
  return pki_digest_bytes (PKI_DIGEST_SHA256, call->token, strlen (call->token));
}

static gboolean
find_actor (PlatformCall *call, GError **error)
{
  g_autoptr (GBytes) digest = NULL;

  if (!call->token)
    return platform_call_refuse (error, WIRE_PROBLEM_UNAUTHENTICATED, "no session");
  if (!call->is_found)
    {
      digest = digest_of_token (call);
      call->actor = platform_store_find_session (
          call->store, digest, is_named (call) ? call->name : NULL, call->now, &call->known, error);
    }
  if (call->actor)
    return TRUE;
  if (error && *error)
    return FALSE;
  return platform_call_refuse (error, WIRE_PROBLEM_UNAUTHENTICATED, "the session has ended");
}

static gboolean
has_role (const PlatformActor *actor, const char *role)
{
  return actor->roles && g_strv_contains ((const char *const *) actor->roles, role);
}

/* An embedded platform's start token was looked at before. */
static gboolean
may_count (PlatformCall *call, GError **error)
{
  PlatformSecret *secret = call->platform->metrics_token;
  g_autoptr (GBytes) wanted = secret ? platform_secret_dup (secret) : NULL;
  g_autoptr (GBytes) given = g_bytes_new (call->token, call->token ? strlen (call->token) : 0);

  return (wanted ? pki_equal (given, wanted) : call->platform->token != NULL) ||
         platform_call_refuse (error, WIRE_PROBLEM_UNAUTHENTICATED,
                               "the token of the counters is missing or wrong");
}

static gboolean
may_enter (PlatformCall *call, PlatformAccess access, GError **error)
{
  if (access == PLATFORM_ACCESS_ANYONE || access == PLATFORM_ACCESS_PUBLIC)
    return TRUE;
  if (access == PLATFORM_ACCESS_COUNTER)
    return may_count (call, error);
  if (!find_actor (call, error))
    return FALSE;
  return access == PLATFORM_ACCESS_PERSON || has_role (call->actor, PLATFORM_ROLE_OF_OPERATORS) ||
         platform_call_refuse (error, WIRE_PROBLEM_FORBIDDEN, "%s may do this",
                               PLATFORM_ROLE_OF_OPERATORS);
}

static gboolean
read_message (PlatformCall *call, GError **error)
{
  const WireType *type = wire_route_get (call->operation)->body;
  gsize size;
  const char *text;

  if (!type)
    return TRUE;
  text = g_bytes_get_data (call->body, &size);
  call->message = wire_decode (type, text ? text : "", size, error);
  return call->message != NULL;
}

static void
touch (PlatformCall *call)
{
  g_autoptr (GError) error = NULL;

  if (call->actor && call->now - call->actor->last_seen >= TOUCH_SECONDS &&
      !platform_store_touch_session (call->store, call->actor->session, call->now, &error))
    g_warning ("session: %s", error->message);
}

/* One person's key is not another's. Without a session the sender's address stands in; but not for
 * a phone, which leaves one network for another between two tries, and whose requests carry a
 * secret that nobody else has. */
static const char *
sender_of (PlatformCall *call)
{
  if (call->actor)
    return call->actor->account;
  return platform_operation_get (call->operation)->access == PLATFORM_ACCESS_PUBLIC ? "phone"
                                                                                    : call->address;
}

/* The request, for comparison: the operation, the path's values and the body. Keyed, since the body
 * may hold a password that could be guessed from a plain digest. */
static GBytes *
request_mac (PlatformCall *call)
{
  const char *operation = wire_route_get (call->operation)->operation;
  g_autofree char *values = g_strjoinv ("/", call->values);
  g_autofree char *body = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, call->body);
  g_autofree char *text = g_strjoin (" ", operation, values, body, NULL);

  return platform_mac (call->platform, "request", text);
}

/* What an answer gave to whoever asked, such as the secret of a code, is nobody else's: what is
 * kept of it is closed with a key that is not in the database. */
static GBytes *
key_of_answer (PlatformCall *call)
{
  g_autofree char *text = g_strdup_printf ("%s %s", sender_of (call), call->name);

  return platform_mac (call->platform, "answer", text);
}

static gboolean
send_again (PlatformCall *call, const PlatformReplay *known, GError **error)
{
  g_autoptr (GBytes) key = key_of_answer (call);
  g_autoptr (GBytes) body = pki_box_open (key, known->body);

  if (!body)
    return platform_call_refuse (error, WIRE_PROBLEM_GONE,
                                 "what was answered before cannot be read");
  call->status = known->status;
  call->location = g_strdup (known->location);
  call->etag = g_strdup (known->etag);
  if (g_bytes_get_size (body) > 0)
    platform_call_send (call, body, "application/json");
  return TRUE;
}

/* FALSE without an error: it is new. */
static gboolean
replay (PlatformCall *call, const PlatformReplay *known, GBytes *request, GError **error)
{
  if (!known)
    return FALSE;
  if (!g_bytes_equal (known->request_mac, request))
    return platform_call_refuse (error, WIRE_PROBLEM_KEY_REUSED, "the earlier request differs");
  return send_again (call, known, error);
}

/* What was asked for with the session is not asked for again. */
static PlatformReplay *
find_known (PlatformCall *call, GError **error)
{
  if (call->actor)
    return g_steal_pointer (&call->known);
  return platform_store_find_replay (call->store, sender_of (call), call->name, error);
}

/* Whether another has done meanwhile what this one has failed to do. */
static gboolean
replay_other (PlatformCall *call, GBytes *request)
{
  g_autoptr (PlatformReplay)
      known = platform_store_find_replay (call->store, sender_of (call), call->name, NULL);

  return replay (call, known, request, NULL);
}

static guint
status_of (PlatformCall *call)
{
  if (call->status != 0)
    return call->status;
  return call->answer ? 200 : 204;
}

static gboolean
keep_answer (PlatformCall *call, GBytes *request, GError **error)
{
  g_autoptr (GBytes) empty = g_bytes_new (NULL, 0);
  g_autoptr (GBytes) key = key_of_answer (call);
  g_autoptr (GBytes) box = pki_box_close (key, call->answer ? call->answer : empty);
  PlatformReplay kept = {
      .request_mac = request,
      .status = status_of (call),
      .location = call->location,
      .etag = call->etag,
      .body = box,
  };

  return platform_store_add_replay (call->store, sender_of (call), call->name, &kept, call->now,
                                    error);
}

/* The person before the thing, always: two that wait for each other would wait for ever. */
static gboolean
hold (PlatformCall *call, const PlatformOperation *operation, GError **error)
{
  return (!operation->one_by_one ||
          platform_store_hold (call->store, PLATFORM_THING_PERSON, call->actor->person, error)) &&
         platform_store_hold (call->store, operation->thing, call->values[0], error);
}

/* What came while others wrote goes to the disk with it. */
static gboolean
commit (PlatformCall *call, GError **error)
{
  if (call->is_second ? !platform_store_commit (call->store, error)
                      : !platform_store_leave (call->store, &call->unwritten, error))
    return FALSE;
  if (!call->unwritten)
    platform_concerns_note (call->platform->concerns, PLATFORM_CONCERN_STORE, NULL);
  return TRUE;
}

/**
 * platform_dispatch_inside:
 * @call: a request of an actor, with its message, whose store has a transaction
 * @error: where to put the refusal
 *
 * Does what a request asks for, with all that is asked of whoever sends it over HTTP: signature,
 * rights, order.
 *
 * Returns: FALSE if it was refused; then the transaction is to be rolled back
 */
gboolean
platform_dispatch_inside (PlatformCall *call, GError **error)
{
  const PlatformOperation *operation = platform_operation_get (call->operation);

  return hold (call, operation, error) && platform_act_check (call, error) &&
         operation->handler (call, error) && platform_etag_finish (call, error);
}

static gboolean
handle_in_transaction (PlatformCall *call, GBytes *request, GError **error)
{
  if (!platform_store_begin (call->store, error))
    return FALSE;
  if (platform_dispatch_inside (call, error) && (!request || keep_answer (call, request, error)))
    return commit (call, error);
  platform_store_rollback (call->store);
  return FALSE;
}

static void
clear_answer (PlatformCall *call)
{
  call->status = 0;
  g_clear_pointer (&call->answer, g_bytes_unref);
  g_clear_pointer (&call->location, g_free);
  g_clear_pointer (&call->etag, g_free);
}

/**
 * platform_dispatch_may_repeat:
 * @error: what a transaction ended with
 * @attempts: how often it was tried
 *
 * Asks whether it is worth another try: another one may have been in the way.
 *
 * Returns: whether it is
 */
gboolean
platform_dispatch_may_repeat (const GError *error, guint attempts)
{
  return attempts < MAX_ATTEMPTS &&
         (g_error_matches (error, PLATFORM_ERROR, PLATFORM_ERROR_BUSY) ||
          g_error_matches (error, PLATFORM_ERROR, PLATFORM_ERROR_CONSTRAINT));
}

/* A transaction that another was in the way of is tried again. */
static gboolean
write_again_and_again (PlatformCall *call, GBytes *request, GError **error)
{
  PlatformHandler prepare = platform_operation_get (call->operation)->prepare;

  if (prepare && !call->is_second && !prepare (call, error))
    return FALSE;
  for (guint attempt = 1;; attempt++)
    {
      g_autoptr (GError) local = NULL;

      if (handle_in_transaction (call, request, &local))
        return TRUE;
      if (!platform_dispatch_may_repeat (local, attempt))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      clear_answer (call);
    }
}

/* The same request sent twice at once: the second one finds what the first has done and is refused;
 * then the first one's answer is there. */
static gboolean
write_or_replay (PlatformCall *call, GError **error)
{
  g_autoptr (PlatformReplay) known = NULL;
  g_autoptr (GBytes) request = NULL;
  GError *local = NULL;

  if (!is_named (call))
    return write_again_and_again (call, NULL, error);
  if (!call->name || !*call->name || strlen (call->name) > MAX_NAME)
    return platform_call_refuse (error, WIRE_PROBLEM_KEY_MISSING,
                                 "each POST carries Idempotency-Key");
  request = request_mac (call);
  known = find_known (call, error);
  if (replay (call, known, request, error))
    return TRUE;
  if (*error)
    return FALSE;
  if (write_again_and_again (call, request, &local))
    return TRUE;
  clear_answer (call);
  if (replay_other (call, request))
    {
      g_error_free (local);
      return TRUE;
    }
  g_propagate_error (error, local);
  return FALSE;
}

static gboolean
handle (PlatformCall *call, GError **error)
{
  const PlatformOperation *operation = platform_operation_get (call->operation);

  if (!may_enter (call, operation->access, error) || !read_message (call, error))
    return FALSE;
  touch (call);
  if (operation->writes == PLATFORM_WRITES || operation->writes == PLATFORM_WRITES_ONCE)
    return write_or_replay (call, error);
  return operation->handler (call, error) && platform_etag_finish (call, error);
}

static void
fail (PlatformCall *call, const GError *error)
{
  platform_call_fail (call, error);
  if (g_error_matches (error, PLATFORM_ERROR, PLATFORM_ERROR_STORE) ||
      g_error_matches (error, PLATFORM_ERROR, PLATFORM_ERROR_DAMAGED))
    platform_concerns_note (call->platform->concerns, PLATFORM_CONCERN_STORE, error->message);
}

/**
 * platform_dispatch_is_asked:
 * @call: a request
 *
 * Tells whether the database will be asked who sends it.
 *
 * Returns: whether it is worth asking together with others
 */
gboolean
platform_dispatch_is_asked (PlatformCall *call)
{
  PlatformAccess access = platform_operation_get (call->operation)->access;

  return call->token && !call->is_found && !call->is_second &&
         (access == PLATFORM_ACCESS_PERSON || access == PLATFORM_ACCESS_OPERATOR);
}

/**
 * platform_dispatch_find:
 * @calls: (array length=n_calls): requests that platform_dispatch_is_asked() holds of
 * @n_calls: how many; at most PLATFORM_MAX_ENTRIES
 * @store: a store of which platform_pool_is_far() holds
 *
 * Finds who sends several requests, before each of them is dispatched. Where it cannot, each is
 * asked about by itself then.
 */
void
platform_dispatch_find (PlatformCall *const *calls, guint n_calls, PlatformStore *store)
{
  PlatformEntry entries[PLATFORM_MAX_ENTRIES] = {{NULL}};
  gint64 now = 0;
  gboolean found;

  for (guint i = 0; i < n_calls; i++)
    {
      entries[i].token_sha256 = digest_of_token (calls[i]);
      entries[i].name = is_named (calls[i]) ? calls[i]->name : NULL;
      now = MAX (now, calls[i]->now);
    }
  found = platform_store_find_entries (store, entries, n_calls, now, NULL);
  for (guint i = 0; i < n_calls; i++)
    {
      calls[i]->is_found = found;
      calls[i]->actor = entries[i].actor;
      calls[i]->known = entries[i].known;
      g_bytes_unref (entries[i].token_sha256);
    }
}

/**
 * platform_dispatch:
 * @call: a request whose store is set
 *
 * Answers a request in a worker thread: who is it, may they, what do they say, then the handler.
 * What it leaves unwritten is to be written before the answer is given, and
 * platform_dispatch_written() told; then it may have to be called once more.
 */
void
platform_dispatch (PlatformCall *call)
{
  g_autoptr (GError) error = NULL;

  if (call->is_second ? !write_or_replay (call, &error) : !handle (call, &error))
    fail (call, error);
  call->status = status_of (call);
}

/**
 * platform_dispatch_written:
 * @call: a request with its answer, whose changes were unwritten
 * @error: (nullable): why they could not be written
 *
 * Takes note of what became of the changes.
 *
 * Returns: FALSE if it is to be dispatched again, since nothing of it is there
 */
gboolean
platform_dispatch_written (PlatformCall *call, const GError *error)
{
  if (!error)
    {
      platform_concerns_note (call->platform->concerns, PLATFORM_CONCERN_STORE, NULL);
      return TRUE;
    }
  clear_answer (call);
  call->is_second = platform_dispatch_may_repeat (error, 1);
  if (!call->is_second)
    fail (call, error);
  call->status = call->is_second ? 0 : status_of (call);
  return !call->is_second;
}
