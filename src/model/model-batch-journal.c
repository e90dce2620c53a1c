/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-batch-journal.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <math.h>

/* A run of two hundred files makes hundreds of changes a second; the disk sees four. */
#define WRITE_INTERVAL 250 /* ms */

/* What no honest journal reaches. */
#define MAX_FILES 100000
#define MAX_PROBLEMS 100
#define MAX_FILE_SIZE (64 * 1024 * 1024)
#define MAX_MM 20000.0

#define RULE "rule"
#define FILE_PREFIX "file "

struct _ModelBatchJournal {
  GObject parent_instance;

  char *path;
  ModelBatch *batch;
  ModelSeals *seals;
  ModelBatchPhase phase; /* as it was told last */
  GKeyFile *former;      /* what was read, until it is put back; or NULL */
  GPtrArray *files;      /* ModelBatchFile: of it */
  GKeyFile *rule;        /* the group of it, or empty */
  char *text;            /* of the rule that was read */
  gboolean open;
  guint timer;
};

G_DEFINE_FINAL_TYPE (ModelBatchJournal, model_batch_journal, G_TYPE_OBJECT)

/* What is on disk of them; the rest waits to be looked at again. */
static const struct {
  ModelBatchState state;
  const char *name;
} states[] = {
    {MODEL_BATCH_SIGNED, "signed"},
    {MODEL_BATCH_FAILED, "failed"},
};

static const char *
state_name (ModelBatchState state)
{
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    if (states[i].state == state)
      return states[i].name;
  return "waiting";
}

/* Writing */

/* A key file is UTF-8, and a path need not be. */
static void
write_path (GKeyFile *file, const char *group, const char *key, const char *path)
{
  g_autofree char *uri = path != NULL ? g_filename_to_uri (path, NULL, NULL) : NULL;

  if (uri != NULL)
    g_key_file_set_string (file, group, key, uri);
}

static void
write_problems (GKeyFile *file, const char *group, GPtrArray *problems)
{
  for (guint i = 0; i < problems->len && i < MAX_PROBLEMS; i++)
    {
      const GError *problem = g_ptr_array_index (problems, i);
      g_autofree char *key = g_strdup_printf ("problem-%u", i + 1);
      g_autofree char *text = g_strdup_printf ("%s %d %s", g_quark_to_string (problem->domain),
                                               problem->code, problem->message);
      g_autofree char *valid = g_utf8_make_valid (text, -1);

      g_key_file_set_string (file, group, key, valid);
    }
}

static void
write_file (GKeyFile *file, guint number, ModelBatchFile *item)
{
  ModelBatchState state = model_batch_file_get_state (item);
  g_autofree char *group = g_strdup_printf (FILE_PREFIX "%u", number);

  write_path (file, group, "input", model_batch_file_get_input (item));
  write_path (file, group, "output", model_batch_file_get_output (item));
  g_key_file_set_string (file, group, "state", state_name (state));
  if (state == MODEL_BATCH_FAILED)
    write_problems (file, group, model_batch_file_get_problems (item));
}

static char *
serialise (ModelBatchJournal *self)
{
  g_autofree char *rule = g_key_file_to_data (self->rule, NULL, NULL);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->batch));

  if (n == 0)
    return NULL;
  g_key_file_load_from_data (file, rule, (gsize) -1, G_KEY_FILE_NONE, NULL);
  for (guint i = 0; i < n && i < MAX_FILES; i++)
    {
      g_autoptr (ModelBatchFile) item = g_list_model_get_item (G_LIST_MODEL (self->batch), i);

      write_file (file, i + 1, item);
    }
  return g_key_file_to_data (file, NULL, NULL);
}

/* Only a comfort for the next start: a full disk here must not get in the way of signing. */
static void
store (const char *path, const char *text)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  if (text == NULL)
    {
      g_unlink (path);
      return;
    }
  if (g_mkdir_with_parents (folder, 0700) != 0)
    g_info ("%s: %s", folder, g_strerror (errno));
  else if (!g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
    g_info ("%s", error->message);
}

static gboolean
time_to_write (gpointer data)
{
  ModelBatchJournal *self = data;

  self->timer = 0;
  model_batch_journal_flush (self);
  return G_SOURCE_REMOVE;
}

/* Before the first file of a run is touched, at once: its name has to be known after a kill. */
static void
batch_changed (ModelBatchJournal *self)
{
  ModelBatchPhase before = self->phase;

  self->phase = model_batch_get_phase (self->batch);
  if (self->phase == MODEL_BATCH_RUNNING && before != MODEL_BATCH_RUNNING)
    model_batch_journal_flush (self);
  else if (self->timer == 0)
    self->timer = g_timeout_add (WRITE_INTERVAL, time_to_write, self);
}

/* Reading */

static char *
read_path (GKeyFile *file, const char *group, const char *key)
{
  g_autofree char *uri = g_key_file_get_string (file, group, key, NULL);

  return uri != NULL ? g_filename_from_uri (uri, NULL, NULL) : NULL;
}

