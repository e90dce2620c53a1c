/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "cli-error.h"
#include "cli-folder.h"
#include "cli-json.h"
#include "cli-platform-signer.h"
#include "cli-platform.h"
#include "pki-export.h"
#include "wire-certificate.h"

static void
print_text (WireCertificate *certificate)
{
  g_autoptr (GDateTime) end = g_date_time_new_from_unix_utc (certificate->not_after);
  g_autofree char *until = g_date_time_format (end, "%Y-%m-%d");
  gboolean has_ended = certificate->not_after <= g_get_real_time () / G_USEC_PER_SEC;

  /* The platform keeps no state for what a certificate says itself. */
  g_print ("%s  %s  %s  %s\n", certificate->serial,
           has_ended && g_str_equal (certificate->state, "active") ? "ended" : certificate->state,
           until, certificate->subject);
}

static void
print_json (WireCertificate *certificate)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  cli_json_string (builder, "serial", certificate->serial);
  cli_json_string (builder, "state", certificate->state);
  cli_json_int (builder, "reason", certificate->reason);
  cli_json_string (builder, "subject", certificate->subject);
  cli_json_string (builder, "policy", certificate->policy);
  cli_json_time (builder, "not_before", certificate->not_before);
  cli_json_time (builder, "not_after", certificate->not_after);
  cli_json_string (builder, "replaces", certificate->replaces);
  cli_json_string (builder, "etag", certificate->etag);
  json_builder_end_object (builder);
  cli_json_print (builder);
}

typedef struct {
  gboolean json;
  gboolean pem;
  char *output;       /* of the PEM; or NULL */
  const char *serial; /* the one that is wanted; or NULL */
} Listing;

/* One that was asked for is handed out as it is; of the rest those that somebody can rely on. */
static gboolean
is_handed_out (const WireCertificate *certificate, const char *serial)
{
  return serial != NULL ? g_ascii_strcasecmp (certificate->serial, serial) == 0
                        : g_str_equal (certificate->state, "active") &&
                              certificate->not_after > g_get_real_time () / G_USEC_PER_SEC;
}

/* For whoever is to check what the person signs, or to encrypt to them. */
static gboolean
hand_out (GPtrArray *all, const Listing *listing, GError **error)
{
  g_autoptr (GByteArray) text = g_byte_array_new ();
  g_autoptr (GBytes) whole = NULL;

  for (guint i = 0; i < all->len; i++)
    {
      const WireCertificate *each = all->pdata[i];
      g_autoptr (GBytes) pem = NULL;
      gsize size;
      const guint8 *data;

      if (!is_handed_out (each, listing->serial))
        continue;
      pem = pki_pem_encode ("CERTIFICATE", each->der);
      data = g_bytes_get_data (pem, &size);
      g_byte_array_append (text, data, (guint) size);
    }
  if (text->len == 0)
    {
      g_set_error_literal (error, CLI_ERROR, CLI_ERROR_USAGE,
                           listing->serial != NULL ? _ ("no certificate of yours has this number")
                                                   : _ ("no certificate of yours is active"));
      return FALSE;
    }
  if (listing->output == NULL)
    {
      g_print ("%.*s", (int) text->len, (const char *) text->data);
      return TRUE;
    }
  whole = g_byte_array_free_to_bytes (g_steal_pointer (&text));
  return cli_folder_write (listing->output, whole, error);
}

/* The newest twenty: a person's certificates are few. */
static gboolean
list (const Listing *listing, GError **error)
{
  g_autoptr (CliPlatform) platform = cli_platform_open (NULL, error);
  WireCertificates *certificates = NULL;
  gboolean done = TRUE;

  if (platform == NULL ||
      !client_platform_ask (platform->client,
                            &(ClientQuestion){.operation = WIRE_LIST_CERTIFICATES},
                            (gpointer *) &certificates, error))
    return FALSE;
  for (guint i = 0; i < certificates->items->len; i++)
    {
      cli_platform_note (certificates->items->pdata[i]);
      if (!listing->pem)
        (listing->json ? print_json : print_text) (certificates->items->pdata[i]);
    }
  if (listing->pem)
    done = hand_out (certificates->items, listing, error);
  wire_free (&wire_certificates_type, certificates);
  return done;
}

/**
 * cli_platform_certificates:
 * @argv: the arguments
 *
 * Lists the person's certificates, or hands them out.
 *
 * Returns: the exit status
 */
CliExit
cli_platform_certificates (char **argv)
{
  Listing listing = {FALSE};
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) rest = g_strdupv (argv);
  /* clang-format off */
  const GOptionEntry entries[] = {
      {"json", 0, 0, G_OPTION_ARG_NONE, &listing.json, N_ ("print one JSON object a line"), NULL},
      {"pem", 0, 0, G_OPTION_ARG_NONE, &listing.pem, N_ ("print those that are active, to be handed to others; or the one of that number"), NULL},
      {"output", 'o', 0, G_OPTION_ARG_FILENAME, &output, N_ ("write them here, as --pem prints them"), N_ ("FILE")},
      {NULL},
  };
  /* clang-format on */

  if (!cli_command_parse (entries, _ ("[SERIAL]"), _ ("Lists your certificates, newest first."),
                          &rest, &error))
    return cli_error_print (NULL, error);
  listing.pem = listing.pem || output != NULL;
  listing.output = output;
  listing.serial = rest[1];
  if (g_strv_length (rest) > 2 || (rest[1] != NULL && !listing.pem))
    return cli_error_usage (_ ("give a serial number with --pem only, and one at most"));
  if (listing.pem && listing.json)
    return cli_error_usage (_ ("choose one of --pem and --json"));
  if (!list (&listing, &error))
    return cli_error_print (output, error);
  return CLI_EXIT_OK;
}

