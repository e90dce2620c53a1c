/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-secret.h"

#include <string.h>

#include "platform-data.h"
#include "platform-error.h"

struct _PlatformSecret {
  char *path;
  char *what;
  gsize min;
  GMutex lock;
  GBytes *value; /* under the lock; wiped by the last who has it */
};

static void
free_value (gpointer text)
{
  platform_data_free_secret (text);
}

static GBytes *
read_value (PlatformSecret *self, GError **error)
{
  char *text = platform_data_read_secret (self->path, self->what, error);

  if (text && strlen (text) >= self->min)
    return g_bytes_new_with_free_func (text, strlen (text), free_value, text);
  if (text)
    g_set_error (error, PLATFORM_ERROR, PLATFORM_ERROR_OPTIONS, "%s is too short", self->what);
  platform_data_free_secret (text);
  return NULL;
}

/**
 * platform_secret_new:
 * @path: of a file for its owner alone
 * @what: it is, such as "the portal's secret"
 * @min: bytes that it has at least
 * @error: where to put a %PLATFORM_ERROR_OPTIONS
 *
 * Reads a secret.
 *
 * Returns: (transfer full): the secret, or NULL on error
 */
PlatformSecret *
platform_secret_new (const char *path, const char *what, gsize min, GError **error)
{
  PlatformSecret *self = g_new0 (PlatformSecret, 1);

  g_mutex_init (&self->lock);
  self->path = g_strdup (path);
  self->what = g_strdup (what);
  self->min = min;
  self->value = read_value (self, error);
  if (!self->value)
    g_clear_pointer (&self, platform_secret_free);
  return self;
}

/**
 * platform_secret_free:
 * @self: (transfer full): a secret
 *
 * Lets go of it.
 */
void
platform_secret_free (PlatformSecret *self)
{
  g_clear_pointer (&self->value, g_bytes_unref);
  g_mutex_clear (&self->lock);
  g_free (self->path);
  g_free (self->what);
  g_free (self);
}

/**
 * platform_secret_dup:
 * @self: a secret
 *
 * Gives it as it was read last.
 *
 * Returns: (transfer full): it
 */
GBytes *
platform_secret_dup (PlatformSecret *self)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);

  return g_bytes_ref (self->value);
}

/**
 * platform_secret_reload:
 * @self: a secret
 * @error: where to put a %PLATFORM_ERROR_OPTIONS
 *
 * Reads it again.
 *
 * Returns: FALSE on error; then it is what it was
 */
gboolean
platform_secret_reload (PlatformSecret *self, GError **error)
{
  GBytes *value = read_value (self, error);
  GBytes *before;

  if (!value)
    return FALSE;
  g_mutex_lock (&self->lock);
  before = self->value;
  self->value = value;
  g_mutex_unlock (&self->lock);
  g_bytes_unref (before);
  return TRUE;
}
