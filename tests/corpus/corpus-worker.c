/* SPDX-License-Identifier: GPL-3.0-or-later */

/* usage: corpus-worker sign IN OUT [PAGE X Y WIDTH]…      mm from the top left of the page as
 * shown; page 0 is the last one corpus-worker sign-field IN OUT NAME             with a mark where
 * the field can be seen corpus-worker fields IN                          names of the empty
 * signature fields corpus-worker verify IN corpus-worker page IN PAGE                       its
 * size in mm
 *
 * PDF_PASSWORD in the environment opens an encrypted file.
 *
 * One file, one process: whatever hangs or crashes does so alone. The first line is "ok" or
 * "error DOMAIN CODE MESSAGE"; verify adds a line for each signature. */

#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "pades-fixture.h"
#include "pdf-fields.h"

/* A red square with a blue quarter at its upper left: place, size and way up can all be told. */
static PadesAppearance *
new_appearance (void)
{
  static const char content[] = "1 0 0 rg 0 0 40 40 re f 0 0 1 rg 0 20 20 20 re f\n";
  PadesAppearance *appearance = pades_appearance_new ();

  appearance->width = 40;
  appearance->height = 40;
  appearance->content = g_bytes_new_static (content, strlen (content));
  return appearance;
}

static int
say (const GError *error)
{
  if (error == NULL)
    g_print ("ok\n");
  else
    g_print ("error %s %d %s\n", g_quark_to_string (error->domain), error->code, error->message);
  return 0;
}

static PdfFile *
open_input (const char *path, GError **error)
{
  return pdf_file_open_with_password (path, g_getenv ("PDF_PASSWORD"), NULL, error);
}

static guint
read_page (PdfFile *file, const char *text)
{
  guint page = (guint) atoi (text);

  return page == 0 ? MAX (pdf_file_get_n_pages (file, NULL), 1) - 1 : page - 1;
}

static int
run_sign (int argc, char **argv)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autoptr (PkiSigner) signer = fixture_new_signer (fixture, "p256");
  g_autoptr (PadesAppearance) appearance = new_appearance ();
  g_autoptr (GPtrArray) marks = g_ptr_array_new_with_free_func (g_free);
  PadesSignRequest request = fixture_request (fixture, signer, PADES_LEVEL_B_B);
  g_autoptr (GError) error = NULL;
  g_autoptr (PdfFile) file = open_input (argv[0], &error);

  if (file == NULL)
    return say (error);
  for (int i = 2; i + 3 < argc; i += 4)
    {
      PadesMark *mark = g_new0 (PadesMark, 1);
      double width = g_ascii_strtod (argv[i + 3], NULL);

      mark->placement = (PdfPlacement){.page = read_page (file, argv[i]),
                                       .x = g_ascii_strtod (argv[i + 1], NULL),
                                       .y = g_ascii_strtod (argv[i + 2], NULL),
                                       .width = width,
                                       .height = width};
      mark->appearance = appearance;
      g_ptr_array_add (marks, mark);
    }
  request.marks = marks;
  pades_sign (file, argv[1], &request, NULL, &error);
  return say (error);
}

static PdfField *
find_field (GPtrArray *fields, const char *name)
{
  for (guint i = 0; i < fields->len; i++)
    {
      PdfField *field = g_ptr_array_index (fields, i);

      if (g_strcmp0 (field->name, name) == 0)
        return field;
    }
  return NULL;
}

/* The largest square in the middle of the field, in millimetres of its page. */
static gboolean
place_in_field (PdfFile *file, const PdfField *field, PdfPlacement *placement)
{
  guint n = pdf_file_get_n_pages (file, NULL);

  if (field == NULL || field->rect.x1 <= field->rect.x0 || field->rect.y1 <= field->rect.y0)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (PdfPage) page = pdf_file_get_page (file, i, NULL);
      PdfMatrix matrix;
      PdfRect room;
      double side;

      if (page == NULL || page->number != field->page)
        continue;
      matrix = pdf_page_box_get_to_display (&page->box);
      room = pdf_matrix_apply_rect (&matrix, &field->rect);
      side = MIN (room.x1 - room.x0, room.y1 - room.y0);
      *placement = (PdfPlacement){
          i, (room.x0 + room.x1 - side) / 2, (room.y0 + room.y1 - side) / 2, side, side, 0};
      return TRUE;
    }
  return FALSE;
}

