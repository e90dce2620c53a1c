/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "pdf-error.h"
#include "pdf-file-private.h"
#include "pdf-parser.h"
#include "pdf-recover.h"

/* Between a trailer and its %%EOF stand startxref and a number; the data of a cross-reference
 * stream may stand there too. */
#define MARKER_WITHIN (1u << 20)

/* An appended revision has a few pieces; one that rewrites the whole file has one. */
#define MAX_CHECKED 1024

static const char eof_marker[] = "%%EOF";

/* White space behind a %%EOF belongs to no revision for sure: signers count it in or leave it. */
static gsize
skip_blank (PdfFile *self, gsize at)
{
  while (at < self->length && memchr (" \t\r\n\f", self->data[at], 5))
    at++;
  return at;
}

/* Without %%EOF, the number behind startxref is the last of a revision; 0 without either. */
static gsize
find_marker (PdfFile *self, gsize tail, gsize before)
{
  static const char last[] = "startxref";
  gsize length = MIN (before - MIN (tail, before), MARKER_WITHIN);
  const guint8 *from = self->data + tail;
  const guint8 *found = memmem (from, length, eof_marker, strlen (eof_marker));
  PdfParser parser;
  guint64 number;

  if (found)
    return found - self->data + strlen (eof_marker);
  found = memmem (from, length, last, strlen (last));
  if (!found)
    return 0;
  pdf_parser_init (&parser, self->data, before, found - self->data + strlen (last));
  return pdf_parser_take_integer (&parser, &number) ? parser.pos : 0;
}

static gsize
behind_line_end (PdfFile *self, gsize marker)
{
  gsize at = marker;

  while (at < self->length && (self->data[at] == ' ' || self->data[at] == '\t'))
    at++;
  if (at < self->length && self->data[at] == '\r')
    at++;
  if (at < self->length && self->data[at] == '\n')
    at++;
  return at > marker && memchr ("\r\n", self->data[at - 1], 2) ? at : marker;
}

static int
compare_offsets (gconstpointer a, gconstpointer b)
{
  gsize one = *(const gsize *) a;
  gsize two = *(const gsize *) b;

  return one < two ? -1 : one > two;
}

/* Where sections are, ascending: files with thousands of them are small. */
static GArray *
list_offsets (PdfFile *self)
{
  GArray *offsets = g_array_sized_new (FALSE, FALSE, sizeof (gsize), self->xrefs->len);

  for (guint i = 0; i < self->xrefs->len; i++)
    g_array_append_val (offsets, ((const PdfXref *) g_ptr_array_index (self->xrefs, i))->offset);
  g_array_sort (offsets, compare_offsets);
  return offsets;
}

/* Where the bytes of the section end at the latest: at the next section in the file. */
static gsize
get_next_offset (PdfFile *self, GArray *offsets, gsize offset)
{
  guint low = 0, high = offsets->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (offsets, gsize, middle) > offset)
        high = middle;
      else
        low = middle + 1;
    }
  return low < offsets->len ? g_array_index (offsets, gsize, low) : self->length;
}

static void
add_revision (PdfFile *self, guint section, gsize marker)
{
  const PdfXref *xref = g_ptr_array_index (self->xrefs, section);
  PdfRevisionEnd end = {
      {0, xref->offset, behind_line_end (self, marker), xref->form}, marker, section};

  g_array_append_val (self->revisions, end);
}

/* They were found newest first. */
static void
turn_round (GArray *revisions)
{
  for (guint i = 0; i < revisions->len / 2; i++)
    {
      PdfRevisionEnd *one = &g_array_index (revisions, PdfRevisionEnd, i);
      PdfRevisionEnd *other = &g_array_index (revisions, PdfRevisionEnd, revisions->len - 1 - i);
      PdfRevisionEnd kept = *one;

      *one = *other;
      *other = kept;
    }
}

/**
 * pdf_file_find_revisions: (skip)
 * @self: a file whose sections are known
 *
 * Groups sections to revisions. A section whose /Prev points forward makes one revision with it:
 * so are linearized files built (ISO 32000-2, annex F), whose second section stands first in the
 * file. A revision ends behind the %%EOF after its last section. The newest one without that
 * reaches to the end of the file; an older one cannot be told from the one after it and is left
 * out.
 */
void
pdf_file_find_revisions (PdfFile *self)
{
  g_autoptr (GArray) offsets = list_offsets (self);
  const PdfXref *last = NULL;
  guint head = 0;

  g_array_set_size (self->revisions, 0);
  for (guint i = 0; i < self->xrefs->len; i++)
    {
      const PdfXref *xref = g_ptr_array_index (self->xrefs, i);
      const PdfXref *older = i + 1 < self->xrefs->len ? g_ptr_array_index (self->xrefs, i + 1)
                                                      : NULL;
      gsize marker;

      if (!last)
        {
          head = i;
          last = xref;
        }
      if (xref->offset > last->offset)
        last = xref;
      if (older && older->offset > xref->offset)
        continue;
      marker = find_marker (self, last->tail, get_next_offset (self, offsets, last->offset));
      if (marker == 0 && self->revisions->len == 0)
        marker = self->length;
      if (marker > 0)
        add_revision (self, head, marker);
      last = NULL;
    }
  turn_round (self->revisions);
  for (guint i = 0; i < self->revisions->len; i++)
    g_array_index (self->revisions, PdfRevisionEnd, i).revision.number = i + 1;
}

