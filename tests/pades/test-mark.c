/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "pades-fixture.h"
#include "pades-judges.h"

static Fixture *fixture;
static PkiSigner *signer;

static GPtrArray *
new_marks (void)
{
  return g_ptr_array_new_with_free_func (g_free);
}

static PadesMark *
add_mark (GPtrArray *marks, PadesAppearance *appearance, guint page, double x, double y)
{
  PadesMark *mark = g_new0 (PadesMark, 1);

  mark->placement = (PdfPlacement){page, x, y, 40, 40, 0};
  mark->appearance = appearance;
  g_ptr_array_add (marks, mark);
  return mark;
}

static GBytes *
sign_marks (GPtrArray *marks)
{
  PadesSignRequest request = fixture_request (fixture, signer, PADES_LEVEL_B_B);
  g_autoptr (GBytes) bytes = fixture_pdf (FIXTURE_TABLE);

  request.marks = marks;
  return fixture_sign (fixture, bytes, &request);
}

/* Pixels of a page at 72 dpi by one of the two renderers. */
typedef struct {
  char *data;
  const guint8 *pixels;
  int width;
  int height;
} Picture;

static void
picture_clear (Picture *self)
{
  g_free (self->data);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Picture, picture_clear)

static gboolean
render (GBytes *bytes, const char *program, guint page, Picture *picture)
{
  g_autofree char *path = fixture_get_path (fixture, "render.pdf");
  g_autofree char *prefix = fixture_get_path (fixture, "render");
  g_autofree char *image = fixture_get_path (fixture, "render.ppm");
  g_autofree char *number = g_strdup_printf ("%u", page + 1);
  const char *const poppler[] = {"pdftoppm", "-r", "72",          "-f",   number, "-l",
                                 number,     path, "-singlefile", prefix, NULL};
  const char *const mupdf[] = {"mutool", "draw", "-q",  "-r", "72",   "-F",
                               "ppm",    "-o",   image, path, number, NULL};
  gsize length = 0;
  gsize offset = 0;
  int status = 0;

  if (!judges_have (program))
    return FALSE;
  g_assert_true (g_file_set_contents (path, g_bytes_get_data (bytes, NULL),
                                      (gssize) g_bytes_get_size (bytes), NULL));
  g_free (judges_run (strcmp (program, "mutool") == 0 ? mupdf : poppler, &status));
  g_assert_cmpint (status, ==, 0);
  g_assert_true (g_file_get_contents (image, &picture->data, &length, NULL));
  g_assert_cmpint (sscanf (picture->data, "P6 %d %d 255", &picture->width, &picture->height), ==,
                   2);
  offset = length - 3 * (gsize) picture->width * (gsize) picture->height;
  picture->pixels = (const guint8 *) picture->data + offset;
  g_unlink (path);
  g_unlink (image);
  return TRUE;
}

/* At millimetres from the top left of the page as it is shown. */
static void
assert_pixel (const Picture *picture, double x, double y, guint32 rgb)
{
  int column = (int) (x / PDF_MM_PER_POINT);
  int row = (int) (y / PDF_MM_PER_POINT);
  const guint8 *pixel = picture->pixels + 3 * (row * picture->width + column);

  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (ABS ((int) pixel[i] - (int) (rgb >> (16 - 8 * i) & 0xff)), <=, 3);
}

static const char *const renderers[] = {"pdftoppm", "mutool"};

/* The page has a black bar from 35 to 106 mm, 50 to 85 mm from the top. Half of the mark is on it.
 */
static void
test_multiply (void)
{
  g_autoptr (PadesAppearance) appearance = fixture_appearance ();
  g_autoptr (GPtrArray) marks = new_marks ();
  g_autoptr (GBytes) inked = NULL;
  g_autoptr (GBytes) covered = NULL;

  add_mark (marks, appearance, 0, 50, 65);
  inked = sign_marks (marks);
  appearance->multiply = FALSE;
  covered = sign_marks (marks);
  for (guint i = 0; i < G_N_ELEMENTS (renderers); i++)
    {
      g_auto (Picture) ink = {0};
      g_auto (Picture) cover = {0};

      if (!render (inked, renderers[i], 0, &ink) || !render (covered, renderers[i], 0, &cover))
        continue;
      assert_pixel (&ink, 70, 75, 0x000000);
      assert_pixel (&ink, 70, 95, 0xff0000);
      assert_pixel (&ink, 40, 75, 0x000000);
      assert_pixel (&ink, 95, 95, 0xffffff);
      assert_pixel (&cover, 70, 75, 0xff0000);
    }
}

