/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-portal-pages.h"

#include <string.h>

#include "pki-digest.h"
#include "pki-hmac.h"
#include "pki-jose.h"
#include "pki-random.h"
#include "platform-portal-handlers.h"
#include "platform-portal-link-handlers.h"
#include "platform-private.h"
#include "platform-resources.h"
#include "wire-portal.h"

#define FOLDER "/org/vermilion/platform/portal/"
#define COOKIE "vermilion-portal"
#define COOKIE_SECONDS 900
#define STATE_BYTES 32
#define MAX_QUERY 4096

static GBytes *
digest_of (const char *text)
{
  return pki_digest_bytes (PKI_DIGEST_SHA256, text, strlen (text));
}

/* The page says in words what the fragment names: the id of a login, or what went wrong. */
static gboolean
go_to_page (PlatformCall *call, const char *fragment)
{
  call->status = 303;
  call->location = g_strconcat (call->platform->url, "/portal#", fragment, NULL);
  return TRUE;
}

/* Over TLS no other host of the domain can have set it (RFC 6265bis, 4.1.3.2). */
static const char *
cookie_name (PlatformCall *call)
{
  return g_str_has_prefix (call->platform->url, "https:") ? "__Host-" COOKIE : COOKIE;
}

static void
set_cookie (PlatformCall *call, const char *value)
{
  const char *name = cookie_name (call);

  call->set_cookie = g_strdup_printf ("%s=%s; Path=/; HttpOnly; SameSite=Lax; Max-Age=%d%s", name,
                                      value, COOKIE_SECONDS,
                                      g_str_has_prefix (name, "__Host-") ? "; Secure" : "");
}

/* Whether this is the browser that was sent to the portal: an address that somebody else was given
 * there is good for nothing in it. */
static gboolean
is_same_browser (PlatformCall *call, PlatformPortalLogin *login)
{
  g_auto (GStrv) parts = g_strsplit (call->cookie ? call->cookie : "", ";", 100);
  const char *name = cookie_name (call);

  for (guint i = 0; login->browser_sha256 && parts[i]; i++)
    {
      const char *part = g_strstrip (parts[i]);
      g_autoptr (GBytes) digest = NULL;

      if (!g_str_has_prefix (part, name) || part[strlen (name)] != '=')
        continue;
      digest = digest_of (part + strlen (name) + 1);
      if (pki_equal (digest, login->browser_sha256))
        return TRUE;
    }
  return FALSE;
}

/* Nonce and verifier follow from the state, so that they are kept nowhere, and every process of the
 * platform has the same. */
typedef struct {
  PlatformPortalAttempt attempt;
  char *nonce;
  char *verifier;
  char *redirect;
} Attempt;

static char *
derive (PlatformCall *call, const char *purpose, const char *state)
{
  g_autoptr (GBytes) mac = platform_mac (call->platform, purpose, state);

  return pki_jose_encode (g_bytes_get_data (mac, NULL), g_bytes_get_size (mac));
}

static void
attempt_init (Attempt *self, PlatformCall *call, PlatformPortalLogin *login, const char *state)
{
  gint64 begun = login->expires - PLATFORM_PORTAL_WAIT_SECONDS;

  self->nonce = derive (call, "portal-nonce", state);
  self->verifier = derive (call, "portal-verifier", state);
  self->redirect = g_strconcat (call->platform->url, "/portal/callback", NULL);
  self->attempt = (PlatformPortalAttempt){
      .state = state,
      .nonce = self->nonce,
      .verifier = self->verifier,
      .redirect = self->redirect,
      .language = call->language && g_str_has_prefix (call->language, "zh") ? "zh-CN" : "en",
      .since = login->account ? begun : 0,
  };
}

static void
attempt_clear (Attempt *self)
{
  g_free (self->nonce);
  g_free (self->verifier);
  g_free (self->redirect);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Attempt, attempt_clear)

