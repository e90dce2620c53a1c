/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "cli-error.h"
#include "cli-key-kind.h"
#include "cli-key.h"
#include "cli-password.h"
#include "cli-platform.h"
#include "client-enrolment.h"
#include "keys-pending.h"
#include "wire-identity.h"

typedef struct {
  char *output;
  char *password_file;
  char *name;
  char *id_number_file;
  char *kind;
  char *enterprise;
  char *replaces;
  gboolean accept;
  gboolean here;
  gboolean qr;
  CliSignOptions key; /* of which the token's are used */
} Options;

static void
options_clear (Options *self)
{
  g_clear_pointer (&self->output, g_free);
  g_clear_pointer (&self->password_file, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->id_number_file, g_free);
  g_clear_pointer (&self->kind, g_free);
  g_clear_pointer (&self->enterprise, g_free);
  g_clear_pointer (&self->replaces, g_free);
  g_clear_pointer (&self->key.token, g_free);
  g_clear_pointer (&self->key.module, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse (Options *self, char ***argv, GError **error)
{
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &self->output, N_("write key and certificate here, as PKCS#12"), "FILE.p12" },
    { "name", 0, 0, G_OPTION_ARG_STRING, &self->name, N_("who came by a portal: your name as in your identity document, where the portal says another one"), N_("TEXT") },
    { "id-number-file", 0, 0, G_OPTION_ARG_FILENAME, &self->id_number_file, N_("who came by a portal: the number of your identity document is the first line of this file"), N_("FILE") },
    { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &self->password_file, N_("its password is the first line of this file, - for standard input; without it the terminal asks"), N_("FILE") },
    { "token", 0, 0, G_OPTION_ARG_STRING, &self->key.token, N_("make the key on this token instead, which it never leaves; the password is its PIN then"), "PKCS11-URI" },
    { "module", 0, 0, G_OPTION_ARG_STRING, &self->key.module, N_("the PKCS#11 module of the token, if it is not registered"), N_("FILE") },
    CLI_KEY_KIND_ENTRY (self->kind),
    { "enterprise", 0, 0, G_OPTION_ARG_STRING, &self->enterprise, N_("in the name of the enterprise with this unified social credit code, as its legal representative"), N_("CODE") },
    { "replaces", 0, 0, G_OPTION_ARG_STRING, &self->replaces, N_("the new key takes the place of that of this certificate, which counts on until it is revoked"), N_("SERIAL") },
    { "accept", 0, 0, G_OPTION_ARG_NONE, &self->accept, N_("print the agreements that are needed, and accept them"), NULL },
    { "qr", 0, 0, G_OPTION_ARG_NONE, &self->qr, N_("draw the code that the phone reads"), NULL },
    { "confirm-here", 0, 0, G_OPTION_ARG_NONE, &self->here, N_("on a trial platform: confirm without a phone"), NULL },
    { NULL },
  };
  /* clang-format on */
  return cli_command_parse (
      entries, NULL,
      _ ("Makes a key on this computer, has you identified by phone, and writes the key with the "
         "certificate that the platform issues for it. The key never leaves this computer, or its "
         "token."),
      argv, error);
}

static gboolean
accept_one (CliPlatform *platform, WireAgreement *agreement, GError **error)
{
  g_autofree char *sha256 = g_compute_checksum_for_string (G_CHECKSUM_SHA256, agreement->text, -1);
  const WireNewConsent consent = {
      .agreement = agreement->agreement,
      .version = agreement->version,
      .language = agreement->language,
      .sha256 = sha256,
  };

  g_print ("%s\n", agreement->text);
  if (!cli_platform_ask (platform, WIRE_CREATE_CONSENT, &consent, NULL, error))
    return FALSE;
  g_print (_ ("accepted: %s, version %d (SHA-256 %.16s…)\n\n"), agreement->title,
           (int) agreement->version, sha256);
  return TRUE;
}

/* What was accepted before stands. */
static gboolean
accept_once (CliPlatform *platform,
             WireAgreement *agreement,
             const WireConsents *consents,
             GError **error)
{
  if (wire_consents_find (consents, agreement) == NULL)
    return accept_one (platform, agreement, error);
  g_print (_ ("accepted before: %s, version %d\n"), agreement->title, (int) agreement->version);
  return TRUE;
}