/* Where a piece of the newest cross-reference leads to the object of another number, it does not
 * speak of those that it is about, and an older section would be heard instead. */
static gboolean
is_about_its_objects (PdfFile *self, const PdfXref *xref)
{
  for (guint i = 0; i < MIN (xref->ranges->len, MAX_CHECKED); i++)
    {
      guint32 number = g_array_index (xref->ranges, PdfXrefRange, i).first;
      PdfParser parser;
      PdfEntry entry;
      guint32 found;
      guint16 generation;

      if (!pdf_xref_lookup (xref, self, number, &entry) || entry.kind != PDF_ENTRY_OFFSET ||
          entry.where >= self->length)
        continue;
      pdf_parser_init (&parser, self->data, self->length, entry.where);
      if (pdf_parser_take_header (&parser, &found, &generation) && found != number)
        return FALSE;
    }
  return TRUE;
}

/**
 * pdf_file_check_rest: (skip)
 * @self: a file whose revisions are known
 * @error: return location
 *
 * Makes sure that the newest revision is read. Objects behind it are a later one that no startxref
 * leads to any more, be it cut or damaged. Read without it, the file would be an older document
 * than it was, and who signed that last would not be heard of. Gateways append lines and padding,
 * which are no objects.
 *
 * Returns: %FALSE with %PDF_ERROR_DAMAGED when it is not
 */
gboolean
pdf_file_check_rest (PdfFile *self, GError **error)
{
  const PdfRevisionEnd *newest = &g_array_index (self->revisions, PdfRevisionEnd,
                                                 self->revisions->len - 1);

  if (self->xrefs->len > 1 && !is_about_its_objects (self, g_ptr_array_index (self->xrefs, 0)))
    {
      g_set_error (error, PDF_ERROR, PDF_ERROR_DAMAGED,
                   "the newest cross-reference leads to other objects");
      return FALSE;
    }
  if (!pdf_recover_find_object (self, newest->marker))
    return TRUE;
  g_set_error (error, PDF_ERROR, PDF_ERROR_DAMAGED,
               "the newest revision, behind offset %" G_GSIZE_FORMAT ", cannot be read",
               newest->marker);
  return FALSE;
}

/**
 * pdf_file_get_n_revisions:
 * @self: a file
 *
 * Counts the revisions.
 *
 * Returns: the count, at least 1
 */
guint
pdf_file_get_n_revisions (PdfFile *self)
{
  return self->revisions->len;
}

/**
 * pdf_file_get_revision:
 * @self: a file
 * @number: a revision from 1, the oldest
 *
 * Looks at a revision.
 *
 * Returns: (transfer none) (nullable): the revision; %NULL when there is none of that number
 */
const PdfRevision *
pdf_file_get_revision (PdfFile *self, guint number)
{
  if (number < 1 || number > self->revisions->len)
    return NULL;
  return &g_array_index (self->revisions, PdfRevisionEnd, number - 1).revision;
}

/**
 * pdf_file_get_revision_at:
 * @self: a file
 * @end: a count of bytes, such as a signature covers
 *
 * Finds the revision that ends there. White space behind its %%EOF may be counted in or left out.
 *
 * Returns: its number; 0 when no revision ends there
 */
guint
pdf_file_get_revision_at (PdfFile *self, gsize end)
{
  for (guint i = 0; i < self->revisions->len; i++)
    {
      const PdfRevisionEnd *revision = &g_array_index (self->revisions, PdfRevisionEnd, i);

      if (end >= revision->marker && end <= skip_blank (self, revision->marker))
        return i + 1;
    }
  return 0;
}

static void
list_section (const PdfXref *xref, GArray *numbers)
{
  for (guint i = 0; i < xref->ranges->len; i++)
    {
      const PdfXrefRange *range = &g_array_index (xref->ranges, PdfXrefRange, i);

      for (guint32 k = 0; k < range->count; k++)
        {
          guint32 number = range->first + k;

          g_array_append_val (numbers, number);
        }
    }
  if (xref->hidden)
    list_section (xref->hidden, numbers);
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  guint32 one = *(const guint32 *) a;
  guint32 two = *(const guint32 *) b;

  return one < two ? -1 : one > two;
}

static void
sort_out (GArray *numbers)
{
  guint kept = 0;

  g_array_sort (numbers, compare_numbers);
  for (guint i = 0; i < numbers->len; i++)
    if (kept == 0 ||
        g_array_index (numbers, guint32, i) != g_array_index (numbers, guint32, kept - 1))
      g_array_index (numbers, guint32, kept++) = g_array_index (numbers, guint32, i);
  g_array_set_size (numbers, kept);
}

