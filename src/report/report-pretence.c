/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report-pretence.h"

#include <glib/gi18n.h>

#include "report-spot.h"

/* Of a seal, how much a mark has to cover so that it is what the mark shows. */
#define LEAST_COVERED 0.8

static double
get_area (const PdfRect *rect)
{
  return (rect->x1 - rect->x0) * (rect->y1 - rect->y0);
}

static gboolean
is_covered_by (const PdfRect *rect, const PdfRect *mark)
{
  const PdfRect both = {MAX (rect->x0, mark->x0), MAX (rect->y0, mark->y0),
                        MIN (rect->x1, mark->x1), MIN (rect->y1, mark->y1)};

  return both.x0 < both.x1 && both.y0 < both.y1 &&
         get_area (&both) >= LEAST_COVERED * get_area (rect);
}

/**
 * report_pretence_is_of_mark:
 * @report: a verdict
 * @page: from 0
 * @rect: where something looks like a seal, user space
 *
 * Asks whether it is what a mark shows, be it one of a signature, or a stamp: it is told of with
 * the mark.
 *
 * Returns: whether one covers it
 */
gboolean
report_pretence_is_of_mark (const PadesReport *report, guint page, const PdfRect *rect)
{
  for (guint i = 0; i < report->signatures->len; i++)
    {
      const PadesSignature *signature = g_ptr_array_index (report->signatures, i);

      if (signature->page == page && is_covered_by (rect, &signature->rect))
        return TRUE;
    }
  for (guint i = 0; report->stamps != NULL && i < report->stamps->len; i++)
    {
      const PadesStamp *stamp = &g_array_index (report->stamps, PadesStamp, i);

      if (stamp->page == page && is_covered_by (rect, &stamp->rect))
        return TRUE;
    }
  return FALSE;
}

static ReportSpot
find_spot (const ReportPretence *self)
{
  return report_spot_find (&self->box, &self->rect);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const ReportPretence *one = a, *two = b;
  ReportSpot first, second;

  if (one->page != two->page)
    return one->page < two->page ? -1 : 1;
  if (one->kind != two->kind)
    return (int) one->kind - (int) two->kind;
  first = find_spot (one);
  second = find_spot (two);
  if (first.y != second.y)
    return first.y < second.y ? -1 : 1;
  return (first.x > second.x) - (first.x < second.x);
}

/* 0: the only one of its kind on its page; 1: in its part of it; 2: there are others in this part.
 */
static guint
count_likes (const GArray *list, guint at)
{
  const ReportPretence *self = &g_array_index (list, ReportPretence, at);
  ReportSpot own = find_spot (self);
  guint likes = 0;

  for (guint i = 0; i < list->len; i++)
    {
      const ReportPretence *other = &g_array_index (list, ReportPretence, i);
      ReportSpot spot;

      if (i == at || other->page != self->page || other->kind != self->kind)
        continue;
      spot = find_spot (other);
      likes = MAX (likes, report_spot_is_near (&spot, &own) ? 2 : 1);
    }
  return likes;
}

/**
 * report_pretence_arrange:
 * @list: (element-type ReportPretence): pretences
 *
 * Puts them in the order of the pages, from the top down, and notes of which the place has to be
 * told because there are several of a kind on a page.
 */
void
report_pretence_arrange (GArray *list)
{
  g_array_sort (list, compare);
  for (guint i = 0; i < list->len; i++)
    g_array_index (list, ReportPretence, i).likes = count_likes (list, i);
}

/**
 * report_pretence_list:
 * @report: a verdict
 *
 * Lists what stands on the pages like the mark of a signature and belongs to none: of the stamps
 * and seals that the verdict knows of.
 *
 * Returns: (transfer full) (element-type ReportPretence): page by page
 */
GArray *
report_pretence_list (const PadesReport *report)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (ReportPretence));

  for (guint i = 0; report->stamps != NULL && i < report->stamps->len; i++)
    {
      const PadesStamp *stamp = &g_array_index (report->stamps, PadesStamp, i);
      const ReportPretence pretence = {REPORT_PRETENCE_STAMP, stamp->page, stamp->rect, stamp->box,
                                       0};

      if (stamp->signature == G_MAXUINT && stamp->page < report->n_pages)
        g_array_append_val (list, pretence);
    }
  for (guint i = 0; report->seals != NULL && i < report->seals->len; i++)
    {
      const PadesSeal *seal = &g_array_index (report->seals, PadesSeal, i);
      const ReportPretence pretence = {REPORT_PRETENCE_SEAL, seal->page, seal->rect, seal->box, 0};

      if (!report_pretence_is_of_mark (report, seal->page, &seal->rect))
        g_array_append_val (list, pretence);
    }
  report_pretence_arrange (list);
  return list;
}

/**
 * report_pretence_title:
 * @report: a verdict on a file that has pretences
 *
 * Says what they mean.
 *
 * Returns: (transfer none): a sentence in the user's language
 */
const char *
report_pretence_title (const PadesReport *report)
{
  return report->signatures->len > 0
             ? _ ("Not everything that looks like a seal here is a signature.")
             : _ ("This file is not signed. It shows pictures of seals; a picture is not a "
                  "signature.");
}

static char *
dup_place (const ReportPretence *self)
{
  ReportSpot spot = find_spot (self);

  return report_spot_dup_words (&spot, self->likes > 1);
}

/**
 * report_pretence_dup_sentence:
 * @self: a pretence
 *
 * Names one, and tells it from others like it on its page.
 *
 * Returns: (transfer full): a sentence in the user's language
 */
char *
report_pretence_dup_sentence (const ReportPretence *self)
{
  gboolean stamp = self->kind == REPORT_PRETENCE_STAMP;
  g_autofree char *place = self->likes > 0 ? dup_place (self) : NULL;

  if (place == NULL && stamp)
    return g_strdup_printf (
        _ ("Page %u: a stamp that belongs to no signature — a picture, not a signature"),
        self->page + 1);
  if (place == NULL)
    return g_strdup_printf (
        _ ("Page %u: a seal picture that belongs to no signature — a picture, not a signature"),
        self->page + 1);
  /* Translators: the second one is where on the page, such as “at the top left”. */
  if (stamp)
    return g_strdup_printf (
        _ ("Page %u, %s: a stamp that belongs to no signature — a picture, not a signature"),
        self->page + 1, place);
  return g_strdup_printf (
      _ ("Page %u, %s: a seal picture that belongs to no signature — a picture, not a signature"),
      self->page + 1, place);
}

/**
 * report_pretence_dup_remark:
 * @report: a verdict
 *
 * Says that not all pages were looked at, where that is so.
 *
 * Returns: (transfer full) (nullable): a sentence in the user's language
 */
char *
report_pretence_dup_remark (const PadesReport *report)
{
  if (report->seals == NULL || report->n_seen >= report->n_pages)
    return NULL;
  return g_strdup_printf (
      ngettext ("Seal pictures were looked for on %u page of %u, the first and the last ones.",
                "Seal pictures were looked for on %u pages of %u, the first and the last ones.",
                report->n_seen),
      report->n_seen, report->n_pages);
}
