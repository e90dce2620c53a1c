/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <glib/gstdio.h>

#include "pdf-writer.h"
#include "support-pdf.h"

/* A mark is put on a page through the geometry and the writer, other programs draw the page, and
 * the colours must be where the placement says. */

/* The mark: its top left quarter green, the rest red, so that neither turn nor mirror passes. */
#define FORM_WIDTH 120
#define FORM_HEIGHT 60
static const char form_content[] = "1 0 0 rg 0 0 120 60 re f 0 1 0 rg 0 30 60 30 re f";

#define DPI 144

typedef struct {
  const char *media;
  const char *page;
  gboolean has_unit; /* which Poppler 22 does not know */
  PdfPlacement placement;
} Case;

static const Case cases[] = {
    {"[0 0 400 600]", "", FALSE, {0, 20, 30, 40, 20, 0}},
    {"[0 0 400 600]", "/Rotate 90", FALSE, {0, 20, 30, 40, 20, 0}},
    {"[0 0 400 600]", "/Rotate 180", FALSE, {0, 20, 30, 40, 20, 30}},
    {"[0 0 400 600]", "/Rotate -90", FALSE, {0, 60, 10, 40, 20, 0}},
    {"[-100 -300 300 300]", "/CropBox [-50 -250 250 250]", FALSE, {0, 5, 6, 40, 20, 0}},
    {"[-100 -300 300 300]",
     "/CropBox [-50 -250 250 250] /Rotate 270",
     FALSE,
     {0, 90, 60, 40, 20, -45}},
    {"[0 0 200 300]", "/UserUnit 2", TRUE, {0, 20, 30, 40, 20, 0}},
    {"[0 0 200 300]",
     "/UserUnit 2 /Rotate 90 /CropBox [10 20 180 280]",
     TRUE,
     {0, 70, 30, 40, 20, 75}},
};

typedef struct {
  guint width, height;
  guint8 *pixels;
} Picture;

