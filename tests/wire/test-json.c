/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wire-json.h"

#include <string.h>

#include "wire-message.h"

#define DEPTH 4

static gboolean
is_json (const char *text)
{
  g_autoptr (JsonNode) root = wire_json_parse (text, strlen (text), DEPTH);

  return root != NULL;
}

/* RFC 8259, and what a JSON of ours may hold within it. */
static void
test_json (void)
{
  static const char *const texts[] = {
      "null",
      " \t\r\n[ ] ",
      "{}",
      "0",
      "-0",
      "-12.5e+3",
      "1E9",
      "9999999999999999999",
      "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\uDE00\"",
      "\"\x7f印章\"",
      "{\"a\":[true,false,{\"b\":null}],\"b\":{\"a\":1}}",
      "[[[[]]]]",
      "{\"a\":{\"a\":{\"a\":{}}}}",
      "[[[[]],[]],[[[]]],[[],[]],{\"a\":[[]],\"b\":[[]]}]",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_test_message ("text %u", i);
      g_assert_true (is_json (texts[i]));
    }
}

/* Most of these json-glib would read. */
static void
test_no_json (void)
{
  static const char *const texts[] = {
      "",
      "nul",
      "NULL",
      "True",
      "abc",
      "//\n1",
      "/**/1",
      "#\n1",
      "var x = {\"a\":1}",
      "{\"a\":1}x",
      "1 2",
      "\xef\xbb\xbf{}",
      "{\"a\":1,}",
      "{,}",
      "{\"a\"}",
      "{\"a\":}",
      "{a:1}",
      "{1:1}",
      "{\"a\":1 \"b\":2}",
      "[1,]",
      "[,1]",
      "[1 2]",
      "[1}",
      "]",
      "01",
      "-",
      "+1",
      "0x10",
      "1.",
      ".5",
      "1e",
      "1e+",
      "NaN",
      "-Infinity",
      "12345678901234567890",
      "-18446744073709551615",
      "'a'",
      "\"a",
      "\"\n\"",
      "\"\t\"",
      "\"\x1f\"",
      "\"\\22\"",
      "\"\\x41\"",
      "\"\\a\"",
      "\"\\",
      "\"\\u\"",
      "\"\\u12g4\"",
      "\"\\u0000\"",
      "\"\\ud800\"",
      "\"\\ud800\\n\"",
      "\"\\ud800\\ud800\"",
      "\"\\udc00\"",
      "\"\xff\"",
      "[[[[[]]]]]",
      "{\"a\":{\"a\":{\"a\":{\"a\":{}}}}}",
      "[{\"a\":[{\"a\":[]}]}]",
      "[[],[[]],[[[[]]]]]",
      "{\"a\":1,\"a\":2}",
      "{\"a\":1,\"\\u0061\":1}",
      "[{\"b\":{\"a\":[],\"a\":[]}}]",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_test_message ("text %u", i);
      g_assert_false (is_json (texts[i]));
    }
  g_assert_null (wire_json_parse ("[1]", 2, DEPTH));
  g_assert_null (wire_json_parse ("[1\0]", 4, DEPTH));
  g_assert_null (wire_json_parse ("\"\0\"", 3, DEPTH));
}

typedef struct {
  char *word;
} Word;

static const WireField word_fields[] = {WIRE_FIELD (Word, word, WIRE_STRING, 1000)};
static const WireType word_type = WIRE_TYPE (Word, word_fields);

/* Half of it as it is, half escaped, with what JSON does not have among it. */
static void
append_letter (GString *text, GRand *random)
{
  static const char *const odd[] = {"\\22",          "\\1",     "\n",  "\\\n", "\\x41", "\\ud800",
                                    "\\u0022",       "\\u005c", "\\n", "\\\"", "\\\\",  "\\/",
                                    "\\ud83d\\ude00"};

  if (g_rand_int_range (random, 0, 3) == 0)
    g_string_append (text, odd[g_rand_int_range (random, 0, G_N_ELEMENTS (odd))]);
  else if (g_rand_boolean (random))
    g_string_append_printf (text, "\\u%04x", g_rand_int_range (random, 0, 0x10000));
  else
    g_string_append_unichar (text, g_rand_int_range (random, 1, 0x3000));
}

/* What was read reads the same after it was written. */
static void
test_written_again (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  guint n_read = 0;

  for (guint i = 0; i < 100000; i++)
    {
      g_autoptr (GString) text = g_string_new ("{\"word\":\"");
      g_autofree char *written = NULL;
      Word *first, *second;

      for (guint n = g_rand_int_range (random, 0, 5); n > 0; n--)
        append_letter (text, random);
      g_string_append (text, "\"}");
      first = wire_decode (&word_type, text->str, text->len, NULL);
      if (!first)
        continue;
      n_read++;
      written = wire_encode (&word_type, first);
      second = wire_decode (&word_type, written, -1, NULL);
      g_assert_nonnull (second);
      g_assert_cmpstr (first->word, ==, second->word);
      wire_free (&word_type, first);
      wire_free (&word_type, second);
    }
  g_assert_cmpuint (n_read, >, 10000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wire/json/json", test_json);
  g_test_add_func ("/wire/json/no-json", test_no_json);
  g_test_add_func ("/wire/json/written-again", test_written_again);
  return g_test_run ();
}
