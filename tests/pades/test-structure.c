/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-fixture.h"
#include "pdf-fields.h"
#include "support-pdf.h"

/* What a visible signature does to the structure of a tagged file. */

static Fixture *fixture;
static PkiSigner *signer;

typedef struct {
  const char *root;
  const char *tree;
  const char *document; /* NULL: the root's children are not one document */
  gint64 key;           /* what the widget gets */
} Tagged;

static GBytes *
tagged_new (const Tagged *tagged, const char *version)
{
  const SupportPdf options = {.version = version,
                              .catalog = "/MarkInfo << /Marked true >> /StructTreeRoot 90 0 R"};
  g_autoptr (GBytes) plain = support_pdf_new (&options);
  g_autoptr (GBytes) root = support_pdf_append (plain, 90, tagged->root);
  g_autoptr (GBytes) tree = support_pdf_append (root, 91, tagged->tree);

  return support_pdf_append (tree, 92, tagged->document ? tagged->document : "null");
}

static GBytes *
sign (GBytes *bytes, guint n_marks)
{
  PadesSignRequest request = fixture_request (fixture, signer, PADES_LEVEL_B_B);
  g_autoptr (PadesAppearance) appearance = fixture_appearance ();
  g_autoptr (GPtrArray) marks = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < n_marks; i++)
    {
      PadesMark *mark = g_new0 (PadesMark, 1);

      mark->placement = (PdfPlacement){0, 30 + 50 * i, 30, 40, 40, 0};
      mark->appearance = appearance;
      g_ptr_array_add (marks, mark);
    }
  request.marks = marks;
  return fixture_sign (fixture, bytes, &request);
}

/* The element that the parent tree has under a key, wherever in the tree it stands. */
static PdfObject *
find_in_tree (PdfFile *file, PdfObject *node, gint64 key)
{
  g_autoptr (PdfObject) numbers = pdf_file_get_key (file, node, "Nums", NULL);
  g_autoptr (PdfObject) kids = pdf_file_get_key (file, node, "Kids", NULL);

  for (guint i = 0; i + 1 < pdf_object_get_length (numbers); i += 2)
    if (pdf_object_get_integer (pdf_object_peek_index (numbers, i)) == key)
      return pdf_file_resolve (file, pdf_object_peek_index (numbers, i + 1), NULL);
  for (guint i = 0; i < pdf_object_get_length (kids); i++)
    {
      g_autoptr (PdfObject) kid = pdf_file_resolve (file, pdf_object_peek_index (kids, i), NULL);
      PdfObject *found = find_in_tree (file, kid, key);

      if (found)
        return found;
    }
  return NULL;
}

static gboolean
holds (PdfFile *file, guint32 parent, guint32 child)
{
  g_autoptr (PdfObject) dict = pdf_file_load (file, parent, NULL);
  g_autoptr (PdfObject) kids = pdf_file_get_key (file, dict, "K", NULL);

  for (guint i = 0; i < pdf_object_get_length (kids); i++)
    if (pdf_object_get_ref (pdf_object_peek_index (kids, i), NULL) == child)
      return TRUE;
  return FALSE;
}

/* From the widget to its element and back, and from the root down to it. Before PDF 2.0 the element
 * says in words what it is, too. */
static void
assert_tagged (PdfFile *file, const Tagged *tagged, gboolean in_words)
{
  g_autoptr (GPtrArray) fields = pdf_fields_list (file, NULL);
  PdfField *field = g_ptr_array_index (fields, 0);
  g_autoptr (PdfObject) root = pdf_file_load (file, 90, NULL);
  g_autoptr (PdfObject) tree = pdf_file_get_key (file, root, "ParentTree", NULL);
  g_autoptr (PdfObject) element = find_in_tree (file, tree, tagged->key);
  PdfObject *content = pdf_object_peek_key (element, "K");
  guint32 parent = pdf_object_get_ref (pdf_object_peek_key (element, "P"), NULL);

  g_assert_cmpint (pdf_object_get_integer (pdf_object_peek_key (field->dict, "StructParent")), ==,
                   tagged->key);
  g_assert_true (pdf_object_is_name (pdf_object_peek_key (element, "S"), "Form"));
  g_assert_true ((pdf_object_peek_key (element, "Alt") != NULL) == in_words);
  g_assert_nonnull (pdf_object_peek_key (field->dict, "Contents"));
  g_assert_true (pdf_object_is_name (pdf_object_peek_key (content, "Type"), "OBJR"));
  g_assert_cmpuint (pdf_object_get_ref (pdf_object_peek_key (content, "Obj"), NULL), ==,
                    field->number);
  g_assert_cmpuint (parent, ==, tagged->document ? 92 : 90);
  for (guint32 number = 93; number < pdf_file_get_size (file); number++)
    {
      g_autoptr (PdfObject) each = pdf_file_load (file, number, NULL);

      if (pdf_object_equal (each, element))
        g_assert_true (holds (file, parent, number));
    }
  g_assert_cmpint (pdf_object_get_integer (pdf_object_peek_key (root, "ParentTreeNextKey")), >,
                   tagged->key);
}

