/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <string.h>

#include "cli-command.h"
#include "cli-error.h"
#include "cli-folder.h"
#include "cli-json.h"
#include "cli-module.h"
#include "pki-export.h"
#include "pki-trust-store.h"

/* Of a SHA-256; of a root that is there already fewer digits will do. */
#define WHOLE 64
#define ENOUGH 8

static void
print_json (const PkiRoot *root)
{
  static const char *const sources[] = {
      [PKI_ROOT_OTHER] = "other",       [PKI_ROOT_FILE] = "file",
      [PKI_ROOT_DOCUMENT] = "document", [PKI_ROOT_PLATFORM] = "platform",
      [PKI_ROOT_SHARED] = "shared",
  };
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  PkiCertificate *certificate = root->certificate;

  json_builder_begin_object (builder);
  cli_json_string (builder, "sha256", pki_certificate_get_sha256 (certificate));
  cli_json_string (builder, "subject", pki_certificate_get_subject (certificate));
  cli_json_time (builder, "not_before", pki_certificate_get_not_before (certificate));
  cli_json_time (builder, "not_after", pki_certificate_get_not_after (certificate));
  cli_json_boolean (builder, "authority", pki_certificate_is_ca (certificate));
  cli_json_string (builder, "source", sources[root->source]);
  cli_json_string (builder, "origin", root->origin);
  cli_json_time (builder, "added", root->added);
  json_builder_end_object (builder);
  cli_json_print (builder);
}

static void
print_root (const PkiRoot *root, gboolean json)
{
  if (json)
    print_json (root);
  else
    g_print ("%s\t%s\n", pki_certificate_get_sha256 (root->certificate),
             pki_certificate_get_name (root->certificate));
}

/* As people write it, with spaces, colons and capitals; NULL for what is none. */
static char *
read_fingerprint (const char *text)
{
  g_autoptr (GString) digits = g_string_new (NULL);

  for (; *text != '\0'; text++)
    if (g_ascii_isxdigit (*text))
      g_string_append_c (digits, g_ascii_tolower (*text));
    else if (*text != ':' && *text != ' ')
      return NULL;
  return digits->len >= ENOUGH && digits->len <= WHOLE
             ? g_string_free (g_steal_pointer (&digits), FALSE)
             : NULL;
}

/* The one root that a fingerprint's beginning names. */
static const PkiRoot *
find (GPtrArray *roots, const char *text)
{
  g_autofree char *digits = read_fingerprint (text);
  const PkiRoot *found = NULL;

  for (guint i = 0; digits != NULL && i < roots->len; i++)
    {
      const PkiRoot *root = g_ptr_array_index (roots, i);

      if (!g_str_has_prefix (pki_certificate_get_sha256 (root->certificate), digits))
        continue;
      if (found != NULL)
        return NULL;
      found = root;
    }
  return found;
}

static gboolean
parse (char **argv, GOptionEntry *entries, const char *summary, char ***rest, CliExit *result)
{
  g_autoptr (GError) error = NULL;

  *rest = g_strdupv (argv);
  if (cli_command_parse (entries, NULL, summary, rest, &error))
    return TRUE;
  *result = cli_error_print (NULL, error);
  return FALSE;
}

