/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-journal.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "model-job.h"
#include "pki-digest.h"

/* A drag makes sixty edits a second; the disk sees four. */
#define WRITE_INTERVAL (250 * G_TIME_SPAN_MILLISECOND)

/* What no honest journal reaches: ten thousand pages with two stamps each. */
#define MAX_STAMPS 20000
#define MAX_FILE_SIZE (8 * 1024 * 1024)
#define MAX_MM 20000.0

#define SUFFIX ".journal"
#define DOCUMENT "document"

/* Where the journal is written, shared with the workers that write it: only the newest counts. */
typedef struct {
  GMutex lock;
  char *path;
  guint64 newest;
} Slot;

struct _ModelJournal {
  GObject parent_instance;

  char *folder;
  char *document;
  ModelPlacements *placements;
  ModelSeals *seals;
  GCancellable *cancellable; /* of the hashing */

  Slot *slot; /* reference counted */
  guint64 serial;
  gint64 size;
  gint64 mtime; /* microseconds */
  char *sha256; /* NULL until known */
  gboolean open;
  gboolean hashing;
  gboolean restored;
  guint timer;
  gint64 last_write;
};

G_DEFINE_FINAL_TYPE (ModelJournal, model_journal, G_TYPE_OBJECT)

enum { RESTORED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
slot_clear (gpointer data)
{
  Slot *slot = data;

  g_mutex_clear (&slot->lock);
  g_free (slot->path);
}

static void
slot_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, slot_clear);
}

/* Writing */

static char *
serialise (ModelJournal *self)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->placements));
  g_autofree char *style = NULL;

  if (n == 0)
    return NULL;

  g_key_file_set_string (file, DOCUMENT, "path", self->document);
  g_key_file_set_int64 (file, DOCUMENT, "size", self->size);
  g_key_file_set_int64 (file, DOCUMENT, "mtime", self->mtime);
  if (self->sha256 != NULL)
    g_key_file_set_string (file, DOCUMENT, "sha256", self->sha256);
  style = seal_style_to_text (model_look_get_style (model_placements_get_look (self->placements)));
  g_key_file_set_string (file, DOCUMENT, "style", style);
  for (guint i = 0; i < n && i < MAX_STAMPS; i++)
    {
      g_autoptr (ModelPlacement) item = g_list_model_get_item (G_LIST_MODEL (self->placements), i);
      const PdfPlacement *place = model_placement_get_place (item);
      g_autofree char *group = g_strdup_printf ("stamp %u", i + 1);

      g_key_file_set_string (file, group, "seal",
                             model_seal_get_id (model_placement_get_seal (item)));
      g_key_file_set_uint64 (file, group, "page", place->page);
      g_key_file_set_double (file, group, "x", place->x);
      g_key_file_set_double (file, group, "y", place->y);
      g_key_file_set_double (file, group, "width", place->width);
      g_key_file_set_double (file, group, "height", place->height);
      g_key_file_set_double (file, group, "angle", place->angle);
    }
  return g_key_file_to_data (file, NULL, NULL);
}

/* Only a comfort for the next start: a full disk here must not get in the way of signing. */
static void
write_slot (Slot *slot, guint64 serial, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = NULL;

  g_mutex_lock (&slot->lock);
  if (serial > slot->newest)
    {
      slot->newest = serial;
      folder = g_path_get_dirname (slot->path);
      if (text == NULL)
        g_unlink (slot->path);
      else if (g_mkdir_with_parents (folder, 0700) != 0 ||
               !g_file_set_contents_full (
                   slot->path, text, -1,
                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &error))
        g_info ("The journal of stamps cannot be written: %s",
                error != NULL ? error->message : g_strerror (errno));
    }
  g_mutex_unlock (&slot->lock);
}

typedef struct {
  Slot *slot;
  guint64 serial;
  char *text;
} Writing;

static void
writing_free (gpointer data)
{
  Writing *self = data;

  slot_unref (self->slot);
  g_free (self->text);
  g_free (self);
}

static gpointer
write_on_worker (ModelJob *job, gpointer data, GCancellable *cancellable, GError **error)
{
  Writing *writing = data;

  write_slot (writing->slot, writing->serial, writing->text);
  return NULL;
}

