/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-stamp.h"

/* More than anybody puts on pages, and more than are looked through for them. */
#define MAX_STAMPS 1000
#define MAX_ANNOTATIONS 200000

/* In a file of more revisions no stamp is said to belong to a signature. */
#define MAX_REVISIONS 256

/* Hidden and NoView (ISO 32000-2, table 167): on no screen. */
#define UNSEEN (2 | 32)

/* Of one stamp: where it was written. */
typedef struct {
  guint32 number; /* of the object; 0: it is none of its own, or its page is another */
  guint revision; /* that wrote it last */
  guint n_written;
} Origin;

typedef struct {
  PdfFile *file;
  GArray *stamps;  /* PadesStamp */
  GArray *origins; /* Origin, of each */
  guint n_looked_at;
} Walk;

static gboolean
read_rect (PdfFile *file, PdfObject *annotation, PdfRect *rect)
{
  g_autoptr (PdfObject) array = pdf_file_get_key (file, annotation, "Rect", NULL);
  double v[4];

  for (guint i = 0; i < G_N_ELEMENTS (v); i++)
    {
      g_autoptr (PdfObject) value = pdf_file_resolve (file, pdf_object_peek_index (array, i), NULL);

      if (!pdf_object_is_number (value))
        return FALSE;
      v[i] = pdf_object_get_number (value);
    }
  *rect = (PdfRect){MIN (v[0], v[2]), MIN (v[1], v[3]), MAX (v[0], v[2]), MAX (v[1], v[3])};
  return rect->x1 - rect->x0 > 0 && rect->y1 - rect->y0 > 0;
}

static gboolean
is_seen_stamp (PdfFile *file, PdfObject *annotation)
{
  g_autoptr (PdfObject) subtype = pdf_file_get_key (file, annotation, "Subtype", NULL);
  g_autoptr (PdfObject) flags = pdf_file_get_key (file, annotation, "F", NULL);

  return pdf_object_is_name (subtype, "Stamp") && !(pdf_object_get_integer (flags) & UNSEEN);
}

static void
look_at (Walk *walk, const PdfPage *page, guint index, PdfObject *at)
{
  g_autoptr (PdfObject) annotation = pdf_file_resolve (walk->file, at, NULL);
  PadesStamp stamp = {.page = index, .signature = G_MAXUINT, .box = page->box};
  Origin origin = {0, 0, 0};

  if (!is_seen_stamp (walk->file, annotation) || !read_rect (walk->file, annotation, &stamp.rect))
    return;
  /* A signed stamp that a second page shows as well was not signed there. */
  if (page->number != 0 &&
      pdf_object_get_ref (pdf_object_peek_key (annotation, "P"), NULL) == page->number)
    origin.number = pdf_object_get_ref (at, NULL);
  g_array_append_val (walk->stamps, stamp);
  g_array_append_val (walk->origins, origin);
}

static void
look_through (Walk *walk, guint index)
{
  g_autoptr (PdfPage) page = pdf_file_get_page (walk->file, index, NULL);
  g_autoptr (PdfObject) annotations = NULL;
  guint length;

  if (page == NULL)
    return;
  annotations = pdf_file_get_key (walk->file, page->dict, "Annots", NULL);
  length = pdf_object_get_type (annotations) == PDF_TYPE_ARRAY ? pdf_object_get_length (annotations)
                                                               : 0;
  for (guint i = 0; i < length && walk->stamps->len < MAX_STAMPS; i++)
    if (walk->n_looked_at++ < MAX_ANNOTATIONS)
      look_at (walk, page, index, pdf_object_peek_index (annotations, i));
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  guint32 one = *(const guint32 *) a;
  guint32 two = *(const guint32 *) b;

  return one < two ? -1 : one > two;
}

static void
note_revision (Walk *walk, guint revision)
{
  g_autoptr (GArray) written = pdf_file_list_written (walk->file, revision);

  for (guint i = 0; i < walk->origins->len; i++)
    {
      Origin *origin = &g_array_index (walk->origins, Origin, i);

      if (!g_array_binary_search (written, &origin->number, compare_numbers, NULL))
        continue;
      origin->revision = revision;
      origin->n_written++;
    }
}

/* Whoever wrote a revision and closed it with a signature put the stamp there with it, and what
 * was written once is as it was. In the first revision it may have been the page of anybody that a
 * program signed while it saved. */
static gboolean
is_mark_of (const Origin *origin, const PadesSignature *signature)
{
  return origin->number != 0 && origin->n_written == 1 && origin->revision > 1 &&
         !signature->timestamp && signature->revision == origin->revision &&
         (signature->coverage == PADES_COVERAGE_ENTIRE_FILE ||
          signature->coverage == PADES_COVERAGE_ENTIRE_REVISION);
}

static void
attribute (Walk *walk, const PadesReport *report)
{
  guint n = pdf_file_get_n_revisions (walk->file);

  if (n > MAX_REVISIONS)
    return;
  for (guint revision = 1; revision <= n; revision++)
    note_revision (walk, revision);
  for (guint i = 0; i < walk->stamps->len; i++)
    for (guint k = 0; k < report->signatures->len; k++)
      if (is_mark_of (&g_array_index (walk->origins, Origin, i),
                      g_ptr_array_index (report->signatures, k)))
        g_array_index (walk->stamps, PadesStamp, i).signature = k;
}

/**
 * pades_stamp_list:
 * @file: a file
 * @report: the verdict on it
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Lists the stamp annotations that pages show (ISO 32000-2, 12.5.6.12), and tells which are further
 * marks of a signature: those that first stood in the very revision that the signature covers to
 * its end, and were not written again. Whether that signature holds is another question.
 *
 * Returns: (transfer full) (element-type PadesStamp): the first thousand, page by page; %NULL only
 *   when cancelled
 */
GArray *
pades_stamp_list (PdfFile *file,
                  const PadesReport *report,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (GArray) stamps = g_array_new (FALSE, FALSE, sizeof (PadesStamp));
  g_autoptr (GArray) origins = g_array_new (FALSE, FALSE, sizeof (Origin));
  Walk walk = {file, stamps, origins, 0};
  guint n_pages = pdf_file_get_n_pages (file, NULL);

  g_return_val_if_fail (report != NULL, NULL);

  for (guint i = 0; i < n_pages && stamps->len < MAX_STAMPS; i++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      look_through (&walk, i);
    }
  if (stamps->len > 0 && report->signatures->len > 0)
    attribute (&walk, report);
  return g_steal_pointer (&stamps);
}
