/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report-change.h"

#include <glib/gi18n.h>

/**
 * report_change_is_news:
 * @signature: a signature
 * @change: a change in the same file
 *
 * Asks whether a reader of this signature wants to know of it: what keeps a document checkable is
 * no news; what was forbidden is told in any case.
 *
 * Returns: whether it is to be told
 */
gboolean
report_change_is_news (const PadesSignature *signature, const PadesChange *change)
{
  return pades_signature_precedes (signature, change) &&
         (change->effect != PADES_EFFECT_UPKEEP || !pades_signature_permits (signature, change));
}

/**
 * report_change_dup_sentence:
 * @change: a change
 *
 * Says in one sentence what was changed, without the page.
 *
 * Returns: (transfer full): the sentence in the user's language
 */
char *
report_change_dup_sentence (const PadesChange *change)
{
  const char *noun = pades_change_noun (change);

  return pades_change_fill (change, _ (pades_change_template (change)),
                            noun != NULL ? _ (noun) : NULL);
}

/**
 * report_change_list:
 * @report: a verdict
 * @signature: one of its signatures
 * @max: how many there is room for
 * @more: (out): how many there are besides
 *
 * Lists what a reader has to know: what was forbidden first, so that no mass of permitted changes
 * crowds it out.
 *
 * Returns: (transfer full) (element-type PadesChange): the changes, lent by the report
 */
GPtrArray *
report_change_list (const PadesReport *report,
                    const PadesSignature *signature,
                    guint max,
                    guint *more)
{
  GPtrArray *list = g_ptr_array_new ();

  *more = 0;
  for (guint i = 0; i < report->changes->len * 2; i++)
    {
      PadesChange *change = g_ptr_array_index (report->changes, i % report->changes->len);
      gboolean permitted = i >= report->changes->len;

      if (!report_change_is_news (signature, change) ||
          pades_signature_permits (signature, change) != permitted)
        continue;
      if (list->len < max)
        g_ptr_array_add (list, change);
      else
        *more += 1;
    }
  return list;
}
