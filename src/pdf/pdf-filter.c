/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pdf-filter.h"

#include <string.h>
#include <zlib.h>

#include "pdf-error.h"

#define PIECE 65536

/* Everything zlib does is bounded by what it is given, but its counters are 32 bit. */
#define MAX_PIECE_IN (1u << 30)

/* Z_MEM_ERROR when more than @limit comes out. */
static int
inflate_all (z_stream *z, const guint8 *data, gsize length, gsize limit, GByteArray *out)
{
  g_autofree guint8 *piece = g_malloc (PIECE);
  gsize fed = 0;
  int status;

  do
    {
      if (z->avail_in == 0)
        {
          z->next_in = (Bytef *) data + fed;
          z->avail_in = MIN (length - fed, MAX_PIECE_IN);
          fed += z->avail_in;
        }
      z->next_out = piece;
      z->avail_out = PIECE;
      status = inflate (z, Z_NO_FLUSH);
      if (PIECE - z->avail_out > limit - out->len)
        return Z_MEM_ERROR;
      g_byte_array_append (out, piece, PIECE - z->avail_out);
    }
  while (status == Z_OK);
  return status;
}

/**
 * pdf_filter_inflate: (skip)
 * @data: a zlib stream
 * @length: its length
 * @limit: bytes that may come out
 * @error: return location
 *
 * Unpacks Flate data (ISO 32000-2, 7.4.4). As other readers do, what came out before the data
 * broke off is taken, unless that is nothing.
 *
 * Returns: (transfer full): the bytes; %NULL with %PDF_ERROR_DAMAGED or %PDF_ERROR_LIMIT
 */
GByteArray *
pdf_filter_inflate (const guint8 *data, gsize length, gsize limit, GError **error)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  z_stream z = {0};
  int status;

  if (inflateInit (&z) != Z_OK)
    {
      g_set_error (error, PDF_ERROR, PDF_ERROR_LIMIT, "zlib cannot begin");
      return NULL;
    }
  /* GByteArray counts in 32 bits. */
  status = inflate_all (&z, data, length, MIN (limit, G_MAXINT32), out);
  inflateEnd (&z);
  if (status == Z_MEM_ERROR)
    {
      g_set_error (error, PDF_ERROR, PDF_ERROR_LIMIT,
                   "stream unpacks to more than %" G_GSIZE_FORMAT " bytes", limit);
      return NULL;
    }
  if (out->len == 0 && status != Z_STREAM_END)
    {
      g_set_error (error, PDF_ERROR, PDF_ERROR_DAMAGED, "stream is not zlib data");
      return NULL;
    }
  return g_steal_pointer (&out);
}

/**
 * pdf_filter_deflate: (skip)
 * @data: bytes
 * @length: how many
 *
 * Packs bytes for Flate.
 *
 * Returns: (transfer full) (nullable): a zlib stream; %NULL when it would not be shorter
 */
GByteArray *
pdf_filter_deflate (const guint8 *data, gsize length)
{
  uLongf packed;
  GByteArray *out;

  if (length == 0 || length > MAX_PIECE_IN)
    return NULL;
  packed = compressBound (length);
  out = g_byte_array_sized_new (packed);
  g_byte_array_set_size (out, packed);
  if (compress2 (out->data, &packed, data, length, 6) != Z_OK || packed >= length)
    {
      g_byte_array_unref (out);
      return NULL;
    }
  g_byte_array_set_size (out, packed);
  return out;
}

static guint8
paeth (int left, int up, int corner)
{
  int guess = left + up - corner;
  int dl = ABS (guess - left);
  int du = ABS (guess - up);
  int dc = ABS (guess - corner);

  if (dl <= du && dl <= dc)
    return left;
  return du <= dc ? up : corner;
}

/* One row of PNG (RFC 2083, 6). @up is the finished row above or NULL. */
static void
unfilter_row (guint8 filter, guint8 *row, const guint8 *up, gsize length, gsize step)
{
  for (gsize i = 0; i < length; i++)
    {
      int left = i >= step ? row[i - step] : 0;
      int above = up ? up[i] : 0;
      int corner = up && i >= step ? up[i - step] : 0;

      switch (filter)
        {
        case 1:
          row[i] += left;
          break;
        case 2:
          row[i] += above;
          break;
        case 3:
          row[i] += (left + above) / 2;
          break;
        case 4:
          row[i] += paeth (left, above, corner);
          break;
        default:
          break;
        }
    }
}

static void
unpredict_png (GByteArray *data, gsize row_length, gsize step)
{
  const guint8 *up = NULL;
  gsize done = 0;

  for (gsize at = 0; at < data->len; at += row_length + 1)
    {
      guint8 filter = data->data[at];
      gsize length = MIN (row_length, data->len - at - 1);
      guint8 *row = data->data + done;

      memmove (row, data->data + at + 1, length);
      unfilter_row (filter, row, up, length, step);
      up = row;
      done += length;
    }
  g_byte_array_set_size (data, done);
}

/* TIFF predictor 2 for whole bytes, which is all that a cross-reference can use. */
static void
unpredict_tiff (GByteArray *data, gsize row_length, gsize step)
{
  for (gsize at = 0; at < data->len; at += row_length)
    for (gsize i = at + step; i < MIN (at + row_length, data->len); i++)
      data->data[i] += data->data[i - step];
}

/**
 * pdf_filter_unpredict: (skip)
 * @data: (transfer full): unpacked bytes
 * @predictor: how they were predicted
 * @error: return location
 *
 * Undoes a PNG or TIFF predictor (ISO 32000-2, 7.4.4.4).
 *
 * Returns: (transfer full): the bytes; %NULL with %PDF_ERROR_DAMAGED
 */
GByteArray *
pdf_filter_unpredict (GByteArray *data, const PdfPredictor *predictor, GError **error)
{
  const PdfPredictor *p = predictor;
  gsize bits;

  if (p->predictor == 1)
    return data;
  if (p->colors < 1 || p->colors > 32 || p->columns < 1 || p->columns > G_MAXINT32 ||
      !(p->bits == 1 || p->bits == 2 || p->bits == 4 || p->bits == 8 || p->bits == 16) ||
      (p->predictor == 2 && p->bits != 8) || (p->predictor != 2 && p->predictor < 10) ||
      p->predictor > 15)
    {
      g_byte_array_unref (data);
      g_set_error (error, PDF_ERROR, PDF_ERROR_DAMAGED, "predictor of a stream is not supported");
      return NULL;
    }
  bits = p->colors * p->bits;
  if (p->predictor == 2)
    unpredict_tiff (data, p->columns * p->colors, p->colors);
  else
    unpredict_png (data, (bits * p->columns + 7) / 8, MAX (1, bits / 8));
  return data;
}
