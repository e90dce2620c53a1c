/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-extend.h"

#include "pades-longterm.h"

static gboolean
is_sound (const PadesDictionary *dictionary)
{
  return dictionary->coverage <= PADES_COVERAGE_ENTIRE_REVISION;
}

/* Does a time-stamp say when each signature was there: its own, or one over the document behind it?
 * FALSE with an error where there is nothing to extend. */
static gboolean
find_unstamped (PdfFile *file, gboolean *unstamped, GError **error)
{
  g_autoptr (GPtrArray) dictionaries = pades_dictionary_list (file, error);
  gboolean stamped = FALSE;
  guint n = 0;
  guint i;

  *unstamped = FALSE;
  if (dictionaries == NULL)
    return FALSE;
  for (i = dictionaries->len; i-- > 0;)
    {
      PadesDictionary *dictionary = g_ptr_array_index (dictionaries, i);
      g_autoptr (PadesHolder) holder = is_sound (dictionary) ? pades_holder_new (dictionary) : NULL;

      if (holder == NULL)
        continue;
      n++;
      stamped |= holder->token != NULL;
      *unstamped |= holder->cms != NULL && holder->stamp == NULL && !stamped;
    }
  if (n > 0)
    return TRUE;
  g_set_error (error, PADES_ERROR, PADES_ERROR_NO_SIGNATURE, "there is no signature to extend");
  return FALSE;
}

static gboolean
raise_level (PadesDraft *draft, PadesContents *contents, gboolean unstamped, GError **error)
{
  PadesLevel level = draft->request->level;
  g_auto (PadesLongterm) longterm = {0};
  gsize before = draft->size;

  pades_longterm_init (&longterm, draft->request, draft->cancellable);
  if (unstamped && !pades_draft_timestamp (draft, contents, error))
    return FALSE;
  if (level >= PADES_LEVEL_B_LT && !pades_longterm_append (&longterm, draft, TRUE, error))
    return FALSE;
  if (level == PADES_LEVEL_B_LTA && !pades_draft_timestamp (draft, contents, error))
    return FALSE;
  if (draft->size > before)
    return TRUE;
  g_set_error (error, PADES_ERROR, PADES_ERROR_REACHED, "nothing is missing for this level");
  return FALSE;
}

static PadesContents
make_contents (const PadesSignRequest *request)
{
  return (PadesContents){.request = request,
                         .digest = request->digest > PKI_DIGEST_SHA1 ? request->digest
                                                                     : PKI_DIGEST_SHA256};
}

/**
 * pades_extend:
 * @file: a signed file
 * @output: path of the extended file; not that of @file
 * @request: the level and the services
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Raises all signatures of a file to a level (EN 319 142-1, 6.3) by appending revisions to a copy
 * of it; the signatures themselves stay as they are. Where a service does not help, nothing is
 * made.
 *
 * Returns: %FALSE with %PADES_ERROR_NO_SIGNATURE, %PADES_ERROR_REACHED, %PKI_ERROR naming
 *   certificate and address, or %PDF_ERROR; then nothing is left
 */
gboolean
pades_extend (PdfFile *file,
              const char *output,
              const PadesSignRequest *request,
              GCancellable *cancellable,
              GError **error)
{
  g_auto (PadesContents) contents = make_contents (request);
  g_autoptr (PadesDraft) draft = NULL;
  gboolean unstamped = FALSE;

  g_return_val_if_fail (file != NULL && output != NULL, FALSE);
  g_return_val_if_fail (request != NULL && request->fetch != NULL, FALSE);
  g_return_val_if_fail (request->level >= PADES_LEVEL_B_T, FALSE);

  if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
      !find_unstamped (file, &unstamped, error))
    return FALSE;
  if ((unstamped || request->level == PADES_LEVEL_B_LTA) &&
      !pades_contents_try (&contents, cancellable, error))
    return FALSE;
  draft = pades_draft_new (file, output, request, cancellable, error);
  return draft != NULL && pades_draft_copy (draft, contents.digest, error) &&
         raise_level (draft, &contents, unstamped, error) && pades_draft_finish (draft, error);
}

/**
 * pades_timestamp:
 * @file: a file, signed or not
 * @output: path of the time-stamped file; not that of @file
 * @request: the services
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Adds one document time-stamp (EN 319 142-1, 5.4.3).
 *
 * Returns: %FALSE with %PADES_ERROR, %PKI_ERROR or %PDF_ERROR; then nothing is left
 */
gboolean
pades_timestamp (PdfFile *file,
                 const char *output,
                 const PadesSignRequest *request,
                 GCancellable *cancellable,
                 GError **error)
{
  g_auto (PadesContents) contents = make_contents (request);
  g_autoptr (PadesDraft) draft = NULL;

  g_return_val_if_fail (file != NULL && output != NULL && request != NULL, FALSE);

  if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
      !pades_contents_try (&contents, cancellable, error))
    return FALSE;
  draft = pades_draft_new (file, output, request, cancellable, error);
  return draft != NULL && pades_draft_copy (draft, contents.digest, error) &&
         pades_draft_timestamp (draft, &contents, error) && pades_draft_finish (draft, error);
}
