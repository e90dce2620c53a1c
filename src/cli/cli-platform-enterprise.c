/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "cli-error.h"
#include "cli-json.h"
#include "cli-platform-signer.h"
#include "cli-platform.h"
#include "wire-credit-code.h"
#include "wire-identity.h"
#include "wire-organisation.h"
#include "wire-text.h"

/* What a command does with one enterprise; the words are those after its code. */
typedef gboolean (*Act) (CliPlatform *platform,
                         const WireOrganisation *organisation,
                         char **words,
                         GError **error);

static gboolean
ask (CliPlatform *platform, const ClientQuestion *question, gpointer answer, GError **error)
{
  return client_platform_ask (platform->client, question, answer, error);
}

static WireOrganisations *
get_all (CliPlatform *platform, GError **error)
{
  WireOrganisations *all = NULL;

  ask (platform, &(ClientQuestion){.operation = WIRE_LIST_ORGANISATIONS}, &all, error);
  return all;
}

/* The newest claim of a code: one that was rejected may stand before it. */
static const WireOrganisation *
find (const WireOrganisations *all, const char *code, GError **error)
{
  g_autofree char *meant = wire_text_dup_code (code);

  for (guint i = all->items->len; i-- > 0;)
    if (g_str_equal (((WireOrganisation *) all->items->pdata[i])->credit_code, meant))
      return all->items->pdata[i];
  g_set_error (error, CLI_ERROR, CLI_ERROR_USAGE, _ ("%s: you belong to no such enterprise"), code);
  return NULL;
}

/**
 * cli_platform_find_enterprise:
 * @platform: a platform, logged in to
 * @code: unified social credit code
 * @error: %CLI_ERROR_USAGE, %WIRE_PROBLEM or why it does not answer
 *
 * Finds an enterprise that the person represents or belongs to.
 *
 * Returns: (transfer full): its id, or %NULL on error
 */
char *
cli_platform_find_enterprise (CliPlatform *platform, const char *code, GError **error)
{
  WireOrganisations *all = get_all (platform, error);
  const WireOrganisation *found = all != NULL ? find (all, code, error) : NULL;
  char *id = found != NULL ? g_strdup (found->id) : NULL;

  if (all != NULL)
    wire_free (&wire_organisations_type, all);
  return id;
}

static void
print (const WireOrganisation *organisation)
{
  g_autofree char *roles = g_strjoinv (" ", organisation->roles);

  g_print ("%s  %s  %s  %s\n", organisation->credit_code, organisation->state, roles,
           organisation->name);
  if (organisation->reason != NULL)
    g_print ("  %s\n", organisation->reason);
}

static void
print_json (const WireOrganisation *organisation)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *roles = g_strjoinv (" ", organisation->roles);

  json_builder_begin_object (builder);
  cli_json_string (builder, "code", organisation->credit_code);
  cli_json_string (builder, "name", organisation->name);
  cli_json_string (builder, "legal_representative", organisation->legal_representative);
  cli_json_string (builder, "state", organisation->state);
  cli_json_string (builder, "reason", organisation->reason);
  cli_json_string (builder, "roles", roles);
  json_builder_end_object (builder);
  cli_json_print (builder);
}

static gboolean
list (gboolean json, GError **error)
{
  g_autoptr (CliPlatform) platform = cli_platform_open (NULL, error);
  WireOrganisations *all = platform != NULL ? get_all (platform, error) : NULL;

  if (all == NULL)
    return FALSE;
  for (guint i = 0; i < all->items->len; i++)
    (json ? print_json : print) (all->items->pdata[i]);
  wire_free (&wire_organisations_type, all);
  return TRUE;
}

/**
 * cli_platform_enterprises:
 * @argv: the arguments
 *
 * Lists the person's enterprises.
 *
 * Returns: the exit status
 */
CliExit
cli_platform_enterprises (char **argv)
{
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
      {"json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("print one JSON object a line"), NULL},
      {NULL},
  };
  g_auto (GStrv) rest = g_strdupv (argv);
  g_autoptr (GError) error = NULL;

  if (!cli_command_parse (entries, NULL,
                          _ ("Lists the enterprises that you represent or belong to: code, state, "
                             "your roles, name."),
                          &rest, &error) ||
      !list (json, &error))
    return cli_error_print (NULL, error);
  return CLI_EXIT_OK;
}

/* What is mistyped is said before anybody is asked. */
static gboolean
check_code (const char *code, GError **error)
{
  if (wire_credit_code_is_valid (code))
    return TRUE;
  g_set_error (
      error, CLI_ERROR, CLI_ERROR_USAGE,
      _ ("%s is no unified social credit code: compare its 18 characters with the business "
         "licence"),
      code);
  return FALSE;
}

