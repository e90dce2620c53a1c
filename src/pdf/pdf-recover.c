/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pdf-recover.h"

#include <string.h>
#include <sys/mman.h>

#include "pdf-error.h"
#include "pdf-file-private.h"
#include "pdf-parser.h"

/* ISO 32000-2, annex C: 8,388,607 indirect objects are what a reader has to serve. */
#define MAX_NUMBER 8388607

/* A signature value lies in a dictionary, at most a field's /V deep. */
#define MAX_DEPTH 8

static const char object_keyword[] = "obj";

/* A multiple of any machine's page. */
#define PIECE ((gsize) 4 << 20)

/* What speaks for the file (ISO 32000-2, table 15). */
static const char *const trailer_keys[] = {"Root", "Info", "ID", "Encrypt"};

/* What the search comes upon. */
typedef struct {
  PdfFile *file;
  GArray *found;      /* of PdfFound */
  PdfObject *trailer; /* the last with /Root */
  gsize trailer_at;
  guint32 catalog; /* the last object that says it is one */
} Search;

static gboolean
is_blank (guint8 c)
{
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\0';
}

/* Behind @at, going back over digits that are preceded by blanks; FALSE where there are none. */
static gboolean
step_back_over_number (const guint8 *data, gsize *at)
{
  gsize end = *at;

  while (end > 0 && is_blank (data[end - 1]))
    end--;
  *at = end;
  while (*at > 0 && g_ascii_isdigit (data[*at - 1]) && end - *at < 10)
    (*at)--;
  return *at < end;
}

/* Where "N G obj" begins whose "obj" is at @keyword. */
static gboolean
find_head (const guint8 *data, gsize keyword, gsize *head)
{
  gsize at = keyword;
  gsize generation;

  if (!step_back_over_number (data, &at) || at == keyword)
    return FALSE;
  generation = at;
  if (!step_back_over_number (data, &at) || at == generation || !is_blank (data[generation - 1]))
    return FALSE;
  *head = at;
  return TRUE;
}

static gboolean
is_object_between (PdfFile *file, gsize from, gsize start, gsize end)
{
  const guint8 *behind = file->data + end;

  for (const guint8 *at = file->data + start;
       (at = memmem (at, behind - at, object_keyword, strlen (object_keyword)));
       at += strlen (object_keyword))
    {
      gsize head;

      if (find_head (file->data, at - file->data, &head) && head >= from)
        return TRUE;
    }
  return FALSE;
}

/**
 * pdf_recover_find_object: (skip)
 * @file: a file
 * @from: where to begin
 *
 * Looks for the head of an object, "N G obj". Of a mapped file what was looked through is given
 * back, so that it does not fill the memory.
 *
 * Returns: %TRUE when there is one that begins at @from or behind it
 */
gboolean
pdf_recover_find_object (PdfFile *file, gsize from)
{
  gsize piece = from - from % PIECE;

  for (; piece < file->length; piece += PIECE)
    {
      gsize length = MIN (PIECE, file->length - piece);
      /* The word may go on in the next piece. */
      gsize end = MIN (piece + length + strlen (object_keyword) - 1, file->length);

      if (is_object_between (file, from, MAX (from, piece), end))
        return TRUE;
      if (file->fd >= 0)
        madvise ((gpointer) (file->data + piece), length, MADV_DONTNEED);
    }
  return FALSE;
}

/* Behind a stream's data, so that what stands in it is not taken for objects of the file. */
static gsize
skip_data (const Search *search, PdfObject *stream, gsize data)
{
  static const char last[] = "endstream";
  const PdfFile *file = search->file;
  gint64 stated = pdf_object_get_integer (pdf_object_peek_key (stream, "Length"));
  const guint8 *end;

  if (stated > 0 && (guint64) stated < file->length - data)
    {
      PdfParser parser;

      pdf_parser_init (&parser, file->data, file->length, data + stated);
      if (pdf_parser_take_keyword (&parser, last))
        return parser.pos;
    }
  end = memmem (file->data + data, file->length - data, last, strlen (last));
  return end ? (gsize) (end - file->data) : data;
}