static void
add_print (PadesAppearance *appearance)
{
  static const char print[] = "1 1 1 rg 0 20 20 20 re f\n";

  appearance->print = g_bytes_new_static (print, strlen (print));
}

/* The same mark, with white printed over its upper left quarter: it covers ink and page alike. */
static void
test_print (void)
{
  g_autoptr (PadesAppearance) appearance = fixture_appearance ();
  g_autoptr (PadesAppearance) alone = fixture_appearance ();
  g_autoptr (GPtrArray) marks = new_marks ();
  g_autoptr (GBytes) bytes = NULL;

  add_print (appearance);
  add_print (alone);
  g_clear_pointer (&alone->content, g_bytes_unref);
  add_mark (marks, appearance, 0, 50, 65);
  add_mark (marks, alone, 0, 90, 60);
  bytes = sign_marks (marks);
  for (guint i = 0; i < G_N_ELEMENTS (renderers); i++)
    {
      g_auto (Picture) picture = {0};

      if (!render (bytes, renderers[i], 0, &picture))
        continue;
      assert_pixel (&picture, 60, 75, 0xffffff);
      assert_pixel (&picture, 80, 75, 0x000000);
      assert_pixel (&picture, 80, 95, 0xff0000);
      assert_pixel (&picture, 98, 70, 0xffffff);
    }
}

/* A stamp is blended as the field's own mark is; page 2 is turned. */
static void
test_stamp_multiply (void)
{
  g_autoptr (PadesAppearance) appearance = fixture_appearance ();
  g_autoptr (GPtrArray) marks = new_marks ();
  g_autoptr (GBytes) bytes = NULL;

  add_mark (marks, appearance, 0, 150, 200);
  add_mark (marks, appearance, 1, 200, 50);
  bytes = sign_marks (marks);
  for (guint i = 0; i < G_N_ELEMENTS (renderers); i++)
    {
      g_auto (Picture) picture = {0};

      /* Turned, the bar stands from 212 to 247 mm across, 35 to 106 mm down. */
      if (!render (bytes, renderers[i], 1, &picture))
        continue;
      assert_pixel (&picture, 206, 70, 0xff0000);
      assert_pixel (&picture, 225, 70, 0x000000);
      assert_pixel (&picture, 225, 40, 0x000000);
      assert_pixel (&picture, 206, 95, 0xffffff);
    }
}

static void
test_picture (void)
{
  static const guint8 rgb[] = {255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 0, 255};
  static const guint8 alpha[] = {255, 255, 0, 255};
  g_autoptr (PadesAppearance) appearance = fixture_appearance ();
  g_autoptr (GPtrArray) marks = new_marks ();
  g_autoptr (GBytes) bytes = NULL;

  g_bytes_unref (appearance->content);
  appearance->content = g_bytes_new_static ("q 40 0 0 40 0 0 cm /Im0 Do Q\n", 29);
  appearance->image_width = 2;
  appearance->image_height = 2;
  appearance->image_rgb = g_bytes_new_static (rgb, sizeof rgb);
  appearance->image_alpha = g_bytes_new_static (alpha, sizeof alpha);
  add_mark (marks, appearance, 0, 20, 150);
  bytes = sign_marks (marks);
  for (guint i = 0; i < G_N_ELEMENTS (renderers); i++)
    {
      g_auto (Picture) picture = {0};

      if (!render (bytes, renderers[i], 0, &picture))
        continue;
      assert_pixel (&picture, 30, 160, 0xff0000);
      assert_pixel (&picture, 50, 160, 0x00ff00);
      assert_pixel (&picture, 30, 180, 0xffffff);
      assert_pixel (&picture, 50, 180, 0xff00ff);
    }
}

static guint
count_groups (GBytes *bytes)
{
  g_autoptr (PdfFile) file = fixture_open (bytes);
  guint n = 0;

  for (guint32 i = 1; i < pdf_file_get_size (file); i++)
    {
      g_autoptr (PdfObject) object = pdf_file_load (file, i, NULL);

      if (pdf_object_get_type (object) == PDF_TYPE_STREAM &&
          pdf_object_peek_key (object, "Group") != NULL)
        n++;
    }
  return n;
}

