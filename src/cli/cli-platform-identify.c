/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli-error.h"
#include "cli-platform.h"
#include "seal-code.h"
#include "wire-event.h"
#include "wire-identity.h"

/* Black on white whatever the colours of the terminal are: a code in light on dark is not read by
 * every phone. */
#define INK "\033[30;107m"
#define PLAIN "\033[0m"
#define WIPE "\r\033[K"

/* What a phone would send. */
static gboolean
confirm_here (CliPlatform *platform, WireIdentity *identity, GError **error)
{
  const char *secret = strchr (identity->verification_uri, '#');
  const WireScan scan = {.secret = (char *) (secret != NULL ? secret + 1 : "")};
  WirePhone *phone = NULL;
  gboolean ok;

  if (!g_str_equal (identity->provider, "trial"))
    {
      g_set_error_literal (error, CLI_ERROR, CLI_ERROR_USAGE,
                           _ ("--confirm-here is for trial platforms; this one verifies people"));
      return FALSE;
    }
  if (!cli_platform_ask (platform, WIRE_SCAN_CODE, &scan, (gpointer *) &phone, error))
    return FALSE;
  const WirePhoneCode code = {.token = phone->token, .match_code = identity->match_code};
  ok = cli_platform_ask (platform, WIRE_CONFIRM_CODE, &code, NULL, error);
  wire_free (&wire_phone_type, phone);
  return ok;
}

/* In a pipe the ground is what whoever reads it has: bare text, dark on light as on paper. */
static void
draw_code (const char *uri)
{
  g_autofree char *text = seal_code_to_text (uri);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  gboolean colours = isatty (STDOUT_FILENO);

  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    g_print ("%s%s%s\n", colours ? INK : "", lines[i], colours ? PLAIN : "");
}

static void
show_code (CliPlatform *platform, const CliPlatformProof *wish, WireIdentity *identity)
{
  const char *charset;

  if (wish->qr && g_get_charset (&charset))
    draw_code (identity->verification_uri);
  else if (wish->qr)
    g_printerr (_ ("this terminal is not set to UTF-8, in which the code could be drawn\n"));
  g_print (_ ("open on your phone: %s\nand enter there: %s\n"), identity->verification_uri,
           identity->match_code);
  if (wish->qr && identity->organisation != NULL)
    /* Translators: a person, an enterprise and an address. */
    g_print (_ ("%s, for %s, at %s\n"), identity->name, identity->organisation, platform->url);
  else if (wish->qr)
    /* Translators: a person and an address. */
    g_print (_ ("%s, at %s\n"), identity->name, platform->url);
}

static char *
dup_progress (const WireIdentity *identity, gint64 now)
{
  if (g_str_equal (identity->state, "waiting"))
    return g_strdup_printf (_ ("Waiting for the phone. The code is good for %d more seconds."),
                            (int) MAX (identity->expires - now, 0));
  if (g_str_equal (identity->state, "scanned"))
    return g_strdup_printf (
        ngettext ("The phone has read the code. Enter the number there; %d try is left.",
                  "The phone has read the code. Enter the number there; %d tries are left.",
                  (gulong) identity->retries),
        (int) identity->retries);
  if (g_str_equal (identity->state, "in-progress"))
    return g_strdup (_ ("The identification is going on."));
  return g_strdup (g_str_equal (identity->state, "passed")
                       ? _ ("Passed. The certificate is being issued.")
                       : identity->state);
}

/* On a terminal one line that changes; in a pipe a line for each state. */
static void
show_progress (const WireIdentity *identity, char **last)
{
  g_autofree char *words = dup_progress (identity, g_get_real_time () / G_USEC_PER_SEC);
  gboolean over = g_str_equal (identity->state, "passed");

  if (isatty (STDOUT_FILENO))
    {
      g_print (WIPE "%s%s", words, over ? "\n" : "");
      fflush (stdout);
    }
  else if (g_strcmp0 (*last, identity->state) != 0)
    {
      g_print ("%s\n", words);
      fflush (stdout);
    }
  g_free (*last);
  *last = g_strdup (identity->state);
}

/* Whether it has passed; FALSE without an error while it goes on. */
static gboolean
has_passed (const WireIdentity *identity, GError **error)
{
  static const char *const going_on[] = {"waiting", "scanned", "in-progress", "passed", NULL};

  if (!g_strv_contains (going_on, identity->state))
    g_set_error (error, CLI_ERROR, CLI_ERROR_IDENTIFICATION, "%s", identity->state);
  return g_str_equal (identity->state, "passed");
}

/* How long it is waited for news before the words are written anew, and while nobody tells any. */
#define CALM_SECONDS 10

/* Until the platform says that something has happened, or the code is over, which nobody tells. The
 * first time only says where it begins: what came before is asked for. */