static CliExit
list (char **argv)
{
  gboolean json = FALSE;
  GOptionEntry entries[] = {
      {"json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("print one JSON object for each root"), NULL},
      {NULL},
  };
  g_autofree char *folder = cli_folder_trust ();
  g_autoptr (GPtrArray) roots = pki_trust_store_list (folder);
  g_auto (GStrv) rest = NULL;
  CliExit result;

  if (!parse (argv, entries, _ ("Lists the roots that you trust: fingerprint and name."), &rest,
              &result))
    return result;
  if (rest[1] != NULL)
    return cli_error_usage (_ ("“%s” is too much"), rest[1]);
  for (guint i = 0; i < roots->len; i++)
    print_root (g_ptr_array_index (roots, i), json);
  return CLI_EXIT_OK;
}

static CliExit
show (char **argv)
{
  gboolean json = FALSE;
  GOptionEntry entries[] = {
      {"json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("print one JSON object for each root"), NULL},
      {NULL},
  };
  g_autofree char *folder = cli_folder_trust ();
  g_autoptr (GPtrArray) roots = pki_trust_store_list (folder);
  g_autofree char *pem = NULL;
  g_auto (GStrv) rest = NULL;
  const PkiRoot *root;
  CliExit result;

  if (!parse (argv, entries, _ ("Prints one of the roots that you trust, as PEM."), &rest, &result))
    return result;
  root = rest[1] != NULL ? find (roots, rest[1]) : NULL;
  if (root == NULL)
    return cli_error_usage (_ ("give the fingerprint of one of your roots, or its beginning"));
  pem = pki_certificate_to_pem (root->certificate);
  print_root (root, json);
  if (!json)
    g_print ("%s", pem);
  return CLI_EXIT_OK;
}

static CliExit
remove_root (char **argv)
{
  GOptionEntry entries[] = {{NULL}};
  g_autofree char *folder = cli_folder_trust ();
  g_autoptr (GPtrArray) roots = pki_trust_store_list (folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) cause = NULL;
  g_auto (GStrv) rest = NULL;
  const PkiRoot *root;
  CliExit result;

  if (!parse (argv, entries, _ ("Trusts a root no longer."), &rest, &result))
    return result;
  root = rest[1] != NULL ? find (roots, rest[1]) : NULL;
  if (root == NULL)
    return cli_error_usage (_ ("give the fingerprint of one of your roots, or its beginning"));
  if (pki_trust_store_remove (folder, root->certificate, &cause))
    return CLI_EXIT_OK;
  g_set_error_literal (&error, CLI_ERROR, CLI_ERROR_OUTPUT, cause->message);
  return cli_error_print (NULL, error);
}

/* The certificate of a file that has this fingerprint, or NULL with an error. */
static PkiCertificate *
choose (PkiTrust *file, const char *path, const char *fingerprint, GError **error)
{
  g_autofree char *digits = read_fingerprint (fingerprint);
  GPtrArray *all = pki_trust_get_roots (file);

  for (guint i = 0; digits != NULL && i < all->len; i++)
    if (g_str_equal (pki_certificate_get_sha256 (g_ptr_array_index (all, i)), digits))
      return g_ptr_array_index (all, i);
  g_set_error (error, CLI_ERROR, CLI_ERROR_USAGE, _ ("no certificate in %s has this fingerprint"),
               path);
  return NULL;
}

/* Where a root is from. */
typedef struct {
  PkiRootSource source;
  const char *origin;
} Origin;

static CliExit
keep (PkiTrust *offered, const char *place, const char *fingerprint, const Origin *origin)
{
  g_autofree char *folder = cli_folder_trust ();
  g_autoptr (PkiRoot) root = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) cause = NULL;
  PkiCertificate *certificate = choose (offered, place, fingerprint, &error);

  if (certificate == NULL)
    return cli_error_print (NULL, error);
  root = pki_root_new (certificate, origin->source, origin->origin,
                       g_get_real_time () / G_USEC_PER_SEC);
  if (!pki_trust_store_add (folder, root, &cause))
    {
      g_set_error_literal (&error, CLI_ERROR, CLI_ERROR_OUTPUT, cause->message);
      return cli_error_print (NULL, error);
    }
  print_root (root, FALSE);
  return CLI_EXIT_OK;
}

static CliExit
add_platform (const char *url, const char *fingerprint)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) der = NULL;
  g_autoptr (PkiCertificate) certificate = NULL;
  g_autoptr (PkiTrust) offered = pki_trust_new ();
  const CliPlatformModule *platform = cli_module_open_platform (&error);

  if (platform == NULL || !platform->ask_root (url, &der, &error))
    return cli_error_print (url, error);
  certificate = pki_certificate_new_from_der (g_bytes_get_data (der, NULL), g_bytes_get_size (der),
                                              &error);
  if (certificate == NULL)
    return cli_error_print (url, error);
  pki_trust_add (offered, certificate);
  return keep (offered, url, fingerprint, &(Origin){PKI_ROOT_PLATFORM, url});
}

