/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-portal.h"

#include <string.h>

#include "pki-digest.h"
#include "platform-data.h"
#include "platform-id-token.h"
#include "platform-portal-json.h"
#include "platform-portal-web.h"
#include "wire-name.h"

#define WELL_KNOWN "/.well-known/openid-configuration"
#define MAX_NAME 100
#define MAX_ISSUER 200
/* How long what a portal says of itself is taken for granted. */
#define KEEP_SECONDS 3600
/* Tokens with invented key names do not make this platform ask the portal more often. */
#define ASK_AGAIN_SECONDS 2
/* Workers that may wait for a portal at once; the rest of the platform goes on. */
#define MAX_WAITING 2

/* What the portal says of itself (OpenID Connect Discovery 1.0, 3). Never changed. */
typedef struct {
  char *authorization;
  char *token;
  char *keys;
  char *userinfo;           /* (nullable) */
  gboolean names_itself;    /* in each answer (RFC 9207) */
  gboolean takes_form_only; /* the secret goes into the body, where it takes no header */
} Metadata;

struct _PlatformPortal {
  char *name;
  char *issuer;
  char *client;
  PlatformSecret *secret;
  gint waiting;
  GMutex lock;        /* over what follows */
  Metadata *metadata; /* a GAtomicRcBox */
  gint64 metadata_time;
  PlatformKeySet *keys;
  gint64 keys_time;
};

static void
metadata_clear (gpointer data)
{
  Metadata *self = data;

  g_free (self->authorization);
  g_free (self->token);
  g_free (self->keys);
  g_free (self->userinfo);
}

