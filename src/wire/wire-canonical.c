/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wire-canonical.h"

#include "wire-text.h"

struct _WireCanonical {
  GTree *members; /* name → serialised value */
};

/* RFC 8785 §3.2.3 sorts by UTF-16 code units; our names are ASCII, where bytes sort alike. */
static int
compare_names (gconstpointer a, gconstpointer b, gpointer data)
{
  return g_strcmp0 (a, b);
}

/**
 * wire_canonical_new:
 *
 * Begins an object without members.
 *
 * Returns: (transfer full): the object
 */
WireCanonical *
wire_canonical_new (void)
{
  WireCanonical *canonical = g_new0 (WireCanonical, 1);

  canonical->members = g_tree_new_full (compare_names, NULL, g_free, g_free);
  return canonical;
}

/**
 * wire_canonical_free:
 * @canonical: (transfer full): an object
 *
 * Frees it.
 */
void
wire_canonical_free (WireCanonical *canonical)
{
  g_tree_unref (canonical->members);
  g_free (canonical);
}

static char *
quote (const char *value)
{
  GString *text = g_string_new (NULL);

  wire_text_append_json (text, value);
  return g_string_free (text, FALSE);
}

/**
 * wire_canonical_set_string:
 * @canonical: an object
 * @name: an ASCII name
 * @value: (nullable): valid UTF-8; nothing is set for NULL
 *
 * Sets a member.
 */
void
wire_canonical_set_string (WireCanonical *canonical, const char *name, const char *value)
{
  g_return_if_fail (g_str_is_ascii (name));

  if (value)
    g_tree_replace (canonical->members, g_strdup (name), quote (value));
}

/**
 * wire_canonical_set_integer:
 * @canonical: an object
 * @name: an ASCII name
 * @value: below 2^53 in size
 *
 * Sets a member.
 */
void
wire_canonical_set_integer (WireCanonical *canonical, const char *name, gint64 value)
{
  g_return_if_fail (g_str_is_ascii (name));

  g_tree_replace (canonical->members, g_strdup (name),
                  g_strdup_printf ("%" G_GINT64_FORMAT, value));
}

static gboolean
append_member (gpointer name, gpointer value, gpointer data)
{
  GString *text = data;

  g_string_append_printf (text, "%s\"%s\":%s", text->len > 1 ? "," : "", (char *) name,
                          (char *) value);
  return FALSE;
}

/**
 * wire_canonical_to_text:
 * @canonical: an object
 *
 * Writes it in the canonical form.
 *
 * Returns: (transfer full): UTF-8 text
 */
char *
wire_canonical_to_text (WireCanonical *canonical)
{
  GString *text = g_string_new ("{");

  g_tree_foreach (canonical->members, append_member, text);
  g_string_append_c (text, '}');
  return g_string_free (text, FALSE);
}