static int
run_sign_field (char **argv)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autoptr (PkiSigner) signer = fixture_new_signer (fixture, "p256");
  g_autoptr (PadesAppearance) appearance = new_appearance ();
  g_autoptr (GPtrArray) marks = g_ptr_array_new ();
  PadesMark mark = {.appearance = appearance};
  PadesSignRequest request = fixture_request (fixture, signer, PADES_LEVEL_B_B);
  g_autoptr (GError) error = NULL;
  g_autoptr (PdfFile) file = open_input (argv[0], &error);
  g_autoptr (GPtrArray) fields = file == NULL ? NULL : pdf_fields_list (file, &error);

  if (fields == NULL)
    return say (error);
  if (place_in_field (file, find_field (fields, argv[2]), &mark.placement))
    g_ptr_array_add (marks, &mark);
  request.marks = marks;
  request.field = argv[2];
  pades_sign (file, argv[1], &request, NULL, &error);
  return say (error);
}

static int
run_fields (char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdfFile) file = open_input (argv[0], &error);
  g_autoptr (GPtrArray) fields = file == NULL ? NULL : pdf_fields_list (file, &error);

  say (error);
  for (guint i = 0; fields != NULL && i < fields->len; i++)
    {
      const PdfField *field = g_ptr_array_index (fields, i);

      if (g_strcmp0 (field->type, "Sig") == 0 &&
          pdf_object_get_type (field->value) == PDF_TYPE_NULL)
        g_print ("%s\n", field->name);
    }
  return 0;
}

static const char *const integrities[] = {"intact", "broken", "unsupported", "unparseable"};
static const char *const coverages[] = {"entire-file", "entire-revision", "partial", "malformed"};
static const char *const levels[] = {"none", "B-B", "B-T", "B-LT", "B-LTA"};
static const char *const indications[] = {"total-passed", "indeterminate", "total-failed",
                                          "no-signature"};
static const char *const changes[] = {"none", "permitted", "forbidden", "not-analysed"};

static int
run_verify (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PkiTrust) trust = pki_trust_new ();
  g_autoptr (PdfFile) file = open_input (argv[0], &error);
  g_autoptr (PadesReport) report = NULL;

  for (int i = 1; i < argc; i++)
    if (!pki_trust_add_file (trust, argv[i], &error))
      return say (error);
  if (file != NULL)
    report = pades_verify (file, trust, SUPPORT_NOW, NULL, &error);
  say (error);
  for (guint i = 0; report != NULL && i < report->signatures->len; i++)
    {
      const PadesSignature *each = g_ptr_array_index (report->signatures, i);

      g_autofree char *field = g_strdelimit (g_strdup (each->field), "\t\r\n", ' ');

      g_print ("%s\t%s\t%s\t%s\t%s\t%s\t%d\t%s\t%d\t%s\n", field, each->sub_filter,
               integrities[each->integrity], coverages[each->coverage], levels[each->level],
               indications[each->indication], each->docmdp,
               each->locked_fields != NULL ? each->locked_fields : "", each->timestamp,
               changes[each->changes]);
    }
  return 0;
}

static int
run_page (char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdfFile) file = open_input (argv[0], &error);
  g_autoptr (PdfPage) page = NULL;
  double width = 0;
  double height = 0;

  if (file != NULL)
    page = pdf_file_get_page (file, read_page (file, argv[1]), &error);
  say (error);
  if (page == NULL)
    return 0;
  pdf_page_box_get_size (&page->box, &width, &height);
  g_print ("%f\t%f\t%f\t%u\n", width, height, page->box.user_unit, read_page (file, argv[1]) + 1);
  return 0;
}

int
main (int argc, char **argv)
{
  setlocale (LC_CTYPE, "C.UTF-8"); /* names are printed as they are */
  if (argc >= 4 && strcmp (argv[1], "sign") == 0)
    return run_sign (argc - 2, argv + 2);
  if (argc == 5 && strcmp (argv[1], "sign-field") == 0)
    return run_sign_field (argv + 2);
  if (argc == 3 && strcmp (argv[1], "fields") == 0)
    return run_fields (argv + 2);
  if (argc >= 3 && strcmp (argv[1], "verify") == 0)
    return run_verify (argc - 2, argv + 2);
  if (argc == 4 && strcmp (argv[1], "page") == 0)
    return run_page (argv + 2);
  g_printerr ("corpus-worker: see the head of its source\n");
  return 2;
}
