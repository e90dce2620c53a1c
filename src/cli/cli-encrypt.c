/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "cli-error.h"
#include "cli-folder.h"
#include "cli-key.h"
#include "pki-envelope-file.h"
#include "pki-envelope.h"

/* Of several in a file, the first is meant. */
static PkiCertificate *
read_certificate (const char *path, GError **error)
{
  g_autoptr (GPtrArray) all = pki_envelope_read_recipients (path, error);

  return all != NULL ? pki_certificate_ref (all->pdata[0]) : NULL;
}

static gboolean
add_recipient (GPtrArray *recipients, const char *name, GError **error)
{
  PkiCertificate *certificate = NULL;

  if (!g_file_test (name, G_FILE_TEST_EXISTS))
    certificate = cli_key_find_certificate (name);
  if (certificate == NULL)
    certificate = read_certificate (name, error);
  if (certificate == NULL)
    return FALSE;
  g_ptr_array_add (recipients, certificate);
  return pki_certificate_check_recipient (certificate, g_get_real_time () / G_USEC_PER_SEC, error);
}

static GPtrArray *
find_recipients (char **names, GError **error)
{
  g_autoptr (GPtrArray)
      recipients = g_ptr_array_new_with_free_func ((GDestroyNotify) pki_certificate_unref);

  for (guint i = 0; names[i] != NULL; i++)
    if (!add_recipient (recipients, names[i], error))
      return NULL;
  return g_steal_pointer (&recipients);
}

static gboolean
encrypt (const char *input, const char *output, GPtrArray *recipients, GError **error)
{
  g_autoptr (GBytes) content = pki_envelope_read_file (input, error);
  g_autoptr (GBytes) envelope = content != NULL ? pki_envelope_close (content, recipients, error)
                                                : NULL;

  return envelope != NULL && cli_folder_write (output, envelope, error);
}

/* Whoever mistook a certificate for another sees it now. */
static void
print_recipients (GPtrArray *recipients)
{
  for (guint i = 0; i < recipients->len; i++)
    {
      PkiCertificate *certificate = g_ptr_array_index (recipients, i);

      g_print (
          _ ("  for %s, certificate of %s, SHA-256 %s\n"), pki_certificate_get_name (certificate),
          pki_certificate_get_issuer_name (certificate), pki_certificate_get_sha256 (certificate));
    }
}

/**
 * cli_encrypt:
 * @argv: the arguments
 *
 * Encrypts a file to certificates, so that only their keys open it.
 *
 * Returns: the exit status
 */
CliExit
cli_encrypt (char **argv)
{
  g_auto (GStrv) names = NULL;
  g_autofree char *output = NULL;
  gboolean overwrite = FALSE;
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "to", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &names, N_("a recipient’s certificate (PEM, DER or .p7b), or the id of a key of your own; may be given more than once"), N_("CERTIFICATE") },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, N_("write it here"), "OUT.p7m" },
    { "overwrite", 0, 0, G_OPTION_ARG_NONE, &overwrite, N_("replace what is there"), NULL },
    { NULL },
  };
  /* clang-format on */
  g_autoptr (GPtrArray) recipients = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) rest = g_strdupv (argv);

  if (!cli_command_parse (entries, "FILE",
                          _ ("Encrypts a file so that only the keys of these certificates open it, "
                             "as CMS does."),
                          &rest, &error))
    return cli_error_print (NULL, error);
  if (g_strv_length (rest) != 2)
    return cli_error_usage (_ ("give one file"));
  if (names == NULL || output == NULL)
    return cli_error_usage (_ ("give --to for each recipient, and -o"));
  if (!cli_folder_may_write (rest[1], output, overwrite, &error) ||
      !(recipients = find_recipients (names, &error)) ||
      !encrypt (rest[1], output, recipients, &error))
    return cli_error_print (rest[1], error);
  g_print (_ ("%s: encrypted to %s\n"), rest[1], output);
  print_recipients (recipients);
  return CLI_EXIT_OK;
}
