/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <string.h>

#include "cli-error.h"
#include "cli-password.h"
#include "cli-platform.h"
#include "client-enrolment.h"
#include "keys-pending.h"
#include "wire-identity.h"

typedef struct {
  char *output;
  char *password_file;
  char *kind;
  char *enterprise;
  gboolean accept;
  gboolean here;
} Options;

static void
options_clear (Options *self)
{
  g_clear_pointer (&self->output, g_free);
  g_clear_pointer (&self->password_file, g_free);
  g_clear_pointer (&self->kind, g_free);
  g_clear_pointer (&self->enterprise, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse (Options *self, char ***argv, GError **error)
{
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &self->output, N_("write key and certificate here, as PKCS#12"), "FILE.p12" },
    { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &self->password_file, N_("its password is the first line of this file, - for standard input; without it the terminal asks"), N_("FILE") },
    { "kind", 0, 0, G_OPTION_ARG_STRING, &self->kind, N_("rsa2048, rsa3072, p256, p384, ed25519 or ed448; p256 otherwise"), N_("KIND") },
    { "enterprise", 0, 0, G_OPTION_ARG_STRING, &self->enterprise, N_("in the name of the enterprise with this unified social credit code, as its legal representative"), N_("CODE") },
    { "accept", 0, 0, G_OPTION_ARG_NONE, &self->accept, N_("print the agreements that are needed, and accept them"), NULL },
    { "confirm-here", 0, 0, G_OPTION_ARG_NONE, &self->here, N_("on a trial platform: confirm without a phone"), NULL },
    { NULL },
  };
  /* clang-format on */
  return cli_command_parse (
      entries, NULL,
      _ ("Makes a key on this computer, has you identified by phone, and writes the key with the "
         "certificate that the platform issues for it. The key never leaves this computer."),
      argv, error);
}

static gboolean
ask (CliPlatform *platform,
     WireOperation operation,
     gconstpointer body,
     gpointer *answer,
     GError **error)
{
  return client_platform_ask (
      platform->client, &(ClientQuestion){.operation = operation, .body = body}, answer, error);
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
  g_print (_ ("accepted: %s, version %d (SHA-256 %.16s…)\n\n"), agreement->title,
           (int) agreement->version, sha256);
  return ask (platform, WIRE_CREATE_CONSENT, &consent, NULL, error);
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
  gboolean ok = TRUE;

  if (!ask (platform, WIRE_LIST_AGREEMENTS, NULL, (gpointer *) &agreements, error))
    return FALSE;
  for (guint i = 0; ok && i < agreements->items->len; i++)
    {
      WireAgreement *agreement = agreements->items->pdata[i];

      if (agreement->required && g_str_equal (agreement->language, language ()))
        ok = accept_one (platform, agreement, error);
    }
  wire_free (&wire_agreements_type, agreements);
  return ok;
}

/* What a phone would send. */
static gboolean
confirm_here (CliPlatform *platform, WireIdentity *identity, GError **error)
{
  const char *secret = strchr (identity->verification_uri, '#');
  const WireScan scan = {.secret = (char *) (secret != NULL ? secret + 1 : "")};
  WirePhone *phone = NULL;
  gboolean ok;

  if (!g_str_equal (identity->provider, "trial"))
    {
      g_set_error_literal (error, CLI_ERROR, CLI_ERROR_USAGE,
                           _ ("--confirm-here is for trial platforms; this one verifies people"));
      return FALSE;
    }
  if (!ask (platform, WIRE_SCAN_CODE, &scan, (gpointer *) &phone, error))
    return FALSE;
  const WirePhoneCode code = {.token = phone->token, .match_code = identity->match_code};
  ok = ask (platform, WIRE_CONFIRM_CODE, &code, NULL, error);
  wire_free (&wire_phone_type, phone);
  return ok;
}

