/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "model-document.h"

#include "model-document-worker.h"
#include "model-judgement.h"
#include "model-secret.h"

/* Six A4 pages on a 4K screen, or twenty on a small one. */
#define PICTURE_BYTES (64 << 20)
#define THUMBNAIL_BYTES (16 << 20)

struct _ModelDocument {
  GObject parent_instance;

  GFile *file;
  char *path;
  char *title;
  ModelDocumentState state;
  GError *error;
  GBytes *secret; /* the password that was given */

  ModelDocumentWorker *worker;
  guint n_pages;
  RenderInfo *info;
  PdfPageBox first;
  GHashTable *boxes; /* page → PdfPageBox, of pages unlike the first */
  ModelDocumentCache *pictures;
  ModelDocumentCache *thumbnails;

  guint search;
  gboolean finding;
  guint n_hits;
  GHashTable *hits; /* page → GArray of ModelHit */

  GHashTable *seals; /* page → GArray of PdfRect */

  PadesReport *report;
  GError *report_error;
  GCancellable *judging; /* while it is made */
};

G_DEFINE_FINAL_TYPE (ModelDocument, model_document, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_STATE,
  PROP_TITLE,
  PROP_N_PAGES,
  PROP_N_HITS,
  PROP_FINDING,
  PROP_REPORT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum { PAGE_CHANGED, SEALS_FOUND, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
set_state (ModelDocument *self, ModelDocumentState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
emit_page_changed (ModelDocument *self, guint page)
{
  g_signal_emit (self, signals[PAGE_CHANGED], 0, page);
}

static void
take_sizes (ModelDocument *self, const GArray *sizes)
{
  for (guint i = 0; i < sizes->len; i++)
    {
      const ModelPageSize *size = &g_array_index (sizes, ModelPageSize, i);

      if (size->page == 0)
        self->first = size->box;
      else
        g_hash_table_insert (self->boxes, GUINT_TO_POINTER (size->page),
                             g_memdup2 (&size->box, sizeof size->box));
    }
  for (guint i = 0; i < sizes->len; i++)
    emit_page_changed (self, g_array_index (sizes, ModelPageSize, i).page);
}

static void
take_opened (ModelDocument *self, ModelNews *news)
{
  g_clear_error (&self->error);
  if (g_error_matches (news->error, RENDER_ERROR, RENDER_ERROR_PASSWORD))
    {
      if (self->secret != NULL)
        self->error = g_steal_pointer (&news->error);
      set_state (self, MODEL_DOCUMENT_NEEDS_PASSWORD);
      return;
    }
  if (news->error != NULL)
    {
      self->error = g_steal_pointer (&news->error);
      set_state (self, MODEL_DOCUMENT_FAILED);
      return;
    }
  self->info = g_steal_pointer (&news->info);
  self->n_pages = news->n_pages;
  take_sizes (self, news->sizes);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_PAGES]);
  set_state (self, MODEL_DOCUMENT_READY);
}

static void
take_hits (ModelDocument *self, ModelNews *news)
{
  if (news->search != self->search)
    return;
  for (guint i = 0; i < news->hits->len; i++)
    self->n_hits += !g_array_index (news->hits, ModelHit, i).continued;
  g_hash_table_insert (self->hits, GUINT_TO_POINTER (news->page), g_steal_pointer (&news->hits));
  emit_page_changed (self, news->page);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_HITS]);
}

static void
set_finding (ModelDocument *self, gboolean finding)
{
  if (self->finding == finding)
    return;
  self->finding = finding;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FINDING]);
}

static void
take_news (ModelNews *news, gpointer user_data)
{
  g_autoptr (ModelDocument) self = g_object_ref (user_data);

  switch (news->kind)
    {
    case MODEL_NEWS_OPENED:
      take_opened (self, news);
      break;
    case MODEL_NEWS_SIZES:
      take_sizes (self, news->sizes);
      break;
    case MODEL_NEWS_PICTURE:
      model_document_cache_put (news->priority == MODEL_PRIORITY_THUMBNAIL ? self->thumbnails
                                                                           : self->pictures,
                                &news->key, news->picture);
      emit_page_changed (self, news->key.page);
      break;
    case MODEL_NEWS_HITS:
      take_hits (self, news);
      break;
    case MODEL_NEWS_FOUND:
      if (news->search == self->search)
        set_finding (self, FALSE);
      break;
    case MODEL_NEWS_SEALS:
      g_hash_table_insert (self->seals, GUINT_TO_POINTER (news->page),
                           g_steal_pointer (&news->seals));
      g_signal_emit (self, signals[SEALS_FOUND], 0);
      break;
    }
}

