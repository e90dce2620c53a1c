/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wire-canonical.h"

static void
test_sorted (void)
{
  g_autoptr (WireCanonical) canonical = wire_canonical_new ();
  g_autofree char *text = NULL;

  wire_canonical_set_string (canonical, "b", "二");
  wire_canonical_set_integer (canonical, "a", -1);
  wire_canonical_set_string (canonical, "aa", NULL);
  wire_canonical_set_string (canonical, "B", "x");
  text = wire_canonical_to_text (canonical);
  g_assert_cmpstr (text, ==, "{\"B\":\"x\",\"a\":-1,\"b\":\"二\"}");
}

/* The string of RFC 8785 §3.2.2. */
static void
test_escapes (void)
{
  g_autoptr (WireCanonical) canonical = wire_canonical_new ();
  g_autofree char *text = NULL;

  wire_canonical_set_string (canonical, "string", "€$\x0f\nA'B\"\\\\\"/");
  text = wire_canonical_to_text (canonical);
  g_assert_cmpstr (text, ==, "{\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
}

static void
test_replaced (void)
{
  g_autoptr (WireCanonical) canonical = wire_canonical_new ();
  g_autofree char *text = NULL;

  wire_canonical_set_integer (canonical, "n", 1);
  wire_canonical_set_integer (canonical, "n", 9007199254740991);
  text = wire_canonical_to_text (canonical);
  g_assert_cmpstr (text, ==, "{\"n\":9007199254740991}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wire/canonical/sorted", test_sorted);
  g_test_add_func ("/wire/canonical/escapes", test_escapes);
  g_test_add_func ("/wire/canonical/replaced", test_replaced);
  return g_test_run ();
}