static gboolean
open_login (PlatformCall *call,
            const char *id,
            const char *browser,
            const char *state,
            gboolean *done,
            GError **error)
{
  g_autoptr (GBytes) browser_sha256 = digest_of (browser);
  g_autoptr (GBytes) state_sha256 = digest_of (state);

  if (!platform_store_begin (call->store, error))
    return FALSE;
  if (platform_store_open_portal_login (call->store, id, browser_sha256, state_sha256, done, error))
    return platform_store_commit (call->store, error);
  platform_store_rollback (call->store);
  return FALSE;
}

static gboolean
send_to_portal (PlatformCall *call, PlatformPortalLogin *login, GError **error)
{
  g_autofree char *browser = pki_random_hex (STATE_BYTES);
  g_autofree char *state = pki_random_hex (STATE_BYTES);
  g_auto (Attempt) attempt = {.nonce = NULL};
  g_autofree char *address = NULL;
  g_autoptr (GError) local = NULL;
  gboolean done = FALSE;

  attempt_init (&attempt, call, login, state);
  address = platform_portal_dup_address (call->platform->portal, &attempt.attempt, &local);
  if (!address)
    {
      g_warning ("portal: %s", local->message);
      return go_to_page (call, "unreachable");
    }
  if (!open_login (call, login->id, browser, state, &done, error))
    return FALSE;
  if (!done)
    return go_to_page (call, "gone");
  set_cookie (call, browser);
  call->status = 303;
  call->location = g_steal_pointer (&address);
  return TRUE;
}

/**
 * platform_open_portal:
 * @call: the request
 * @error: where to put the refusal
 *
 * Sends a browser, which is given a name of its own, to the portal.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_open_portal (PlatformCall *call, GError **error)
{
  g_autoptr (GBytes) ticket = digest_of (call->values[0]);
  g_autoptr (PlatformPortalLogin) login = NULL;
  const char *state;

  if (!platform_portal_is_there (call, error))
    return FALSE;
  login = platform_store_find_portal_login (call->store, PLATFORM_PORTAL_BY_TICKET, ticket, error);
  if (!login)
    return *error ? FALSE : go_to_page (call, "gone");
  state = platform_portal_state_of (call, login);
  if (!g_str_equal (state, "waiting") && !g_str_equal (state, "opened"))
    return go_to_page (call, "gone");
  return send_to_portal (call, login, error);
}

/* Each name once (RFC 6749, 3.1): two readers of an address must not choose differently. */
static GHashTable *
read_query (const char *query)
{
  g_autoptr (GHashTable) table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GUriParamsIter iter;
  char *name, *value;
  g_autoptr (GError) error = NULL;

  if (!query || strlen (query) > MAX_QUERY)
    return NULL;
  g_uri_params_iter_init (&iter, query, -1, "&", G_URI_PARAMS_WWW_FORM);
  while (g_uri_params_iter_next (&iter, &name, &value, &error))
    if (!g_hash_table_insert (table, name, value))
      return NULL;
  return error ? NULL : g_steal_pointer (&table);
}

/* The state is used up before the code is: neither comes a second time, whatever happens between.
 */
static gboolean
take_state (PlatformCall *call, const char *id, gboolean *done, GError **error)
{
  if (!platform_store_begin (call->store, error))
    return FALSE;
  if (platform_store_take_portal_state (call->store, id, done, error))
    return platform_store_commit (call->store, error);
  platform_store_rollback (call->store);
  return FALSE;
}

static gboolean
end_state (PlatformCall *call, const char *id, const PlatformPortalOutcome *outcome, GError **error)
{
  if (!platform_store_begin (call->store, error))
    return FALSE;
  if (!platform_store_end_portal_state (call->store, id, outcome, error))
    {
      platform_store_rollback (call->store);
      return FALSE;
    }
  return platform_store_commit (call->store, error) && go_to_page (call, id);
}

/* Whom nobody knows here learns on the page, and before they enter anything, that there is no
 * account for them. */
