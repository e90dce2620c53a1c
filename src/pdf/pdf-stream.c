/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "pdf-error.h"
#include "pdf-file-private.h"
#include "pdf-filter.h"
#include "pdf-parser.h"

/* A chain of filters longer than this is made to cost time. */
#define MAX_FILTERS 8

static gboolean
ends_at (PdfFile *self, gsize end)
{
  PdfParser parser;

  pdf_parser_init (&parser, self->data, self->length, end);
  return pdf_parser_take_keyword (&parser, "endstream") ||
         pdf_parser_take_keyword (&parser, "endobj");
}

/* /Length is wrong: the next "endstream" decides, as in other readers. */
static gboolean
search_end (PdfFile *self, gsize start, gsize *end, GError **error)
{
  const guint8 *from = self->data + start;
  const guint8 *found = memmem (from, self->length - start, "endstream", strlen ("endstream"));
  gsize passed = found ? (gsize) (found - from) : self->length - start;

  if (!pdf_file_spend (self, passed, error))
    return FALSE;
  if (!found)
    {
      g_set_error (error, PDF_ERROR, PDF_ERROR_DAMAGED,
                   "stream at offset %" G_GSIZE_FORMAT " has no end", start);
      return FALSE;
    }
  if (passed > 0 && from[passed - 1] == '\n')
    passed--;
  if (passed > 0 && from[passed - 1] == '\r')
    passed--;
  *end = start + passed;
  return TRUE;
}

/**
 * pdf_file_get_stream_span:
 * @self: a file
 * @stream: (nullable): a stream read from it
 * @start: (out): offset of the first raw byte
 * @end: (out): offset behind the last raw byte
 * @error: return location
 *
 * Finds the raw bytes of a stream.
 *
 * Returns: %FALSE with %PDF_ERROR_DAMAGED when it is no stream or has no end, or %PDF_ERROR_LIMIT
 */
gboolean
pdf_file_get_stream_span (
    PdfFile *self, PdfObject *stream, gsize *start, gsize *end, GError **error)
{
  g_autoptr (PdfObject) length = NULL;
  gint64 stated;

  if (pdf_object_get_type (stream) != PDF_TYPE_STREAM)
    {
      g_set_error (error, PDF_ERROR, PDF_ERROR_DAMAGED, "a stream is missing");
      return FALSE;
    }
  *start = stream->data;
  length = pdf_file_get_key (self, stream, "Length", NULL);
  stated = length ? pdf_object_get_integer (length) : -1;
  if (stated >= 0 && (guint64) stated <= self->length - *start && ends_at (self, *start + stated))
    {
      *end = *start + stated;
      return TRUE;
    }
  return search_end (self, *start, end, error);
}

/**
 * pdf_file_is_stream_exact:
 * @self: a file
 * @stream: a stream read from it
 *
 * Asks whether /Length leads to the end of a stream, and nothing before looks like one (ISO
 * 32000-2, 7.3.8.1): readers that go by the one and those that seek the other then see the same.
 *
 * Returns: whether it is so
 */
gboolean
pdf_file_is_stream_exact (PdfFile *self, PdfObject *stream)
{
  g_autoptr (PdfObject) length = pdf_file_get_key (self, stream, "Length", NULL);
  gsize start, end;

  return pdf_file_get_stream_span (self, stream, &start, &end, NULL) &&
         pdf_object_get_type (length) == PDF_TYPE_INTEGER &&
         (guint64) pdf_object_get_integer (length) == end - start &&
         memmem (self->data + start, end - start, "endstream", strlen ("endstream")) == NULL;
}

static gint64
get_parameter (PdfFile *self, PdfObject *parameters, const char *key, gint64 fallback)
{
  g_autoptr (PdfObject) value = pdf_file_get_key (self, parameters, key, NULL);

  return value ? pdf_object_get_integer (value) : fallback;
}

static GByteArray *
unpredict (PdfFile *self, GByteArray *bytes, PdfObject *parameters, GError **error)
{
  PdfPredictor predictor = {
      get_parameter (self, parameters, "Predictor", 1),
      get_parameter (self, parameters, "Colors", 1),
      get_parameter (self, parameters, "BitsPerComponent", 8),
      get_parameter (self, parameters, "Columns", 1),
  };

  return pdf_filter_unpredict (bytes, &predictor, error);
}

typedef struct {
  PdfFile *file;
  PdfObject *names;      /* /Filter, resolved: a name, an array or NULL */
  PdfObject *parameters; /* /DecodeParms likewise */
  gsize limit;
} Filters;

/* The @index-th of a value that may be one thing or an array of things. */
static PdfObject *
get_nth (const Filters *self, PdfObject *value, guint index)
{
  if (pdf_object_get_type (value) == PDF_TYPE_ARRAY)
    return pdf_file_resolve (self->file, pdf_object_peek_index (value, index), NULL);
  return value && index == 0 ? pdf_object_ref (value) : NULL;
}

