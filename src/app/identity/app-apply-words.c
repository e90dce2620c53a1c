/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-apply-words.h"

#include <glib/gi18n.h>

#include "report-words.h"

static const struct {
  const char *title;
  const char *description;
} words[] = {
    [MODEL_APPLICATION_APPLY] = {N_ ("Verified! Go on to your electronic seals?"),
                                 N_ ("You can sign with this certificate from now on.")},
    [MODEL_APPLICATION_REKEY] = {N_ ("Your new key has its certificate"),
                                 N_ ("Sign with it from now on. Revoke the older certificate "
                                     "when nobody needs it any more.")},
    [MODEL_APPLICATION_CHANGE] = {N_ ("The certificate is changed"),
                                  N_ ("Sign with the new one from now on. The older one is "
                                      "revoked; what was signed with it before stays good.")},
    [MODEL_APPLICATION_RESTORE] = {N_ ("The certificate counts again"),
                                   N_ ("Signatures made from now on are good. That it was "
                                       "suspended stays on record.")},
    [MODEL_APPLICATION_RENEW] = {N_ ("The certificate is renewed"),
                                 N_ ("The same key and password are good for a further time.")},
};

/**
 * app_apply_done_title:
 * @purpose: what was wanted
 *
 * Returns: (transfer none): that it is there, in a few words
 */
const char *
app_apply_done_title (ModelApplicationPurpose purpose)
{
  return _ (words[purpose].title);
}

/**
 * app_apply_done_words:
 * @purpose: what was wanted
 *
 * Returns: (transfer none): what to do with it
 */
const char *
app_apply_done_words (ModelApplicationPurpose purpose)
{
  return _ (words[purpose].description);
}

/**
 * app_apply_is_over:
 * @identity: an identification
 * @now: seconds since 1970
 *
 * Returns: whether its code opens nothing any more
 */
gboolean
app_apply_is_over (const WireIdentity *identity, gint64 now)
{
  static const char *const names[] = {"failed", "expired", "cancelled", NULL};

  return g_strv_contains (names, identity->state) ||
         (g_str_equal (identity->state, "waiting") && identity->expires <= now);
}

/**
 * app_apply_dup_office_words:
 * @identity: an identification that an operator looks at
 *
 * Returns: (transfer full): who waits for whom, and how long
 */
char *
app_apply_dup_office_words (const WireIdentity *identity)
{
  g_autofree char *until = report_words_dup_time (identity->expires);

  /* Translators: %s is a moment. */
  return g_strdup_printf (
      _ ("What you sent is with the platform’s office, which decides before %s. "
         "You may close this window: applying again leads back here."),
      until);
}

/**
 * app_apply_dup_whom:
 * @identity: an identification
 *
 * Returns: (transfer full): who is identified, and for whom
 */
char *
app_apply_dup_whom (const WireIdentity *identity)
{
  if (identity->organisation == NULL)
    return g_strdup (identity->name);
  /* Translators: a person, and an enterprise. */
  return g_strdup_printf (_ ("%s, for %s"), identity->name, identity->organisation);
}

/**
 * app_apply_dup_subject:
 * @space: (nullable): an enterprise in whose name it will be
 * @name: of the person
 *
 * Returns: (transfer full): what will be printed as the certificate's holder
 */
char *
app_apply_dup_subject (const WireOrganisation *space, const char *name)
{
  if (space != NULL)
    /* Translators: an enterprise, and its code. */
    return g_strdup_printf (_ ("%s, unified social credit code %s"), space->name,
                            space->credit_code);
  /* Translators: %s is a person's name. */
  return g_strdup_printf (
      _ ("%s, and an identifier that the platform chooses; not your document’s number"), name);
}
