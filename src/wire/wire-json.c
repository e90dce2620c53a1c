/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wire-json.h"

#include <string.h>

/* json-glib reads more than JSON: comments, assignments, octal numbers and escapes, line ends in
 * strings, a comma too many; it recurses without a bound, and of two members of one name it keeps
 * the last. What another reader takes for something else is refused here before it is parsed. */

/* Of a whole number: nineteen do not overflow what json-glib reads them into, which would turn a
 * long negative number into a small one. */
#define MAX_DIGITS 19

typedef struct {
  const char *at, *end;
  guint depth; /* that are still allowed */
  guint n_members;
} Scan;

static gboolean scan_value (Scan *scan);

static gboolean
is_next (const Scan *scan, char c)
{
  return scan->at < scan->end && *scan->at == c;
}

static gboolean
take (Scan *scan, char c)
{
  gboolean found = is_next (scan, c);

  scan->at += found ? 1 : 0;
  return found;
}

static void
skip_space (Scan *scan)
{
  while (scan->at < scan->end && *scan->at && strchr (" \t\n\r", *scan->at))
    scan->at++;
}

static guint
take_digits (Scan *scan)
{
  const char *start = scan->at;

  while (scan->at < scan->end && g_ascii_isdigit (*scan->at))
    scan->at++;
  return scan->at - start;
}

/* RFC 8259 §6: no sign but a minus, no zero in front of others, a digit on each side of the point.
 */
static gboolean
scan_number (Scan *scan)
{
  gboolean has_zero;
  guint digits;

  take (scan, '-');
  has_zero = is_next (scan, '0');
  digits = take_digits (scan);
  if (digits == 0 || digits > MAX_DIGITS || (has_zero && digits > 1))
    return FALSE;
  if (take (scan, '.') && take_digits (scan) == 0)
    return FALSE;
  if (!take (scan, 'e') && !take (scan, 'E'))
    return TRUE;
  if (!take (scan, '+'))
    take (scan, '-');
  return take_digits (scan) > 0;
}

static gboolean
take_unit (Scan *scan, guint *unit)
{
  *unit = 0;
  if (scan->end - scan->at < 4)
    return FALSE;
  for (guint i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (*scan->at++);

      if (digit < 0)
        return FALSE;
      *unit = *unit * 16 + digit;
    }
  return TRUE;
}

/* RFC 8259 §7. NUL would end a string of C, and half a surrogate pair is no character. */
static gboolean
scan_escape (Scan *scan)
{
  guint unit, low;

  if (!is_next (scan, 'u'))
    return scan->at < scan->end && *scan->at && strchr ("\"\\/bfnrt", *scan->at++);
  scan->at++;
  if (!take_unit (scan, &unit) || unit == 0 || (unit >= 0xdc00 && unit <= 0xdfff))
    return FALSE;
  return unit < 0xd800 || unit > 0xdfff ||
         (take (scan, '\\') && take (scan, 'u') && take_unit (scan, &low) && low >= 0xdc00 &&
          low <= 0xdfff);
}

static gboolean
scan_string (Scan *scan)
{
  if (!take (scan, '"'))
    return FALSE;
  while (scan->at < scan->end && *scan->at != '"')
    {
      guchar c = *scan->at++;

      if (c < 0x20 || (c == '\\' && !scan_escape (scan)))
        return FALSE;
    }
  return take (scan, '"');
}

static gboolean
scan_member (Scan *scan)
{
  skip_space (scan);
  if (!scan_string (scan))
    return FALSE;
  skip_space (scan);
  scan->n_members++;
  return take (scan, ':') && scan_value (scan);
}

/* What stands between two brackets, with commas between. */
static gboolean
scan_items (Scan *scan, char closing, gboolean (*scan_item) (Scan *))
{
  gboolean ok;

  if (scan->depth == 0)
    return FALSE;
  scan->depth--;
  scan->at++;
  skip_space (scan);
  if (take (scan, closing))
    ok = TRUE;
  else
    {
      do
        ok = scan_item (scan);
      while (ok && take (scan, ','));
      ok = ok && take (scan, closing);
    }
  scan->depth++;
  return ok;
}

static gboolean
scan_word (Scan *scan, const char *word)
{
  gsize length = strlen (word);
  gboolean ok = (gsize) (scan->end - scan->at) >= length && memcmp (scan->at, word, length) == 0;

  scan->at += ok ? length : 0;
  return ok;
}

static gboolean
scan_bare (Scan *scan)
{
  if (is_next (scan, '{'))
    return scan_items (scan, '}', scan_member);
  if (is_next (scan, '['))
    return scan_items (scan, ']', scan_value);
  if (is_next (scan, '"'))
    return scan_string (scan);
  return scan_word (scan, "true") || scan_word (scan, "false") || scan_word (scan, "null") ||
         scan_number (scan);
}

static gboolean
scan_value (Scan *scan)
{
  gboolean ok;

  skip_space (scan);
  ok = scan_bare (scan);
  skip_space (scan);
  return ok;
}

static guint count_members (JsonNode *node);

static guint
count_list (GList *nodes)
{
  guint n = 0;

  for (GList *l = nodes; l; l = l->next)
    n += count_members (l->data);
  g_list_free (nodes);
  return n;
}

/* Of objects in each other; less than were written if two of an object have one name. */
static guint
count_members (JsonNode *node)
{
  if (JSON_NODE_HOLDS_ARRAY (node))
    return count_list (json_array_get_elements (json_node_get_array (node)));
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return 0;
  return json_object_get_size (json_node_get_object (node)) +
         count_list (json_object_get_values (json_node_get_object (node)));
}

/**
 * wire_json_parse:
 * @json: from outside, not necessarily terminated
 * @length: in bytes
 * @max_depth: of brackets in each other
 *
 * Reads what is JSON to every reader (RFC 8259): no two members of an object with one name, no NUL
 * and no half of a surrogate pair among the characters, numbers that fit.
 *
 * Returns: (transfer full): its root, immutable, or NULL
 */
JsonNode *
wire_json_parse (const char *json, gsize length, guint max_depth)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (JsonNode) root = NULL;
  Scan scan = {json, json + length, max_depth, 0};

  if (length > G_MAXSSIZE || !g_utf8_validate_len (json, length, NULL) || !scan_value (&scan) ||
      scan.at != scan.end || !json_parser_load_from_data (parser, json, (gssize) length, NULL))
    return NULL;
  root = json_parser_steal_root (parser);
  return root && count_members (root) == scan.n_members ? g_steal_pointer (&root) : NULL;
}
