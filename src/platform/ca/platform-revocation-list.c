/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-revocation-list.h"

#include "platform-private.h"
#include "platform-store-certificate.h"
#include "platform-store-evidence.h"

/* A list is good for a week, and is a day old at most when it is given out. */
#define LIFE (7 * 86400)
#define RENEW (86400)
/* Processes' clocks differ. One that says that it is made later was made by a clock that was wrong,
 * and counts for nobody until then. */
#define LEEWAY 300

/**
 * platform_revocation_list_renew:
 * @call: a request whose store has a transaction
 * @error: where to put the error; PLATFORM_ERROR_CONSTRAINT: another made one at once
 *
 * Makes a new list as part of the change that it tells of.
 *
 * Returns: FALSE on error
 */
gboolean
platform_revocation_list_renew (PlatformCall *call, GError **error)
{
  g_autoptr (GPtrArray) revoked = platform_store_list_revoked (call->store, error);
  g_autoptr (PlatformList) last = NULL;
  g_autoptr (GBytes) der = NULL;
  PlatformList list = {.number = 1, .this_update = call->now};
  g_autofree char *number = NULL;
  GError *local = NULL;

  if (!revoked)
    return FALSE;
  last = platform_store_last_list (call->store, &local);
  if (local)
    {
      g_propagate_error (error, local);
      return FALSE;
    }
  list.number = last ? last->number + 1 : 1;
  list.der = der = pki_revocation_list_make (call->platform->authority->issuer, revoked,
                                             list.number, call->now, call->now + LIFE, NULL, error);
  number = g_strdup_printf ("%" G_GINT64_FORMAT, list.number);
  return der && platform_store_add_list (call->store, &list, call->now + LIFE, error) &&
         platform_store_add_evidence (call->store, "revocation-list", NULL, number, call->now, NULL,
                                      error);
}

static gboolean
renew_now (PlatformCall *call, GError **error)
{
  return platform_store_begin (call->store, error) &&
         platform_store_end (call->store, platform_revocation_list_renew (call, error), error);
}

static PlatformList *
read_list (PlatformCall *call, gboolean *is_old, GError **error)
{
  PlatformList *list = platform_store_last_list (call->store, error);

  *is_old = !list ||
            (platform_clock_is_steady (call->platform, call->now) &&
             (call->now >= list->this_update + RENEW || call->now + LEEWAY < list->this_update));
  return list;
}

static GBytes *
keep (PlatformCall *call, GError **error)
{
  gboolean is_old;
  g_autoptr (GError) local = NULL;
  g_autoptr (PlatformList) list = read_list (call, &is_old, &local);

  if (!local && is_old && !renew_now (call, &local) &&
      g_error_matches (local, PLATFORM_ERROR, PLATFORM_ERROR_CONSTRAINT))
    g_clear_error (&local);
  if (!local && is_old)
    {
      g_clear_pointer (&list, platform_list_free);
      list = read_list (call, &is_old, &local);
    }
  if (list && !local)
    return g_bytes_ref (list->der);
  if (!local)
    g_set_error (&local, PLATFORM_ERROR, PLATFORM_ERROR_STORE, "there is no revocation list");
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

/**
 * platform_revocation_list_keep:
 * @call: a request whose store has no transaction
 * @error: where to put the error
 *
 * Replaces a list that is a day old.
 *
 * Returns: FALSE if there is none of this day
 */
gboolean
platform_revocation_list_keep (PlatformCall *call, GError **error)
{
  g_autoptr (GBytes) list = keep (call, error);

  return list != NULL;
}

/* Nothing is revoked without a list that says so: what the last one says is true until its end. */
static GBytes *
find_good (PlatformCall *call)
{
  g_autoptr (PlatformList) last = platform_store_last_list (call->store, NULL);

  return last && call->now + LEEWAY >= last->this_update && call->now < last->this_update + LIFE
             ? g_bytes_ref (last->der)
             : NULL;
}

/**
 * platform_revocation_list_get:
 * @call: a request whose store has no transaction
 * @error: where to put the error
 *
 * Gives the present list. One that is a day old is replaced at that moment, so that it is in time
 * whenever the platform was started and however long nobody asked; while the key is away it is
 * given out until its end.
 *
 * Returns: (transfer full): DER CertificateList, or NULL on error
 */
GBytes *
platform_revocation_list_get (PlatformCall *call, GError **error)
{
  g_autoptr (GError) local = NULL;
  GBytes *list = keep (call, &local);

  if (!list && (list = find_good (call)))
    g_warning ("the revocation list is not of today: %s", local->message);
  else if (!list)
    g_propagate_error (error, g_steal_pointer (&local));
  return list;
}
