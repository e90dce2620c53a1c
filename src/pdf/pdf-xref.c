/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "pdf-error.h"
#include "pdf-file-private.h"
#include "pdf-parser.h"

/* ISO 32000-2, 7.5.4: nnnnnnnnnn ggggg n and two bytes of line end. */
#define ENTRY_LENGTH 20

/* Sections out of order are searched from end to end, so there may not be many pieces. */
#define MAX_UNSORTED 1024

/* How far a stated offset may miss its table: producers forget a line end or count one twice. */
#define MAX_SLIP 16

static gboolean
fail (gsize offset, const char *what, GError **error)
{
  g_set_error (error, PDF_ERROR, PDF_ERROR_DAMAGED,
               "cross-reference at offset %" G_GSIZE_FORMAT ": %s", offset, what);
  return FALSE;
}

static PdfXref *
xref_new (gsize offset, PdfSection form)
{
  PdfXref *self = g_new0 (PdfXref, 1);

  self->ref_count = 1;
  self->whole = G_MAXSIZE;
  self->offset = offset;
  self->form = form;
  self->ranges = g_array_new (FALSE, FALSE, sizeof (PdfXrefRange));
  self->bytes = g_byte_array_new ();
  /* What odd tables are rewritten to; a stream states its own. */
  self->widths[0] = 1;
  self->widths[1] = 8;
  self->widths[2] = 2;
  return self;
}

/**
 * pdf_xref_ref: (skip)
 * @self: a section
 *
 * Takes a reference.
 *
 * Returns: (transfer full): @self
 */
PdfXref *
pdf_xref_ref (PdfXref *self)
{
  self->ref_count++;
  return self;
}

/**
 * pdf_xref_unref: (skip)
 * @self: (nullable): a section
 *
 * Gives a reference back.
 */
void
pdf_xref_unref (PdfXref *self)
{
  if (!self || --self->ref_count > 0)
    return;
  pdf_xref_unref (self->hidden);
  g_clear_pointer (&self->trailer, pdf_object_unref);
  g_array_unref (self->ranges);
  g_byte_array_unref (self->bytes);
  g_free (self);
}

static gsize
entry_length (const PdfXref *self)
{
  return self->widths[0] + self->widths[1] + self->widths[2];
}

static gboolean
is_text_entry (const guint8 *entry)
{
  for (guint i = 0; i < 16; i++)
    if (i == 10 ? entry[i] != ' ' : !g_ascii_isdigit (entry[i]))
      return FALSE;
  return entry[16] == ' ' && (entry[17] == 'n' || entry[17] == 'f') &&
         (entry[18] == ' ' || entry[18] == '\r' || entry[18] == '\n') &&
         (entry[19] == '\r' || entry[19] == '\n' || entry[19] == ' ');
}

/* Whether the entries are as the standard has them, so that they can be read in place. */
static gboolean
is_regular (const PdfParser *parser, guint64 count)
{
  const guint8 *first = parser->data + parser->pos;
  gsize room = (parser->length - parser->pos) / ENTRY_LENGTH;
  PdfParser behind = *parser;

  if (count > room || !is_text_entry (first) || !is_text_entry (first + (count - 1) * ENTRY_LENGTH))
    return FALSE;
  behind.pos += count * ENTRY_LENGTH;
  pdf_parser_skip_space (&behind);
  return behind.pos < behind.length &&
         (behind.data[behind.pos] == 't' || g_ascii_isdigit (behind.data[behind.pos]));
}

static void
append_number (GByteArray *bytes, guint64 value, guint width)
{
  while (width-- > 0)
    {
      guint8 byte = (value >> (8 * width)) & 0xff;

      g_byte_array_append (bytes, &byte, 1);
    }
}

