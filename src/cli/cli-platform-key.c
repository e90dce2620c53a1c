/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "cli-error.h"
#include "cli-folder.h"
#include "cli-key.h"
#include "cli-password.h"
#include "cli-platform.h"
#include "client-enrolment.h"
#include "keys-file.h"
#include "keys-pending.h"
#include "keys-pkcs12.h"
#include "wire-problem.h"

typedef struct {
  char *output;
  CliSignOptions key; /* of which the key's are used */
  gboolean here;
  gboolean qr;
} Options;

static void
options_clear (Options *self)
{
  g_clear_pointer (&self->key.p12, g_free);
  g_clear_pointer (&self->key.token, g_free);
  g_clear_pointer (&self->key.module, g_free);
  g_clear_pointer (&self->key.password_file, g_free);
  g_clear_pointer (&self->output, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse (Options *self, const char *summary, char ***argv, GError **error)
{
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "p12", 0, 0, G_OPTION_ARG_FILENAME, &self->key.p12, N_("the PKCS#12 file with the certificate’s key"), "FILE.p12" },
    { "token", 0, 0, G_OPTION_ARG_STRING, &self->key.token, N_("the certificate’s key is on this token; there the new one is written"), "PKCS11-URI" },
    { "module", 0, 0, G_OPTION_ARG_STRING, &self->key.module, N_("the PKCS#11 module of the token, if it is not registered"), N_("FILE") },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &self->output, N_("renew: write the key with its new certificate here"), "FILE.p12" },
    { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &self->key.password_file, N_("the password or PIN is the first line of this file, - for standard input; without it the terminal asks"), N_("FILE") },
    { "qr", 0, 0, G_OPTION_ARG_NONE, &self->qr, N_("restore: draw the code that the phone reads"), NULL },
    { "confirm-here", 0, 0, G_OPTION_ARG_NONE, &self->here, N_("on a trial platform: confirm without a phone"), NULL },
    { NULL },
  };
  /* clang-format on */
  return cli_command_parse (entries, _ ("SERIAL"), summary, argv, error);
}

static void
print_issued (GPtrArray *chain)
{
  g_print (_ ("issued: %s, serial number %s\n"), pki_certificate_get_subject (chain->pdata[0]),
           pki_certificate_get_serial (chain->pdata[0]));
}

static gboolean
renew_file (CliPlatform *platform, const Options *options, const char *serial, GError **error)
{
  const char *path = options->key.p12;
  g_autoptr (CliPassword)
      password = cli_password_get (options->key.password_file, _ ("Password of the key: "), error);
  g_autoptr (GBytes) request = NULL;
  g_autoptr (GPtrArray) chain = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (PkiSigner) signer = NULL;

  if (password == NULL || !(request = keys_request_again (path, password, error)) ||
      !(signer = keys_pkcs12_open (path, password, error)) ||
      !(chain = client_enrolment_renew (platform->client, serial, request, signer, error)) ||
      !(bytes = keys_pkcs12_certify (path, password, chain, error)) ||
      !keys_file_write (options->output, bytes, FALSE, error))
    return FALSE;
  print_issued (chain);
  g_print (_ ("%s: key and certificate\n"), options->output);
  return TRUE;
}

/* The key signs this by its old certificate, and gets the new one. */
static gboolean
renew_on_token (CliPlatform *platform, const Options *options, const char *serial, GError **error)
{
  g_autoptr (CliKey) old = cli_key_open (&options->key, error);
  g_autoptr (CliKey) key = old != NULL ? cli_key_take (&options->key, error) : NULL;
  g_autoptr (GPtrArray) chain = NULL;
  g_autofree char *address = NULL;

  if (key == NULL ||
      !(chain = client_enrolment_renew (platform->client, serial,
                                        keys_token_waiting_get_request (cli_key_get_waiting (key)),
                                        cli_key_get_signer (old), error)) ||
      !(address = keys_token_waiting_finish (cli_key_get_waiting (key), chain, error)))
    return FALSE;
  print_issued (chain);
  g_print (_ ("%s: key and certificate\n"), address);
  return TRUE;
}

