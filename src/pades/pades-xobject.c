/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-xobject.h"

/* An appearance becomes two layers. The shared forms are its ink, a group of its own, and its
 * print; they are written once however often they stand on the pages. The placement form belongs to
 * one mark: it moves the shared ones to where it stands, in the page's own units, and blends the
 * ink. */

typedef enum { PART_INK, PART_PRINT } Part;

typedef struct {
  PadesAppearance *appearance; /* lent by the request */
  Part part;
  guint32 number;
} Shared;

static gboolean
bytes_equal (GBytes *a, GBytes *b)
{
  return a == b || (a != NULL && b != NULL && g_bytes_equal (a, b));
}

static gboolean
part_equal (const PadesAppearance *a, const PadesAppearance *b, Part part)
{
  if (a == b)
    return TRUE;
  if (a->width != b->width || a->height != b->height)
    return FALSE;
  if (part == PART_PRINT)
    return bytes_equal (a->print, b->print);
  return a->image_width == b->image_width && a->image_height == b->image_height &&
         bytes_equal (a->content, b->content) && bytes_equal (a->image_rgb, b->image_rgb) &&
         bytes_equal (a->image_alpha, b->image_alpha);
}

static void
append_number (GString *content, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  /* Six digits behind the point: a thousandth of what any printer resolves, and no exponents,
   * which PDF has not. */
  g_string_append (content, g_ascii_formatd (text, sizeof text, "%.6f", value));
  g_string_append_c (content, ' ');
}

static PdfObject *
form_dict (double width, double height)
{
  PdfObject *dict = pdf_object_new_dict ();

  pdf_object_take (dict, "Type", pdf_object_new_name ("XObject"));
  pdf_object_take (dict, "Subtype", pdf_object_new_name ("Form"));
  pdf_object_take (dict, "BBox", pdf_object_new_rect (0, 0, width, height));
  return dict;
}

static PdfObject *
image_dict (const PadesAppearance *appearance, const char *color_space)
{
  PdfObject *dict = pdf_object_new_dict ();

  pdf_object_take (dict, "Type", pdf_object_new_name ("XObject"));
  pdf_object_take (dict, "Subtype", pdf_object_new_name ("Image"));
  pdf_object_take (dict, "Width", pdf_object_new_integer (appearance->image_width));
  pdf_object_take (dict, "Height", pdf_object_new_integer (appearance->image_height));
  if (color_space != NULL)
    pdf_object_take (dict, "ColorSpace", pdf_object_new_name (color_space));
  pdf_object_take (dict, "BitsPerComponent", pdf_object_new_integer (color_space != NULL ? 8 : 1));
  return dict;
}

static void
add_resource (PadesPlan *plan, PdfObject *objects, const char *name, guint32 number)
{
  pdf_object_take (objects, name, pdf_writer_new_ref (plan->writer, number));
}

static PdfObject *
numbers (const double *values, guint n)
{
  PdfObject *array = pdf_object_new_array ();
  guint i;

  for (i = 0; i < n; i++)
    pdf_object_take_append (array, pdf_object_new_real (values[i]));
  return array;
}

/* Device RGB shall mean sRGB (IEC 61966-2-1) here: what the ink was drawn in. */
static PdfObject *
default_rgb (void)
{
  static const double white[] = {0.9505, 1.0, 1.089};
  static const double gamma[] = {2.2, 2.2, 2.2};
  static const double matrix[] = {0.4124, 0.2126, 0.0193, 0.3576, 0.7152,
                                  0.1192, 0.1805, 0.0722, 0.9505};
  PdfObject *space = pdf_object_new_array ();
  PdfObject *params = pdf_object_new_dict ();
  PdfObject *spaces = pdf_object_new_dict ();

  pdf_object_take (params, "WhitePoint", numbers (white, G_N_ELEMENTS (white)));
  pdf_object_take (params, "Gamma", numbers (gamma, G_N_ELEMENTS (gamma)));
  pdf_object_take (params, "Matrix", numbers (matrix, G_N_ELEMENTS (matrix)));
  pdf_object_take_append (space, pdf_object_new_name ("CalRGB"));
  pdf_object_take_append (space, params);
  pdf_object_take (spaces, "DefaultRGB", space);
  return spaces;
}

