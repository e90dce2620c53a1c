/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wire-message.h"

#include <string.h>

#include "wire-json.h"
#include "wire-text.h"

/* Deeper than any message of ours. */
#define MAX_DEPTH 16
/* What every JSON reader represents exactly (RFC 8259 §6). */
#define MAX_INTEGER G_GINT64_CONSTANT (9007199254740991)

G_DEFINE_QUARK (wire_error, wire_error)

#define MEMBER(message, field, Type) (*(Type *) ((guint8 *) (message) + (field)->offset))
#define CONST_MEMBER(message, field, Type)                                                         \
  (*(Type const *) ((const guint8 *) (message) + (field)->offset))

static void encode_object (GString *text, const WireType *type, gconstpointer message);

/* A tree of nodes between a struct and its text would cost more than all the rest of an answer. */
static void
encode_string (GString *text, const char *value)
{
  if (value)
    wire_text_append_json (text, value);
  else
    g_string_append (text, "null");
}

static void
encode_time (GString *text, gint64 time)
{
  g_autofree char *moment = wire_time_to_text (time);

  wire_text_append_json (text, moment);
}

static void
encode_bytes (GString *text, GBytes *bytes)
{
  g_autofree char *letters = g_base64_encode (g_bytes_get_data (bytes, NULL),
                                              g_bytes_get_size (bytes));

  g_string_append_c (text, '"');
  g_string_append (text, letters);
  g_string_append_c (text, '"');
}

static void
encode_strings (GString *text, char **strings)
{
  g_string_append_c (text, '[');
  for (guint i = 0; strings && strings[i]; i++)
    {
      if (i > 0)
        g_string_append_c (text, ',');
      wire_text_append_json (text, strings[i]);
    }
  g_string_append_c (text, ']');
}

static void
encode_objects (GString *text, const WireType *type, GPtrArray *items)
{
  g_string_append_c (text, '[');
  for (guint i = 0; items && i < items->len; i++)
    {
      if (i > 0)
        g_string_append_c (text, ',');
      encode_object (text, type, items->pdata[i]);
    }
  g_string_append_c (text, ']');
}

/* An optional member that is not there is left out; lists are always there. */
static gboolean
is_absent (const WireField *field, gconstpointer message)
{
  switch (field->kind)
    {
    case WIRE_STRING:
    case WIRE_BYTES:
    case WIRE_OBJECT:
      return CONST_MEMBER (message, field, gpointer) == NULL;
    case WIRE_TIME:
      return CONST_MEMBER (message, field, gint64) == 0;
    case WIRE_INTEGER:
    case WIRE_BOOLEAN:
    case WIRE_STRINGS:
    case WIRE_OBJECTS:
      return FALSE;
    }
  return FALSE;
}

static void
encode_field (GString *text, const WireField *field, gconstpointer message)
{
  switch (field->kind)
    {
    case WIRE_STRING:
      encode_string (text, CONST_MEMBER (message, field, char *));
      break;
    case WIRE_INTEGER:
      g_string_append_printf (text, "%" G_GINT64_FORMAT, CONST_MEMBER (message, field, gint64));
      break;
    case WIRE_BOOLEAN:
      g_string_append (text, CONST_MEMBER (message, field, gboolean) ? "true" : "false");
      break;
    case WIRE_TIME:
      encode_time (text, CONST_MEMBER (message, field, gint64));
      break;
    case WIRE_BYTES:
      encode_bytes (text, CONST_MEMBER (message, field, GBytes *));
      break;
    case WIRE_STRINGS:
      encode_strings (text, CONST_MEMBER (message, field, char **));
      break;
    case WIRE_OBJECT:
      encode_object (text, field->item, CONST_MEMBER (message, field, gpointer));
      break;
    case WIRE_OBJECTS:
      encode_objects (text, field->item, CONST_MEMBER (message, field, GPtrArray *));
      break;
    }
}

static void
encode_object (GString *text, const WireType *type, gconstpointer message)
{
  gboolean is_first = TRUE;

  g_string_append_c (text, '{');
  for (guint i = 0; i < type->n_fields; i++)
    {
      const WireField *field = &type->fields[i];

      if (is_absent (field, message))
        continue;
      g_string_append (text, is_first ? "\"" : ",\"");
      g_string_append (text, field->name);
      g_string_append (text, "\":");
      is_first = FALSE;
      encode_field (text, field, message);
    }
  g_string_append_c (text, '}');
}

