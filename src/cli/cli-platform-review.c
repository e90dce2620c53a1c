/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <string.h>

#include "cli-error.h"
#include "cli-json.h"
#include "cli-platform-signer.h"
#include "cli-review-pictures.h"
#include "wire-identity.h"
#include "wire-organisation.h"
#include "wire-problem.h"

typedef struct {
  gboolean json;
  gboolean enterprise;
  char *pictures;
  char *reason;
  char *etag;
  CliPlatformSigner signer;
} Options;

static void
options_clear (Options *self)
{
  g_clear_pointer (&self->pictures, g_free);
  g_clear_pointer (&self->reason, g_free);
  g_clear_pointer (&self->etag, g_free);
  cli_platform_signer_clear (&self->signer);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse (Options *self, const char *parameters, const char *summary, char ***argv, GError **error)
{
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->json, N_("print one JSON object a line"), NULL },
    { "enterprise", 0, 0, G_OPTION_ARG_NONE, &self->enterprise, N_("show, accept, reject: it is an enterprise, not a person"), NULL },
    { "pictures", 0, 0, G_OPTION_ARG_FILENAME, &self->pictures, N_("show: write the pictures into this folder; they are removed when it is decided"), N_("FOLDER") },
    { "reason", 0, 0, G_OPTION_ARG_STRING, &self->reason, N_("reject, doubt: why; the person reads it"), N_("TEXT") },
    { "etag", 0, 0, G_OPTION_ARG_STRING, &self->etag, N_("accept, reject, doubt: of what you have seen, as list and show tell it; needed"), "TAG" },
    CLI_PLATFORM_SIGNER_ENTRIES (self->signer),
    { NULL },
  };
  /* clang-format on */
  return cli_command_parse (entries, parameters, summary, argv, error);
}

static void
print_time (gint64 time)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time);
  g_autofree char *text = utc != NULL ? g_date_time_format (utc, "%Y-%m-%dT%H:%M:%SZ") : NULL;

  g_print ("  %s", text != NULL ? text : "-");
}

static void
print_person (const WireReview *review, gboolean json)
{
  g_autoptr (JsonBuilder) builder = NULL;

  if (!json)
    {
      g_print ("%s  %s", review->id, _ ("person"));
      print_time (review->submitted);
      g_print ("  %s (…%s)  %s", review->name, review->id_last_four, review->challenge);
      if (review->former_name != NULL)
        g_print (_ ("  until now: %s"), review->former_name);
      if (review->own)
        g_print (_ ("  yours: somebody else decides on it"));
      g_print ("  --etag %s\n", review->etag);
      return;
    }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  cli_json_string (builder, "kind", "person");
  cli_json_string (builder, "id", review->id);
  cli_json_string (builder, "name", review->name);
  cli_json_string (builder, "former_name", review->former_name);
  cli_json_string (builder, "id_last_four", review->id_last_four);
  cli_json_string (builder, "challenge", review->challenge);
  cli_json_time (builder, "submitted", review->submitted);
  cli_json_time (builder, "expires", review->expires);
  cli_json_string (builder, "etag", review->etag);
  cli_json_boolean (builder, "own", review->own);
  json_builder_end_object (builder);
  cli_json_print (builder);
}

static void
print_enterprise (const WireOrganisation *organisation, gboolean json)
{
  g_autoptr (JsonBuilder) builder = NULL;

  if (!json)
    {
      g_print ("%s  %s", organisation->id, _ ("enterprise"));
      print_time (organisation->created);
      g_print ("  %s  %s  %s", organisation->name, organisation->credit_code,
               organisation->legal_representative);
      if (organisation->reason != NULL)
        g_print (_ ("  reported: %s"), organisation->reason);
      if (organisation->own)
        g_print (_ ("  yours: somebody else decides on it"));
      g_print ("  --etag %s\n", organisation->etag);
      return;
    }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  cli_json_string (builder, "kind", "enterprise");
  cli_json_string (builder, "id", organisation->id);
  cli_json_string (builder, "name", organisation->name);
  cli_json_string (builder, "credit_code", organisation->credit_code);
  cli_json_string (builder, "legal_representative", organisation->legal_representative);
  cli_json_string (builder, "state", organisation->state);
  cli_json_string (builder, "doubt", organisation->reason);
  cli_json_time (builder, "submitted", organisation->created);
  cli_json_string (builder, "etag", organisation->etag);
  cli_json_boolean (builder, "own", organisation->own);
  json_builder_end_object (builder);
  cli_json_print (builder);
}

