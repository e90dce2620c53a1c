/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wire-message.h"

#include <string.h>

#include "wire-name.h"
#include "wire-text.h"

typedef struct {
  char *word;
} Inner;

typedef struct {
  char *text;
  gint64 number;
  gboolean flag;
  gint64 moment;
  GBytes *data;
  char **words;
  Inner *inner;
  GPtrArray *items;
  char *note;
} Outer;

static const WireField inner_fields[] = {WIRE_FIELD (Inner, word, WIRE_STRING, 5)};
static const WireType inner_type = WIRE_TYPE (Inner, inner_fields);
static const WireField outer_fields[] = {
    WIRE_FIELD (Outer, text, WIRE_STRING, 10),
    WIRE_FIELD (Outer, number, WIRE_INTEGER, 1000),
    WIRE_FIELD (Outer, flag, WIRE_BOOLEAN, 0),
    WIRE_FIELD (Outer, moment, WIRE_TIME, 0),
    WIRE_FIELD (Outer, data, WIRE_BYTES, 8),
    WIRE_FIELD (Outer, words, WIRE_STRINGS, 3),
    WIRE_NESTED (Outer, inner, WIRE_OBJECT, 0, inner_type),
    WIRE_NESTED (Outer, items, WIRE_OBJECTS, 2, inner_type),
    WIRE_OPTIONAL (Outer, note, WIRE_STRING, 10),
};
static const WireType outer_type = WIRE_TYPE (Outer, outer_fields);

#define SOUND                                                                                      \
  "{\"text\":\"印章\",\"number\":1000,\"flag\":true,\"moment\":\"2026-01-31T09:30:00Z\","        \
  "\"data\":\"AAECAwQ=\",\"words\":[\"a\",\"b\"],\"inner\":{\"word\":\"一二三四五\"},"        \
  "\"items\":[{\"word\":\"x\"},{\"word\":\"y\"}]}"