static void
metadata_unref (Metadata *self)
{
  g_atomic_rc_box_release_full (self, metadata_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Metadata, metadata_unref)

static gboolean
refuse (GError **error, int code, const char *why)
{
  g_set_error_literal (error, PLATFORM_ERROR, code, why);
  return FALSE;
}

/**
 * platform_portal_new:
 * @options: that the platform is started with
 * @error: where to put a %PLATFORM_ERROR_OPTIONS
 *
 * Makes the portal that the options name; it is asked when somebody comes, so that the platform
 * starts without it too.
 *
 * Returns: (transfer full) (nullable): the portal; NULL without an error if they name none
 */
PlatformPortal *
platform_portal_new (const PlatformOptions *options, GError **error)
{
  g_autoptr (PlatformPortal) self = NULL;

  if (!options->portal_issuer && !options->portal_client && !options->portal_secret)
    return NULL;
  self = g_new0 (PlatformPortal, 1);
  g_mutex_init (&self->lock);
  if (!options->portal_issuer || !options->portal_client || !options->portal_secret)
    refuse (error, PLATFORM_ERROR_OPTIONS, "a portal has an issuer, a client and a secret");
  else if (options->portal_name && g_utf8_strlen (options->portal_name, -1) > MAX_NAME)
    refuse (error, PLATFORM_ERROR_OPTIONS, "the portal's name is too long");
  else if (!platform_portal_web_is_safe (options->portal_issuer) ||
           strchr (options->portal_issuer, '?') || strlen (options->portal_issuer) > MAX_ISSUER)
    refuse (error, PLATFORM_ERROR_OPTIONS, "the portal's issuer is https, short, and has no query");
  else
    self->secret = platform_secret_new (options->portal_secret, "the portal's secret", 1, error);
  self->issuer = g_strdup (options->portal_issuer);
  self->client = g_strdup (options->portal_client);
  self->name = g_strdup (options->portal_name ? options->portal_name : options->portal_issuer);
  return self->secret ? g_steal_pointer (&self) : NULL;
}

/**
 * platform_portal_get_secret:
 * @self: a portal
 *
 * Gives what is shared with it.
 *
 * Returns: (transfer none): the secret
 */
PlatformSecret *
platform_portal_get_secret (PlatformPortal *self)
{
  return self->secret;
}

/**
 * platform_portal_free:
 * @self: (transfer full): a portal
 *
 * Frees it, and wipes its secret.
 */
void
platform_portal_free (PlatformPortal *self)
{
  g_clear_pointer (&self->metadata, metadata_unref);
  g_clear_pointer (&self->keys, platform_key_set_unref);
  g_mutex_clear (&self->lock);
  g_clear_pointer (&self->secret, platform_secret_free);
  g_free (self->name);
  g_free (self->issuer);
  g_free (self->client);
  g_free (self);
}

/**
 * platform_portal_get_name:
 * @self: a portal
 *
 * Tells what people call it.
 *
 * Returns: (transfer none): its name
 */
const char *
platform_portal_get_name (PlatformPortal *self)
{
  return self->name;
}

/**
 * platform_portal_get_issuer:
 * @self: a portal
 *
 * Tells what it is known by for ever.
 *
 * Returns: (transfer none): its issuer
 */
const char *
platform_portal_get_issuer (PlatformPortal *self)
{
  return self->issuer;
}

static JsonObject *
ask (const PlatformPortalQuestion *question, GError **error)
{
  g_autoptr (GBytes) body = platform_portal_web_ask (question, error);
  JsonObject *object = NULL;
  gsize length;
  const char *text;

  if (!body)
    return NULL;
  text = g_bytes_get_data (body, &length);
  object = text ? platform_portal_json_parse (text, length) : NULL;
  if (!object)
    g_set_error (error, PLATFORM_ERROR, PLATFORM_ERROR_PORTAL, "%s: the answer is no JSON object",
                 question->uri);
  return object;
}

/* An address that secrets are sent to is https where the issuer is. */
static char *
dup_address (PlatformPortal *self, JsonObject *object, const char *member)
{
  const char *text = platform_portal_json_text (object, member);
  gboolean tls = g_str_has_prefix (self->issuer, "https:");

  return text && platform_portal_web_is_safe (text) && (!tls || g_str_has_prefix (text, "https:"))
             ? g_strdup (text)
             : NULL;
}

static gboolean
is_true (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node && JSON_NODE_HOLDS_VALUE (node) &&
         json_node_get_value_type (node) == G_TYPE_BOOLEAN && json_node_get_boolean (node);
}

static Metadata *
read_metadata (PlatformPortal *self, JsonObject *object, GError **error)
{
  g_autoptr (Metadata) metadata = g_atomic_rc_box_new0 (Metadata);
  const char *methods = "token_endpoint_auth_methods_supported";

  /* Another issuer's document, or one for another address, is a mix-up. */
  if (g_strcmp0 (platform_portal_json_text (object, "issuer"), self->issuer) != 0)
    {
      refuse (error, PLATFORM_ERROR_PORTAL, "the portal's document is of another issuer");
      return NULL;
    }
  metadata->authorization = dup_address (self, object, "authorization_endpoint");
  metadata->token = dup_address (self, object, "token_endpoint");
  metadata->keys = dup_address (self, object, "jwks_uri");
  metadata->userinfo = dup_address (self, object, "userinfo_endpoint");
  metadata->names_itself = is_true (object, "authorization_response_iss_parameter_supported");
  metadata->takes_form_only = json_object_has_member (object, methods) &&
                              !platform_portal_json_has (object, methods, "client_secret_basic");
  if (metadata->authorization && metadata->token && metadata->keys)
    return g_steal_pointer (&metadata);
  refuse (error, PLATFORM_ERROR_PORTAL,
          "the portal's document lacks an address, or has no safe one");
  return NULL;
}

static Metadata *
fetch_metadata (PlatformPortal *self, GError **error)
{
  g_autofree char *base = g_strdup (self->issuer);
  g_autofree char *uri = NULL;
  g_autoptr (JsonObject) object = NULL;

  if (g_str_has_suffix (base, "/"))
    base[strlen (base) - 1] = '\0';
  uri = g_strconcat (base, WELL_KNOWN, NULL);
  object = ask (&(PlatformPortalQuestion){.uri = uri}, error);
  return object ? read_metadata (self, object, error) : NULL;
}

static gboolean
is_old (gint64 time, gint64 seconds)
{
  return g_get_monotonic_time () - time >= seconds * G_USEC_PER_SEC;
}

static Metadata *
get_metadata (PlatformPortal *self, GError **error)
{
  Metadata *metadata = NULL;

  g_mutex_lock (&self->lock);
  if (self->metadata && !is_old (self->metadata_time, KEEP_SECONDS))
    metadata = g_atomic_rc_box_acquire (self->metadata);
  g_mutex_unlock (&self->lock);
  if (metadata || !(metadata = fetch_metadata (self, error)))
    return metadata;
  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->metadata, metadata_unref);
  self->metadata = g_atomic_rc_box_acquire (metadata);
  self->metadata_time = g_get_monotonic_time ();
  g_mutex_unlock (&self->lock);
  return metadata;
}

