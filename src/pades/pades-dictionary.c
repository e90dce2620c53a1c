/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-dictionary.h"

#include <string.h>

#include "pades-mac.h"
#include "pdf-error.h"
#include "pdf-parser.h"

/* Far more than any honest file has; each one costs a CMS check. */
#define MAX_SIGNATURES 10000

/* Signatures that nothing leads to are looked for at the end, where damage to the newest revision
 * hides them: a large file is not read for them as a whole. */
#define LOOK_WITHIN (8u << 20)

/* Between /ByteRange and /Contents stand the rest of the entries of the signature. */
#define NEAR 4096

/* A file signed more often costs too much to look at revision by revision. */
#define MAX_REVISIONS 64

/* Of a /ByteRange that has not two. */
#define MAX_PIECES 64

/* How far a signature that no form has is looked for. */
#define MAX_PAGES 2000
#define MAX_ANNOTATIONS 2000

/**
 * pades_dictionary_free:
 * @self: (nullable): a signature dictionary
 *
 * Frees it.
 */
void
pades_dictionary_free (PadesDictionary *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->dict, pdf_object_unref);
  g_clear_pointer (&self->field_dict, pdf_object_unref);
  g_clear_pointer (&self->contents, pdf_object_unref);
  g_clear_pointer (&self->pieces, g_array_unref);
  g_free (self->field);
  g_free (self->sub_filter);
  g_free (self);
}

static PadesKind
kind_of (const char *sub_filter)
{
  static const struct {
    const char *sub_filter;
    PadesKind kind;
  } kinds[] = {
      {"ETSI.CAdES.detached", PADES_KIND_CADES},
      {"adbe.pkcs7.detached", PADES_KIND_PKCS7},
      /* ISO 32000-1, 12.8.3: of old files. */
      {"adbe.pkcs7.sha1", PADES_KIND_PKCS7_SHA1},
      {"adbe.x509.rsa_sha1", PADES_KIND_BARE},
      /* A time-stamp whatever its /Type says. */
      {"ETSI.RFC3161", PADES_KIND_TIMESTAMP},
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (sub_filter, kinds[i].sub_filter) == 0)
      return kinds[i].kind;
  return PADES_KIND_UNSUPPORTED;
}

/* [0 b c d], all inside the file, the second range behind the first. */
static gboolean
read_range (PadesDictionary *self, PdfFile *file, gsize size)
{
  g_autoptr (PdfObject) range = pdf_file_get_key (file, self->dict, "ByteRange", NULL);
  gint64 n[4];
  guint i;

  if (pdf_object_get_type (range) != PDF_TYPE_ARRAY || pdf_object_get_length (range) != 4)
    return FALSE;
  for (i = 0; i < 4; i++)
    {
      PdfObject *number = pdf_object_peek_index (range, i);

      n[i] = pdf_object_get_integer (number);
      if (pdf_object_get_type (number) != PDF_TYPE_INTEGER || n[i] < 0 || (guint64) n[i] > size)
        return FALSE;
    }
  if (n[0] != 0 || n[2] < n[1] || (guint64) n[3] > size - (guint64) n[2])
    return FALSE;
  self->gap = n[1];
  self->tail = n[2];
  self->end = n[2] + n[3];
  return TRUE;
}

/* Whatever else /ByteRange says: what was signed can still be told, and that it is not what has to
 * be. Not more in all than the file has. */
static GArray *
read_pieces (PadesDictionary *self, PdfFile *file, gsize size)
{
  g_autoptr (PdfObject) range = pdf_file_get_key (file, self->dict, "ByteRange", NULL);
  guint n = pdf_object_get_type (range) == PDF_TYPE_ARRAY ? pdf_object_get_length (range) : 0;
  g_autoptr (GArray) pieces = g_array_new (FALSE, FALSE, sizeof (gsize));
  gsize room = size;
  gsize limit = size;
  guint i;

  if (n == 0 || n % 2 != 0 || n > MAX_PIECES)
    return NULL;
  for (i = 0; i < n; i++)
    {
      PdfObject *number = pdf_object_peek_index (range, i);
      gint64 value = pdf_object_get_integer (number);
      gsize each = (gsize) value;

      if (pdf_object_get_type (number) != PDF_TYPE_INTEGER || value < 0 || each > limit ||
          (i % 2 == 1 && each > room))
        return NULL;
      g_array_append_val (pieces, each);
      limit = i % 2 == 0 ? size - each : size;
      room -= i % 2 == 1 ? each : 0;
    }
  return g_steal_pointer (&pieces);
}