static void
picture_clear (Picture *self)
{
  g_clear_pointer (&self->pixels, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Picture, picture_clear)

static gboolean
read_ppm (const char *path, Picture *picture)
{
  FILE *stream = fopen (path, "rb");
  gsize length;
  gboolean read;

  if (!stream)
    return FALSE;
  read = fscanf (stream, "P6 %u %u 255", &picture->width, &picture->height) == 2 &&
         fgetc (stream) != EOF;
  length = read ? (gsize) picture->width * picture->height * 3 : 0;
  picture->pixels = g_malloc (length + 1);
  read = read && fread (picture->pixels, 1, length, stream) == length;
  fclose (stream);
  return read;
}

static PdfObject *
new_matrix (const PdfMatrix *m)
{
  const double values[] = {m->a, m->b, m->c, m->d, m->e, m->f};
  PdfObject *array = pdf_object_new_array ();

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    pdf_object_take_append (array, pdf_object_new_real (values[i]));
  return array;
}

static guint32
add_form (PdfWriter *writer, const PdfMatrix *matrix)
{
  g_autoptr (PdfObject) form = pdf_object_new_dict ();
  g_autoptr (GBytes) content = g_bytes_new_static (form_content, strlen (form_content));

  pdf_object_take (form, "Type", pdf_object_new_name ("XObject"));
  pdf_object_take (form, "Subtype", pdf_object_new_name ("Form"));
  pdf_object_take (form, "BBox", pdf_object_new_rect (0, 0, FORM_WIDTH, FORM_HEIGHT));
  pdf_object_take (form, "Matrix", new_matrix (matrix));
  return pdf_writer_add_stream (writer, form, content);
}

static GByteArray *
add_mark (PdfWriter *writer, PdfPage *page, const PdfPlacement *placement)
{
  PdfMatrix matrix = pdf_placement_get_form_matrix (placement, &page->box, FORM_WIDTH, FORM_HEIGHT);
  PdfRect rect = pdf_placement_get_user_rect (placement, &page->box);
  g_autoptr (PdfObject) stamp = pdf_object_new_dict ();
  g_autoptr (PdfObject) dict = pdf_object_copy (page->dict);
  PdfObject *appearance = pdf_object_new_dict ();
  PdfObject *annotations = pdf_object_new_array ();

  pdf_object_take (appearance, "N", pdf_writer_new_ref (writer, add_form (writer, &matrix)));
  pdf_object_take (stamp, "Type", pdf_object_new_name ("Annot"));
  pdf_object_take (stamp, "Subtype", pdf_object_new_name ("Stamp"));
  pdf_object_take (stamp, "F", pdf_object_new_integer (4));
  pdf_object_take (stamp, "Rect", pdf_object_new_rect (rect.x0, rect.y0, rect.x1, rect.y1));
  pdf_object_take (stamp, "AP", appearance);
  pdf_object_take_append (annotations, pdf_writer_new_ref (writer, pdf_writer_add (writer, stamp)));
  pdf_object_take (dict, "Annots", annotations);
  pdf_writer_put (writer, page->number, dict);
  return pdf_writer_finish (writer, NULL);
}

static void
write_case (const Case *c, const char *path, PdfPageBox *box)
{
  SupportPdf options = {.media = c->media, .page = c->page, .content = ""};
  g_autoptr (GBytes) base = support_pdf_new (&options);
  g_autoptr (PdfFile) file = pdf_file_new_for_bytes (base, NULL, NULL);
  g_autoptr (PdfPage) page = pdf_file_get_page (file, 0, NULL);
  g_autoptr (PdfWriter) writer = pdf_writer_new (file);
  GByteArray *appended = add_mark (writer, page, &c->placement);
  g_autoptr (GByteArray) whole = g_byte_array_new ();
  gsize length;
  const guint8 *data = g_bytes_get_data (base, &length);

  *box = page->box;
  g_byte_array_append (whole, data, length);
  g_byte_array_append (whole, appended->data, appended->len);
  g_assert_true (g_file_set_contents (path, (const char *) whole->data, whole->len, NULL));
}

/* The colour at a place of the mark, (0, 0) its top left and (1, 1) its bottom right corner. */
static const guint8 *
get_pixel (const Picture *picture, const PdfPlacement *p, double u, double v)
{
  double radians = p->angle * G_PI / 180;
  double dx = (u - 0.5) * p->width;
  double dy = (v - 0.5) * p->height;
  double x = p->x + p->width / 2 + dx * cos (radians) - dy * sin (radians);
  double y = p->y + p->height / 2 + dx * sin (radians) + dy * cos (radians);
  guint column = floor (x / 25.4 * DPI);
  guint row = floor (y / 25.4 * DPI);

  g_assert_cmpuint (column, <, picture->width);
  g_assert_cmpuint (row, <, picture->height);
  return picture->pixels + 3 * ((gsize) row * picture->width + column);
}

static void
assert_colour (const Picture *picture, const PdfPlacement *p, double u, double v, guint32 rgb)
{
  const guint8 *pixel = get_pixel (picture, p, u, v);

  g_assert_cmphex (pixel[0] << 16 | pixel[1] << 8 | pixel[2], ==, rgb);
}

static void
check_picture (const Picture *picture, const PdfPlacement *p, const PdfPageBox *box)
{
  double width, height;

  pdf_page_box_get_size (box, &width, &height);
  g_assert_cmpfloat_with_epsilon (picture->width, width / 25.4 * DPI, 1.5);
  g_assert_cmpfloat_with_epsilon (picture->height, height / 25.4 * DPI, 1.5);
  /* Two hundredths of the mark are 0.4 and 0.8 mm: 2 and 4 pixels. */
  assert_colour (picture, p, 0.02, 0.02, 0x00ff00);
  assert_colour (picture, p, 0.48, 0.48, 0x00ff00);
  assert_colour (picture, p, 0.52, 0.25, 0xff0000);
  assert_colour (picture, p, 0.98, 0.02, 0xff0000);
  assert_colour (picture, p, 0.02, 0.52, 0xff0000);
  assert_colour (picture, p, 0.98, 0.98, 0xff0000);
  assert_colour (picture, p, -0.02, 0.5, 0xffffff);
  assert_colour (picture, p, 1.02, 0.5, 0xffffff);
  assert_colour (picture, p, 0.5, -0.05, 0xffffff);
  assert_colour (picture, p, 0.5, 1.05, 0xffffff);
}

/* @argv names the input in its second place from the end and the output in the last. */
static void
draw (char **argv, const char *output, const Case *c, const PdfPageBox *box)
{
  g_auto (Picture) picture = {0};

  g_assert_true (
      g_spawn_sync (NULL, argv, NULL,
                    G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL,
                    NULL, NULL, NULL, NULL, NULL, NULL));
  g_assert_true (read_ppm (output, &picture));
  check_picture (&picture, &c->placement, box);
  g_unlink (output);
}

static void
test_drawn (gconstpointer data)
{
  const char *program = data;
  gboolean poppler = strcmp (program, "pdftoppm") == 0;
  g_autofree char *found = g_find_program_in_path (program);
  g_autofree char *folder = g_dir_make_tmp ("vermilion-XXXXXX", NULL);
  g_autofree char *input = g_build_filename (folder, "in.pdf", NULL);
  g_autofree char *stem = g_build_filename (folder, "out", NULL);
  g_autofree char *output = g_strconcat (stem, ".ppm", NULL);
  const char *const poppler_argv[] = {program, "-r",       "144",         "-aa", "no", "-aaVector",
                                      "no",    "-cropbox", "-singlefile", input, stem, NULL};
  const char *const mupdf_argv[] = {program, "draw", "-q",   "-r",  "144", "-A",
                                    "0",     "-o",   output, input, "1",   NULL};

  if (!found)
    {
      g_autofree char *note = g_strdup_printf ("%s is not installed", program);

      g_test_skip (note);
    }
  for (guint i = 0; found && i < G_N_ELEMENTS (cases); i++)
    {
      PdfPageBox box;

      if (poppler && cases[i].has_unit)
        continue;
      g_test_message ("%s %s", cases[i].media, cases[i].page);
      write_case (&cases[i], input, &box);
      draw ((char **) (poppler ? poppler_argv : mupdf_argv), output, &cases[i], &box);
    }
  g_unlink (input);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/pdf/drawn/poppler", "pdftoppm", test_drawn);
  g_test_add_data_func ("/pdf/drawn/mupdf", "mutool", test_drawn);
  return g_test_run ();
}