static gboolean
write_soon (gpointer data)
{
  ModelJournal *self = data;
  Writing *writing = g_new0 (Writing, 1);
  const ModelWork work = {
      .func = write_on_worker,
      .data = writing,
      .data_free = writing_free,
  };

  self->timer = 0;
  self->last_write = g_get_monotonic_time ();
  writing->slot = g_atomic_rc_box_acquire (self->slot);
  writing->serial = ++self->serial;
  writing->text = serialise (self);
  model_job_start (NULL, &work, NULL, NULL, NULL, NULL);
  return G_SOURCE_REMOVE;
}

/* The first edit after a pause is written at once, the rest of a burst at intervals. */
static void
schedule_write (ModelJournal *self)
{
  gint64 wait = WRITE_INTERVAL - (g_get_monotonic_time () - self->last_write);

  if (self->timer == 0)
    self->timer = g_timeout_add ((guint) (MAX (wait, 0) / 1000), write_soon, self);
}

/* Reading */

static gboolean
is_sane (const PdfPlacement *place)
{
  const double values[] = {place->x, place->y, place->width, place->height, place->angle};

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    if (!isfinite (values[i]) || fabs (values[i]) > MAX_MM)
      return FALSE;
  return place->width >= 1 && place->height >= 1;
}

static GKeyFile *
load (const char *path)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  GStatBuf status;

  if (g_stat (path, &status) != 0 || !S_ISREG (status.st_mode) || status.st_size > MAX_FILE_SIZE ||
      !g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL) ||
      !g_key_file_has_group (file, DOCUMENT))
    return NULL;
  return g_steal_pointer (&file);
}

/* One stamp, or NULL when its group is damaged or its seal is gone. */
static ModelPlacement *
read_stamp (ModelJournal *self, GKeyFile *file, const char *group)
{
  g_autofree char *id = g_key_file_get_string (file, group, "seal", NULL);
  ModelSeal *seal = id != NULL ? model_seals_find (self->seals, id) : NULL;
  const PdfPlacement place = {
      .page = (guint) MIN (g_key_file_get_uint64 (file, group, "page", NULL), G_MAXUINT),
      .x = g_key_file_get_double (file, group, "x", NULL),
      .y = g_key_file_get_double (file, group, "y", NULL),
      .width = g_key_file_get_double (file, group, "width", NULL),
      .height = g_key_file_get_double (file, group, "height", NULL),
      .angle = g_key_file_get_double (file, group, "angle", NULL),
  };

  return seal != NULL && is_sane (&place) ? model_placement_new (seal, &place) : NULL;
}

/* Places and sizes were recorded for this style: they are no use with another. */
static void
put_back (ModelJournal *self, GKeyFile *file, GPtrArray *stamps)
{
  g_autofree char *text = g_key_file_get_string (file, DOCUMENT, "style", NULL);
  SealStyle style = {SEAL_PART_SEAL};

  if (text != NULL)
    seal_style_parse (text, &style);
  model_placements_begin (self->placements);
  model_placements_set_style (self->placements, &style);
  model_placements_add_all (self->placements, stamps);
  model_placements_end (self->placements);
}

static void
restore (ModelJournal *self, GKeyFile *file)
{
  g_autoptr (GPtrArray) stamps = g_ptr_array_new_with_free_func (g_object_unref);
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);
  guint before = model_placements_get_size (self->placements);
  guint missing = 0, back;

  for (guint i = 0; groups[i] != NULL && i <= MAX_STAMPS; i++)
    {
      ModelPlacement *stamp;

      if (!g_str_has_prefix (groups[i], "stamp "))
        continue;
      stamp = read_stamp (self, file, groups[i]);
      if (stamp != NULL)
        g_ptr_array_add (stamps, stamp);
      else
        missing++;
    }
  if (stamps->len > 0)
    put_back (self, file, stamps);
  back = model_placements_get_size (self->placements) - before;
  missing += stamps->len - back;
  self->restored = back > 0;
  if (back > 0 || missing > 0)
    g_signal_emit (self, signals[RESTORED], 0, back, missing);
}

