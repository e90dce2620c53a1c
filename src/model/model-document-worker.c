/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "model-document-worker.h"

#include <string.h>

#include "model-job.h"

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

  GAsyncQueue *news; /* on its way to the main context */

  GMutex lock; /* guards what follows */
  gboolean closed;
  gboolean busy; /* the thread is there */
  gboolean opening;
  char *password;
  guint expected_page;
  guint expected_width; /* device pixels; 0: nothing is expected */
  GArray *wishes;       /* Wish, in the order they came */
  char *needle;
  guint search;
  guint next_find;
  guint left_to_find;
  gboolean seeking; /* what looks like a seal */
  GArray *unseen;   /* guint: pages that are shown, and not looked at for them */

  GMutex source_lock; /* one thread at a time in Poppler */
  ModelDocumentSource *source;
  guint n_pages;
  gboolean drawn;    /* anything yet */
  GHashTable *shown; /* pages, from 1 */
};

static ModelDocumentWorker *
worker_ref (ModelDocumentWorker *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

static void
wipe (char **password)
{
  if (*password != NULL)
    explicit_bzero (*password, strlen (*password));
  g_clear_pointer (password, g_free);
}

static void
worker_unref (gpointer data)
{
  ModelDocumentWorker *self = data;

  if (!g_atomic_ref_count_dec (&self->references))
    return;
  wipe (&self->password);
  g_async_queue_unref (self->news);
  model_document_source_free (self->source);
  g_array_unref (self->wishes);
  g_array_unref (self->unseen);
  g_hash_table_unref (self->shown);
  g_free (self->needle);
  g_free (self->path);
  g_mutex_clear (&self->lock);
  g_mutex_clear (&self->source_lock);
  g_free (self);
}

static void
news_free (gpointer data)
{
  ModelNews *news = data;

  g_clear_error (&news->error);
  g_clear_pointer (&news->info, render_info_free);
  g_clear_pointer (&news->sizes, g_array_unref);
  g_clear_pointer (&news->hits, g_array_unref);
  g_clear_pointer (&news->seals, g_array_unref);
  g_clear_pointer (&news->picture, cairo_surface_destroy);
  g_free (news);
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
  ModelDocumentWorker *self = data;
  ModelNews *news = g_async_queue_try_pop (self->news);

  if (news == NULL) /* taken by model_document_worker_poll() */
    return G_SOURCE_REMOVE;
  if (news->kind == MODEL_NEWS_PICTURE)
    remove_wish (self, &news->key);
  if (self->func != NULL)
    self->func (news, self->user_data);
  news_free (news);
  return G_SOURCE_REMOVE;
}

/* Takes what the news holds. */
static void
post (ModelDocumentWorker *self, const ModelNews *news)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_async_queue_push (self->news, g_memdup2 (news, sizeof *news));
  /* Before GTK draws the next frame (G_PRIORITY_HIGH_IDLE + 20), so that it shows the news. */
  g_source_set_priority (source, G_PRIORITY_HIGH_IDLE);
  g_source_set_callback (source, deliver, worker_ref (self), worker_unref);
  g_source_attach (source, NULL);
}

static GArray *
sizes_new (void)
{
  return g_array_new (FALSE, TRUE, sizeof (ModelPageSize));
}

/* Before the news of the page itself. Takes sizes. */
static void
post_sizes (ModelDocumentWorker *self, GArray *sizes)
{
  ModelNews news = {.kind = MODEL_NEWS_SIZES, .sizes = sizes};

  if (sizes->len > 0)
    post (self, &news);
  else
    g_array_unref (sizes);
}

/* A page that somebody looks at is looked at for seals, once, when nothing else is wanted. */
static void
note_shown (ModelDocumentWorker *self, const Wish *wish)
{
  guint page = wish->key.page;

  if (wish->priority == MODEL_PRIORITY_THUMBNAIL ||
      !g_hash_table_add (self->shown, GUINT_TO_POINTER (page + 1)))
    return;
  g_mutex_lock (&self->lock);
  g_array_append_val (self->unseen, page);
  g_mutex_unlock (&self->lock);
}

static void
draw (ModelDocumentWorker *self, const Wish *wish)
{
  ModelNews news = {.kind = MODEL_NEWS_PICTURE, .key = wish->key, .priority = wish->priority};
  GArray *sizes = sizes_new ();

  news.picture = model_document_source_draw (self->source, &wish->key, sizes);
  self->drawn = TRUE;
  note_shown (self, wish);
  post_sizes (self, sizes);
  post (self, &news);
}

/* A wish of nobody yet: the view will make it as soon as it has its size. */
static void
draw_expected (ModelDocumentWorker *self, const PdfPageBox *first)
{
  Wish wish = {.key = {.column = -1, .row = -1}, .priority = MODEL_PRIORITY_VISIBLE};
  double width, height;

  pdf_page_box_get_size (first, &width, &height);
  wish.key.page = MIN (self->expected_page, self->n_pages - 1);
  wish.key.scale = self->expected_width / width;
  draw (self, &wish);
}