static PlatformKeySet *
fetch_keys (PlatformPortal *self, Metadata *metadata, GError **error)
{
  g_autoptr (GBytes)
      body = platform_portal_web_ask (&(PlatformPortalQuestion){.uri = metadata->keys}, error);
  PlatformKeySet *keys;
  gsize length;
  const char *text;

  if (!body)
    return NULL;
  text = g_bytes_get_data (body, &length);
  keys = platform_key_set_new (text ? text : "", length);
  if (!keys)
    {
      refuse (error, PLATFORM_ERROR_PORTAL, "the portal's keys cannot be read");
      return NULL;
    }
  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->keys, platform_key_set_unref);
  self->keys = platform_key_set_ref (keys);
  self->keys_time = g_get_monotonic_time ();
  g_mutex_unlock (&self->lock);
  return keys;
}

/* @again: a token names a key that is not among those that are kept: there may be new ones. */
static PlatformKeySet *
get_keys (PlatformPortal *self, Metadata *metadata, gboolean again, GError **error)
{
  gint64 keep = again ? ASK_AGAIN_SECONDS : KEEP_SECONDS;
  PlatformKeySet *keys = NULL;

  g_mutex_lock (&self->lock);
  if (self->keys && !is_old (self->keys_time, keep))
    keys = platform_key_set_ref (self->keys);
  g_mutex_unlock (&self->lock);
  return keys ? keys : fetch_keys (self, metadata, error);
}

static char *
challenge_of (const char *verifier)
{
  g_autoptr (GBytes) digest = pki_digest_bytes (PKI_DIGEST_SHA256, verifier, strlen (verifier));

  return pki_jose_encode (g_bytes_get_data (digest, NULL), g_bytes_get_size (digest));
}

static void
add (GString *form, const char *name, const char *value)
{
  g_autofree char *escaped = g_uri_escape_string (value, NULL, FALSE);

  g_string_append_printf (form, "%s%s=%s", form->len > 0 ? "&" : "", name, escaped);
  explicit_bzero (escaped, strlen (escaped));
}

static gboolean
enter (PlatformPortal *self, GError **error)
{
  if (g_atomic_int_add (&self->waiting, 1) < MAX_WAITING)
    return TRUE;
  g_atomic_int_add (&self->waiting, -1);
  return refuse (error, PLATFORM_ERROR_PORTAL, "too many wait for the portal");
}

static void
leave (PlatformPortal *self)
{
  g_atomic_int_add (&self->waiting, -1);
}

/**
 * platform_portal_dup_address:
 * @self: a portal
 * @attempt: a login
 * @error: where to put a %PLATFORM_ERROR_PORTAL
 *
 * Makes the address at which a browser logs in (OpenID Connect Core 1.0, 3.1.2.1; RFC 7636).
 *
 * Returns: (transfer full): the address, or NULL on error
 */