/**
 * wire_encode:
 * @type: what @message is
 * @message: a struct of that type
 *
 * Writes a message as compact JSON (RFC 8259), members in the order of the table.
 *
 * Returns: (transfer full): UTF-8 text
 */
char *
wire_encode (const WireType *type, gconstpointer message)
{
  GString *text = g_string_sized_new (512);

  encode_object (text, type, message);
  return g_string_free (text, FALSE);
}

static gboolean decode_object (const WireType *type,
                               JsonNode *node,
                               gpointer message,
                               GError **error);

static gboolean
refuse (const WireField *field, WireError code, const char *what, GError **error)
{
  g_set_error (error, WIRE_ERROR, code, "%s %s", field->name, what);
  return FALSE;
}

static const char *
peek_string (const WireField *field, JsonNode *node, GError **error)
{
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    {
      refuse (field, WIRE_ERROR_TYPE, "must be a string", error);
      return NULL;
    }
  return json_node_get_string (node);
}

static gboolean
decode_string (const WireField *field, JsonNode *node, char **out, GError **error)
{
  const char *text = peek_string (field, node, error);

  if (!text)
    return FALSE;
  if ((gsize) g_utf8_strlen (text, -1) > field->max)
    return refuse (field, WIRE_ERROR_RANGE, "is too long", error);
  if (!wire_text_is_plain (text))
    return refuse (field, WIRE_ERROR_RANGE, "has control characters", error);
  *out = g_strdup (text);
  return TRUE;
}

static gboolean
decode_integer (const WireField *field, JsonNode *node, gint64 *out, GError **error)
{
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return refuse (field, WIRE_ERROR_TYPE, "must be a whole number", error);
  *out = json_node_get_int (node);
  if (*out < 0 || *out > (field->max > 0 ? (gint64) field->max : MAX_INTEGER))
    return refuse (field, WIRE_ERROR_RANGE, "is out of range", error);
  return TRUE;
}

static gboolean
decode_boolean (const WireField *field, JsonNode *node, gboolean *out, GError **error)
{
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return refuse (field, WIRE_ERROR_TYPE, "must be true or false", error);
  *out = json_node_get_boolean (node);
  return TRUE;
}

static gboolean
decode_time (const WireField *field, JsonNode *node, gint64 *out, GError **error)
{
  const char *text = peek_string (field, node, error);

  if (!text)
    return FALSE;
  if (!wire_time_from_text (text, out))
    return refuse (field, WIRE_ERROR_RANGE, "must be a time like 2026-01-31T09:30:00Z", error);
  return TRUE;
}

static gboolean
decode_bytes (const WireField *field, JsonNode *node, GBytes **out, GError **error)
{
  const char *text = peek_string (field, node, error);

  if (!text)
    return FALSE;
  /* Three bytes are four characters: the bound holds before anything is allocated. */
  if (strlen (text) / 4 > field->max / 3 + 1)
    return refuse (field, WIRE_ERROR_RANGE, "is too long", error);
  *out = wire_base64_decode (text);
  if (!*out)
    return refuse (field, WIRE_ERROR_RANGE, "must be base64", error);
  if (g_bytes_get_size (*out) > field->max)
    return refuse (field, WIRE_ERROR_RANGE, "is too long", error);
  return TRUE;
}

/* The array of the node, its length within bounds. */
static JsonArray *
peek_array (const WireField *field, JsonNode *node, GError **error)
{
  JsonArray *array;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      refuse (field, WIRE_ERROR_TYPE, "must be a list", error);
      return NULL;
    }
  array = json_node_get_array (node);
  if (json_array_get_length (array) > field->max)
    {
      refuse (field, WIRE_ERROR_RANGE, "has too many items", error);
      return NULL;
    }
  return array;
}

/* Items of a list of strings are as long as a name may be. */
#define MAX_ITEM 256