static void
model_document_finalize (GObject *object)
{
  ModelDocument *self = MODEL_DOCUMENT (object);

  model_document_worker_close (self->worker);
  g_clear_pointer (&self->secret, g_bytes_unref);
  g_cancellable_cancel (self->judging);
  g_clear_object (&self->judging);
  g_clear_pointer (&self->report, pades_report_free);
  g_clear_error (&self->report_error);
  g_clear_error (&self->error);
  render_info_free (self->info);
  g_hash_table_unref (self->boxes);
  g_hash_table_unref (self->hits);
  g_hash_table_unref (self->seals);
  model_document_cache_free (self->pictures);
  model_document_cache_free (self->thumbnails);
  g_object_unref (self->file);
  g_free (self->path);
  g_free (self->title);
  G_OBJECT_CLASS (model_document_parent_class)->finalize (object);
}

static void
model_document_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ModelDocument *self = MODEL_DOCUMENT (object);

  switch (id)
    {
    case PROP_STATE:
      g_value_set_int (value, self->state);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_N_PAGES:
      g_value_set_uint (value, self->n_pages);
      break;
    case PROP_N_HITS:
      g_value_set_uint (value, self->n_hits);
      break;
    case PROP_FINDING:
      g_value_set_boolean (value, self->finding);
      break;
    case PROP_REPORT:
      g_value_set_pointer (value, (gpointer) model_document_get_report (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
model_document_class_init (ModelDocumentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->finalize = model_document_finalize;
  object_class->get_property = model_document_get_property;

  properties[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, 0, MODEL_DOCUMENT_FAILED, 0,
                                             flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_N_PAGES] = g_param_spec_uint ("n-pages", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_N_HITS] = g_param_spec_uint ("n-hits", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_FINDING] = g_param_spec_boolean ("finding", NULL, NULL, FALSE, flags);
  properties[PROP_REPORT] = g_param_spec_pointer ("report", NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[PAGE_CHANGED] = g_signal_new ("page-changed", G_TYPE_FROM_CLASS (klass),
                                        G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                        G_TYPE_UINT);
  signals[SEALS_FOUND] = g_signal_new ("seals-found", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                       0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
model_document_init (ModelDocument *self)
{
  self->boxes = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->hits = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
  self->seals = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
  self->pictures = model_document_cache_new (PICTURE_BYTES);
  self->thumbnails = model_document_cache_new (THUMBNAIL_BYTES);
}

/**
 * model_document_new:
 * @file: a file with a local path
 *
 * Makes a document in the state %MODEL_DOCUMENT_LOADING; model_document_load() starts it.
 *
 * Returns: (transfer full): the document
 */
ModelDocument *
model_document_new (GFile *file)
{
  ModelDocument *self = g_object_new (MODEL_TYPE_DOCUMENT, NULL);
  g_autofree char *name = g_file_get_basename (file);

  self->file = g_object_ref (file);
  self->path = g_file_get_path (file);
  self->title = g_filename_display_name (name != NULL ? name : "");
  self->worker = model_document_worker_new (self->path != NULL ? self->path : "", take_news, self);
  return self;
}

/**
 * model_document_get_file:
 * @self: the document
 *
 * Returns: (transfer none): its file
 */
GFile *
model_document_get_file (ModelDocument *self)
{
  g_return_val_if_fail (MODEL_IS_DOCUMENT (self), NULL);
  return self->file;
}

/**
 * model_document_get_path:
 * @self: the document
 *
 * Returns: (nullable): the local path of its file
 */
const char *
model_document_get_path (ModelDocument *self)
{
  g_return_val_if_fail (MODEL_IS_DOCUMENT (self), NULL);
  return self->path;
}

/**
 * model_document_get_title:
 * @self: the document
 *
 * Returns: the file's name, valid UTF-8
 */
const char *
model_document_get_title (ModelDocument *self)
{
  g_return_val_if_fail (MODEL_IS_DOCUMENT (self), NULL);
  return self->title;
}

/**
 * model_document_get_state:
 * @self: the document
 *
 * Returns: whether it can be shown
 */
ModelDocumentState
model_document_get_state (ModelDocument *self)
{
  g_return_val_if_fail (MODEL_IS_DOCUMENT (self), MODEL_DOCUMENT_FAILED);
  return self->state;
}

/**
 * model_document_get_error:
 * @self: the document
 *
 * Returns: (nullable): why it cannot be shown; while a password is needed, what is wrong with the
 *   one that was given
 */
const GError *
model_document_get_error (ModelDocument *self)
{
  g_return_val_if_fail (MODEL_IS_DOCUMENT (self), NULL);
  return self->error;
}

/**
 * model_document_expect:
 * @self: the document, not loaded yet
 * @page: the page that will be seen first
 * @width: its width on the screen, in device pixels
 *
 * Has a picture drawn in advance.
 */
void
model_document_expect (ModelDocument *self, guint page, guint width)
{
  g_return_if_fail (MODEL_IS_DOCUMENT (self));
  model_document_worker_expect (self->worker, page, width);
}

/**
 * model_document_load:
 * @self: the document, not ready yet
 * @password: (nullable): what the person entered
 *
 * Opens the file on the worker; "state" tells how it went.
 */
void
model_document_load (ModelDocument *self, const char *password)
{
  g_return_if_fail (MODEL_IS_DOCUMENT (self));
  g_return_if_fail (self->state != MODEL_DOCUMENT_READY);

  g_clear_pointer (&self->secret, g_bytes_unref);
  if (password != NULL)
    self->secret = model_secret_new (password);
  set_state (self, MODEL_DOCUMENT_LOADING);
  model_document_worker_open (self->worker, password);
}

/**
 * model_document_poll:
 * @self: the document
 *
 * Takes at once what the worker has ready.
 */
void
model_document_poll (ModelDocument *self)
{
  g_return_if_fail (MODEL_IS_DOCUMENT (self));
  model_document_worker_poll (self->worker);
}

/**
 * model_document_is_protected:
 * @self: the document
 *
 * Returns: whether it took a password to open it
 */
gboolean
model_document_is_protected (ModelDocument *self)
{
  g_return_val_if_fail (MODEL_IS_DOCUMENT (self), FALSE);
  return self->secret != NULL;
}

/**
 * model_document_get_secret:
 * @self: the document
 *
 * Returns: (transfer none) (nullable): the password that opened it, see model_secret_new(), to be
 *   handed on to what reads the file again
 */
GBytes *
model_document_get_secret (ModelDocument *self)
{
  g_return_val_if_fail (MODEL_IS_DOCUMENT (self), NULL);
  return self->secret;
}

/**
 * model_document_get_n_pages:
 * @self: the document
 *
 * Returns: how many pages it has, 0 until it is ready
 */
guint
model_document_get_n_pages (ModelDocument *self)
{
  g_return_val_if_fail (MODEL_IS_DOCUMENT (self), 0);
  return self->n_pages;
}

/**
 * model_document_get_info:
 * @self: the document
 *
 * Returns: (nullable): what the file says about itself, %NULL until it is ready
 */
const RenderInfo *
model_document_get_info (ModelDocument *self)
{
  g_return_val_if_fail (MODEL_IS_DOCUMENT (self), NULL);
  return self->info;
}

/**
 * model_document_get_page_box:
 * @self: the document
 * @page: from 0
 *
 * Tells a page's box; the first page's until its own was read.
 *
 * Returns: (transfer none): the box, valid until the main context runs again
 */
const PdfPageBox *
model_document_get_page_box (ModelDocument *self, guint page)
{
  const PdfPageBox *box;

  g_return_val_if_fail (MODEL_IS_DOCUMENT (self), NULL);
  box = g_hash_table_lookup (self->boxes, GUINT_TO_POINTER (page));
  return box != NULL ? box : &self->first;
}

/**
 * model_document_peek_picture:
 * @self: the document
 * @page: from 0
 * @scale: device pixels a mm
 * @turn: 0, 90, 180 or 270 clockwise
 * @priority: how urgent a better picture is
 * @sharp: (out): whether this is the picture asked for
 *
 * Lends the best picture in the cache and asks the worker for the right one.
 *
 * Returns: (transfer none) (nullable): an image surface, in pixels of its own scale
 */
cairo_surface_t *
model_document_peek_picture (ModelDocument *self,
                             guint page,
                             double scale,
                             int turn,
                             ModelPriority priority,
                             gboolean *sharp)
{
  ModelPictureKey key = {page, scale, turn, -1, -1};
  gboolean small = priority == MODEL_PRIORITY_THUMBNAIL;
  ModelDocumentCache *first = small ? self->thumbnails : self->pictures;
  ModelDocumentCache *second = small ? self->pictures : self->thumbnails;
  cairo_surface_t *picture;

  g_return_val_if_fail (MODEL_IS_DOCUMENT (self), NULL);
  picture = model_document_cache_find (first, &key);
  *sharp = picture != NULL;
  if (*sharp)
    return picture;
  model_document_worker_wish (self->worker, &key, priority);
  picture = model_document_cache_guess (first, &key);
  return picture != NULL ? picture : model_document_cache_guess (second, &key);
}

/**
 * model_document_peek_any:
 * @self: the document
 * @page: from 0
 * @turn: 0, 90, 180 or 270 clockwise
 *
 * Lends any picture of a page, and asks for none.
 *
 * Returns: (transfer none) (nullable): an image surface
 */
cairo_surface_t *
model_document_peek_any (ModelDocument *self, guint page, int turn)
{
  ModelPictureKey key = {page, 0, turn, -1, -1};
  cairo_surface_t *picture;

  g_return_val_if_fail (MODEL_IS_DOCUMENT (self), NULL);
  picture = model_document_cache_guess (self->pictures, &key);
  return picture != NULL ? picture : model_document_cache_guess (self->thumbnails, &key);
}

/**
 * model_document_peek_tile:
 * @self: the document
 * @page: from 0
 * @scale: device pixels a mm
 * @turn: 0, 90, 180 or 270 clockwise
 * @column: from 0
 * @row: from 0
 *
 * Lends one square of a large picture, or asks the worker for it.
 *
 * Returns: (transfer none) (nullable): an image surface of %MODEL_TILE_SIDE
 */
cairo_surface_t *
model_document_peek_tile (
    ModelDocument *self, guint page, double scale, int turn, guint column, guint row)
{
  ModelPictureKey key = {page, scale, turn, column, row};
  cairo_surface_t *tile;

  g_return_val_if_fail (MODEL_IS_DOCUMENT (self), NULL);
  tile = model_document_cache_find (self->pictures, &key);
  if (tile == NULL)
    model_document_worker_wish (self->worker, &key, MODEL_PRIORITY_VISIBLE);
  return tile;
}

/**
 * model_document_forget_wishes:
 * @self: the document
 * @priority: of which wishes
 *
 * Gives up pictures that are not begun; ask again for those still wanted.
 */
void
model_document_forget_wishes (ModelDocument *self, ModelPriority priority)
{
  g_return_if_fail (MODEL_IS_DOCUMENT (self));
  model_document_worker_forget (self->worker, priority);
}

static void
clear_hits (ModelDocument *self)
{
  g_autoptr (GHashTable) old = g_steal_pointer (&self->hits);
  GHashTableIter iter;
  gpointer page;

  self->hits = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
  self->n_hits = 0;
  g_hash_table_iter_init (&iter, old);
  while (g_hash_table_iter_next (&iter, &page, NULL))
    emit_page_changed (self, GPOINTER_TO_UINT (page));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_HITS]);
}

/**
 * model_document_find:
 * @self: the document
 * @text: (nullable): what to look for
 * @from_page: where to begin
 *
 * Looks for text in place of the search before; hits come page by page.
 */
void
model_document_find (ModelDocument *self, const char *text, guint from_page)
{
  gboolean wanted = text != NULL && *text != '\0' && self->n_pages > 0;

  g_return_if_fail (MODEL_IS_DOCUMENT (self));
  self->search++;
  clear_hits (self);
  set_finding (self, wanted);
  if (self->n_pages > 0)
    model_document_worker_find (self->worker, wanted ? text : NULL,
                                MIN (from_page, self->n_pages - 1), self->search);
}

/**
 * model_document_is_finding:
 * @self: the document
 *
 * Returns: whether a search is under way
 */
gboolean
model_document_is_finding (ModelDocument *self)
{
  g_return_val_if_fail (MODEL_IS_DOCUMENT (self), FALSE);
  return self->finding;
}

/**
 * model_document_get_n_hits:
 * @self: the document
 *
 * Returns: how many hits the search has so far
 */
guint
model_document_get_n_hits (ModelDocument *self)
{
  g_return_val_if_fail (MODEL_IS_DOCUMENT (self), 0);
  return self->n_hits;
}

/**
 * model_document_peek_hits:
 * @self: the document
 * @page: from 0
 *
 * Returns: (transfer none) (nullable) (element-type ModelHit): the hits on a page, reading order
 */
const GArray *
model_document_peek_hits (ModelDocument *self, guint page)
{
  g_return_val_if_fail (MODEL_IS_DOCUMENT (self), NULL);
  return g_hash_table_lookup (self->hits, GUINT_TO_POINTER (page));
}

/**
 * model_document_seek_seals:
 * @self: the document
 *
 * Has each page, once it is shown, looked at for what looks like a seal.
 */
void
model_document_seek_seals (ModelDocument *self)
{
  g_return_if_fail (MODEL_IS_DOCUMENT (self));
  model_document_worker_seek (self->worker);
}

/**
 * model_document_peek_seals:
 * @self: the document
 * @page: from 0
 *
 * Returns: (transfer none) (nullable) (element-type PdfRect): where images on a page look like
 *   seals, mm from the top left, y down
 */
const GArray *
model_document_peek_seals (ModelDocument *self, guint page)
{
  g_return_val_if_fail (MODEL_IS_DOCUMENT (self), NULL);
  return g_hash_table_lookup (self->seals, GUINT_TO_POINTER (page));
}

/**
 * model_document_print_page:
 * @self: the document, ready
 * @page: from 0
 * @cr: a context whose unit is the point
 *
 * Draws a page for paper.
 */
void
model_document_print_page (ModelDocument *self, guint page, cairo_t *cr)
{
  g_return_if_fail (MODEL_IS_DOCUMENT (self));
  g_return_if_fail (page < self->n_pages);
  model_document_worker_print (self->worker, page, cr);
}

/* The document is held by nobody here: one that is closed needs no verdict. */
static void
take_judgement (GObject *source, GAsyncResult *result, gpointer data)
{
  GWeakRef *reference = data;
  g_autoptr (ModelDocument) self = g_weak_ref_get (reference);
  g_autoptr (GError) error = NULL;
  PadesReport *report = model_judgement_finish (result, &error);

  g_weak_ref_clear (reference);
  g_free (reference);
  if (self == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_clear_pointer (&report, pades_report_free);
      return;
    }
  g_clear_object (&self->judging);
  self->report = report;
  self->report_error = g_steal_pointer (&error);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REPORT]);
}

/**
 * model_document_verify:
 * @self: the document
 * @trust: folder of the roots that the user trusts, see [class@ModelTrust]
 *
 * Judges the file again; "report" is notified now, since the old verdict is gone, and when the
 * new one or an error is there.
 */
void
model_document_verify (ModelDocument *self, const char *trust)
{
  GWeakRef *reference;

  g_return_if_fail (MODEL_IS_DOCUMENT (self));
  g_return_if_fail (trust != NULL);

  g_cancellable_cancel (self->judging);
  g_clear_object (&self->judging);
  g_clear_pointer (&self->report, pades_report_free);
  g_clear_error (&self->report_error);
  self->judging = g_cancellable_new ();
  reference = g_new0 (GWeakRef, 1);
  g_weak_ref_init (reference, self);
  model_judgement_start (self->path, self->secret, trust, self->judging, take_judgement, reference);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REPORT]);
}

/**
 * model_document_get_report:
 * @self: the document
 *
 * Returns: (transfer none) (nullable): the verdict, %NULL until there is one
 */
const PadesReport *
model_document_get_report (ModelDocument *self)
{
  g_return_val_if_fail (MODEL_IS_DOCUMENT (self), NULL);
  return self->report;
}

/**
 * model_document_get_report_error:
 * @self: the document
 *
 * Returns: (transfer none) (nullable): why there is no verdict and will be none
 */
const GError *
model_document_get_report_error (ModelDocument *self)
{
  g_return_val_if_fail (MODEL_IS_DOCUMENT (self), NULL);
  return self->report_error;
}
