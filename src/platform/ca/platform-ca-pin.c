/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-ca-pin.h"

#include "keys-error.h"
#include "platform-data.h"
#include "platform-error.h"

struct _PlatformCaPin {
  gatomicrefcount references;
  char *file; /* NULL: there is none */
  GMutex lock;
  char *refused; /* SHA-256 of a PIN that the token did not take; under the lock */
};

/**
 * platform_ca_pin_new:
 * @file: (nullable): where it stands, for its owner alone
 *
 * Makes the PIN of a token; the file is read each time that the PIN is needed.
 *
 * Returns: (transfer full): the PIN
 */
PlatformCaPin *
platform_ca_pin_new (const char *file)
{
  PlatformCaPin *self = g_new0 (PlatformCaPin, 1);

  g_atomic_ref_count_init (&self->references);
  g_mutex_init (&self->lock);
  self->file = g_strdup (file);
  return self;
}

/**
 * platform_ca_pin_ref:
 * @self: a PIN
 *
 * Shares it.
 *
 * Returns: (transfer full): the PIN
 */
PlatformCaPin *
platform_ca_pin_ref (PlatformCaPin *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

/**
 * platform_ca_pin_unref:
 * @self: (transfer full): a PIN
 *
 * Lets go of it.
 */
void
platform_ca_pin_unref (PlatformCaPin *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_mutex_clear (&self->lock);
  g_free (self->file);
  g_free (self->refused);
  g_free (self);
}

/**
 * platform_ca_pin_lock:
 * @self: a PIN
 *
 * Begins an attempt to log in; there is one at a time.
 */
void
platform_ca_pin_lock (PlatformCaPin *self)
{
  g_mutex_lock (&self->lock);
}

/**
 * platform_ca_pin_read:
 * @self: a PIN, within an attempt
 * @error: %PLATFORM_ERROR_KEY where it cannot be read, or %KEYS_ERROR_PIN where it was refused
 * before
 *
 * Reads it, to be tried once.
 *
 * Returns: (transfer full): it, for platform_data_free_secret(); or NULL on error
 */
char *
platform_ca_pin_read (PlatformCaPin *self, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree char *digest = NULL;
  char *pin = self->file ? platform_data_read_secret (self->file, "the PIN", &cause) : NULL;

  if (!pin)
    {
      g_set_error (error, PLATFORM_ERROR, PLATFORM_ERROR_KEY, "%s",
                   cause ? cause->message : "there is no file with the PIN");
      return NULL;
    }
  digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, pin, -1);
  if (g_strcmp0 (digest, self->refused) == 0)
    {
      g_set_error (error, KEYS_ERROR, KEYS_ERROR_PIN,
                   "the PIN in %s was refused before, and is not tried again: put the right one "
                   "there, or reload",
                   self->file);
      platform_data_free_secret (pin);
      return NULL;
    }
  g_free (self->refused);
  self->refused = g_steal_pointer (&digest); /* until it turns out to be right */
  return pin;
}

/**
 * platform_ca_pin_unlock:
 * @self: a PIN
 * @right: whether the attempt did not fail by the PIN
 *
 * Ends an attempt.
 */
void
platform_ca_pin_unlock (PlatformCaPin *self, gboolean right)
{
  if (right)
    g_clear_pointer (&self->refused, g_free);
  g_mutex_unlock (&self->lock);
}

/**
 * platform_ca_pin_forgive:
 * @self: a PIN
 *
 * Lets what was refused be tried once more, as an administrator who has seen to the token asks.
 */
void
platform_ca_pin_forgive (PlatformCaPin *self)
{
  platform_ca_pin_lock (self);
  platform_ca_pin_unlock (self, TRUE);
}
