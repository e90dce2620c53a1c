/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-provider.h"

#include "platform-authority.h"

/* "trial" verifies nothing: who has the screen and a phone passes. */
static const PlatformProvider providers[] = {
    {"trial", PLATFORM_POLICY_TRIAL},
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
