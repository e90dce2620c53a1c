/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report-looks.h"

#include "report-change.h"
#include "report-render.h"

/* Pages drawn for one comparison, and comparisons in one report: half a minute on a slow machine.
 */
#define MAX_DRAWN 40
#define MAX_COMPARISONS 12

struct _ReportLooks {
  const char *password;
  guint left;        /* comparisons that may still be made */
  GHashTable *files; /* ReportEntry to its Seen */
};

typedef struct {
  PadesRender *render;
  GHashTable *comparisons; /* number of a revision to its PadesComparison with the last */
} Seen;

static void
seen_free (gpointer data)
{
  Seen *self = data;

  g_hash_table_unref (self->comparisons);
  pades_render_free (self->render);
  g_free (self);
}

/**
 * report_looks_new:
 * @password: (nullable): of the files, lent
 *
 * Makes an empty one.
 *
 * Returns: (transfer full): it
 */
ReportLooks *
report_looks_new (const char *password)
{
  ReportLooks *self = g_new0 (ReportLooks, 1);

  self->password = password;
  self->left = MAX_COMPARISONS;
  self->files = g_hash_table_new_full (NULL, NULL, NULL, seen_free);
  return self;
}

/**
 * report_looks_free:
 * @self: (nullable): looks
 *
 * Frees them and all comparisons.
 */
void
report_looks_free (ReportLooks *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->files);
  g_free (self);
}

static Seen *
find_seen (ReportLooks *self, const ReportEntry *entry)
{
  Seen *seen = g_hash_table_lookup (self->files, entry);

  if (seen != NULL)
    return seen;
  seen = g_new0 (Seen, 1);
  seen->render = report_render_new (entry->file,
                                    entry->password != NULL ? entry->password : self->password);
  seen->comparisons = g_hash_table_new_full (NULL, NULL, NULL,
                                             (GDestroyNotify) pades_comparison_free);
  g_hash_table_insert (self->files, (gpointer) entry, seen);
  return seen;
}

static gboolean
has_news (const PadesReport *report, const PadesSignature *signature)
{
  guint more = 0;
  g_autoptr (GPtrArray) list = NULL;

  if (report->changes == NULL || report->changes->len == 0)
    return FALSE;
  list = report_change_list (report, signature, 1, &more);
  return list->len > 0;
}

/**
 * report_looks_get:
 * @self: looks
 * @entry: a file with a verdict
 * @signature: one of its signatures
 *
 * Compares what was signed with what the file shows now.
 *
 * Returns: (transfer none) (nullable): the pages; %NULL where nothing came later that a reader has
 *   to know of, where the file cannot be drawn, or where enough was compared already
 */
const PadesComparison *
report_looks_get (ReportLooks *self, const ReportEntry *entry, const PadesSignature *signature)
{
  const PadesCompareRequest request = {.before = signature->revision, .max_drawn = MAX_DRAWN};
  gpointer key = GUINT_TO_POINTER (signature->revision), found = NULL;
  Seen *seen;

  if (entry->file == NULL || entry->report->damaged || signature->revision < 1 ||
      signature->revision >= pdf_file_get_n_revisions (entry->file) ||
      !has_news (entry->report, signature))
    return NULL;
  seen = find_seen (self, entry);
  if (g_hash_table_lookup_extended (seen->comparisons, key, NULL, &found))
    return found;
  if (self->left == 0)
    return NULL;
  self->left--;
  found = pades_compare (entry->file, &request, seen->render, NULL, NULL);
  g_hash_table_insert (seen->comparisons, key, found);
  return found;
}

/**
 * report_looks_get_render:
 * @self: looks
 * @entry: a file that is open
 *
 * Lends what draws the file's revisions, see report_render_draw().
 *
 * Returns: (transfer none): the renderer
 */
PadesRender *
report_looks_get_render (ReportLooks *self, const ReportEntry *entry)
{
  return find_seen (self, entry)->render;
}
