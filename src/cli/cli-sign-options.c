/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-sign-options.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli-error.h"
#include "cli-level.h"
#include "cli-tsa.h"
#include "cli-result.h"

/* As written on the command line, before it is understood. */
typedef struct {
  char *output;
  char *output_dir;
  char *retry;
  char *level;
  char *tsa_password_file;
  char *digest;
  char *certify;
  char *lock;
  char **at;
  char **keyword;
} Raw;

static gboolean
usage (GError **error, const char *message)
{
  g_set_error_literal (error, CLI_ERROR, CLI_ERROR_USAGE, message);
  return FALSE;
}

static gboolean
parse_arguments (CliSignOptions *self, Raw *raw, char ***argv, GError **error)
{
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &raw->output, N_("write the signed file here"), "OUT.pdf" },
    { "output-dir", 0, 0, G_OPTION_ARG_FILENAME, &raw->output_dir, N_("write the signed files into this folder, under their own names"), N_("FOLDER") },
    { "p12", 0, 0, G_OPTION_ARG_FILENAME, &self->p12, N_("the key: a PKCS#12 file, or the id of an imported key"), N_("FILE|ID") },
    { "pem", 0, 0, G_OPTION_ARG_FILENAME, &self->pem, N_("the key: a PEM file, encrypted or not"), N_("FILE") },
    { "certificate", 0, 0, G_OPTION_ARG_FILENAME, &self->certificate, N_("with --pem: the key’s certificate and its issuers, where they are in a file of their own"), N_("FILE") },
    { "token", 0, 0, G_OPTION_ARG_STRING, &self->token, N_("the key: a certificate on a smart card or other token, as “keys list --tokens” names it"), "PKCS11-URI" },
    { "module", 0, 0, G_OPTION_ARG_FILENAME, &self->module, N_("with --token: a PKCS#11 driver that is not registered with p11-kit"), N_("FILE") },
    { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &self->password_file, N_("its password or PIN is the first line of this file, - for standard input; without it the terminal asks"), N_("FILE") },
    { "level", 0, 0, G_OPTION_ARG_STRING, &raw->level, N_("B-B; B-T with a time-stamp; B-LT with proofs that the certificates are valid; B-LTA to prove it for years; B-T when there is --tsa"), N_("LEVEL") },
    { "tsa", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->tsa, N_("address of a time-stamp service; several are tried in turn"), "URL" },
    { "tsa-password-file", 0, 0, G_OPTION_ARG_FILENAME, &raw->tsa_password_file, N_("NAME:PASSWORD for the time-stamp services is the first line of this file, - for standard input"), N_("FILE") },
    { "trust", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &self->trust, N_("from B-LT on: chains of certificates end at those in this file; repeatable"), "PEM" },
    { "digest", 0, 0, G_OPTION_ARG_STRING, &raw->digest, N_("sha256, sha384 or sha512"), N_("NAME") },
    { "pss", 0, 0, G_OPTION_ARG_NONE, &self->pss, N_("with an RSA key: sign with RSASSA-PSS"), NULL },
    { "seal", 0, 0, G_OPTION_ARG_FILENAME, &self->seal, N_("a seal on the page: a picture file, or the id or title of a seal of yours"), N_("IMAGE|ID|TITLE") },
    { "appearance", 0, 0, G_OPTION_ARG_STRING, &self->appearance, N_("what the mark shows besides the seal or instead of it, text or a QR code: a name that “appearance list” prints"), N_("NAME") },
    { "at", 0, 0, G_OPTION_ARG_STRING_ARRAY, &raw->at, N_("where: pages such as 1,3-5,last,all; millimetres from the page’s top left to the seal’s; repeatable"), N_("PAGES:X,Y[,WIDTH]") },
    { "keyword", 0, 0, G_OPTION_ARG_STRING_ARRAY, &raw->keyword, N_("where: centred on these words, on their Nth occurrence or on all; repeatable"), N_("TEXT[:N|all]") },
    { "field", 0, 0, G_OPTION_ARG_STRING, &self->field, N_("the signature field to sign, or the name of a new one"), N_("NAME") },
    { "certify", 0, 0, G_OPTION_ARG_STRING, &raw->certify, N_("certify as the document’s first signature, and permit afterwards: 1 nothing, 2 filling in and signing forms, 3 also annotations"), "1|2|3" },
    { "lock", 0, 0, G_OPTION_ARG_STRING, &raw->lock, N_("form fields that may not change any more: all, include:A,B only these, exclude:A,B all but these"), N_("FIELDS") },
    { "reason", 0, 0, G_OPTION_ARG_STRING, &self->reason, N_("why it is signed"), N_("TEXT") },
    { "location", 0, 0, G_OPTION_ARG_STRING, &self->location, N_("where it is signed"), N_("TEXT") },
    { "contact", 0, 0, G_OPTION_ARG_STRING, &self->contact, N_("how to reach the signer"), N_("TEXT") },
    { "pdf-password-file", 0, 0, G_OPTION_ARG_FILENAME, &self->pdf_password_file, N_("the password of an encrypted PDF is the first line of this file, - for standard input"), N_("FILE") },
    { "repair", 0, 0, G_OPTION_ARG_NONE, &self->repair, N_("of a damaged file that nobody signed, make a repaired copy and sign that"), NULL },
    { "overwrite", 0, 0, G_OPTION_ARG_NONE, &self->overwrite, N_("replace a file that is at the output already; never the input"), NULL },
    { "resume", 0, 0, G_OPTION_ARG_NONE, &self->resume, N_("leave out files whose output is there and soundly signed with this key"), NULL },
    { "result", 0, 0, G_OPTION_ARG_FILENAME, &self->result, N_("write what became of each file here, as a table or as JSON"), N_("FILE.csv|.json") },
    { "retry-failed", 0, 0, G_OPTION_ARG_FILENAME, &raw->retry, N_("instead of naming files: those that an earlier run with --result did not sign, to where it would have written them"), N_("FILE.csv|.json") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->json, N_("print one JSON object for each file"), NULL },
    { "seam", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_CALLBACK, cli_command_refuse, NULL, NULL },
    { NULL },
  };
  /* clang-format on */
  return cli_command_parse (entries, "IN.pdf…",
                            _ ("Signs each file by appending to it; the input stays as it is."),
                            argv, error);
}

