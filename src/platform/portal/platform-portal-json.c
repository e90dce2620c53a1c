/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-portal-json.h"

#include "wire-json.h"

#define MAX_DEPTH 8
/* Seconds since 1970 of the year 9999. */
#define MAX_NUMBER 253402300799.0

/**
 * platform_portal_json_parse:
 * @text: from outside, not necessarily terminated
 * @length: of it
 *
 * Reads an object.
 *
 * Returns: (transfer full): it, or NULL if @text is none
 */
JsonObject *
platform_portal_json_parse (const char *text, gsize length)
{
  g_autoptr (JsonNode) root = wire_json_parse (text, length, MAX_DEPTH);

  return root && JSON_NODE_HOLDS_OBJECT (root) ? json_node_dup_object (root) : NULL;
}

/**
 * platform_portal_json_text:
 * @object: from outside
 * @member: of it
 *
 * Gives a text.
 *
 * Returns: (transfer none) (nullable): it; NULL if it is not there or is none
 */
const char *
platform_portal_json_text (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

/**
 * platform_portal_json_number:
 * @object: from outside
 * @member: of it
 * @number: (out): without its fraction, which a NumericDate may have (RFC 7519, 2)
 *
 * Gives a moment.
 *
 * Returns: FALSE if it is not there or is none
 */
gboolean
platform_portal_json_number (JsonObject *object, const char *member, gint64 *number)
{
  JsonNode *node = json_object_get_member (object, member);
  GType type = node && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node)
                                                    : G_TYPE_INVALID;
  double value;

  if (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE)
    return FALSE;
  value = json_node_get_double (node);
  if (!(value >= 0 && value <= MAX_NUMBER))
    return FALSE;
  *number = (gint64) value;
  return TRUE;
}

/**
 * platform_portal_json_has:
 * @object: from outside
 * @member: of it, a list of words
 * @word: one
 *
 * Says whether a list has a word.
 *
 * Returns: FALSE if it has not, or is none
 */
gboolean
platform_portal_json_has (JsonObject *object, const char *member, const char *word)
{
  JsonNode *node = json_object_get_member (object, member);
  JsonArray *list = node && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; list && i < json_array_get_length (list); i++)
    {
      JsonNode *item = json_array_get_element (list, i);

      if (JSON_NODE_HOLDS_VALUE (item) && json_node_get_value_type (item) == G_TYPE_STRING &&
          g_str_equal (json_node_get_string (item), word))
        return TRUE;
    }
  return FALSE;
}