/* Until the phone is done, or the time is over. */
static gboolean
wait_for_phone (CliPlatform *platform, const char *id, GError **error)
{
  static const char *const going_on[] = {"waiting", "scanned", "in-progress", NULL};

  while (TRUE)
    {
      WireIdentity *identity = NULL;

      if (!client_platform_ask (platform->client,
                                &(ClientQuestion){.operation = WIRE_GET_IDENTITY, .value = id},
                                (gpointer *) &identity, error))
        return FALSE;
      g_autofree char *state = g_strdup (identity->state);
      gulong interval = CLAMP (identity->interval, 1, 30) * G_USEC_PER_SEC;
      wire_free (&wire_identity_type, identity);
      if (g_str_equal (state, "passed"))
        return TRUE;
      if (!g_strv_contains (going_on, state))
        {
          g_set_error (error, CLI_ERROR, CLI_ERROR_IDENTIFICATION, "%s", state);
          return FALSE;
        }
      g_usleep (interval);
    }
}

/**
 * cli_platform_identify:
 * @platform: a platform, logged in to
 * @request: PKCS#10 with the key
 * @enterprise: (nullable): id of the one in whose name it will be
 * @here: on a trial platform, do what the phone would
 * @error: %CLI_ERROR_IDENTIFICATION, %WIRE_PROBLEM or why it does not answer
 *
 * Has the person identified for one key, and waits until that is done.
 *
 * Returns: (transfer full): the id of the identification, which has passed, or %NULL on error
 */
char *
cli_platform_identify (
    CliPlatform *platform, GBytes *request, const char *enterprise, gboolean here, GError **error)
{
  const WireNewIdentity message = {.request = request, .organisation = (char *) enterprise};
  WireIdentity *identity = NULL;
  g_autofree char *id = NULL;
  gboolean ok = TRUE;

  if (!ask (platform, WIRE_CREATE_IDENTITY, &message, (gpointer *) &identity, error))
    return NULL;
  id = g_strdup (identity->id);
  g_print (_ ("the certificate will be for: %s\n"),
           identity->organisation != NULL ? identity->organisation : identity->name);
  if (here)
    ok = confirm_here (platform, identity, error);
  else
    g_print (_ ("open on your phone: %s\nand enter there: %s\n"), identity->verification_uri,
             identity->match_code);
  wire_free (&wire_identity_type, identity);
  return ok && wait_for_phone (platform, id, error) ? g_steal_pointer (&id) : NULL;
}

/* A key of the last time, whose certificate may have got lost on the way, is gone on with. */
static KeysPending *
make_key (const Options *options, const char *password, GError **error)
{
  g_autofree char *path = g_strconcat (options->output, ".key", NULL);
  g_autoptr (KeysPending) pending = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return keys_pending_new (
        path,
        &(KeysNewKey){.kind = options->kind != NULL ? options->kind : "p256", .password = password},
        error);
  pending = keys_pending_open (path, error);
  if (pending == NULL || !keys_pending_unlocks (pending, password, error))
    return NULL;
  g_print (_ ("%s: the key of the last time\n"), path);
  return g_steal_pointer (&pending);
}

static GPtrArray *
enrol (CliPlatform *platform, const KeysPending *pending, const Options *options, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) chain = client_enrolment_find (platform->client, pending->request, &local);
  g_autofree char *id = NULL;
  g_autofree char *enterprise = NULL;

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
  if ((options->accept && !accept_agreements (platform, error)) ||
      !(id = cli_platform_identify (platform, pending->request, enterprise, options->here, error)))
    return NULL;
  return client_enrolment_collect (
      platform->client, &(WireNewCertificate){.session = id, .request = pending->request}, error);
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
      !(pending = make_key (options, password, error)))
    return FALSE;
  chain = enrol (platform, pending, options, error);
  if (chain == NULL || !keys_pending_write (pending, chain, options->output, password, error))
    return FALSE;
  print_issued (chain->pdata[0]);
  return TRUE;
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

  if (!parse (&options, &rest, &error))
    return cli_error_print (NULL, error);
  if (g_strv_length (rest) != 1 || options.output == NULL)
    return cli_error_usage (_ ("say with -o where to write key and certificate"));
  if (g_file_test (options.output, G_FILE_TEST_EXISTS))
    {
      g_set_error_literal (&error, CLI_ERROR, CLI_ERROR_EXISTS, options.output);
      return cli_error_print (options.output, error);
    }
  if (!apply (&options, &error))
    return cli_error_print (options.output, error);
  g_print (_ ("%s: key and certificate\n"), options.output);
  return CLI_EXIT_OK;
}