static void
test_written_once (void)
{
  g_autoptr (PadesAppearance) one = fixture_appearance ();
  g_autoptr (PadesAppearance) equal = fixture_appearance ();
  g_autoptr (PadesAppearance) other = fixture_appearance ();
  g_autoptr (GPtrArray) marks = new_marks ();
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) second = NULL;

  g_bytes_unref (equal->content);
  equal->content = g_bytes_new (g_bytes_get_data (one->content, NULL),
                                g_bytes_get_size (one->content));
  other->height = 41;
  add_print (one);
  add_print (equal);
  add_mark (marks, one, 0, 10, 10);
  add_mark (marks, equal, 0, 60, 10);
  add_mark (marks, one, 1, 10, 10);
  first = sign_marks (marks);
  g_assert_cmpuint (count_groups (first), ==, 1);
  add_mark (marks, other, 1, 60, 10);
  second = sign_marks (marks);
  g_assert_cmpuint (count_groups (second), ==, 2);
}

static PdfObject *
load_annotation (PdfFile *file, guint page, guint index)
{
  g_autoptr (PdfPage) leaf = pdf_file_get_page (file, page, NULL);
  g_autoptr (PdfObject) annots = pdf_file_get_key (file, leaf->dict, "Annots", NULL);

  return pdf_file_resolve (file, pdf_object_peek_index (annots, index), NULL);
}

static gint64
get_integer (PdfObject *dict, const char *key)
{
  return pdf_object_get_integer (pdf_object_peek_key (dict, key));
}

static void
test_one_revision (void)
{
  g_autoptr (PadesAppearance) appearance = fixture_appearance ();
  g_autoptr (GPtrArray) marks = new_marks ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (PdfFile) file = NULL;
  g_autoptr (PadesReport) report = NULL;
  g_autoptr (PdfObject) widget = NULL;
  g_autoptr (PdfObject) stamp = NULL;
  g_autofree char *title = NULL;
  const PadesSignature *signature;

  add_mark (marks, appearance, 0, 10, 10);
  add_mark (marks, appearance, 1, 10, 10);
  bytes = sign_marks (marks);
  file = fixture_open (bytes);
  report = fixture_verify (fixture, bytes);
  g_assert_cmpuint (pdf_file_get_n_revisions (file), ==, 2);
  signature = g_ptr_array_index (report->signatures, 0);
  g_assert_cmpint (signature->coverage, ==, PADES_COVERAGE_ENTIRE_FILE);
  g_assert_cmpuint (signature->page, ==, 0);
  widget = load_annotation (file, 0, 0);
  g_assert_true (pdf_object_is_name (pdf_object_peek_key (widget, "Subtype"), "Widget"));
  g_assert_cmpint (get_integer (widget, "F"), ==, 132);
  stamp = load_annotation (file, 1, 0);
  g_assert_true (pdf_object_is_name (pdf_object_peek_key (stamp, "Subtype"), "Stamp"));
  g_assert_cmpint (get_integer (stamp, "F") & (4 | 128), ==, 4 | 128);
  g_assert_null (pdf_object_peek_key (stamp, "Popup"));
  title = pdf_object_dup_text (pdf_object_peek_key (stamp, "Contents"));
  g_assert_cmpstr (title, ==, "示例科技有限公司");
}

static void
test_rect (void)
{
  g_autoptr (PadesAppearance) appearance = fixture_appearance ();
  g_autoptr (GPtrArray) marks = new_marks ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (PadesReport) report = NULL;
  const PadesSignature *signature;

  add_mark (marks, appearance, 0, 25.4, 25.4);
  bytes = sign_marks (marks);
  report = fixture_verify (fixture, bytes);
  signature = g_ptr_array_index (report->signatures, 0);
  g_assert_cmpfloat_with_epsilon (signature->rect.x0, 72, 0.01);
  g_assert_cmpfloat_with_epsilon (signature->rect.y1, 842 - 72, 0.01);
  g_assert_cmpfloat_with_epsilon (signature->rect.x1 - signature->rect.x0, 40 * 72 / 25.4, 0.01);
}

static void
assert_refused (GPtrArray *marks, int code)
{
  g_autoptr (GError) error = NULL;
  PadesSignRequest request = fixture_request (fixture, NULL, PADES_LEVEL_B_B);
  g_autoptr (GBytes) bytes = fixture_pdf (FIXTURE_TABLE);
  g_autoptr (PdfFile) file = fixture_open (bytes);

  request.marks = marks;
  g_assert_false (pades_sign_preflight (file, &request, &error));
  g_assert_error (error, PADES_ERROR, code);
}

