/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-platform.h"

#include <string.h>

#include "client-anchor.h"
#include "client-pin.h"
#include "client-vault.h"
#include "model-job.h"
#include "model-platform-seat.h"
#include "model-question.h"
#include "pki-error.h"
#include "pki-export.h"
#include "wire-problem.h"

#define DESKTOP "desktop"
#define PRIVATE "private"

struct _ModelPlatform {
  GObject parent_instance;

  char *folder; /* the user's */
  char *name;   /* of the private platform */
  ModelQueue *queue;
  ModelPlatformSeat *seat;
  ModelPlatformState state;
  GError *error;
};

G_DEFINE_FINAL_TYPE (ModelPlatform, model_platform, G_TYPE_OBJECT)

enum { CHANGED, SWITCHED, REFUSED, N_SIGNALS };

static guint signals[N_SIGNALS];

static char *
memory_path (ModelPlatform *self)
{
  return g_build_filename (self->folder, CLIENT_PIN_DESKTOP, NULL);
}

static GKeyFile *
read_memory (ModelPlatform *self)
{
  g_autofree char *path = memory_path (self);
  GKeyFile *file = g_key_file_new ();

  g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL);
  return file;
}

static gboolean
write_memory (ModelPlatform *self, GKeyFile *file, GError **error)
{
  g_autofree char *path = memory_path (self);
  g_autofree char *text = g_key_file_to_data (file, NULL, NULL);
  g_autoptr (GError) local = NULL;
  gboolean written;

  g_mkdir_with_parents (self->folder, 0700);
  written = g_file_set_contents_full (
      path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &local);
  explicit_bzero (text, strlen (text));
  if (!written)
    g_set_error_literal (error, MODEL_ERROR, MODEL_ERROR_STORE, local->message);
  return written;
}

static char *
group_of (const char *address)
{
  return address != NULL ? client_pin_group (address) : g_strdup (PRIVATE);
}

static char *
take_session (ModelPlatform *self, GKeyFile *file, const char *group)
{
  gboolean moved = FALSE;
  char *session = client_vault_take (&(ClientVaultKey){self->folder, group}, file, group, &moved);

  /* Where this fails it stands in the file as before, too. */
  if (moved)
    write_memory (self, file, NULL);
  return session;
}

static void
take_seat (ModelPlatform *self)
{
  g_autoptr (GKeyFile) file = read_memory (self);
  g_autofree char *address = g_key_file_get_string (file, DESKTOP, "address", NULL);
  g_autofree char *group = group_of (address);
  ModelPlatformSeat *seat = model_platform_seat_new ();

  seat->folder = g_build_filename (self->folder, "platform", NULL);
  seat->name = g_strdup (self->name);
  seat->address = g_steal_pointer (&address);
  seat->root = g_key_file_get_string (file, group, "root", NULL);
  seat->proxy = g_key_file_get_string (file, group, "proxy", NULL);
  seat->anchor = g_key_file_get_string (file, group, "tls", NULL);
  seat->session = take_session (self, file, group);
  g_clear_pointer (&self->seat, model_platform_seat_unref);
  self->seat = seat;
  self->state = MODEL_PLATFORM_OFF;
  g_clear_error (&self->error);
}

static void
model_platform_finalize (GObject *object)
{
  ModelPlatform *self = MODEL_PLATFORM (object);

  g_clear_pointer (&self->queue, model_queue_free);
  g_clear_pointer (&self->seat, model_platform_seat_unref);
  g_clear_error (&self->error);
  g_free (self->folder);
  g_free (self->name);
  G_OBJECT_CLASS (model_platform_parent_class)->finalize (object);
}