/* The gap is exactly this dictionary's own hexadecimal /Contents, "<" and ">" included, and of
 * digits only: whatever else it left out could be changed without the signature noticing. */
static gboolean
is_own_gap (PadesDictionary *self, const guint8 *data)
{
  gsize start = 0;
  gsize end = 0;
  gsize length = 0;

  if (!pdf_object_get_span (self->contents, &start, &end) || start != self->gap ||
      end != self->tail || end < start + 2 || data[start] != '<')
    return FALSE;
  pdf_object_get_string (self->contents, &length);
  return 2 * length >= end - start - 2;
}

/* Whether it was read from the same bytes then; FALSE also where that takes more to tell. */
static gboolean
is_same_object (PadesDictionary *self, PdfFile *file)
{
  g_autoptr (PdfObject) dict = pdf_file_load (file, self->number, NULL);
  PdfEntry now;
  PdfEntry then;
  gsize start = 0;
  gsize end = 0;

  return dict == self->dict && pdf_file_lookup (file, self->number, &now) &&
         pdf_file_lookup_then (file, self->revision, self->number, &then) &&
         now.kind == PDF_ENTRY_OFFSET && then.kind == PDF_ENTRY_OFFSET && now.where == then.where &&
         now.generation == then.generation && pdf_object_get_span (dict, &start, &end) &&
         end <= pdf_file_get_revision (file, self->revision)->end;
}

/* A later revision may not have put another dictionary in the place of the signed one. */
static gboolean
is_same_in_revision (PadesDictionary *self, PdfFile *file)
{
  g_autoptr (PdfFile) signed_file = NULL;
  g_autoptr (PdfObject) dict = NULL;

  if (self->number == 0 || self->revision == pdf_file_get_n_revisions (file) ||
      is_same_object (self, file))
    return TRUE;
  signed_file = pdf_file_new_for_revision (file, self->revision, NULL);
  dict = signed_file != NULL ? pdf_file_load (signed_file, self->number, NULL) : NULL;
  return dict != NULL && pdf_object_equal (dict, self->dict);
}

static void
judge_coverage (PadesDictionary *self, PdfFile *file)
{
  gsize size = 0;
  const guint8 *data = pdf_file_get_data (file, &size);

  self->revision = pdf_file_get_n_revisions (file);
  self->coverage = PADES_COVERAGE_MALFORMED;
  self->has_range = read_range (self, file, size);
  if (!self->has_range)
    self->pieces = read_pieces (self, file, size);
  if (!self->has_range || !is_own_gap (self, data))
    return;
  if (self->end == size)
    {
      self->coverage = PADES_COVERAGE_ENTIRE_FILE;
      return;
    }
  self->revision = pdf_file_get_revision_at (file, self->end);
  if (self->revision == 0)
    {
      self->revision = pdf_file_get_n_revisions (file);
      self->coverage = PADES_COVERAGE_PARTIAL;
    }
  else if (is_same_in_revision (self, file))
    {
      self->coverage = PADES_COVERAGE_ENTIRE_REVISION;
    }
}

static PadesDictionary *
dictionary_new (PdfFile *file, PdfObject *dict, guint32 number)
{
  PadesDictionary *self = g_new0 (PadesDictionary, 1);
  g_autoptr (PdfObject) sub_filter = pdf_file_get_key (file, dict, "SubFilter", NULL);
  PdfObject *contents = pdf_object_peek_key (dict, "Contents");

  self->dict = pdf_object_ref (dict);
  self->number = number;
  self->sub_filter = g_strdup (pdf_object_get_name (sub_filter));
  self->kind = kind_of (self->sub_filter);
  if (pdf_object_get_type (contents) == PDF_TYPE_STRING)
    self->contents = pdf_object_ref (contents);
  judge_coverage (self, file);
  return self;
}

