/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-check-words.h"

#include <glib/gi18n.h>

#include "app-error.h"
#include "report-words.h"

/**
 * app_check_headline:
 * @check: a file
 *
 * Returns: (transfer none): its verdict, or why there is none
 */
const char *
app_check_headline (ModelCheck *check)
{
  const GError *error = model_check_get_error (check);

  if (model_check_was_tried (check))
    return _ ("This password does not open the document. Capital and small letters differ.");
  if (model_check_is_locked (check))
    return _ ("Needs a password");
  return error != NULL ? app_error_explain (error).what : model_check_get_words (check);
}

/**
 * app_check_dup_signers:
 * @check: a file
 *
 * Returns: (transfer full): who signed, maybe nobody
 */
char *
app_check_dup_signers (ModelCheck *check)
{
  /* Translators: between the names of several signers. */
  return g_strjoinv (_ (", "), (char **) model_check_get_signers (check));
}

/**
 * app_check_dup_time:
 * @check: a file
 *
 * Returns: (transfer full): when it was signed last, and whether that is proven; maybe empty
 */
char *
app_check_dup_time (ModelCheck *check)
{
  gboolean proven;
  gint64 time = model_check_get_time (check, &proven);
  g_autofree char *text = time != G_MININT64 ? report_words_dup_time (time) : g_strdup ("");

  if (time == G_MININT64 || proven)
    return g_steal_pointer (&text);
  /* Translators: %s is a moment that only the signer's computer tells. */
  return g_strdup_printf (_ ("%s (claimed)"), text);
}

/**
 * app_check_dup_changes:
 * @check: a file
 *
 * Returns: (transfer full): how much was changed since it was signed; empty for nothing
 */
char *
app_check_dup_changes (ModelCheck *check)
{
  guint n_forbidden = 0;
  guint n = model_check_get_n_changes (check, &n_forbidden);

  if (n == 0)
    return g_strdup ("");
  if (n_forbidden > 0)
    return g_strdup_printf (
        ngettext ("%u change not permitted", "%u changes not permitted", n_forbidden), n_forbidden);
  return g_strdup_printf (ngettext ("%u permitted change", "%u permitted changes", n), n);
}