static void
wait_for_news (CliPlatform *platform, const WireIdentity *identity, char **position)
{
  gint64 left = identity->expires - g_get_real_time () / G_USEC_PER_SEC + 1;
  guint seconds = CLAMP (left, 1, CALM_SECONDS);
  WireEvents *events = NULL;

  if (!client_platform_ask (
          platform->client,
          &(ClientQuestion){.operation = WIRE_GET_EVENTS, .position = *position, .wait = seconds},
          (gpointer *) &events, NULL))
    {
      g_usleep (CLAMP (identity->interval, 1, 30) * G_USEC_PER_SEC);
      return;
    }
  g_free (*position);
  *position = g_strdup (events->position);
  wire_free (&wire_events_type, events);
}

/* Until the phone is done, or the time is over. */
static gboolean
wait_for_phone (CliPlatform *platform, const char *id, gboolean told, GError **error)
{
  g_autofree char *last = NULL;
  g_autofree char *position = NULL;
  g_autoptr (GError) local = NULL;

  while (TRUE)
    {
      WireIdentity *identity = NULL;
      gboolean passed;

      if (!client_platform_ask (platform->client,
                                &(ClientQuestion){.operation = WIRE_GET_IDENTITY, .value = id},
                                (gpointer *) &identity, error))
        return FALSE;
      if (told)
        show_progress (identity, &last);
      passed = has_passed (identity, &local);
      if (!passed && local == NULL)
        wait_for_news (platform, identity, &position);
      wire_free (&wire_identity_type, identity);
      if (passed)
        return TRUE;
      if (local != NULL)
        {
          if (told && isatty (STDOUT_FILENO))
            g_print ("\n");
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }
}

/* One that passed while nobody was there, or that an operator still looks at, is not begun again.
 */
static char *
go_on (CliPlatform *platform, const CliPlatformProof *wish, gboolean *passed)
{
  g_autofree char *id = wish->memory != NULL ? keys_pending_get_note (wish->memory) : NULL;
  WireIdentity *identity = NULL;
  gboolean goes_on;

  if (id == NULL ||
      !client_platform_ask (platform->client,
                            &(ClientQuestion){.operation = WIRE_GET_IDENTITY, .value = id},
                            (gpointer *) &identity, NULL))
    return NULL;
  *passed = g_str_equal (identity->state, "passed");
  goes_on = *passed || g_str_equal (identity->state, "in-progress");
  wire_free (&wire_identity_type, identity);
  if (!goes_on)
    return NULL;
  g_print ("%s\n", *passed ? _ ("The identification of the last time has passed.")
                           : _ ("The identification of the last time is going on."));
  fflush (stdout);
  return g_steal_pointer (&id);
}

/* Without it the person is identified again the next time, and that is all. */
static void
remember (const CliPlatformProof *wish, const char *id)
{
  g_autoptr (GError) error = NULL;

  if (wish->memory != NULL && !keys_pending_set_note (wish->memory, id, &error))
    g_debug ("identification: %s", error->message);
}

/**
 * cli_platform_identify:
 * @platform: a platform, logged in to
 * @wish: for what
 * @error: %CLI_ERROR_IDENTIFICATION, %WIRE_PROBLEM or why it does not answer
 *
 * Has the person identified for one key, and waits until that is done; goes on with what is noted
 * of the last time.
 *
 * Returns: (transfer full): the id of the identification, which has passed, or %NULL on error
 */
char *
cli_platform_identify (CliPlatform *platform, const CliPlatformProof *wish, GError **error)
{
  const WireNewIdentity message = {.request = wish->request,
                                   .organisation = (char *) wish->enterprise,
                                   .name = (char *) wish->name,
                                   .id_number = (char *) wish->id_number};
  WireIdentity *identity = NULL;
  gboolean ok = FALSE;
  g_autofree char *id = go_on (platform, wish, &ok);

  if (id != NULL)
    return ok || wait_for_phone (platform, id, wish->qr, error) ? g_steal_pointer (&id) : NULL;
  if (!cli_platform_ask (platform, WIRE_CREATE_IDENTITY, &message, (gpointer *) &identity, error))
    return NULL;
  id = g_strdup (identity->id);
  remember (wish, id);
  g_print (_ ("the certificate will be for: %s\n"),
           identity->organisation != NULL ? identity->organisation : identity->name);
  if (!wish->here || wish->qr)
    show_code (platform, wish, identity);
  fflush (stdout);
  ok = !wish->here || confirm_here (platform, identity, error);
  wire_free (&wire_identity_type, identity);
  return ok && wait_for_phone (platform, id, wish->qr, error) ? g_steal_pointer (&id) : NULL;
}