static gboolean
claim (const char *name, const char *typed, GError **error)
{
  g_autofree char *code = wire_text_dup_code (typed);
  g_autoptr (CliPlatform) platform = check_code (code, error) ? cli_platform_open (NULL, error)
                                                              : NULL;
  const WireNewOrganisation message = {.name = (char *) name, .credit_code = code};
  WireOrganisation *organisation = NULL;

  if (platform == NULL ||
      !ask (platform, &(ClientQuestion){.operation = WIRE_CREATE_ORGANISATION, .body = &message},
            &organisation, error))
    return FALSE;
  print (organisation);
  wire_free (&wire_organisation_type, organisation);
  return TRUE;
}

/**
 * cli_platform_claim:
 * @argv: the arguments
 *
 * Represents an enterprise from now on.
 *
 * Returns: the exit status
 */
CliExit
cli_platform_claim (char **argv)
{
  const GOptionEntry entries[] = {{NULL}};
  g_auto (GStrv) rest = g_strdupv (argv);
  g_autoptr (GError) error = NULL;

  if (!cli_command_parse (entries, _ ("NAME CODE"),
                          _ ("Says that you are the legal representative of an enterprise. Where "
                             "identities are verified, an operator compares it with the register."),
                          &rest, &error))
    return cli_error_print (NULL, error);
  if (g_strv_length (rest) != 3)
    return cli_error_usage (_ ("name the enterprise and its unified social credit code"));
  return claim (rest[1], rest[2], &error) ? CLI_EXIT_OK : cli_error_print (rest[2], error);
}

static void
print_member (const WireMember *member)
{
  g_autofree char *roles = g_strjoinv (" ", member->roles);

  g_print ("%s  %s  %s\n", member->login, roles, member->name);
}

static void
print_member_json (const WireMember *member)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *roles = g_strjoinv (" ", member->roles);

  json_builder_begin_object (builder);
  cli_json_string (builder, "login", member->login);
  cli_json_string (builder, "name", member->name);
  cli_json_string (builder, "roles", roles);
  cli_json_time (builder, "since", member->since);
  cli_json_string (builder, "etag", member->etag);
  json_builder_end_object (builder);
  cli_json_print (builder);
}

static gboolean
print_members (CliPlatform *platform,
               const WireOrganisation *organisation,
               gboolean json,
               GError **error)
{
  WireMembers *members = NULL;

  if (!ask (platform, &(ClientQuestion){.operation = WIRE_LIST_MEMBERS, .value = organisation->id},
            &members, error))
    return FALSE;
  if (!json)
    g_print ("–  legal-representative  %s\n", organisation->legal_representative);
  for (guint i = 0; i < members->items->len; i++)
    (json ? print_member_json : print_member) (members->items->pdata[i]);
  wire_free (&wire_members_type, members);
  return TRUE;
}

static gboolean
list_members (CliPlatform *platform,
              const WireOrganisation *organisation,
              char **words,
              GError **error)
{
  return print_members (platform, organisation, FALSE, error);
}

static gboolean
list_members_json (CliPlatform *platform,
                   const WireOrganisation *organisation,
                   char **words,
                   GError **error)
{
  return print_members (platform, organisation, TRUE, error);
}

static gboolean
remove_member (CliPlatform *platform, const char *organisation, const char *login, GError **error)
{
  WireMembers *members = NULL;
  gboolean ok = FALSE;

  if (!ask (platform, &(ClientQuestion){.operation = WIRE_LIST_MEMBERS, .value = organisation},
            &members, error))
    return FALSE;
  for (guint i = 0; i < members->items->len; i++)
    {
      const WireMember *member = members->items->pdata[i];

      if (!g_str_equal (member->login, login))
        continue;
      ok = ask (platform,
                &(ClientQuestion){.operation = WIRE_REMOVE_MEMBER,
                                  .value = organisation,
                                  .person = member->person,
                                  .etag = platform->etag ? platform->etag : member->etag,
                                  .signer = platform->signer},
                NULL, error);
      wire_free (&wire_members_type, members);
      return ok;
    }
  wire_free (&wire_members_type, members);
  g_set_error (error, CLI_ERROR, CLI_ERROR_USAGE, _ ("%s is no member"), login);
  return FALSE;
}

/* LOGIN ROLE…; without a role they end. */
static gboolean
set_member (CliPlatform *platform,
            const WireOrganisation *organisation,
            char **words,
            GError **error)
{
  const WireNewMember message = {.login = words[0], .roles = words + 1};

  if (words[1] == NULL)
    return remove_member (platform, organisation->id, words[0], error);
  return ask (platform,
              &(ClientQuestion){.operation = WIRE_SET_MEMBER,
                                .value = organisation->id,
                                .body = &message,
                                .etag = platform->etag,
                                .signer = platform->signer},
              NULL, error);
}

static gboolean
report (CliPlatform *platform, const WireOrganisation *organisation, char **words, GError **error)
{
  const WireRejection message = {.reason = words[0]};

  return ask (platform,
              &(ClientQuestion){.operation = WIRE_REPORT_ORGANISATION,
                                .value = organisation->id,
                                .body = &message,
                                .signer = platform->signer},
              NULL, error);
}