static GError *
parse_problem (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, " ", 3);
  gint64 code = 0;

  if (g_strv_length (parts) != 3 ||
      !g_ascii_string_to_signed (parts[1], 10, 0, G_MAXINT, &code, NULL) ||
      g_quark_try_string (parts[0]) == 0)
    return NULL;
  return g_error_new_literal (g_quark_try_string (parts[0]), (int) code, parts[2]);
}

/* A failure that cannot be told any more is no failure: the file is looked at again. */
static gboolean
read_problems (GKeyFile *file, const char *group, GPtrArray *problems)
{
  for (guint i = 0; i < MAX_PROBLEMS; i++)
    {
      g_autofree char *key = g_strdup_printf ("problem-%u", i + 1);
      g_autofree char *text = g_key_file_get_string (file, group, key, NULL);
      GError *problem = text != NULL ? parse_problem (text) : NULL;

      if (problem == NULL)
        break;
      g_ptr_array_add (problems, problem);
    }
  return problems->len > 0;
}

static ModelBatchFile *
read_file (GKeyFile *file, const char *group)
{
  g_autofree char *input = read_path (file, group, "input");
  g_autofree char *output = read_path (file, group, "output");
  g_autofree char *state = g_key_file_get_string (file, group, "state", NULL);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
  gboolean there = output != NULL && g_file_test (output, G_FILE_TEST_IS_REGULAR);
  ModelBatchFile *item;

  if (input == NULL)
    return NULL;
  item = model_batch_file_new (input);
  if (there)
    model_batch_file_set_output (item, output);
  if (there && g_strcmp0 (state, "signed") == 0)
    model_batch_file_set_state (item, MODEL_BATCH_SIGNED);
  else if (g_strcmp0 (state, "failed") == 0 && read_problems (file, group, problems))
    {
      model_batch_file_set_found (item, problems, NULL);
      model_batch_file_set_state (item, MODEL_BATCH_FAILED);
    }
  return item;
}

static GPtrArray *
read_files (GKeyFile *file)
{
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; groups[i] != NULL && i <= MAX_FILES; i++)
    {
      ModelBatchFile *item = g_str_has_prefix (groups[i], FILE_PREFIX) ? read_file (file, groups[i])
                                                                       : NULL;

      if (item != NULL)
        g_ptr_array_add (items, item);
    }
  return items;
}

/* A run that ended well is over. */
static gboolean
is_unfinished (GPtrArray *items)
{
  for (guint i = 0; i < items->len; i++)
    if (model_batch_file_get_state (g_ptr_array_index (items, i)) != MODEL_BATCH_SIGNED)
      return TRUE;
  return FALSE;
}

static double
read_mm (GKeyFile *file, const char *key)
{
  double value = g_key_file_get_double (file, RULE, key, NULL);

  return isfinite (value) ? CLAMP (value, 0, MAX_MM) : 0;
}

static gboolean
read_rule (ModelBatchJournal *self, GKeyFile *file, ModelBatchRule *rule)
{
  g_autofree char *seal = g_key_file_get_string (file, RULE, "seal", NULL);
  g_autofree char *style = g_key_file_get_string (file, RULE, "style", NULL);
  int kind = g_key_file_get_integer (file, RULE, "kind", NULL);

  if (!g_key_file_has_group (file, RULE) || kind < 0 || kind > MODEL_BATCH_FIELD)
    return FALSE;
  g_free (self->text);
  self->text = g_key_file_get_string (file, RULE, "text", NULL);
  *rule = (ModelBatchRule){
      .kind = (ModelBatchRuleKind) kind,
      .seal = seal != NULL ? model_seals_find (self->seals, seal) : NULL,
      .style = {SEAL_PART_SEAL},
      .page = (guint) CLAMP (g_key_file_get_integer (file, RULE, "page", NULL), 0, G_MAXINT - 1),
      .x = read_mm (file, "x"),
      .y = read_mm (file, "y"),
      .text = self->text,
      .all = g_key_file_get_boolean (file, RULE, "all", NULL),
  };
  if (style != NULL)
    seal_style_parse (style, &rule->style);
  return seal == NULL || rule->seal != NULL;
}

static GKeyFile *
load (const char *path)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  GStatBuf status;

  if (g_stat (path, &status) != 0 || !S_ISREG (status.st_mode) || status.st_size > MAX_FILE_SIZE ||
      !g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL))
    return NULL;
  return g_steal_pointer (&file);
}

static void
model_batch_journal_dispose (GObject *object)
{
  ModelBatchJournal *self = MODEL_BATCH_JOURNAL (object);

  if (self->timer != 0)
    model_batch_journal_flush (self);
  G_OBJECT_CLASS (model_batch_journal_parent_class)->dispose (object);
}

static void
model_batch_journal_finalize (GObject *object)
{
  ModelBatchJournal *self = MODEL_BATCH_JOURNAL (object);

  g_free (self->path);
  g_free (self->text);
  g_clear_pointer (&self->former, g_key_file_unref);
  g_clear_pointer (&self->files, g_ptr_array_unref);
  g_clear_object (&self->batch);
  g_clear_object (&self->seals);
  g_key_file_unref (self->rule);
  G_OBJECT_CLASS (model_batch_journal_parent_class)->finalize (object);
}

