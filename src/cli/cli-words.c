/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-words.h"

#include "cli-error.h"
#include "render-document.h"

/* Adds the hits on one page that are meant; seen counts occurrences over the document. */
static void
add_hits (
    GArray *found, RenderDocument *document, guint page, const CliKeyword *keyword, guint *seen)
{
  g_autoptr (GArray) hits = render_document_find (document, page, keyword->text);

  for (guint i = 0; hits != NULL && i < hits->len; i++)
    {
      const RenderArea *hit = &g_array_index (hits, RenderArea, i);
      CliWords words = {page, {hit->x, hit->y, hit->x + hit->width, hit->y + hit->height}};
      *seen += 1;
      if (keyword->occurrence == 0 || keyword->occurrence == *seen)
        g_array_append_val (found, words);
    }
}

static gboolean
find_one (GArray *found, RenderDocument *document, const CliKeyword *keyword, GError **error)
{
  guint n_pages = render_document_get_n_pages (document);
  guint before = found->len, seen = 0;

  for (guint page = 0; page < n_pages; page++)
    {
      add_hits (found, document, page, keyword, &seen);
      if (keyword->occurrence != 0 && seen >= keyword->occurrence)
        break;
    }
  if (found->len > before)
    return TRUE;
  g_set_error (error, CLI_ERROR, CLI_ERROR_KEYWORD, "“%s” occurs %u times in the text of %u pages",
               keyword->text, seen, n_pages);
  return FALSE;
}

/**
 * cli_words_find:
 * @path: a PDF
 * @password: (nullable): its password
 * @keywords: (element-type CliKeyword): what to look for
 * @error: return location for an error
 *
 * Looks for words on the pages of a document.
 *
 * Returns: (transfer full) (element-type CliWords): the occurrences that are meant, keyword by
 *   keyword; %NULL with %RENDER_ERROR, or %CLI_ERROR_KEYWORD when one does not occur
 */
GArray *
cli_words_find (const char *path, const char *password, GPtrArray *keywords, GError **error)
{
  g_autoptr (RenderDocument) document = render_document_new (path, password, error);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (CliWords));

  if (document == NULL)
    return NULL;
  for (guint i = 0; i < keywords->len; i++)
    if (!find_one (found, document, g_ptr_array_index (keywords, i), error))
      return NULL;
  return g_steal_pointer (&found);
}