/* Where soft masks are forbidden, what is half transparent or more is left out: a bit is 1 there
 * (ISO 32000-2, 8.9.6.3). */
static guint32
add_stencil (PadesPlan *plan, const PadesAppearance *appearance)
{
  const guint8 *alpha = g_bytes_get_data (appearance->image_alpha, NULL);
  gsize width = appearance->image_width;
  gsize stride = (width + 7) / 8;
  gsize size = stride * appearance->image_height;
  guint8 *bits = g_malloc0 (size);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (PdfObject) mask = image_dict (appearance, NULL);
  gsize i;

  g_assert (g_bytes_get_size (appearance->image_alpha) >= width * appearance->image_height);
  for (i = 0; i < width * appearance->image_height; i++)
    if (alpha[i] < 128)
      bits[i / width * stride + i % width / 8] |= (guint8) (0x80 >> (i % width % 8));
  bytes = g_bytes_new_take (bits, size);
  pdf_object_take (mask, "ImageMask", pdf_object_new_boolean (TRUE));
  return pdf_writer_add_stream (plan->writer, mask, bytes);
}

static guint32
add_soft_mask (PadesPlan *plan, const PadesAppearance *appearance)
{
  g_autoptr (PdfObject) mask = image_dict (appearance, "DeviceGray");

  return pdf_writer_add_stream (plan->writer, mask, appearance->image_alpha);
}

static guint32
add_image (PadesPlan *plan, const PadesAppearance *appearance)
{
  g_autoptr (PdfObject) image = image_dict (appearance, "DeviceRGB");

  if (appearance->image_alpha != NULL && plan->conformance.flat)
    pdf_object_take (image, "Mask",
                     pdf_writer_new_ref (plan->writer, add_stencil (plan, appearance)));
  else if (appearance->image_alpha != NULL)
    pdf_object_take (image, "SMask",
                     pdf_writer_new_ref (plan->writer, add_soft_mask (plan, appearance)));
  return pdf_writer_add_stream (plan->writer, image, appearance->image_rgb);
}

/* Isolated, so that the ink is one thing when it is blended: where its own shapes overlap it gets
 * no darker (ISO 32000-2, 11.6.6). */
static PdfObject *
transparency_group (void)
{
  PdfObject *group = pdf_object_new_dict ();

  pdf_object_take (group, "S", pdf_object_new_name ("Transparency"));
  pdf_object_take (group, "I", pdf_object_new_boolean (TRUE));
  return group;
}

static guint32
add_shared (PadesPlan *plan, const PadesAppearance *appearance, Part part)
{
  g_autoptr (PdfObject) dict = form_dict (appearance->width, appearance->height);
  PdfObject *resources = pdf_object_new_dict ();

  if (part == PART_INK && !plan->conformance.flat)
    pdf_object_take (dict, "Group", transparency_group ());
  if (plan->conformance.calibrated)
    pdf_object_take (resources, "ColorSpace", default_rgb ());
  if (part == PART_INK && appearance->image_width > 0)
    {
      PdfObject *objects = pdf_object_new_dict ();

      add_resource (plan, objects, "Im0", add_image (plan, appearance));
      pdf_object_take (resources, "XObject", objects);
    }
  pdf_object_take (dict, "Resources", resources);
  return pdf_writer_add_stream (plan->writer, dict,
                                part == PART_INK ? appearance->content : appearance->print);
}

