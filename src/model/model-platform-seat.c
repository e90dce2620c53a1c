/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-platform-seat.h"

#include <string.h>

#include "model-error.h"
#include "pki-random.h"
#include "platform.h"

#define TOKEN_BYTES 32
/* One person's program: two workers answer while a third question waits. */
#define WORKERS 2

static void
free_secret (char *text)
{
  if (text != NULL)
    explicit_bzero (text, strlen (text));
  g_free (text);
}

/**
 * model_platform_seat_new:
 *
 * Makes an empty seat, to be filled in before it is shared.
 *
 * Returns: (transfer full): the seat
 */
ModelPlatformSeat *
model_platform_seat_new (void)
{
  ModelPlatformSeat *self = g_atomic_rc_box_new0 (ModelPlatformSeat);

  g_mutex_init (&self->lock);
  return self;
}

/**
 * model_platform_seat_ref:
 * @self: a seat
 *
 * Returns: (transfer full): the same
 */
ModelPlatformSeat *
model_platform_seat_ref (ModelPlatformSeat *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
seat_clear (gpointer data)
{
  ModelPlatformSeat *self = data;

  g_clear_pointer ((Platform **) &self->platform, platform_stop);
  if (self->about != NULL)
    wire_free (&wire_platform_type, self->about);
  if (self->authority != NULL)
    wire_free (&wire_authority_type, self->authority);
  free_secret (self->session);
  free_secret (self->token);
  g_free (self->folder);
  g_free (self->name);
  g_free (self->address);
  g_free (self->proxy);
  g_free (self->root);
  g_free (self->anchor);
  g_clear_pointer (&self->refused, g_bytes_unref);
  g_free (self->new_root);
  g_mutex_clear (&self->lock);
}

/**
 * model_platform_seat_unref:
 * @self: (transfer full): a seat
 *
 * Lets go of it; with the last holder the private platform stops.
 */
void
model_platform_seat_unref (ModelPlatformSeat *self)
{
  g_atomic_rc_box_release_full (self, seat_clear);
}

/* Where something else is to be done than to make room. */
static ModelError
kind_of (const GError *error)
{
  if (g_error_matches (error, PLATFORM_ERROR, PLATFORM_ERROR_MIGRATION))
    return MODEL_ERROR_EMBEDDED_NEWER;
  if (g_error_matches (error, PLATFORM_ERROR, PLATFORM_ERROR_DAMAGED))
    return MODEL_ERROR_EMBEDDED_DAMAGED;
  return MODEL_ERROR_EMBEDDED;
}

static gboolean
start (ModelPlatformSeat *self, GError **error)
{
  g_autoptr (GError) local = NULL;
  PlatformOptions options = {
      .name = self->name,
      .data_directory = self->folder,
      .open_registration = TRUE,
      .workers = WORKERS,
  };

  if (self->platform != NULL)
    return TRUE;
  self->token = pki_random_hex (TOKEN_BYTES);
  options.token = self->token;
  self->platform = platform_start (&options, &local);
  if (self->platform == NULL)
    g_set_error (error, MODEL_ERROR, kind_of (local), "%s: %s", self->folder, local->message);
  return self->platform != NULL;
}

/* The one that was compared; the private one is trusted to be itself, as its files are the
 * person's own. */
static gboolean
check_root (ModelPlatformSeat *self, const char *sha256, GError **error)
{
  if (self->address == NULL || g_strcmp0 (self->root, sha256) == 0)
    return TRUE;
  if (self->root == NULL)
    {
      g_mutex_lock (&self->lock);
      g_free (self->new_root);
      self->new_root = g_strdup (sha256);
      g_mutex_unlock (&self->lock);
      g_set_error_literal (error, MODEL_ERROR, MODEL_ERROR_ROOT_NEW, sha256);
      return FALSE;
    }
  g_set_error (error, MODEL_ERROR, MODEL_ERROR_ROOT_CHANGED, "%s, and was %s", sha256, self->root);
  return FALSE;
}

static void
keep_refused (ModelPlatformSeat *self, ClientPlatform *client)
{
  GBytes *shown = client_platform_get_refused (client);

  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->refused, g_bytes_unref);
  self->refused = shown != NULL ? g_bytes_ref (shown) : NULL;
  g_mutex_unlock (&self->lock);
}

