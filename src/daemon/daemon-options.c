/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon-options.h"

#define MAX_NUMBER 1000000
#define PORT 8480
#define STATUS_PORT 80

/**
 * daemon_options_free:
 * @options: (transfer full): options
 *
 * Frees them.
 */
void
daemon_options_free (DaemonOptions *options)
{
  g_free (options->name);
  g_free (options->listen);
  g_free (options->address);
  g_strfreev (options->proxies);
  g_free (options->proxy_header);
  g_free (options->data);
  g_free (options->database);
  g_free (options->public_url);
  g_free (options->status_url);
  g_free (options->status_listen);
  g_free (options->status_address);
  g_free (options->tls_certificate);
  g_free (options->tls_key);
  g_free (options->identification);
  g_free (options->portal_issuer);
  g_free (options->portal_client);
  g_free (options->portal_secret);
  g_free (options->metrics_token);
  g_free (options->portal_name);
  g_free (options->ca_token);
  g_free (options->ca_module);
  g_free (options->ca_pin_file);
  g_free (options->ca_keys);
  g_free (options->policy_arc);
  g_free (options->grant);
  g_free (options->withdraw);
  g_free (options->authority_request);
  g_free (options->certify);
  g_free (options->backup);
  g_free (options->restore);
  g_free (options->revocation_list);
  g_free (options->identity_url);
  g_free (options->identity_key);
  g_free (options);
}

/* What is done instead of running. */
static void
add_errands (GOptionContext *context, DaemonOptions *options)
{
  const GOptionEntry entries[] = {
      {"grant", 0, 0, G_OPTION_ARG_STRING, &options->grant,
       "Give somebody a role: administrator, ca-operator, service-agent; then end", "LOGIN=ROLE"},
      {"withdraw", 0, 0, G_OPTION_ARG_STRING, &options->withdraw, "Take a role back; then end",
       "LOGIN=ROLE"},
      {"authority-request", 0, 0, G_OPTION_ARG_FILENAME, &options->authority_request,
       "Write a request for the authority's certificate, for --certify where the root is; then end",
       "FILE"},
      {"certify", 0, 0, G_OPTION_ARG_FILENAME, &options->certify,
       "As the root, on a machine without a network: answer such a request with authority.cer, and "
       "renew root.crl; then end",
       "FILE"},
      {"backup", 0, 0, G_OPTION_ARG_FILENAME, &options->backup,
       "Write all that the platform remembers, keys too, into a new file; then end", "FILE"},
      {"restore", 0, 0, G_OPTION_ARG_FILENAME, &options->restore,
       "Make a new platform of a backup; then end", "FILE"},
      {"revocation-list", 0, 0, G_OPTION_ARG_FILENAME, &options->revocation_list,
       "With --restore: revoke and suspend what this list says, the last one that the platform "
       "gave "
       "out",
       "FILE.crl"},
      {NULL},
  };

  g_option_context_add_main_entries (context, entries, NULL);
}

