/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-signing-words.h"

#include <glib/gi18n.h>

static const char *const steps[] = {
    [PADES_STEP_PREPARE] = N_ ("Preparing the signature…"),
    [PADES_STEP_COPY] = N_ ("Copying the document and taking its fingerprint…"),
    [PADES_STEP_SIGN] = N_ ("Signing with your key…"),
    [PADES_STEP_TIMESTAMP] = N_ ("Asking the time-stamp service…"),
    [PADES_STEP_VERIFY] = N_ ("Checking the signed file…"),
};

/**
 * app_signing_dup_summary:
 * @placements: the stamps
 *
 * Counts what a signing will put into the file.
 *
 * Returns: (transfer full): a line as "3 stamps · 2 pages · 1 signature"
 */
char *
app_signing_dup_summary (ModelPlacements *placements)
{
  guint n_stamps = model_placements_get_size (placements);
  guint n_pages = model_placements_count_pages (placements);
  g_autofree char *stamps = NULL, *pages = NULL;

  if (n_stamps == 0)
    return g_strdup (_ ("No stamp · 1 invisible signature"));

  stamps = g_strdup_printf (ngettext ("%u stamp", "%u stamps", n_stamps), n_stamps);
  pages = g_strdup_printf (ngettext ("%u page", "%u pages", n_pages), n_pages);
  return g_strdup_printf ("%s · %s · %s", stamps, pages, _ ("1 signature"));
}

/**
 * app_signing_step_words:
 *
 * Returns: (transfer none): what is being done in this step
 */
const char *
app_signing_step_words (PadesStep step)
{
  g_return_val_if_fail ((guint) step < G_N_ELEMENTS (steps), "");

  return _ (steps[step]);
}
