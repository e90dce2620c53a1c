/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Prints every route and every field of its messages, one line each, for check-openapi.py. */

#include "wire-problem.h"
#include "wire-routes.h"

static void
print_type (GHashTable *seen, const WireType *type)
{
  static const char *const kinds[] = {"string", "integer", "boolean", "time",
                                      "bytes",  "strings", "object",  "objects"};

  if (!type || !g_hash_table_add (seen, (gpointer) type))
    return;
  for (guint i = 0; i < type->n_fields; i++)
    {
      const WireField *field = &type->fields[i];

      g_print ("field %s %s %s %" G_GSIZE_FORMAT " %s %s\n", type->name, field->name,
               kinds[field->kind], field->max, field->required ? "required" : "optional",
               field->item ? field->item->name : "-");
      print_type (seen, field->item);
    }
}

int
main (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < WIRE_N_OPERATIONS; i++)
    {
      const WireRoute *route = wire_route_get (i);

      g_print ("route %s %s %s %s %s\n", route->operation, route->method, route->path,
               route->body ? route->body->name : "-", route->answer ? route->answer->name : "-");
      print_type (seen, route->body);
      print_type (seen, route->answer);
    }
  print_type (seen, &wire_problem_type);
  return 0;
}
