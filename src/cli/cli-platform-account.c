/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <string.h>

#include "cli-error.h"
#include "cli-folder.h"
#include "cli-interrupt.h"
#include "cli-password.h"
#include "cli-platform-signer.h"
#include "cli-platform.h"
#include "client-session.h"
#include "client-statement.h"
#include "pki-export.h"
#include "wire-account.h"
#include "wire-authority.h"
#include "wire-platform.h"
#include "wire-text.h"

typedef struct {
  char *url;
  char *name;
  char *password_file;
  char *id_number_file;
  char *output;
  char *tls_authority;
} Options;

static void
options_clear (Options *self)
{
  g_clear_pointer (&self->url, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->password_file, g_free);
  g_clear_pointer (&self->id_number_file, g_free);
  g_clear_pointer (&self->output, g_free);
  g_clear_pointer (&self->tls_authority, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

typedef struct {
  char *url;
  char *tls_authority;
  gboolean portal;
  gboolean no_browser;
  CliPlatformSigner signer; /* its password file is that of a login, too */
} LoginOptions;

static void
login_options_clear (LoginOptions *self)
{
  g_clear_pointer (&self->url, g_free);
  g_clear_pointer (&self->tls_authority, g_free);
  cli_platform_signer_clear (&self->signer);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LoginOptions, login_options_clear)

/* Whoever opens an account. */
static void
add_person (GArray *entries, Options *self)
{
  /* clang-format off */
  const GOptionEntry person[] = {
    { "name", 0, 0, G_OPTION_ARG_STRING, &self->name, N_("your name as in your identity document"), N_("TEXT") },
    { "id-number-file", 0, 0, G_OPTION_ARG_FILENAME, &self->id_number_file, N_("the number of your identity document is the first line of this file, - for standard input; without it the terminal asks"), N_("FILE") },
    { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &self->password_file, N_("the password is the first line of this file, - for standard input; without it the terminal asks"), N_("FILE") },
  };
  /* clang-format on */
  g_array_append_vals (entries, person, G_N_ELEMENTS (person));
}

static void
add_output (GArray *entries, Options *self)
{
  const GOptionEntry output = {
      "output",   'o', 0, G_OPTION_ARG_FILENAME, &self->output, N_ ("write the certificate here"),
      "FILE.pem",
  };

  g_array_append_val (entries, output);
}

/* add: the options that are a command's own. */
static gboolean
parse (Options *self,
       void (*add) (GArray *entries, Options *self),
       const char *parameters,
       const char *summary,
       char ***argv,
       GError **error)
{
  g_autoptr (GArray) entries = g_array_new (TRUE, TRUE, sizeof (GOptionEntry));
  /* clang-format off */
  const GOptionEntry common[] = {
    { "url", 0, 0, G_OPTION_ARG_STRING, &self->url, N_("where the platform is; the one of the last time otherwise"), "URL" },
    { "tls-authority", 0, 0, G_OPTION_ARG_FILENAME, &self->tls_authority, N_("certificates its server may prove itself with besides those this computer knows; remembered"), "FILE.pem" },
  };
  /* clang-format on */

  g_array_append_vals (entries, common, G_N_ELEMENTS (common));
  if (add != NULL)
    add (entries, self);
  return cli_command_parse ((const GOptionEntry *) entries->data, parameters, summary, argv, error);
}

/* What has to be done about a certificate, in the steps at which the window says it too. */
static void
show_notice (const WireCertificate *certificate, gint64 now)
{
  guint days = wire_certificate_days_left (certificate->not_after, now);

  if (g_str_equal (certificate->state, "suspended") && certificate->not_after > now)
    g_print (_ ("certificate %s is suspended: nobody relies on it until it is restored\n"),
             certificate->serial);
  else if (g_str_equal (certificate->state, "active") && days > 0)
    g_print (ngettext ("certificate %s ends within %u day: renew it\n",
                       "certificate %s ends within %u days: renew it\n", days),
             certificate->serial, days);
}

static gboolean
is_replaced (const WireCertificates *all, const WireCertificate *certificate)
{
  for (guint i = 0; i < all->items->len; i++)
    if (g_strcmp0 (((WireCertificate *) all->items->pdata[i])->replaces, certificate->serial) == 0)
      return TRUE;
  return FALSE;
}

/* The newest stands first; of older ones it is no news. */
static void
show_end (const WireCertificates *all, gint64 now)
{
  const WireCertificate *last = all->items->len > 0 ? all->items->pdata[0] : NULL;

  if (last != NULL && g_str_equal (last->state, "active") && last->not_after <= now)
    g_print (_ ("certificate %s has ended: apply for a new one\n"), last->serial);
}

static gboolean
show_notices (CliPlatform *platform, GError **error)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  WireCertificates *all = NULL;

  if (!client_platform_ask (platform->client,
                            &(ClientQuestion){.operation = WIRE_LIST_CERTIFICATES},
                            (gpointer *) &all, error))
    return FALSE;
  show_end (all, now);
  for (guint i = 0; i < all->items->len; i++)
    {
      cli_platform_note (all->items->pdata[i]);
      if (!is_replaced (all, all->items->pdata[i]))
        show_notice (all->items->pdata[i], now);
    }
  wire_free (&wire_certificates_type, all);
  return TRUE;
}

static void
show_keeper (CliPlatform *platform)
{
  g_print ("%s\n", platform->in_keyring
                       ? _ ("what logs you in is with your desktop’s keyring")
                       : _ ("what logs you in is in a file that only you can read"));
}

static const char *
identity_in_words (const char *identity)
{
  return g_str_equal (identity, "verified") ? _ ("verified") : _ ("not verified yet");
}

static gboolean
show_me (CliPlatform *platform, GError **error)
{
  WireAccount *me = NULL;

  if (!platform->session)
    return TRUE;
  if (!client_platform_ask (platform->client, &(ClientQuestion){.operation = WIRE_GET_ME},
                            (gpointer *) &me, error))
    return FALSE;
  g_print (_ ("logged in as %s (%s), identity: %s\n"), me->login, me->name,
           identity_in_words (me->identity));
  show_keeper (platform);
  wire_free (&wire_account_type, me);
  return show_notices (platform, error);
}

static gboolean
show_status (CliPlatform *platform, GError **error)
{
  WirePlatform *about = NULL;

  if (!client_platform_ask (platform->client, &(ClientQuestion){.operation = WIRE_GET_PLATFORM},
                            (gpointer *) &about, error))
    return FALSE;
  g_print ("%s, %s\n", about->name, platform->url);
  g_print (_ ("root (SHA-256): %s\n"), platform->root_sha256);
  if (g_str_equal (about->identification, "trial"))
    g_print (_ ("trial: this platform verifies nobody\n"));
  wire_free (&wire_platform_type, about);
  return show_me (platform, error) && cli_platform_save (platform, error);
}

/**
 * cli_platform_status:
 * @argv: the arguments
 *
 * Tells what a platform is.
 *
 * Returns: the exit status
 */
CliExit
cli_platform_status (char **argv)
{
  g_auto (Options) options = {NULL};
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) rest = g_strdupv (argv);
  g_autoptr (CliPlatform) platform = NULL;

  if (!parse (&options, NULL, NULL, _ ("Tells what a platform is and who you are there."), &rest,
              &error) ||
      !(platform = cli_platform_open_anchored (options.url, options.tls_authority, &error)) ||
      !show_status (platform, &error))
    return cli_error_print (options.url, error);
  return CLI_EXIT_OK;
}