static gboolean
list_people (CliPlatform *platform, gboolean json, GError **error)
{
  WireReviews *reviews = NULL;

  if (!client_platform_ask (platform->client, &(ClientQuestion){.operation = WIRE_LIST_REVIEWS},
                            (gpointer *) &reviews, error))
    return FALSE;
  for (guint i = 0; i < reviews->items->len; i++)
    print_person (reviews->items->pdata[i], json);
  if (reviews->next != NULL)
    g_printerr (_ ("More people wait; they follow as these are decided.\n"));
  else
    cli_review_pictures_sweep (platform, reviews);
  wire_free (&wire_reviews_type, reviews);
  return TRUE;
}

static gboolean
list_enterprises (CliPlatform *platform, gboolean json, GError **error)
{
  WireOrganisations *claims = NULL;

  if (!client_platform_ask (platform->client, &(ClientQuestion){.operation = WIRE_LIST_CLAIMS},
                            (gpointer *) &claims, error))
    return FALSE;
  for (guint i = 0; i < claims->items->len; i++)
    print_enterprise (claims->items->pdata[i], json);
  if (claims->next != NULL)
    g_printerr (_ ("More enterprises wait; they follow as these are decided.\n"));
  wire_free (&wire_organisations_type, claims);
  return TRUE;
}

static CliExit
list (char **argv)
{
  g_auto (Options) options = {FALSE};
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) rest = g_strdupv (argv);
  g_autoptr (CliPlatform) platform = NULL;

  if (!parse (&options, NULL, _ ("Lists what waits for an operator, the oldest first."), &rest,
              &error) ||
      !(platform = cli_platform_open (NULL, &error)) ||
      !list_people (platform, options.json, &error) ||
      !list_enterprises (platform, options.json, &error))
    return cli_error_print (NULL, error);
  return CLI_EXIT_OK;
}

/* What is over needs no pictures any more. */
static void
forget_ended (const char *id, const GError *error)
{
  static const int ends[] = {WIRE_PROBLEM_DECIDED, WIRE_PROBLEM_EXPIRED, WIRE_PROBLEM_GONE};

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    if (g_error_matches (error, WIRE_PROBLEM, ends[i]))
      cli_review_pictures_remove (id);
}

static gboolean
show_review (const Options *options, const char *id, GError **error)
{
  g_autoptr (CliPlatform) platform = cli_platform_open (NULL, error);
  WireReview *review = NULL;
  gboolean done = TRUE;

  if (platform == NULL ||
      !client_platform_ask (platform->client,
                            &(ClientQuestion){.operation = WIRE_GET_REVIEW, .value = id},
                            (gpointer *) &review, error))
    {
      forget_ended (id, *error);
      return FALSE;
    }
  print_person (review, options->json);
  if (options->pictures != NULL)
    done = cli_review_pictures_write (platform, review, options->pictures, error);
  wire_free (&wire_review_type, review);
  return done;
}

/* By its id or by its credit code, whatever its state. */
static gboolean
show_enterprise (const Options *options, const char *id, GError **error)
{
  g_autoptr (CliPlatform) platform = cli_platform_open (NULL, error);
  WireOrganisation *organisation = NULL;

  if (platform == NULL ||
      !client_platform_ask (platform->client,
                            &(ClientQuestion){.operation = WIRE_GET_CLAIM, .value = id},
                            (gpointer *) &organisation, error))
    return FALSE;
  print_enterprise (organisation, options->json);
  wire_free (&wire_organisation_type, organisation);
  return TRUE;
}

static CliExit
show (char **argv)
{
  g_auto (Options) options = {FALSE};
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) rest = g_strdupv (argv);

  if (!parse (
          &options, _ ("ID"),
          _ ("Shows what a person sent for their identification. That it was looked at is kept "
             "on record by the platform. With --enterprise, an enterprise by its id or its credit "
             "code, also one that was confirmed."),
          &rest, &error))
    return cli_error_print (NULL, error);
  if (g_strv_length (rest) != 2)
    return cli_error_usage (_ ("give the id that the list tells"));
  if (!(options.enterprise ? show_enterprise : show_review) (&options, rest[1], &error))
    return cli_error_print (rest[1], error);
  return CLI_EXIT_OK;
}

typedef struct {
  WireOperation person;
  WireOperation enterprise;
} Decision;

