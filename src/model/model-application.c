/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-application.h"

#include "client-enrolment.h"
#include "keys-pending.h"
#include "keys-pkcs12.h"
#include "model-secret.h"
#include "pki-random.h"
#include "seal-code.h"
#include "wire-event.h"

#define PENDING "pending"
/* A proxy would give up after half a minute. */
#define LISTEN_SECONDS 25
/* How often it is asked all the same while the platform tells of changes by itself. */
#define CALM_SECONDS 10

struct _ModelApplication {
  GObject parent_instance;

  ModelPlatform *platform;
  char *keys;
  char *serial;
  char *path;
  char *organisation;
  ModelApplicationPurpose purpose;

  ModelApplicationState state;
  GBytes *password; /* until it is done */
  WireIdentity *identity;
  char *uri;
  char *result;
  GError *error;
  GCancellable *running; /* or NULL */
  guint poll_id;
  GCancellable *listening; /* or NULL */
  char *position;          /* in what the platform tells; NULL: it does not, or not yet */
  gboolean again;          /* something was told while it was asked */
};

G_DEFINE_FINAL_TYPE (ModelApplication, model_application, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

/* What the worker needs, and what it brings. */
typedef struct {
  ModelApplicationPurpose purpose;
  char *keys;
  char *serial;
  char *path;
  char *organisation;
  char *kind;
  char *session; /* of an identification that goes on, or NULL */
  GBytes *password;
} Step;

typedef struct {
  WireIdentity *identity;
  char *result;
} Outcome;

static void
step_free (gpointer data)
{
  Step *self = data;

  g_free (self->keys);
  g_free (self->serial);
  g_free (self->path);
  g_free (self->organisation);
  g_free (self->kind);
  g_free (self->session);
  g_clear_pointer (&self->password, g_bytes_unref);
  g_free (self);
}

static void
outcome_free (gpointer data)
{
  Outcome *self = data;

  if (self->identity != NULL)
    wire_free (&wire_identity_type, self->identity);
  g_free (self->result);
  g_free (self);
}

static gboolean
makes_key (const Step *step)
{
  return step->purpose == MODEL_APPLICATION_APPLY || step->purpose == MODEL_APPLICATION_REKEY;
}

static char *
pending_folder (const char *keys)
{
  return g_build_filename (keys, PENDING, NULL);
}

/* The key that waits; NULL without an error where none does. */
static KeysPending *
find_waiting (const char *keys)
{
  g_autofree char *folder = pending_folder (keys);
  g_autoptr (GPtrArray) list = keys_pending_list (folder);

  return list->len > 0 ? g_ptr_array_steal_index (list, 0) : NULL;
}

static KeysPending *
take_key (const Step *step, GError **error)
{
  const char *password = model_secret_peek (step->password);
  g_autoptr (KeysPending) waiting = find_waiting (step->keys);
  g_autofree char *folder = pending_folder (step->keys);
  g_autofree char *random = pki_random_hex (8);
  g_autofree char *name = g_strconcat (random, ".key", NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  if (waiting == NULL)
    return keys_pending_new (path, &(KeysNewKey){.kind = step->kind, .password = password}, error);
  return keys_pending_unlocks (waiting, password, error) ? g_steal_pointer (&waiting) : NULL;
}

static gboolean
finish_key (
    const Step *step, const KeysPending *key, GPtrArray *chain, Outcome *outcome, GError **error)
{
  g_autoptr (KeysEntry) entry = keys_pending_finish (key, chain, step->keys,
                                                     model_secret_peek (step->password), error);

  if (entry != NULL)
    outcome->result = g_strdup (pki_certificate_get_sha256 (entry->certificate));
  return entry != NULL;
}

static gboolean
get_identity (ClientPlatform *client, const char *session, Outcome *outcome, GError **error)
{
  return client_platform_ask (client,
                              &(ClientQuestion){.operation = WIRE_GET_IDENTITY, .value = session},
                              (gpointer *) &outcome->identity, error);
}

static gboolean
has_passed (const Outcome *outcome)
{
  return g_str_equal (outcome->identity->state, "passed");
}

static gboolean
collect (ClientPlatform *client,
         const Step *step,
         const KeysPending *key,
         Outcome *outcome,
         GError **error)
{
  const WireNewCertificate message = {
      .session = outcome->identity->id,
      .request = key->request,
      .replaces = step->purpose == MODEL_APPLICATION_REKEY ? step->serial : NULL,
  };
  g_autoptr (GPtrArray) chain = client_enrolment_collect (client, &message, error);

  return chain != NULL && finish_key (step, key, chain, outcome, error);
}

static gboolean
restore (ClientPlatform *client, const Step *step, Outcome *outcome, GError **error)
{
  const WireRestoration message = {.session = outcome->identity->id};

  if (!client_platform_ask (client,
                            &(ClientQuestion){.operation = WIRE_RESTORE_CERTIFICATE,
                                              .value = step->serial,
                                              .body = &message},
                            NULL, error))
    return FALSE;
  outcome->result = g_strdup (step->serial);
  return TRUE;
}

static gboolean
new_identity (
    ClientPlatform *client, const Step *step, GBytes *request, Outcome *outcome, GError **error)
{
  const WireNewIdentity message = {.request = request, .organisation = step->organisation};

  return client_platform_ask (
      client, &(ClientQuestion){.operation = WIRE_CREATE_IDENTITY, .body = &message},
      (gpointer *) &outcome->identity, error);
}

/* An identification that passed while this program was not there; anything else is begun anew. */
static gboolean
go_on (ClientPlatform *client, const Step *step, const KeysPending *key, Outcome *outcome)
{
  g_autofree char *session = keys_pending_get_note (key);

  if (session == NULL || !get_identity (client, session, outcome, NULL))
    return FALSE;
  if (has_passed (outcome) && collect (client, step, key, outcome, NULL))
    return TRUE;
  wire_free (&wire_identity_type, g_steal_pointer (&outcome->identity));
  return FALSE;
}

static gboolean
begin_key (ClientPlatform *client, const Step *step, Outcome *outcome, GError **error)
{
  g_autoptr (KeysPending) key = take_key (step, error);
  g_autoptr (GPtrArray) chain = NULL;
  g_autoptr (GError) local = NULL;

  if (key == NULL)
    return FALSE;
  chain = client_enrolment_find (client, key->request, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (chain != NULL)
    return finish_key (step, key, chain, outcome, error);
  return go_on (client, step, key, outcome) ||
         (new_identity (client, step, key->request, outcome, error) &&
          keys_pending_set_note (key, outcome->identity->id, error));
}

static gboolean
begin_restore (ClientPlatform *client, const Step *step, Outcome *outcome, GError **error)
{
  g_autoptr (GBytes)
      request = keys_request_again (step->path, model_secret_peek (step->password), error);

  return request != NULL && new_identity (client, step, request, outcome, error);
}

/* The newest certificate of the key: the one in question, or one whose answer was lost. */
static GPtrArray *
renewed (ClientPlatform *client, const Step *step, GBytes *request, GError **error)
{
  g_autoptr (GPtrArray) newest = client_enrolment_find (client, request, NULL);

  if (newest != NULL &&
      g_ascii_strcasecmp (pki_certificate_get_serial (newest->pdata[0]), step->serial) != 0)
    return g_steal_pointer (&newest);
  g_autoptr (PkiSigner)
      signer = keys_pkcs12_open (step->path, model_secret_peek (step->password), error);
  return signer != NULL ? client_enrolment_renew (client, step->serial, request, signer, error)
                        : NULL;
}

static gboolean
begin_renewal (ClientPlatform *client, const Step *step, Outcome *outcome, GError **error)
{
  const char *password = model_secret_peek (step->password);
  g_autoptr (GBytes) request = keys_request_again (step->path, password, error);
  g_autoptr (GPtrArray) chain = request != NULL ? renewed (client, step, request, error) : NULL;
  g_autoptr (KeysEntry) entry =
      chain != NULL ? keys_folder_renew (step->keys, step->path, password, chain, error) : NULL;

  if (entry != NULL)
    outcome->result = g_strdup (pki_certificate_get_sha256 (entry->certificate));
  return entry != NULL;
}

static gpointer
begin_on_worker (ClientPlatform *client, gpointer data, GError **error)
{
  static gboolean (*const beginnings[]) (ClientPlatform *, const Step *, Outcome *, GError **) = {
      [MODEL_APPLICATION_APPLY] = begin_key,
      [MODEL_APPLICATION_REKEY] = begin_key,
      [MODEL_APPLICATION_RESTORE] = begin_restore,
      [MODEL_APPLICATION_RENEW] = begin_renewal,
  };
  Step *step = data;
  Outcome *outcome = g_new0 (Outcome, 1);

  if (beginnings[step->purpose](client, step, outcome, error))
    return outcome;
  outcome_free (outcome);
  return NULL;
}

static gboolean
complete (ClientPlatform *client, const Step *step, Outcome *outcome, GError **error)
{
  g_autoptr (KeysPending) key = NULL;

  if (!makes_key (step))
    return restore (client, step, outcome, error);
  key = find_waiting (step->keys);
  if (key != NULL)
    return collect (client, step, key, outcome, error);
  g_set_error_literal (error, MODEL_ERROR, MODEL_ERROR_STORE, "the key that waited is gone");
  return FALSE;
}

static gpointer
poll_on_worker (ClientPlatform *client, gpointer data, GError **error)
{
  Step *step = data;
  Outcome *outcome = g_new0 (Outcome, 1);

  if (get_identity (client, step->session, outcome, error) &&
      (!has_passed (outcome) || complete (client, step, outcome, error)))
    return outcome;
  outcome_free (outcome);
  return NULL;
}

static gpointer
refresh_on_worker (ClientPlatform *client, gpointer data, GError **error)
{
  Step *step = data;
  Outcome *outcome = g_new0 (Outcome, 1);

  if (client_platform_ask (
          client, &(ClientQuestion){.operation = WIRE_REFRESH_IDENTITY, .value = step->session},
          (gpointer *) &outcome->identity, error))
    return outcome;
  outcome_free (outcome);
  return NULL;
}

static void
stop (ModelApplication *self)
{
  g_clear_handle_id (&self->poll_id, g_source_remove);
  if (self->running != NULL)
    g_cancellable_cancel (self->running);
  g_clear_object (&self->running);
  if (self->listening != NULL)
    g_cancellable_cancel (self->listening);
  g_clear_object (&self->listening);
  g_clear_pointer (&self->position, g_free);
}

static void
model_application_dispose (GObject *object)
{
  ModelApplication *self = MODEL_APPLICATION (object);

  stop (self);
  g_clear_object (&self->platform);
  g_clear_pointer (&self->password, g_bytes_unref);
  G_OBJECT_CLASS (model_application_parent_class)->dispose (object);
}

static void
model_application_finalize (GObject *object)
{
  ModelApplication *self = MODEL_APPLICATION (object);

  if (self->identity != NULL)
    wire_free (&wire_identity_type, self->identity);
  g_free (self->keys);
  g_free (self->serial);
  g_free (self->path);
  g_free (self->organisation);
  g_free (self->uri);
  g_free (self->result);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (model_application_parent_class)->finalize (object);
}

static void
model_application_class_init (ModelApplicationClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = model_application_dispose;
  G_OBJECT_CLASS (klass)->finalize = model_application_finalize;

  /**
   * ModelApplication::changed:
   *
   * It has come further, or something went wrong.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
model_application_init (ModelApplication *self)
{
}

/**
 * model_application_new:
 * @wish: what is wanted
 *
 * Makes an application; nothing is asked yet.
 *
 * Returns: (transfer full): the application
 */
ModelApplication *
model_application_new (const ModelApplicationWish *wish)
{
  ModelApplication *self = g_object_new (MODEL_TYPE_APPLICATION, NULL);

  self->platform = g_object_ref (wish->platform);
  self->keys = g_strdup (wish->keys);
  self->purpose = wish->purpose;
  self->serial = g_strdup (wish->serial);
  self->path = g_strdup (wish->path);
  self->organisation = g_strdup (wish->organisation);
  return self;
}

/**
 * model_application_has_waiting:
 * @keys: the key folder
 *
 * Returns: whether a key waits there for its certificate
 */
gboolean
model_application_has_waiting (const char *keys)
{
  g_autoptr (KeysPending) waiting = find_waiting (keys);

  return waiting != NULL;
}

/**
 * model_application_drop_waiting:
 * @keys: the key folder
 *
 * Removes the key that waits there: its password is forgotten, or nothing is wanted any more.
 */
void
model_application_drop_waiting (const char *keys)
{
  g_autoptr (KeysPending) waiting = find_waiting (keys);

  if (waiting != NULL)
    keys_pending_discard (waiting);
}

/**
 * model_application_get_purpose:
 *
 * Returns: what is wanted
 */
ModelApplicationPurpose
model_application_get_purpose (ModelApplication *self)
{
  return self->purpose;
}

/**
 * model_application_get_state:
 *
 * Returns: how far it is
 */
ModelApplicationState
model_application_get_state (ModelApplication *self)
{
  return self->state;
}

/**
 * model_application_get_identity:
 *
 * Returns: (nullable): the identification, as it was told last
 */
const WireIdentity *
model_application_get_identity (ModelApplication *self)
{
  return self->identity;
}

/**
 * model_application_get_uri:
 *
 * Returns: (nullable): what the phone opens; a secret
 */
const char *
model_application_get_uri (ModelApplication *self)
{
  return self->uri;
}

/**
 * model_application_outline_code:
 * @text: such as model_application_get_uri()
 *
 * Draws a QR code.
 *
 * Returns: (transfer full): for cairo_path_destroy()
 */
cairo_path_t *
model_application_outline_code (const char *text)
{
  return seal_code_outline (text, 1);
}

/**
 * model_application_get_error:
 *
 * Returns: (nullable): what went wrong last
 */
const GError *
model_application_get_error (ModelApplication *self)
{
  return self->error;
}

/**
 * model_application_get_result:
 *
 * Returns: (nullable): the certificate that can be signed with now
 */
const char *
model_application_get_result (ModelApplication *self)
{
  return self->result;
}

static Step *
step_new (ModelApplication *self)
{
  Step *step = g_new0 (Step, 1);

  step->purpose = self->purpose;
  step->keys = g_strdup (self->keys);
  step->serial = g_strdup (self->serial);
  step->path = g_strdup (self->path);
  step->organisation = g_strdup (self->organisation);
  step->password = g_bytes_ref (self->password);
  if (self->identity != NULL)
    step->session = g_strdup (self->identity->id);
  return step;
}

static void took_step (GObject *source, GAsyncResult *result, gpointer user_data);

static void
take_step (ModelApplication *self, ModelPlatformFunc func, Step *step)
{
  g_clear_handle_id (&self->poll_id, g_source_remove);
  g_clear_object (&self->running);
  self->running = g_cancellable_new ();
  model_platform_run (
      self->platform,
      &(ModelPlatformWork){
          .func = func, .data = step, .data_free = step_free, .result_free = outcome_free},
      self->running, took_step, g_object_ref (self));
}

static gboolean
poll (gpointer data)
{
  ModelApplication *self = data;

  self->poll_id = 0;
  take_step (self, poll_on_worker, step_new (self));
  return G_SOURCE_REMOVE;
}

/* At once, or after what is being asked now. */
static void
poll_now (ModelApplication *self)
{
  self->again = self->running != NULL;
  if (self->again || self->poll_id == 0)
    return;
  g_clear_handle_id (&self->poll_id, g_source_remove);
  poll (self);
}

static void
events_free (gpointer data)
{
  wire_free (&wire_events_type, data);
}

static gpointer
listen_on_worker (ClientPlatform *client, gpointer data, GError **error)
{
  WireEvents *events = NULL;

  client_platform_ask (client,
                       &(ClientQuestion){
                           .operation = WIRE_GET_EVENTS,
                           .position = data,
                           .wait = LISTEN_SECONDS,
                       },
                       (gpointer *) &events, error);
  return events;
}

static void heard (GObject *source, GAsyncResult *result, gpointer user_data);

static void
listen (ModelApplication *self)
{
  if (self->listening == NULL)
    self->listening = g_cancellable_new ();
  model_platform_run (self->platform,
                      &(ModelPlatformWork){
                          .func = listen_on_worker,
                          .data = g_strdup (self->position),
                          .data_free = g_free,
                          .result_free = events_free,
                          .aside = TRUE,
                      },
                      self->listening, heard, g_object_ref (self));
}

/* The first answer only says where it begins: what came before it is asked for. A platform that
 * tells nothing is polled as before. */
static void
heard (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ModelApplication) self = user_data;
  g_autoptr (GError) error = NULL;
  WireEvents *events = model_platform_finish (result, &error);
  gboolean first = self->position == NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->platform == NULL ||
      events == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_clear_object (&self->listening);
          g_clear_pointer (&self->position, g_free);
        }
      g_clear_pointer (&events, events_free);
      return;
    }
  g_free (self->position);
  self->position = g_strdup (events->position);
  if (first || events->items->len > 0)
    poll_now (self);
  events_free (events);
  listen (self);
}

static gboolean
goes_on (const WireIdentity *identity)
{
  static const char *const names[] = {"waiting", "scanned", "in-progress", "passed", NULL};

  return g_strv_contains (names, identity->state);
}

static void
take_outcome (ModelApplication *self, Outcome *outcome)
{
  if (outcome->identity != NULL)
    {
      if (self->identity != NULL)
        wire_free (&wire_identity_type, self->identity);
      self->identity = g_steal_pointer (&outcome->identity);
      if (self->identity->verification_uri != NULL)
        {
          g_free (self->uri);
          self->uri = g_strdup (self->identity->verification_uri);
        }
      self->state = MODEL_APPLICATION_WAITING;
    }
  if (outcome->result == NULL)
    return;
  self->result = g_steal_pointer (&outcome->result);
  self->state = MODEL_APPLICATION_DONE;
  g_clear_pointer (&self->password, g_bytes_unref);
}

static guint
seconds_to_wait (ModelApplication *self)
{
  gint64 left = self->identity->expires - g_get_real_time () / G_USEC_PER_SEC + 1;

  return self->position != NULL ? CLAMP (left, 1, CALM_SECONDS)
                                : CLAMP (self->identity->interval, 1, 30);
}

static void
wait_for_more (ModelApplication *self)
{
  if (self->state != MODEL_APPLICATION_WAITING || !goes_on (self->identity))
    {
      g_clear_pointer (&self->position, g_free);
      if (self->listening != NULL)
        g_cancellable_cancel (self->listening);
      g_clear_object (&self->listening);
      return;
    }
  self->poll_id = g_timeout_add_seconds (seconds_to_wait (self), poll, self);
  if (self->listening == NULL)
    listen (self);
  else if (self->again)
    poll_now (self);
}

static void
took_step (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ModelApplication) self = user_data;
  g_autoptr (GError) error = NULL;
  Outcome *outcome = model_platform_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->platform == NULL)
    {
      g_clear_pointer (&outcome, outcome_free);
      return;
    }
  g_clear_object (&self->running);
  g_clear_error (&self->error);
  if (outcome != NULL)
    {
      take_outcome (self, outcome);
      outcome_free (outcome);
    }
  else
    {
      self->error = g_steal_pointer (&error);
      if (self->state == MODEL_APPLICATION_BEGINNING)
        self->state = MODEL_APPLICATION_IDLE;
    }
  wait_for_more (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * model_application_begin:
 * @password: locks the key, or opens the one that is there; see model_secret_new()
 * @kind: (nullable): of the key to be made
 *
 * Begins: with the key that waits where one does, and without the phone where the certificate is
 * there already.
 */
void
model_application_begin (ModelApplication *self, GBytes *password, const char *kind)
{
  Step *step;

  g_return_if_fail (self->state == MODEL_APPLICATION_IDLE);

  g_clear_pointer (&self->password, g_bytes_unref);
  self->password = g_bytes_ref (password);
  g_clear_error (&self->error);
  self->state = MODEL_APPLICATION_BEGINNING;
  step = step_new (self);
  step->kind = g_strdup (kind);
  take_step (self, begin_on_worker, step);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * model_application_refresh:
 *
 * Another code: the one on the screen has expired, was used up, or somebody saw it.
 */
void
model_application_refresh (ModelApplication *self)
{
  g_return_if_fail (self->state == MODEL_APPLICATION_WAITING);

  stop (self);
  take_step (self, refresh_on_worker, step_new (self));
}

/**
 * model_application_cancel:
 *
 * Gives it up. The platform is told; the key goes on waiting.
 */
void
model_application_cancel (ModelApplication *self)
{
  gboolean waited = self->state == MODEL_APPLICATION_WAITING;

  stop (self);
  if (waited)
    model_platform_ask (
        self->platform,
        &(ClientQuestion){.operation = WIRE_CANCEL_IDENTITY, .value = self->identity->id}, NULL,
        NULL, NULL);
  self->state = MODEL_APPLICATION_IDLE;
  g_clear_pointer (&self->password, g_bytes_unref);
  g_signal_emit (self, signals[CHANGED], 0);
}
