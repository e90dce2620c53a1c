/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support-pdf.h"

#include <string.h>

#define PER_PACK 100

/* Fixed numbers of the objects that every file has. */
enum { CATALOG = 1, PAGES, FONT, CONTENT, FIRST_FREE };

typedef struct {
  const SupportPdf *options;
  GPtrArray *bodies; /* char *, from object 1 on */
  GArray *kinds;     /* guint8: 1 plain, 2 packed, 0 none */
  GArray *first;     /* guint32: offset or object stream */
  GArray *second;    /* guint32: generation or place */
  GString *out;
} Builder;

static void
set_body (Builder *self, guint number, char *body)
{
  while (self->bodies->len < number)
    g_ptr_array_add (self->bodies, NULL);
  g_free (self->bodies->pdata[number - 1]);
  self->bodies->pdata[number - 1] = body;
}

static guint
add_body (Builder *self, char *body)
{
  g_ptr_array_add (self->bodies, body);
  return self->bodies->len;
}

static char *
new_stream (const char *entries, const char *data, gsize length)
{
  return g_strdup_printf ("<< /Length %" G_GSIZE_FORMAT " %s>>\nstream\n%.*s\nendstream", length,
                          entries, (int) length, data);
}

static guint
add_page (Builder *self, guint parent, const char *annotations)
{
  const SupportPdf *o = self->options;

  return add_body (self, g_strdup_printf ("<< /Type /Page /Parent %u 0 R /MediaBox %s /Contents %u "
                                          "0 R /Resources << /Font << /F %u 0 R >> >> %s %s >>",
                                          parent, o->media ? o->media : "[0 0 595 842]", CONTENT,
                                          FONT, annotations, o->page ? o->page : ""));
}

/* The kids of one node, as text for /Kids; @count pages below it. */
static char *
add_kids (Builder *self, guint parent, guint count, const char *annotations)
{
  g_autoptr (GString) kids = g_string_new (NULL);

  for (guint i = 0; i < count; i++)
    g_string_append_printf (kids, "%u 0 R ", add_page (self, parent, i == 0 ? annotations : ""));
  return g_string_free (g_steal_pointer (&kids), FALSE);
}

static void
add_pages (Builder *self, const char *annotations)
{
  const SupportPdf *o = self->options;
  guint n = o->n_pages == SUPPORT_PDF_NO_PAGES ? 0 : MAX (1, o->n_pages);
  g_autoptr (GString) nodes = g_string_new (NULL);

  if (o->fanout == 0)
    {
      g_autofree char *kids = add_kids (self, PAGES, n, annotations);

      g_string_append (nodes, kids);
    }
  for (guint done = 0; o->fanout > 0 && done < n; done += o->fanout)
    {
      guint node = add_body (self, NULL);
      guint count = MIN (o->fanout, n - done);
      g_autofree char *kids = add_kids (self, node, count, done == 0 ? annotations : "");

      set_body (self, node,
                g_strdup_printf ("<< /Type /Pages /Parent %u 0 R /Count %u /Kids [ %s] >>", PAGES,
                                 count, kids));
      g_string_append_printf (nodes, "%u 0 R ", node);
    }
  set_body (self, PAGES,
            g_strdup_printf ("<< /Type /Pages /Count %u /Kids [ %s] >>", n, nodes->str));
}

static char *
add_fields (Builder *self)
{
  GString *fields = g_string_new (NULL);

  for (guint i = 0; i < self->options->n_fields; i++)
    g_string_append_printf (
        fields, "%u 0 R ",
        add_body (self, g_strdup_printf ("<< /FT /Sig /T (S%u) /Type /Annot /Subtype /Widget "
                                         "/F 132 /Rect [50 %u 200 %u] >>",
                                         i + 1, 50 + 60 * i, 100 + 60 * i)));
  return g_string_free (fields, FALSE);
}

static void
add_bodies (Builder *self)
{
  static const char text[] = "BT /F 12 Tf 72 700 Td (Vermilion) Tj ET";
  const SupportPdf *o = self->options;
  const char *content = o->content ? o->content : text;
  g_autofree char *fields = NULL;
  g_autofree char *annotations = NULL;
  g_autofree char *form = NULL;

  set_body (self, CONTENT, new_stream ("", content, strlen (content)));
  set_body (self, FONT, g_strdup ("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"));
  fields = add_fields (self);
  annotations = *fields ? g_strdup_printf ("/Annots [ %s]", fields) : g_strdup ("");
  form = *fields ? g_strdup_printf ("/AcroForm << /Fields [ %s] /SigFlags 1 >>", fields)
                 : g_strdup ("");
  set_body (self, CATALOG,
            g_strdup_printf ("<< /Type /Catalog /Pages %u 0 R %s %s >>", PAGES, form,
                             o->catalog ? o->catalog : ""));
  add_pages (self, annotations);
}