/* Entries of 19 or 21 bytes, odd blanks, or fewer than announced: read one by one. */
static gboolean
read_odd_entries (PdfXref *self, PdfParser *parser, PdfXrefRange *range, GError **error)
{
  guint32 announced = range->count;

  range->text = FALSE;
  range->entries = self->bytes->len;
  for (range->count = 0; range->count < announced; range->count++)
    {
      guint64 where, generation;
      gboolean used;

      pdf_parser_skip_space (parser);
      if (parser->pos < parser->length && parser->data[parser->pos] == 't')
        break;
      if (!pdf_parser_take_integer (parser, &where) ||
          !pdf_parser_take_integer (parser, &generation) || generation > G_MAXUINT16)
        return fail (parser->pos, "bad entry", error);
      used = pdf_parser_take_keyword (parser, "n");
      if (!used && !pdf_parser_take_keyword (parser, "f"))
        return fail (parser->pos, "bad entry", error);
      append_number (self->bytes, used, 1);
      append_number (self->bytes, where, 8);
      append_number (self->bytes, generation, 2);
    }
  return TRUE;
}

static gboolean
check_order (PdfXref *self, GError **error)
{
  self->sorted = TRUE;
  for (guint i = 1; i < self->ranges->len; i++)
    {
      const PdfXrefRange *range = &g_array_index (self->ranges, PdfXrefRange, i);

      if ((guint64) range[-1].first + range[-1].count > range->first)
        self->sorted = FALSE;
    }
  if (self->sorted || self->ranges->len <= MAX_UNSORTED)
    return TRUE;
  g_set_error (error, PDF_ERROR, PDF_ERROR_LIMIT, "cross-reference of %u pieces out of order",
               self->ranges->len);
  return FALSE;
}

static gboolean
read_subsection (PdfXref *self, PdfParser *parser, GError **error)
{
  static const char head[] = "0000000000 65535 f";
  PdfXrefRange range = {0};
  guint64 first, count;

  if (!pdf_parser_take_integer (parser, &first) || !pdf_parser_take_integer (parser, &count))
    return fail (parser->pos, "bad subsection", error);
  if (first > G_MAXUINT32 || count > G_MAXUINT32 - first)
    return fail (parser->pos, "object number too large", error);
  if (count == 0)
    return TRUE;
  pdf_parser_skip_space (parser);
  /* The head of the free list is object 0; some producers count it as 1. */
  if (first == 1 && self->ranges->len == 0 && parser->length - parser->pos > strlen (head) &&
      memcmp (parser->data + parser->pos, head, strlen (head)) == 0)
    first = 0;
  range.first = first;
  range.count = count;
  if (is_regular (parser, count))
    {
      range.text = TRUE;
      range.entries = parser->pos;
      parser->pos += count * ENTRY_LENGTH;
    }
  else if (!read_odd_entries (self, parser, &range, error))
    return FALSE;
  if (range.count > 0)
    g_array_append_val (self->ranges, range);
  return TRUE;
}

static PdfXref *
read_table (PdfParser *parser, gsize offset, GError **error)
{
  g_autoptr (PdfXref) self = xref_new (offset, PDF_SECTION_TABLE);

  while (!pdf_parser_take_keyword (parser, "trailer"))
    if (!read_subsection (self, parser, error))
      return NULL;
  self->trailer = pdf_parser_read (parser, error);
  if (!self->trailer)
    return NULL;
  if (pdf_object_get_type (self->trailer) != PDF_TYPE_DICT)
    {
      fail (offset, "no trailer dictionary", error);
      return NULL;
    }
  self->tail = self->whole = parser->pos;
  return check_order (self, error) ? g_steal_pointer (&self) : NULL;
}

static gboolean
read_widths (PdfXref *self, GError **error)
{
  PdfObject *widths = pdf_object_peek_key (self->trailer, "W");

  if (pdf_object_get_length (widths) < 3)
    return fail (self->offset, "no /W", error);
  for (guint i = 0; i < 3; i++)
    {
      gint64 width = pdf_object_get_integer (pdf_object_peek_index (widths, i));

      if (width < 0 || width > 8)
        return fail (self->offset, "bad /W", error);
      self->widths[i] = width;
    }
  return entry_length (self) > 0 || fail (self->offset, "bad /W", error);
}

