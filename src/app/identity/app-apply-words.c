/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-apply-words.h"

#include <glib/gi18n.h>

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
