/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "model-document-worker.h"

#include <string.h>

#include "model-job.h"

/* So many pages' sizes are read between two looks at what else is wanted. */
#define SIZES_AT_ONCE 50

typedef struct {
  ModelPictureKey key;
  ModelPriority priority;
  gboolean taken; /* being drawn, or drawn and on its way back */
} Wish;

struct _ModelDocumentWorker {
  gatomicrefcount references;
  char *path;

  /* Main context only. */
  ModelNewsFunc func;
  gpointer user_data;

  GMutex lock; /* guards what follows */
  gboolean closed;
  gboolean busy; /* the thread is there */
  gboolean opening;
  char *password;
  GArray *wishes; /* Wish, in the order they came */
  char *needle;
  guint search;
  guint next_find;
  guint left_to_find;

  GMutex render_lock; /* one thread at a time in Poppler */
  RenderDocument *render;

  /* The worker's own. */
  guint n_pages;
  guint next_size;
  PdfPageBox first;
};

typedef struct {
  ModelDocumentWorker *worker;
  ModelNews news;
} Letter;

static ModelDocumentWorker *
worker_ref (ModelDocumentWorker *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

static void
wipe_password (ModelDocumentWorker *self)
{
  if (self->password != NULL)
    explicit_bzero (self->password, strlen (self->password));
  g_clear_pointer (&self->password, g_free);
}

static void
worker_unref (gpointer data)
{
  ModelDocumentWorker *self = data;

  if (!g_atomic_ref_count_dec (&self->references))
    return;
  wipe_password (self);
  render_document_free (self->render);
  g_array_unref (self->wishes);
  g_free (self->needle);
  g_free (self->path);
  g_mutex_clear (&self->lock);
  g_mutex_clear (&self->render_lock);
  g_free (self);
}

static void
letter_free (gpointer data)
{
  Letter *letter = data;

  g_clear_error (&letter->news.error);
  g_clear_pointer (&letter->news.info, render_info_free);
  g_clear_pointer (&letter->news.sizes, g_array_unref);
  g_clear_pointer (&letter->news.hits, g_array_unref);
  g_clear_pointer (&letter->news.picture, cairo_surface_destroy);
  worker_unref (letter->worker);
  g_free (letter);
}

static void
remove_wish (ModelDocumentWorker *self, const ModelPictureKey *key)
{
  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->wishes->len; i++)
    if (model_picture_key_equal (&g_array_index (self->wishes, Wish, i).key, key))
      g_array_remove_index (self->wishes, i--);
  g_mutex_unlock (&self->lock);
}

static gboolean
deliver (gpointer data)
{
  Letter *letter = data;
  ModelDocumentWorker *self = letter->worker;

  if (letter->news.kind == MODEL_NEWS_PICTURE)
    remove_wish (self, &letter->news.key);
  if (self->func != NULL)
    self->func (&letter->news, self->user_data);
  return G_SOURCE_REMOVE;
}

/* Takes what the news holds. */
static void
post (ModelDocumentWorker *self, const ModelNews *news)
{
  Letter *letter = g_new0 (Letter, 1);
  g_autoptr (GSource) source = g_idle_source_new ();

  letter->worker = worker_ref (self);
  letter->news = *news;
  /* Before GTK draws the next frame (G_PRIORITY_HIGH_IDLE + 20), so that it shows the news. */
  g_source_set_priority (source, G_PRIORITY_HIGH_IDLE);
  g_source_set_callback (source, deliver, letter, letter_free);
  g_source_attach (source, NULL);
}

static PdfPageBox
read_box (ModelDocumentWorker *self, guint page)
{
  PdfPageBox box = {.user_unit = 1};

  render_document_get_size (self->render, page, &box.crop.x1, &box.crop.y1);
  return box;
}

static gboolean
same_box (const PdfPageBox *a, const PdfPageBox *b)
{
  return a->crop.x0 == b->crop.x0 && a->crop.y0 == b->crop.y0 && a->crop.x1 == b->crop.x1 &&
         a->crop.y1 == b->crop.y1 && a->rotate == b->rotate && a->user_unit == b->user_unit;
}

static void
note_size (ModelDocumentWorker *self, GArray *sizes, guint page)
{
  ModelPageSize size = {page, read_box (self, page)};

  if (page == 0)
    self->first = size.box;
  else if (same_box (&size.box, &self->first))
    return;
  g_array_append_val (sizes, size);
}

static void
open_file (ModelDocumentWorker *self)
{
  ModelNews news = {.kind = MODEL_NEWS_OPENED};
  g_autofree char *password = NULL;

  g_mutex_lock (&self->lock);
  password = g_steal_pointer (&self->password);
  self->opening = FALSE;
  g_mutex_unlock (&self->lock);

  self->render = render_document_new (self->path, password, &news.error);
  if (password != NULL)
    explicit_bzero (password, strlen (password));
  if (self->render != NULL)
    {
      self->n_pages = news.n_pages = render_document_get_n_pages (self->render);
      news.info = render_document_get_info (self->render);
      news.sizes = g_array_new (FALSE, TRUE, sizeof (ModelPageSize));
      note_size (self, news.sizes, 0);
      self->next_size = 1;
    }
  post (self, &news);
}

