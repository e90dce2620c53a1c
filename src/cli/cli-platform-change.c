/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "cli-error.h"
#include "cli-key-kind.h"
#include "cli-password.h"
#include "cli-platform-signer.h"
#include "cli-platform.h"
#include "client-enrolment.h"

typedef struct {
  char *output;
  char *new_password_file;
  char *kind;
  char *name;
  gboolean here;
  gboolean qr;
  CliSignOptions place; /* of the new key, of which the token's are used */
  CliPlatformSigner signer;
} Options;

static void
options_clear (Options *self)
{
  g_clear_pointer (&self->output, g_free);
  g_clear_pointer (&self->new_password_file, g_free);
  g_clear_pointer (&self->kind, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->place.token, g_free);
  cli_platform_signer_clear (&self->signer);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse (Options *self, char ***argv, GError **error)
{
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &self->output, N_("write the new key and its certificate here, as PKCS#12"), "FILE.p12" },
    { "name", 0, 0, G_OPTION_ARG_STRING, &self->name, N_("what you are called now, as in your identity document"), N_("NAME") },
    { "new-token", 0, 0, G_OPTION_ARG_STRING, &self->place.token, N_("make the new key on this token instead, which it never leaves; its password is the PIN then"), "PKCS11-URI" },
    { "new-password-file", 0, 0, G_OPTION_ARG_FILENAME, &self->new_password_file, N_("the new key’s password is the first line of this file, - for standard input; without it the terminal asks"), N_("FILE") },
    CLI_KEY_KIND_ENTRY (self->kind),
    { "qr", 0, 0, G_OPTION_ARG_NONE, &self->qr, N_("draw the code that the phone reads"), NULL },
    { "confirm-here", 0, 0, G_OPTION_ARG_NONE, &self->here, N_("on a trial platform: confirm without a phone"), NULL },
    CLI_PLATFORM_SIGNER_ENTRIES (self->signer),
    { NULL },
  };
  /* clang-format on */
  return cli_command_parse (
      entries, _ ("SERIAL"),
      _ ("Has a certificate changed: makes a key on this computer or on a token, has you "
         "identified "
         "by phone, by another name where yours has changed, and writes the key with its "
         "certificate. The old "
         "certificate is revoked in the same moment. You sign that with the key of a certificate "
         "of yours, such as the old one."),
      argv, error);
}

/* What is printed now is told before it is replaced. */
static gboolean
show_before (CliPlatform *platform, const char *serial, char **enterprise, GError **error)
{
  WireCertificate *old = NULL;

  if (!client_platform_ask (platform->client,
                            &(ClientQuestion){.operation = WIRE_GET_CERTIFICATE, .value = serial},
                            (gpointer *) &old, error))
    return FALSE;
  g_print (_ ("the certificate is for: %s\n"), old->subject);
  *enterprise = g_strdup (old->organisation);
  wire_free (&wire_certificate_type, old);
  return TRUE;
}

/* One whose answer got lost the last time is there already. */
static GPtrArray *
replace (CliPlatform *platform,
         const Options *options,
         const char *serial,
         GBytes *request,
         GError **error)
{
  g_autoptr (CliKey) key = NULL;
  g_autoptr (GError) local = NULL;
  g_autofree char *enterprise = NULL;
  g_autofree char *id = NULL;
  g_autoptr (GPtrArray) chain = client_enrolment_find (platform->client, request, &local);
  ClientReplacement wish = {.serial = serial, .request = request};

  if (chain != NULL)
    return g_steal_pointer (&chain);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if ((cli_platform_signer_is_named (&options->signer) &&
       !(key = cli_key_open (&options->signer.options, error))) ||
      !show_before (platform, serial, &enterprise, error) ||
      !(id = cli_platform_identify (platform,
                                    &(CliPlatformProof){.request = request,
                                                        .enterprise = enterprise,
                                                        .name = options->name,
                                                        .here = options->here,
                                                        .qr = options->qr},
                                    error)))
    return NULL;
  wish.session = id;
  wish.signer = key != NULL ? cli_key_get_signer (key) : NULL;
  return client_enrolment_change (platform->client, &wish, error);
}

