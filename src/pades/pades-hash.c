/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-hash.h"

/* Small enough to stay in a core's own cache, and to notice a cancellation at once. */
#define CHUNK ((gsize) 128 << 10)

/* Second ranges of honest signatures do not overlap, so together they are at most the file; more
 * than this is an attempt to keep the reader busy. */
#define TAIL_BUDGET(size) ((size) + ((gsize) 16 << 20))

#define N_DIGESTS PKI_N_DIGESTS

/* Signatures start alike: one running digest of each type serves them all, and each signature
 * takes a copy where its gap begins. */
typedef struct {
  PdfFile *file;
  guint8 *buffer; /* of one chunk */
  gsize size;
  gsize position;
  PkiDigest *running[N_DIGESTS];
  gsize last[N_DIGESTS]; /* how far each is needed */
  gsize budget[2];       /* the second of what is hashed again */
  gsize done;
  gsize total;
  PadesHashJob *job;
  GCancellable *cancellable;
} Pass;

static gboolean
step (Pass *pass, gsize length, GError **error)
{
  pass->done += length;
  if (pass->job->progress != NULL)
    pass->job->progress ((double) pass->done / (double) MAX (pass->total, 1), pass->job->user_data);
  return !g_cancellable_set_error_if_cancelled (pass->cancellable, error);
}

static gboolean
advance (Pass *pass, gsize target, GError **error)
{
  guint i;

  while (pass->position < target)
    {
      gsize length = MIN (CHUNK, target - pass->position);
      const guint8 *data = pdf_file_read (pass->file, pass->buffer, pass->position, length, error);

      if (data == NULL)
        return FALSE;
      for (i = 0; i < N_DIGESTS; i++)
        if (pass->running[i] != NULL && pass->position < pass->last[i])
          pki_digest_update (pass->running[i], data, length);
      pass->position += length;
      if (!step (pass, length, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
finish_one (Pass *pass, PadesHash *hash, GError **error)
{
  g_autoptr (PkiDigest) digest = NULL;
  gsize *budget = &pass->budget[hash->again ? 1 : 0];
  gsize at = hash->tail;

  if (hash->end - hash->tail > *budget)
    return TRUE;
  *budget -= hash->end - hash->tail;
  digest = pki_digest_copy (pass->running[hash->digest]);
  while (at < hash->end)
    {
      gsize length = MIN (CHUNK, hash->end - at);
      const guint8 *data = pdf_file_read (pass->file, pass->buffer, at, length, error);

      if (data == NULL)
        return FALSE;
      pki_digest_update (digest, data, length);
      at += length;
      if (!step (pass, length, error))
        return FALSE;
    }
  hash->value = pki_digest_finish (digest);
  return TRUE;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const PadesHash *first = *(const PadesHash *const *) a;
  const PadesHash *second = *(const PadesHash *const *) b;

  return first->gap < second->gap ? -1 : first->gap > second->gap;
}

static GPtrArray *
sort_by_gap (GArray *hashes)
{
  GPtrArray *sorted = g_ptr_array_new ();
  guint i;

  for (i = 0; i < hashes->len; i++)
    {
      PadesHash *hash = &g_array_index (hashes, PadesHash, i);

      if (hash->digest != PKI_DIGEST_NONE)
        g_ptr_array_add (sorted, hash);
    }
  g_ptr_array_sort (sorted, compare);
  return sorted;
}

static void
need (Pass *pass, PkiDigestType digest, gsize until)
{
  if (pass->running[digest] == NULL)
    pass->running[digest] = pki_digest_new (digest);
  pass->last[digest] = MAX (pass->last[digest], until);
}

/* Only where nobody needs a digest of fewer bytes, or of another type. */
static void
take_start (Pass *pass, GPtrArray *sorted)
{
  const PadesHashStart *start = pass->job->start;
  guint i;

  if (start == NULL || pass->job->with_file)
    return;
  for (i = 0; i < sorted->len; i++)
    {
      const PadesHash *hash = g_ptr_array_index (sorted, i);

      if (hash->digest != start->type || hash->gap < start->length)
        return;
    }
  g_clear_pointer (&pass->running[start->type], pki_digest_free);
  pass->running[start->type] = pki_digest_copy (start->digest);
  pass->position = start->length;
}

static char *
to_hex (GBytes *bytes)
{
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  GString *hex = g_string_sized_new (2 * length);
  gsize i;

  for (i = 0; i < length; i++)
    g_string_append_printf (hex, "%02x", data[i]);
  return g_string_free (hex, FALSE);
}

static gboolean
run (Pass *pass, GPtrArray *sorted, GError **error)
{
  g_autoptr (GBytes) whole = NULL;
  guint i;

  for (i = 0; i < sorted->len; i++)
    {
      PadesHash *hash = g_ptr_array_index (sorted, i);

      if (!advance (pass, hash->gap, error) || !finish_one (pass, hash, error))
        return FALSE;
    }
  if (!pass->job->with_file)
    return TRUE;
  if (!advance (pass, pass->size, error))
    return FALSE;
  whole = pki_digest_finish (pass->running[PKI_DIGEST_SHA256]);
  pass->job->file_sha256 = to_hex (whole);
  return TRUE;
}

/**
 * pades_hash_run:
 * @file: a file
 * @job: what to hash, with ranges inside the file; receives the values
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Makes the digests of any number of signatures in one pass over the file. Where ranges overlap so
 * much that this would take far longer than reading the file, some values are left %NULL.
 *
 * Returns: %FALSE when cancelled, or when the file was cut while it was read
 */
gboolean
pades_hash_run (PdfFile *file, PadesHashJob *job, GCancellable *cancellable, GError **error)
{
  Pass pass = {.file = file, .job = job, .cancellable = cancellable};
  g_autofree guint8 *buffer = g_malloc (CHUNK);
  g_autoptr (GPtrArray) sorted = NULL;
  gboolean done = FALSE;
  gsize farthest = 0;
  guint i;

  g_return_val_if_fail (file != NULL && job != NULL, FALSE);

  pass.buffer = buffer;
  pdf_file_get_data (file, &pass.size);
  pass.budget[0] = pass.budget[1] = TAIL_BUDGET (pass.size);
  sorted = sort_by_gap (job->hashes);
  for (i = 0; i < sorted->len; i++)
    {
      PadesHash *hash = g_ptr_array_index (sorted, i);

      need (&pass, hash->digest, hash->gap);
      pass.total += hash->end - hash->tail;
    }
  if (job->with_file)
    need (&pass, PKI_DIGEST_SHA256, pass.size);
  for (i = 0; i < N_DIGESTS; i++)
    farthest = MAX (farthest, pass.last[i]);
  take_start (&pass, sorted);
  pass.total += farthest - MIN (farthest, pass.position);
  done = run (&pass, sorted, error);
  for (i = 0; i < N_DIGESTS; i++)
    g_clear_pointer (&pass.running[i], pki_digest_free);
  return done;
}