/* A field's value is a signature when the field says so, and also when the field says nothing or
 * something else but the value is over a range of the file. */
static gboolean
is_signature (const PdfField *field)
{
  return pdf_object_get_type (field->value) == PDF_TYPE_DICT &&
         (g_strcmp0 (field->type, "Sig") == 0 ||
          pdf_object_peek_key (field->value, "ByteRange") != NULL);
}

static gboolean
is_known (GPtrArray *list, guint32 number)
{
  guint i;

  for (i = 0; number != 0 && i < list->len; i++)
    if (((PadesDictionary *) g_ptr_array_index (list, i))->number == number)
      return TRUE;
  return FALSE;
}

static void
add_field (GPtrArray *list, PdfFile *file, const PdfField *field)
{
  PadesDictionary *self = NULL;

  if (!is_signature (field) || is_known (list, field->value_number))
    return;
  self = dictionary_new (file, field->value, field->value_number);
  self->field = g_strdup (field->name);
  self->field_dict = pdf_object_ref (field->dict);
  self->widget = field->widget;
  self->page = field->page;
  self->rect = field->rect;
  g_ptr_array_add (list, self);
}

/* A certification that no field shows still binds (ISO 32000-2, table 263). */
static void
add_certification (GPtrArray *list, PdfFile *file)
{
  g_autoptr (PdfObject) catalog = pdf_file_get_catalog (file, NULL);
  g_autoptr (PdfObject) permissions = pdf_file_get_key (file, catalog, "Perms", NULL);
  g_autoptr (PdfObject) dict = pdf_file_get_key (file, permissions, "DocMDP", NULL);
  guint32 number = pdf_object_get_ref (pdf_object_peek_key (permissions, "DocMDP"), NULL);
  PadesDictionary *self = NULL;

  if (pdf_object_get_type (dict) != PDF_TYPE_DICT || number == 0 || is_known (list, number))
    return;
  self = dictionary_new (file, dict, number);
  self->field = g_strdup ("");
  g_ptr_array_add (list, self);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const PadesDictionary *first = *(PadesDictionary *const *) a;
  const PadesDictionary *second = *(PadesDictionary *const *) b;

  if (first->has_range != second->has_range)
    return first->has_range ? -1 : 1;
  if (first->end != second->end)
    return first->end < second->end ? -1 : 1;
  return first->gap < second->gap ? -1 : first->gap > second->gap;
}

static GPtrArray *
collect (PdfFile *file, GError **error)
{
  g_autoptr (GPtrArray) fields = NULL;
  g_autoptr (GPtrArray) list = NULL;
  guint i;

  fields = pdf_fields_list (file, error);
  if (fields == NULL)
    return NULL;
  list = g_ptr_array_new_with_free_func ((GDestroyNotify) pades_dictionary_free);
  for (i = 0; i < fields->len; i++)
    {
      add_field (list, file, g_ptr_array_index (fields, i));
      if (list->len > MAX_SIGNATURES)
        {
          g_set_error (error, PDF_ERROR, PDF_ERROR_LIMIT, "more than %d signatures",
                       MAX_SIGNATURES);
          return NULL;
        }
    }
  add_certification (list, file);
  g_ptr_array_sort (list, compare);
  return g_steal_pointer (&list);
}

static void
add_widget (GPtrArray *list, PdfFile *file, PdfObject *at, guint32 page)
{
  g_autoptr (PdfObject) widget = pdf_file_resolve (file, at, NULL);
  g_autoptr (PdfObject) name = pdf_file_get_key (file, widget, "T", NULL);
  g_autoptr (PdfObject) type = pdf_file_get_key (file, widget, "FT", NULL);
  g_autoptr (PdfObject) value = pdf_file_get_key (file, widget, "V", NULL);
  g_autofree char *text = pdf_object_dup_text (name);
  PdfField field = {.name = text, .dict = widget, .value = value, .page = page};

  field.type = (char *) pdf_object_get_name (type);
  field.widget = pdf_object_get_ref (at, NULL);
  field.value_number = pdf_object_get_ref (pdf_object_peek_key (widget, "V"), NULL);
  if (field.value_number != 0)
    add_field (list, file, &field);
}

