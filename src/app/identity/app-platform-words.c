/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-platform-words.h"

#include <glib/gi18n.h>

/**
 * app_platform_dup_where:
 * @platform: a platform
 *
 * Returns: (transfer full): what it is, and that it verifies nobody where that is so
 */
char *
app_platform_dup_where (ModelPlatform *platform)
{
  const WirePlatform *about = model_platform_get_about (platform);
  const char *trial = model_platform_is_trial (platform)
                          ? _ ("Trial: it verifies nobody, and everything it issues says so.")
                          : "";

  if (model_platform_is_embedded (platform))
    return g_strdup_printf ("%s\n%s", _ ("Private platform on this computer"), trial);
  if (about == NULL)
    return g_strdup (model_platform_get_address (platform));
  return g_strdup_printf ("%s, %s%s%s", about->name, model_platform_get_address (platform),
                          *trial != '\0' ? "\n" : "", trial);
}

/**
 * app_platform_level_words:
 * @about: (nullable): what a platform says of itself
 *
 * Returns: what its certificates are worth
 */
const char *
app_platform_level_words (const WirePlatform *about)
{
  if (about == NULL)
    return "";
  if (g_str_equal (about->identification, "trial"))
    return _ ("Trial: nobody is verified");
  return g_str_equal (about->identification, "review")
             ? _ ("Real name, verified by an operator")
             : _ ("Real name, verified by an identification service");
}

/**
 * app_platform_dup_fingerprint:
 * @sha256: hexadecimal digits
 *
 * Returns: (transfer full): them in groups that can be read aloud
 */
char *
app_platform_dup_fingerprint (const char *sha256)
{
  GString *words = g_string_new (NULL);

  for (guint i = 0; sha256[i] != '\0'; i++)
    {
      if (i > 0 && i % 4 == 0)
        g_string_append_c (words, i % 32 == 0 ? '\n' : ' ');
      g_string_append_c (words, sha256[i]);
    }
  return g_string_free (words, FALSE);
}

/**
 * app_platform_state_words:
 * @certificate: one of the person's
 * @now: seconds since 1970
 *
 * Returns: what it is worth now
 */
const char *
app_platform_state_words (const WireCertificate *certificate, gint64 now)
{
  if (g_str_equal (certificate->state, "revoked"))
    return _ ("revoked");
  if (certificate->not_after <= now)
    return _ ("expired");
  if (g_str_equal (certificate->state, "suspended"))
    return _ ("suspended");
  return _ ("active");
}

/**
 * app_platform_dup_notice:
 * @certificate: one of the person's
 * @now: seconds since 1970
 *
 * Returns: (transfer full) (nullable): how soon it ends, from sixty days on
 */
char *
app_platform_dup_notice (const WireCertificate *certificate, gint64 now)
{
  guint days = wire_certificate_days_left (certificate->not_after, now);

  if (days > 0)
    return g_strdup_printf (
        ngettext ("It ends within %u day: renew it.", "It ends within %u days: renew it.", days),
        days);
  return NULL;
}

static char *
dup_waiting (const WireIdentity *identity, gint64 now)
{
  return g_strdup_printf (_ ("Waiting for the phone. The code is good for %d more seconds."),
                          (int) MAX (identity->expires - now, 0));
}

/**
 * app_platform_dup_progress:
 * @identity: an identification
 * @now: seconds since 1970
 *
 * Returns: (transfer full): how far it is
 */
char *
app_platform_dup_progress (const WireIdentity *identity, gint64 now)
{
  const char *state = identity->state;

  if (g_str_equal (state, "waiting"))
    return dup_waiting (identity, now);
  if (g_str_equal (state, "scanned"))
    return g_strdup_printf (
        ngettext ("The phone has read the code. Enter the number there; %d try is left.",
                  "The phone has read the code. Enter the number there; %d tries are left.",
                  (gulong) identity->retries),
        (int) identity->retries);
  if (g_str_equal (state, "in-progress"))
    return g_strdup (_ ("The identification is going on."));
  if (g_str_equal (state, "passed"))
    return g_strdup (_ ("Passed. The certificate is being issued."));
  if (g_str_equal (state, "failed") && identity->reason != NULL)
    return g_strdup_printf (_ ("Not passed: %s"), identity->reason);
  if (g_str_equal (state, "failed"))
    return g_strdup (_ ("Not passed: the number was wrong too often. Take a new code."));
  if (g_str_equal (state, "expired"))
    return g_strdup (_ ("The code has expired. Take a new one."));
  if (g_str_equal (state, "used"))
    return g_strdup (_ ("Passed, and what was applied for is made: it is being fetched."));
  return g_strdup (_ ("The identification was given up."));
}
