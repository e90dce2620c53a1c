/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform.h"

#include <string.h>

#include "pki-hmac.h"
#include "platform-data.h"
#include "platform-keeper.h"
#include "platform-portal-web.h"
#include "platform-private.h"
#include "platform-store-setting.h"

#define DATABASE_FILE "platform.db"
#define PORT_FILE "port"
#define KEY_SIZE 32
/* Of a key or token shared with another program. */
#define MIN_SECRET 16
/* What is kept has days before it is late. */
#define KEEP_SECONDS 60
/* A person's program sends some; a page that polls, a few a second. As many as come in two seconds
 * may come at once. */
#define PER_SECOND 200

/**
 * platform_now:
 * @platform: the platform
 *
 * Returns: the time of the clock that it was given, or the system's, in seconds since 1970, UTC
 */
gint64
platform_now (Platform *platform)
{
  return platform->clock ? platform->clock (platform->clock_data)
                         : g_get_real_time () / G_USEC_PER_SEC;
}

/**
 * platform_mac:
 * @platform: the platform
 * @purpose: what it is for: the hash of one purpose says nothing about another's
 * @text: what is hashed
 *
 * Hashes with the platform's own key (HMAC with SHA-256).
 *
 * Returns: (transfer full): 32 bytes
 */
GBytes *
platform_mac (Platform *platform, const char *purpose, const char *text)
{
  g_autofree char *all = g_strconcat (purpose, ":", text, NULL);
  GBytes *mac = pki_hmac_sha256 (platform->key, all);

  explicit_bzero (all, strlen (all));
  return mac;
}

/**
 * platform_dup_database:
 * @options: where the database is
 *
 * Returns: (transfer full): its address, as platform_pool_new() takes it
 */
char *
platform_dup_database (const PlatformOptions *options)
{
  /* systemd keeps the folder of a service elsewhere and has a link to it; SQLite follows none. */
  g_autofree char *folder = options->database ? NULL
                                              : platform_data_real_path (options->data_directory);

  return options->database ? g_strdup (options->database)
                           : g_build_filename (folder, DATABASE_FILE, NULL);
}

static Platform *
platform_new (const PlatformOptions *options, guint workers)
{
  Platform *platform = g_new0 (Platform, 1);
  guint per_second = options->per_second > 0 ? options->per_second : PER_SECOND;

  platform->name = g_strdup (options->name ? options->name : "Vermilion");
  platform->data_directory = g_strdup (options->data_directory);
  platform->token = options->token ? g_bytes_new (options->token, strlen (options->token)) : NULL;
  platform->embedded = options->token != NULL;
  platform->open_registration = options->open_registration;
  platform->portal_registration = options->portal_registration;
  platform->signed_office = options->signed_office;
  platform->synchronised_clock = options->synchronised_clock;
  platform->clock = options->clock;
  platform->uptime = options->uptime;
  platform->clock_data = options->clock_data;
  g_mutex_init (&platform->steady.lock);
  platform->concerns = platform_concerns_new ();
  platform->keep_seconds = options->keep_seconds > 0 ? options->keep_seconds : KEEP_SECONDS;
  platform->limiter = platform_limiter_new (2 * per_second, per_second);
  platform->metrics = platform_metrics_new ();
  platform->ca_pin = platform_ca_pin_new (options->ca_pin_file);
  platform->max_hashing = MAX (1, (gint) MIN (workers / 4, g_get_num_processors () / 2));
  return platform;
}

static gboolean
refuse_options (GError **error, const char *why)
{
  g_set_error_literal (error, PLATFORM_ERROR, PLATFORM_ERROR_OPTIONS, why);
  return FALSE;
}

static gboolean
open_provider (Platform *platform, const PlatformOptions *options, GError **error)
{
  const char *name = options->identification ? options->identification : "trial";

  platform->provider = platform_provider_find (name);
  if (!platform->provider)
    return refuse_options (error, "identification is trial, review or http");
  if (!g_str_equal (name, "http"))
    return TRUE;
  if (!options->identity_url || !options->identity_key)
    return refuse_options (error, "http identification needs the service's address and key");
  /* Names of people go to the service in the address. */
  if (!platform_portal_web_is_safe (options->identity_url) || strchr (options->identity_url, '?'))
    return refuse_options (error, "the identity service's address is https and has no query");
  platform->identity_url = g_strdup (options->identity_url);
  platform->identity_key = platform_secret_new (
      options->identity_key, "the key shared with the identity service", MIN_SECRET, error);
  return platform->identity_key != NULL;
}

static gboolean
open_proxies (Platform *platform, const PlatformOptions *options, GError **error)
{
  platform->proxies = platform_proxies_new (options->proxies, options->proxy_header, error);
  return platform->proxies != NULL;
}