static void
draw (ModelDocumentWorker *self, const Wish *wish)
{
  const ModelPictureKey *key = &wish->key;
  ModelNews news = {.kind = MODEL_NEWS_PICTURE, .key = *key, .priority = wish->priority};
  ModelNews size = {.kind = MODEL_NEWS_SIZES};
  PdfPageBox box = read_box (self, key->page);
  cairo_rectangle_int_t tile = {key->column * MODEL_TILE_SIDE, key->row * MODEL_TILE_SIDE,
                                MODEL_TILE_SIDE, MODEL_TILE_SIDE};
  double width, height, poppler_width, poppler_height;

  /* The view learns a page's true size no later than with its picture. */
  if (key->page >= self->next_size)
    {
      size.sizes = g_array_new (FALSE, TRUE, sizeof (ModelPageSize));
      note_size (self, size.sizes, key->page);
      post (self, &size);
    }
  pdf_page_box_get_size (&box, &width, &height);
  render_document_get_size (self->render, key->page, &poppler_width, &poppler_height);
  news.picture = render_document_draw_clip (self->render, key->page,
                                            key->scale * width / poppler_width, key->turn,
                                            key->column < 0 ? NULL : &tile, NULL);
  if (news.picture == NULL) /* asked for nonsense: white, rather than again and again */
    news.picture = render_document_draw (self->render, key->page, 1e-3, key->turn, NULL);
  post (self, &news);
}

static void
find_on_page (ModelDocumentWorker *self, guint search, const char *needle, guint page)
{
  ModelNews news = {.kind = MODEL_NEWS_HITS, .search = search, .page = page};
  g_autoptr (GArray) areas = render_document_find (self->render, page, needle);
  PdfPageBox box = read_box (self, page);
  double width, height, poppler_width, poppler_height, mm;

  if (areas->len == 0)
    return;
  pdf_page_box_get_size (&box, &width, &height);
  render_document_get_size (self->render, page, &poppler_width, &poppler_height);
  mm = width / poppler_width;
  news.hits = g_array_new (FALSE, TRUE, sizeof (ModelHit));
  for (guint i = 0; i < areas->len; i++)
    {
      const RenderArea *area = &g_array_index (areas, RenderArea, i);
      ModelHit hit = {
          {area->x * mm, area->y * mm, (area->x + area->width) * mm, (area->y + area->height) * mm},
          area->continued};

      g_array_append_val (news.hits, hit);
    }
  post (self, &news);
}

static void
find_next (ModelDocumentWorker *self)
{
  ModelNews found = {.kind = MODEL_NEWS_FOUND};
  g_autofree char *needle = NULL;
  guint page, left;

  g_mutex_lock (&self->lock);
  needle = g_strdup (self->needle);
  found.search = self->search;
  page = self->next_find;
  left = --self->left_to_find;
  self->next_find = (page + 1) % self->n_pages;
  g_mutex_unlock (&self->lock);

  find_on_page (self, found.search, needle, page);
  if (left == 0)
    post (self, &found);
}

static void
read_sizes (ModelDocumentWorker *self)
{
  ModelNews news = {.kind = MODEL_NEWS_SIZES};
  guint end = MIN (self->n_pages, self->next_size + SIZES_AT_ONCE);

  news.sizes = g_array_new (FALSE, TRUE, sizeof (ModelPageSize));
  while (self->next_size < end)
    note_size (self, news.sizes, self->next_size++);
  if (news.sizes->len > 0)
    post (self, &news);
  else
    g_array_unref (news.sizes);
}

/* The most urgent wish of at least this priority; with the lock held. */
static gboolean
take_wish (ModelDocumentWorker *self, ModelPriority least, Wish *wish)
{
  Wish *best = NULL;

  for (guint i = 0; i < self->wishes->len; i++)
    {
      Wish *each = &g_array_index (self->wishes, Wish, i);

      if (!each->taken && each->priority <= least &&
          (best == NULL || each->priority < best->priority))
        best = each;
    }
  if (best == NULL)
    return FALSE;
  best->taken = TRUE;
  *wish = *best;
  return TRUE;
}

typedef enum {
  STEP_NONE,
  STEP_OPEN,
  STEP_DRAW,
  STEP_FIND,
  STEP_SIZES,
} Step;

static Step
choose_step (ModelDocumentWorker *self, Wish *wish)
{
  Step step = STEP_NONE;

  g_mutex_lock (&self->lock);
  if (self->closed)
    step = STEP_NONE;
  else if (self->opening)
    step = STEP_OPEN;
  else if (self->render == NULL)
    step = STEP_NONE;
  else if (take_wish (self, MODEL_PRIORITY_NEAR, wish))
    step = STEP_DRAW;
  else if (self->left_to_find > 0)
    step = STEP_FIND;
  else if (take_wish (self, MODEL_PRIORITY_THUMBNAIL, wish))
    step = STEP_DRAW;
  else if (self->next_size < self->n_pages)
    step = STEP_SIZES;
  self->busy = step != STEP_NONE;
  g_mutex_unlock (&self->lock);
  return step;
}