static gboolean
change (CliPlatformSigner *signer, ClientQuestion *question, GError **error)
{
  g_autoptr (CliPlatform) platform = cli_platform_open (NULL, error);
  g_autoptr (CliKey) key = NULL;
  WireCertificate *after = NULL;

  if (platform == NULL)
    return FALSE;
  if (cli_platform_signer_is_named (signer))
    {
      key = cli_key_open (&signer->options, error);
      if (key == NULL)
        return FALSE;
      question->signer = cli_key_get_signer (key);
    }
  if (!client_platform_ask (platform->client, question, (gpointer *) &after, error))
    return FALSE;
  cli_platform_note (after);
  print_text (after);
  wire_free (&wire_certificate_type, after);
  return TRUE;
}

static void
note_all (WireCertificates *all)
{
  for (guint i = 0; i < all->items->len; i++)
    cli_platform_note (all->items->pdata[i]);
  wire_free (&wire_certificates_type, all);
}

static gboolean
stop_everything (GError **error)
{
  g_autoptr (CliPlatform) platform = cli_platform_open (NULL, error);
  WireStop *stop = NULL;
  WireCertificates *all = NULL;

  if (platform == NULL ||
      !client_platform_ask (platform->client, &(ClientQuestion){.operation = WIRE_STOP_EVERYTHING},
                            (gpointer *) &stop, error))
    return FALSE;
  g_print (_ ("suspended: %d\n"), (int) stop->suspended);
  wire_free (&wire_stop_type, stop);
  /* The answer names none of them; that the list of keys knows is no part of the emergency. */
  if (client_platform_ask (platform->client, &(ClientQuestion){.operation = WIRE_LIST_CERTIFICATES},
                           (gpointer *) &all, NULL))
    note_all (all);
  return TRUE;
}

/**
 * cli_platform_suspend:
 * @argv: the arguments
 *
 * Suspends a certificate, or all.
 *
 * Returns: the exit status
 */
CliExit
cli_platform_suspend (char **argv)
{
  gboolean all = FALSE;
  g_autofree char *etag = NULL;
  g_auto (CliPlatformSigner) signer = {{NULL}};
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) rest = g_strdupv (argv);
  const GOptionEntry entries[] = {
      {"all", 0, 0, G_OPTION_ARG_NONE, &all,
       N_ ("every certificate of yours, at once; it also logs you out everywhere else"), NULL},
      CLI_PLATFORM_ETAG_ENTRY (etag),
      CLI_PLATFORM_SIGNER_ENTRIES (signer),
      {NULL},
  };

  if (!cli_command_parse (entries, _ ("[SERIAL]"),
                          _ ("Suspends a certificate: nobody relies on it until it is restored."),
                          &rest, &error))
    return cli_error_print (NULL, error);
  if (g_strv_length (rest) != (all ? 1 : 2) || (all && etag != NULL))
    return cli_error_usage (_ ("give one serial number, or --all"));
  if (all ? !stop_everything (&error)
          : !change (&signer,
                     &(ClientQuestion){
                         .operation = WIRE_SUSPEND_CERTIFICATE, .value = rest[1], .etag = etag},
                     &error))
    return cli_error_print (rest[1], error);
  return CLI_EXIT_OK;
}

/**
 * cli_platform_revoke:
 * @argv: the arguments
 *
 * Revokes a certificate.
 *
 * Returns: the exit status
 */
CliExit
cli_platform_revoke (char **argv)
{
  int reason = 0;
  g_autofree char *etag = NULL;
  g_auto (CliPlatformSigner) signer = {{NULL}};
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) rest = g_strdupv (argv);
  /* clang-format off */
  const GOptionEntry entries[] = {
      {"reason", 0, 0, G_OPTION_ARG_INT, &reason, N_ ("0 unspecified, 1 key in other hands, 3 affiliation changed, 4 replaced, 5 no longer used"), "N"},
      CLI_PLATFORM_ETAG_ENTRY (etag),
      CLI_PLATFORM_SIGNER_ENTRIES (signer),
      {NULL},
  };
  /* clang-format on */

  if (!cli_command_parse (entries, _ ("SERIAL"), _ ("Revokes a certificate for good."), &rest,
                          &error))
    return cli_error_print (NULL, error);
  if (g_strv_length (rest) != 2)
    return cli_error_usage (_ ("give one serial number"));
  if (!change (&signer,
               &(ClientQuestion){.operation = WIRE_REVOKE_CERTIFICATE,
                                 .value = rest[1],
                                 .etag = etag,
                                 .body = &(WireRevocation){.reason = reason}},
               &error))
    return cli_error_print (rest[1], error);
  return CLI_EXIT_OK;
}
