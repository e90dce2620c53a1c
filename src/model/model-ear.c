/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-ear.h"

#include "client-events.h"

/* Counted atomically: the worker has it too. Whom it tells is looked at on the main context alone,
 * and not once it is cancelled. */
struct _ModelEar {
  GCancellable *cancellable;
  ModelEarFunc func;
  gpointer user_data;
};

static void
ear_clear (gpointer data)
{
  ModelEar *self = data;

  g_object_unref (self->cancellable);
}

static void
ear_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, ear_clear);
}

static gboolean
told (gpointer data)
{
  ModelEar *self = data;

  if (!g_cancellable_is_cancelled (self->cancellable))
    self->func (self->user_data, NULL);
  return G_SOURCE_REMOVE;
}

static gpointer
listen_on_worker (ClientPlatform *client, gpointer data, GError **error)
{
  g_autoptr (ClientEvents) events = client_events_new (client);
  WireEvents *news;

  while ((news = client_events_next (events, error)) != NULL)
    {
      wire_free (&wire_events_type, news);
      g_idle_add_full (G_PRIORITY_DEFAULT, told, g_atomic_rc_box_acquire (data), ear_unref);
    }
  return NULL;
}

static void
deafened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ModelEar *self = user_data;
  g_autoptr (GError) error = NULL;

  model_platform_finish (result, &error);
  if (!g_cancellable_is_cancelled (self->cancellable))
    self->func (self->user_data, error);
  ear_unref (self);
}

/**
 * model_ear_new:
 * @platform: one that is ready, at which somebody is logged in
 * @func: called on the main context, never after model_ear_free()
 * @user_data: for @func
 *
 * Begins to listen.
 *
 * Returns: (transfer full): it, for model_ear_free()
 */
ModelEar *
model_ear_new (ModelPlatform *platform, ModelEarFunc func, gpointer user_data)
{
  ModelEar *self = g_atomic_rc_box_new0 (ModelEar);

  self->cancellable = g_cancellable_new ();
  self->func = func;
  self->user_data = user_data;
  model_platform_run (platform,
                      &(ModelPlatformWork){
                          .func = listen_on_worker,
                          .data = g_atomic_rc_box_acquire (self),
                          .data_free = ear_unref,
                          .aside = TRUE,
                      },
                      self->cancellable, deafened, g_atomic_rc_box_acquire (self));
  return self;
}

/**
 * model_ear_free:
 * @self: (transfer full): it
 *
 * Listens no more.
 */
void
model_ear_free (ModelEar *self)
{
  g_cancellable_cancel (self->cancellable);
  ear_unref (self);
}
