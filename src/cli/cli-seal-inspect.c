/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "cli-error.h"
#include "cli-json.h"
#include "cli-own-seal.h"
#include "seal-facts.h"
#include "seal-picture.h"

/* What is looked at: a picture, or one of the user's seals. */
typedef struct {
  const char *name; /* as it was given */
  SealEntry *entry; /* NULL for a picture */
  SealDrawing *drawing;
  SealFacts facts;
} Subject;

static void
subject_clear (Subject *self)
{
  g_clear_pointer (&self->entry, seal_entry_free);
  g_clear_pointer (&self->drawing, seal_drawing_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Subject, subject_clear)

static const struct {
  const char *name; /* in JSON */
  const char *words;
} shapes[] = {
    [SEAL_SHAPE_ROUND] = {"round", N_ ("round, with a closed border")},
    [SEAL_SHAPE_OVAL] = {"oval", N_ ("oval, with a closed border")},
    [SEAL_SHAPE_RECTANGLE] = {"rectangle", N_ ("rectangular, with a closed border")},
    [SEAL_SHAPE_OTHER] = {"other", N_ ("no closed border")},
};

static const struct {
  SealRemarks remark;
  const char *name;
  const char *words;
} remarks[] = {
    {SEAL_REMARK_COARSE, "coarse",
     N_ ("On paper it will look coarse: scan it at 300 dots per inch or more, or make it smaller "
         "with --width.")},
    {SEAL_REMARK_LITTLE_INK, "little-ink",
     N_ ("There is very little ink: take the picture again in even light.")},
    {SEAL_REMARK_MUCH_INK, "much-ink",
     N_ ("Most of it is covered: look whether paper was taken for ink.")},
    {SEAL_REMARK_UNUSUAL_SIZE, "unusual-size",
     N_ ("No official seal of this form has this size: compare it with the filed impression.")},
};

static gboolean
load (Subject *self, double width, GError **error)
{
  const SealPictureSpec spec = {.width = width};

  if (cli_own_seal_is_file (self->name))
    {
      self->drawing = seal_picture_load (self->name, &spec, error);
    }
  else
    {
      self->entry = cli_own_seal_find (self->name, error);
      if (self->entry != NULL)
        self->drawing = seal_drawing_ref (self->entry->drawing);
    }
  if (self->drawing == NULL)
    return FALSE;
  seal_facts_measure (self->drawing, &self->facts);
  return TRUE;
}

static void
add_double (JsonBuilder *builder, const char *key, double value)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_double_value (builder, value);
}

static void
add_remarks (JsonBuilder *builder, SealRemarks found)
{
  json_builder_set_member_name (builder, "remarks");
  json_builder_begin_array (builder);
  for (guint i = 0; i < G_N_ELEMENTS (remarks); i++)
    if (found & remarks[i].remark)
      json_builder_add_string_value (builder, remarks[i].name);
  json_builder_end_array (builder);
}

static void
add_pixels (JsonBuilder *builder, const SealFacts *facts)
{
  json_builder_set_member_name (builder, "pixels");
  if (facts->columns == 0)
    {
      json_builder_add_null_value (builder);
      return;
    }
  json_builder_begin_object (builder);
  cli_json_int (builder, "width", facts->columns);
  cli_json_int (builder, "height", facts->rows);
  add_double (builder, "dpi", facts->dpi);
  json_builder_end_object (builder);
}

static void
print_json (const Subject *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *colour = g_strdup_printf ("#%06x", self->facts.rgb);

  json_builder_begin_object (builder);
  cli_json_string (builder, "file", self->entry == NULL ? self->name : NULL);
  cli_json_string (builder, "id", self->entry != NULL ? self->entry->id : NULL);
  cli_json_string (builder, "title", self->entry != NULL ? self->entry->title : NULL);
  add_double (builder, "width", seal_drawing_get_width (self->drawing));
  add_double (builder, "height", seal_drawing_get_height (self->drawing));
  add_pixels (builder, &self->facts);
  cli_json_string (builder, "shape", shapes[self->facts.shape].name);
  add_double (builder, "ink", self->facts.ink);
  cli_json_string (builder, "colour", colour);
  add_remarks (builder, self->facts.remarks);
  json_builder_end_object (builder);
  cli_json_print (builder);
}

static void
print_text (const Subject *self)
{
  const SealFacts *facts = &self->facts;

  if (self->entry != NULL)
    g_print (_ ("%s: your seal %s\n"), self->entry->title, self->entry->id);
  else
    g_print (_ ("%s: a picture, its paper left out\n"), self->name);
  g_print (_ ("  On paper  %.1f × %.1f mm\n"), seal_drawing_get_width (self->drawing),
           seal_drawing_get_height (self->drawing));
  if (facts->columns > 0)
    g_print (_ ("  Drawn     %u × %u pixels, %.0f dots per inch\n"), facts->columns, facts->rows,
             facts->dpi);
  else
    g_print (_ ("  Drawn     in outlines, sharp at any size\n"));
  g_print (_ ("  Form      %s\n"), _ (shapes[facts->shape].words));
  g_print (_ ("  Ink       covers %.0f %%, colour #%06x\n"), facts->ink * 100, facts->rgb);
  for (guint i = 0; i < G_N_ELEMENTS (remarks); i++)
    if (facts->remarks & remarks[i].remark)
      g_print ("  ! %s\n", _ (remarks[i].words));
}

/**
 * cli_seal_inspect:
 * @argv: the arguments
 *
 * Tells what a seal looks like, before it stands on a contract.
 *
 * Returns: the exit status
 */
CliExit
cli_seal_inspect (char **argv)
{
  double width = 0;
  gboolean json = FALSE;
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "width", 0, 0, G_OPTION_ARG_DOUBLE, &width, N_("of a picture: its width on paper in millimetres; 40 otherwise"), "MM" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_("print one JSON object"), NULL },
    { NULL },
  };
  /* clang-format on */
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) rest = g_strdupv (argv);
  g_auto (Subject) subject = {NULL};

  if (!cli_command_parse (entries, _ ("PICTURE|SEAL"),
                          _ ("Measures a picture of a seal, or one of your seals by id or title: "
                             "size, form, ink, sharpness, and what to look at before it is used."),
                          &rest, &error))
    return cli_error_print (NULL, error);
  if (g_strv_length (rest) != 2)
    return cli_error_usage (_ ("give one picture, or the id or title of one seal"));
  if (!(width >= 0 && width <= 1000))
    return cli_error_usage (_ ("--width is in millimetres, at most 1000"));
  subject.name = rest[1];
  if (!load (&subject, width, &error))
    return cli_error_print (rest[1], error);
  (json ? print_json : print_text) (&subject);
  return CLI_EXIT_OK;
}