static const Decision accepted = {WIRE_ACCEPT_REVIEW, WIRE_CONFIRM_CLAIM};
static const Decision rejected = {WIRE_REJECT_REVIEW, WIRE_REJECT_CLAIM};
static const Decision doubted = {WIRE_N_OPERATIONS, WIRE_DOUBT_CLAIM}; /* an enterprise only */

static CliExit
decide (const Options *options, const char *id, const Decision *decision)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CliPlatform) platform = cli_platform_open (NULL, &error);
  const WireRejection rejection = {.reason = options->reason};
  g_autoptr (CliKey) key = NULL;
  ClientQuestion question = {
      .operation = options->enterprise ? decision->enterprise : decision->person,
      .value = id,
      .etag = options->etag,
      .body = decision == &accepted ? NULL : &rejection,
  };

  if (platform != NULL && cli_platform_signer_is_named (&options->signer))
    {
      key = cli_key_open (&options->signer.options, &error);
      question.signer = key != NULL ? cli_key_get_signer (key) : NULL;
    }
  if (error != NULL || !client_platform_ask (platform->client, &question, NULL, &error))
    {
      forget_ended (id, error);
      return cli_error_print (id, error);
    }
  cli_review_pictures_remove (id);
  g_print (decision == &accepted   ? _ ("%s: accepted\n")
           : decision == &rejected ? _ ("%s: rejected\n")
                                   : _ ("%s: in doubt; its certificates are suspended\n"),
           id);
  return CLI_EXIT_OK;
}

static CliExit
usage_etag (void)
{
  return cli_error_usage (
      _ ("say with --etag on what you decide: show tells it, of an enterprise with "
         "--enterprise"));
}

static CliExit
accept (char **argv)
{
  g_auto (Options) options = {FALSE};
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) rest = g_strdupv (argv);

  if (!parse (&options, _ ("ID"),
              _ ("Takes a person for who they say, or an enterprise for what its representative "
                 "says. It cannot be taken back."),
              &rest, &error))
    return cli_error_print (NULL, error);
  if (g_strv_length (rest) != 2)
    return cli_error_usage (_ ("give the id that the list tells"));
  if (options.etag == NULL)
    return usage_etag ();
  return decide (&options, rest[1], &accepted);
}

static CliExit
reject (char **argv)
{
  g_auto (Options) options = {FALSE};
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) rest = g_strdupv (argv);

  if (!parse (&options, _ ("ID"), _ ("Rejects what waits, with a reason."), &rest, &error))
    return cli_error_print (NULL, error);
  if (g_strv_length (rest) != 2)
    return cli_error_usage (_ ("give the id that the list tells"));
  if (options.reason == NULL || *g_strstrip (options.reason) == '\0')
    return cli_error_usage (_ ("say with --reason why"));
  if (options.etag == NULL)
    return usage_etag ();
  return decide (&options, rest[1], &rejected);
}

static CliExit
doubt (char **argv)
{
  g_auto (Options) options = {FALSE};
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) rest = g_strdupv (argv);

  if (!parse (
          &options, _ ("ID"),
          _ ("Puts an enterprise that was confirmed in doubt, with a reason: it waits again, and "
             "its certificates are suspended."),
          &rest, &error))
    return cli_error_print (NULL, error);
  if (g_strv_length (rest) != 2)
    return cli_error_usage (_ ("give the id that show --enterprise tells"));
  if (options.reason == NULL || *g_strstrip (options.reason) == '\0')
    return cli_error_usage (_ ("say with --reason why"));
  if (options.etag == NULL)
    return usage_etag ();
  options.enterprise = TRUE;
  return decide (&options, rest[1], &doubted);
}

static const CliCommand commands[] = {
    {"list", list, N_ ("list what waits for an operator")},
    {"show", show, N_ ("show what a person sent")},
    {"accept", accept, N_ ("accept a person, or with --enterprise an enterprise")},
    {"reject", reject, N_ ("reject one of them, with a reason")},
    {"doubt", doubt, N_ ("put an enterprise that was confirmed in doubt, with a reason")},
};

/**
 * cli_platform_review:
 * @argv: the arguments
 *
 * The group of commands of a platform's operator.
 *
 * Returns: the exit status
 */
CliExit
cli_platform_review (char **argv)
{
  return cli_command_dispatch (commands, G_N_ELEMENTS (commands), argv + 1);
}
