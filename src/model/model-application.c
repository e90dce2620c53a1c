/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-application.h"

#include "model-ear.h"
#include "model-enrolment.h"
#include "model-waiting.h"
#include "seal-code.h"

/* How often it is asked all the same while the platform tells of changes by itself. */
#define CALM_SECONDS 10
/* Nobody is given so long for a code or a picture. */
#define LONG_SECONDS 3600

struct _ModelApplication {
  GObject parent_instance;

  ModelPlatform *platform;
  char *keys;
  char *drafts;
  char *serial;
  char *path;
  char *token;      /* or NULL */
  char *driver;     /* for token, or NULL */
  char *token_name; /* where the key is made there, or NULL */
  char *organisation;
  char *name;        /* that the person has now, or NULL */
  GBytes *id_number; /* or NULL */
  ModelApplicationPurpose purpose;

  ModelApplicationState state;
  GBytes *password; /* until it is done */
  WireIdentity *identity;
  char *uri;
  char *result;
  GError *error;
  GCancellable *running; /* or NULL */
  guint poll_id;
  ModelEar *ear;     /* or NULL */
  gboolean is_told;  /* the platform tells of changes by itself */
  gboolean again;    /* something was told while it was asked */
  gboolean renewing; /* another code is asked for */
};

G_DEFINE_FINAL_TYPE (ModelApplication, model_application, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
stop (ModelApplication *self)
{
  g_clear_handle_id (&self->poll_id, g_source_remove);
  if (self->running != NULL)
    g_cancellable_cancel (self->running);
  g_clear_object (&self->running);
  g_clear_pointer (&self->ear, model_ear_free);
  self->is_told = FALSE;
}

static void
model_application_dispose (GObject *object)
{
  ModelApplication *self = MODEL_APPLICATION (object);

  stop (self);
  g_clear_object (&self->platform);
  g_clear_pointer (&self->password, g_bytes_unref);
  g_clear_pointer (&self->id_number, g_bytes_unref);
  G_OBJECT_CLASS (model_application_parent_class)->dispose (object);
}

static void
model_application_finalize (GObject *object)
{
  ModelApplication *self = MODEL_APPLICATION (object);

  if (self->identity != NULL)
    wire_free (&wire_identity_type, self->identity);
  g_free (self->keys);
  g_free (self->drafts);
  g_free (self->serial);
  g_free (self->path);
  g_free (self->token);
  g_free (self->driver);
  g_free (self->token_name);
  g_free (self->organisation);
  g_free (self->name);
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
  const WireOrganisation *space = model_account_get_space (wish->account);

  self->platform = g_object_ref (model_account_get_platform (wish->account));
  self->keys = g_strdup (wish->keys);
  self->drafts = model_account_dup_drafts (wish->account, wish->keys);
  self->purpose = wish->purpose;
  self->serial = g_strdup (wish->serial);
  self->path = g_strdup (wish->path);
  self->token = g_strdup (wish->token);
  self->driver = g_strdup (wish->driver);
  self->organisation = space != NULL ? g_strdup (space->id) : NULL;
  return self;
}

/**
 * model_application_has_waiting:
 * @account: whose
 * @keys: the key folder
 *
 * Returns: whether a key waits for a certificate of the person in the space that they are in
 */
gboolean
model_application_has_waiting (ModelAccount *account, const char *keys)
{
  g_autofree char *drafts = model_account_dup_drafts (account, keys);
  g_autoptr (KeysPending) waiting = model_enrolment_find_waiting (drafts);
  g_autoptr (ModelTokenPlace) place = model_waiting_find (drafts);

  return waiting != NULL || place != NULL;
}

/**
 * model_application_dup_waiting_place:
 * @account: whose
 * @keys: the key folder
 *
 * Tells on which token a key waits. One that waits in a file goes first.
 *
 * Returns: (transfer full) (nullable): the token, for model_token_place_free()
 */
ModelTokenPlace *
model_application_dup_waiting_place (ModelAccount *account, const char *keys)
{
  g_autofree char *drafts = model_account_dup_drafts (account, keys);
  g_autoptr (KeysPending) waiting = model_enrolment_find_waiting (drafts);

  return waiting == NULL ? model_waiting_find (drafts) : NULL;
}

/**
 * model_application_drop_waiting:
 * @account: whose
 * @keys: the key folder
 *
 * Removes the key that waits there: its password is forgotten, or nothing is wanted any more. One
 * that waits on a token stays on it, and nothing is said of it from then on.
 */
void
model_application_drop_waiting (ModelAccount *account, const char *keys)
{
  g_autofree char *drafts = model_account_dup_drafts (account, keys);
  g_autoptr (KeysPending) waiting = model_enrolment_find_waiting (drafts);

  if (waiting != NULL)
    keys_pending_discard (waiting);
  else
    model_waiting_forget (drafts);
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

static ModelEnrolment *
step_new (ModelApplication *self)
{
  ModelEnrolment *step = g_new0 (ModelEnrolment, 1);

  step->purpose = self->purpose;
  step->keys = g_strdup (self->keys);
  step->drafts = g_strdup (self->drafts);
  step->serial = g_strdup (self->serial);
  step->path = g_strdup (self->path);
  step->token = g_strdup (self->token);
  step->driver = g_strdup (self->driver);
  step->token_name = g_strdup (self->token_name);
  step->organisation = g_strdup (self->organisation);
  step->name = g_strdup (self->name);
  step->password = g_bytes_ref (self->password);
  step->id_number = self->id_number != NULL ? g_bytes_ref (self->id_number) : NULL;
  if (self->identity != NULL)
    step->session = g_strdup (self->identity->id);
  return step;
}

static void took_step (GObject *source, GAsyncResult *result, gpointer user_data);

static void
take_step (ModelApplication *self, ModelPlatformFunc func, ModelEnrolment *step)
{
  g_clear_handle_id (&self->poll_id, g_source_remove);
  g_clear_object (&self->running);
  self->running = g_cancellable_new ();
  model_platform_run (self->platform,
                      &(ModelPlatformWork){.func = func,
                                           .data = step,
                                           .data_free = model_enrolment_free,
                                           .result_free = model_enrolment_news_free},
                      self->running, took_step, g_object_ref (self));
}

static gboolean
poll (gpointer data)
{
  ModelApplication *self = data;

  self->poll_id = 0;
  take_step (self, model_enrolment_poll, step_new (self));
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

/* A platform that tells nothing is polled as before. */
static void
heard (gpointer data, const GError *error)
{
  ModelApplication *self = data;

  self->is_told = error == NULL;
  if (error == NULL)
    poll_now (self);
  else
    g_clear_pointer (&self->ear, model_ear_free);
}

static gboolean
goes_on (const WireIdentity *identity)
{
  static const char *const names[] = {"waiting", "scanned", "in-progress", "passed", NULL};

  return g_strv_contains (names, identity->state);
}

static void
take_outcome (ModelApplication *self, ModelEnrolmentNews *news)
{
  if (news->identity != NULL)
    {
      if (self->identity != NULL)
        wire_free (&wire_identity_type, self->identity);
      self->identity = g_steal_pointer (&news->identity);
      if (self->identity->verification_uri != NULL)
        {
          g_free (self->uri);
          self->uri = g_strdup (self->identity->verification_uri);
        }
      self->state = news->unsigned_yet ? MODEL_APPLICATION_SIGNING : MODEL_APPLICATION_WAITING;
    }
  if (news->result == NULL)
    return;
  self->result = g_steal_pointer (&news->result);
  self->state = MODEL_APPLICATION_DONE;
  g_clear_pointer (&self->password, g_bytes_unref);
}

static guint
seconds_to_wait (ModelApplication *self)
{
  gint64 left = self->identity->expires - g_get_real_time () / G_USEC_PER_SEC + 1;

  return self->is_told ? CLAMP (left, 1, CALM_SECONDS) : CLAMP (self->identity->interval, 1, 30);
}

static void
wait_for_more (ModelApplication *self)
{
  if (self->state != MODEL_APPLICATION_WAITING || !goes_on (self->identity))
    {
      self->is_told = FALSE;
      g_clear_pointer (&self->ear, model_ear_free);
      return;
    }
  self->poll_id = g_timeout_add_seconds (seconds_to_wait (self), poll, self);
  if (self->ear == NULL)
    self->ear = model_ear_new (self->platform, heard, self);
  else if (self->again)
    poll_now (self);
}

static void
took_step (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ModelApplication) self = user_data;
  g_autoptr (GError) error = NULL;
  ModelEnrolmentNews *news = model_platform_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->platform == NULL)
    {
      g_clear_pointer (&news, model_enrolment_news_free);
      return;
    }
  g_clear_object (&self->running);
  g_clear_error (&self->error);
  self->renewing = FALSE;
  if (news != NULL)
    {
      take_outcome (self, news);
      model_enrolment_news_free (news);
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
 * model_application_is_renewing:
 *
 * Returns: whether another code is asked for, and the one on the screen is none any more
 */
gboolean
model_application_is_renewing (ModelApplication *self)
{
  return self->renewing;
}

/**
 * model_application_set_id_number:
 * @number: (nullable): of the identity document, from model_secret_new()
 *
 * Says the number of a person of whom the platform knows none, before they are identified.
 */
void
model_application_set_id_number (ModelApplication *self, GBytes *number)
{
  g_clear_pointer (&self->id_number, g_bytes_unref);
  self->id_number = number != NULL ? g_bytes_ref (number) : NULL;
}

/**
 * model_application_is_in_office:
 *
 * Returns: whether an operator looks at what the phone sent; until then it has minutes, and days
 * from then on
 */
gboolean
model_application_is_in_office (ModelApplication *self)
{
  return self->identity != NULL && g_str_equal (self->identity->state, "in-progress") &&
         self->identity->expires - g_get_real_time () / G_USEC_PER_SEC > LONG_SECONDS;
}

/**
 * model_application_set_name:
 * @name: (nullable): what the person is called now
 *
 * Tells, before it begins, that the name in the certificate is to be another one.
 */
void
model_application_set_name (ModelApplication *self, const char *name)
{
  g_return_if_fail (self->state == MODEL_APPLICATION_IDLE);

  g_free (self->name);
  self->name = g_strdup (name);
}

/**
 * model_application_set_place:
 * @place: (nullable): a token; NULL: a file on this computer
 *
 * Tells, before it begins, where the key is to be made, or waits. A key that waits elsewhere waits
 * on.
 */
void
model_application_set_place (ModelApplication *self, const ModelTokenPlace *place)
{
  g_return_if_fail (self->state == MODEL_APPLICATION_IDLE);

  g_free (self->token);
  g_free (self->driver);
  g_free (self->token_name);
  self->token = place != NULL ? g_strdup (place->uri) : NULL;
  self->driver = place != NULL ? g_strdup (place->driver) : NULL;
  self->token_name = place != NULL ? g_strdup (place->name) : NULL;
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
  ModelEnrolment *step;

  g_return_if_fail (self->state == MODEL_APPLICATION_IDLE);

  g_clear_pointer (&self->password, g_bytes_unref);
  self->password = g_bytes_ref (password);
  g_clear_error (&self->error);
  self->state = MODEL_APPLICATION_BEGINNING;
  step = step_new (self);
  step->kind = g_strdup (kind);
  take_step (self, model_enrolment_begin, step);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * model_application_sign:
 * @key: (transfer full): of a certificate of the person
 *
 * Goes on with the person's signature; what is wrong with the key is the error then, and the same
 * state waits for another try.
 */
void
model_application_sign (ModelApplication *self, ModelKey *key)
{
  ModelEnrolment *step;

  g_return_if_fail (self->state == MODEL_APPLICATION_SIGNING);

  step = step_new (self);
  step->key = key;
  g_clear_error (&self->error);
  take_step (self, model_enrolment_poll, step);
}

/**
 * model_application_refresh:
 *
 * Another code: the one on the screen has expired, was used up, or somebody saw it. What was given
 * up, as by a consent that was withdrawn, has none: it begins anew.
 */
void
model_application_refresh (ModelApplication *self)
{
  gboolean given_up = g_str_equal (self->identity->state, "cancelled");

  g_return_if_fail (self->state == MODEL_APPLICATION_WAITING);

  stop (self);
  self->renewing = TRUE;
  take_step (self, given_up ? model_enrolment_begin : model_enrolment_refresh, step_new (self));
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * model_application_cancel:
 *
 * Gives it up. The platform is told, but for what is with its office: that goes on, and so does the
 * key.
 */
void
model_application_cancel (ModelApplication *self)
{
  gboolean waited = self->state == MODEL_APPLICATION_WAITING &&
                    !model_application_is_in_office (self);

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