/* /Index, or all of /Size (ISO 32000-2, table 17). Every piece must be there in full. */
static gboolean
read_ranges (PdfXref *self, GError **error)
{
  g_autoptr (PdfObject) whole = pdf_object_new_array ();
  PdfObject *index = pdf_object_peek_key (self->trailer, "Index");
  gsize at = 0;

  if (!index)
    {
      PdfObject *size = pdf_object_peek_key (self->trailer, "Size");

      pdf_object_take_append (whole, pdf_object_new_integer (0));
      pdf_object_take_append (whole, pdf_object_new_integer (pdf_object_get_integer (size)));
      index = whole;
    }
  for (guint i = 0; i + 1 < pdf_object_get_length (index); i += 2)
    {
      gint64 first = pdf_object_get_integer (pdf_object_peek_index (index, i));
      gint64 count = pdf_object_get_integer (pdf_object_peek_index (index, i + 1));

      if (first < 0 || first > G_MAXUINT32 || count < 0 || count > G_MAXUINT32 - first)
        return fail (self->offset, "bad /Index", error);
      if ((guint64) count > (self->bytes->len - at) / entry_length (self))
        return fail (self->offset, "stream is too short", error);

      PdfXrefRange range = {first, count, at, FALSE};

      if (count > 0)
        g_array_append_val (self->ranges, range);
      at += count * entry_length (self);
    }
  return check_order (self, error);
}

/* Whether nothing outside of the stream is asked how to read it. */
static gboolean
is_self_contained (PdfObject *stream)
{
  static const char *const keys[] = {"Predictor", "Columns", "Colors", "BitsPerComponent"};
  PdfObject *filter = pdf_object_peek_key (stream, "Filter");
  PdfObject *parms = pdf_object_peek_key (stream, "DecodeParms");

  if (pdf_object_get_type (pdf_object_peek_key (stream, "Length")) != PDF_TYPE_INTEGER ||
      (filter && pdf_object_get_type (filter) != PDF_TYPE_NAME) ||
      (parms && pdf_object_get_type (parms) != PDF_TYPE_DICT))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (pdf_object_get_type (pdf_object_peek_key (parms, keys[i])) == PDF_TYPE_REF)
      return FALSE;
  return TRUE;
}

static gsize
find_whole (const PdfFile *file, PdfObject *stream)
{
  gint64 length = pdf_object_get_integer (pdf_object_peek_key (stream, "Length"));
  PdfParser parser;

  if (!is_self_contained (stream) || length < 0 || (guint64) length > file->length - stream->data)
    return G_MAXSIZE;
  pdf_parser_init (&parser, file->data, file->length, stream->data + length);
  return pdf_parser_take_keyword (&parser, "endstream") ? parser.pos : G_MAXSIZE;
}