static void
model_platform_class_init (ModelPlatformClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = model_platform_finalize;

  /**
   * ModelPlatform::changed:
   *
   * Its state, or what is known of it.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);

  /**
   * ModelPlatform::switched:
   *
   * It is another platform from now on.
   */
  signals[SWITCHED] = g_signal_new ("switched", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * ModelPlatform::refused:
   *
   * It did not know who asked, though there is a session: that may have been ended elsewhere.
   */
  signals[REFUSED] = g_signal_new ("refused", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
model_platform_init (ModelPlatform *self)
{
  self->queue = model_queue_new ();
}

/**
 * model_platform_new:
 * @folder: the user's data folder
 * @name: what the private platform is called
 *
 * Makes the platform of the last time; nothing is started or asked yet.
 *
 * Returns: (transfer full): the platform
 */
ModelPlatform *
model_platform_new (const char *folder, const char *name)
{
  ModelPlatform *self = g_object_new (MODEL_TYPE_PLATFORM, NULL);

  self->folder = g_strdup (folder);
  self->name = g_strdup (name);
  take_seat (self);
  return self;
}

/**
 * model_platform_get_address:
 *
 * Returns: (nullable): where the platform is; %NULL for the private one
 */
const char *
model_platform_get_address (ModelPlatform *self)
{
  return self->seat->address;
}

/**
 * model_platform_list_addresses:
 *
 * Returns: (transfer full): the platforms that were used, besides the private one
 */
char **
model_platform_list_addresses (ModelPlatform *self)
{
  g_autoptr (GKeyFile) file = read_memory (self);
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);
  g_autoptr (GStrvBuilder) list = g_strv_builder_new ();

  for (guint i = 0; groups[i] != NULL; i++)
    {
      g_autofree char *address = g_key_file_get_string (file, groups[i], "address", NULL);

      if (address != NULL && !g_str_equal (groups[i], DESKTOP))
        g_strv_builder_add (list, address);
    }
  return g_strv_builder_end (list);
}

/**
 * model_platform_dup_proxy:
 *
 * Returns: (transfer full): through what it is reached; empty for the desktop's own setting
 */
char *
model_platform_dup_proxy (ModelPlatform *self)
{
  return g_strdup (self->seat->proxy != NULL ? self->seat->proxy : "");
}

static gboolean
switch_to (ModelPlatform *self, GKeyFile *file, GError **error)
{
  if (!write_memory (self, file, error))
    return FALSE;
  take_seat (self);
  g_signal_emit (self, signals[SWITCHED], 0);
  g_signal_emit (self, signals[CHANGED], 0);
  return TRUE;
}

/**
 * model_platform_use:
 * @address: (nullable): where the platform is; %NULL for the private one
 * @proxy: (nullable): through what it is reached, empty for the desktop's own setting; %NULL as the
 *   last time
 * @error: %MODEL_ERROR_STORE
 *
 * Works with another platform from now on, and the next time.
 *
 * Returns: whether it does
 */
gboolean
model_platform_use (ModelPlatform *self, const char *address, const char *proxy, GError **error)
{
  g_autoptr (GKeyFile) file = read_memory (self);
  g_autofree char *group = group_of (address);

  if (address == NULL)
    {
      g_key_file_remove_key (file, DESKTOP, "address", NULL);
      return switch_to (self, file, error);
    }
  g_key_file_set_string (file, DESKTOP, "address", address);
  g_key_file_set_string (file, group, "address", address);
  if (proxy != NULL)
    g_key_file_set_string (file, group, "proxy", proxy);
  return switch_to (self, file, error);
}

/**
 * model_platform_forget:
 * @address: of a platform that was used
 * @error: %MODEL_ERROR_STORE
 *
 * Forgets its root, session and address; where it is the one in use, the private one follows.
 *
 * Returns: whether it is forgotten
 */
gboolean
model_platform_forget (ModelPlatform *self, const char *address, GError **error)
{
  g_autoptr (GKeyFile) file = read_memory (self);
  g_autofree char *group = group_of (address);

  client_vault_put (&(ClientVaultKey){self->folder, group}, file, group, NULL);
  g_key_file_remove_group (file, group, NULL);
  if (g_strcmp0 (address, self->seat->address) != 0)
    return write_memory (self, file, error);
  g_key_file_remove_key (file, DESKTOP, "address", NULL);
  return switch_to (self, file, error);
}

/**
 * model_platform_get_state:
 *
 * Returns: how far the desktop is with it
 */
ModelPlatformState
model_platform_get_state (ModelPlatform *self)
{
  return self->state;
}

/**
 * model_platform_get_error:
 *
 * Returns: (nullable): why it failed
 */
const GError *
model_platform_get_error (ModelPlatform *self)
{
  return self->error;
}

/**
 * model_platform_dup_new_root:
 *
 * Returns: (transfer full) (nullable): SHA-256 of the root to be compared
 */
char *
model_platform_dup_new_root (ModelPlatform *self)
{
  char *root;

  g_mutex_lock (&self->seat->lock);
  root = g_strdup (self->seat->new_root);
  g_mutex_unlock (&self->seat->lock);
  return root;
}

/**
 * model_platform_accept_root:
 * @compared: SHA-256, as it was shown
 * @error: %MODEL_ERROR_STORE, or %MODEL_ERROR_ROOT_NEW where another one answers by now
 *
 * The person has compared the fingerprint: from now on this platform is known by it.
 *
 * Returns: whether it is remembered
 */
gboolean
model_platform_accept_root (ModelPlatform *self, const char *compared, GError **error)
{
  g_autoptr (GKeyFile) file = read_memory (self);
  g_autofree char *group = group_of (self->seat->address);
  g_autofree char *root = model_platform_dup_new_root (self);

  g_return_val_if_fail (compared != NULL, FALSE);
  if (g_strcmp0 (root, compared) != 0)
    {
      g_set_error (error, MODEL_ERROR, MODEL_ERROR_ROOT_NEW, "%s, and not %s",
                   root != NULL ? root : "none", compared);
      return FALSE;
    }
  g_key_file_set_string (file, group, "root", root);
  if (!switch_to (self, file, error))
    return FALSE;
  model_platform_connect (self);
  return TRUE;
}

/**
 * model_platform_get_anchor:
 *
 * Returns: (nullable): what its server may prove itself with besides what the system knows, in PEM
 */
const char *
model_platform_get_anchor (ModelPlatform *self)
{
  return self->seat->anchor;
}

/**
 * model_platform_dup_refused:
 *
 * Returns: (transfer full) (nullable): what its server proved itself with in vain
 */
PkiCertificate *
model_platform_dup_refused (ModelPlatform *self)
{
  PkiCertificate *certificate = NULL;
  gsize length;

  g_mutex_lock (&self->seat->lock);
  if (self->seat->refused != NULL)
    {
      const void *der = g_bytes_get_data (self->seat->refused, &length);

      certificate = pki_certificate_new_from_der (der, length, NULL);
    }
  g_mutex_unlock (&self->seat->lock);
  return certificate;
}

/**
 * model_platform_set_anchor:
 * @pem: (nullable): certificates; %NULL: nothing but the system's authorities
 * @error: #PkiError or %MODEL_ERROR_STORE
 *
 * The person lets the platform's server prove itself with these, and it is met anew.
 *
 * Returns: whether it is remembered
 */
gboolean
model_platform_set_anchor (ModelPlatform *self, const char *pem, GError **error)
{
  g_autoptr (GKeyFile) file = read_memory (self);
  g_autofree char *group = group_of (self->seat->address);

  if (pem != NULL && !client_anchor_is_valid (pem, error))
    return FALSE;
  if (pem != NULL)
    g_key_file_set_string (file, group, "tls", pem);
  else
    g_key_file_remove_key (file, group, "tls", NULL);
  if (!switch_to (self, file, error))
    return FALSE;
  model_platform_connect (self);
  return TRUE;
}

/**
 * model_platform_accept_server:
 * @compared: SHA-256, as it was shown
 * @error: %MODEL_ERROR_STORE, or %PKI_ERROR_FETCH_TLS where it shows another one by now
 *
 * The person has compared the fingerprint of what the server proves itself with: it may.
 *
 * Returns: whether it is remembered
 */
gboolean
model_platform_accept_server (ModelPlatform *self, const char *compared, GError **error)
{
  g_autoptr (PkiCertificate) server = model_platform_dup_refused (self);
  const char *sha256 = server != NULL ? pki_certificate_get_sha256 (server) : NULL;
  g_autofree char *pem = NULL;

  g_return_val_if_fail (compared != NULL, FALSE);
  if (g_strcmp0 (sha256, compared) != 0)
    {
      g_set_error (error, PKI_ERROR, PKI_ERROR_FETCH_TLS, "%s: its certificate is %s, and not %s",
                   self->seat->address, sha256 != NULL ? sha256 : "none", compared);
      return FALSE;
    }
  pem = pki_certificate_to_pem (server);
  return model_platform_set_anchor (self, pem, error);
}

/**
 * model_platform_get_about:
 *
 * Returns: (nullable): what the platform says of itself
 */
const WirePlatform *
model_platform_get_about (ModelPlatform *self)
{
  return model_platform_seat_is_open (self->seat) ? self->seat->about : NULL;
}

/**
 * model_platform_get_authority:
 *
 * Returns: (nullable): its certification authority
 */
const WireAuthority *
model_platform_get_authority (ModelPlatform *self)
{
  return model_platform_seat_is_open (self->seat) ? self->seat->authority : NULL;
}

/**
 * model_platform_is_embedded:
 *
 * Returns: whether it is the private one of this computer
 */
gboolean
model_platform_is_embedded (ModelPlatform *self)
{
  return self->seat->address == NULL;
}

/**
 * model_platform_is_trial:
 *
 * Returns: whether it verifies nobody, as far as it is known
 */
gboolean
model_platform_is_trial (ModelPlatform *self)
{
  const WirePlatform *about = model_platform_get_about (self);

  return about != NULL && g_str_equal (about->identification, "trial");
}

/**
 * model_platform_has_session:
 *
 * Returns: whether somebody is logged in, or was when it was used last
 */
gboolean
model_platform_has_session (ModelPlatform *self)
{
  gboolean has;

  g_mutex_lock (&self->seat->lock);
  has = self->seat->session != NULL;
  g_mutex_unlock (&self->seat->lock);
  return has;
}

/**
 * model_platform_set_session:
 * @session: (nullable): the token of a login
 * @error: %MODEL_ERROR_STORE
 *
 * Remembers who is logged in, for the next time too.
 *
 * Returns: whether it is remembered
 */
gboolean
model_platform_set_session (ModelPlatform *self, const char *session, GError **error)
{
  g_autoptr (GKeyFile) file = read_memory (self);
  g_autofree char *group = group_of (self->seat->address);

  model_platform_seat_set_session (self->seat, session);
  client_vault_put (&(ClientVaultKey){self->folder, group}, file, group, session);
  return write_memory (self, file, error);
}

/**
 * model_platform_is_session_in_keyring:
 *
 * Returns: whether what logs this computer in is with the desktop's keyring, and not in a file
 */
gboolean
model_platform_is_session_in_keyring (ModelPlatform *self)
{
  g_autoptr (GKeyFile) file = read_memory (self);
  g_autofree char *group = group_of (self->seat->address);

  return client_vault_has (file, group);
}

/**
 * model_platform_dup_note:
 * @key: what it is about
 *
 * Returns: (transfer full) (nullable): what was remembered of this platform
 */
char *
model_platform_dup_note (ModelPlatform *self, const char *key)
{
  g_autoptr (GKeyFile) file = read_memory (self);
  g_autofree char *group = group_of (self->seat->address);

  return g_key_file_get_string (file, group, key, NULL);
}

/**
 * model_platform_set_note:
 * @key: what it is about
 * @value: (nullable): %NULL forgets it
 * @error: %MODEL_ERROR_STORE
 *
 * Remembers something small of this platform.
 *
 * Returns: whether it is remembered
 */
gboolean
model_platform_set_note (ModelPlatform *self, const char *key, const char *value, GError **error)
{
  g_autoptr (GKeyFile) file = read_memory (self);
  g_autofree char *group = group_of (self->seat->address);

  if (value != NULL)
    g_key_file_set_string (file, group, key, value);
  else
    g_key_file_remove_key (file, group, key, NULL);
  return write_memory (self, file, error);
}

/* One job of the worker, and whom it tells. */
typedef struct {
  ModelPlatformWork work;
  ModelPlatformSeat *seat;
  GAsyncReadyCallback callback;
  gpointer user_data;
  gboolean is_refused; /* who asked is not logged in, as the platform says */
} Errand;

static void
errand_free (gpointer data)
{
  Errand *self = data;

  if (self->work.data_free != NULL)
    self->work.data_free (self->work.data);
  model_platform_seat_unref (self->seat);
  g_free (self);
}

/* Where another platform answered, that is what there is to say. */
static gpointer
leave (Errand *self, ClientPlatform *client, gpointer result, GError **error)
{
  g_autoptr (GError) changed = NULL;

  if (model_platform_seat_leave (self->seat, client, &changed))
    return result;
  if (result != NULL && self->work.result_free != NULL)
    self->work.result_free (result);
  g_clear_error (error);
  g_propagate_error (error, g_steal_pointer (&changed));
  return NULL;
}

/* On a context of its own: what the client leaves behind belongs to this job. */
static gpointer
run_errand (ModelJob *job, gpointer data, GCancellable *cancellable, GError **error)
{
  Errand *self = data;
  g_autoptr (GMainContext) context = g_main_context_new ();
  ClientPlatform *client;
  gpointer result = NULL;

  g_main_context_push_thread_default (context);
  client = model_platform_seat_open (self->seat, cancellable, error);
  if (client != NULL && self->work.func != NULL)
    result = self->work.func (client, self->work.data, error);
  if (client != NULL)
    result = leave (self, client, result, error);
  self->is_refused = error != NULL &&
                     g_error_matches (*error, WIRE_PROBLEM, WIRE_PROBLEM_UNAUTHENTICATED);
  g_clear_pointer (&client, client_platform_free);
  while (g_main_context_iteration (context, FALSE))
    ;
  g_main_context_pop_thread_default (context);
  return result;
}

static void
set_state (ModelPlatform *self, const GError *error)
{
  ModelPlatformState state = model_platform_seat_is_open (self->seat) ? MODEL_PLATFORM_READY
                                                                      : MODEL_PLATFORM_FAILED;

  if (self->state == state && state == MODEL_PLATFORM_READY)
    return;
  self->state = state;
  g_clear_error (&self->error);
  if (state == MODEL_PLATFORM_FAILED && error != NULL)
    self->error = g_error_copy (error);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
errand_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ModelPlatform *self = MODEL_PLATFORM (source);
  Errand *errand = user_data;
  g_autoptr (GError) error = NULL;

  /* What the job asked for is for its own callback; here it counts whether it got through. */
  if (g_task_had_error (G_TASK (result)) && !model_platform_seat_is_open (errand->seat))
    {
      model_job_finish (result, &error);
      if (errand->seat == self->seat)
        set_state (self, error);
      if (errand->callback != NULL)
        {
          g_autoptr (GTask) task = g_task_new (self, NULL, errand->callback, errand->user_data);

          g_task_return_error (task, g_steal_pointer (&error));
        }
      return;
    }
  if (errand->seat == self->seat)
    set_state (self, NULL);
  if (errand->callback != NULL)
    errand->callback (source, result, errand->user_data);
  if (errand->is_refused && errand->seat == self->seat && model_platform_has_session (self))
    g_signal_emit (self, signals[REFUSED], 0);
}

/**
 * model_platform_run:
 * @work: what to do with a client of the platform; copied, its data is taken
 * @cancellable: (nullable): to give up
 * @callback: (nullable): called on the main context; model_platform_finish() collects
 * @user_data: for @callback
 *
 * Does something with the platform on its worker, after what was begun before.
 */
void
model_platform_run (ModelPlatform *self,
                    const ModelPlatformWork *work,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  Errand *errand = g_new0 (Errand, 1);
  const ModelWork job = {
      .func = run_errand,
      .data = errand,
      .data_free = errand_free,
      .result_free = work->result_free,
  };

  errand->work = *work;
  errand->seat = model_platform_seat_ref (self->seat);
  errand->callback = callback;
  errand->user_data = user_data;
  if (self->state == MODEL_PLATFORM_OFF || self->state == MODEL_PLATFORM_FAILED)
    {
      self->state = MODEL_PLATFORM_CONNECTING;
      g_signal_emit (self, signals[CHANGED], 0);
    }
  model_job_start (work->aside && self->state == MODEL_PLATFORM_READY ? NULL : self->queue, &job,
                   self, cancellable, errand_done, errand);
}

/**
 * model_platform_connect:
 *
 * Starts or meets the platform, where that has not been done.
 */
void
model_platform_connect (ModelPlatform *self)
{
  if (self->state != MODEL_PLATFORM_READY && self->state != MODEL_PLATFORM_CONNECTING)
    model_platform_run (self, &(ModelPlatformWork){NULL}, NULL, NULL, NULL);
}

static gpointer
ask_on_worker (ClientPlatform *client, gpointer data, GError **error)
{
  return model_question_ask (data, client, NULL, error);
}

static void
question_free (gpointer data)
{
  model_question_free (data);
}

/**
 * model_platform_ask:
 * @question: copied; nothing secret in it
 * @cancellable: (nullable): to give up
 * @callback: (nullable): called on the main context; model_platform_finish() collects the answer
 * @user_data: for @callback
 *
 * Asks the platform one thing.
 */
void
model_platform_ask (ModelPlatform *self,
                    const ClientQuestion *question,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  ModelQuestion *copy = model_question_new (question);

  model_platform_run (
      self, &(ModelPlatformWork){.func = ask_on_worker, .data = copy, .data_free = question_free},
      cancellable, callback, user_data);
}

/**
 * model_platform_finish:
 * @result: what the callback was given
 * @error: return location
 *
 * Collects what came of it.
 *
 * Returns: (transfer full) (nullable): the result
 */
gpointer
model_platform_finish (GAsyncResult *result, GError **error)
{
  return model_job_finish (result, error);
}