/* In the language that this program speaks. */
static const char *
language (void)
{
  const char *const *names = g_get_language_names ();

  return g_str_has_prefix (names[0], "zh") ? "zh_CN" : "en";
}

static gboolean
accept_agreements (CliPlatform *platform, GError **error)
{
  WireAgreements *agreements = NULL;
  WireConsents *consents = NULL;
  gboolean ok =
      cli_platform_ask (platform, WIRE_LIST_AGREEMENTS, NULL, (gpointer *) &agreements, error) &&
      cli_platform_ask (platform, WIRE_LIST_CONSENTS, NULL, (gpointer *) &consents, error);

  for (guint i = 0; ok && i < agreements->items->len; i++)
    {
      WireAgreement *agreement = agreements->items->pdata[i];

      if (agreement->required && g_str_equal (agreement->language, language ()))
        ok = accept_once (platform, agreement, consents, error);
    }
  if (consents != NULL)
    wire_free (&wire_consents_type, consents);
  if (agreements != NULL)
    wire_free (&wire_agreements_type, agreements);
  return ok;
}

/**
 * cli_platform_make_key:
 * @output: where key and certificate will be
 * @wish: its kind and password
 * @error: why there is none
 *
 * Makes a key beside the file that it will be in; one that waits there since the last time, with
 * this password, is taken.
 *
 * Returns: (transfer full): the key, or %NULL on error
 */
KeysPending *
cli_platform_make_key (const char *output, const KeysNewKey *wish, GError **error)
{
  g_autofree char *path = g_strconcat (output, ".key", NULL);
  g_autoptr (KeysPending) pending = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return keys_pending_new (path, wish, error);
  pending = keys_pending_open (path, error);
  if (pending == NULL || !keys_pending_unlocks (pending, wish->password, error))
    return NULL;
  g_print (_ ("%s: the key of the last time\n"), path);
  return g_steal_pointer (&pending);
}

/* Who came by a portal has still to say who they are, as others did when they registered. */
static gboolean
ask_number (CliPlatform *platform, const Options *options, CliPassword **number, GError **error)
{
  WireAccount *me = NULL;
  gboolean asks;

  if (!cli_platform_ask (platform, WIRE_GET_ME, NULL, (gpointer *) &me, error))
    return FALSE;
  asks = options->id_number_file != NULL || *me->id_last_four == '\0';
  wire_free (&wire_account_type, me);
  if (asks)
    *number = cli_password_get (options->id_number_file, _ ("Number of the identity document: "),
                                error);
  return !asks || *number != NULL;
}

static GPtrArray *
enrol (CliPlatform *platform, GBytes *request, const Options *options, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) chain = client_enrolment_find (platform->client, request, &local);
  g_autofree char *id = NULL;
  g_autofree char *enterprise = NULL;
  g_autoptr (CliPassword) number = NULL;

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if (chain != NULL)
    return g_steal_pointer (&chain);
  if (options->enterprise != NULL &&
      !(enterprise = cli_platform_find_enterprise (platform, options->enterprise, error)))
    return NULL;
  if (!ask_number (platform, options, &number, error) ||
      (options->accept && !accept_agreements (platform, error)) ||
      !(id = cli_platform_identify (platform,
                                    &(CliPlatformProof){.request = request,
                                                        .enterprise = enterprise,
                                                        .name = options->name,
                                                        .id_number = number,
                                                        .here = options->here,
                                                        .qr = options->qr},
                                    error)))
    return NULL;
  return client_enrolment_collect (
      platform->client,
      &(WireNewCertificate){.session = id, .request = request, .replaces = options->replaces},
      error);
}

static void
print_issued (PkiCertificate *certificate)
{
  g_print (_ ("issued: %s, serial number %s\n"), pki_certificate_get_subject (certificate),
           pki_certificate_get_serial (certificate));
}

/* The key is on the disk, encrypted, before the platform hears of it. */
static gboolean
apply (const Options *options, GError **error)
{
  g_autoptr (CliPlatform) platform = cli_platform_open (NULL, error);
  g_autoptr (CliPassword) password = NULL;
  g_autoptr (KeysPending) pending = NULL;
  g_autoptr (GPtrArray) chain = NULL;

  if (platform == NULL || !(password = cli_password_get_new (options->password_file, error)) ||
      !(pending = cli_platform_make_key (
            options->output, &(KeysNewKey){.kind = options->kind, .password = password}, error)))
    return FALSE;
  chain = enrol (platform, pending->request, options, error);
  if (chain == NULL || !keys_pending_write (pending, chain, options->output, password, error))
    return FALSE;
  print_issued (chain->pdata[0]);
  return TRUE;
}

