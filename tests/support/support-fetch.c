/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support-fetch.h"

typedef struct {
  SupportAnswer answer;
  gpointer user_data;
} Row;

typedef struct {
  PkiFetch base;
  GHashTable *rows;
} SupportFetch;

static GBytes *
support_fetch_run (PkiFetch *fetch,
                   const char *uri,
                   const char *content_type,
                   GBytes *body,
                   gsize limit,
                   GCancellable *cancellable,
                   GError **error)
{
  Row *row = g_hash_table_lookup (((SupportFetch *) fetch)->rows, uri);
  g_autoptr (GBytes) answer = NULL;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (row == NULL)
    {
      g_set_error (error, PKI_ERROR, PKI_ERROR_FETCH_ADDRESS, "nothing is at %s", uri);
      return NULL;
    }
  answer = row->answer (body, row->user_data, error);
  if (answer != NULL && g_bytes_get_size (answer) > limit)
    {
      g_set_error (error, PKI_ERROR, PKI_ERROR_FETCH_SIZE, "%s answers too much", uri);
      return NULL;
    }
  return g_steal_pointer (&answer);
}

static void
support_fetch_free (PkiFetch *fetch)
{
  g_hash_table_unref (((SupportFetch *) fetch)->rows);
  g_free (fetch);
}

PkiFetch *
support_fetch_new (void)
{
  SupportFetch *self = g_new0 (SupportFetch, 1);

  self->base.fetch = support_fetch_run;
  self->base.free = support_fetch_free;
  self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return &self->base;
}

void
support_fetch_add (PkiFetch *fetch, const char *uri, SupportAnswer answer, gpointer user_data)
{
  Row *row = g_new0 (Row, 1);

  row->answer = answer;
  row->user_data = user_data;
  g_hash_table_insert (((SupportFetch *) fetch)->rows, g_strdup (uri), row);
}
