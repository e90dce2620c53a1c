/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-decisions.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

#include "model-error.h"

/* What no honest file reaches: each decision that did not get through is a few hundred bytes. */
#define MAX_FILE_SIZE (8 * 1024 * 1024)

#define SUFFIX ".decisions"

static const char *const kinds[] = {
    [MODEL_REVIEW_PERSON] = "person",
    [MODEL_REVIEW_ENTERPRISE] = "enterprise",
};

static void
decision_free (gpointer data)
{
  ModelDecision *self = data;

  g_free (self->id);
  g_free (self->name);
  g_free (self->unsent.reason);
  g_free (self->unsent.etag);
  g_free (self->unsent.key);
  g_free (self);
}

/**
 * model_decisions_dup_path:
 * @account: who decides
 * @folder: where such files are
 *
 * Returns: (transfer full) (nullable): the file of this account at this platform; %NULL while
 *   either is not known
 */
char *
model_decisions_dup_path (ModelAccount *account, const char *folder)
{
  const WireAuthority *authority = model_platform_get_authority (
      model_account_get_platform (account));
  const WireAccount *who = model_account_get_account (account);
  g_autofree char *root = NULL, *whose = NULL, *digest = NULL, *name = NULL;

  if (authority == NULL || who == NULL)
    return NULL;
  root = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, authority->root);
  whose = g_strjoin ("\n", root, who->id, NULL);
  digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, whose, -1);
  name = g_strconcat (digest, SUFFIX, NULL);
  return g_build_filename (folder, name, NULL);
}

static GKeyFile *
load (const char *path)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  GStatBuf status;

  if (g_stat (path, &status) == 0 && S_ISREG (status.st_mode) && status.st_size <= MAX_FILE_SIZE)
    g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL);
  return g_steal_pointer (&file);
}

static gboolean
set_error (GError **error, const char *path, const char *why)
{
  g_set_error (error, MODEL_ERROR, MODEL_ERROR_KEEP, "%s: %s", path, why);
  return FALSE;
}

/* Another program of the same person may keep decisions there: what it wrote between our reading
 * and our writing would be lost. The folder itself is locked, so that nothing stays behind. */
static int
lock (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = -1;

  if (g_mkdir_with_parents (folder, 0700) == 0 &&
      (fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) >= 0 && flock (fd, LOCK_EX) == 0)
    return fd;
  set_error (error, folder, g_strerror (errno));
  if (fd >= 0)
    close (fd);
  return -1;
}

/* Written aside, synced and renamed. */
static gboolean
store (const char *path, GKeyFile *file, GError **error)
{
  g_autofree char *text = g_key_file_to_data (file, NULL, NULL);
  g_autoptr (GError) local = NULL;

  if (*text == '\0')
    return g_unlink (path) == 0 || errno == ENOENT || set_error (error, path, g_strerror (errno));
  return g_file_set_contents_full (path, text, -1,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0600, &local) ||
         set_error (error, path, local->message);
}

/* Ids are the platform's own: as the name of a group they would have to be of its form. */
static char *
group_of (ModelReviewKind kind, const char *id)
{
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, id, -1);

  return g_strjoin (" ", kinds[kind], digest, NULL);
}

static char *
read_text (GKeyFile *file, const char *group, const char *key)
{
  return g_key_file_get_string (file, group, key, NULL);
}

/* NULL of a group that is damaged: without one of these nothing can be sent. */
static ModelDecision *
read_decision (GKeyFile *file, const char *group)
{
  ModelDecision *self = g_new0 (ModelDecision, 1);
  g_autofree char *expected = NULL;

  self->kind = g_str_has_prefix (group, kinds[MODEL_REVIEW_ENTERPRISE]) ? MODEL_REVIEW_ENTERPRISE
                                                                        : MODEL_REVIEW_PERSON;
  self->id = read_text (file, group, "id");
  self->name = read_text (file, group, "name");
  self->unsent = (ModelReviewUnsent){
      .accept = g_key_file_get_boolean (file, group, "accept", NULL),
      .reason = read_text (file, group, "reason"),
      .etag = read_text (file, group, "etag"),
      .key = read_text (file, group, "key"),
  };
  expected = self->id != NULL ? group_of (self->kind, self->id) : NULL;
  if (g_strcmp0 (group, expected) == 0 && self->name != NULL && self->unsent.etag != NULL &&
      self->unsent.key != NULL && *self->unsent.key != '\0' &&
      self->unsent.accept == (self->unsent.reason == NULL))
    return self;
  decision_free (self);
  return NULL;
}

/**
 * model_decisions_read:
 * @path: of the file
 *
 * Reads what is kept.
 *
 * Returns: (transfer full) (element-type ModelDecision): the decisions, none of them damaged
 */
GPtrArray *
model_decisions_read (const char *path)
{
  GPtrArray *decisions = g_ptr_array_new_with_free_func (decision_free);
  g_autoptr (GKeyFile) file = load (path);
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);

  for (guint i = 0; groups[i] != NULL; i++)
    {
      ModelDecision *decision = read_decision (file, groups[i]);

      if (decision != NULL)
        g_ptr_array_add (decisions, decision);
    }
  return decisions;
}

/**
 * model_decisions_put:
 * @path: of the file; its folder is made with it
 * @decision: copied
 * @error: %MODEL_ERROR_KEEP
 *
 * Keeps a decision, in the place of an older one on the same. Returns when it is on the disk, or
 * cannot be: a full disk must not keep anybody from deciding, but they are to know.
 *
 * Returns: whether it is kept
 */
gboolean
model_decisions_put (const char *path, const ModelDecision *decision, GError **error)
{
  int held = lock (path, error);
  g_autoptr (GKeyFile) file = load (path);
  g_autofree char *group = group_of (decision->kind, decision->id);
  gboolean kept;

  if (held < 0)
    return FALSE;
  g_key_file_remove_group (file, group, NULL);
  g_key_file_set_string (file, group, "id", decision->id);
  g_key_file_set_string (file, group, "name", decision->name);
  g_key_file_set_boolean (file, group, "accept", decision->unsent.accept);
  if (decision->unsent.reason != NULL)
    g_key_file_set_string (file, group, "reason", decision->unsent.reason);
  g_key_file_set_string (file, group, "etag", decision->unsent.etag);
  g_key_file_set_string (file, group, "key", decision->unsent.key);
  kept = store (path, file, error);
  close (held);
  return kept;
}

/**
 * model_decisions_drop:
 * @path: of the file
 * @kind: what was decided on
 * @id: which of them
 * @error: %MODEL_ERROR_KEEP
 *
 * Keeps it no more. The last one takes the file with it.
 *
 * Returns: whether it is gone
 */
gboolean
model_decisions_drop (const char *path, ModelReviewKind kind, const char *id, GError **error)
{
  int held = lock (path, error);
  g_autoptr (GKeyFile) file = load (path);
  g_autofree char *group = group_of (kind, id);
  gboolean gone;

  if (held < 0)
    return FALSE;
  gone = !g_key_file_remove_group (file, group, NULL) || store (path, file, error);
  close (held);
  return gone;
}