static gpointer
run (ModelJob *job, gpointer data, GCancellable *cancellable, GError **error)
{
  ModelDocumentWorker *self = data;
  Wish wish;
  Step step;

  while ((step = choose_step (self, &wish)) != STEP_NONE)
    {
      g_mutex_lock (&self->render_lock);
      if (step == STEP_OPEN)
        open_file (self);
      else if (step == STEP_DRAW)
        draw (self, &wish);
      else if (step == STEP_FIND)
        find_next (self);
      else
        read_sizes (self);
      g_mutex_unlock (&self->render_lock);
    }
  return NULL;
}

/* With the lock held. */
static void
wake (ModelDocumentWorker *self)
{
  ModelWork work = {.func = run, .data_free = worker_unref};

  if (self->busy)
    return;
  self->busy = TRUE;
  work.data = worker_ref (self);
  model_job_start (NULL, &work, NULL, NULL, NULL, NULL);
}

/**
 * model_document_worker_new:
 * @path: the file
 * @func: told of all that is read and drawn
 * @user_data: for @func
 *
 * Makes a worker, with nothing to do yet.
 *
 * Returns: (transfer full): the worker; give it to model_document_worker_close()
 */
ModelDocumentWorker *
model_document_worker_new (const char *path, ModelNewsFunc func, gpointer user_data)
{
  ModelDocumentWorker *self = g_new0 (ModelDocumentWorker, 1);

  g_atomic_ref_count_init (&self->references);
  g_mutex_init (&self->lock);
  g_mutex_init (&self->render_lock);
  self->path = g_strdup (path);
  self->func = func;
  self->user_data = user_data;
  self->wishes = g_array_new (FALSE, TRUE, sizeof (Wish));
  return self;
}

/**
 * model_document_worker_close:
 * @self: (transfer full): the worker
 *
 * Ends it without waiting.
 */
void
model_document_worker_close (ModelDocumentWorker *self)
{
  self->func = NULL;
  g_mutex_lock (&self->lock);
  self->closed = TRUE;
  g_mutex_unlock (&self->lock);
  worker_unref (self);
}

/**
 * model_document_worker_open:
 * @self: the worker
 * @password: (nullable): copied, and wiped when it was used
 *
 * Opens the file; %MODEL_NEWS_OPENED tells how it went.
 */
void
model_document_worker_open (ModelDocumentWorker *self, const char *password)
{
  g_mutex_lock (&self->lock);
  wipe_password (self);
  self->password = g_strdup (password);
  self->opening = TRUE;
  wake (self);
  g_mutex_unlock (&self->lock);
}

/**
 * model_document_worker_wish:
 * @self: the worker
 * @key: which picture
 * @priority: how urgent it is
 *
 * Asks for a picture; asking again changes only its priority.
 */
void
model_document_worker_wish (ModelDocumentWorker *self,
                            const ModelPictureKey *key,
                            ModelPriority priority)
{
  Wish wish = {*key, priority, FALSE};
  gboolean known = FALSE;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->wishes->len && !known; i++)
    {
      Wish *old = &g_array_index (self->wishes, Wish, i);

      known = model_picture_key_equal (&old->key, key);
      if (known)
        old->priority = MIN (old->priority, priority);
    }
  if (!known)
    {
      g_array_append_val (self->wishes, wish);
      wake (self);
    }
  g_mutex_unlock (&self->lock);
}

/**
 * model_document_worker_forget:
 * @self: the worker
 * @priority: of which wishes
 *
 * Drops the wishes of a priority that are not begun.
 */
void
model_document_worker_forget (ModelDocumentWorker *self, ModelPriority priority)
{
  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->wishes->len; i++)
    {
      const Wish *wish = &g_array_index (self->wishes, Wish, i);

      if (wish->priority == priority && !wish->taken)
        g_array_remove_index (self->wishes, i--);
    }
  g_mutex_unlock (&self->lock);
}

/**
 * model_document_worker_find:
 * @self: the worker, its file open
 * @text: (nullable): what to look for; %NULL to stop
 * @from_page: where to begin
 * @search: its number, in the news
 *
 * Begins a search in place of the one before.
 */
void
model_document_worker_find (ModelDocumentWorker *self,
                            const char *text,
                            guint from_page,
                            guint search)
{
  g_mutex_lock (&self->lock);
  g_free (self->needle);
  self->needle = g_strdup (text);
  self->search = search;
  self->next_find = from_page;
  self->left_to_find = text != NULL ? self->n_pages : 0;
  wake (self);
  g_mutex_unlock (&self->lock);
}

/**
 * model_document_worker_print:
 * @self: the worker, its file open
 * @page: from 0
 * @cr: a context in points
 *
 * Draws a page for paper on the calling thread, between two steps of the worker.
 */
void
model_document_worker_print (ModelDocumentWorker *self, guint page, cairo_t *cr)
{
  g_mutex_lock (&self->render_lock);
  render_document_print (self->render, page, cr);
  g_mutex_unlock (&self->render_lock);
}