static gboolean
parse_arguments (DaemonOptions *options, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
      {"listen", 'l', 0, G_OPTION_ARG_STRING, &options->listen,
       "Address and port to listen on (127.0.0.1:8480)", "ADDRESS:PORT"},
      {"data", 'd', 0, G_OPTION_ARG_FILENAME, &options->data,
       "Folder of the keys and, without --database, of the SQLite database", "FOLDER"},
      {"database", 'D', 0, G_OPTION_ARG_STRING, &options->database,
       "A PostgreSQL database; its password belongs into ~/.pgpass or PGPASSFILE",
       "postgresql://…"},
      {"name", 'n', 0, G_OPTION_ARG_STRING, &options->name, "What people see it called", "NAME"},
      {"public-url", 'u', 0, G_OPTION_ARG_STRING, &options->public_url,
       "How others reach it, as it is to stand in certificates", "URL"},
      {"status-url", 0, 0, G_OPTION_ARG_STRING, &options->status_url,
       "Where others ask about certificates, as these are to name it: http, also where the "
       "platform itself is reached by https",
       "URL"},
      {"status-listen", 0, 0, G_OPTION_ARG_STRING, &options->status_listen,
       "Address and port to listen on for that alone, without TLS", "ADDRESS:PORT"},
      {"metrics-token-file", 0, 0, G_OPTION_ARG_FILENAME, &options->metrics_token,
       "File with the token that /metrics is to be asked with, for its owner alone", "FILE"},
      {"tls-certificate", 0, 0, G_OPTION_ARG_FILENAME, &options->tls_certificate,
       "Speak TLS with this certificate", "PEM"},
      {"tls-key", 0, 0, G_OPTION_ARG_FILENAME, &options->tls_key, "Its private key", "PEM"},
      {"signed-office", 0, 0, G_OPTION_ARG_NONE, &options->platform.signed_office,
       "Operators decide nothing without a certificate of their own", NULL},
      {"requests-per-second", 0, 0, G_OPTION_ARG_INT, &options->requests_per_second,
       "Of one address (200); behind a proxy see --proxy", "NUMBER"},
      {"connections-per-address", 0, 0, G_OPTION_ARG_INT, &options->per_address,
       "At once (512); a proxy named with --proxy may have more", "NUMBER"},
      {"proxy", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->proxies,
       "A proxy in front of it, which is believed whom it got a request from; as often as needed",
       "ADDRESS[/PREFIX]"},
      {"proxy-header", 0, 0, G_OPTION_ARG_STRING, &options->proxy_header,
       "In which the proxies say so: X-Forwarded-For, unless this says Forwarded", "NAME"},
      {"patience", 0, 0, G_OPTION_ARG_INT, &options->patience,
       "How long a connection may take to send a request, or to send the next (120)", "SECONDS"},
      {"open-registration", 0, 0, G_OPTION_ARG_NONE, &options->open_registration,
       "Let anybody open an account", NULL},
      {"portal-registration", 0, 0, G_OPTION_ARG_NONE, &options->platform.portal_registration,
       "Give whoever the portal vouches for an account, though nobody else may open one", NULL},
      {"synchronised-clock", 0, 0, G_OPTION_ARG_NONE, &options->platform.synchronised_clock,
       "Give time-stamps only while the kernel says that its clock is synchronised", NULL},
      {"identification", 0, 0, G_OPTION_ARG_STRING, &options->identification,
       "How people are identified: trial (not at all), review (by operators), http (by a service)",
       "WAY"},
      {"identity-url", 0, 0, G_OPTION_ARG_STRING, &options->identity_url,
       "Address of the service that identifies people", "URL"},
      {"identity-key-file", 0, 0, G_OPTION_ARG_FILENAME, &options->identity_key,
       "File of the key that it shares with the platform", "FILE"},
      {"policy-arc", 0, 0, G_OPTION_ARG_STRING, &options->policy_arc,
       "Your arc for the policies of certificates, such as one below a private enterprise number",
       "OID"},
      {"portal-issuer", 0, 0, G_OPTION_ARG_STRING, &options->portal_issuer,
       "OpenID Connect provider at which people may log in; its redirect URI is "
       "URL/portal/callback",
       "URL"},
      {"portal-client-id", 0, 0, G_OPTION_ARG_STRING, &options->portal_client,
       "What this platform is called there", "ID"},
      {"portal-secret-file", 0, 0, G_OPTION_ARG_FILENAME, &options->portal_secret,
       "File with the secret shared with it, for its owner alone", "FILE"},
      {"portal-name", 0, 0, G_OPTION_ARG_STRING, &options->portal_name,
       "What people call that portal", "NAME"},
      {"ca-token", 0, 0, G_OPTION_ARG_STRING, &options->ca_token,
       "Token with the authority's keys, which are labelled authority, ocsp and tsa", "PKCS11-URI"},
      {"ca-token-keys", 0, 0, G_OPTION_ARG_STRING, &options->ca_keys,
       "Which of these keys are on it; the others are in files (authority,ocsp,tsa)", "NAMES"},
      {"ca-token-module", 0, 0, G_OPTION_ARG_FILENAME, &options->ca_module,
       "Its PKCS#11 module, where p11-kit does not know it", "FILE"},
      {"ca-pin-file", 0, 0, G_OPTION_ARG_FILENAME, &options->ca_pin_file,
       "File with the token's PIN, for its owner alone", "FILE"},
      {"version", 0, 0, G_OPTION_ARG_NONE, &options->show_version, "Print the version", NULL},
      {NULL},
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("— the Vermilion platform");

  g_option_context_add_main_entries (context, entries, NULL);
  add_errands (context, options);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  if (*argc == 1)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "“%s” is not expected", (*argv)[1]);
  return FALSE;
}

