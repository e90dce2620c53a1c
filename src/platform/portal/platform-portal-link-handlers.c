/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-portal-link-handlers.h"

#include <string.h>

#include "platform-login.h"
#include "platform-portal-handlers.h"
#include "platform-private.h"
#include "platform-store-evidence.h"
#include "wire-portal.h"

/* Whoever sits before somebody's open window does not make themselves a way in. */
static PlatformAccount *
check_password (PlatformCall *call, const char *password, GError **error)
{
  WireLogin login = {.login = call->actor->login, .password = (char *) password};

  return platform_login_check (call, &login, error);
}

/**
 * platform_create_portal_link:
 * @call: the request
 * @error: where to put the refusal
 *
 * Begins to make a portal's person a login of this account, whose own password it takes.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_create_portal_link (PlatformCall *call, GError **error)
{
  WireNewPortalLink *asked = call->message;
  g_autoptr (PlatformAccount) account = NULL;

  if (!platform_portal_is_there (call, error) ||
      !(account = check_password (call, asked->password, error)) ||
      !platform_store_begin (call->store, error))
    return FALSE;
  if (platform_login_hold (call, account, error) &&
      platform_portal_begin (call,
                             &(PlatformPortalBeginning){.account = call->actor->account,
                                                        .challenge = asked->challenge,
                                                        .device = asked->device},
                             error))
    return platform_store_commit (call->store, error);
  platform_store_rollback (call->store);
  return FALSE;
}

/**
 * platform_portal_link:
 * @call: a request, whose store has a transaction
 * @login: whose person and account are known
 * @linked: (out): FALSE if the portal's person is another account's
 * @error: where to put a #PlatformError
 *
 * Makes a portal's person a login of an account; that it is one already is as good.
 *
 * Returns: FALSE on error
 */
gboolean
platform_portal_link (PlatformCall *call,
                      PlatformPortalLogin *login,
                      gboolean *linked,
                      GError **error)
{
  g_autofree char *id = NULL;
  g_autofree char *owner = platform_store_find_linked_account (call->store, login->issuer,
                                                               login->subject, error);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, login->subject, -1);
  g_autoptr (WireCanonical) details = wire_canonical_new ();

  *linked = FALSE;
  if (*error)
    return FALSE;
  if (owner)
    {
      *linked = g_str_equal (owner, login->account);
      return TRUE;
    }
  id = platform_store_add_portal_link (call->store, login->issuer, login->subject, login->account,
                                       call->now, error);
  if (!id)
    return FALSE;
  *linked = TRUE;
  wire_canonical_set_string (details, "issuer", login->issuer);
  wire_canonical_set_string (details, "subject_sha256", digest);
  return platform_store_add_evidence (call->store, "portal-linked", login->account, id, call->now,
                                      details, error);
}

/**
 * platform_list_portal_links:
 * @call: the request
 * @error: where to put the refusal
 *
 * Lists the portals that this account can be entered by.
 *
 * Returns: FALSE on error
 */
gboolean
platform_list_portal_links (PlatformCall *call, GError **error)
{
  g_autoptr (GPtrArray)
      links = platform_store_list_portal_links (call->store, call->actor->account, error);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; links && i < links->len; i++)
    {
      PlatformPortalLink *link = links->pdata[i];
      WirePortalLink *item = g_new0 (WirePortalLink, 1);

      item->id = link->id;
      item->issuer = link->issuer;
      item->created = link->created;
      g_ptr_array_add (items, item);
    }
  if (links)
    platform_call_answer (call, &(WirePortalLinks){.items = items});
  return links != NULL;
}

/**
 * platform_end_portal_link:
 * @call: the request
 * @error: where to put the refusal
 *
 * Ends a link, but not the only way into an account that a portal's login has made.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_end_portal_link (PlatformCall *call, GError **error)
{
  const char *id = call->values[0];
  gboolean done = FALSE;

  if (!platform_store_end_portal_link (call->store, id, call->actor->account, call->now, &done,
                                       error))
    return FALSE;
  if (!done)
    return platform_call_refuse (error, WIRE_PROBLEM_NOT_FOUND, "no such link");
  if (strchr (call->actor->login, '~'))
    return platform_call_refuse (error, WIRE_PROBLEM_LAST_WAY,
                                 "it is the only way into this account");
  return platform_store_add_evidence (call->store, "portal-unlinked", call->actor->account, id,
                                      call->now, NULL, error);
}
