/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Work on other threads: the only place of the desktop that starts any. The libraries below are
 * synchronous; a job calls them on a worker and brings the answer back to the main context. */

/* A worker of its own, where jobs run one after another, the most urgent first. */
typedef struct _ModelQueue ModelQueue;

/* A running piece of work, as its function sees it. */
typedef struct _ModelJob ModelJob;

/* Runs on a worker; the result or NULL with error set (NULL without error is a result too). */
typedef gpointer (*ModelJobFunc)     (ModelJob      *job,
                                      gpointer       data,
                                      GCancellable  *cancellable,
                                      GError       **error);
/* Runs on the main context; reports that come faster than it gets to run are merged. */
typedef void     (*ModelJobProgress) (double         fraction,
                                      gpointer       progress_data);

typedef struct {
  ModelJobFunc     func;
  gpointer         data;          /* taken; freed on the main context after the callback */
  GDestroyNotify   data_free;
  GDestroyNotify   result_free;   /* for a result that nobody collects */
  int              urgency;       /* only in a queue: smaller runs sooner */
  ModelJobProgress progress;      /* or NULL */
  gpointer         progress_data; /* must outlive the job's callback */
} ModelWork;

ModelQueue *model_queue_new    (void);
void        model_queue_free   (ModelQueue          *self);

/* queue NULL: any worker, at the side of others. The callback always comes, on the caller's main
 * context, after the cancellation too; source (nullable) is kept alive until then. */
void        model_job_start    (ModelQueue          *queue,
                                const ModelWork     *work,
                                gpointer             source,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data);
gpointer    model_job_finish   (GAsyncResult        *result,
                                GError             **error);
void        model_job_report   (ModelJob            *job,
                                double               fraction);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ModelQueue, model_queue_free)

G_END_DECLS