/* Calls @see with each section of a revision, newest first, until it says %TRUE. */
static gboolean
any_section (PdfFile *self,
             guint number,
             gboolean (*see) (const PdfXref *xref, PdfFile *file, gpointer data),
             gpointer data)
{
  const PdfRevision *revision = pdf_file_get_revision (self, number);
  const PdfRevision *older = pdf_file_get_revision (self, number - 1);
  gboolean within = FALSE;

  for (guint i = 0; revision && i < self->xrefs->len; i++)
    {
      const PdfXref *xref = g_ptr_array_index (self->xrefs, i);

      within |= xref->offset == revision->xref;
      if (older && xref->offset == older->xref)
        break;
      if (within && see (xref, self, data))
        return TRUE;
    }
  return FALSE;
}

static gboolean
add_section (const PdfXref *xref, PdfFile *file G_GNUC_UNUSED, gpointer numbers)
{
  list_section (xref, numbers);
  return FALSE;
}

/**
 * pdf_file_list_written:
 * @self: a file
 * @number: a revision from 1, the oldest
 *
 * Lists what a revision's own cross-reference sections speak of: the objects that it writes, and
 * those that it frees. Whatever it does not list is as it was before.
 *
 * Returns: (transfer full) (element-type guint32): object numbers, ascending
 */
GArray *
pdf_file_list_written (PdfFile *self, guint number)
{
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (guint32));

  g_return_val_if_fail (pdf_file_get_revision (self, number), numbers);
  any_section (self, number, add_section, numbers);
  sort_out (numbers);
  return numbers;
}

static gboolean
is_twofold (const PdfXref *xref, PdfFile *file, gpointer data G_GNUC_UNUSED)
{
  return pdf_xref_is_twofold (xref, file);
}

/**
 * pdf_file_is_written_twice:
 * @self: a file
 * @number: a revision from 1, the oldest
 *
 * Asks whether a cross-reference section of a revision leads two ways to one object, of which one
 * reader takes this and another that.
 *
 * Returns: whether one does
 */
gboolean
pdf_file_is_written_twice (PdfFile *self, guint number)
{
  return any_section (self, number, is_twofold, NULL);
}

static gboolean
lookup_from (PdfFile *self, guint section, guint32 number, PdfEntry *entry)
{
  for (guint i = section; i < self->xrefs->len; i++)
    if (pdf_xref_lookup (g_ptr_array_index (self->xrefs, i), self, number, entry))
      return TRUE;
  return FALSE;
}

/* As a reader of these bytes alone would have it. */
static gboolean
had_catalog (PdfFile *self, const PdfRevisionEnd *end)
{
  const PdfXref *newest = g_ptr_array_index (self->xrefs, end->section);
  guint32 number = pdf_object_get_ref (pdf_object_peek_key (newest->trailer, "Root"), NULL);
  g_autoptr (PdfObject) catalog = NULL;
  PdfEntry entry;

  if (!lookup_from (self, end->section, number, &entry) || entry.kind != PDF_ENTRY_OFFSET ||
      entry.where >= end->revision.end)
    return FALSE;
  catalog = pdf_file_load_entry (self, number, &entry, NULL);
  return pdf_object_get_type (catalog) == PDF_TYPE_DICT;
}

/* Whether the bytes up to the revision's end lead to its section and from there to all that they
 * lead to as part of the whole file. */
static gboolean
is_readable_alone (PdfFile *self, const PdfRevisionEnd *end)
{
  guint64 start;

  if (self->shift != self->header || self->crypt ||
      !pdf_file_find_startxref (self, end->revision.end, &start) ||
      start > end->revision.end - self->shift || start + self->shift != end->revision.xref)
    return FALSE;
  for (guint i = end->section; i < self->xrefs->len; i++)
    if (((const PdfXref *) g_ptr_array_index (self->xrefs, i))->whole > end->revision.end)
      return FALSE;
  return is_about_its_objects (self, g_ptr_array_index (self->xrefs, end->section)) &&
         had_catalog (self, end);
}

/**
 * pdf_file_lookup_then:
 * @self: a file
 * @revision: a revision from 1, the oldest
 * @number: an object number
 * @entry: (out): where the object was in that revision
 *
 * Looks an object up as the file that pdf_file_new_for_revision() gives would, where that can be
 * told without reading it.
 *
 * Returns: %FALSE where it cannot, and when no section speaks of it
 */
gboolean
pdf_file_lookup_then (PdfFile *self, guint revision, guint32 number, PdfEntry *entry)
{
  PdfRevisionEnd *end;

  g_return_val_if_fail (pdf_file_get_revision (self, revision), FALSE);
  end = &g_array_index (self->revisions, PdfRevisionEnd, revision - 1);
  if (!end->asked)
    end->alone = is_readable_alone (self, end);
  end->asked = TRUE;
  return end->alone && lookup_from (self, end->section, number, entry);
}