static gboolean
open_counters (Platform *platform, const PlatformOptions *options, GError **error)
{
  if (options->metrics_token)
    platform->metrics_token = platform_secret_new (options->metrics_token,
                                                   "the token of the counters", MIN_SECRET, error);
  return !options->metrics_token || platform->metrics_token;
}

/* Numbers that every reader of certificates takes: 32 bits at most. */
static gboolean
open_policies (Platform *platform, const PlatformOptions *options, GError **error)
{
  const char *arc = options->policy_arc ? options->policy_arc : PLATFORM_POLICY_ARC;

  platform->policy_arc = g_strdup (arc);
  if (!options->policy_arc ||
      (strlen (arc) <= 100 &&
       g_regex_match_simple ("^[0-2]\\.(0|[1-3]?[0-9])(\\.(0|[1-9][0-9]{0,8}))+$", arc,
                             G_REGEX_DOLLAR_ENDONLY, 0)))
    return TRUE;
  return refuse_options (error, "the policies' arc is no OID, or has a number past nine digits");
}

/**
 * platform_dup_policy:
 * @platform: a platform
 * @policy: a policy of its certificates
 *
 * Says which OID a policy has.
 *
 * Returns: (transfer full): such as 1.3.6.1.4.1.99999.1.2
 */
char *
platform_dup_policy (Platform *platform, PlatformPolicy policy)
{
  return g_strdup_printf ("%s.%d", platform->policy_arc, (int) policy);
}

/* With another key nobody would be found again, and two processes of one platform would not know
 * each other's people. */
static gboolean
check_key (Platform *platform, GError **error)
{
  PlatformStore *store = platform_pool_take (platform->pool);
  g_autoptr (GBytes) mac = platform_mac (platform, "key", "check");
  g_autofree char *text = g_base64_encode (g_bytes_get_data (mac, NULL), g_bytes_get_size (mac));
  g_autofree char *known = platform_store_claim_setting (store, "key", text, error);

  platform_pool_give (platform->pool, store);
  if (!known || g_str_equal (known, text))
    return known != NULL;
  g_set_error (error, PLATFORM_ERROR, PLATFORM_ERROR_DATA,
               "%s in %s is not the one that this database was filled with", PLATFORM_KEY_FILE,
               platform->data_directory);
  return FALSE;
}

/**
 * platform_open_pool:
 * @options: where the database is
 * @size: how many connections
 * @error: where to put a #PlatformError
 *
 * Opens the database and brings it to this version.
 *
 * Returns: (transfer full): the connections, or %NULL with @error set
 */
PlatformPool *
platform_open_pool (const PlatformOptions *options, guint size, GError **error)
{
  g_autofree char *address = platform_dup_database (options);

  return platform_data_prepare (options->data_directory, error)
             ? platform_pool_new (address, size, error)
             : NULL;
}

static gboolean
open_store (Platform *platform, const PlatformOptions *options, guint workers, GError **error)
{
  if (!platform_data_prepare (options->data_directory, error) ||
      !platform_data_check_whole (options->data_directory, error))
    return FALSE;
  platform->key = platform_data_key (options->data_directory, PLATFORM_KEY_FILE, KEY_SIZE, error);
  if (!platform->key)
    return FALSE;
  platform->pool = platform_open_pool (options, workers, error);
  return platform->pool && check_key (platform, error);
}

/* Addresses of revocation answers stand in certificates: the port of the last time is tried first.
 */
static gboolean
open_server (Platform *platform, const PlatformOptions *options, GError **error)
{
  PlatformOptions chosen = *options;

  if (options->port == 0)
    {
      chosen.port = platform_data_read_number (options->data_directory, PORT_FILE);
      if (chosen.port != 0)
        platform->server = platform_server_new (platform, &chosen, NULL);
      chosen.port = 0;
    }
  if (!platform->server)
    platform->server = platform_server_new (platform, &chosen, error);
  if (!platform->server)
    return FALSE;
  return options->port != 0 ||
         platform_data_write_number (options->data_directory, PORT_FILE,
                                     platform_server_get_port (platform->server), error);
}

/* Its certificates name the address that the socket has got. */
static gboolean
open_authority (Platform *platform, const PlatformOptions *options, GError **error)
{
  PlatformStore *store = platform_pool_take (platform->pool);
  const PlatformTokenSeat token = {options->ca_token, options->ca_module, options->ca_keys,
                                   platform->ca_pin};

  if (platform_clock_anchor (platform, store, error))
    platform->authority = platform_authority_open (
        &(PlatformAuthoritySeat){
            .data_directory = platform->data_directory,
            .name = platform->name,
            .url = platform->url,
            .status_url = platform->status_url,
            .token = &token,
            .store = store,
            .now = platform_now (platform),
        },
        error);
  /* What was late while it was stopped is done before anybody asks. */
  if (platform->authority)
    platform_keeper_run (platform, store);
  platform_pool_give (platform->pool, store);
  return platform->authority != NULL;
}

