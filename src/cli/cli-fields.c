/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "cli-error.h"
#include "cli-json.h"
#include "cli-password.h"
#include "pdf-fields.h"

/* The type as the file names it, as JSON does, and as a person reads it. */
static const struct {
  const char *name;
  const char *json;
  const char *text;
} types[] = {
    {"Sig", "signature", N_ ("signature")},
    {"Tx", "text", N_ ("text")},
    {"Btn", "button", N_ ("button")},
    {"Ch", "choice", N_ ("choice")},
};

static int
find_type (const PdfField *field)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_strcmp0 (field->type, types[i].name) == 0)
      return (int) i;
  return -1;
}

/* Object number of each page → its number from 1. */
static GHashTable *
number_pages (PdfFile *file, GError **error)
{
  g_autoptr (GHashTable) numbers = g_hash_table_new (NULL, NULL);
  g_autoptr (GError) cause = NULL;
  guint n_pages = pdf_file_get_n_pages (file, &cause);

  for (guint i = 0; cause == NULL && i < n_pages; i++)
    {
      g_autoptr (PdfPage) page = pdf_file_get_page (file, i, &cause);
      if (page != NULL)
        g_hash_table_insert (numbers, GUINT_TO_POINTER (page->number), GUINT_TO_POINTER (i + 1));
    }
  if (cause == NULL)
    return g_steal_pointer (&numbers);
  g_propagate_error (error, g_steal_pointer (&cause));
  return NULL;
}

static gboolean
is_signed (const PdfField *field)
{
  return g_strcmp0 (field->type, "Sig") == 0 && field->value != NULL;
}

static void
print_text (GPtrArray *fields, GHashTable *pages)
{
  if (fields->len == 0)
    g_print (_ ("There is no form in this file.\n"));
  for (guint i = 0; i < fields->len; i++)
    {
      const PdfField *field = g_ptr_array_index (fields, i);
      int type = find_type (field);
      guint page = GPOINTER_TO_UINT (g_hash_table_lookup (pages, GUINT_TO_POINTER (field->page)));

      g_print ("%s\t%s", field->name, type >= 0 ? _ (types[type].text) : _ ("unknown"));
      if (g_strcmp0 (field->type, "Sig") == 0)
        g_print ("\t%s", is_signed (field) ? _ ("signed") : _ ("empty"));
      if (page != 0)
        g_print (_ ("\tpage %u"), page);
      g_print ("\n");
    }
}

static void
add_field (JsonBuilder *builder, const PdfField *field, GHashTable *pages)
{
  int type = find_type (field);
  guint page = GPOINTER_TO_UINT (g_hash_table_lookup (pages, GUINT_TO_POINTER (field->page)));
  const double edges[] = {field->rect.x0, field->rect.y0, field->rect.x1, field->rect.y1};

  json_builder_begin_object (builder);
  cli_json_string (builder, "name", field->name);
  cli_json_string (builder, "type", type >= 0 ? types[type].json : NULL);
  cli_json_boolean (builder, "signed", is_signed (field));
  if (page != 0)
    cli_json_int (builder, "page", page);
  else
    cli_json_string (builder, "page", NULL);
  json_builder_set_member_name (builder, "rect");
  json_builder_begin_array (builder);
  for (guint i = 0; i < G_N_ELEMENTS (edges); i++)
    json_builder_add_double_value (builder, edges[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
print_json (const char *path, GPtrArray *fields, GHashTable *pages)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  cli_json_string (builder, "file", path);
  json_builder_set_member_name (builder, "fields");
  json_builder_begin_array (builder);
  for (guint i = 0; i < fields->len; i++)
    add_field (builder, g_ptr_array_index (fields, i), pages);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  cli_json_print (builder);
}

static CliExit
list_fields (const char *path, const char *password, gboolean json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdfFile) file = pdf_file_open_with_password (path, password, NULL, &error);
  g_autoptr (GPtrArray) fields = file != NULL ? pdf_fields_list (file, &error) : NULL;
  g_autoptr (GHashTable) pages = fields != NULL ? number_pages (file, &error) : NULL;

  if (pages == NULL)
    return cli_error_print (path, error);
  if (json)
    print_json (path, fields, pages);
  else
    print_text (fields, pages);
  return CLI_EXIT_OK;
}

/**
 * cli_fields:
 * @argv: the arguments
 *
 * Lists the form's fields: name, type, and for signature fields whether they are signed.
 *
 * Returns: the exit status
 */
CliExit
cli_fields (char **argv)
{
  gboolean json = FALSE;
  g_autofree char *password_file = NULL;
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "pdf-password-file", 0, 0, G_OPTION_ARG_FILENAME, &password_file, N_("the password of an encrypted PDF is the first line of this file, - for standard input"), N_("FILE") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_("print one JSON object for each file"), NULL },
    { NULL },
  };
  /* clang-format on */
  g_autoptr (CliPassword) password = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) rest = g_strdupv (argv);

  if (!cli_command_parse (entries, "IN.pdf", _ ("Lists the form fields of a PDF file."), &rest,
                          &error))
    return cli_error_print (NULL, error);
  if (g_strv_length (rest) != 2)
    return cli_error_usage (_ ("give one PDF file"));
  if (!cli_password_get_optional (password_file, &password, &error))
    return cli_error_print (NULL, error);
  return list_fields (rest[1], password, json);
}