/* Two inputs of one name would meet in the output folder, and the second would bury the first. */
static gboolean
check_distinct (char **outputs, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; outputs[i] != NULL; i++)
    if (!g_hash_table_add (seen, outputs[i]))
      {
        g_set_error (error, CLI_ERROR, CLI_ERROR_USAGE,
                     _ ("two of the files would both be written to %s"), outputs[i]);
        return FALSE;
      }
  return TRUE;
}

static char **
steal_strings (GPtrArray *strings)
{
  g_ptr_array_add (strings, NULL);
  return (char **) g_ptr_array_steal (strings, NULL);
}

static gboolean
name_failed (CliSignOptions *self, Raw *raw, GError **error)
{
  g_autoptr (GPtrArray) inputs = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) outputs = g_ptr_array_new_with_free_func (g_free);

  if (self->inputs[0] != NULL || raw->output != NULL || raw->output_dir != NULL)
    return usage (error, _ ("--retry-failed names the files and where they go by itself"));
  if (!cli_result_read_failed (raw->retry, inputs, outputs, error))
    return FALSE;
  g_strfreev (self->inputs);
  self->inputs = steal_strings (inputs);
  self->outputs = steal_strings (outputs);
  return check_distinct (self->outputs, error);
}

static gboolean
name_outputs (CliSignOptions *self, Raw *raw, GError **error)
{
  guint n = g_strv_length (self->inputs);

  if (self->result != NULL && !cli_result_is_name (self->result))
    return usage (error, _ ("--result ends in .csv or .json"));
  if (raw->retry != NULL)
    return name_failed (self, raw, error);

  if (n == 0)
    return usage (error, _ ("which file shall be signed?"));
  if ((raw->output == NULL) == (raw->output_dir == NULL))
    return usage (error, _ ("where to? Give either -o or --output-dir"));
  if (raw->output != NULL && n > 1)
    return usage (error, _ ("-o is for one file; for several give --output-dir"));
  self->outputs = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_path_get_basename (self->inputs[i]);
      self->outputs[i] = raw->output != NULL ? g_strdup (raw->output)
                                             : g_build_filename (raw->output_dir, name, NULL);
    }
  return check_distinct (self->outputs, error);
}

