/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-step.h"

#include <string.h>

/* An XMP packet is some kilobytes. */
#define MAX_METADATA (4u << 20)

/* Entries that rules of their own look into, and those that no reader shows. */
static const char *const own_rules[] = {"AcroForm", "DSS", "Metadata", "StructTreeRoot", NULL};
static const char *const versions[] = {"Extensions", "Version", NULL};
static const char *const notes[] = {"LastModified", "PieceInfo", "MarkInfo", NULL};

static gboolean
is_trailer (PadesStep *step G_GNUC_UNUSED, guint32 container)
{
  return container == 0;
}

/* However many places keep them, they are one thing. */
static void
tell_metadata (PadesStep *step)
{
  if (!pades_step_is_told (step, PADES_CHANGE_METADATA, NULL))
    pades_step_add (step, PADES_CHANGE_METADATA, PADES_EFFECT_UPKEEP, NULL);
}

static void
judge_entry (PadesStep *step, const char *key)
{
  if (pades_step_is_any (key, own_rules))
    return;
  if (pades_step_is_any (key, versions))
    pades_step_add (step, PADES_CHANGE_EXTENSIONS, PADES_EFFECT_UPKEEP, NULL);
  else if (pades_step_is_any (key, notes))
    tell_metadata (step);
  else if (strcmp (key, "OutputIntents") == 0 && pades_step_adds_srgb (step))
    pades_step_add (step, PADES_CHANGE_SETTING, PADES_EFFECT_FORM, key);
  else
    pades_step_add (step, PADES_CHANGE_SETTING, PADES_EFFECT_CONTENT, key);
}

static void
ignore_text (GMarkupParseContext *context G_GNUC_UNUSED,
             const char *text G_GNUC_UNUSED,
             gsize length G_GNUC_UNUSED,
             gpointer data G_GNUC_UNUSED,
             GError **error G_GNUC_UNUSED)
{
}

/* Well formed, and without entities of its own: those GMarkup does not take. */
static gboolean
is_xmp (PdfFile *file, PdfObject *stream)
{
  static const GMarkupParser parser = {.text = ignore_text};
  g_autoptr (GBytes) bytes = pdf_file_decode (file, stream, MAX_METADATA, NULL);
  g_autoptr (GMarkupParseContext) context = NULL;
  const char *data;
  gsize length = 0;

  if (bytes == NULL)
    return FALSE;
  data = g_bytes_get_data (bytes, &length);
  if (length >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0)
    {
      data += 3;
      length -= 3;
    }
  context = g_markup_parse_context_new (&parser, G_MARKUP_TREAT_CDATA_AS_TEXT, NULL, NULL);
  return g_markup_parse_context_parse (context, data, (gssize) length, NULL) &&
         g_markup_parse_context_end_parse (context, NULL);
}

/* What the document says of itself in its catalog; pages and pictures have metadata too. */
static void
judge_metadata (PadesStep *step)
{
  static const char *const keys[] = {"Metadata", NULL};
  static const PadesPlace place = {keys, pades_step_is_catalog};
  PdfObject *old_at = pdf_object_peek_key (step->old_catalog, "Metadata");
  PdfObject *new_at = pdf_object_peek_key (step->new_catalog, "Metadata");
  guint32 number = pdf_object_get_ref (new_at, NULL);
  g_autoptr (PdfObject) new = NULL;

  if (pades_step_same (step, old_at, new_at) && !pades_step_is_pending (step, number))
    return;
  new = pades_step_get_new (step, step->new_catalog, "Metadata");
  if (new == NULL || number == 0 || !is_xmp (step->new, new))
    {
      pades_step_add (step, PADES_CHANGE_SETTING, PADES_EFFECT_CONTENT, "Metadata");
      return;
    }
  tell_metadata (step);
  pades_step_explain_value (step, new_at, &place);
}

static void
judge_info (PadesStep *step)
{
  static const char *const keys[] = {"Info", NULL};
  static const PadesPlace place = {keys, is_trailer};
  PdfObject *old_trailer = pdf_file_peek_trailer (step->old);
  PdfObject *new_trailer = pdf_file_peek_trailer (step->new);
  PdfObject *new_at = pdf_object_peek_key (new_trailer, "Info");
  guint32 number = pdf_object_get_ref (new_at, NULL);
  guint32 old_number = pdf_object_get_ref (pdf_object_peek_key (old_trailer, "Info"), NULL);
  g_autoptr (PdfObject) new = NULL;

  if (pades_step_same (step, pdf_object_peek_key (old_trailer, "Info"), new_at) &&
      !pades_step_is_pending (step, number))
    return;
  new = pades_step_get_new (step, new_trailer, "Info");
  if ((new != NULL &&pdf_object_get_type (new) != PDF_TYPE_DICT) ||
      (number != 0 && number != old_number && !pades_step_is_fresh (step, number)))
    {
      pades_step_add (step, PADES_CHANGE_SETTING, PADES_EFFECT_CONTENT, "Info");
      return;
    }
  tell_metadata (step);
  pades_step_explain_value (step, new_at, &place);
}

/* The extensions and notes may be objects of their own. */
static void
explain_notes (PadesStep *step)
{
  static const char *const keys[] = {"Extensions", "LastModified", "PieceInfo", "MarkInfo", NULL};
  static const PadesPlace place = {keys, pades_step_is_catalog};
  guint i;

  for (i = 0; keys[i] != NULL; i++)
    {
      PdfObject *value = pdf_object_peek_key (step->old_catalog, keys[i]);

      if (pades_step_is_pending (step, pdf_object_get_ref (value, NULL)))
        judge_entry (step, keys[i]);
      pades_step_explain_value (step, value, &place);
    }
}

/**
 * pades_step_judge_catalog:
 * @step: a step
 *
 * Judges the trailer and the catalog (ISO 32000-2, 7.7.2): what a document opens with, what it is
 * named, what it runs. Only what no reader shows may differ.
 */
void
pades_step_judge_catalog (PadesStep *step)
{
  PdfObject *old_trailer = pdf_file_peek_trailer (step->old);
  PdfObject *new_trailer = pdf_file_peek_trailer (step->new);
  PdfObject *new_root = pdf_object_peek_key (new_trailer, "Root");
  g_autoptr (GPtrArray) keys = NULL;
  guint i;

  if (step->catalog == 0 || pdf_object_get_ref (new_root, NULL) != step->catalog)
    {
      pades_step_add (step, PADES_CHANGE_SETTING, PADES_EFFECT_CONTENT, "Root");
      return;
    }
  if (!pades_step_same (step, pdf_object_peek_key (old_trailer, "Encrypt"),
                        pdf_object_peek_key (new_trailer, "Encrypt")))
    pades_step_add (step, PADES_CHANGE_SETTING, PADES_EFFECT_CONTENT, "Encrypt");
  keys = pades_step_diff (step, step->old_catalog, step->new_catalog);
  for (i = 0; i < keys->len; i++)
    judge_entry (step, g_ptr_array_index (keys, i));
  pades_step_explain (step, step->catalog);
  judge_metadata (step);
  judge_info (step);
  explain_notes (step);
}