/**
 * platform_start:
 * @options: what it is started with
 * @error: where to put a #PlatformError or the socket's error
 *
 * Starts a platform: its data, its database brought to this version, its socket and its threads.
 *
 * Returns: (transfer full): a running platform, or NULL on error
 */
Platform *
platform_start (const PlatformOptions *options, GError **error)
{
  g_autofree char *address = platform_dup_database (options);
  guint workers = options->workers > 0 ? options->workers : platform_pool_best_size (address);
  g_autoptr (Platform) platform = platform_new (options, workers);
  GError *local = NULL;

  platform->portal = platform_portal_new (options, &local);
  if (local)
    {
      g_propagate_error (error, local);
      return NULL;
    }
  if (!open_proxies (platform, options, error) || !open_provider (platform, options, error) ||
      !open_counters (platform, options, error) || !open_policies (platform, options, error) ||
      !platform_check_addresses (options, error) ||
      !open_store (platform, options, workers, error) || !open_server (platform, options, error))
    return NULL;
  platform_set_addresses (platform, options);
  if (!open_authority (platform, options, error))
    return NULL;
  platform_server_run (platform->server, workers);
  return g_steal_pointer (&platform);
}

/**
 * platform_get_url:
 * @platform: a running platform
 *
 * Says how it is reached.
 *
 * Returns: (transfer none): such as http://127.0.0.1:40321
 */
const char *
platform_get_url (Platform *platform)
{
  return platform->url;
}

/* One that cannot be read keeps no other from being changed: what went wrong is told of them all.
 */
static void
tell (GString *wrong, GError *error)
{
  if (!error)
    return;
  g_string_append_printf (wrong, "%s%s", wrong->len > 0 ? "; " : "", error->message);
  g_error_free (error);
}

/**
 * platform_reload:
 * @platform: a running platform
 * @error: where to put a %PLATFORM_ERROR_OPTIONS that tells of all that could not be read
 *
 * Reads the TLS certificate and its key again, and the secrets in files, and lets a PIN that the
 * token of the authority's keys refused be tried once more.
 *
 * Returns: FALSE on error; then what could not be read is as it was
 */
gboolean
platform_reload (Platform *platform, GError **error)
{
  PlatformSecret *secrets[] = {platform->metrics_token, platform->identity_key,
                               platform->portal ? platform_portal_get_secret (platform->portal)
                                                : NULL};
  g_autoptr (GString) wrong = g_string_new (NULL);
  GError *local = NULL;

  platform_ca_pin_forgive (platform->ca_pin);
  platform_server_reload (platform->server, &local);
  tell (wrong, g_steal_pointer (&local));
  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
    {
      if (secrets[i])
        platform_secret_reload (secrets[i], &local);
      tell (wrong, g_steal_pointer (&local));
    }
  if (wrong->len > 0)
    g_set_error_literal (error, PLATFORM_ERROR, PLATFORM_ERROR_OPTIONS, wrong->str);
  return wrong->len == 0;
}

/**
 * platform_stop:
 * @platform: (transfer full): a platform
 *
 * Takes no further request, lets what has begun end, closes the database, and frees it.
 */
void
platform_stop (Platform *platform)
{
  g_clear_pointer (&platform->server, platform_server_stop);
  g_clear_pointer (&platform->authority, platform_authority_free);
  g_clear_pointer (&platform->ca_pin, platform_ca_pin_unref);
  g_clear_pointer (&platform->pool, platform_pool_free);
  g_clear_pointer (&platform->portal, platform_portal_free);
  g_clear_pointer (&platform->limiter, platform_limiter_free);
  g_clear_pointer (&platform->proxies, platform_proxies_free);
  g_clear_pointer (&platform->metrics, platform_metrics_free);
  g_clear_pointer (&platform->concerns, platform_concerns_free);
  g_mutex_clear (&platform->steady.lock);
  g_clear_pointer (&platform->token, g_bytes_unref);
  g_clear_pointer (&platform->metrics_token, platform_secret_free);
  g_clear_pointer (&platform->key, g_bytes_unref);
  g_free (platform->name);
  g_free (platform->data_directory);
  g_free (platform->url);
  g_free (platform->status_url);
  g_free (platform->policy_arc);
  g_free (platform->identity_url);
  g_clear_pointer (&platform->identity_key, platform_secret_free);
  g_free (platform);
}