static void
test_refused (void)
{
  g_autoptr (PadesAppearance) appearance = fixture_appearance ();
  g_autoptr (GPtrArray) marks = new_marks ();
  PadesMark *mark = add_mark (marks, appearance, 2, 10, 10);

  assert_refused (marks, PADES_ERROR_NO_PAGE);
  mark->placement = (PdfPlacement){0, 190, 10, 40, 40, 0};
  assert_refused (marks, PADES_ERROR_OFF_PAGE);
  mark->placement = (PdfPlacement){0, 10, 10, 0, 0, 0};
  assert_refused (marks, PADES_ERROR_OFF_PAGE);
  mark->placement = (PdfPlacement){0, 10, 10, 40, 40, 0};
  add_mark (marks, appearance, 7, 10, 10);
  assert_refused (marks, PADES_ERROR_NO_PAGE);
}

/* Both pages name one array object: a mark on the first is none on the second. */
static void
test_shared_annots (void)
{
  static const char *objects[] = {
      "<</Type/Catalog/Pages 2 0 R>>",
      "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2/MediaBox[0 0 595 842]>>",
      "<</Type/Page/Parent 2 0 R/Annots 5 0 R>>",
      "<</Type/Page/Parent 2 0 R/Annots 5 0 R>>",
      "[6 0 R]",
      "<</Type/Annot/Subtype/Text/Rect[0 0 9 9]>>",
  };
  g_autoptr (PadesAppearance) appearance = fixture_appearance ();
  g_autoptr (GPtrArray) marks = new_marks ();
  PadesSignRequest request = fixture_request (fixture, signer, PADES_LEVEL_B_B);
  g_autoptr (GBytes) bytes = fixture_pdf_of (objects, G_N_ELEMENTS (objects));
  g_autoptr (GBytes) signed_bytes = NULL;
  g_autoptr (PdfFile) file = NULL;

  add_mark (marks, appearance, 0, 10, 10);
  request.marks = marks;
  signed_bytes = fixture_sign (fixture, bytes, &request);
  file = fixture_open (signed_bytes);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (PdfPage) page = pdf_file_get_page (file, i, NULL);
      g_autoptr (PdfObject) annots = pdf_file_get_key (file, page->dict, "Annots", NULL);

      g_assert_cmpuint (pdf_object_get_length (annots), ==, i == 0 ? 2 : 1);
    }
}

/* A document that promises to be archived, and the kinds of colour its output intent has. */
static GBytes *
new_archived (const char *claim, const char *intents)
{
  g_autofree char *catalog = g_strdup_printf ("<</Type/Catalog/Pages 2 0 R/Metadata 4 0 R%s>>",
                                              intents);
  g_autofree char *metadata = g_strdup_printf (
      "<</Type/Metadata/Subtype/XML/Length %" G_GSIZE_FORMAT ">>stream\n%s\nendstream",
      strlen (claim), claim);
  const char *objects[] = {
      catalog,
      "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>",
      "<</Type/Page/Parent 2 0 R>>",
      metadata,
      "<</N 1/Length 0>>stream\n\nendstream",
      "<</N 3/Length 0>>stream\n\nendstream",
  };

  return fixture_pdf_of (objects, G_N_ELEMENTS (objects));
}

/* How many of the new streams have this key, in themselves or in their resources. */
static guint
count_key (GBytes *bytes, const char *key)
{
  g_autoptr (PdfFile) file = fixture_open (bytes);
  guint n = 0;

  for (guint32 i = 7; i < pdf_file_get_size (file); i++)
    {
      g_autoptr (PdfObject) object = pdf_file_load (file, i, NULL);
      PdfObject *resources = pdf_object_peek_key (object, "Resources");

      if (pdf_object_get_type (object) == PDF_TYPE_STREAM &&
          (pdf_object_peek_key (object, key) != NULL ||
           pdf_object_peek_key (resources, key) != NULL))
        n++;
    }
  return n;
}

#define INTENT(profile) "/OutputIntents[<</S/GTS_PDFA1/DestOutputProfile " profile ">>]"