char *
platform_portal_dup_address (PlatformPortal *self,
                             const PlatformPortalAttempt *attempt,
                             GError **error)
{
  g_autoptr (Metadata) metadata = NULL;
  g_autofree char *challenge = challenge_of (attempt->verifier);
  g_autoptr (GString) query = g_string_new (NULL);

  if (!enter (self, error))
    return NULL;
  metadata = get_metadata (self, error);
  leave (self);
  if (!metadata)
    return NULL;
  add (query, "response_type", "code");
  add (query, "client_id", self->client);
  add (query, "redirect_uri", attempt->redirect);
  add (query, "scope", "openid profile");
  add (query, "state", attempt->state);
  add (query, "nonce", attempt->nonce);
  add (query, "code_challenge", challenge);
  add (query, "code_challenge_method", "S256");
  /* Who is logged in there from before may have been by somebody else (OpenID Connect Core 1.0,
   * 3.1.2.1). */
  if (attempt->since)
    {
      add (query, "prompt", "login");
      add (query, "max_age", "0");
    }
  if (attempt->language)
    add (query, "ui_locales", attempt->language);
  return g_strconcat (metadata->authorization, strchr (metadata->authorization, '?') ? "&" : "?",
                      query->str, NULL);
}

static char *
dup_secret (PlatformPortal *self)
{
  g_autoptr (GBytes) secret = platform_secret_dup (self->secret);

  return g_strndup (g_bytes_get_data (secret, NULL), g_bytes_get_size (secret));
}

/* RFC 6749, 2.3.1: both are encoded as in a form before they are joined. */
static char *
basic (PlatformPortal *self)
{
  g_autofree char *client = g_uri_escape_string (self->client, NULL, FALSE);
  char *plain = dup_secret (self);
  g_autofree char *secret = g_uri_escape_string (plain, NULL, FALSE);
  g_autofree char *pair = g_strconcat (client, ":", secret, NULL);
  g_autofree char *base64 = g_base64_encode ((const guchar *) pair, strlen (pair));
  char *header = g_strconcat ("Basic ", base64, NULL);

  platform_data_free_secret (plain);
  explicit_bzero (secret, strlen (secret));
  explicit_bzero (pair, strlen (pair));
  explicit_bzero (base64, strlen (base64));
  return header;
}

static JsonObject *
redeem (PlatformPortal *self,
        Metadata *metadata,
        const PlatformPortalAttempt *attempt,
        const char *code,
        GError **error)
{
  GString *form = g_string_new (NULL);
  char *header = metadata->takes_form_only ? NULL : basic (self);
  char *plain = header ? NULL : dup_secret (self);
  JsonObject *answer;

  add (form, "grant_type", "authorization_code");
  add (form, "code", code);
  add (form, "redirect_uri", attempt->redirect);
  add (form, "code_verifier", attempt->verifier);
  if (!header)
    {
      add (form, "client_id", self->client);
      add (form, "client_secret", plain);
    }
  answer = ask (
      &(PlatformPortalQuestion){.uri = metadata->token, .authorization = header, .form = form->str},
      error);
  platform_data_free_secret (header);
  platform_data_free_secret (plain);
  platform_data_free_secret (g_string_free (form, FALSE));
  return answer;
}

static JsonObject *
check_token (PlatformPortal *self,
             Metadata *metadata,
             const char *token,
             const PlatformIdTokenWanted *wanted,
             GError **error)
{
  PlatformIdTokenResult result = PLATFORM_ID_TOKEN_NO_KEY;
  JsonObject *claims = NULL;
  const char *why = NULL;

  for (guint i = 0; i < 2 && result == PLATFORM_ID_TOKEN_NO_KEY; i++)
    {
      g_autoptr (PlatformKeySet) keys = get_keys (self, metadata, i > 0, error);

      if (!keys)
        return NULL;
      result = platform_id_token_check (token, keys, wanted, &claims, &why);
    }
  if (!claims)
    g_set_error (error, PLATFORM_ERROR, PLATFORM_ERROR_PORTAL, "the portal's token: %s", why);
  return claims;
}

