/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "cli-error.h"
#include "cli-folder.h"
#include "cli-key-kind.h"
#include "cli-password.h"
#include "keys-folder.h"
#include "keys-pkcs12.h"
#include "pki-export.h"

typedef struct {
  char *organisation;
  char *kind;
  char *password_file;
  char *output;
  char *certificate;
} Options;

static void
options_clear (Options *self)
{
  g_clear_pointer (&self->organisation, g_free);
  g_clear_pointer (&self->kind, g_free);
  g_clear_pointer (&self->password_file, g_free);
  g_clear_pointer (&self->output, g_free);
  g_clear_pointer (&self->certificate, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse (Options *self, char ***argv, GError **error)
{
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &self->output, N_("write the PKCS#12 file here; otherwise it is put among your keys"), "FILE.p12" },
    { "certificate", 0, 0, G_OPTION_ARG_FILENAME, &self->certificate, N_("write its certificate here, for --trust"), "FILE.pem" },
    { "organisation", 0, 0, G_OPTION_ARG_STRING, &self->organisation, N_("the organisation in the certificate"), N_("TEXT") },
    CLI_KEY_KIND_ENTRY (self->kind),
    { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &self->password_file, N_("its password is the first line of this file, - for standard input; without it the terminal asks"), N_("FILE") },
    { NULL },
  };
  /* clang-format on */
  return cli_command_parse (
      entries, _ ("NAME"),
      _ ("Makes a key with a self-signed certificate, to try things with: nobody "
         "but you has reason to trust it."),
      argv, error);
}

static gboolean
write_certificate (const char *p12, const char *password, const char *path, GError **error)
{
  g_autoptr (PkiSigner) signer = keys_pkcs12_open (p12, password, error);

  if (signer == NULL)
    return FALSE;
  g_autoptr (GBytes) pem = pki_pem_encode (
      "CERTIFICATE", pki_certificate_get_der (pki_signer_get_certificate (signer)));
  return cli_folder_write (path, pem, error);
}

static gboolean
generate (const char *name,
          const char *path,
          const char *password,
          const Options *options,
          GError **error)
{
  if (!keys_pkcs12_generate (path, password, name, options->organisation, options->kind,
                             g_get_real_time () / G_USEC_PER_SEC, error))
    return FALSE;
  if (options->certificate == NULL ||
      write_certificate (path, password, options->certificate, error))
    return TRUE;
  /* Half of what was asked for would be in the way of the next try. */
  g_unlink (path);
  return FALSE;
}

/* Made in a private folder and imported from there, so that a failure leaves nothing behind. */
static gboolean
generate_among_keys (const char *name, const char *password, const Options *options, GError **error)
{
  g_autofree char *folder = cli_folder_keys ();
  g_autoptr (GError) cause = NULL;
  g_autofree char *aside = g_dir_make_tmp ("vermilion-XXXXXX", &cause);

  if (aside == NULL)
    {
      g_set_error_literal (error, CLI_ERROR, CLI_ERROR_OUTPUT, cause->message);
      return FALSE;
    }
  g_autofree char *path = g_build_filename (aside, "identity.p12", NULL);
  g_autoptr (KeysEntry) entry = NULL;
  if (generate (name, path, password, options, error))
    entry = keys_folder_import (folder, &(KeysSource){path, NULL, password}, error);
  g_unlink (path);
  g_rmdir (aside);
  if (entry == NULL)
    return FALSE;
  g_print (_ ("%s: a test identity, now among your keys as %s\n"), name, entry->id);
  return TRUE;
}

static gboolean
create (const char *name, const Options *options, GError **error)
{
  g_autoptr (CliPassword) password = cli_password_get_new (options->password_file, error);

  if (password == NULL)
    return FALSE;
  if (options->output == NULL)
    return generate_among_keys (name, password, options, error);
  if (!generate (name, options->output, password, options, error))
    return FALSE;
  g_print (_ ("%s: a test identity, written to %s\n"), name, options->output);
  return TRUE;
}

/**
 * cli_keys_create:
 * @argv: the arguments
 *
 * Makes a test identity.
 *
 * Returns: the exit status
 */
CliExit
cli_keys_create (char **argv)
{
  g_auto (Options) options = {NULL};
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) rest = g_strdupv (argv);

  if (!parse (&options, &rest, &error) || !cli_key_kind_settle (&options.kind, &error))
    return cli_error_print (NULL, error);
  if (g_strv_length (rest) != 2 || *rest[1] == '\0')
    return cli_error_usage (_ ("give the name of the identity"));
  if (!create (rest[1], &options, &error))
    return cli_error_print (rest[1], error);
  return CLI_EXIT_OK;
}