static void
consider_trailer (Search *search, PdfObject *trailer, gsize at)
{
  if (pdf_object_get_type (pdf_object_peek_key (trailer, "Root")) != PDF_TYPE_REF ||
      (search->trailer && at < search->trailer_at))
    return;
  g_clear_pointer (&search->trailer, pdf_object_unref);
  search->trailer = pdf_object_ref (trailer);
  search->trailer_at = at;
}

static void
note_object (Search *search, const PdfFound *found, PdfObject *object)
{
  PdfObject *type = pdf_object_peek_key (object, "Type");

  if (pdf_object_is_name (type, "XRef"))
    consider_trailer (search, object, found->entry.where);
  if (pdf_object_is_name (type, "Catalog"))
    search->catalog = found->number;
}

/* The object that begins at @head; the search goes on behind it. */
static gboolean
take_object (Search *search, gsize head, gsize *next, GError **error)
{
  PdfFile *file = search->file;
  PdfFound found = {.entry = {.kind = PDF_ENTRY_OFFSET, .where = head}};
  g_autoptr (PdfObject) object = NULL;
  PdfParser parser;

  pdf_parser_init (&parser, file->data, file->length, head);
  parser.spans = TRUE;
  object = pdf_parser_read_indirect (&parser, &found.number, &found.entry.generation, NULL);
  if (!pdf_file_spend (file, parser.pos - head + 1, error))
    return FALSE;
  if (!object || found.number == 0 || found.number > MAX_NUMBER)
    return TRUE;
  found.rank = head;
  found.is_pack = pdf_object_get_type (object) == PDF_TYPE_STREAM &&
                  pdf_object_is_name (pdf_object_peek_key (object, "Type"), "ObjStm");
  g_array_append_val (search->found, found);
  note_object (search, &found, object);
  *next = pdf_object_get_type (object) == PDF_TYPE_STREAM ? skip_data (search, object, parser.pos)
                                                          : MAX (*next, parser.pos);
  return TRUE;
}

static gboolean
find_objects (Search *search, GError **error)
{
  PdfFile *file = search->file;
  const guint8 *end = file->data + file->length;
  const guint8 *at = file->data;

  while ((at = memmem (at, end - at, object_keyword, strlen (object_keyword))))
    {
      gsize next = at - file->data + strlen (object_keyword);
      gsize head;

      if (find_head (file->data, at - file->data, &head) &&
          !take_object (search, head, &next, error))
        return FALSE;
      at = file->data + next;
    }
  return TRUE;
}

static gboolean
find_trailers (Search *search, GError **error)
{
  static const char keyword[] = "trailer";
  PdfFile *file = search->file;
  const guint8 *end = file->data + file->length;

  for (const guint8 *at = file->data; (at = memmem (at, end - at, keyword, strlen (keyword)));)
    {
      g_autoptr (PdfObject) trailer = NULL;
      PdfParser parser;

      at += strlen (keyword);
      pdf_parser_init (&parser, file->data, file->length, at - file->data);
      trailer = pdf_parser_read (&parser, NULL);
      if (!pdf_file_spend (file, parser.pos - (at - file->data) + 1, error))
        return FALSE;
      if (pdf_object_get_type (trailer) == PDF_TYPE_DICT)
        consider_trailer (search, trailer, at - file->data);
    }
  return TRUE;
}

/* The trailer as a recovered file needs it: nothing that leads to the broken sections. */
static PdfObject *
make_trailer (const Search *search)
{
  PdfObject *trailer = pdf_object_new_dict ();

  for (guint i = 0; i < G_N_ELEMENTS (trailer_keys); i++)
    {
      PdfObject *value = pdf_object_peek_key (search->trailer, trailer_keys[i]);

      if (value)
        pdf_object_set (trailer, trailer_keys[i], value);
    }
  if (!search->trailer)
    pdf_object_take (trailer, "Root", pdf_object_new_ref (search->catalog, 0));
  return trailer;
}

static int
compare_found (gconstpointer a, gconstpointer b)
{
  const PdfFound *left = a;
  const PdfFound *right = b;

  if (left->number != right->number)
    return left->number < right->number ? -1 : 1;
  return left->rank < right->rank ? -1 : left->rank > right->rank;
}