static gboolean
end_with_person (PlatformCall *call,
                 PlatformPortalLogin *login,
                 const PlatformPortalPerson *person,
                 GError **error)
{
  const char *issuer = platform_portal_get_issuer (call->platform->portal);
  g_autofree char *owner = NULL;

  if (!login->account && !platform_portal_takes_new (call))
    {
      owner = platform_store_find_linked_account (call->store, issuer, person->subject, error);
      if (*error)
        return FALSE;
      if (!owner)
        return end_state (call, login->id, &(PlatformPortalOutcome){.reason = "closed"}, error);
    }
  return end_state (
      call, login->id,
      &(PlatformPortalOutcome){.issuer = issuer, .subject = person->subject, .name = person->name},
      error);
}

/* What was wrong goes into the log; the person is told that it was the portal's answer. */
static gboolean
redeem (PlatformCall *call,
        PlatformPortalLogin *login,
        const char *state,
        const PlatformPortalReturn *back,
        GError **error)
{
  PlatformPortal *portal = call->platform->portal;
  g_auto (Attempt) attempt = {.nonce = NULL};
  g_autoptr (PlatformPortalPerson) person = NULL;
  g_autoptr (GError) local = NULL;

  attempt_init (&attempt, call, login, state);
  person = platform_portal_identify (portal, &attempt.attempt, back, call->now, &local);
  if (person)
    return end_with_person (call, login, person, error);
  g_warning ("portal: %s", local->message);
  return end_state (call, login->id, &(PlatformPortalOutcome){.reason = "portal"}, error);
}

static gboolean
go_on (PlatformCall *call, PlatformPortalLogin *login, GHashTable *query, GError **error)
{
  const PlatformPortalReturn back = {
      .code = g_hash_table_lookup (query, "code"),
      .issuer = g_hash_table_lookup (query, "iss"),
  };
  const char *refusal = g_hash_table_lookup (query, "error");
  gboolean done = FALSE;

  if (!take_state (call, login->id, &done, error))
    return FALSE;
  if (!done)
    return go_to_page (call, "gone");
  if (!platform_portal_is_issuer (call->platform->portal, back.issuer))
    return end_state (call, login->id, &(PlatformPortalOutcome){.reason = "mix-up"}, error);
  if (refusal || !back.code)
    return end_state (call, login->id,
                      &(PlatformPortalOutcome){.reason = g_strcmp0 (refusal, "access_denied") == 0
                                                             ? "refused"
                                                             : "portal"},
                      error);
  return redeem (call, login, g_hash_table_lookup (query, "state"), &back, error);
}

/**
 * platform_return_from_portal:
 * @call: the request
 * @error: where to put the refusal
 *
 * Takes a browser back from the portal, finds out who the portal says it is, and leaves it on the
 * page that asks for the digits.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_return_from_portal (PlatformCall *call, GError **error)
{
  g_autoptr (GHashTable) query = read_query (call->query);
  const char *state = query ? g_hash_table_lookup (query, "state") : NULL;
  g_autoptr (GBytes) digest = digest_of (state ? state : "");
  g_autoptr (PlatformPortalLogin) login = NULL;

  if (!platform_portal_is_there (call, error))
    return FALSE;
  login = platform_store_find_portal_login (call->store, PLATFORM_PORTAL_BY_STATE, digest, error);
  if (!login)
    return *error ? FALSE : go_to_page (call, "gone");
  if (login->expires <= call->now)
    return go_to_page (call, "gone");
  if (!is_same_browser (call, login))
    return go_to_page (call, "other-browser");
  return go_on (call, login, query, error);
}

static gboolean
send_resource (PlatformCall *call, const char *name, const char *media_type, GError **error)
{
  g_autofree char *path = g_strconcat (FOLDER, name, NULL);
  g_autoptr (GBytes) bytes = g_resource_lookup_data (platform_get_resource (), path,
                                                     G_RESOURCE_LOOKUP_FLAGS_NONE, error);

  if (!bytes)
    return FALSE;
  platform_call_send (call, bytes, media_type);
  return TRUE;
}

/**
 * platform_get_portal_page:
 * @call: the request
 * @error: where to put the refusal
 *
 * Answers with the page that a browser comes back to.
 *
 * Returns: FALSE on error
 */
gboolean
platform_get_portal_page (PlatformCall *call, GError **error)
{
  return send_resource (call, "portal.html", "text/html; charset=utf-8", error);
}

