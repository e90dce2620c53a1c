/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-provider.h"

#include "platform-authority.h"
#include "platform-outcome.h"
#include "platform-report-handlers.h"
#include "platform-review-handlers.h"

/* "trial" verifies nothing: who has the screen and a phone passes. */
static gboolean
pass_at_once (PlatformCall *call, PlatformIdentity *identity, GError **error)
{
  return platform_outcome_pass (call, identity, "identification-confirmed", error);
}

static const PlatformProvider providers[] = {
    {"trial", PLATFORM_POLICY_TRIAL, pass_at_once, NULL},
    {"review", PLATFORM_POLICY_REVIEWED, platform_review_begin, NULL},
    {"http", PLATFORM_POLICY_PROVIDED, platform_report_begin, platform_report_address},
};

/**
 * platform_provider_find:
 * @name: of the provider
 *
 * Finds a provider of identities.
 *
 * Returns: (transfer none) (nullable): the provider, or NULL if there is none of that name
 */
const PlatformProvider *
platform_provider_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (providers); i++)
    if (g_str_equal (providers[i].name, name))
      return &providers[i];
  return NULL;
}