/* The journal of the same content under another name: the document was moved or touched. */
static char *
find_by_content (const char *folder, const char *sha256, const char *own)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr (GKeyFile) file = NULL;
      g_autofree char *recorded = NULL;

      if (!g_str_has_suffix (name, SUFFIX) || strcmp (path, own) == 0)
        continue;
      file = load (path);
      if (file != NULL)
        recorded = g_key_file_get_string (file, DOCUMENT, "sha256", NULL);
      if (g_strcmp0 (recorded, sha256) == 0)
        return g_steal_pointer (&path);
    }
  return NULL;
}

/* Hashing */

static gpointer
hash_on_worker (ModelJob *job, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (data);
  g_autoptr (GFileInputStream) stream = g_file_read (file, cancellable, error);
  g_autoptr (PkiDigest) digest = pki_digest_new (PKI_DIGEST_SHA256);
  g_autoptr (GBytes) value = NULL;
  g_autofree guint8 *buffer = g_malloc (1 << 20);
  GString *hex;
  gssize got = 1;

  while (stream != NULL && got > 0)
    {
      got = g_input_stream_read (G_INPUT_STREAM (stream), buffer, 1 << 20, cancellable, error);
      if (got > 0)
        pki_digest_update (digest, buffer, (gsize) got);
    }
  if (stream == NULL || got < 0)
    return NULL;

  value = pki_digest_finish (digest);
  hex = g_string_new (NULL);
  for (gsize i = 0; i < g_bytes_get_size (value); i++)
    g_string_append_printf (hex, "%02x", ((const guint8 *) g_bytes_get_data (value, NULL))[i]);
  return g_string_free (hex, FALSE);
}

static void
adopt_moved (ModelJournal *self)
{
  g_autofree char *path = find_by_content (self->folder, self->sha256, self->slot->path);
  g_autoptr (GKeyFile) file = path != NULL ? load (path) : NULL;

  if (file == NULL)
    return;
  restore (self, file);
  /* Under its new name first: at no moment is there none. */
  model_journal_flush (self);
  g_unlink (path);
}

/* Same path, size and time, and yet another content: these stamps were for something else. */
static void
withdraw_if_other (ModelJournal *self)
{
  g_autoptr (GKeyFile) file = load (self->slot->path);
  g_autofree char *recorded = file != NULL ? g_key_file_get_string (file, DOCUMENT, "sha256", NULL)
                                           : NULL;

  if (recorded != NULL && strcmp (recorded, self->sha256) != 0)
    model_placements_clear (self->placements);
}

/* What was hashed may be another file under the same name by now: these stamps are not for it. */
static gboolean
is_unchanged (const ModelJournal *self)
{
  GStatBuf status;

  return g_stat (self->document, &status) == 0 && status.st_size == self->size &&
         status.st_mtim.tv_sec * G_USEC_PER_SEC + status.st_mtim.tv_nsec / 1000 == self->mtime;
}

static void
hashed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ModelJournal *self = MODEL_JOURNAL (source);
  char *sha256 = model_job_finish (result, NULL);

  if (sha256 == NULL || !self->open || !is_unchanged (self))
    {
      g_free (sha256);
      return;
    }
  self->sha256 = sha256;
  model_look_set_document (model_placements_get_look (self->placements), sha256,
                           (guint64) self->size);
  if (self->restored)
    withdraw_if_other (self);
  else
    adopt_moved (self);
  if (model_placements_get_size (self->placements) > 0)
    schedule_write (self);
}

/* Reading a whole document costs something, and most are opened to be read only: it is hashed when
 * there is something to recognise, or to keep. */
static void
start_hashing (ModelJournal *self)
{
  const ModelWork work = {
      .func = hash_on_worker,
      .data = g_strdup (self->document),
      .data_free = g_free,
      .result_free = g_free,
  };

  self->hashing = TRUE;
  model_job_start (NULL, &work, self, self->cancellable, hashed, NULL);
}

static void
placements_edited (ModelJournal *self)
{
  if (!self->hashing)
    start_hashing (self);
  schedule_write (self);
}

static gboolean
has_journals (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, SUFFIX))
      return TRUE;
  return FALSE;
}

/* Type */

static void
model_journal_dispose (GObject *object)
{
  ModelJournal *self = MODEL_JOURNAL (object);

  if (self->timer != 0)
    model_journal_flush (self);
  G_OBJECT_CLASS (model_journal_parent_class)->dispose (object);
}