static const Tagged table[] = {
    {"<< /Type /StructTreeRoot /K 92 0 R /ParentTree 91 0 R /ParentTreeNextKey 4 >>",
     "<< /Nums [0 92 0 R 3 92 0 R] >>", "<< /Type /StructElem /S /Document /P 90 0 R /K 0 >>", 4},
    {"<< /Type /StructTreeRoot /K [92 0 R] /ParentTree 91 0 R >>",
     "<< /Nums [0 92 0 R 7 92 0 R] >>", "<< /Type /StructElem /S /Document /P 90 0 R >>", 8},
    {"<< /Type /StructTreeRoot /K [] /ParentTree 91 0 R >>",
     "<< /Kids [<< /Limits [0 5] /Nums [5 90 0 R] >>] >>", NULL, 6},
    {"<< /Type /StructTreeRoot >>", "null", NULL, 0},
};

static void
test_tagged (void)
{
  static const char *const versions[] = {"1.7", "2.0"};

  for (guint i = 0; i < 2 * G_N_ELEMENTS (table); i++)
    {
      g_autoptr (GBytes) bytes = tagged_new (&table[i / 2], versions[i % 2]);
      g_autoptr (GBytes) signed_bytes = sign (bytes, 2);
      g_autoptr (GError) error = NULL;
      g_autoptr (PdfFile) file = pdf_file_new_for_bytes (signed_bytes, NULL, &error);

      g_assert_no_error (error);
      assert_tagged (file, &table[i / 2], i % 2 == 0);
    }
}

/* Strict readers of the first signature permit no other structure behind it. */
static void
test_left_alone_when_signed (void)
{
  g_autoptr (GBytes) bytes = tagged_new (&table[0], "1.7");
  g_autoptr (GBytes) once = sign (bytes, 1);
  g_autoptr (GBytes) twice = sign (once, 1);
  g_autoptr (PdfFile) before = pdf_file_new_for_bytes (once, NULL, NULL);
  g_autoptr (PdfFile) after = pdf_file_new_for_bytes (twice, NULL, NULL);

  for (guint32 number = 90; number <= 92; number++)
    {
      g_autoptr (PdfObject) old = pdf_file_load (before, number, NULL);
      g_autoptr (PdfObject) new = pdf_file_load (after, number, NULL);

      g_assert_true (pdf_object_equal (old, new));
    }
}

/* A structure that is none: signed as if there were none. */
static void
test_odd_structures (void)
{
  static const Tagged odd[] = {
      {"[]", "null", NULL, 0},
      {"<< /K 90 0 R /ParentTree 7 >>", "null", NULL, 0},
      {"<< /K [90 0 R 90 0 R] /ParentTree 91 0 R /ParentTreeNextKey -5 >>",
       "<< /Kids [91 0 R 91 0 R] >>", NULL, 0},
      {"<< /K 92 0 R /ParentTree 90 0 R >>", "null", "<< /S /Document /K 92 0 R >>", 0},
  };

  for (guint i = 0; i < G_N_ELEMENTS (odd); i++)
    {
      g_autoptr (GBytes) bytes = tagged_new (&odd[i], "1.7");
      g_autoptr (GBytes) signed_bytes = sign (bytes, 2);

      g_assert_cmpuint (g_bytes_get_size (signed_bytes), >, g_bytes_get_size (bytes));
    }
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  fixture = fixture_new ();
  signer = fixture_new_signer (fixture, "p256");
  g_test_add_func ("/pades/structure/tagged", test_tagged);
  g_test_add_func ("/pades/structure/left-alone-when-signed", test_left_alone_when_signed);
  g_test_add_func ("/pades/structure/odd", test_odd_structures);
  result = g_test_run ();
  pki_signer_free (signer);
  fixture_free (fixture);
  return result;
}
