/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-keeper.h"

#include "platform-call.h"
#include "platform-clock.h"
#include "platform-private.h"
#include "platform-revocation-list.h"
#include "platform-root.h"
#include "platform-store-purge.h"

#define DAY G_GINT64_CONSTANT (86400)
/* The authority's own certificate is renewed by hand, from the root's key: that takes planning, and
 * certificates of people are cut to its end. */
#define AUTHORITY_WARNING (365 * DAY)
#define ROOT_LIST_WARNING (60 * DAY)

/* Takes the error, if there is one. */
static void
note (Platform *platform, PlatformConcern concern, GError *error)
{
  platform_concerns_note (platform->concerns, concern, error ? error->message : NULL);
  g_clear_error (&error);
}

static void
keep_office (Platform *platform, PlatformStore *store, PlatformOffice *office, gint64 now)
{
  GError *error = NULL;

  platform_office_keep (office, store, now, &error);
  note (platform,
        office == platform->authority->responder     ? PLATFORM_CONCERN_RESPONDER
        : office == platform->authority->timestamper ? PLATFORM_CONCERN_TIMESTAMPER
                                                     : PLATFORM_CONCERN_REGISTRAR,
        error);
}

static void
keep_list (Platform *platform, PlatformStore *store, gint64 now)
{
  g_autoptr (PlatformCall) call = platform_call_new (platform);
  GError *error = NULL;

  call->store = store;
  call->now = now;
  platform_revocation_list_keep (call, &error);
  note (platform, PLATFORM_CONCERN_LIST, error);
}

static void
keep_root_list (Platform *platform, PlatformStore *store, gint64 now)
{
  const PlatformAuthoritySeat seat = {
      .data_directory = platform->data_directory,
      .name = platform->name,
      .url = platform->url,
      .status_url = platform->status_url,
      .store = store,
      .now = now,
  };
  GError *error = NULL;

  if (platform_authority_keep_root_list (platform->authority, &seat, &error) &&
      platform_root_list_end (platform->data_directory) - ROOT_LIST_WARNING < now)
    g_set_error_literal (&error, PLATFORM_ERROR, PLATFORM_ERROR_DATA,
                         "the root's revocation list ends within 60 days, and the root's key is "
                         "not here to renew it");
  note (platform, PLATFORM_CONCERN_ROOT_LIST, error);
}

static void
check_authority (Platform *platform, gint64 now)
{
  PkiCertificate *issuing = pki_issuer_get_certificate (platform->authority->issuer);
  gint64 days = (pki_certificate_get_not_after (issuing) - now) / DAY;
  g_autofree char *why = NULL;

  if (days < AUTHORITY_WARNING / DAY)
    why = g_strdup_printf ("the authority's certificate ends in %" G_GINT64_FORMAT
                           " days: the root has to issue another",
                           days);
  platform_concerns_note (platform->concerns, PLATFORM_CONCERN_AUTHORITY_ENDS, why);
}

static void
check_keys (Platform *platform)
{
  PlatformAuthority *authority = platform->authority;
  PlatformCaKey *keys[] = {authority->key, platform_office_get_key (authority->responder),
                           platform_office_get_key (authority->timestamper)};
  GError *error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (keys) && !error; i++)
    if (platform_ca_key_is_on_token (keys[i]))
      platform_ca_key_check (keys[i], &error);
  note (platform, PLATFORM_CONCERN_KEY, error);
}

/* What could be deleted says nothing of what could be written. */
static void
keep_store (Platform *platform, PlatformStore *store, gint64 now)
{
  GError *error = NULL;

  if (platform_clock_is_steady (platform, now) &&
      !platform_store_purge (store, platform_clock_past (platform, now), &error))
    note (platform, PLATFORM_CONCERN_STORE, error);
  else if (platform_concerns_has (platform->concerns, PLATFORM_CONCERN_STORE))
    {
      platform_store_probe (store, now, &error);
      note (platform, PLATFORM_CONCERN_STORE, error);
    }
}

/**
 * platform_keeper_run:
 * @platform: a platform with its authority; one thread at a time keeps it
 * @store: a store without a transaction
 *
 * Renews the certificates of the offices and the revocation lists where it is time, deletes what
 * was kept for a time, and notes what it cannot do. By a clock that was set it is time for
 * nothing.
 */
void
platform_keeper_run (Platform *platform, PlatformStore *store)
{
  gint64 now = platform_now (platform);

  platform_clock_note (platform, now);
  check_keys (platform);
  keep_store (platform, store, now);
  if (!platform_clock_is_steady (platform, now))
    return;
  check_authority (platform, now);
  keep_office (platform, store, platform->authority->responder, now);
  keep_office (platform, store, platform->authority->timestamper, now);
  keep_office (platform, store, platform->authority->registrar, now);
  keep_list (platform, store, now);
  keep_root_list (platform, store, now);
}