static CliExit
add_file (const char *path, const char *fingerprint)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autoptr (PkiTrust) file = pki_trust_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) cause = NULL;

  if (!pki_trust_add_file (file, path, &cause))
    {
      g_set_error_literal (&error, CLI_ERROR, CLI_ERROR_TRUST, cause->message);
      return cli_error_print (path, error);
    }
  return keep (file, path, fingerprint, &(Origin){PKI_ROOT_FILE, name});
}

static CliExit
add (char **argv)
{
  g_autofree char *fingerprint = NULL;
  g_autofree char *platform = NULL;
  GOptionEntry entries[] = {
      {"platform", 0, 0, G_OPTION_ARG_STRING, &platform,
       N_ ("instead of a file: the root of the platform at this address; one that is known already "
           "has to show the same as ever"),
       "URL"},
      {"sha256", 0, 0, G_OPTION_ARG_STRING, &fingerprint,
       N_ ("the fingerprint that the authority publishes or told you"), N_ ("HEX")},
      {NULL},
  };
  g_auto (GStrv) rest = NULL;
  CliExit result;

  if (!parse (argv, entries,
              _ ("Trusts a certificate of a file (PEM, DER, P7B), once its fingerprint is the one\n"
                 "that you were told by another way."),
              &rest, &result))
    return result;
  if (g_strv_length (rest) != (platform != NULL ? 1 : 2))
    return cli_error_usage (_ ("give one file of certificates"));
  if (fingerprint == NULL)
    return cli_error_usage (_ ("say with --sha256 which fingerprint the authority publishes"));
  return platform != NULL ? add_platform (platform, fingerprint) : add_file (rest[1], fingerprint);
}

/* Off until the user says so: whom this computer's maker trusts for web sites is no word of theirs.
 */
static CliExit
choose_shared (char **argv)
{
  GOptionEntry entries[] = {{NULL}};
  g_autofree char *folder = cli_folder_trust ();
  const char *path = pki_trust_store_find_shared ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) cause = NULL;
  g_auto (GStrv) rest = NULL;
  gboolean on;
  CliExit result;

  if (!parse (
          argv, entries,
          _ ("Trusts the authorities of this computer, too (on), or your own roots alone (off); "
             "without a word, tells which."),
          &rest, &result))
    return result;
  on = g_strcmp0 (rest[1], "on") == 0;
  if (rest[1] != NULL && (rest[2] != NULL || (!on && !g_str_equal (rest[1], "off"))))
    return cli_error_usage (_ ("say “on” or “off”"));
  if (on && path == NULL)
    return cli_error_usage (_ ("this computer has no collection of authorities"));
  if (rest[1] != NULL && !pki_trust_store_set_shares (folder, on, &cause))
    {
      g_set_error_literal (&error, CLI_ERROR, CLI_ERROR_OUTPUT, cause->message);
      return cli_error_print (NULL, error);
    }
  if (rest[1] == NULL)
    g_print ("%s\t%s\n", pki_trust_store_shares (folder) ? "on" : "off", path != NULL ? path : "-");
  return CLI_EXIT_OK;
}

static const CliCommand commands[] = {
    {"list", list, N_ ("list the roots that you trust")},
    {"add", add, N_ ("trust a certificate of a file")},
    {"show", show, N_ ("print one of your roots")},
    {"remove", remove_root, N_ ("trust a root no longer")},
    {"system", choose_shared, N_ ("trust the authorities of this computer, too, or no longer")},
};

/**
 * cli_trust:
 * @argv: the arguments
 *
 * The group of commands about the roots that the user trusts; the windows show the same.
 *
 * Returns: the exit status
 */
CliExit
cli_trust (char **argv)
{
  return cli_command_dispatch (commands, G_N_ELEMENTS (commands), argv + 1);
}