static gboolean
choose_level (CliSignOptions *self, const char *level, GError **error)
{
  gboolean tsa = self->tsa != NULL;

  if (level == NULL)
    self->level = tsa ? PADES_LEVEL_B_T : PADES_LEVEL_B_B;
  else if (!cli_level_parse (level, &self->level))
    return usage (error, _ ("--level is B-B, B-T, B-LT or B-LTA"));
  if (self->level >= PADES_LEVEL_B_T && !tsa)
    return usage (error, _ ("levels above B-B need a time-stamp service: give its address with "
                            "--tsa"));
  if (self->level == PADES_LEVEL_B_B && tsa)
    return usage (error, _ ("level B-B has no time-stamp: leave out --tsa or ask for B-T"));
  return TRUE;
}

static gboolean
choose_digest (CliSignOptions *self, const char *name, GError **error)
{
  /* The field's author may have a preference. */
  if (name == NULL)
    return TRUE;
  self->digest = pki_digest_from_name (name);
  if (self->digest >= PKI_DIGEST_SHA256 && self->digest <= PKI_DIGEST_SHA512)
    return TRUE;
  if (g_str_equal (name, "sm3"))
    return usage (error, _ ("the digest sm3 is not available yet"));
  return usage (error, _ ("--digest is sha256, sha384 or sha512"));
}

static gboolean
parse_restrictions (CliSignOptions *self, Raw *raw, GError **error)
{
  if (raw->certify != NULL)
    {
      if (strlen (raw->certify) != 1 || strchr ("123", raw->certify[0]) == NULL)
        return usage (error, _ ("--certify is 1, 2 or 3"));
      self->certify = raw->certify[0] - '0';
    }
  if (raw->lock == NULL)
    return TRUE;
  self->lock = pades_lock_parse (raw->lock);
  return self->lock != NULL ||
         usage (error, _ ("--lock is all, include:A,B or exclude:A,B with names of fields"));
}

static void
keyword_free (CliKeyword *keyword)
{
  g_free (keyword->text);
  g_free (keyword);
}

/* "签字：2" and "签字:2" differ: only the ASCII colon before a number or "all" is ours. */
static CliKeyword *
keyword_parse (const char *text)
{
  CliKeyword *keyword = g_new0 (CliKeyword, 1);
  const char *colon = strrchr (text, ':');
  guint64 number = 1;
  gboolean ours = colon != NULL &&
                  (g_str_equal (colon + 1, "all") ||
                   g_ascii_string_to_unsigned (colon + 1, 10, 1, G_MAXUINT, &number, NULL));

  keyword->text = ours ? g_strndup (text, (gsize) (colon - text)) : g_strdup (text);
  keyword->occurrence = ours && g_str_equal (colon + 1, "all") ? 0 : (guint) number;
  return keyword;
}

static gboolean
parse_places (CliSignOptions *self, Raw *raw, GError **error)
{
  for (char **at = raw->at; at != NULL && *at != NULL; at++)
    {
      CliPlace *place = cli_place_parse (*at, error);
      if (place == NULL)
        return FALSE;
      g_ptr_array_add (self->places, place);
    }
  for (char **keyword = raw->keyword; keyword != NULL && *keyword != NULL; keyword++)
    {
      CliKeyword *parsed = keyword_parse (*keyword);
      g_ptr_array_add (self->keywords, parsed);
      if (*parsed->text == '\0')
        return usage (error, _ ("--keyword needs words to look for"));
    }
  gboolean placed = self->places->len > 0 || self->keywords->len > 0;
  gboolean marked = self->seal != NULL || self->appearance != NULL;
  if (placed && !marked)
    return usage (error, _ ("--at and --keyword place a seal: name it with --seal"));
  if (marked && !placed && self->field == NULL)
    return usage (error, _ ("where shall the seal stand? Give --at, --keyword or --field"));
  return TRUE;
}

