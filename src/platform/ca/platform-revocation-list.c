/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-revocation-list.h"

#include "platform-private.h"
#include "platform-store-certificate.h"
#include "platform-store-evidence.h"
#include "platform-store-setting.h"

/* A list is good for a week, and is a day old at most when it is given out. */
#define LIFE (7 * 86400)
#define RENEW (86400)
/* Processes' clocks differ. One that says that it is made later was made by a clock that was wrong,
 * and counts for nobody until then. */
#define LEEWAY 300

/* While the token with the authority's key is away, what is stopped is recorded without a list that
 * tells of it. How often that was, and whether a list has followed: "3 owed", "3 told". */
#define DEBT "revocation-list"
#define OWED " owed"
#define TOLD " told"
/* Of processes that change it at once one is first. */
#define ATTEMPTS 8

static gboolean
is_owed (const char *debt)
{
  return debt && g_str_has_suffix (debt, OWED);
}

static char *
debt_after (const char *debt, guint64 more, const char *state)
{
  return g_strdup_printf ("%" G_GUINT64_FORMAT "%s",
                          (debt ? g_ascii_strtoull (debt, NULL, 10) : 0) + more, state);
}

/* It is written each time, so that whoever settles an earlier debt at the same moment, with a list
 * that does not know of this one, finds that it is another. */
static gboolean
owe (PlatformCall *call, GError **error)
{
  for (guint i = 0; i < ATTEMPTS; i++)
    {
      g_autofree char *before = NULL;
      g_autofree char *after = NULL;
      gboolean done = FALSE;

      if (!platform_store_find_setting (call->store, DEBT, &before, error))
        return FALSE;
      after = debt_after (before, 1, OWED);
      if (!platform_store_swap_setting (call->store, DEBT, before, after, &done, error))
        return FALSE;
      if (done)
        return TRUE;
    }
  g_set_error (error, PLATFORM_ERROR, PLATFORM_ERROR_BUSY, "others change “%s”", DEBT);
  return FALSE;
}

/* One that has grown meanwhile stays. */
static gboolean
settle (PlatformCall *call, const char *debt, GError **error)
{
  g_autofree char *after = debt_after (debt, 0, TOLD);
  gboolean done;

  return !is_owed (debt) ||
         platform_store_swap_setting (call->store, DEBT, debt, after, &done, error);
}

static GBytes *
make (PlatformCall *call, const PlatformList *list, GError **error)
{
  g_autoptr (GPtrArray) revoked = platform_store_list_revoked (call->store, error);

  return revoked
             ? pki_revocation_list_make (call->platform->authority->issuer, revoked, list->number,
                                         list->this_update, list->this_update + LIFE, NULL, error)
             : NULL;
}

/* The debt is read before what is revoked: a list settles only what it can tell of. */
static gboolean
renew (PlatformCall *call, GError **error)
{
  g_autoptr (PlatformList) last = NULL;
  g_autoptr (GBytes) der = NULL;
  PlatformList list = {.this_update = platform_clock_earliest (call->platform, call->now)};
  g_autofree char *debt = NULL;
  g_autofree char *number = NULL;
  GError *local = NULL;

  if (!platform_store_find_setting (call->store, DEBT, &debt, error))
    return FALSE;
  last = platform_store_last_list (call->store, &local);
  if (local)
    {
      g_propagate_error (error, local);
      return FALSE;
    }
  list.number = last ? last->number + 1 : 1;
  list.der = der = make (call, &list, error);
  number = g_strdup_printf ("%" G_GINT64_FORMAT, list.number);
  return der && platform_store_add_list (call->store, &list, list.this_update + LIFE, error) &&
         settle (call, debt, error) &&
         platform_store_add_evidence (call->store, "revocation-list", NULL, number, call->now, NULL,
                                      error);
}

/**
 * platform_revocation_list_tell:
 * @call: a request whose store has a transaction, in which certificates were stopped or restored
 * @error: where to put the error; PLATFORM_ERROR_CONSTRAINT: another made one at once
 *
 * Makes a new list as part of the change that it tells of. While the token with the authority's key
 * is away, the change does not wait for it: OCSP tells of it at once, and the list follows when the
 * token is back.
 *
 * Returns: FALSE on error
 */
gboolean
platform_revocation_list_tell (PlatformCall *call, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (renew (call, &local))
    return TRUE;
  if (g_error_matches (local, PLATFORM_ERROR, PLATFORM_ERROR_KEY))
    {
      g_warning ("the revocation list is to follow: %s", local->message);
      return owe (call, error);
    }
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
renew_now (PlatformCall *call, GError **error)
{
  return platform_store_begin (call->store, error) &&
         platform_store_end (call->store, renew (call, error), error);
}

/* The debt first: a list that comes between the two is a new one. */
static PlatformList *
read_list (PlatformCall *call, gboolean *is_old, GError **error)
{
  g_autofree char *debt = NULL;
  PlatformList *list;

  *is_old = TRUE;
  if (!platform_store_find_setting (call->store, DEBT, &debt, error))
    return NULL;
  list = platform_store_last_list (call->store, error);
  *is_old = !list || is_owed (debt) ||
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
 * Replaces a list that is a day old, or does not tell of all that was stopped.
 *
 * Returns: FALSE if there is none of this day
 */
gboolean
platform_revocation_list_keep (PlatformCall *call, GError **error)
{
  g_autoptr (GBytes) list = keep (call, error);

  return list != NULL;
}

/* What the last one says is true until its end, unless something was stopped since that it does not
 * know of: then no list is better than one by which that is still good. */
static GBytes *
find_good (PlatformCall *call)
{
  g_autoptr (PlatformList) last = NULL;
  g_autofree char *debt = NULL;

  if (!platform_store_find_setting (call->store, DEBT, &debt, NULL) || is_owed (debt))
    return NULL;
  last = platform_store_last_list (call->store, NULL);
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
 * given out until its end, or until a certificate is stopped.
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