/* A name that can stand where names stand: one line, of a length. */
static char *
dup_name (JsonObject *claims)
{
  static const char *const members[] = {"name", "preferred_username", "nickname"};

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      const char *text = platform_portal_json_text (claims, members[i]);
      g_autofree char *name =
          text ? g_strstrip (g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), MAX_NAME)))
               : NULL;

      if (name && wire_name_settle (&name))
        return g_steal_pointer (&name);
    }
  return NULL;
}

/* What the token leaves out stands there (OpenID Connect Core 1.0, 5.3); it is of the same person
 * or of no use (5.3.2). */
static char *
ask_name (Metadata *metadata, JsonObject *answer, const char *subject)
{
  const char *access = platform_portal_json_text (answer, "access_token");
  g_autoptr (JsonObject) claims = NULL;
  char *header;

  if (!metadata->userinfo || !access)
    return NULL;
  header = g_strconcat ("Bearer ", access, NULL);
  claims = ask (&(PlatformPortalQuestion){.uri = metadata->userinfo, .authorization = header},
                NULL);
  platform_data_free_secret (header);
  return claims && g_strcmp0 (platform_portal_json_text (claims, "sub"), subject) == 0
             ? dup_name (claims)
             : NULL;
}

static PlatformPortalPerson *
identify (PlatformPortal *self,
          const PlatformPortalAttempt *attempt,
          const PlatformPortalReturn *back,
          gint64 now,
          GError **error)
{
  g_autoptr (Metadata) metadata = get_metadata (self, error);
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (JsonObject) claims = NULL;
  const char *token;
  PlatformPortalPerson *person;

  if (!metadata)
    return NULL;
  if (metadata->names_itself && !back->issuer)
    {
      refuse (error, PLATFORM_ERROR_PORTAL, "the portal says that it names itself, and did not");
      return NULL;
    }
  if (!(answer = redeem (self, metadata, attempt, back->code, error)))
    return NULL;
  token = platform_portal_json_text (answer, "id_token");
  claims = check_token (self, metadata, token ? token : "",
                        &(PlatformIdTokenWanted){
                            .issuer = self->issuer,
                            .client = self->client,
                            .nonce = attempt->nonce,
                            .now = now,
                            .since = attempt->since,
                        },
                        error);
  if (!claims)
    return NULL;
  person = g_new0 (PlatformPortalPerson, 1);
  person->subject = g_strdup (platform_portal_json_text (claims, "sub"));
  person->name = dup_name (claims);
  if (!person->name)
    person->name = ask_name (metadata, answer, person->subject);
  return person;
}

/**
 * platform_portal_identify:
 * @self: a portal
 * @attempt: the login that somebody comes back from
 * @back: what their browser brings
 * @now: seconds since 1970 UTC
 * @error: where to put a %PLATFORM_ERROR_PORTAL
 *
 * Redeems a code and finds out from the portal itself, and from nobody in between, who it was given
 * to.
 *
 * Returns: (transfer full): the person, whose name is NULL where the portal gives none; or NULL on
 * error
 */
PlatformPortalPerson *
platform_portal_identify (PlatformPortal *self,
                          const PlatformPortalAttempt *attempt,
                          const PlatformPortalReturn *back,
                          gint64 now,
                          GError **error)
{
  PlatformPortalPerson *person;

  if (!enter (self, error))
    return NULL;
  person = identify (self, attempt, back, now, error);
  leave (self);
  return person;
}

/**
 * platform_portal_is_issuer:
 * @self: a portal
 * @issuer: (nullable): "iss" of what a browser brings back
 *
 * Says whether an answer can be this portal's (RFC 9207, 2.4).
 *
 * Returns: FALSE if it is another's
 */
gboolean
platform_portal_is_issuer (PlatformPortal *self, const char *issuer)
{
  return !issuer || g_str_equal (issuer, self->issuer);
}

/**
 * platform_portal_person_free:
 * @self: (transfer full): a person
 *
 * Frees it.
 */
void
platform_portal_person_free (PlatformPortalPerson *self)
{
  g_free (self->subject);
  g_free (self->name);
  g_free (self);
}