/**
 * platform_get_portal_script:
 * @call: the request
 * @error: where to put the refusal
 *
 * Answers with the page's program.
 *
 * Returns: FALSE on error
 */
gboolean
platform_get_portal_script (PlatformCall *call, GError **error)
{
  return send_resource (call, "portal.js", "text/javascript; charset=utf-8", error);
}

static PlatformPortalLogin *
find_for_browser (PlatformCall *call, GError **error)
{
  g_autoptr (PlatformPortalLogin) login = NULL;

  if (!platform_portal_is_there (call, error))
    return NULL;
  login = platform_store_find_portal_login (call->store, PLATFORM_PORTAL_BY_ID, call->values[0],
                                            error);
  if (login && is_same_browser (call, login))
    return g_steal_pointer (&login);
  if (!*error)
    platform_call_refuse (error, WIRE_PROBLEM_NOT_FOUND, "no such login of this browser");
  return NULL;
}

static gboolean
show (PlatformCall *call, GError **error)
{
  g_autoptr (PlatformPortalLogin) login = find_for_browser (call, error);

  if (!login)
    return FALSE;
  platform_call_answer (call,
                        &(WirePortalView){
                            .state = (char *) platform_portal_state_of (call, login),
                            .reason = login->reason,
                            .platform = call->platform->name,
                            .portal = (char *) platform_portal_get_name (call->platform->portal),
                            .name = login->name,
                            .device = login->device,
                            .address = login->address,
                            .login = login->login,
                            .retries = login->retries,
                            .expires = login->expires,
                        });
  return TRUE;
}

/**
 * platform_get_portal_login:
 * @call: the request
 * @error: where to put the refusal
 *
 * Tells the browser how far the login is, and for which computer it is.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_get_portal_login (PlatformCall *call, GError **error)
{
  return show (call, error);
}

static gboolean
is_code (const char *given, const char *wanted)
{
  g_autoptr (GBytes) a = g_bytes_new_static (given, strlen (given));
  g_autoptr (GBytes) b = g_bytes_new_static (wanted, strlen (wanted));

  return pki_equal (a, b);
}

/* A link is made here, where its account's password was given and its digits are entered; a session
 * is made for the desktop, which alone has the secret. */
static gboolean
confirm (PlatformCall *call, PlatformPortalLogin *login, GError **error)
{
  gboolean linked = FALSE, done = FALSE;

  if (!platform_store_move_portal_login (call->store, login->id, "returned",
                                         login->account ? "redeeming" : "confirmed", &done, error))
    return FALSE;
  if (!done)
    return platform_call_refuse (error, WIRE_PROBLEM_CONFLICT, "it was confirmed meanwhile");
  if (!login->account)
    return TRUE;
  if (!platform_portal_link (call, login, &linked, error))
    return FALSE;
  if (linked)
    return platform_store_move_portal_login (call->store, login->id, "redeeming", "used", &done,
                                             error);
  return platform_store_end_portal_state (
      call->store, login->id, &(PlatformPortalOutcome){.reason = "linked-elsewhere"}, error);
}

/**
 * platform_confirm_portal_login:
 * @call: the request
 * @error: where to put the refusal
 *
 * Takes the digits that the desktop shows: who was sent the address by somebody else does not see
 * them (RFC 8628, 5.4). Wrong ones cost a try, and the answer says how many are left.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_confirm_portal_login (PlatformCall *call, GError **error)
{
  WirePortalCode *entered = call->message;
  g_autoptr (PlatformPortalLogin) login = find_for_browser (call, error);
  const char *state;

  if (!login)
    return FALSE;
  state = platform_portal_state_of (call, login);
  if (!g_str_equal (state, "returned"))
    return platform_call_refuse (error, WIRE_PROBLEM_CONFLICT, "it is %s", state);
  if (is_code (entered->match_code, login->match_code)
          ? !confirm (call, login, error)
          : !platform_store_miss_portal_code (call->store, login->id, error))
    return FALSE;
  return show (call, error);
}