static void
open_file (ModelDocumentWorker *self)
{
  ModelNews news = {.kind = MODEL_NEWS_OPENED};
  PdfPageBox first;
  char *password;

  g_mutex_lock (&self->lock);
  password = g_steal_pointer (&self->password);
  self->opening = FALSE;
  g_mutex_unlock (&self->lock);

  self->source = model_document_source_open (self->path, password, &news.error);
  wipe (&password);
  if (self->source != NULL)
    {
      self->n_pages = news.n_pages = model_document_source_get_n_pages (self->source);
      news.info = model_document_source_get_info (self->source);
      news.sizes = sizes_new ();
      model_document_source_measure (self->source, news.sizes);
      first = g_array_index (news.sizes, ModelPageSize, 0).box;
    }
  post (self, &news);
  if (self->source != NULL && self->expected_width > 0)
    draw_expected (self, &first);
}

static void
find_next (ModelDocumentWorker *self)
{
  ModelNews news = {.kind = MODEL_NEWS_HITS}, found = {.kind = MODEL_NEWS_FOUND};
  GArray *sizes = sizes_new ();
  g_autofree char *needle = NULL;
  guint left;

  g_mutex_lock (&self->lock);
  needle = g_strdup (self->needle);
  news.search = found.search = self->search;
  news.page = self->next_find;
  left = --self->left_to_find;
  self->next_find = (news.page + 1) % self->n_pages;
  g_mutex_unlock (&self->lock);

  news.hits = model_document_source_find (self->source, news.page, needle, sizes);
  post_sizes (self, sizes);
  if (news.hits != NULL)
    post (self, &news);
  if (left == 0)
    post (self, &found);
}

static void
measure (ModelDocumentWorker *self)
{
  GArray *sizes = sizes_new ();

  model_document_source_measure (self->source, sizes);
  post_sizes (self, sizes);
}

/* The page that was shown last comes first. */
static void
seek_next (ModelDocumentWorker *self)
{
  ModelNews news = {.kind = MODEL_NEWS_SEALS};
  GArray *sizes = sizes_new ();

  g_mutex_lock (&self->lock);
  news.page = g_array_index (self->unseen, guint, self->unseen->len - 1);
  g_array_set_size (self->unseen, self->unseen->len - 1);
  g_mutex_unlock (&self->lock);

  news.seals = model_document_source_seek (self->source, news.page, sizes);
  post_sizes (self, sizes);
  if (news.seals != NULL)
    post (self, &news);
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
  STEP_SEEK,
  STEP_MEASURE,
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
  else if (self->source == NULL)
    step = STEP_NONE;
  else if (take_wish (self, MODEL_PRIORITY_NEAR, wish))
    step = STEP_DRAW;
  else if (self->left_to_find > 0)
    step = STEP_FIND;
  else if (take_wish (self, MODEL_PRIORITY_THUMBNAIL, wish))
    step = STEP_DRAW;
  else if (self->seeking && self->unseen->len > 0)
    step = STEP_SEEK;
  else if (self->drawn && !model_document_source_is_measured (self->source))
    step = STEP_MEASURE;
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
      g_mutex_lock (&self->source_lock);
      if (step == STEP_OPEN)
        open_file (self);
      else if (step == STEP_DRAW)
        draw (self, &wish);
      else if (step == STEP_FIND)
        find_next (self);
      else if (step == STEP_SEEK)
        seek_next (self);
      else
        measure (self);
      g_mutex_unlock (&self->source_lock);
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
  g_mutex_init (&self->source_lock);
  self->path = g_strdup (path);
  self->func = func;
  self->user_data = user_data;
  self->news = g_async_queue_new_full (news_free);
  self->wishes = g_array_new (FALSE, TRUE, sizeof (Wish));
  self->unseen = g_array_new (FALSE, TRUE, sizeof (guint));
  self->shown = g_hash_table_new (NULL, NULL);
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
 * model_document_worker_poll:
 * @self: the worker
 *
 * Delivers at once what has come so far, rather than when the main context runs next.
 */
void
model_document_worker_poll (ModelDocumentWorker *self)
{
  worker_ref (self);
  for (int i = g_async_queue_length (self->news); i > 0; i--)
    deliver (self);
  worker_unref (self);
}

/**
 * model_document_worker_expect:
 * @self: the worker, not at work yet
 * @page: from 0
 * @width: device pixels
 *
 * Has a picture drawn as soon as the file is open, before anybody asks.
 */
void
model_document_worker_expect (ModelDocumentWorker *self, guint page, guint width)
{
  self->expected_page = page;
  self->expected_width = width;
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
  wipe (&self->password);
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
 * model_document_worker_seek:
 * @self: the worker
 *
 * Has each page that is shown, from now on or already, looked at for what looks like a seal.
 */
void
model_document_worker_seek (ModelDocumentWorker *self)
{
  g_mutex_lock (&self->lock);
  self->seeking = TRUE;
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
  g_mutex_lock (&self->source_lock);
  model_document_source_print (self->source, page, cr);
  g_mutex_unlock (&self->source_lock);
}
