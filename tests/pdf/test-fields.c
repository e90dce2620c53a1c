/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pdf-error.h"
#include "pdf-fields.h"
#include "support-pdf.h"

static GPtrArray *
list (const char *form, const char *const *bodies, GError **error)
{
  g_autofree char *entry = g_strdup_printf ("/AcroForm %s", form);
  SupportPdf options = {.catalog = entry};
  g_autoptr (GBytes) bytes = support_pdf_new (&options);
  g_autoptr (PdfFile) file = NULL;

  for (guint i = 0; bodies && bodies[i]; i++)
    {
      GBytes *longer = support_pdf_append (bytes, 20 + i, bodies[i]);

      g_bytes_unref (bytes);
      bytes = longer;
    }
  file = pdf_file_new_for_bytes (bytes, NULL, error);
  g_assert_nonnull (file);
  return pdf_fields_list (file, error);
}

static void
test_tree (void)
{
  static const char *const bodies[] = {
      "<< /T (a) /FT /Tx /V (up) /Kids [21 0 R 22 0 R 23 0 R] >>",
      "<< /T (b) /Parent 20 0 R /Subtype /Widget /Rect [10 40 30 20] /P 5 0 R >>",
      "<< /T <FEFF5370> /FT /Sig /V 24 0 R /Kids [25 0 R] >>",
      "<< /T (c) /Kids [20 0 R] >>",
      "<< /Type /Sig >>",
      "<< /Subtype /Widget /Rect [1 2 3 4] >>",
      NULL,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) fields = list (
      "<< /Fields [20 0 R << /T (direct) /FT /Btn >> 20 0 R 99 0 R 7] >>", bodies, &error);
  PdfField *field;

  g_assert_no_error (error);
  g_assert_cmpuint (fields->len, ==, 3);
  field = fields->pdata[0];
  g_assert_cmpstr (field->name, ==, "a.b");
  g_assert_cmpstr (field->type, ==, "Tx");
  g_assert_cmpuint (field->widget, ==, 21);
  g_assert_cmpuint (field->page, ==, 5);
  g_assert_cmpfloat (field->rect.y0, ==, 20);
  g_assert_cmpmem (pdf_object_get_string (field->value, NULL), 2, "up", 2);
  field = fields->pdata[1];
  g_assert_cmpstr (field->name, ==, "a.印");
  g_assert_cmpstr (field->type, ==, "Sig");
  g_assert_cmpuint (field->value_number, ==, 24);
  g_assert_cmpuint (field->widget, ==, 25);
  g_assert_cmpuint (field->page, ==, 0);
  field = fields->pdata[2];
  g_assert_cmpstr (field->name, ==, "direct");
  g_assert_cmpuint (field->number, ==, 0);
}

static void
test_no_form (void)
{
  static const char *const forms[] = {"null", "7", "<< >>", "<< /Fields null >>", "99 0 R"};

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) fields = list (forms[i], NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (fields->len, ==, 0);
    }
}

static void
test_empty_fields (void)
{
  SupportPdf options = {.n_fields = 3, .form = SUPPORT_PDF_PACKED};
  g_autoptr (GBytes) bytes = support_pdf_new (&options);
  g_autoptr (PdfFile) file = pdf_file_new_for_bytes (bytes, NULL, NULL);
  g_autoptr (GPtrArray) fields = pdf_fields_list (file, NULL);

  g_assert_cmpuint (fields->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      PdfField *field = fields->pdata[i];

      g_assert_cmpstr (field->type, ==, "Sig");
      g_assert_null (field->value);
      g_assert_cmpuint (field->widget, ==, field->number);
    }
}

static void
test_depth (void)
{
  g_autoptr (GPtrArray) bodies = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 100; i++)
    g_ptr_array_add (bodies, g_strdup_printf ("<< /T (x) /Kids [%u 0 R] >>", 21 + i));
  g_ptr_array_add (bodies, g_strdup ("<< /T (end) >>"));
  g_ptr_array_add (bodies, NULL);
  g_assert_null (list ("<< /Fields [20 0 R] >>", (const char *const *) bodies->pdata, &error));
  g_assert_error (error, PDF_ERROR, PDF_ERROR_LIMIT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pdf/fields/tree", test_tree);
  g_test_add_func ("/pdf/fields/no-form", test_no_form);
  g_test_add_func ("/pdf/fields/empty-fields", test_empty_fields);
  g_test_add_func ("/pdf/fields/depth", test_depth);
  return g_test_run ();
}
