/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-list.h"

/* What the lists of the windows tell of their changes. */

#define TEST_TYPE_LIST (test_list_get_type ())
G_DECLARE_FINAL_TYPE (TestList, test_list, TEST, LIST, ModelList)

struct _TestList {
  ModelList parent_instance;
};

G_DEFINE_FINAL_TYPE (TestList, test_list, MODEL_TYPE_LIST)

static void
test_list_class_init (TestListClass *klass)
{
}

static void
test_list_init (TestList *self)
{
  model_list_hold (MODEL_LIST (self), G_TYPE_OBJECT);
}

/* Somebody who knows the list by nothing but what it tells. */
typedef struct {
  GPtrArray *mirror;
  guint told;
} Watcher;

static void
items_changed (GListModel *list, guint position, guint removed, guint added, Watcher *self)
{
  g_ptr_array_remove_range (self->mirror, position, removed);
  for (guint i = 0; i < added; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (list, position + i);

      g_ptr_array_insert (self->mirror, (int) (position + i), item);
    }
  self->told += removed + added;
  g_assert_cmpuint (self->mirror->len, ==, g_list_model_get_n_items (list));
}

/* Each letter is one thing. */
static GPtrArray *
spell (GObject **things, const char *word)
{
  GPtrArray *items = g_ptr_array_new ();

  for (; *word; word++)
    g_ptr_array_add (items, things[*word - 'a']);
  return items;
}

static void
test_become (void)
{
  /* From, to, and how many things that takes out or puts in. */
  static const struct {
    const char *before;
    const char *after;
    guint told;
  } rows[] = {
      {"", "abc", 3},         {"abc", "", 3},          {"abc", "abc", 0},       {"abc", "ac", 1},
      {"abc", "abcd", 1},     {"abcdef", "bcdefg", 2}, {"abcdef", "abxdef", 2}, {"abxyc", "abc", 2},
      {"aceg", "abcdefg", 3}, {"abcd", "badc", 4},     {"abc", "cab", 2},       {"abcd", "wxyz", 8},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      GObject *things[26];
      g_autoptr (TestList) list = g_object_new (TEST_TYPE_LIST, NULL);
      g_autoptr (GPtrArray) mirror = g_ptr_array_new (), before = NULL, after = NULL;
      Watcher watcher = {.mirror = mirror};

      for (guint k = 0; k < 26; k++)
        things[k] = g_object_new (G_TYPE_OBJECT, NULL);
      before = spell (things, rows[i].before);
      after = spell (things, rows[i].after);
      g_signal_connect (list, "items-changed", G_CALLBACK (items_changed), &watcher);
      model_list_become (MODEL_LIST (list), before);
      watcher.told = 0;
      model_list_become (MODEL_LIST (list), after);
      g_assert_cmpuint (mirror->len, ==, after->len);
      for (guint k = 0; k < after->len; k++)
        g_assert_true (mirror->pdata[k] == after->pdata[k]);
      g_assert_cmpuint (watcher.told, ==, rows[i].told);
      for (guint k = 0; k < 26; k++)
        g_object_unref (things[k]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/list/become", test_become);
  return g_test_run ();
}
