/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-demand.h"

/* Honest lists have a handful; the bounds are against hostile ones. */
#define MAX_ITEMS 1000
#define MAX_SHOWN 20
#define MAX_CHARS 200

/**
 * pades_demand_read:
 * @file: a file
 * @value: an array of names or texts; a single one stands for such an array
 *
 * Reads a list; what is neither name nor text is passed over.
 *
 * Returns: (transfer full) (element-type utf8): the items
 */
GPtrArray *
pades_demand_read (PdfFile *file, PdfObject *value)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_free);
  gboolean is_array = pdf_object_get_type (value) == PDF_TYPE_ARRAY;
  guint n = is_array ? MIN (pdf_object_get_length (value), MAX_ITEMS) : 1;
  guint i;

  for (i = 0; i < n; i++)
    {
      PdfObject *raw = is_array ? pdf_object_peek_index (value, i) : value;
      g_autoptr (PdfObject) item = pdf_file_resolve (file, raw, NULL);
      const char *name = pdf_object_get_name (item);
      char *text = name != NULL ? g_strdup (name) : pdf_object_dup_text (item);

      if (text != NULL)
        g_ptr_array_add (items, text);
    }
  return items;
}

/**
 * pades_demand_has:
 * @items: (element-type utf8): a list
 * @wanted: a text
 *
 * Looks for it.
 *
 * Returns: whether it is in the list
 */
gboolean
pades_demand_has (GPtrArray *items, const char *wanted)
{
  return g_ptr_array_find_with_equal_func (items, wanted, g_str_equal, NULL);
}

/**
 * pades_demand_quote:
 * @sentence: what is being said
 * @text: words of the document's author
 *
 * Adds a quotation that can neither steer a terminal nor pose as more than it is.
 */
void
pades_demand_quote (GString *sentence, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  guint n = 0;

  g_string_append (sentence, "“");
  for (const char *c = valid; *c != '\0' && n < MAX_CHARS; c = g_utf8_next_char (c), n++)
    {
      gunichar character = g_utf8_get_char (c);

      g_string_append_unichar (sentence, g_unichar_isprint (character) ? character : 0xfffd);
    }
  g_string_append (sentence, n < MAX_CHARS ? "”" : "…”");
}

/**
 * pades_demand_one_of:
 * @items: (element-type utf8): what would do
 * @what: what kind of thing they are
 *
 * Says what is demanded.
 *
 * Returns: (transfer full): words that follow "demands"
 */
char *
pades_demand_one_of (GPtrArray *items, const char *what)
{
  GString *text = g_string_new (what);
  guint i;

  for (i = 0; i < MIN (items->len, MAX_SHOWN); i++)
    {
      g_string_append (text, i == 0 ? " " : ", ");
      pades_demand_quote (text, g_ptr_array_index (items, i));
    }
  if (items->len > MAX_SHOWN)
    g_string_append (text, ", …");
  return g_string_free (text, FALSE);
}
