/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-place.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "cli-error.h"
#include "pades-error.h"

/* Far beyond the largest page of PDF 1.7 (14,400 units of 1/72 inch, 5.08 m). */
#define MAX_MM 100000.0

static gboolean
parse_mm (const char *text, double *value)
{
  char *end = NULL;

  *value = g_ascii_strtod (text, &end);
  return end != text && *end == '\0' && isfinite (*value) && fabs (*value) < MAX_MM;
}

/**
 * cli_place_parse:
 * @text: PAGES:X,Y[,WIDTH]
 * @error: return location for a %CLI_ERROR_USAGE
 *
 * Reads the argument of --at. The pages themselves are looked at in cli_place_pages(), when it is
 * known how many there are.
 *
 * Returns: (transfer full): the place
 */
CliPlace *
cli_place_parse (const char *text, GError **error)
{
  const char *colon = strchr (text, ':');
  g_autoptr (CliPlace) self = g_new0 (CliPlace, 1);
  g_auto (GStrv) numbers = g_strsplit (colon != NULL ? colon + 1 : "", ",", -1);
  guint n = g_strv_length (numbers);

  self->pages = g_strndup (text, colon != NULL ? (gsize) (colon - text) : 0);
  if (*self->pages != '\0' && (n == 2 || n == 3) && parse_mm (numbers[0], &self->x) &&
      parse_mm (numbers[1], &self->y) &&
      (n == 2 || (parse_mm (numbers[2], &self->width) && self->width > 0)))
    return g_steal_pointer (&self);
  g_set_error (error, CLI_ERROR, CLI_ERROR_USAGE,
               _ ("“%s” is not PAGES:X,Y or PAGES:X,Y,WIDTH in millimetres, such as 1,3-5:120,200"),
               text);
  return NULL;
}

static gboolean
parse_page (const char *text, guint n_pages, guint *page)
{
  guint64 number = 0;

  if (g_str_equal (text, "last"))
    number = n_pages;
  else if (!g_ascii_string_to_unsigned (text, 10, 1, n_pages, &number, NULL))
    return FALSE;
  *page = (guint) number - 1;
  return number > 0;
}

/* One of "3", "3-5", "3-last", "last", "all". */
static gboolean
parse_range (const char *text, guint n_pages, guint *first, guint *final)
{
  g_auto (GStrv) ends = g_strsplit (text, "-", 3);
  guint n = g_strv_length (ends);

  if (g_str_equal (text, "all"))
    {
      *first = 0;
      *final = n_pages - 1;
      return n_pages > 0;
    }
  if (n < 1 || n > 2 || !parse_page (ends[0], n_pages, first))
    return FALSE;
  *final = *first;
  return n == 1 || (parse_page (ends[1], n_pages, final) && *first <= *final);
}

static void
add_page (GArray *pages, guint page)
{
  for (guint i = 0; i < pages->len; i++)
    if (g_array_index (pages, guint, i) == page)
      return;
  g_array_append_val (pages, page);
}

/**
 * cli_place_pages:
 * @self: a place
 * @n_pages: pages of the document
 * @error: return location for a %PADES_ERROR_NO_PAGE
 *
 * Spells out which pages are meant.
 *
 * Returns: (transfer full): page indexes from 0, in the order written
 */
GArray *
cli_place_pages (CliPlace *self, guint n_pages, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (self->pages, ",", -1);
  g_autoptr (GArray) pages = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; parts[i] != NULL; i++)
    {
      guint first = 0, final = 0;
      if (!parse_range (parts[i], n_pages, &first, &final))
        {
          g_set_error (error, PADES_ERROR, PADES_ERROR_NO_PAGE,
                       g_dngettext (GETTEXT_PACKAGE,
                                    "“%s” names no page of this document, which has %u page",
                                    "“%s” names no page of this document, which has %u pages",
                                    n_pages),
                       parts[i], n_pages);
          return NULL;
        }
      for (guint page = first; page <= final; page++)
        add_page (pages, page);
    }
  return g_steal_pointer (&pages);
}

/**
 * cli_place_free:
 * @self: (nullable) (transfer full): a place
 *
 * Frees it.
 */
void
cli_place_free (CliPlace *self)
{
  if (self == NULL)
    return;
  g_free (self->pages);
  g_free (self);
}
