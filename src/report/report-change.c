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

static gboolean
goes_on (const ReportNews *news, const PadesChange *change, gboolean permitted)
{
  g_autofree char *sentence = NULL;
  g_autofree char *other = NULL;

  if (news->change->page == G_MAXUINT32 || news->change->page + news->n_pages != change->page ||
      news->permitted != permitted || news->change->kind != change->kind)
    return FALSE;
  sentence = report_change_dup_sentence (news->change);
  other = report_change_dup_sentence (change);
  return g_str_equal (sentence, other);
}

/**
 * report_change_join:
 * @news: (element-type ReportNews): what is told so far
 * @change: what comes next; lent
 * @permitted: whether it is
 *
 * Tells of it too: a contract that is sealed on each of its pages is one line, not three hundred.
 */
void
report_change_join (GPtrArray *news, PadesChange *change, gboolean permitted)
{
  ReportNews *last = news->len > 0 ? g_ptr_array_index (news, news->len - 1) : NULL;

  if (last != NULL && goes_on (last, change, permitted))
    last->n_pages++;
  else
    g_ptr_array_add (news, g_memdup2 (&(ReportNews){change, 1, permitted}, sizeof (ReportNews)));
}

/**
 * report_change_tell:
 * @report: a verdict
 * @signature: one of its signatures
 * @max: how many lines there is room for
 * @more: (out): how many changes there are besides
 *
 * Lists what a reader has to know as report_change_list() does, in as few lines as it takes.
 *
 * Returns: (transfer full) (element-type ReportNews): the lines; the changes are lent by the report
 */
GPtrArray *
report_change_tell (const PadesReport *report,
                    const PadesSignature *signature,
                    guint max,
                    guint *more)
{
  g_autoptr (GPtrArray) list = report_change_list (report, signature, G_MAXUINT, more);
  GPtrArray *news = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < list->len; i++)
    {
      PadesChange *change = g_ptr_array_index (list, i);

      report_change_join (news, change, pades_signature_permits (signature, change));
    }
  for (guint i = max; i < news->len; i++)
    *more += ((const ReportNews *) g_ptr_array_index (news, i))->n_pages;
  if (news->len > max)
    g_ptr_array_set_size (news, (int) max);
  return news;
}

/**
 * report_change_dup_place:
 * @news: one line
 *
 * Says where it is.
 *
 * Returns: (transfer full) (nullable): the page or pages; %NULL where it is on none
 */
char *
report_change_dup_place (const ReportNews *news)
{
  guint first = news->change->page + 1;

  if (news->change->page == G_MAXUINT32)
    return NULL;
  return news->n_pages == 1 ? g_strdup_printf (_ ("Page %u"), first)
                            : g_strdup_printf (_ ("Pages %u–%u"), first, first + news->n_pages - 1);
}