static guint32
get_offset (Builder *self)
{
  gsize junk = self->options->junk && !self->options->from_file_start ? strlen (self->options->junk)
                                                                      : 0;

  return self->out->len - junk;
}

static void
set_entry (Builder *self, guint number, guint8 kind, guint32 first, guint32 second)
{
  if (self->kinds->len <= number)
    {
      g_array_set_size (self->kinds, number + 1);
      g_array_set_size (self->first, number + 1);
      g_array_set_size (self->second, number + 1);
    }
  g_array_index (self->kinds, guint8, number) = kind;
  g_array_index (self->first, guint32, number) = first;
  g_array_index (self->second, guint32, number) = second;
}

static void
put_object (Builder *self, guint number, const char *body)
{
  set_entry (self, number, 1, get_offset (self), 0);
  g_string_append_printf (self->out, "%u 0 obj\n%s\nendobj\n", number, body);
}

static gboolean
is_packed (Builder *self, guint number)
{
  SupportPdfForm form = self->options->form;

  if (strstr (self->bodies->pdata[number - 1], "endstream"))
    return FALSE;
  return form == SUPPORT_PDF_PACKED || (form == SUPPORT_PDF_HYBRID && number == FONT);
}

/* Packed objects from @from on, at most PER_PACK; returns the first number not looked at. */
static guint
put_pack (Builder *self, guint from, guint own, guint last)
{
  g_autoptr (GString) head = g_string_new (NULL);
  g_autoptr (GString) data = g_string_new (NULL);
  g_autofree char *entries = NULL;
  g_autofree char *body = NULL;
  guint count = 0;
  guint number;

  for (number = from; number <= last && count < PER_PACK; number++)
    if (is_packed (self, number))
      {
        set_entry (self, number, 2, own, count++);
        g_string_append_printf (head, "%u %" G_GSIZE_FORMAT " ", number, data->len);
        g_string_append_printf (data, "%s ", (char *) self->bodies->pdata[number - 1]);
      }
  if (count == 0)
    return number;
  entries = g_strdup_printf ("/Type /ObjStm /N %u /First %" G_GSIZE_FORMAT " ", count, head->len);
  g_string_append_len (head, data->str, data->len);
  body = new_stream (entries, head->str, head->len);
  put_object (self, own, body);
  return number;
}

static void
put_objects (Builder *self)
{
  guint last = self->bodies->len;
  guint own = last + 1;

  set_entry (self, 0, 0, 0, 65535);
  for (guint number = 1; number <= last; number++)
    if (!is_packed (self, number))
      put_object (self, number, self->bodies->pdata[number - 1]);
  for (guint from = 1; from <= last && self->options->form >= SUPPORT_PDF_PACKED;)
    from = put_pack (self, from, own++, last);
}

static char *
new_trailer (Builder *self, guint size)
{
  const char *extra = self->options->trailer;

  return g_strdup_printf ("/Size %u /Root %u 0 R /ID [<00112233445566778899AABBCCDDEEFF> "
                          "<00112233445566778899AABBCCDDEEFF>] %s",
                          size, CATALOG, extra ? extra : "");
}

/* Every entry, or of a hybrid file those that the table hides. */
static guint
put_xref_stream (Builder *self, gboolean hidden)
{
  guint own = self->kinds->len;
  guint offset = get_offset (self);
  g_autoptr (GString) data = g_string_new (NULL);
  g_autofree char *trailer = new_trailer (self, own + 1);

  set_entry (self, own, 1, offset, 0);
  for (guint i = 0; i < self->kinds->len; i++)
    {
      guint8 kind = g_array_index (self->kinds, guint8, i);
      guint32 first = GUINT32_TO_BE (g_array_index (self->first, guint32, i));
      guint16 second = GUINT16_TO_BE (g_array_index (self->second, guint32, i));

      if (hidden && kind == 1)
        kind = 0;
      g_string_append_c (data, kind);
      g_string_append_len (data, (const char *) &first, 4);
      g_string_append_len (data, (const char *) &second, 2);
    }
  g_string_append_printf (
      self->out, "%u 0 obj\n<< /Type /XRef /W [1 4 2] /Length %" G_GSIZE_FORMAT " %s >>\nstream\n",
      own, data->len, trailer);
  g_string_append_len (self->out, data->str, data->len);
  g_string_append (self->out, "\nendstream\nendobj\n");
  return offset;
}