static gboolean
renew (const Options *options, const char *serial, GError **error)
{
  g_autoptr (CliPlatform) platform = cli_platform_open (NULL, error);

  if (platform == NULL)
    return FALSE;
  return options->key.token != NULL ? renew_on_token (platform, options, serial, error)
                                    : renew_file (platform, options, serial, error);
}

/* One key, and a place for it where it has none. */
static gboolean
is_complete (const Options *options)
{
  return options->key.token != NULL ? options->key.p12 == NULL && options->output == NULL
                                    : options->key.p12 != NULL && options->output != NULL;
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
  if (g_strv_length (rest) != 2 || !is_complete (&options))
    return cli_error_usage (_ ("give one serial number, and --p12 and -o, or --token"));
  if (options.output != NULL && g_file_test (options.output, G_FILE_TEST_EXISTS))
    g_set_error_literal (&error, CLI_ERROR, CLI_ERROR_EXISTS, options.output);
  if (error != NULL || !renew (&options, rest[1], &error))
    return cli_error_print (options.output != NULL ? options.output : options.key.token, error);
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

/* A request that only who has the key can have made. */
static GBytes *
prove (const Options *options, GError **error)
{
  g_autoptr (CliPassword) password = NULL;
  g_autoptr (CliKey) key = NULL;

  if (options->key.token != NULL)
    return (key = cli_key_take (&options->key, error)) != NULL
               ? g_bytes_ref (keys_token_waiting_get_request (cli_key_get_waiting (key)))
               : NULL;
  password = cli_password_get (options->key.password_file, _ ("Password of the key: "), error);
  return password != NULL ? keys_request_again (options->key.p12, password, error) : NULL;
}

/* What the platform has refused once is not tried again. */
static gboolean
lift (CliPlatform *platform,
      const char *serial,
      const char *id,
      const KeysPending *memory,
      GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *note = g_strconcat (memory->path, ".note", NULL);
  WireCertificate *after = NULL;

  client_platform_ask (platform->client,
                       &(ClientQuestion){.operation = WIRE_RESTORE_CERTIFICATE,
                                         .value = serial,
                                         .body = &(WireRestoration){.session = (char *) id}},
                       (gpointer *) &after, &local);
  if (local == NULL || local->domain == WIRE_PROBLEM)
    g_unlink (note);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  cli_platform_note (after);
  wire_free (&wire_certificate_type, after);
  return TRUE;
}

/* The platform knows a certificate of this number before its name is that of a file. */
static char *
dup_memory (const char *serial)
{
  g_autofree char *own = cli_folder_own ();
  g_autofree char *name = g_strconcat ("restore-", serial, NULL);

  return g_build_filename (own, name, NULL);
}

static gboolean
restore (const Options *options, const char *serial, GError **error)
{
  g_autoptr (CliPlatform) platform = cli_platform_open (NULL, error);
  g_autoptr (GBytes) request = NULL;
  g_autofree char *enterprise = NULL;
  g_autofree char *path = NULL;
  g_autofree char *id = NULL;
  KeysPending memory = {NULL};

  if (platform == NULL || !(request = prove (options, error)) ||
      !find_enterprise_of (platform, serial, &enterprise, error))
    return FALSE;
  memory.path = path = dup_memory (serial);
  id = cli_platform_identify (platform,
                              &(CliPlatformProof){.request = request,
                                                  .enterprise = enterprise,
                                                  .here = options->here,
                                                  .qr = options->qr,
                                                  .memory = &memory},
                              error);
  return id != NULL && lift (platform, serial, id, &memory, error);
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
  if (g_strv_length (rest) != 2 || (options.key.p12 != NULL) == (options.key.token != NULL))
    return cli_error_usage (_ ("give one serial number, and --p12 or --token"));
  if (!restore (&options, rest[1], &error))
    return cli_error_print (rest[1], error);
  g_print (_ ("%s: restored\n"), rest[1]);
  return CLI_EXIT_OK;
}