/* Writes the form of a part of an appearance, or finds the one that an equal part got. */
static guint32
share (PadesPlan *plan, PadesAppearance *appearance, Part part)
{
  Shared *shared = NULL;
  guint i;

  for (i = 0; i < plan->forms->len; i++)
    {
      shared = g_ptr_array_index (plan->forms, i);
      if (shared->part == part && part_equal (shared->appearance, appearance, part))
        return shared->number;
    }
  shared = g_new0 (Shared, 1);
  shared->appearance = appearance;
  shared->part = part;
  shared->number = add_shared (plan, appearance, part);
  g_ptr_array_add (plan->forms, shared);
  return shared->number;
}

static void
add_blend_mode (PdfObject *resources)
{
  PdfObject *states = pdf_object_new_dict ();
  PdfObject *state = pdf_object_new_dict ();

  pdf_object_take (state, "Type", pdf_object_new_name ("ExtGState"));
  pdf_object_take (state, "BM", pdf_object_new_name ("Multiply"));
  pdf_object_take (states, "GS0", state);
  pdf_object_take (resources, "ExtGState", states);
}

static void
append_matrix (GString *content, const PdfMatrix *matrix, const PdfRect *rect)
{
  append_number (content, matrix->a);
  append_number (content, matrix->b);
  append_number (content, matrix->c);
  append_number (content, matrix->d);
  append_number (content, matrix->e - rect->x0);
  append_number (content, matrix->f - rect->y0);
  g_string_append (content, "cm\n");
}

/**
 * pades_xobject_add_placement:
 * @plan: the plan, with its writer
 * @appearance: what the mark looks like
 * @to_user: from the appearance's box to the page's user space
 * @rect: the annotation's rectangle, in user space
 *
 * Writes the form that an annotation shows. It has the size of the rectangle, so that a reader
 * moves it there and stretches nothing (ISO 32000-2, 12.5.5, algorithm 8). It is no group itself:
 * the blend mode is to meet the page below, and the print is to meet none.
 *
 * Returns: its object number
 */
guint32
pades_xobject_add_placement (PadesPlan *plan,
                             PadesAppearance *appearance,
                             const PdfMatrix *to_user,
                             const PdfRect *rect)
{
  g_autoptr (PdfObject) form = form_dict (rect->x1 - rect->x0, rect->y1 - rect->y0);
  /* An artifact to readers of tagged documents: what it says stands in the annotation. */
  GString *content = g_string_new ("/Artifact BMC q ");
  PdfObject *resources = pdf_object_new_dict ();
  PdfObject *objects = pdf_object_new_dict ();
  gboolean blend = appearance->multiply && !plan->conformance.flat;
  g_autoptr (GBytes) bytes = NULL;

  append_matrix (content, to_user, rect);
  if (appearance->content != NULL)
    {
      add_resource (plan, objects, "Fm0", share (plan, appearance, PART_INK));
      if (blend)
        add_blend_mode (resources);
      g_string_append (content, blend ? "q /GS0 gs /Fm0 Do Q\n" : "/Fm0 Do\n");
    }
  if (appearance->print != NULL)
    {
      add_resource (plan, objects, "Fm1", share (plan, appearance, PART_PRINT));
      g_string_append (content, "/Fm1 Do\n");
    }
  g_string_append (content, "Q EMC\n");
  pdf_object_take (resources, "XObject", objects);
  pdf_object_take (form, "Resources", resources);
  bytes = g_string_free_to_bytes (content);
  return pdf_writer_add_stream (plan->writer, form, bytes);
}

/**
 * pades_xobject_add_empty:
 * @plan: the plan, with its writer
 *
 * Writes the form of a field that shows nothing: PDF/A-1 wants one even then (ISO 19005-1, 6.9).
 *
 * Returns: its object number
 */
guint32
pades_xobject_add_empty (PadesPlan *plan)
{
  g_autoptr (PdfObject) form = form_dict (0, 0);
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);

  pdf_object_take (form, "Resources", pdf_object_new_dict ());
  return pdf_writer_add_stream (plan->writer, form, nothing);
}
