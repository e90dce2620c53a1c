/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli-error.h"
#include "cli-json.h"
#include "cli-platform-signer.h"
#include "cli-platform.h"
#include "wire-identity.h"
#include "wire-organisation.h"

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
    { "enterprise", 0, 0, G_OPTION_ARG_NONE, &self->enterprise, N_("accept, reject: it is an enterprise, not a person"), NULL },
    { "pictures", 0, 0, G_OPTION_ARG_FILENAME, &self->pictures, N_("show: write the pictures into this folder"), N_("FOLDER") },
    { "reason", 0, 0, G_OPTION_ARG_STRING, &self->reason, N_("reject: why; the person reads it"), N_("TEXT") },
    { "etag", 0, 0, G_OPTION_ARG_STRING, &self->etag, N_("accept, reject: only if it is still what --json showed under this etag"), "TAG" },
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
      g_print ("\n");
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
      g_print ("  %s  %s  %s\n", organisation->name, organisation->credit_code,
               organisation->legal_representative);
      return;
    }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  cli_json_string (builder, "kind", "enterprise");
  cli_json_string (builder, "id", organisation->id);
  cli_json_string (builder, "name", organisation->name);
  cli_json_string (builder, "credit_code", organisation->credit_code);
  cli_json_string (builder, "legal_representative", organisation->legal_representative);
  cli_json_string (builder, "doubt", organisation->reason);
  cli_json_time (builder, "submitted", organisation->created);
  cli_json_string (builder, "etag", organisation->etag);
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

/* For their owner alone, and never over what is there: the pictures are of somebody's face. */
static gboolean
write_picture (const char *path, GBytes *jpeg, GError **error)
{
  int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  gsize size;
  const guint8 *data = g_bytes_get_data (jpeg, &size);
  gboolean done = fd >= 0;

  while (done && size > 0)
    {
      gssize n = write (fd, data, size);

      done = n > 0 || (n < 0 && errno == EINTR);
      data += MAX (n, 0);
      size -= (gsize) MAX (n, 0);
    }
  if (!done)
    g_set_error (error, CLI_ERROR, CLI_ERROR_OUTPUT, "%s: %s", path, g_strerror (errno));
  if (fd >= 0)
    close (fd);
  return done;
}

/* Whoever sent them named nothing: the names are of the challenge's words, which the platform made,
 * as far as they are the letters that those consist of. */
static gboolean
write_pictures (const WireReview *review, const char *folder, GError **error)
{
  g_auto (GStrv) words = g_strsplit (review->challenge, " ", -1);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, CLI_ERROR, CLI_ERROR_OUTPUT, "%s: %s", folder, g_strerror (errno));
      return FALSE;
    }
  for (guint i = 0; i < review->pictures->len && words[i] != NULL; i++)
    {
      const WirePicture *picture = review->pictures->pdata[i];
      g_autofree char *word = g_strcanon (g_strdup (words[i]),
                                          "abcdefghijklmnopqrstuvwxyz0123456789-", '-');
      g_autofree char *name = g_strdup_printf ("%u-%.40s.jpg", i + 1, word);
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (!write_picture (path, picture->jpeg, error))
        return FALSE;
      g_print ("%s\n", path);
    }
  return TRUE;
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
    return FALSE;
  print_person (review, options->json);
  if (options->pictures != NULL)
    done = write_pictures (review, options->pictures, error);
  wire_free (&wire_review_type, review);
  return done;
}

static CliExit
show (char **argv)
{
  g_auto (Options) options = {FALSE};
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) rest = g_strdupv (argv);

  if (!parse (&options, _ ("ID"),
              _ ("Shows what a person sent for their identification. That it was looked at is kept "
                 "on record by the platform."),
              &rest, &error))
    return cli_error_print (NULL, error);
  if (g_strv_length (rest) != 2)
    return cli_error_usage (_ ("give the id that the list tells"));
  if (!show_review (&options, rest[1], &error))
    return cli_error_print (rest[1], error);
  return CLI_EXIT_OK;
}

static CliExit
decide (const Options *options, const char *id, gboolean accept)
{
  static const WireOperation operations[2][2] = {
      {WIRE_REJECT_REVIEW, WIRE_ACCEPT_REVIEW},
      {WIRE_REJECT_CLAIM, WIRE_CONFIRM_CLAIM},
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (CliPlatform) platform = cli_platform_open (NULL, &error);
  const WireRejection rejection = {.reason = options->reason};
  g_autoptr (CliKey) key = NULL;
  ClientQuestion question = {
      .operation = operations[options->enterprise][accept],
      .value = id,
      .etag = options->etag,
      .body = accept ? NULL : &rejection,
  };

  if (platform != NULL && cli_platform_signer_is_named (&options->signer))
    {
      key = cli_key_open (&options->signer.options, &error);
      question.signer = key != NULL ? cli_key_get_signer (key) : NULL;
    }
  if (error != NULL || !client_platform_ask (platform->client, &question, NULL, &error))
    return cli_error_print (id, error);
  g_print (accept ? _ ("%s: accepted\n") : _ ("%s: rejected\n"), id);
  return CLI_EXIT_OK;
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
  return decide (&options, rest[1], TRUE);
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
  return decide (&options, rest[1], FALSE);
}

static const CliCommand commands[] = {
    {"list", list, N_ ("list what waits for an operator")},
    {"show", show, N_ ("show what a person sent")},
    {"accept", accept, N_ ("accept a person, or with --enterprise an enterprise")},
    {"reject", reject, N_ ("reject one of them, with a reason")},
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