/* Poppler 22.12 puts a new field on its page and not into a form whose /Fields stands in the
 * catalog; readers that go by the pages show such a signature. */
static gboolean
add_from_pages (GPtrArray *list, PdfFile *file)
{
  guint n_pages = MIN (pdf_file_get_n_pages (file, NULL), MAX_PAGES);
  guint before = list->len;

  for (guint i = 0; i < n_pages; i++)
    {
      g_autoptr (PdfPage) page = pdf_file_get_page (file, i, NULL);
      g_autoptr (PdfObject) annots = NULL;

      if (page == NULL)
        continue;
      annots = pdf_file_get_key (file, page->dict, "Annots", NULL);
      for (guint j = 0; j < MIN (pdf_object_get_length (annots), MAX_ANNOTATIONS); j++)
        add_widget (list, file, pdf_object_peek_index (annots, j), page->number);
    }
  g_ptr_array_sort (list, compare);
  return list->len > before && list->len <= MAX_SIGNATURES;
}

/* What stands behind the key /ByteRange, if it is over the file that it stands in: with the angle
 * brackets of a /Contents where it leaves a gap, and that nearby. */
static gboolean
read_trace (PdfFile *file, gsize at, gsize *gap, gsize *tail)
{
  gsize size = 0;
  const guint8 *data = pdf_file_get_data (file, &size);
  PdfParser parser;
  guint64 n[4];
  guint i;

  pdf_parser_init (&parser, data, size, at);
  if (!pdf_parser_take_keyword (&parser, "["))
    return FALSE;
  for (i = 0; i < 4; i++)
    if (!pdf_parser_take_integer (&parser, &n[i]) || n[i] > size)
      return FALSE;
  if (!pdf_parser_take_keyword (&parser, "]") || n[0] != 0 || n[1] >= n[2] || n[3] > size - n[2])
    return FALSE;
  *gap = n[1];
  *tail = n[2];
  return data[*gap] == '<' && data[*tail - 1] == '>' && at + NEAR > *gap && at < *tail + NEAR;
}

static gboolean
is_listed (GPtrArray *list, gsize gap, gsize tail)
{
  guint i;

  for (i = 0; list != NULL && i < list->len; i++)
    {
      const PadesDictionary *self = g_ptr_array_index (list, i);

      if (self->has_range && self->gap == gap && self->tail == tail)
        return TRUE;
    }
  return FALSE;
}

/* Rights that the maker of a program grants its users: signed in the catalog, and no signature of
 * the document (ISO 32000-1, 12.8.2.3). */
static gboolean
is_usage_right (PdfFile *file, gsize gap, gsize tail)
{
  static const char *const keys[] = {"UR3", "UR"};
  g_autoptr (PdfObject) catalog = pdf_file_get_catalog (file, NULL);
  g_autoptr (PdfObject) permissions = pdf_file_get_key (file, catalog, "Perms", NULL);
  guint i;

  for (i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr (PdfObject) dict = pdf_file_get_key (file, permissions, keys[i], NULL);
      g_autoptr (PdfObject) range = pdf_file_get_key (file, dict, "ByteRange", NULL);

      if (pdf_object_get_integer (pdf_object_peek_index (range, 1)) == (gint64) gap &&
          pdf_object_get_integer (pdf_object_peek_index (range, 2)) == (gint64) tail)
        return TRUE;
    }
  return FALSE;
}

/* A signature that was taken out of its field was in it in an earlier revision. */
static gboolean
was_listed (PdfFile *file, gsize gap, gsize tail)
{
  guint n = pdf_file_get_n_revisions (file);
  guint i;

  for (i = 1; i < MIN (n, MAX_REVISIONS); i++)
    {
      g_autoptr (PdfFile) revision = pdf_file_new_for_revision (file, n - i, NULL);
      g_autoptr (GPtrArray) list = revision != NULL ? collect (revision, NULL) : NULL;

      if (is_listed (list, gap, tail) ||
          (revision != NULL &&
           (is_usage_right (revision, gap, tail) || pades_mac_is_at (revision, gap, tail))))
        return TRUE;
    }
  return FALSE;
}

