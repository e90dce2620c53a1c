/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-private.h"
#include "platform-store-account.h"
#include "platform-store-evidence.h"

static const char *const known[] = {"administrator", "ca-operator", "service-agent", NULL};

/* The roles of an account with one more or one less, separated by blanks. */
static char *
change_roles (char **roles, const char *role, gboolean granted)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) words = NULL;

  for (guint i = 0; roles && roles[i]; i++)
    if (!g_str_equal (roles[i], role))
      g_strv_builder_add (builder, roles[i]);
  if (granted)
    g_strv_builder_add (builder, role);
  words = g_strv_builder_end (builder);
  return g_strjoinv (" ", words);
}

static gboolean
change_account (PlatformStore *store,
                PlatformAccount *account,
                const PlatformGrant *grant,
                gint64 now,
                GError **error)
{
  g_autofree char *roles = change_roles (account->roles, grant->role, grant->granted);
  g_autoptr (WireCanonical) details = wire_canonical_new ();

  wire_canonical_set_string (details, "role", grant->role);
  return platform_store_set_roles (store, account->id, roles, error) &&
         platform_store_add_evidence (store, grant->granted ? "role-granted" : "role-withdrawn",
                                      NULL, account->id, now, details, error);
}

static gboolean
change_login (PlatformStore *store, const PlatformGrant *grant, gint64 now, GError **error)
{
  g_autoptr (PlatformAccount) account = platform_store_find_login (store, grant->login, error);

  if (account)
    return change_account (store, account, grant, now, error);
  if (!*error)
    g_set_error (error, PLATFORM_ERROR, PLATFORM_ERROR_OPTIONS, "nobody logs in as “%s”",
                 grant->login);
  return FALSE;
}

/**
 * platform_grant:
 * @options: of the platform, which may run meanwhile
 * @grant: who gets or loses which role
 * @error: where to put a #PlatformError
 *
 * Gives a person of the platform's own office a role, or takes it back. Whoever may read the
 * database's password may do this; over the network nobody does.
 *
 * Returns: FALSE on error
 */
gboolean
platform_grant (const PlatformOptions *options, const PlatformGrant *grant, GError **error)
{
  g_autoptr (PlatformPool) pool = NULL;
  PlatformStore *store;
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  GError *local = NULL;
  gboolean ok;

  if (!g_strv_contains (known, grant->role))
    {
      g_set_error (error, PLATFORM_ERROR, PLATFORM_ERROR_OPTIONS,
                   "roles are administrator, ca-operator and service-agent");
      return FALSE;
    }
  pool = platform_open_for_errand (options, error);
  if (!pool)
    return FALSE;
  store = platform_pool_take (pool);
  ok = platform_store_begin (store, &local) &&
       platform_store_end (store, change_login (store, grant, now, &local), &local);
  platform_pool_give (pool, store);
  if (local)
    g_propagate_error (error, local);
  return ok;
}