static PdfXref *
read_stream (PdfFile *file, PdfParser *parser, gsize offset, GError **error)
{
  g_autoptr (PdfXref) self = xref_new (offset, PDF_SECTION_STREAM);
  g_autoptr (GBytes) bytes = NULL;
  guint32 number;
  guint16 generation;

  self->trailer = pdf_parser_read_indirect (parser, &number, &generation, error);
  if (!self->trailer)
    return NULL;
  if (pdf_object_get_type (self->trailer) != PDF_TYPE_STREAM ||
      !pdf_object_is_name (pdf_object_peek_key (self->trailer, "Type"), "XRef"))
    {
      fail (offset, "neither table nor stream", error);
      return NULL;
    }
  self->tail = parser->pos;
  self->whole = find_whole (file, self->trailer);
  bytes = pdf_file_decode (file, self->trailer, file->xref_room, error);
  if (!bytes)
    return NULL;
  file->xref_room -= g_bytes_get_size (bytes);
  g_byte_array_unref (self->bytes);
  self->bytes = g_bytes_unref_to_array (g_steal_pointer (&bytes));
  if (!read_widths (self, error) || !read_ranges (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

/* Where the section begins that is stated to be at @offset: there, or at the only "xref" nearby. */
static gsize
find_section (const PdfFile *file, gsize offset)
{
  gsize from = MAX (offset, MAX_SLIP + 1) - MAX_SLIP;
  gsize found = 0;
  PdfParser parser;

  pdf_parser_init (&parser, file->data, file->length, offset);
  if (pdf_parser_take_keyword (&parser, "xref"))
    return parser.pos - strlen ("xref");
  if (parser.pos >= file->length || g_ascii_isdigit (file->data[parser.pos]))
    return parser.pos;
  for (gsize at = from; at <= offset + MAX_SLIP && at + 4 <= file->length; at++)
    /* Not the end of "startxref". */
    if (memcmp (file->data + at, "xref", 4) == 0 && file->data[at - 1] != 't')
      {
        if (found)
          return offset;
        found = at;
      }
  return found ? found : offset;
}

/**
 * pdf_xref_read: (skip)
 * @file: the file, whose newer sections are already known
 * @offset: where the section begins
 * @error: return location
 *
 * Reads a table or a stream, and for a hybrid table also the stream that it hides.
 *
 * Returns: (transfer full): the section; %NULL with %PDF_ERROR_DAMAGED or %PDF_ERROR_LIMIT
 */
PdfXref *
pdf_xref_read (PdfFile *file, gsize offset, GError **error)
{
  g_autoptr (PdfXref) self = NULL;
  PdfParser parser;
  gint64 hidden;

  if (offset >= file->length)
    {
      fail (offset, "beyond the end of the file", error);
      return NULL;
    }
  offset = find_section (file, offset);
  pdf_parser_init (&parser, file->data, file->length, offset);
  if (!pdf_parser_take_keyword (&parser, "xref"))
    return read_stream (file, &parser, offset, error);
  self = read_table (&parser, offset, error);
  if (!self)
    return NULL;
  hidden = pdf_object_get_integer (pdf_object_peek_key (self->trailer, "XRefStm"));
  if (hidden <= 0)
    return g_steal_pointer (&self);
  if ((guint64) hidden >= file->length - file->shift)
    {
      fail (offset, "/XRefStm beyond the end of the file", error);
      return NULL;
    }
  pdf_parser_init (&parser, file->data, file->length, hidden + file->shift);
  self->hidden = read_stream (file, &parser, hidden + file->shift, error);
  self->form = PDF_SECTION_HYBRID;
  if (self->hidden)
    self->whole = MAX (self->whole, self->hidden->whole);
  return self->hidden ? g_steal_pointer (&self) : NULL;
}

/**
 * pdf_xref_new_found: (skip)
 * @found: (element-type PdfFound): objects, sorted by number and then by rank
 *
 * Makes a section of what was found without one; of a number, the last counts.
 *
 * Returns: (transfer full): a section without a trailer
 */
PdfXref *
pdf_xref_new_found (GArray *found)
{
  PdfXref *self = xref_new (0, PDF_SECTION_STREAM);

  self->sorted = TRUE;
  self->widths[2] = 4;
  for (guint i = 0; i < found->len; i++)
    {
      const PdfFound *object = &g_array_index (found, PdfFound, i);
      gboolean packed = object->entry.kind == PDF_ENTRY_PACKED;
      PdfXrefRange *last = self->ranges->len > 0
                               ? &g_array_index (self->ranges, PdfXrefRange, self->ranges->len - 1)
                               : NULL;
      PdfXrefRange range = {object->number, 1, self->bytes->len, FALSE};

      if (i + 1 < found->len && object[1].number == object->number)
        continue;
      append_number (self->bytes, packed ? 2 : 1, 1);
      append_number (self->bytes, object->entry.where, 8);
      append_number (self->bytes, packed ? object->entry.index : object->entry.generation, 4);
      if (last && last->first + last->count == object->number)
        last->count++;
      else
        g_array_append_val (self->ranges, range);
    }
  return self;
}

static const PdfXrefRange *
find_range (const PdfXref *self, guint32 number)
{
  const PdfXrefRange *ranges = (const PdfXrefRange *) (gpointer) self->ranges->data;
  guint low = 0;
  guint high = self->ranges->len;

  if (!self->sorted)
    {
      for (guint i = 0; i < high; i++)
        if (number >= ranges[i].first && number - ranges[i].first < ranges[i].count)
          return &ranges[i];
      return NULL;
    }
  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (number < ranges[middle].first)
        high = middle;
      else if (number - ranges[middle].first >= ranges[middle].count)
        low = middle + 1;
      else
        return &ranges[middle];
    }
  return NULL;
}

static guint64
read_digits (const guint8 *digits, guint length)
{
  guint64 value = 0;

  for (guint i = 0; i < length; i++)
    value = value * 10 + (digits[i] - '0');
  return value;
}

static guint64
read_bytes (const guint8 **bytes, guint width)
{
  guint64 value = 0;

  while (width-- > 0)
    value = value << 8 | *(*bytes)++;
  return value;
}

static void
read_text_entry (const guint8 *at, gsize shift, PdfEntry *entry)
{
  /* What is no entry says that something was there: an object that cannot be found is an error,
   * one that does not exist is none, and might be a signature. */
  *entry = (PdfEntry){PDF_ENTRY_OFFSET, 0, 0, G_MAXUINT64};
  if (!is_text_entry (at))
    return;
  entry->kind = PDF_ENTRY_FREE;
  entry->where = read_digits (at, 10);
  entry->generation = MIN (read_digits (at + 11, 5), G_MAXUINT16);
  /* Nothing can stand at 0, where the header is: producers write unused entries so. */
  if (at[17] == 'n' && entry->where > 0)
    {
      entry->kind = PDF_ENTRY_OFFSET;
      entry->where += shift;
    }
}

static void
read_binary_entry (const PdfXref *self, const guint8 *at, gsize shift, PdfEntry *entry)
{
  guint64 type = self->widths[0] ? read_bytes (&at, self->widths[0]) : 1;
  guint64 second = read_bytes (&at, self->widths[1]);
  guint64 third = read_bytes (&at, self->widths[2]);

  *entry = (PdfEntry){PDF_ENTRY_FREE, 0, 0, 0};
  if (type == 1 && second > 0 && second <= G_MAXUINT64 - shift)
    *entry = (PdfEntry){PDF_ENTRY_OFFSET, MIN (third, G_MAXUINT16), 0, second + shift};
  else if (type == 2 && second <= G_MAXUINT32 && third <= G_MAXUINT32)
    *entry = (PdfEntry){PDF_ENTRY_PACKED, 0, third, second};
  else if (type == 0)
    *entry = (PdfEntry){PDF_ENTRY_FREE, MIN (third, G_MAXUINT16), 0, second};
}

static void
read_entry (const PdfXref *self,
            const PdfFile *file,
            const PdfXrefRange *range,
            guint32 number,
            PdfEntry *entry)
{
  gsize place = number - range->first;

  if (range->text)
    read_text_entry (file->data + range->entries + place * ENTRY_LENGTH, file->shift, entry);
  else
    read_binary_entry (self, self->bytes->data + range->entries + place * entry_length (self),
                       file->shift, entry);
}

/**
 * pdf_xref_lookup: (skip)
 * @self: a section
 * @file: its file
 * @number: an object number
 * @entry: (out): what the section says
 *
 * Looks an object up in one section. Of a hybrid one, what the table leaves out or calls free is
 * taken from the hidden stream (ISO 32000-2, 7.5.8.4).
 *
 * Returns: %FALSE when the section does not speak of it
 */
gboolean
pdf_xref_lookup (const PdfXref *self, const PdfFile *file, guint32 number, PdfEntry *entry)
{
  const PdfXrefRange *range = find_range (self, number);
  PdfEntry hidden;

  if (range)
    read_entry (self, file, range, number, entry);
  if (self->hidden && (!range || entry->kind == PDF_ENTRY_FREE) &&
      pdf_xref_lookup (self->hidden, file, number, &hidden) &&
      (!range || hidden.kind != PDF_ENTRY_FREE))
    {
      *entry = hidden;
      return TRUE;
    }
  return range != NULL;
}

static gboolean
is_same_entry (const PdfEntry *a, const PdfEntry *b)
{
  return a->kind == b->kind &&
         (a->kind == PDF_ENTRY_FREE ||
          (a->where == b->where && a->index == b->index && a->generation == b->generation));
}

/* Of an object that a section names twice, readers take the first or the last; of one that is in
 * a hidden stream, too, this or that. */
static gboolean
differs (const PdfXref *self, const PdfFile *file, guint32 number, const PdfEntry *entry)
{
  PdfEntry other;

  if (!self->sorted && pdf_xref_lookup (self, file, number, &other) &&
      !is_same_entry (entry, &other))
    return TRUE;
  return self->hidden && entry->kind != PDF_ENTRY_FREE &&
         pdf_xref_lookup (self->hidden, file, number, &other) && other.kind != PDF_ENTRY_FREE &&
         !is_same_entry (entry, &other);
}

/* Some readers go on from a hidden section; PDFBox writes one that goes on where the table does. */
static gboolean
leads_elsewhere (const PdfXref *self)
{
  PdfObject *own = pdf_object_peek_key (self->trailer, "Prev");
  PdfObject *hidden = pdf_object_peek_key (self->hidden->trailer, "Prev");

  return hidden != NULL &&
         (own == NULL || !pdf_object_is_number (hidden) || !pdf_object_is_number (own) ||
          pdf_object_get_integer (hidden) != pdf_object_get_integer (own));
}

/**
 * pdf_xref_is_twofold: (skip)
 * @self: a section
 * @file: its file
 *
 * Asks whether it says two things of one object.
 *
 * Returns: whether it does
 */
gboolean
pdf_xref_is_twofold (const PdfXref *self, const PdfFile *file)
{
  if (self->sorted && !self->hidden)
    return FALSE;
  for (guint i = 0; i < self->ranges->len; i++)
    {
      const PdfXrefRange *range = &g_array_index (self->ranges, PdfXrefRange, i);

      for (guint32 k = 0; k < range->count; k++)
        {
          PdfEntry entry;

          read_entry (self, file, range, range->first + k, &entry);
          if (range->first + k > 0 && differs (self, file, range->first + k, &entry))
            return TRUE;
        }
    }
  return self->hidden && (leads_elsewhere (self) || pdf_xref_is_twofold (self->hidden, file));
}

/**
 * pdf_xref_count: (skip)
 * @self: a section
 * @top: (inout): raised above the highest object number
 *
 * Counts the entries of a section.
 *
 * Returns: how many there are
 */
guint64
pdf_xref_count (const PdfXref *self, guint64 *top)
{
  guint64 count = self->hidden ? pdf_xref_count (self->hidden, top) : 0;

  for (guint i = 0; i < self->ranges->len; i++)
    {
      const PdfXrefRange *range = &g_array_index (self->ranges, PdfXrefRange, i);

      count += range->count;
      *top = MAX (*top, (guint64) range->first + range->count);
    }
  return count;
}

/**
 * pdf_xref_top_below: (skip)
 * @self: a section
 * @limit: an object number
 *
 * Looks for the highest object number below a limit.
 *
 * Returns: one more than it; @limit at most
 */
guint64
pdf_xref_top_below (const PdfXref *self, guint64 limit)
{
  guint64 top = self->hidden ? pdf_xref_top_below (self->hidden, limit) : 0;

  for (guint i = 0; i < self->ranges->len; i++)
    {
      const PdfXrefRange *range = &g_array_index (self->ranges, PdfXrefRange, i);

      if (range->first < limit)
        top = MAX (top, MIN (limit, (guint64) range->first + range->count));
    }
  return top;
}