/* What was said first stays: the windows show it, on another thread. */
static void
keep (ModelPlatformSeat *self, WirePlatform *about, WireAuthority *authority)
{
  g_mutex_lock (&self->lock);
  if (self->about == NULL)
    {
      self->about = g_steal_pointer (&about);
      self->authority = g_steal_pointer (&authority);
    }
  self->open = TRUE;
  g_mutex_unlock (&self->lock);
  if (about != NULL)
    wire_free (&wire_platform_type, about);
  if (authority != NULL)
    wire_free (&wire_authority_type, authority);
}

static gboolean
meet (ModelPlatformSeat *self, ClientPlatform *client, GError **error)
{
  WireAuthority *authority = NULL;
  WirePlatform *about = NULL;
  gboolean answered = client_platform_ask (
      client, &(ClientQuestion){.operation = WIRE_GET_AUTHORITY}, (gpointer *) &authority, error);

  /* Also that none is: one that was refused before is not to be offered with what answers now. */
  keep_refused (self, client);
  if (!answered)
    return FALSE;
  g_autofree char *sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, authority->root);
  if (!check_root (self, sha256, error) ||
      !client_platform_ask (client, &(ClientQuestion){.operation = WIRE_GET_PLATFORM},
                            (gpointer *) &about, error))
    {
      wire_free (&wire_authority_type, authority);
      return FALSE;
    }
  keep (self, about, authority);
  return TRUE;
}

static void
log_in (ModelPlatformSeat *self, ClientPlatform *client)
{
  g_mutex_lock (&self->lock);
  client_platform_set_login (client, self->session);
  g_mutex_unlock (&self->lock);
}

/**
 * model_platform_seat_is_open:
 * @self: a seat
 *
 * Returns: whether what the platform says of itself is there
 */
gboolean
model_platform_seat_is_open (ModelPlatformSeat *self)
{
  gboolean open;

  g_mutex_lock (&self->lock);
  open = self->open;
  g_mutex_unlock (&self->lock);
  return open;
}

/**
 * model_platform_seat_open:
 * @self: a seat
 * @cancellable: (nullable): ends what the client asks
 * @error: %MODEL_ERROR_EMBEDDED and its like, %MODEL_ERROR_ROOT_NEW, %MODEL_ERROR_ROOT_CHANGED or
 * why it does not answer
 *
 * Speaks with the platform, on the worker: started and recognised the first time.
 *
 * Returns: (transfer full): a client for this one job, or %NULL on error
 */
ClientPlatform *
model_platform_seat_open (ModelPlatformSeat *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (ClientPlatform) client = NULL;

  if (self->address == NULL && !start (self, error))
    return NULL;
  client = client_platform_new (
      self->address != NULL ? self->address : platform_get_url (self->platform), self->token);
  client_platform_set_cancellable (client, cancellable);
  client_platform_set_proxy (client, self->proxy);
  client_platform_set_anchor (client, self->anchor);
  if (!model_platform_seat_is_open (self) && !meet (self, client, error))
    return NULL;
  client_platform_set_root (client, self->root);
  log_in (self, client);
  return g_steal_pointer (&client);
}

/**
 * model_platform_seat_leave:
 * @self: a seat
 * @client: what was asked with
 * @error: %MODEL_ERROR_ROOT_CHANGED
 *
 * Looks at the end of a job whether another platform answered in the place of the one that was
 * compared, which has been told nothing: then this one has to be met anew.
 *
 * Returns: %FALSE on error
 */
gboolean
model_platform_seat_leave (ModelPlatformSeat *self, ClientPlatform *client, GError **error)
{
  const char *other = client_platform_get_other_root (client);

  if (other == NULL)
    return TRUE;
  g_mutex_lock (&self->lock);
  self->open = FALSE;
  g_mutex_unlock (&self->lock);
  return check_root (self, other, error);
}

/**
 * model_platform_seat_set_session:
 * @self: a seat
 * @session: (nullable): a token
 *
 * Says who asks from the next job on.
 */
void
model_platform_seat_set_session (ModelPlatformSeat *self, const char *session)
{
  g_mutex_lock (&self->lock);
  free_secret (self->session);
  self->session = g_strdup (session);
  g_mutex_unlock (&self->lock);
}