static void
model_journal_finalize (GObject *object)
{
  ModelJournal *self = MODEL_JOURNAL (object);

  g_free (self->folder);
  g_free (self->document);
  g_free (self->sha256);
  g_clear_object (&self->placements);
  g_clear_object (&self->seals);
  g_clear_object (&self->cancellable);
  slot_unref (self->slot);
  G_OBJECT_CLASS (model_journal_parent_class)->finalize (object);
}

static void
model_journal_class_init (ModelJournalClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = model_journal_dispose;
  object_class->finalize = model_journal_finalize;

  /**
   * ModelJournal::restored:
   * @stamps: how many are on the pages again
   * @missing: how many are not, because their seal is gone
   *
   * Stamps of last time are back.
   */
  signals[RESTORED] = g_signal_new ("restored", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_UINT);
}

static void
model_journal_init (ModelJournal *self)
{
  self->slot = g_atomic_rc_box_new0 (Slot);
  g_mutex_init (&self->slot->lock);
  self->cancellable = g_cancellable_new ();
  self->last_write = G_MININT64 / 2;
}

static char *
quick_path (ModelJournal *self)
{
  g_autofree char *identity = g_strdup_printf ("%s\n%" G_GINT64_FORMAT "\n%" G_GINT64_FORMAT,
                                               self->document, self->size, self->mtime);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, identity, -1);
  g_autofree char *name = g_strdup_printf ("%.32s%s", hash, SUFFIX);

  return g_build_filename (self->folder, name, NULL);
}

/**
 * model_journal_new:
 * @folder: where journals are kept; made with the first
 * @document: path of the document
 * @placements: whose edits are recorded
 * @seals: where the seals of restored stamps are found
 *
 * Makes a journal that does nothing yet.
 *
 * Returns: (transfer full): the journal
 */
ModelJournal *
model_journal_new (const char *folder,
                   const char *document,
                   ModelPlacements *placements,
                   ModelSeals *seals)
{
  ModelJournal *self;
  GStatBuf status;

  g_return_val_if_fail (folder != NULL && document != NULL, NULL);
  g_return_val_if_fail (MODEL_IS_PLACEMENTS (placements), NULL);

  self = g_object_new (MODEL_TYPE_JOURNAL, NULL);
  self->folder = g_strdup (folder);
  self->document = g_canonicalize_filename (document, NULL);
  self->placements = g_object_ref (placements);
  self->seals = g_object_ref (seals);
  if (g_stat (self->document, &status) == 0)
    {
      self->size = status.st_size;
      self->mtime = status.st_mtim.tv_sec * G_USEC_PER_SEC + status.st_mtim.tv_nsec / 1000;
    }
  self->slot->path = quick_path (self);
  return self;
}

/**
 * model_journal_open:
 *
 * Restores the stamps of last time and records every edit from here on.
 */
void
model_journal_open (ModelJournal *self)
{
  g_autoptr (GKeyFile) file = NULL;

  g_return_if_fail (MODEL_IS_JOURNAL (self));

  if (self->open)
    return;
  self->open = TRUE;
  file = load (self->slot->path);
  if (file != NULL)
    restore (self, file);
  g_signal_connect_object (self->placements, "edited", G_CALLBACK (placements_edited), self,
                           G_CONNECT_SWAPPED);
  if (has_journals (self->folder))
    start_hashing (self);
}

/**
 * model_journal_flush:
 *
 * Writes on the calling thread what waits to be written: before the process ends.
 */
void
model_journal_flush (ModelJournal *self)
{
  g_autofree char *text = NULL;

  g_return_if_fail (MODEL_IS_JOURNAL (self));

  g_clear_handle_id (&self->timer, g_source_remove);
  if (!self->open)
    return;
  text = serialise (self);
  write_slot (self->slot, ++self->serial, text);
}

/**
 * model_journal_drop:
 *
 * Forgets the stamps: they are signed, or the user gave them up.
 */
void
model_journal_drop (ModelJournal *self)
{
  g_return_if_fail (MODEL_IS_JOURNAL (self));

  g_clear_handle_id (&self->timer, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  write_slot (self->slot, ++self->serial, NULL);
}