static guint
count_filters (const Filters *self)
{
  if (pdf_object_get_type (self->names) == PDF_TYPE_ARRAY)
    return pdf_object_get_length (self->names);
  return self->names ? 1 : 0;
}

/* Whether a filter changes nothing: /Crypt is undone before all others, and is the identity in
 * streams that an otherwise encrypted file leaves readable (ISO 32000-2, 7.4.10). */
static gboolean
is_identity (const Filters *self, PdfObject *name, PdfObject *parameters)
{
  g_autoptr (PdfObject) crypt = NULL;

  if (!pdf_object_is_name (name, "Crypt"))
    return FALSE;
  if (self->file->crypt)
    return TRUE;
  crypt = pdf_file_get_key (self->file, parameters, "Name", NULL);
  return !crypt || pdf_object_is_name (crypt, "Identity");
}

/* NULL with no error when the filter changes nothing. */
static GByteArray *
apply_filter (const Filters *self, guint index, GBytes *input, GError **error)
{
  g_autoptr (PdfObject) name = get_nth (self, self->names, index);
  g_autoptr (PdfObject) parameters = get_nth (self, self->parameters, index);
  GByteArray *output;
  gsize length;
  const guint8 *data = g_bytes_get_data (input, &length);

  if (is_identity (self, name, parameters))
    return NULL;
  if (!pdf_object_is_name (name, "FlateDecode") && !pdf_object_is_name (name, "Fl"))
    {
      const char *text = pdf_object_get_name (name);

      g_set_error (error, PDF_ERROR, PDF_ERROR_DAMAGED, "filter %s cannot be undone here",
                   text ? text : "(none)");
      return NULL;
    }
  output = pdf_filter_inflate (data, length, self->limit, error);
  return output ? unpredict (self->file, output, parameters, error) : NULL;
}

/**
 * pdf_file_read_raw: (skip)
 * @self: a file
 * @stream: (nullable): a stream read from it
 * @error: return location
 *
 * Reads the bytes of a stream, all filters applied but not encrypted any more.
 *
 * Returns: (transfer full): the bytes; %NULL as [method@PdfFile.decode]
 */
GBytes *
pdf_file_read_raw (PdfFile *self, PdfObject *stream, GError **error)
{
  g_autoptr (GBytes) raw = NULL;
  gsize start, end;

  if (!pdf_file_get_stream_span (self, stream, &start, &end, error))
    return NULL;
  raw = g_bytes_new_from_bytes (self->bytes, start, end - start);
  if (!self->crypt || !stream->number)
    return g_steal_pointer (&raw);
  return pdf_file_spend (self, end - start, error)
             ? pdf_crypt_decrypt_stream (self->crypt, self, stream, raw, error)
             : NULL;
}

/**
 * pdf_file_decode:
 * @self: a file
 * @stream: (nullable): a stream read from it
 * @limit: bytes that may come out; fewer is not an error
 * @error: return location
 *
 * Decrypts a stream and undoes its filters: Flate with its predictors, which is what structure,
 * validation data and metadata use. Pictures and old encodings are the renderer's.
 *
 * Returns: (transfer full): the bytes; %NULL with %PDF_ERROR_DAMAGED when they cannot be unpacked,
 *   with %PDF_ERROR_LIMIT when they are too many, with %PDF_ERROR_ENCRYPTED for an attachment whose
 * key is not known
 */
GBytes *
pdf_file_decode (PdfFile *self, PdfObject *stream, gsize limit, GError **error)
{
  g_autoptr (PdfObject) names = NULL;
  g_autoptr (PdfObject) parameters = NULL;
  g_autoptr (GBytes) bytes = pdf_file_read_raw (self, stream, error);

  if (!bytes)
    return NULL;
  names = pdf_file_get_key (self, stream, "Filter", NULL);
  parameters = pdf_file_get_key (self, stream, "DecodeParms", NULL);

  Filters filters = {self, names, parameters, limit};
  guint count = count_filters (&filters);

  if (count > MAX_FILTERS || (count == 0 && g_bytes_get_size (bytes) > limit))
    {
      g_set_error (error, PDF_ERROR, PDF_ERROR_LIMIT, "stream is too large");
      return NULL;
    }
  for (guint i = 0; i < count; i++)
    {
      g_autoptr (GError) problem = NULL;
      GByteArray *output = apply_filter (&filters, i, bytes, &problem);

      if (problem)
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return NULL;
        }
      if (output)
        {
          g_bytes_unref (bytes);
          bytes = g_byte_array_free_to_bytes (output);
        }
    }
  return g_steal_pointer (&bytes);
}