static void
test_archived (void)
{
  static const guint8 rgb[] = {255, 0, 0, 0, 255, 0};
  static const guint8 alpha[] = {255, 0};
  static const struct {
    const char *claim;
    const char *intents;
    gboolean flat;
    gboolean calibrated;
  } rows[] = {
      {"<x/>", "", FALSE, FALSE},
      {"<pdfaid:part>1</pdfaid:part>", INTENT ("6 0 R"), TRUE, FALSE},
      {"<pdfaid:part>1</pdfaid:part>", INTENT ("5 0 R"), TRUE, TRUE},
      {"<x pdfaid:part='2'/>", INTENT ("6 0 R"), FALSE, FALSE},
      {"<x pdfaid:part=\"2\"/>", INTENT ("5 0 R"), FALSE, TRUE},
      {"<x pdfaid:part=\"3\"/>", "", TRUE, TRUE},
      {"<x pdfaid:part", "", FALSE, FALSE},
      {"<x pdfaid:parts=\"1\"/>", "", FALSE, FALSE},
  };
  g_autoptr (PadesAppearance) appearance = fixture_appearance ();
  g_autoptr (GPtrArray) marks = new_marks ();
  PadesSignRequest request = fixture_request (fixture, signer, PADES_LEVEL_B_B);

  appearance->image_width = 2;
  appearance->image_height = 1;
  appearance->image_rgb = g_bytes_new_static (rgb, sizeof rgb);
  appearance->image_alpha = g_bytes_new_static (alpha, sizeof alpha);
  add_mark (marks, appearance, 0, 10, 10);
  request.marks = marks;
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) bytes = new_archived (rows[i].claim, rows[i].intents);
      g_autoptr (GBytes) signed_bytes = fixture_sign (fixture, bytes, &request);

      g_assert_cmpuint (count_key (signed_bytes, "Group"), ==, !rows[i].flat);
      g_assert_cmpuint (count_key (signed_bytes, "ExtGState"), ==, !rows[i].flat);
      g_assert_cmpuint (count_key (signed_bytes, "SMask"), ==, !rows[i].flat);
      g_assert_cmpuint (count_key (signed_bytes, "Mask"), ==, rows[i].flat);
      /* Besides the images, which have one of their own. */
      g_assert_cmpuint (count_key (signed_bytes, "ColorSpace"), ==,
                        (rows[i].flat ? 1 : 2) + rows[i].calibrated);
    }
}

/* Without soft masks a picture is cut out. */
static void
test_stencil (void)
{
  static const guint8 rgb[] = {255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 0, 255};
  static const guint8 alpha[] = {255, 200, 20, 255};
  g_autoptr (PadesAppearance) appearance = fixture_appearance ();
  g_autoptr (GPtrArray) marks = new_marks ();
  PadesSignRequest request = fixture_request (fixture, signer, PADES_LEVEL_B_B);
  g_autoptr (GBytes) bytes = new_archived ("<x pdfaid:part='1'/>", INTENT ("6 0 R"));
  g_autoptr (GBytes) signed_bytes = NULL;

  g_bytes_unref (appearance->content);
  appearance->content = g_bytes_new_static ("q 40 0 0 40 0 0 cm /Im0 Do Q\n", 29);
  appearance->image_width = 2;
  appearance->image_height = 2;
  appearance->image_rgb = g_bytes_new_static (rgb, sizeof rgb);
  appearance->image_alpha = g_bytes_new_static (alpha, sizeof alpha);
  add_mark (marks, appearance, 0, 20, 150);
  request.marks = marks;
  signed_bytes = fixture_sign (fixture, bytes, &request);
  for (guint i = 0; i < G_N_ELEMENTS (renderers); i++)
    {
      g_auto (Picture) picture = {0};

      if (!render (signed_bytes, renderers[i], 0, &picture))
        continue;
      assert_pixel (&picture, 30, 160, 0xff0000);
      assert_pixel (&picture, 50, 160, 0x00ff00);
      assert_pixel (&picture, 30, 180, 0xffffff);
      assert_pixel (&picture, 50, 180, 0xff00ff);
    }
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  fixture = fixture_new ();
  signer = fixture_new_signer (fixture, "p256");
  g_test_add_func ("/pades/mark/multiply", test_multiply);
  g_test_add_func ("/pades/mark/print", test_print);
  g_test_add_func ("/pades/mark/stamp-multiply", test_stamp_multiply);
  g_test_add_func ("/pades/mark/picture", test_picture);
  g_test_add_func ("/pades/mark/written-once", test_written_once);
  g_test_add_func ("/pades/mark/one-revision", test_one_revision);
  g_test_add_func ("/pades/mark/rect", test_rect);
  g_test_add_func ("/pades/mark/refused", test_refused);
  g_test_add_func ("/pades/mark/shared-annots", test_shared_annots);
  g_test_add_func ("/pades/mark/archived", test_archived);
  g_test_add_func ("/pades/mark/stencil", test_stencil);
  result = g_test_run ();
  pki_signer_free (signer);
  fixture_free (fixture);
  return result;
}