/* One section out of all: of each number, what was written last. */
static void
make_section (PdfFile *file, GArray *found, PdfObject *trailer)
{
  g_autoptr (PdfObject) kept = pdf_object_ref (trailer);
  PdfXref *xref;

  g_array_sort (found, compare_found);
  xref = pdf_xref_new_found (found);
  xref->trailer = pdf_object_ref (kept);
  xref->offset = xref->tail = file->length;
  g_ptr_array_set_size (file->xrefs, 0);
  g_ptr_array_add (file->xrefs, xref);
  pdf_file_init_caches (file);
}

/**
 * pdf_recover_sections: (skip)
 * @file: a file whose cross-references cannot be followed
 * @found: (out) (transfer full): what was found
 * @error: return location
 *
 * Looks for every "N G obj" outside of streams and for the last trailer that names a catalog, and
 * makes one cross-reference section of them. What later objects replace counts no more.
 *
 * Returns: %FALSE with %PDF_ERROR_DAMAGED when there is nothing to go by, or %PDF_ERROR_LIMIT
 */
gboolean
pdf_recover_sections (PdfFile *file, GArray **found, GError **error)
{
  Search search = {file, g_array_new (FALSE, FALSE, sizeof (PdfFound)), NULL, 0, 0};
  gboolean done = find_objects (&search, error) && find_trailers (&search, error);

  if (done && !search.trailer && search.catalog == 0)
    {
      g_set_error (error, PDF_ERROR, PDF_ERROR_DAMAGED, "neither a trailer nor a catalog");
      done = FALSE;
    }
  if (done)
    {
      file->shift = 0;
      g_clear_pointer (&file->trailer, pdf_object_unref);
      file->trailer = make_trailer (&search);
      make_section (file, search.found, file->trailer);
      *found = g_array_ref (search.found);
    }
  g_clear_pointer (&search.trailer, pdf_object_unref);
  g_array_unref (search.found);
  return done;
}

static void
add_packed (PdfFile *file, GArray *found, const PdfFound *pack, GArray *numbers)
{
  for (guint i = 0; i < numbers->len; i++)
    {
      PdfFound packed = {
          .number = g_array_index (numbers, guint32, i),
          .entry = {.kind = PDF_ENTRY_PACKED, .index = i, .where = pack->number},
          .rank = pack->rank,
      };

      if (packed.number > 0 && packed.number <= MAX_NUMBER)
        g_array_append_val (found, packed);
    }
}

/**
 * pdf_recover_packed: (skip)
 * @file: a file that pdf_recover_sections() was done for, its encryption opened
 * @found: what was found
 *
 * Adds the objects in object streams. A stream that cannot be unpacked is left out.
 */
void
pdf_recover_packed (PdfFile *file, GArray *found)
{
  guint n = found->len;
  gboolean any = FALSE;

  for (guint i = 0; i < n; i++)
    {
      PdfFound pack = g_array_index (found, PdfFound, i);
      g_autoptr (GArray) numbers = NULL;
      PdfEntry entry;

      if (!pack.is_pack || !pdf_file_lookup (file, pack.number, &entry) ||
          entry.kind != PDF_ENTRY_OFFSET || entry.where != pack.entry.where)
        continue;
      numbers = pdf_file_list_packed (file, pack.number);
      if (numbers)
        add_packed (file, found, &pack, numbers);
      any = TRUE;
    }
  if (any)
    make_section (file, found, file->trailer);
}

static gboolean
has_byte_range (PdfObject *object, guint depth)
{
  guint length = pdf_object_get_length (object);
  const char *key;
  PdfObject *value;

  if (depth == 0)
    return FALSE;
  if (pdf_object_get_type (pdf_object_peek_key (object, "ByteRange")) == PDF_TYPE_ARRAY)
    return TRUE;
  for (guint i = 0; i < length; i++)
    {
      if (pdf_object_get_type (object) == PDF_TYPE_ARRAY)
        value = pdf_object_peek_index (object, i);
      else if (!pdf_object_peek_entry (object, i, &key, &value))
        return FALSE;
      if (has_byte_range (value, depth - 1))
        return TRUE;
    }
  return FALSE;
}

/**
 * pdf_recover_has_byte_range: (skip)
 * @file: a recovered file
 *
 * Tells whether any object looks like a signature (ISO 32000-2, 12.8.1), whatever way its names are
 * written and wherever it is packed.
 *
 * Returns: %TRUE if one does
 */
