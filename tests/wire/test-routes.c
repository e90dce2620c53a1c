/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "wire-problem.h"
#include "wire-routes.h"

static gboolean
find (const char *method, const char *path, WireOperation *operation, char **value)
{
  g_auto (GStrv) values = NULL;
  gboolean known;

  if (!wire_route_find (method, path, operation, &values, &known))
    return FALSE;
  *value = g_strdup (values[0]);
  return TRUE;
}

/* Every route is found by the path that is made for it, and by no other method. */
static void
test_every_route (void)
{
  for (guint i = 0; i < WIRE_N_OPERATIONS; i++)
    {
      const WireRoute *route = wire_route_get (i);
      g_autofree char *path = wire_route_path (i, "a1-b", "c2", NULL);
      g_autofree char *value = NULL;
      WireOperation operation;

      g_assert_true (find (route->method, path, &operation, &value));
      g_assert_cmpuint (operation, ==, i);
      g_assert_false (find ("PATCH", path, &operation, &value));
    }
}

static void
test_no_route (void)
{
  static const char *const paths[] = {
      "",
      "/",
      "/v1",
      "/v1/me/",
      "//v1/me",
      "/v1//me",
      "/v1/me?a=b",
      "/v1/%6de",
      "/V1/me",
      "/v1/sessions/",
      "/v1/sessions/..",
      "/v1/sessions/a/b",
      "/v1/sessions/a%2fb",
      "/v1/sessions/é",
  };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *value = NULL;
      WireOperation operation;

      g_assert_false (find ("GET", paths[i], &operation, &value));
      g_assert_false (find ("DELETE", paths[i], &operation, &value));
    }
}

static void
test_problems (void)
{
  const char *what, *why, *remedy;

  for (guint i = 0; i < WIRE_N_PROBLEMS; i++)
    {
      g_autofree char *type = g_strconcat (WIRE_PROBLEM_BASE, wire_problem_name (i), NULL);
      WireProblemKind kind;

      g_assert_true (wire_problem_find (type, &kind));
      g_assert_cmpuint (kind, ==, i);
      g_assert_cmpuint (wire_problem_status (i), >=, 400);
      g_assert_nonnull (wire_problem_title (i));
      /* Each says what to do about it. */
      g_assert_true (wire_problem_explain ((int) i, &what, &why, &remedy));
      g_assert_cmpstr (what, ==, wire_problem_title (i));
      g_assert_cmpuint (strlen (remedy), >, 10);
    }
  g_assert_false (wire_problem_find ("about:blank", &(WireProblemKind){0}));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wire/routes/every-route", test_every_route);
  g_test_add_func ("/wire/routes/no-route", test_no_route);
  g_test_add_func ("/wire/routes/problems", test_problems);
  return g_test_run ();
}