static void
test_round_trip (void)
{
  g_autoptr (GError) error = NULL;
  Outer *outer = wire_decode (&outer_type, SOUND, -1, &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (outer->text, ==, "印章");
  g_assert_cmpint (outer->moment, ==, 1769851800);
  g_assert_cmpuint (g_bytes_get_size (outer->data), ==, 5);
  g_assert_cmpuint (outer->items->len, ==, 2);
  g_assert_null (outer->note);
  text = wire_encode (&outer_type, outer);
  g_assert_cmpstr (text, ==, SOUND);
  wire_free (&outer_type, outer);
}

static void
test_unknown_passed_over (void)
{
  g_autoptr (GError) error = NULL;
  Inner *inner = wire_decode (&inner_type, "{\"new\":[{}],\"word\":\"a\"}", -1, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (inner->word, ==, "a");
  wire_free (&inner_type, inner);
}

/* SOUND with one piece replaced. */
static char *
with (const char *old, const char *new)
{
  g_auto (GStrv) parts = g_strsplit (SOUND, old, 2);

  g_assert_cmpuint (g_strv_length (parts), ==, 2);
  return g_strjoinv (new, parts);
}

static void
test_refusals (void)
{
  static const struct {
    const char *old;
    const char *new;
    WireError code;
    const char *field;
  } table[] = {
      {"\"text\":\"印章\",", "", WIRE_ERROR_MISSING, "text"},
      {"\"印章\"", "null", WIRE_ERROR_MISSING, "text"},
      {"\"印章\"", "7", WIRE_ERROR_TYPE, "text"},
      {"\"印章\"", "\"12345678901\"", WIRE_ERROR_RANGE, "text"},
      {"\"印章\"", "\"a\\u0007\"", WIRE_ERROR_RANGE, "text"},
      {"\"印章\"", "\"a\\u202eb\"", WIRE_ERROR_RANGE, "text"},
      {"1000", "1001", WIRE_ERROR_RANGE, "number"},
      {"1000", "-1", WIRE_ERROR_RANGE, "number"},
      {"1000", "1.5", WIRE_ERROR_TYPE, "number"},
      {"1000", "\"1\"", WIRE_ERROR_TYPE, "number"},
      {"true", "1", WIRE_ERROR_TYPE, "flag"},
      {"2026-01-31T09:30:00Z", "2026-01-31T09:30:00", WIRE_ERROR_RANGE, "moment"},
      {"2026-01-31T09:30:00Z", "2026-02-31T09:30:00Z", WIRE_ERROR_RANGE, "moment"},
      {"AAECAwQ=", "AAECAwQ", WIRE_ERROR_RANGE, "data"},
      {"AAECAwQ=", "AAEC AwQ", WIRE_ERROR_RANGE, "data"},
      {"AAECAwQ=", "AAECAwR=", WIRE_ERROR_RANGE, "data"},
      {"AAECAwQ=", "AAECAwS=", WIRE_ERROR_RANGE, "data"},
      {"AAECAwQ=", "AAECAx==", WIRE_ERROR_RANGE, "data"},
      {"AAECAwQ=", "AAECAI==", WIRE_ERROR_RANGE, "data"},
      {"AAECAwQ=", "AAECA===", WIRE_ERROR_RANGE, "data"},
      {"AAECAwQ=", "AAECAwQFBgcI", WIRE_ERROR_RANGE, "data"},
      {"[\"a\",\"b\"]", "[\"a\",\"b\",\"c\",\"d\"]", WIRE_ERROR_RANGE, "words"},
      {"[\"a\",\"b\"]", "[\"a\",{}]", WIRE_ERROR_TYPE, "words"},
      {"{\"word\":\"一二三四五\"}", "[]", WIRE_ERROR_TYPE, "Inner"},
      {"一二三四五", "一二三四五六", WIRE_ERROR_RANGE, "word"},
      {"{\"word\":\"y\"}", "{}", WIRE_ERROR_MISSING, "word"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *text = with (table[i].old, table[i].new);
      g_autoptr (GError) error = NULL;

      g_assert_null (wire_decode (&outer_type, text, -1, &error));
      g_assert_error (error, WIRE_ERROR, (int) table[i].code);
      g_assert_true (g_str_has_prefix (error->message, table[i].field));
    }
}

static void
test_not_json (void)
{
  static const char *const texts[] = {
      "", " ", "{", "[]", "null", "\"a\"", "{\"word\":\"a\"", "{]", "\xff", "{\"word\":\"\xff\"}"};
  g_autoptr (GString) deep = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (wire_decode (&inner_type, texts[i], -1, &error));
      g_assert_nonnull (error);
    }
  for (guint i = 0; i < 200000; i++)
    g_string_append (deep, "[");
  g_assert_null (wire_decode (&inner_type, deep->str, deep->len, NULL));
  /* Not terminated, and NUL inside. */
  g_assert_null (wire_decode (&inner_type, "{\"word\":\"a\"}", 5, NULL));
  g_assert_null (wire_decode (&inner_type, "{\"word\":\"a\0b\"}", 14, NULL));
}

/* Whatever bytes are changed: a struct within its bounds, or an error. */
static void
test_mutations (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (3);

  for (guint i = 0; i < 20000; i++)
    {
      g_autofree char *text = g_strdup (SOUND);
      Outer *outer;

      for (guint n = g_rand_int_range (random, 1, 4); n > 0; n--)
        text[g_rand_int_range (random, 0, strlen (SOUND))] = g_rand_int_range (random, 1, 256);
      outer = wire_decode (&outer_type, text, strlen (SOUND), NULL);
      if (!outer)
        continue;
      g_assert_cmpint (g_utf8_strlen (outer->text, -1), <=, 10);
      g_assert_cmpint (outer->number, <=, 1000);
      g_assert_cmpuint (g_bytes_get_size (outer->data), <=, 8);
      g_assert_cmpuint (outer->items->len, <=, 2);
      wire_free (&outer_type, outer);
    }
}

/* The first and the last years have four digits like the others. */
static void
test_moments (void)
{
  static const char *const sound[] = {"2026-01-31T09:30:00Z", "0026-11-26T09:00:00Z",
                                      "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"};
  static const char *const nowhere[] = {"0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00"};
  gint64 time;

  for (guint i = 0; i < G_N_ELEMENTS (sound); i++)
    {
      g_autofree char *text = NULL;

      g_assert_true (wire_time_from_text (sound[i], &time));
      text = wire_time_to_text (time);
      g_assert_cmpstr (text, ==, sound[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (nowhere); i++)
    g_assert_false (wire_time_from_text (nowhere[i], &time));
}

/* What stands in a certificate reads as it is written, and as nothing else. */
static void
test_names (void)
{
  static const char *const good[] = {"王小明",
                                     "阿卜杜拉·买买提",
                                     "王　明",
                                     "Anna-María O'Neill",
                                     "Иван Петров",
                                     "𠮷野家",
                                     "𱍐",
                                     "مۇھەممەت",
                                     "3M 中国有限公司",
                                     "Nguy\u1ec5n",
                                     "贵州某某（集团）有限公司",
                                     "王〇",
                                     "อำนาจ",
                                     "トヨタ自動車"};
  static const char *const bad[] = {
      "",
      " ",
      " 王",
      "王 ",
      "王  明",
      "王\n明",
      "王\t明",
      "王\xc2\x85明",
      "王\u2028明",
      "王\u2029明",
      "王\u202e明",
      "王\u200f明",
      "王\u2067明",
      "王\u200b明",
      "王\u00ad明",
      "王\ufeff明",
      "\u3164",
      "王\u115f",
      "\u2800",
      "王\ufe0f",
      "王\U000e0101",
      "·",
      "---",
      "王\ue000",
      "Аnna",
      "Annα",
      "王\U000e0041",
      "王\u2003明",
      "王\u2f12",
      "\u2ea0生",
      "王\u31d0",
      "王\u3021",
      "王\u311a",
      "\uff21BC有限公司",
      "王\u2460",
      "\u3231三一",
      "\ufb01rma",
      "\uff76ナ",
      "Andre\u0301",
      "\uf9e1雷",
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_test_message ("good %u", i);
      g_assert_true (wire_name_is_fit (good[i]));
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_test_message ("bad %u", i);
      g_assert_false (wire_name_is_fit (bad[i]));
    }
}

/* One name is the same characters, whatever it was typed with. */
static void
test_settled_names (void)
{
  static const char *const same[][2] = {{"Andre\u0301", "Andr\u00e9"},
                                        {"Nguye\u0302\u0303n", "Nguy\u1ec5n"},
                                        {"\uf9e1雷", "李雷"},
                                        {"王小明", "王小明"}};
  g_autofree char *radical = g_strdup ("王\u2f12");
  /* Composed, each of these is two. */
  g_autoptr (GString) many = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    {
      g_autofree char *name = g_strdup (same[i][0]);

      g_assert_true (wire_name_settle (&name));
      g_assert_cmpstr (name, ==, same[i][1]);
    }
  g_assert_false (wire_name_settle (&radical));
  g_assert_cmpstr (radical, ==, "王\u2f12");
  for (guint i = 0; i < WIRE_MAX_NAME; i++)
    g_string_append (many, "\u0958");
  g_assert_false (wire_name_settle (&many->str));
}

/* With an input method for Chinese, a code looks right on the screen and is another one. */
static void
test_typed (void)
{
  static const char *const codes[][2] = {
      {" 91110000 8021-0043 3b ", "91110000802100433B"},
      {"９１１１００００８０２１００４３３ｂ", "91110000802100433B"},
      {"52010219900101001ｘ", "52010219900101001X"},
      {"9111\u30000000－8021", "911100008021"},
      {"甲", "甲"},
      {"", ""},
  };
  static const char *const logins[][2] = {
      {" １３８０００００００１\u3000", "13800000001"},
      {"Wang＠example．org", "Wang@example.org"},
      {"王 小明", "王 小明"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autofree char *code = wire_text_dup_code (codes[i][0]);

      g_assert_cmpstr (code, ==, codes[i][1]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (logins); i++)
    {
      g_autofree char *login = wire_text_dup_typed (logins[i][0]);

      g_assert_cmpstr (login, ==, logins[i][1]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wire/message/round-trip", test_round_trip);
  g_test_add_func ("/wire/message/unknown-passed-over", test_unknown_passed_over);
  g_test_add_func ("/wire/message/refusals", test_refusals);
  g_test_add_func ("/wire/message/not-json", test_not_json);
  g_test_add_func ("/wire/message/mutations", test_mutations);
  g_test_add_func ("/wire/message/moments", test_moments);
  g_test_add_func ("/wire/message/names", test_names);
  g_test_add_func ("/wire/message/settled-names", test_settled_names);
  g_test_add_func ("/wire/message/typed", test_typed);
  return g_test_run ();
}
