/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-xobject.h"

/* An appearance becomes two layers. The shared form is the picture itself, a group of its own, and
 * is written once however often it stands on the pages. The placement form belongs to one mark: it
 * moves the shared one to where it stands, in the page's own units, and blends it. */

typedef struct {
  PadesAppearance *appearance; /* lent by the request */
  guint32 number;
} Shared;

static gboolean
bytes_equal (GBytes *a, GBytes *b)
{
  return a == b || (a != NULL && b != NULL && g_bytes_equal (a, b));
}

static gboolean
appearance_equal (const PadesAppearance *a, const PadesAppearance *b)
{
  return a == b ||
         (a->width == b->width && a->height == b->height && a->image_width == b->image_width &&
          a->image_height == b->image_height && bytes_equal (a->content, b->content) &&
          bytes_equal (a->image_rgb, b->image_rgb) && bytes_equal (a->image_alpha, b->image_alpha));
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
  pdf_object_take (dict, "ColorSpace", pdf_object_new_name (color_space));
  pdf_object_take (dict, "BitsPerComponent", pdf_object_new_integer (8));
  return dict;
}

/* /Resources << /category << /name number 0 R >> >> */
static void
add_resource (PadesPlan *plan, PdfObject *dict, const char *name, guint32 number)
{
  PdfObject *resources = pdf_object_new_dict ();
  PdfObject *objects = pdf_object_new_dict ();

  pdf_object_take (objects, name, pdf_writer_new_ref (plan->writer, number));
  pdf_object_take (resources, "XObject", objects);
  pdf_object_take (dict, "Resources", resources);
}

static guint32
add_image (PadesPlan *plan, const PadesAppearance *appearance)
{
  g_autoptr (PdfObject) image = image_dict (appearance, "DeviceRGB");

  if (appearance->image_alpha != NULL)
    {
      g_autoptr (PdfObject) mask = image_dict (appearance, "DeviceGray");
      guint32 number = pdf_writer_add_stream (plan->writer, mask, appearance->image_alpha);

      pdf_object_take (image, "SMask", pdf_writer_new_ref (plan->writer, number));
    }
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
add_shared (PadesPlan *plan, PadesAppearance *appearance)
{
  g_autoptr (PdfObject) dict = form_dict (appearance->width, appearance->height);

  pdf_object_take (dict, "Group", transparency_group ());
  if (appearance->image_width > 0)
    add_resource (plan, dict, "Im0", add_image (plan, appearance));
  else
    pdf_object_take (dict, "Resources", pdf_object_new_dict ());
  return pdf_writer_add_stream (plan->writer, dict, appearance->content);
}

/**
 * pades_xobject_add_shared:
 * @plan: the plan, with its writer
 * @appearance: what the mark looks like
 *
 * Writes the form of an appearance, or finds the one that an equal appearance got.
 *
 * Returns: its object number
 */
guint32
pades_xobject_add_shared (PadesPlan *plan, PadesAppearance *appearance)
{
  Shared *shared = NULL;
  guint i;

  for (i = 0; i < plan->forms->len; i++)
    {
      shared = g_ptr_array_index (plan->forms, i);
      if (appearance_equal (shared->appearance, appearance))
        return shared->number;
    }
  shared = g_new0 (Shared, 1);
  shared->appearance = appearance;
  shared->number = add_shared (plan, appearance);
  g_ptr_array_add (plan->forms, shared);
  return shared->number;
}

static void
add_blend_mode (PdfObject *form)
{
  PdfObject *resources = pdf_object_peek_key (form, "Resources");
  PdfObject *states = pdf_object_new_dict ();
  PdfObject *state = pdf_object_new_dict ();

  pdf_object_take (state, "Type", pdf_object_new_name ("ExtGState"));
  pdf_object_take (state, "BM", pdf_object_new_name ("Multiply"));
  pdf_object_take (states, "GS0", state);
  pdf_object_take (resources, "ExtGState", states);
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
 * the blend mode is to meet the page below.
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
  g_autoptr (GBytes) bytes = NULL;

  add_resource (plan, form, "Fm0", pades_xobject_add_shared (plan, appearance));
  if (appearance->multiply)
    {
      add_blend_mode (form);
      g_string_append (content, "/GS0 gs ");
    }
  append_number (content, to_user->a);
  append_number (content, to_user->b);
  append_number (content, to_user->c);
  append_number (content, to_user->d);
  append_number (content, to_user->e - rect->x0);
  append_number (content, to_user->f - rect->y0);
  g_string_append (content, "cm /Fm0 Do Q EMC\n");
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
