/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-about.h"

#include <string.h>

#include "platform-private.h"
#include "platform-resources.h"
#include "wire-platform.h"

/**
 * platform_get_health:
 * @call: the request
 * @error: where to put the refusal
 *
 * Answers whether the platform can do its work: its database answers. What somebody has to see to
 * is named. While the store is a concern it is tried each time, so that its end is known at once.
 *
 * Returns: FALSE if it cannot
 */
gboolean
platform_get_health (PlatformCall *call, GError **error)
{
  char *concerns[PLATFORM_N_CONCERNS + 1];
  WireHealth health = {.concerns = concerns};

  if (!platform_store_ping (call->store, error))
    return FALSE;
  if (platform_concerns_has (call->platform->concerns, PLATFORM_CONCERN_STORE))
    {
      g_autoptr (GError) local = NULL;

      platform_store_probe (call->store, call->now, &local);
      platform_concerns_note (call->platform->concerns, PLATFORM_CONCERN_STORE,
                              local ? local->message : NULL);
    }
  health.status = platform_concerns_list (call->platform->concerns, concerns) > 0 ? "concern"
                                                                                  : "ok";
  platform_call_answer (call, &health);
  return TRUE;
}

/**
 * platform_get_metrics:
 * @call: the request
 * @error: where to put the refusal
 *
 * Answers with the counters of this process.
 *
 * Returns: TRUE
 */
gboolean
platform_get_metrics (PlatformCall *call, GError **error)
{
  g_autofree char *counters = platform_metrics_to_text (call->platform->metrics);
  g_autofree char *concerns = platform_concerns_to_text (call->platform->concerns);
  char *text = g_strdup_printf (
      "%s%s# HELP vermilion_authority_end_seconds When the authority's certificate "
      "ends, seconds since 1970.\n# TYPE vermilion_authority_end_seconds gauge\n"
      "vermilion_authority_end_seconds %" G_GINT64_FORMAT "\n",
      counters, concerns,
      pki_certificate_get_not_after (
          pki_issuer_get_certificate (call->platform->authority->issuer)));
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));

  platform_call_send (call, bytes, "text/plain; version=0.0.4");
  return TRUE;
}

/**
 * platform_get_openapi:
 * @call: the request
 * @error: where to put the refusal
 *
 * Answers with the specification that the routes were written after.
 *
 * Returns: FALSE if the program was built without it
 */
gboolean
platform_get_openapi (PlatformCall *call, GError **error)
{
  g_autoptr (GBytes) bytes = g_resource_lookup_data (platform_get_resource (),
                                                     "/org/vermilion/platform/openapi.json",
                                                     G_RESOURCE_LOOKUP_FLAGS_NONE, error);

  if (!bytes)
    return FALSE;
  platform_call_send (call, bytes, "application/json");
  return TRUE;
}

/* portal: an account is for whom the portal vouches for alone. */
static const char *
registration_of (Platform *platform)
{
  if (platform->open_registration)
    return "open";
  return platform->portal && platform->portal_registration ? "portal" : "closed";
}

/**
 * platform_get_about:
 * @call: the request
 * @error: where to put the refusal
 *
 * Answers what this platform is.
 *
 * Returns: TRUE
 */
gboolean
platform_get_about (PlatformCall *call, GError **error)
{
  Platform *platform = call->platform;
  const WirePlatform about = {
      .name = platform->name,
      .version = (char *) VERMILION_VERSION,
      .embedded = platform->embedded,
      .registration = (char *) registration_of (platform),
      .identification = (char *) platform->provider->name,
      .portal = platform->portal ? (char *) platform_portal_get_name (platform->portal) : NULL,
  };

  platform_call_answer (call, &about);
  return TRUE;
}