/* A key that waits is asked for again by the same person at the same platform, for the same. */
static char *
dup_purpose (CliPlatform *platform, const Options *options, GError **error)
{
  WireAccount *me = NULL;
  char *purpose;

  if (!cli_platform_ask (platform, WIRE_GET_ME, NULL, (gpointer *) &me, error))
    return NULL;
  purpose = g_strjoin ("\n", platform->url, me->login,
                       options->enterprise != NULL ? options->enterprise : "", NULL);
  wire_free (&wire_account_type, me);
  return purpose;
}

/* The key is on the token before the platform hears of it. */
static char *
apply_on_token (const Options *options, GError **error)
{
  g_autoptr (CliPlatform) platform = cli_platform_open (NULL, error);
  g_autofree char *purpose = platform != NULL ? dup_purpose (platform, options, error) : NULL;
  g_autoptr (CliKey) key = NULL;
  g_autoptr (GPtrArray) chain = NULL;
  g_autofree char *address = NULL;

  if (purpose == NULL ||
      !(key = cli_key_make (&options->key,
                            &(KeysTokenWish){.kind = options->kind, .purpose = purpose}, error)))
    return NULL;
  if (keys_token_waiting_is_old (cli_key_get_waiting (key)))
    g_print (_ ("%s: the key of the last time\n"), options->key.token);
  chain = enrol (platform, keys_token_waiting_get_request (cli_key_get_waiting (key)), options,
                 error);
  if (chain == NULL ||
      !(address = keys_token_waiting_finish (cli_key_get_waiting (key), chain, error)))
    return NULL;
  print_issued (chain->pdata[0]);
  return g_steal_pointer (&address);
}

/* What the certificate is for, and what those who get the files will ask for. */
static void
print_next (const char *option, const char *key)
{
  g_print (_ ("next: vermilionctl sign CONTRACT.pdf -o SIGNED.pdf %s %s\n"), option, key);
  g_print (_ ("who verifies it elsewhere needs the platform’s root: vermilionctl platform root -o "
              "ROOT.pem\n"));
}

static CliExit
run_on_token (Options *options)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *address = NULL;
  g_autofree char *quoted = NULL;

  options->key.password_file = options->password_file; /* lent */
  address = apply_on_token (options, &error);
  if (address == NULL)
    return cli_error_print (options->key.token, error);
  quoted = options->key.module != NULL
               ? g_strdup_printf ("\"%s\" --module %s", address, options->key.module)
               : g_strdup_printf ("\"%s\"", address);
  g_print (_ ("%s: key and certificate\n"), address);
  print_next ("--token", quoted);
  return CLI_EXIT_OK;
}

/**
 * cli_platform_apply:
 * @argv: the arguments
 *
 * Applies for a certificate.
 *
 * Returns: the exit status
 */
CliExit
cli_platform_apply (char **argv)
{
  g_auto (Options) options = {NULL};
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) rest = g_strdupv (argv);

  if (!parse (&options, &rest, &error) || !cli_key_kind_settle (&options.kind, &error))
    return cli_error_print (NULL, error);
  if (g_strv_length (rest) != 1 || (options.output != NULL) == (options.key.token != NULL))
    return cli_error_usage (
        _ ("say with -o where to write key and certificate, or with --token where to make it"));
  if (options.key.token != NULL && !cli_key_kind_is_for_tokens (options.kind, &error))
    return cli_error_print (NULL, error);
  if (options.key.token != NULL)
    return run_on_token (&options);
  if (g_file_test (options.output, G_FILE_TEST_EXISTS))
    {
      g_set_error_literal (&error, CLI_ERROR, CLI_ERROR_EXISTS, options.output);
      return cli_error_print (options.output, error);
    }
  if (!apply (&options, &error))
    return cli_error_print (options.output, error);
  g_print (_ ("%s: key and certificate\n"), options.output);
  print_next ("--p12", options.output);
  return CLI_EXIT_OK;
}
