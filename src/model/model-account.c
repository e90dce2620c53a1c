/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-account.h"

#include "client-patience.h"
#include "model-ear.h"
#include "wire-portal.h"
#include "wire-problem.h"

/* What is remembered of a platform. */
#define SPACE "space"
#define LOGIN "login"

#define PENDING "pending"

struct _ModelAccount {
  GObject parent_instance;

  ModelPlatform *platform;
  WireAccount *account;             /* or NULL */
  WireCertificates *certificates;   /* or NULL */
  WireOrganisations *organisations; /* or NULL */
  char *space;                      /* id of one of them, or NULL */
  GCancellable *refreshing;         /* or NULL */
  GError *error;                    /* of the last refresh */
  ModelEar *ear;                    /* or NULL */
  char *listener;                   /* id of the person for whom it listens */
};

G_DEFINE_FINAL_TYPE (ModelAccount, model_account, G_TYPE_OBJECT)

enum { CHANGED, LEFT, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
forget (ModelAccount *self)
{
  if (self->account != NULL)
    wire_free (&wire_account_type, self->account);
  if (self->certificates != NULL)
    wire_free (&wire_certificates_type, self->certificates);
  if (self->organisations != NULL)
    wire_free (&wire_organisations_type, self->organisations);
  self->account = NULL;
  self->certificates = NULL;
  self->organisations = NULL;
  g_clear_pointer (&self->space, g_free);
  g_clear_error (&self->error);
}

static void
listen_no_more (ModelAccount *self)
{
  g_clear_pointer (&self->ear, model_ear_free);
  g_clear_pointer (&self->listener, g_free);
}

/**
 * model_account_stop:
 *
 * Gives up the question who is logged in.
 */
void
model_account_stop (ModelAccount *self)
{
  if (self->refreshing != NULL)
    g_cancellable_cancel (self->refreshing);
  g_clear_object (&self->refreshing);
}

static void
model_account_dispose (GObject *object)
{
  ModelAccount *self = MODEL_ACCOUNT (object);

  model_account_stop (self);
  listen_no_more (self);
  forget (self);
  g_clear_object (&self->platform);
  G_OBJECT_CLASS (model_account_parent_class)->dispose (object);
}

static void
model_account_class_init (ModelAccountClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = model_account_dispose;

  /**
   * ModelAccount::changed:
   *
   * Somebody logged in or out, or something is known anew.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);

  /**
   * ModelAccount::left:
   * @name: of the enterprise
   *
   * The person is not of an enterprise any more that they were of a moment ago.
   */
  signals[LEFT] = g_signal_new ("left", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
model_account_init (ModelAccount *self)
{
}

/**
 * model_account_forget:
 *
 * Nobody is logged in any more, as far as this program is concerned.
 */
void
model_account_forget (ModelAccount *self)
{
  model_account_stop (self);
  listen_no_more (self);
  forget (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * model_account_get_platform:
 *
 * Returns: (transfer none): where it is
 */
ModelPlatform *
model_account_get_platform (ModelAccount *self)
{
  return self->platform;
}

/**
 * model_account_get_account:
 *
 * Returns: (nullable): who is logged in
 */
const WireAccount *
model_account_get_account (ModelAccount *self)
{
  return self->account;
}

/**
 * model_account_has_password:
 *
 * Returns: whether there is a password that whoever is logged in can change
 */
gboolean
model_account_has_password (ModelAccount *self)
{
  return self->account != NULL && !g_str_has_prefix (self->account->login, WIRE_PORTAL_LOGIN);
}

/**
 * model_account_dup_last_login:
 *
 * Returns: (transfer full) (nullable): what whoever was logged in here last enters with; %NULL also
 * where they came by a portal
 */
char *
model_account_dup_last_login (ModelAccount *self)
{
  return model_platform_dup_note (self->platform, LOGIN);
}

/**
 * model_account_is_to_claim:
 *
 * Returns: whether the person has still to say who they are, as others did when they registered
 */
gboolean
model_account_is_to_claim (ModelAccount *self)
{
  return self->account != NULL && !model_account_has_password (self) &&
         g_str_equal (self->account->identity, "unverified");
}

/**
 * model_account_get_certificates:
 *
 * Returns: (transfer none) (nullable) (element-type WireCertificate): the newest first
 */
GPtrArray *
model_account_get_certificates (ModelAccount *self)
{
  return self->certificates != NULL ? self->certificates->items : NULL;
}

/**
 * model_account_get_organisations:
 *
 * Returns: (transfer none) (nullable) (element-type WireOrganisation): the oldest first
 */
GPtrArray *
model_account_get_organisations (ModelAccount *self)
{
  return self->organisations != NULL ? self->organisations->items : NULL;
}

/**
 * model_account_find_organisation:
 * @id: (nullable): its id
 *
 * Returns: (nullable): it, among those that the person represents or belongs to
 */
const WireOrganisation *
model_account_find_organisation (ModelAccount *self, const char *id)
{
  GPtrArray *all = model_account_get_organisations (self);

  for (guint i = 0; id != NULL && all != NULL && i < all->len; i++)
    if (g_str_equal (((WireOrganisation *) all->pdata[i])->id, id))
      return all->pdata[i];
  return NULL;
}

/**
 * model_account_get_space:
 *
 * Returns: (nullable): the enterprise on whose behalf one works; %NULL for oneself
 */
const WireOrganisation *
model_account_get_space (ModelAccount *self)
{
  return model_account_find_organisation (self, self->space);
}

/**
 * model_account_enter_space:
 * @organisation: (nullable): id of an enterprise; %NULL is the person's own space
 * @error: %MODEL_ERROR_STORE
 *
 * Works on behalf of somebody from now on, the next time too.
 *
 * Returns: whether that is remembered
 */
gboolean
model_account_enter_space (ModelAccount *self, const char *organisation, GError **error)
{
  g_autofree char *space = g_strdup (organisation);
  gboolean kept = model_platform_set_note (self->platform, SPACE, space, error);

  g_free (self->space);
  self->space = g_steal_pointer (&space);
  g_signal_emit (self, signals[CHANGED], 0);
  return kept;
}

/**
 * model_account_dup_drafts:
 * @keys: the key folder
 *
 * A key waits for a certificate of one person, in one space of one platform: collected for
 * another, it would speak for somebody else than is meant.
 *
 * Returns: (transfer full): the folder below it where such keys wait now; it need not exist
 */
char *
model_account_dup_drafts (ModelAccount *self, const char *keys)
{
  const WireAuthority *authority = model_platform_get_authority (self->platform);
  const WireOrganisation *space = model_account_get_space (self);
  g_autofree char *root = authority != NULL
                              ? g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, authority->root)
                              : NULL;
  g_autofree char *whose = g_strjoin ("\n", root != NULL ? root : "",
                                      self->account != NULL ? self->account->id : "",
                                      space != NULL ? space->id : "", NULL);
  g_autofree char *name = g_compute_checksum_for_string (G_CHECKSUM_SHA256, whose, -1);

  return g_build_filename (keys, PENDING, name, NULL);
}

/**
 * model_account_is_busy:
 *
 * Returns: whether the platform is being asked who this is
 */
gboolean
model_account_is_busy (ModelAccount *self)
{
  return self->refreshing != NULL;
}

/**
 * model_account_get_error:
 *
 * Returns: (nullable): why nothing is known, or nothing new
 */
const GError *
model_account_get_error (ModelAccount *self)
{
  return self->error;
}

/* What a refresh brings. */
typedef struct {
  WireAccount *account;
  WireCertificates *certificates;
  WireOrganisations *organisations;
} News;

static void
news_free (gpointer data)
{
  News *self = data;

  if (self->account != NULL)
    wire_free (&wire_account_type, self->account);
  if (self->certificates != NULL)
    wire_free (&wire_certificates_type, self->certificates);
  if (self->organisations != NULL)
    wire_free (&wire_organisations_type, self->organisations);
  g_free (self);
}

/* A claim that was rejected is of no interest once another one took its place. */
static void
drop_replaced (GPtrArray *organisations)
{
  for (guint i = organisations->len; i-- > 0;)
    {
      const WireOrganisation *each = organisations->pdata[i];

      for (guint k = i + 1; g_str_equal (each->state, "rejected") && k < organisations->len; k++)
        if (g_str_equal (((WireOrganisation *) organisations->pdata[k])->credit_code,
                         each->credit_code))
          {
            wire_free (&wire_organisation_type, g_ptr_array_steal_index (organisations, i));
            break;
          }
    }
}

static gpointer
refresh_on_worker (ClientPlatform *client, gpointer data, GError **error)
{
  News *news = g_new0 (News, 1);

  if (client_platform_ask (client, &(ClientQuestion){.operation = WIRE_GET_ME},
                           (gpointer *) &news->account, error) &&
      client_platform_ask (client, &(ClientQuestion){.operation = WIRE_LIST_CERTIFICATES},
                           (gpointer *) &news->certificates, error) &&
      client_platform_ask (client, &(ClientQuestion){.operation = WIRE_LIST_ORGANISATIONS},
                           (gpointer *) &news->organisations, error))
    {
      drop_replaced (news->organisations->items);
      return news;
    }
  news_free (news);
  return NULL;
}

/* Whoever it is next time is not asked what it was. A memory that cannot be written has no say. */
static void
remember_login (ModelAccount *self)
{
  const char *login = model_account_has_password (self) ? self->account->login : NULL;
  g_autofree char *known = model_account_dup_last_login (self);

  if (g_strcmp0 (login, known) != 0)
    model_platform_set_note (self->platform, LOGIN, login, NULL);
}

static gboolean
has_code (GPtrArray *organisations, const char *code)
{
  for (guint i = 0; i < organisations->len; i++)
    if (g_str_equal (((WireOrganisation *) organisations->pdata[i])->credit_code, code))
      return TRUE;
  return FALSE;
}

/* Names of enterprises that the same person was of when that was known last, and is not any more.
 */
static char **
list_left (ModelAccount *self, const News *news)
{
  GPtrArray *all = model_account_get_organisations (self);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  gboolean same = self->account != NULL && news != NULL &&
                  g_str_equal (self->account->person, news->account->person);

  for (guint i = 0; same && all != NULL && i < all->len; i++)
    {
      const WireOrganisation *each = all->pdata[i];

      if (!has_code (news->organisations->items, each->credit_code))
        g_strv_builder_add (builder, each->name);
    }
  return g_strv_builder_end (builder);
}

static void
heard (gpointer data, const GError *error)
{
  ModelAccount *self = data;

  if (error != NULL && !g_error_matches (error, WIRE_PROBLEM, WIRE_PROBLEM_UNAUTHENTICATED))
    return;
  if (error != NULL)
    listen_no_more (self);
  model_account_refresh (self);
}

/* What others do on a platform shows here at once. Nobody else is on a private one. */
static void
listen (ModelAccount *self)
{
  if (model_platform_is_embedded (self->platform) ||
      g_strcmp0 (self->listener, self->account->person) == 0)
    return;
  listen_no_more (self);
  self->listener = g_strdup (self->account->person);
  self->ear = model_ear_new (self->platform, heard, self);
}

/* Whoever is of an enterprise again one day does not find themselves in its space unasked. */
static void
recall_space (ModelAccount *self)
{
  self->space = model_platform_dup_note (self->platform, SPACE);
  if (self->space == NULL || model_account_find_organisation (self, self->space) != NULL)
    return;
  g_clear_pointer (&self->space, g_free);
  model_platform_set_note (self->platform, SPACE, NULL, NULL);
}

static void
take_news (ModelAccount *self, News *news)
{
  self->account = g_steal_pointer (&news->account);
  self->certificates = g_steal_pointer (&news->certificates);
  self->organisations = g_steal_pointer (&news->organisations);
  recall_space (self);
  remember_login (self);
  listen (self);
  news_free (news);
}

/* A platform that is away for a moment logs nobody out: what was known stands, with the error. */
static void
refreshed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ModelAccount) self = user_data;
  g_autoptr (GError) error = NULL;
  News *news = model_platform_finish (result, &error);
  g_auto (GStrv) left = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->platform == NULL)
    {
      g_clear_pointer (&news, news_free);
      return;
    }
  left = list_left (self, news);
  g_clear_object (&self->refreshing);
  if (client_patience_is_passing (error))
    {
      g_clear_error (&self->error);
      self->error = g_steal_pointer (&error);
      g_signal_emit (self, signals[CHANGED], 0);
      return;
    }
  forget (self);
  if (news != NULL)
    take_news (self, news);
  else if (g_error_matches (error, WIRE_PROBLEM, WIRE_PROBLEM_UNAUTHENTICATED))
    model_platform_set_session (self->platform, NULL, NULL);
  else
    self->error = g_steal_pointer (&error);
  g_signal_emit (self, signals[CHANGED], 0);
  for (guint i = 0; left[i] != NULL; i++)
    g_signal_emit (self, signals[LEFT], 0, left[i]);
}

/**
 * model_account_refresh:
 *
 * Asks who is logged in and what certificates there are; a session that ended is forgotten.
 */
void
model_account_refresh (ModelAccount *self)
{
  if (!model_platform_has_session (self->platform))
    {
      model_platform_connect (self->platform);
      return;
    }
  model_account_stop (self);
  self->refreshing = g_cancellable_new ();
  g_signal_emit (self, signals[CHANGED], 0);
  model_platform_run (self->platform,
                      &(ModelPlatformWork){.func = refresh_on_worker, .result_free = news_free},
                      self->refreshing, refreshed, g_object_ref (self));
}

/* The session may have been ended elsewhere: whoever is shown as logged in has to be so. */
static void
doubt (ModelAccount *self)
{
  if (self->account != NULL && self->refreshing == NULL)
    model_account_refresh (self);
}

/**
 * model_account_new:
 * @platform: where
 *
 * Makes the account of whoever was logged in last; nothing is asked yet.
 *
 * Returns: (transfer full): the account
 */
ModelAccount *
model_account_new (ModelPlatform *platform)
{
  ModelAccount *self = g_object_new (MODEL_TYPE_ACCOUNT, NULL);

  self->platform = g_object_ref (platform);
  g_signal_connect_object (platform, "switched", G_CALLBACK (model_account_forget), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (platform, "refused", G_CALLBACK (doubt), self, G_CONNECT_SWAPPED);
  return self;
}
