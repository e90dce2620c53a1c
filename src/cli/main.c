/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "cli-error.h"
#include "cli-locale.h"
#include "cli-module.h"
#include "pki-process.h"

static CliExit
run_seal (char **argv)
{
  g_autoptr (GError) error = NULL;
  const CliSealModule *seal = cli_module_open_seal (&error);

  return seal != NULL ? seal->run (argv) : cli_error_print (NULL, error);
}

static CliExit
run_appearance (char **argv)
{
  g_autoptr (GError) error = NULL;
  const CliSealModule *seal = cli_module_open_seal (&error);

  return seal != NULL ? seal->run_appearance (argv) : cli_error_print (NULL, error);
}

static CliExit
run_compare (char **argv)
{
  g_autoptr (GError) error = NULL;
  const CliRenderModule *render = cli_module_open_render (&error);

  return render != NULL ? render->run_compare (argv) : cli_error_print (NULL, error);
}

static CliExit
run_platform (char **argv)
{
  g_autoptr (GError) error = NULL;
  const CliPlatformModule *platform = cli_module_open_platform (&error);

  return platform != NULL ? platform->run (argv) : cli_error_print (NULL, error);
}

static const CliCommand commands[] = {
    {"sign", cli_sign, N_ ("sign PDF files, with a seal on the page or without")},
    {"extend", cli_extend, N_ ("make signatures provable for longer: levels B-T, B-LT, B-LTA")},
    {"timestamp", cli_timestamp, N_ ("prove when a PDF file was there, signed or not")},
    {"verify", cli_verify, N_ ("tell who signed PDF files and whether that can be trusted")},
    {"fields", cli_fields, N_ ("list the form fields of a PDF file")},
    {"add-field", cli_add_field, N_ ("leave a signature field for somebody else to sign in")},
    {"revisions", cli_revisions, N_ ("list the versions that a PDF file keeps of itself")},
    {"extract", cli_extract, N_ ("write one of these versions to a file of its own")},
    {"compare", run_compare, N_ ("tell which pages look different in two of these versions")},
    {"encrypt", cli_encrypt, N_ ("encrypt a file so that only chosen people can read it")},
    {"decrypt", cli_decrypt, N_ ("open a file that was encrypted to your certificate")},
    {"trust", cli_trust, N_ ("list, add and remove the roots that you trust")},
    {"seal", run_seal, N_ ("draw seals, import pictures of seals, clean and inspect them")},
    {"appearance", run_appearance, N_ ("save what visible signatures show besides the seal")},
    {"keys", cli_keys, N_ ("create a test identity, import key files, list them")},
    {"platform", run_platform, N_ ("apply for a certificate at a platform, suspend and revoke it")},
};

int
main (int argc, char **argv)
{
  cli_locale_init ();
  pki_process_init ();
  g_set_prgname ("vermilionctl");
  if (argc == 2 && g_str_equal (argv[1], "--version"))
    {
      g_print ("vermilionctl %s\n", VERMILION_VERSION);
      return CLI_EXIT_OK;
    }
  /* GOption takes arguments out of the vector that it frees: it gets a copy. */
  g_auto (GStrv) copy = g_strdupv (argv + 1);
  return (int) cli_command_dispatch (commands, G_N_ELEMENTS (commands), copy);
}