static GBytes *
get_root (CliPlatform *platform, GError **error)
{
  WireAuthority *authority = NULL;
  GBytes *root;

  if (!client_platform_ask (platform->client, &(ClientQuestion){.operation = WIRE_GET_AUTHORITY},
                            (gpointer *) &authority, error))
    return NULL;
  root = g_bytes_ref (authority->root);
  wire_free (&wire_authority_type, authority);
  return root;
}

/**
 * cli_platform_ask_root:
 * @url: where the platform is
 * @der: (out): its root certificate
 * @error: as cli_platform_open()
 *
 * Asks a platform for its root; of one that is known no other is taken than the one seen first.
 *
 * Returns: whether it is there
 */
gboolean
cli_platform_ask_root (const char *url, GBytes **der, GError **error)
{
  g_autoptr (CliPlatform) platform = cli_platform_open (url, error);

  *der = platform != NULL ? get_root (platform, error) : NULL;
  return *der != NULL;
}

static gboolean
write_root (CliPlatform *platform, const char *path, GError **error)
{
  g_autoptr (GBytes) der = get_root (platform, error);

  if (der == NULL)
    return FALSE;
  g_autoptr (GBytes) pem = pki_pem_encode ("CERTIFICATE", der);
  g_print (_ ("root (SHA-256): %s\n"), platform->root_sha256);
  return cli_folder_write (path, pem, error);
}