static gboolean
decode_strings (const WireField *field, JsonNode *node, char ***out, GError **error)
{
  const WireField item = {field->name, WIRE_STRING, 0, MAX_ITEM, TRUE, NULL};
  JsonArray *array = peek_array (field, node, error);
  guint length;

  if (!array)
    return FALSE;
  length = json_array_get_length (array);
  *out = g_new0 (char *, length + 1);
  for (guint i = 0; i < length; i++)
    if (!decode_string (&item, json_array_get_element (array, i), &(*out)[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
decode_objects (const WireField *field, JsonNode *node, GPtrArray **out, GError **error)
{
  JsonArray *array = peek_array (field, node, error);

  if (!array)
    return FALSE;
  *out = g_ptr_array_new ();
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      gpointer item = g_malloc0 (field->item->size);

      g_ptr_array_add (*out, item);
      if (!decode_object (field->item, json_array_get_element (array, i), item, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
decode_field (const WireField *field, JsonNode *node, gpointer message, GError **error)
{
  switch (field->kind)
    {
    case WIRE_STRING:
      return decode_string (field, node, &MEMBER (message, field, char *), error);
    case WIRE_INTEGER:
      return decode_integer (field, node, &MEMBER (message, field, gint64), error);
    case WIRE_BOOLEAN:
      return decode_boolean (field, node, &MEMBER (message, field, gboolean), error);
    case WIRE_TIME:
      return decode_time (field, node, &MEMBER (message, field, gint64), error);
    case WIRE_BYTES:
      return decode_bytes (field, node, &MEMBER (message, field, GBytes *), error);
    case WIRE_STRINGS:
      return decode_strings (field, node, &MEMBER (message, field, char **), error);
    case WIRE_OBJECT:
      MEMBER (message, field, gpointer) = g_malloc0 (field->item->size);
      return decode_object (field->item, node, MEMBER (message, field, gpointer), error);
    case WIRE_OBJECTS:
      return decode_objects (field, node, &MEMBER (message, field, GPtrArray *), error);
    }
  return FALSE;
}

static gboolean
decode_object (const WireType *type, JsonNode *node, gpointer message, GError **error)
{
  JsonObject *object;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error (error, WIRE_ERROR, WIRE_ERROR_TYPE, "%s must be an object", type->name);
      return FALSE;
    }
  object = json_node_get_object (node);
  for (guint i = 0; i < type->n_fields; i++)
    {
      const WireField *field = &type->fields[i];
      JsonNode *member = json_object_get_member (object, field->name);

      if (!member || JSON_NODE_HOLDS_NULL (member))
        {
          if (field->required)
            return refuse (field, WIRE_ERROR_MISSING, "is missing", error);
          continue;
        }
      if (!decode_field (field, member, message, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * wire_decode:
 * @type: what is expected
 * @json: text from outside, not necessarily terminated
 * @length: its length in bytes, or -1
 * @error: where to put a #WireError that names the field
 *
 * Reads a message; members that the type does not know are passed over.
 *
 * Returns: (transfer full): a struct to be freed with wire_free(), or NULL
 */
gpointer
wire_decode (const WireType *type, const char *json, gssize length, GError **error)
{
  g_autoptr (JsonNode)
      root = wire_json_parse (json, length < 0 ? strlen (json) : (gsize) length, MAX_DEPTH);
  gpointer message;

  if (!root)
    {
      g_set_error (error, WIRE_ERROR, WIRE_ERROR_SYNTAX, "this is no JSON of bounded depth");
      return NULL;
    }
  message = g_malloc0 (type->size);
  if (!decode_object (type, root, message, error))
    {
      wire_free (type, message);
      return NULL;
    }
  return message;
}

static void
free_objects (const WireType *type, GPtrArray *items)
{
  for (guint i = 0; items && i < items->len; i++)
    wire_free (type, items->pdata[i]);
  g_clear_pointer (&items, g_ptr_array_unref);
}

/* Any text may be a password: it is wiped. */
static void
free_text (char *text)
{
  if (text)
    explicit_bzero (text, strlen (text));
  g_free (text);
}

/**
 * wire_free:
 * @type: what @message is
 * @message: (nullable): a struct whose members were allocated as wire_decode() does
 *
 * Frees a message and all it holds; strings are wiped first, since any may be a password.
 */
void
wire_free (const WireType *type, gpointer message)
{
  if (!message)
    return;
  for (guint i = 0; i < type->n_fields; i++)
    {
      const WireField *field = &type->fields[i];

      if (field->kind == WIRE_STRING)
        free_text (MEMBER (message, field, char *));
      else if (field->kind == WIRE_BYTES)
        g_clear_pointer (&MEMBER (message, field, GBytes *), g_bytes_unref);
      else if (field->kind == WIRE_STRINGS)
        g_strfreev (MEMBER (message, field, char **));
      else if (field->kind == WIRE_OBJECT)
        wire_free (field->item, MEMBER (message, field, gpointer));
      else if (field->kind == WIRE_OBJECTS)
        free_objects (field->item, MEMBER (message, field, GPtrArray *));
    }
  g_free (message);
}