gboolean
pdf_recover_has_byte_range (PdfFile *file)
{
  guint32 size = pdf_file_get_size (file);

  for (guint32 number = 1; number < size; number++)
    {
      PdfEntry entry;
      g_autoptr (PdfObject) object = NULL;

      if (!pdf_file_lookup (file, number, &entry))
        continue;
      object = pdf_file_load (file, number, NULL);
      if (has_byte_range (object, MAX_DEPTH))
        return TRUE;
    }
  return FALSE;
}

static void
append_big_endian (GByteArray *bytes, guint64 value, guint width)
{
  while (width-- > 0)
    {
      guint8 byte = (value >> (8 * width)) & 0xff;

      g_byte_array_append (bytes, &byte, 1);
    }
}

/* The data of a cross-reference stream with /W [1 8 4] (ISO 32000-2, table 18), and its /Index. */
static GByteArray *
make_entries (PdfFile *file, PdfObject *index, guint32 own, gsize own_offset)
{
  GByteArray *bytes = g_byte_array_new ();
  guint32 first = 0;

  for (guint32 number = 1; number <= own; number++)
    {
      PdfEntry entry = {PDF_ENTRY_OFFSET, 0, 0, own_offset};
      gboolean known = number == own || pdf_file_lookup (file, number, &entry);

      if (known)
        {
          gboolean packed = entry.kind == PDF_ENTRY_PACKED;

          append_big_endian (bytes, packed ? 2 : 1, 1);
          append_big_endian (bytes, packed ? entry.where : entry.where - file->header, 8);
          append_big_endian (bytes, packed ? entry.index : entry.generation, 4);
          first = first == 0 ? number : first;
        }
      if (first != 0 && (!known || number == own))
        {
          pdf_object_take_append (index, pdf_object_new_integer (first));
          pdf_object_take_append (index, pdf_object_new_integer (number - first + known));
          first = 0;
        }
    }
  return bytes;
}

static PdfObject *
make_stream_dict (PdfFile *file, PdfObject *index, guint32 size, gsize length)
{
  PdfObject *dict = pdf_object_copy (file->trailer);
  PdfObject *widths = pdf_object_new_array ();

  pdf_object_take_append (widths, pdf_object_new_integer (1));
  pdf_object_take_append (widths, pdf_object_new_integer (8));
  pdf_object_take_append (widths, pdf_object_new_integer (4));
  pdf_object_take (dict, "Type", pdf_object_new_name ("XRef"));
  pdf_object_take (dict, "Size", pdf_object_new_integer (size));
  pdf_object_take (dict, "W", widths);
  pdf_object_set (dict, "Index", index);
  pdf_object_take (dict, "Length", pdf_object_new_integer (length));
  return dict;
}

static void
append_text (GByteArray *bytes, const char *text)
{
  g_byte_array_append (bytes, (const guint8 *) text, strlen (text));
}

/**
 * pdf_recover_new_tail: (skip)
 * @file: a recovered file
 *
 * Makes what has to stand behind the bytes of a recovered file so that every reader finds its
 * objects: a complete cross-reference stream (ISO 32000-2, 7.5.8) that leads to no earlier one.
 *
 * Returns: (transfer full): the bytes to append
 */
GBytes *
pdf_recover_new_tail (PdfFile *file)
{
  guint32 own = pdf_file_get_size (file);
  gsize offset = file->length + 1;
  g_autoptr (PdfObject) index = pdf_object_new_array ();
  g_autoptr (GByteArray) entries = make_entries (file, index, own, offset);
  g_autoptr (PdfObject) dict = make_stream_dict (file, index, own + 1, entries->len);
  g_autofree char *head = g_strdup_printf ("\n%u 0 obj\n", own);
  g_autofree char *end = g_strdup_printf (
      "\nendstream\nendobj\nstartxref\n%" G_GSIZE_FORMAT "\n%%%%EOF\n", offset - file->header);
  GByteArray *bytes = g_byte_array_new ();

  append_text (bytes, head);
  pdf_object_print (dict, bytes, NULL);
  append_text (bytes, "\nstream\n");
  g_byte_array_append (bytes, entries->data, entries->len);
  append_text (bytes, end);
  return g_byte_array_free_to_bytes (bytes);
}
