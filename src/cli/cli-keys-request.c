/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#include "cli-error.h"
#include "cli-folder.h"
#include "cli-key-kind.h"
#include "cli-password.h"
#include "keys-request.h"
#include "pki-export.h"

typedef struct {
  char *organisation;
  char *country;
  char *kind;
  char *password_file;
  char *output;
  char *request;
} Options;

static void
options_clear (Options *self)
{
  g_clear_pointer (&self->organisation, g_free);
  g_clear_pointer (&self->country, g_free);
  g_clear_pointer (&self->kind, g_free);
  g_clear_pointer (&self->password_file, g_free);
  g_clear_pointer (&self->output, g_free);
  g_clear_pointer (&self->request, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse (Options *self, char ***argv, GError **error)
{
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &self->output, N_("write the key here, encrypted"), "KEY.pem" },
    { "request", 0, 0, G_OPTION_ARG_FILENAME, &self->request, N_("write the request (PKCS#10) for the authority here"), "FILE.csr" },
    { "organisation", 0, 0, G_OPTION_ARG_STRING, &self->organisation, N_("the organisation in the certificate"), N_("TEXT") },
    { "country", 0, 0, G_OPTION_ARG_STRING, &self->country, N_("the country in the certificate, such as CN"), N_("TEXT") },
    CLI_KEY_KIND_ENTRY (self->kind),
    { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &self->password_file, N_("its password is the first line of this file, - for standard input; without it the terminal asks"), N_("FILE") },
    { NULL },
  };
  /* clang-format on */
  return cli_command_parse (
      entries, _ ("NAME"),
      _ ("Makes a key, and the request with which a certification authority issues its\n"
         "certificate; the key stays here. What comes back is taken together with it:\n"
         "  vermilionctl keys import KEY.pem --certificate CERTIFICATES.pem"),
      argv, error);
}

/* Two ASCII letters (ISO 3166-1): anything else some authorities reject only after days. */
static gboolean
is_country (const char *text)
{
  return strlen (text) == 2 && g_ascii_isupper (text[0]) && g_ascii_isupper (text[1]);
}

static gboolean
request (const char *name, const Options *options, GError **error)
{
  PkiRequestName subject = {options->country, options->organisation, name};
  g_autoptr (CliPassword) password = cli_password_get_new (options->password_file, error);
  g_autoptr (GBytes) der = NULL;

  if (password != NULL)
    der = keys_request_new (
        options->output,
        &(KeysNewKey){.kind = options->kind, .password = password, .name = &subject}, error);
  if (der == NULL)
    return FALSE;
  g_autoptr (GBytes) pem = pki_pem_encode ("CERTIFICATE REQUEST", der);
  if (cli_folder_write (options->request, pem, error))
    return TRUE;
  /* A key that nobody was asked to certify would be in the way of the next try. */
  g_unlink (options->output);
  return FALSE;
}

/**
 * cli_keys_request:
 * @argv: the arguments
 *
 * Makes a key and the request for its certificate.
 *
 * Returns: the exit status
 */
CliExit
cli_keys_request (char **argv)
{
  g_auto (Options) options = {NULL};
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) rest = g_strdupv (argv);

  if (!parse (&options, &rest, &error) || !cli_key_kind_settle (&options.kind, &error))
    return cli_error_print (NULL, error);
  if (g_strv_length (rest) != 2 || *rest[1] == '\0')
    return cli_error_usage (_ ("give the name that the certificate is for"));
  if (options.output == NULL || options.request == NULL)
    return cli_error_usage (_ ("--output and --request say where the two files go"));
  if (options.country != NULL && !is_country (options.country))
    return cli_error_usage (_ ("--country is two capital letters, such as CN"));
  if (!request (rest[1], &options, &error))
    return cli_error_print (rest[1], error);
  g_print (_ ("%s: the key is in %s, the request for the authority in %s\n"), rest[1],
           options.output, options.request);
  return CLI_EXIT_OK;
}
