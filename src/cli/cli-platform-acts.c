/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "cli-error.h"
#include "cli-json.h"
#include "cli-platform.h"
#include "keys-file.h"
#include "wire-challenge.h"

typedef struct {
  char *enterprise;
  char *statement;
  char *signature;
  gboolean json;
} Options;

static void
options_clear (Options *self)
{
  g_clear_pointer (&self->enterprise, g_free);
  g_clear_pointer (&self->statement, g_free);
  g_clear_pointer (&self->signature, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse (Options *self, char ***argv, GError **error)
{
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "enterprise", 0, 0, G_OPTION_ARG_STRING, &self->enterprise, N_("those about the enterprise with this unified social credit code, by whomever; for its auditors"), N_("CODE") },
    { "statement", 0, 0, G_OPTION_ARG_FILENAME, &self->statement, N_("write what was signed here"), N_("FILE") },
    { "signature", 0, 0, G_OPTION_ARG_FILENAME, &self->signature, N_("write the signature here, as CMS"), N_("FILE") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->json, N_("print one JSON object a line"), NULL },
    { NULL },
  };
  /* clang-format on */
  return cli_command_parse (
      entries, _ ("[ID]"),
      _ ("Lists what you signed at the platform, newest first; or writes one with its signature, "
         "which anybody checks who has the platform’s root certificate: openssl cms -verify "
         "-binary -inform DER -in SIGNATURE -content STATEMENT -CAfile ROOT -purpose any."),
      argv, error);
}

static void
print_text (const WireAct *act)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (act->created);
  g_autofree char *when = g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ");

  g_print ("%s  %s  %s  %s  %s\n", act->id, when, act->login, act->operation,
           act->object != NULL ? act->object : "-");
}

static void
print_json (const WireAct *act)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  cli_json_string (builder, "id", act->id);
  cli_json_time (builder, "created", act->created);
  cli_json_string (builder, "login", act->login);
  cli_json_string (builder, "operation", act->operation);
  cli_json_string (builder, "object", act->object);
  cli_json_string (builder, "certificate", act->certificate);
  json_builder_end_object (builder);
  cli_json_print (builder);
}

/* The newest twenty, as of certificates. */
static gboolean
list (CliPlatform *platform, const Options *options, GError **error)
{
  g_autofree char *enterprise = NULL;
  WireActs *acts = NULL;
  ClientQuestion question = {.operation = WIRE_LIST_ACTS};

  if (options->enterprise != NULL)
    {
      enterprise = cli_platform_find_enterprise (platform, options->enterprise, error);
      if (enterprise == NULL)
        return FALSE;
      question = (ClientQuestion){.operation = WIRE_LIST_ACTS_OF, .value = enterprise};
    }
  if (!client_platform_ask (platform->client, &question, (gpointer *) &acts, error))
    return FALSE;
  for (guint i = 0; i < acts->items->len; i++)
    (options->json ? print_json : print_text) (acts->items->pdata[i]);
  wire_free (&wire_acts_type, acts);
  return TRUE;
}

static gboolean
write_act (const WireAct *act, const Options *options, GError **error)
{
  g_autoptr (GBytes) words = g_bytes_new (act->statement, strlen (act->statement));

  return keys_file_write (options->statement, words, FALSE, error) &&
         keys_file_write (options->signature, act->signature, FALSE, error);
}

static gboolean
fetch (CliPlatform *platform, const char *id, const Options *options, GError **error)
{
  WireAct *act = NULL;
  gboolean written;

  if (!client_platform_ask (platform->client,
                            &(ClientQuestion){.operation = WIRE_GET_ACT, .value = id},
                            (gpointer *) &act, error))
    return FALSE;
  print_text (act);
  written = act->statement != NULL && act->signature != NULL && write_act (act, options, error);
  wire_free (&wire_act_type, act);
  return written;
}

/**
 * cli_platform_acts:
 * @argv: the arguments
 *
 * Lists signed acts, or writes one.
 *
 * Returns: the exit status
 */
CliExit
cli_platform_acts (char **argv)
{
  g_auto (Options) options = {NULL};
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) rest = g_strdupv (argv);
  g_autoptr (CliPlatform) platform = NULL;
  gboolean one;

  if (!parse (&options, &rest, &error))
    return cli_error_print (NULL, error);
  one = g_strv_length (rest) == 2;
  if (g_strv_length (rest) > 2 || one != (options.statement != NULL) ||
      one != (options.signature != NULL))
    return cli_error_usage (_ ("give one number of an act, --statement and --signature; or none"));
  platform = cli_platform_open (NULL, &error);
  if (platform == NULL ||
      !(one ? fetch (platform, rest[1], &options, &error) : list (platform, &options, &error)))
    return cli_error_print (one ? rest[1] : NULL, error);
  return CLI_EXIT_OK;
}
