/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "fuzz.h"
#include "wire-routes.h"

/* The first byte says which operation, the second whether this is its question or its answer: what
 * anybody may send to a platform, and what one may answer. */

static const WireType *
choose (guint8 operation, guint8 side)
{
  const WireRoute *route = wire_route_get (operation % WIRE_N_OPERATIONS);

  return side % 2 == 0 ? route->body : route->answer;
}

/* What was understood is said again in the same words. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const WireType *type = size > 2 ? choose (data[0], data[1]) : NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  gpointer message, again;

  if (type == NULL)
    return 0;
  message = wire_decode (type, (const char *) data + 2, (gssize) size - 2, NULL);
  if (message == NULL)
    return 0;
  first = wire_encode (type, message);
  again = wire_decode (type, first, -1, NULL);
  g_assert_nonnull (again);
  second = wire_encode (type, again);
  g_assert_cmpstr (first, ==, second);
  wire_free (type, message);
  wire_free (type, again);
  return 0;
}

static void append_object (GString *json, const WireType *type, guint depth);

static void
append_value (GString *json, const WireField *field, guint depth)
{
  static const char *const samples[] = {
      [WIRE_STRING] = "\"a\"",   [WIRE_INTEGER] = "1",
      [WIRE_BOOLEAN] = "true",   [WIRE_TIME] = "\"2026-11-26T09:00:00Z\"",
      [WIRE_BYTES] = "\"MAA=\"", [WIRE_STRINGS] = "[\"a\",\"b\"]",
  };

  if (field->kind == WIRE_OBJECTS)
    g_string_append_c (json, '[');
  if (field->kind == WIRE_OBJECT || field->kind == WIRE_OBJECTS)
    append_object (json, field->item, depth + 1);
  else
    g_string_append (json, samples[field->kind]);
  if (field->kind == WIRE_OBJECTS)
    g_string_append_c (json, ']');
}

static void
append_object (GString *json, const WireType *type, guint depth)
{
  gboolean any = FALSE;

  g_string_append_c (json, '{');
  for (guint i = 0; i < type->n_fields; i++)
    {
      const WireField *field = &type->fields[i];

      if (depth > 4 && !field->required)
        continue;
      g_string_append_printf (json, "%s\"%s\":", any ? "," : "", field->name);
      append_value (json, field, depth);
      any = TRUE;
    }
  g_string_append_c (json, '}');
}

GBytes *
fuzz_seed (guint index)
{
  g_autoptr (GString) json = g_string_new (NULL);
  const WireType *type;

  if (index >= 2 * WIRE_N_OPERATIONS)
    return NULL;
  g_string_append_c (json, (char) (index / 2));
  g_string_append_c (json, (char) (index % 2));
  type = choose ((guint8) (index / 2), (guint8) (index % 2));
  if (type != NULL)
    append_object (json, type, 0);
  return g_bytes_new (json->str, json->len);
}