static gboolean
parse_address (
    const char *text, guint16 default_port, char **address, guint16 *port, GError **error)
{
  g_autoptr (GSocketConnectable) parsed = g_network_address_parse (text, default_port, error);

  if (!parsed)
    return FALSE;
  *address = g_strdup (g_network_address_get_hostname (G_NETWORK_ADDRESS (parsed)));
  *port = g_network_address_get_port (G_NETWORK_ADDRESS (parsed));
  return TRUE;
}

static gboolean
parse_listen (DaemonOptions *options, GError **error)
{
  PlatformOptions *platform = &options->platform;

  platform->port = PORT;
  if (options->listen &&
      !parse_address (options->listen, PORT, &options->address, &platform->port, error))
    return FALSE;
  return !options->status_listen ||
         parse_address (options->status_listen, STATUS_PORT, &options->status_address,
                        &platform->status_port, error);
}

/* The key may be in the certificate's file; a certificate is in no key's. */
static gboolean
check_tls (DaemonOptions *options, GError **error)
{
  if (options->tls_certificate || !options->tls_key)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               "--tls-key needs --tls-certificate: without it nothing speaks TLS");
  return FALSE;
}

static gboolean
check_list (DaemonOptions *options, GError **error)
{
  if (options->restore || !options->revocation_list)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               "--revocation-list goes with --restore");
  return FALSE;
}

/* One would be done and the other not. */
static gboolean
check_errands (DaemonOptions *options, GError **error)
{
  const char *const errands[] = {options->grant,   options->withdraw, options->authority_request,
                                 options->certify, options->backup,   options->restore};
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (errands); i++)
    n += errands[i] != NULL;
  if (n <= 1)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               "one at a time of --grant, --withdraw, --backup, --restore, --authority-request and "
               "--certify");
  return FALSE;
}

static gboolean
check_numbers (DaemonOptions *options, GError **error)
{
  const struct {
    const char *name;
    int number;
  } numbers[] = {
      {"requests-per-second", options->requests_per_second},
      {"connections-per-address", options->per_address},
      {"patience", options->patience},
  };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (numbers[i].number < 0 || numbers[i].number > MAX_NUMBER)
      {
        g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--%s is a number up to %d",
                     numbers[i].name, MAX_NUMBER);
        return FALSE;
      }
  return TRUE;
}

/**
 * daemon_options_parse:
 * @argc: (inout): of main()
 * @argv: (inout): of main()
 * @error: where to put what is wrong with them
 *
 * Reads the command line.
 *
 * Returns: (transfer full): the options, or NULL on error
 */
DaemonOptions *
daemon_options_parse (int *argc, char ***argv, GError **error)
{
  g_autoptr (DaemonOptions) options = g_new0 (DaemonOptions, 1);

  if (!parse_arguments (options, argc, argv, error) || !parse_listen (options, error) ||
      !check_tls (options, error) || !check_errands (options, error) ||
      !check_list (options, error) || !check_numbers (options, error) ||
      (options->database && !platform_check_database (options->database, error)))
    return NULL;
  if (!options->data && !options->show_version)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--data FOLDER is needed");
      return NULL;
    }
  options->platform.name = options->name;
  options->platform.data_directory = options->data;
  options->platform.database = options->database;
  options->platform.address = options->address;
  options->platform.proxies = (const char *const *) options->proxies;
  options->platform.proxy_header = options->proxy_header;
  options->platform.metrics_token = options->metrics_token;
  options->platform.public_url = options->public_url;
  options->platform.status_url = options->status_url;
  options->platform.status_address = options->status_address;
  options->platform.tls_certificate = options->tls_certificate;
  options->platform.tls_key = options->tls_key;
  options->platform.identification = options->identification;
  options->platform.identity_url = options->identity_url;
  options->platform.identity_key = options->identity_key;
  options->platform.portal_issuer = options->portal_issuer;
  options->platform.portal_client = options->portal_client;
  options->platform.portal_secret = options->portal_secret;
  options->platform.portal_name = options->portal_name;
  options->platform.ca_token = options->ca_token;
  options->platform.ca_module = options->ca_module;
  options->platform.ca_pin_file = options->ca_pin_file;
  options->platform.ca_keys = options->ca_keys;
  options->platform.policy_arc = options->policy_arc;
  options->platform.per_second = options->requests_per_second;
  options->platform.per_address = options->per_address;
  options->platform.patience = options->patience;
  options->platform.open_registration = options->open_registration;
  return g_steal_pointer (&options);
}