/* A signature in the bytes of the file that no field has, nor had: what led to it is damaged, and
 * without it the file would be taken for one that nobody signed. */
static gboolean
check_unheard (PdfFile *file, GPtrArray *list, GError **error)
{
  static const char key[] = "/ByteRange";
  gsize size = 0;
  const guint8 *data = pdf_file_get_data (file, &size);
  const guint8 *at = data + (size > LOOK_WITHIN ? size - LOOK_WITHIN : 0);

  while ((at = memmem (at, (gsize) (data + size - at), key, strlen (key))) != NULL)
    {
      gsize gap, tail;

      at += strlen (key);
      if (!read_trace (file, (gsize) (at - data), &gap, &tail) || is_listed (list, gap, tail) ||
          is_usage_right (file, gap, tail) || pades_mac_is_at (file, gap, tail) ||
          was_listed (file, gap, tail))
        continue;
      g_set_error (error, PDF_ERROR, PDF_ERROR_DAMAGED,
                   "nothing leads to the signature at offset %" G_GSIZE_FORMAT, gap);
      return FALSE;
    }
  return TRUE;
}

/**
 * pades_dictionary_list:
 * @file: a file
 * @error: return location for an error
 *
 * Finds every signature and document time-stamp that a field, or the certification, refers to, and
 * where that leaves one out, a widget on a page.
 * Those without a usable range come last, the rest in the order in which they were made.
 *
 * Returns: (transfer full) (element-type PadesDictionary): the list; %NULL where the form cannot be
 *   read or a signature stands where nothing leads to (%PDF_ERROR_DAMAGED), or where there are too
 *   many (%PDF_ERROR_LIMIT)
 */
GPtrArray *
pades_dictionary_list (PdfFile *file, GError **error)
{
  g_autoptr (GPtrArray) list = NULL;

  g_return_val_if_fail (file != NULL, NULL);

  list = collect (file, error);
  if (list == NULL)
    return NULL;
  if (check_unheard (file, list, NULL) ||
      (add_from_pages (list, file) && check_unheard (file, list, NULL)))
    return g_steal_pointer (&list);
  check_unheard (file, list, error);
  return NULL;
}

/**
 * pades_dictionary_list_recovered:
 * @file: a file that was opened by looking for its objects
 * @error: return location for an error
 *
 * Finds the signatures of a damaged file, to name them: none of them can hold.
 *
 * Returns: (transfer full) (element-type PadesDictionary): the list, as of pades_dictionary_list()
 */
GPtrArray *
pades_dictionary_list_recovered (PdfFile *file, GError **error)
{
  g_autoptr (GPtrArray) list = NULL;
  guint i;

  g_return_val_if_fail (file != NULL, NULL);

  list = collect (file, error);
  for (i = 0; list != NULL && i < list->len; i++)
    ((PadesDictionary *) g_ptr_array_index (list, i))->coverage = PADES_COVERAGE_MALFORMED;
  return g_steal_pointer (&list);
}

/**
 * pades_dictionary_find_removed:
 * @file: a file in which pades_dictionary_list() finds nothing
 * @field: (out) (nullable): the name of the field that the last signature was in
 *
 * Looks for a signature in the revisions before the newest: taking it out needs no more than one
 * line of an incremental update, and leaves the signed bytes where they were.
 *
 * Returns: the number of the revision that has it no more; 0 where none ever had one
 */
guint
pades_dictionary_find_removed (PdfFile *file, char **field)
{
  guint n;
  guint i;

  g_return_val_if_fail (file != NULL && field != NULL, 0);

  *field = NULL;
  n = pdf_file_get_n_revisions (file);
  for (i = 1; i < MIN (n, MAX_REVISIONS); i++)
    {
      g_autoptr (PdfFile) revision = pdf_file_new_for_revision (file, n - i, NULL);
      g_autoptr (GPtrArray) list = revision != NULL ? collect (revision, NULL) : NULL;

      if (list == NULL || list->len == 0)
        continue;
      *field = g_strdup (((PadesDictionary *) g_ptr_array_index (list, list->len - 1))->field);
      return n - i + 1;
    }
  return 0;
}