static void
print_changed (GPtrArray *chain, const char *serial)
{
  g_print (_ ("issued: %s, serial number %s\n"), pki_certificate_get_subject (chain->pdata[0]),
           pki_certificate_get_serial (chain->pdata[0]));
  g_print (_ ("%s: revoked\n"), serial);
}

static gboolean
change_file (CliPlatform *platform, const Options *options, const char *serial, GError **error)
{
  g_autoptr (CliPassword) password = cli_password_get_new (options->new_password_file, error);
  g_autoptr (KeysPending) pending = NULL;
  g_autoptr (GPtrArray) chain = NULL;

  if (password == NULL ||
      !(pending = cli_platform_make_key (
            options->output, &(KeysNewKey){.kind = options->kind, .password = password}, error)) ||
      !(chain = replace (platform, options, serial, pending->request, error)) ||
      !keys_pending_write (pending, chain, options->output, password, error))
    return FALSE;
  print_changed (chain, serial);
  g_print (_ ("%s: key and certificate\n"), options->output);
  return TRUE;
}

/* A key that waits there is asked for again where the same certificate is to be replaced. */
static gboolean
change_on_token (CliPlatform *platform, const Options *options, const char *serial, GError **error)
{
  g_autofree char *purpose = g_strjoin ("\n", platform->url, "change", serial, NULL);
  g_autoptr (CliKey) key = cli_key_make (
      &options->place, &(KeysTokenWish){.kind = options->kind, .purpose = purpose}, error);
  KeysTokenWaiting *waiting = key != NULL ? cli_key_get_waiting (key) : NULL;
  g_autoptr (GPtrArray) chain = NULL;
  g_autofree char *address = NULL;

  if (waiting == NULL)
    return FALSE;
  if (keys_token_waiting_is_old (waiting))
    g_print (_ ("%s: the key of the last time\n"), options->place.token);
  if (!(chain = replace (platform, options, serial, keys_token_waiting_get_request (waiting),
                         error)) ||
      !(address = keys_token_waiting_finish (waiting, chain, error)))
    return FALSE;
  print_changed (chain, serial);
  g_print (_ ("%s: key and certificate\n"), address);
  return TRUE;
}

static gboolean
change (const Options *options, const char *serial, GError **error)
{
  g_autoptr (CliPlatform) platform = cli_platform_open (NULL, error);

  if (platform == NULL)
    return FALSE;
  return options->place.token != NULL ? change_on_token (platform, options, serial, error)
                                      : change_file (platform, options, serial, error);
}

/**
 * cli_platform_change:
 * @argv: the arguments
 *
 * Has a certificate replaced by one with another name or another key.
 *
 * Returns: the exit status
 */
CliExit
cli_platform_change (char **argv)
{
  g_auto (Options) options = {NULL};
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) rest = g_strdupv (argv);

  if (!parse (&options, &rest, &error) || !cli_key_kind_settle (&options.kind, &error))
    return cli_error_print (NULL, error);
  if (g_strv_length (rest) != 2 || (options.output != NULL) == (options.place.token != NULL))
    return cli_error_usage (_ ("give one serial number, and say with -o where to write the key, or "
                               "with --new-token where to make it"));
  if (options.place.token != NULL && !cli_key_kind_is_for_tokens (options.kind, &error))
    return cli_error_print (NULL, error);
  if (options.output != NULL && g_file_test (options.output, G_FILE_TEST_EXISTS))
    g_set_error_literal (&error, CLI_ERROR, CLI_ERROR_EXISTS, options.output);
  options.place.module = options.signer.options.module; /* lent */
  options.place.password_file = options.new_password_file;
  if (error != NULL || !change (&options, rest[1], &error))
    return cli_error_print (options.output != NULL ? options.output : options.place.token, error);
  return CLI_EXIT_OK;
}