/**
 * cli_platform_root:
 * @argv: the arguments
 *
 * Writes the root certificate of a platform.
 *
 * Returns: the exit status
 */
CliExit
cli_platform_root (char **argv)
{
  g_auto (Options) options = {NULL};
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) rest = g_strdupv (argv);
  g_autoptr (CliPlatform) platform = NULL;

  if (!parse (&options, add_output, NULL,
              _ ("Writes the platform’s root certificate. Compare the fingerprint with what you "
                 "were told by another way before you trust it."),
              &rest, &error))
    return cli_error_print (NULL, error);
  if (options.output == NULL)
    return cli_error_usage (_ ("say with -o where to write it"));
  if (!(platform = cli_platform_open_anchored (options.url, options.tls_authority, &error)) ||
      !write_root (platform, options.output, &error))
    return cli_error_print (options.output, error);
  return CLI_EXIT_OK;
}

/* As it was typed on the command line, which takes any bytes: what is no text is refused by the
 * platform. */
static char *
dup_meant (const char *typed, char *(*dup) (const char *) )
{
  return g_utf8_validate (typed, -1, NULL) ? dup (typed) : g_strdup (typed);
}

static gboolean
open_account (const Options *options, const char *login, GError **error)
{
  g_autoptr (CliPlatform)
      platform = cli_platform_open_anchored (options->url, options->tls_authority, error);
  g_autoptr (CliPassword) number = NULL;
  g_autoptr (CliPassword) password = NULL;
  g_autoptr (CliPassword) document = NULL;
  g_autofree char *typed = NULL;

  if (platform == NULL ||
      !(number = cli_password_get (options->id_number_file, _ ("Number of the identity document: "),
                                   error)) ||
      !(password = cli_password_get_new (options->password_file, error)))
    return FALSE;
  typed = dup_meant (login, wire_text_dup_typed);
  document = dup_meant (number, wire_text_dup_code);
  const WireNewAccount account = {
      .login = typed,
      .password = password,
      .name = options->name,
      .id_number = document,
  };
  return client_platform_ask (platform->client,
                              &(ClientQuestion){.operation = WIRE_CREATE_ACCOUNT, .body = &account},
                              NULL, error) &&
         cli_platform_save (platform, error);
}

/**
 * cli_platform_register:
 * @argv: the arguments
 *
 * Opens an account.
 *
 * Returns: the exit status
 */
CliExit
cli_platform_register (char **argv)
{
  g_auto (Options) options = {NULL};
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) rest = g_strdupv (argv);

  if (!parse (&options, add_person, _ ("LOGIN"), _ ("Opens an account on a platform."), &rest,
              &error))
    return cli_error_print (NULL, error);
  if (g_strv_length (rest) != 2 || options.name == NULL)
    return cli_error_usage (_ ("give a login, and your name with --name"));
  if (!open_account (&options, rest[1], &error))
    return cli_error_print (rest[1], error);
  g_print (_ ("%s: account opened\n"), rest[1]);
  return CLI_EXIT_OK;
}

/* What was given up, or cannot be remembered, leaves no session behind at the platform; nor does
 * the one before, which nobody knows any more. */
static gboolean
take_session (CliPlatform *platform, WireSession *session, GError **error)
{
  gboolean done = FALSE;

  if (session != NULL && !cli_interrupt_pending ())
    {
      g_autofree char *former = g_steal_pointer (&platform->session);

      platform->session = g_strdup (session->token);
      done = cli_platform_save (platform, error);
      client_platform_set_login (platform->client, former);
      if (done && former != NULL)
        client_session_leave (platform->client, NULL);
      if (former != NULL)
        explicit_bzero (former, strlen (former));
    }
  if (session != NULL && !done)
    client_session_end (platform->client, session);
  if (session != NULL)
    wire_free (&wire_session_type, session);
  cli_interrupt_obey ();
  return done;
}

