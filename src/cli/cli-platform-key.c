/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "cli-error.h"
#include "cli-password.h"
#include "cli-platform.h"
#include "client-enrolment.h"
#include "keys-file.h"
#include "keys-pending.h"
#include "keys-pkcs12.h"

typedef struct {
  char *key;
  char *output;
  char *password_file;
  gboolean here;
  gboolean qr;
} Options;

static void
options_clear (Options *self)
{
  g_clear_pointer (&self->key, g_free);
  g_clear_pointer (&self->output, g_free);
  g_clear_pointer (&self->password_file, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse (Options *self, const char *summary, char ***argv, GError **error)
{
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "p12", 0, 0, G_OPTION_ARG_FILENAME, &self->key, N_("the PKCS#12 file with the certificate’s key"), "FILE.p12" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &self->output, N_("renew: write the key with its new certificate here"), "FILE.p12" },
    { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &self->password_file, N_("its password is the first line of this file, - for standard input; without it the terminal asks"), N_("FILE") },
    { "qr", 0, 0, G_OPTION_ARG_NONE, &self->qr, N_("restore: draw the code that the phone reads"), NULL },
    { "confirm-here", 0, 0, G_OPTION_ARG_NONE, &self->here, N_("on a trial platform: confirm without a phone"), NULL },
    { NULL },
  };
  /* clang-format on */
  return cli_command_parse (entries, _ ("SERIAL"), summary, argv, error);
}

static gboolean
renew (const Options *options, const char *serial, GError **error)
{
  g_autoptr (CliPlatform) platform = cli_platform_open (NULL, error);
  g_autoptr (CliPassword) password = NULL;
  g_autoptr (GBytes) request = NULL;
  g_autoptr (GPtrArray) chain = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (PkiSigner) signer = NULL;

  if (platform == NULL ||
      !(password = cli_password_get (options->password_file, _ ("Password of the key: "), error)) ||
      !(request = keys_request_again (options->key, password, error)) ||
      !(signer = keys_pkcs12_open (options->key, password, error)) ||
      !(chain = client_enrolment_renew (platform->client, serial, request, signer, error)) ||
      !(bytes = keys_pkcs12_certify (options->key, password, chain, error)) ||
      !keys_file_write (options->output, bytes, FALSE, error))
    return FALSE;
  g_print (_ ("issued: %s, serial number %s\n"), pki_certificate_get_subject (chain->pdata[0]),
           pki_certificate_get_serial (chain->pdata[0]));
  return TRUE;
}

/**
 * cli_platform_renew:
 * @argv: the arguments
 *
 * Has a certificate renewed: the same key for a further time.
 *
 * Returns: the exit status
 */
CliExit
cli_platform_renew (char **argv)
{
  g_auto (Options) options = {NULL};
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) rest = g_strdupv (argv);

  if (!parse (&options, _ ("Has a certificate renewed: the same key is good for a further time."),
              &rest, &error))
    return cli_error_print (NULL, error);
  if (g_strv_length (rest) != 2 || options.key == NULL || options.output == NULL)
    return cli_error_usage (_ ("give one serial number, --p12 and -o"));
  if (g_file_test (options.output, G_FILE_TEST_EXISTS))
    g_set_error_literal (&error, CLI_ERROR, CLI_ERROR_EXISTS, options.output);
  if (error != NULL || !renew (&options, rest[1], &error))
    return cli_error_print (options.output, error);
  g_print (_ ("%s: key and certificate\n"), options.output);
  return CLI_EXIT_OK;
}

/* In whose name it speaks: the identification has to be for the same. */
static gboolean
find_enterprise_of (CliPlatform *platform, const char *serial, char **enterprise, GError **error)
{
  WireCertificate *certificate = NULL;

  if (!client_platform_ask (platform->client,
                            &(ClientQuestion){.operation = WIRE_GET_CERTIFICATE, .value = serial},
                            (gpointer *) &certificate, error))
    return FALSE;
  *enterprise = g_strdup (certificate->organisation);
  wire_free (&wire_certificate_type, certificate);
  return TRUE;
}

static gboolean
restore (const Options *options, const char *serial, GError **error)
{
  g_autoptr (CliPlatform) platform = cli_platform_open (NULL, error);
  g_autoptr (CliPassword) password = NULL;
  g_autoptr (GBytes) request = NULL;
  g_autofree char *enterprise = NULL;
  g_autofree char *id = NULL;
  WireCertificate *after = NULL;

  if (platform == NULL ||
      !(password = cli_password_get (options->password_file, _ ("Password of the key: "), error)) ||
      !(request = keys_request_again (options->key, password, error)) ||
      !find_enterprise_of (platform, serial, &enterprise, error) ||
      !(id = cli_platform_identify (platform,
                                    &(CliPlatformProof){.request = request,
                                                        .enterprise = enterprise,
                                                        .here = options->here,
                                                        .qr = options->qr},
                                    error)))
    return FALSE;
  if (!client_platform_ask (platform->client,
                            &(ClientQuestion){.operation = WIRE_RESTORE_CERTIFICATE,
                                              .value = serial,
                                              .body = &(WireRestoration){.session = id}},
                            (gpointer *) &after, error))
    return FALSE;
  cli_platform_note (after);
  wire_free (&wire_certificate_type, after);
  return TRUE;
}

/**
 * cli_platform_restore:
 * @argv: the arguments
 *
 * Lifts a suspension.
 *
 * Returns: the exit status
 */
CliExit
cli_platform_restore (char **argv)
{
  g_auto (Options) options = {NULL};
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) rest = g_strdupv (argv);

  if (!parse (&options,
              _ ("Lifts the suspension of a certificate, for who has its key and is identified by "
                 "phone again."),
              &rest, &error))
    return cli_error_print (NULL, error);
  if (g_strv_length (rest) != 2 || options.key == NULL)
    return cli_error_usage (_ ("give one serial number, and --p12"));
  if (!restore (&options, rest[1], &error))
    return cli_error_print (rest[1], error);
  g_print (_ ("%s: restored\n"), rest[1]);
  return CLI_EXIT_OK;
}