static gboolean
understand (CliSignOptions *self, Raw *raw, GError **error)
{
  guint n_keys = (self->p12 != NULL) + (self->pem != NULL) + (self->token != NULL);

  if (n_keys == 0)
    return usage (error,
                  _ ("which key? Give a PKCS#12 file with --p12, a PEM file with --pem, or a "
                     "certificate on a token with --token"));
  if (n_keys > 1)
    return usage (error, _ ("one key signs: give only one of --p12, --pem and --token"));
  if (self->certificate != NULL && self->pem == NULL)
    return usage (error, _ ("--certificate belongs to a key in PEM: name that with --pem"));
  if (self->module != NULL && self->token == NULL)
    return usage (error, _ ("--module is the driver of a token: name that with --token"));
  return name_outputs (self, raw, error) && choose_level (self, raw->level, error) &&
         cli_tsa_add_login (self->tsa, raw->tsa_password_file, error) &&
         choose_digest (self, raw->digest, error) && parse_restrictions (self, raw, error) &&
         parse_places (self, raw, error);
}

/**
 * cli_sign_options_parse:
 * @argv: the arguments of `sign`
 * @error: return location for an error that maps to %CLI_EXIT_USAGE
 *
 * Understands the arguments, and refuses what contradicts itself or cannot be carried out.
 *
 * Returns: (transfer full): the options
 */
CliSignOptions *
cli_sign_options_parse (char **argv, GError **error)
{
  g_autoptr (CliSignOptions) self = g_new0 (CliSignOptions, 1);
  g_auto (GStrv) rest = g_strdupv (argv);
  Raw raw = {NULL};

  self->places = g_ptr_array_new_with_free_func ((GDestroyNotify) cli_place_free);
  self->keywords = g_ptr_array_new_with_free_func ((GDestroyNotify) keyword_free);
  gboolean good = parse_arguments (self, &raw, &rest, error);
  if (good)
    {
      self->inputs = g_strdupv (rest + 1);
      good = understand (self, &raw, error);
    }
  g_free (raw.output);
  g_free (raw.output_dir);
  g_free (raw.retry);
  g_free (raw.level);
  g_free (raw.tsa_password_file);
  g_free (raw.digest);
  g_free (raw.certify);
  g_free (raw.lock);
  g_strfreev (raw.at);
  g_strfreev (raw.keyword);
  return good ? g_steal_pointer (&self) : NULL;
}

/**
 * cli_sign_options_free:
 * @self: (nullable) (transfer full): the options
 *
 * Frees them.
 */
void
cli_sign_options_free (CliSignOptions *self)
{
  if (self == NULL)
    return;
  g_strfreev (self->inputs);
  g_strfreev (self->outputs);
  g_free (self->p12);
  g_free (self->pem);
  g_free (self->certificate);
  g_free (self->token);
  g_free (self->module);
  g_free (self->password_file);
  g_free (self->pdf_password_file);
  cli_password_free (self->pdf_password);
  g_strfreev (self->tsa);
  g_strfreev (self->trust);
  g_free (self->seal);
  g_free (self->appearance);
  g_clear_pointer (&self->places, g_ptr_array_unref);
  g_clear_pointer (&self->keywords, g_ptr_array_unref);
  g_free (self->field);
  g_clear_pointer (&self->lock, pades_lock_free);
  g_free (self->reason);
  g_free (self->location);
  g_free (self->contact);
  g_free (self->result);
  g_free (self);
}