static gboolean
log_in (const LoginOptions *options, const char *login, GError **error)
{
  g_autoptr (CliPlatform)
      platform = cli_platform_open_anchored (options->url, options->tls_authority, error);
  g_autoptr (CliPassword) password = NULL;
  g_autofree char *typed = dup_meant (login, wire_text_dup_typed);
  WireSession *session;

  if (platform == NULL || !(password = cli_password_get (options->signer.options.password_file,
                                                         _ ("Password: "), error)))
    return FALSE;
  const WireLogin message = {
      .login = typed, .password = password, .device = (char *) g_get_host_name ()};
  cli_interrupt_defer ();
  session = client_session_open (
      platform->client, &(ClientQuestion){.operation = WIRE_CREATE_SESSION, .body = &message},
      error);
  return take_session (platform, session, error);
}

static gboolean
log_in_with_key (const LoginOptions *options, GError **error)
{
  g_autoptr (CliPlatform)
      platform = cli_platform_open_anchored (options->url, options->tls_authority, error);
  g_autoptr (CliKey) key = platform != NULL ? cli_key_open (&options->signer.options, error) : NULL;
  WireSession *session = NULL;

  if (key != NULL)
    {
      client_platform_set_login (platform->client, NULL);
      cli_interrupt_defer ();
      session = client_statement_log_in (platform->client, cli_key_get_signer (key),
                                         g_get_host_name (), error);
    }
  return key != NULL && take_session (platform, session, error);
}

static gboolean
log_in_at_portal (const LoginOptions *options, GError **error)
{
  g_autoptr (CliPlatform) platform = cli_platform_open (options->url, error);
  WireSession *session = platform != NULL
                             ? cli_platform_visit_portal (platform, !options->no_browser, error)
                             : NULL;

  return platform != NULL && take_session (platform, session, error);
}

/**
 * cli_platform_login:
 * @argv: the arguments
 *
 * Logs in, with a password or with a certificate.
 *
 * Returns: the exit status
 */
CliExit
cli_platform_login (char **argv)
{
  g_auto (LoginOptions) options = {NULL};
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) rest = g_strdupv (argv);
  gboolean by_key;
  const GOptionEntry entries[] = {
      {"url", 0, 0, G_OPTION_ARG_STRING, &options.url,
       N_ ("where the platform is; the one of the last time otherwise"), "URL"},
      {"tls-authority", 0, 0, G_OPTION_ARG_FILENAME, &options.tls_authority,
       N_ ("certificates its server may prove itself with besides those this computer knows; "
           "remembered"),
       "FILE.pem"},
      {"portal", 0, 0, G_OPTION_ARG_NONE, &options.portal,
       N_ ("log in with a browser, at the portal that belongs to the platform"), NULL},
      {"no-browser", 0, 0, G_OPTION_ARG_NONE, &options.no_browser,
       N_ ("portal: print the address only, for a browser anywhere"), NULL},
      CLI_PLATFORM_SIGNER_ENTRIES (options.signer),
      {NULL},
  };

  if (!cli_command_parse (entries, _ ("[LOGIN]"),
                          _ ("Logs in for thirty days: with a login and its password, with a "
                             "certificate of the platform (--p12, --token), or with a browser at "
                             "the platform’s portal (--portal)."),
                          &rest, &error))
    return cli_error_print (NULL, error);
  by_key = cli_platform_signer_is_named (&options.signer);
  if (g_strv_length (rest) != (by_key || options.portal ? 1 : 2) || (by_key && options.portal))
    return cli_error_usage (_ ("give the login, or a key and no login, or --portal alone"));
  if (options.portal)
    {
      if (!log_in_at_portal (&options, &error))
        return cli_error_print (NULL, error);
      g_print (_ ("logged in at the portal\n"));
      return CLI_EXIT_OK;
    }
  if (by_key ? !log_in_with_key (&options, &error) : !log_in (&options, rest[1], &error))
    return cli_error_print (rest[1], error);
  if (by_key)
    g_print (_ ("logged in with the certificate\n"));
  else
    g_print (_ ("%s: logged in\n"), rest[1]);
  return CLI_EXIT_OK;
}