static void
model_batch_journal_class_init (ModelBatchJournalClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = model_batch_journal_dispose;
  G_OBJECT_CLASS (klass)->finalize = model_batch_journal_finalize;
}

static void
model_batch_journal_init (ModelBatchJournal *self)
{
  self->rule = g_key_file_new ();
}

/**
 * model_batch_journal_new:
 * @path: where it is kept; its folder is made with it
 * @batch: what is recorded
 * @seals: where the seal of the rule is found
 *
 * Makes a journal that does nothing yet.
 *
 * Returns: (transfer full): the journal
 */
ModelBatchJournal *
model_batch_journal_new (const char *path, ModelBatch *batch, ModelSeals *seals)
{
  ModelBatchJournal *self = g_object_new (MODEL_TYPE_BATCH_JOURNAL, NULL);

  self->path = g_strdup (path);
  self->batch = g_object_ref (batch);
  self->seals = g_object_ref (seals);
  return self;
}

/**
 * model_batch_journal_open:
 * @self: a journal
 *
 * Reads what the last run left undone. A damaged journal is none.
 *
 * Returns: whether there is something to put back
 */
gboolean
model_batch_journal_open (ModelBatchJournal *self)
{
  g_return_val_if_fail (MODEL_IS_BATCH_JOURNAL (self) && !self->open, FALSE);
  g_clear_pointer (&self->former, g_key_file_unref);
  g_clear_pointer (&self->files, g_ptr_array_unref);
  self->former = load (self->path);
  if (self->former != NULL)
    self->files = read_files (self->former);
  if (self->files != NULL && !is_unfinished (self->files))
    g_clear_pointer (&self->files, g_ptr_array_unref);
  return self->files != NULL;
}

/**
 * model_batch_journal_get_rule:
 * @self: a journal that has something to put back
 * @rule: (out): where the seal was to stand
 *
 * Tells the rule of the last run.
 *
 * Returns: %FALSE where there was none, or another seal would have to come in the place of its own
 */
gboolean
model_batch_journal_get_rule (ModelBatchJournal *self, ModelBatchRule *rule)
{
  g_return_val_if_fail (MODEL_IS_BATCH_JOURNAL (self), FALSE);
  return self->former != NULL && read_rule (self, self->former, rule);
}

/**
 * model_batch_journal_restore:
 * @self: a journal that was opened
 *
 * Puts back what the last run left undone, if anything: what is signed stays so, what failed tells
 * why, the rest is looked at again. Records every change from here on.
 */
void
model_batch_journal_restore (ModelBatchJournal *self)
{
  g_return_if_fail (MODEL_IS_BATCH_JOURNAL (self) && !self->open);
  self->open = TRUE;
  g_signal_connect_object (self->batch, "changed", G_CALLBACK (batch_changed), self,
                           G_CONNECT_SWAPPED);
  for (guint i = 0; self->files != NULL && i < self->files->len; i++)
    model_batch_take_back (self->batch, g_ptr_array_index (self->files, i));
  g_clear_pointer (&self->former, g_key_file_unref);
  g_clear_pointer (&self->files, g_ptr_array_unref);
}

/**
 * model_batch_journal_set_rule:
 * @self: a journal
 * @rule: (nullable): where the seal stands; %NULL while nobody has said it
 *
 * Records another rule.
 */
void
model_batch_journal_set_rule (ModelBatchJournal *self, const ModelBatchRule *rule)
{
  g_autofree char *style = NULL;

  g_return_if_fail (MODEL_IS_BATCH_JOURNAL (self));
  g_key_file_unref (self->rule);
  self->rule = g_key_file_new ();
  if (rule == NULL)
    return;
  style = seal_style_to_text (&rule->style);
  g_key_file_set_integer (self->rule, RULE, "kind", rule->kind);
  if (rule->seal != NULL)
    g_key_file_set_string (self->rule, RULE, "seal", model_seal_get_id (rule->seal));
  g_key_file_set_string (self->rule, RULE, "style", style);
  g_key_file_set_integer (self->rule, RULE, "page", (int) MIN (rule->page, G_MAXINT - 1));
  g_key_file_set_double (self->rule, RULE, "x", rule->x);
  g_key_file_set_double (self->rule, RULE, "y", rule->y);
  if (rule->text != NULL)
    g_key_file_set_string (self->rule, RULE, "text", rule->text);
  g_key_file_set_boolean (self->rule, RULE, "all", rule->all);
}

/**
 * model_batch_journal_flush:
 * @self: a journal
 *
 * Writes on the calling thread what waits to be written; nothing is kept of an empty batch.
 */
void
model_batch_journal_flush (ModelBatchJournal *self)
{
  g_autofree char *text = NULL;

  g_return_if_fail (MODEL_IS_BATCH_JOURNAL (self));
  g_clear_handle_id (&self->timer, g_source_remove);
  if (!self->open)
    return;
  text = serialise (self);
  store (self->path, text);
}