static gboolean
withdraw (CliPlatform *platform, const WireOrganisation *organisation, char **words, GError **error)
{
  return ask (platform,
              &(ClientQuestion){.operation = WIRE_WITHDRAW_ORGANISATION,
                                .value = organisation->id,
                                .signer = platform->signer},
              NULL, error);
}

typedef struct {
  CliPlatformSigner signer;
  char *etag;
} Condition;

static void
condition_clear (Condition *self)
{
  cli_platform_signer_clear (&self->signer);
  g_clear_pointer (&self->etag, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Condition, condition_clear)

static gboolean
act_on (const char *code, Act act, char **words, const Condition *condition, GError **error)
{
  g_autoptr (CliPlatform) platform = cli_platform_open (NULL, error);
  g_autoptr (CliKey) key = NULL;

  if (platform != NULL)
    platform->etag = condition->etag;
  if (platform != NULL && cli_platform_signer_is_named (&condition->signer))
    {
      key = cli_key_open (&condition->signer.options, error);
      if (key == NULL)
        return FALSE;
      platform->signer = cli_key_get_signer (key);
    }
  WireOrganisations *all = platform != NULL ? get_all (platform, error) : NULL;
  const WireOrganisation *found = all != NULL ? find (all, code, error) : NULL;
  gboolean ok = found != NULL && act (platform, found, words, error);

  if (all != NULL)
    wire_free (&wire_organisations_type, all);
  return ok;
}

/**
 * cli_platform_members:
 * @argv: the arguments
 *
 * Lists an enterprise's members, or changes what one of them may do.
 *
 * Returns: the exit status
 */
CliExit
cli_platform_members (char **argv)
{
  g_auto (Condition) condition = {.etag = NULL};
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
      {"json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("print one JSON object a line"), NULL},
      CLI_PLATFORM_ETAG_ENTRY (condition.etag),
      CLI_PLATFORM_SIGNER_ENTRIES (condition.signer),
      {NULL},
  };
  g_auto (GStrv) rest = g_strdupv (argv);
  g_autoptr (GError) error = NULL;
  guint n;

  if (!cli_command_parse (entries, _ ("CODE [LOGIN [ROLE…]]"),
                          _ ("Lists who may do what for an enterprise. With a login, gives that "
                             "person these roles and no others: applicant, approver, "
                             "seal-administrator, auditor; without a role, all of theirs end."),
                          &rest, &error))
    return cli_error_print (NULL, error);
  n = g_strv_length (rest);
  if (n < 2)
    return cli_error_usage (_ ("say which enterprise, by its unified social credit code"));
  return act_on (rest[1],
                 n > 2  ? set_member
                 : json ? list_members_json
                        : list_members,
                 rest + 2, &condition, &error)
             ? CLI_EXIT_OK
             : cli_error_print (rest[1], error);
}

/**
 * cli_platform_report:
 * @argv: the arguments
 *
 * Reports that something on record of an enterprise is wrong.
 *
 * Returns: the exit status
 */
CliExit
cli_platform_report (char **argv)
{
  g_auto (Condition) condition = {.etag = NULL};
  const GOptionEntry entries[] = {
      CLI_PLATFORM_SIGNER_ENTRIES (condition.signer),
      {NULL},
  };
  g_auto (GStrv) rest = g_strdupv (argv);
  g_autoptr (GError) error = NULL;

  if (!cli_command_parse (entries, _ ("CODE TEXT"),
                          _ ("Reports what is wrong with what is on record of your enterprise. No "
                             "certificate is issued in its name until it is looked into."),
                          &rest, &error))
    return cli_error_print (NULL, error);
  if (g_strv_length (rest) != 3)
    return cli_error_usage (_ ("name the code of the enterprise, and say what is wrong"));
  return act_on (rest[1], report, rest + 2, &condition, &error) ? CLI_EXIT_OK
                                                                : cli_error_print (rest[1], error);
}

/**
 * cli_platform_withdraw:
 * @argv: the arguments
 *
 * Gives up a claim of an enterprise that waits.
 *
 * Returns: the exit status
 */
CliExit
cli_platform_withdraw (char **argv)
{
  g_auto (Condition) condition = {.etag = NULL};
  const GOptionEntry entries[] = {
      CLI_PLATFORM_SIGNER_ENTRIES (condition.signer),
      {NULL},
  };
  g_auto (GStrv) rest = g_strdupv (argv);
  g_autoptr (GError) error = NULL;

  if (!cli_command_parse (entries, _ ("CODE"),
                          _ ("Gives up that you represent an enterprise, while an operator has not "
                             "decided on it. Its code is free again."),
                          &rest, &error))
    return cli_error_print (NULL, error);
  if (g_strv_length (rest) != 2)
    return cli_error_usage (_ ("say which enterprise, by its unified social credit code"));
  return act_on (rest[1], withdraw, rest + 2, &condition, &error)
             ? CLI_EXIT_OK
             : cli_error_print (rest[1], error);
}