static guint
put_table (Builder *self)
{
  gboolean hybrid = self->options->form == SUPPORT_PDF_HYBRID;
  guint hidden = hybrid ? put_xref_stream (self, TRUE) : 0;
  guint offset = get_offset (self);
  g_autofree char *trailer = new_trailer (self, self->kinds->len);

  g_string_append_printf (self->out, "xref\n0 %u\n", self->kinds->len);
  for (guint i = 0; i < self->kinds->len; i++)
    {
      gboolean used = g_array_index (self->kinds, guint8, i) == 1;

      g_string_append_printf (self->out, "%010u %05u %c \n",
                              used ? g_array_index (self->first, guint32, i) : 0,
                              used || i > 0 ? 0 : 65535, used ? 'n' : 'f');
    }
  g_string_append_printf (self->out, "trailer\n<< %s", trailer);
  if (hybrid)
    g_string_append_printf (self->out, " /XRefStm %u", hidden);
  g_string_append (self->out, " >>\n");
  return offset;
}

/**
 * support_pdf_new:
 * @options: what to build
 *
 * Builds a PDF.
 *
 * Returns: (transfer full): its bytes
 */
GBytes *
support_pdf_new (const SupportPdf *options)
{
  Builder self = {
      options,
      g_ptr_array_new_with_free_func (g_free),
      g_array_new (FALSE, TRUE, 1),
      g_array_new (FALSE, TRUE, 4),
      g_array_new (FALSE, TRUE, 4),
      g_string_new (options->junk),
  };
  gboolean stream = options->form == SUPPORT_PDF_STREAM || options->form == SUPPORT_PDF_PACKED;
  guint start;

  add_bodies (&self);
  g_string_append_printf (self.out, "%%PDF-%s\n%%\xE2\xE3\xCF\xD3\n",
                          options->version ? options->version : "1.7");
  put_objects (&self);
  start = stream ? put_xref_stream (&self, FALSE) : put_table (&self);
  g_string_append_printf (self.out, "startxref\n%u", start);
  if (!options->no_end)
    g_string_append (self.out, "\n%%EOF\n");
  g_ptr_array_unref (self.bodies);
  g_array_unref (self.kinds);
  g_array_unref (self.first);
  g_array_unref (self.second);
  return g_string_free_to_bytes (self.out);
}

/**
 * support_pdf_write:
 * @options: what to build
 * @folder: where
 * @name: the file's name
 *
 * Builds a PDF as a file.
 *
 * Returns: (transfer full): its path
 */
char *
support_pdf_write (const SupportPdf *options, const char *folder, const char *name)
{
  g_autoptr (GBytes) bytes = support_pdf_new (options);
  char *path = g_build_filename (folder, name, NULL);

  g_assert_true (
      g_file_set_contents (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL));
  return path;
}

/**
 * support_pdf_append:
 * @base: a PDF whose newest section is a table
 * @number: an object number
 * @body: what it becomes
 *
 * Appends a revision of one object, with a table.
 *
 * Returns: (transfer full): the longer PDF
 */
GBytes *
support_pdf_append (GBytes *base, guint number, const char *body)
{
  gsize length;
  const char *data = g_bytes_get_data (base, &length);
  GString *out = g_string_new_len (data, length);
  const char *last = g_strrstr_len (data, length, "startxref");
  gsize offset = out->len;
  gsize table;
  guint64 previous;

  g_assert_nonnull (last);
  previous = g_ascii_strtoull (last + strlen ("startxref"), NULL, 10);
  g_string_append_printf (out, "%u 0 obj\n%s\nendobj\n", number, body);
  table = out->len;
  g_string_append_printf (out,
                          "xref\n%u 1\n%010" G_GSIZE_FORMAT
                          " 00000 n \ntrailer\n<< /Size %u /Root %u 0 R /Prev %" G_GUINT64_FORMAT
                          " >>\nstartxref\n%" G_GSIZE_FORMAT "\n%%%%EOF\n",
                          number, offset, MAX (number + 1, 64u), CATALOG, previous, table);
  return g_string_free_to_bytes (out);
}
