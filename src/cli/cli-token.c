/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-token.h"

#include <glib/gi18n.h>

#include "cli-error.h"
#include "cli-json.h"
#include "cli-key-state.h"
#include "keys-error.h"

/**
 * cli_token_describe_pin:
 * @state: how a token's PIN stands
 *
 * Says what is out of the ordinary about it.
 *
 * Returns: (nullable): a translated sentence
 */
const char *
cli_token_describe_pin (KeysPinState state)
{
  switch (state)
    {
    case KEYS_PIN_COUNT_LOW:
      return _ ("a wrong PIN was entered before; not many tries are left.");
    case KEYS_PIN_FINAL_TRY:
      return _ ("only one try is left; a wrong PIN locks the token.");
    case KEYS_PIN_LOCKED:
      return _ ("the token is locked: a wrong PIN was entered too often.");
    case KEYS_PIN_NOT_SET:
      return _ ("the token has no PIN yet.");
    case KEYS_PIN_OK:
    default:
      return NULL;
    }
}

/**
 * cli_token_find_module:
 * @name: (nullable): what --module was given
 *
 * Finds a driver in the current folder, or leaves it to p11-kit to find.
 *
 * Returns: (transfer full) (nullable): its path or name
 */
char *
cli_token_find_module (const char *name)
{
  if (name != NULL && g_file_test (name, G_FILE_TEST_EXISTS))
    return g_canonicalize_filename (name, NULL);
  return g_strdup (name);
}

/* Why this certificate cannot sign now, as far as that shows without the PIN. */
static GError *
find_hindrance (const KeysTokenEntry *entry)
{
  GError *error = NULL;
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  if (entry->key == KEYS_TOKEN_KEY_ABSENT)
    return g_error_new_literal (KEYS_ERROR, KEYS_ERROR_TOKEN_NO_KEY, "no private key");
  pki_certificate_check_signer (entry->certificate, now, &error);
  return error;
}

/* One whose key is elsewhere signs nothing, whatever its certificate is worth. */
static gboolean
has_key (const KeysTokenEntry *entry)
{
  return entry->key != KEYS_TOKEN_KEY_ABSENT;
}

static void
add_certificate (JsonBuilder *builder, const KeysTokenEntry *entry)
{
  static const char *const keys[] = {"absent", "present", "unknown"};
  PkiCertificate *certificate = entry->certificate;
  g_autoptr (GError) hindrance = find_hindrance (entry);

  cli_json_string (builder, "label", entry->label);
  cli_json_string (builder, "subject", pki_certificate_get_subject (certificate));
  cli_json_string (builder, "issuer", pki_certificate_get_issuer (certificate));
  cli_json_string (builder, "serial", pki_certificate_get_serial (certificate));
  cli_json_string (builder, "key", pki_certificate_get_key_type (certificate));
  cli_json_time (builder, "not_before", pki_certificate_get_not_before (certificate));
  cli_json_time (builder, "not_after", pki_certificate_get_not_after (certificate));
  cli_json_string (builder, "state",
                   has_key (entry) ? cli_key_state_name (certificate) : "not-for-signing");
  cli_json_string (builder, "private_key", keys[entry->key]);
  cli_json_error (builder, "hindrance", hindrance);
}

static void
print_json (const KeysTokenEntry *entry)
{
  static const char *const pins[] = {"ok", "count-low", "final-try", "locked", "not-set"};
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  cli_json_string (builder, "uri", entry->uri);
  cli_json_string (builder, "token", entry->token);
  cli_json_string (builder, "model", entry->model);
  cli_json_string (builder, "token_serial", entry->serial);
  cli_json_string (builder, "pin", pins[entry->pin]);
  cli_json_boolean (builder, "pin_pad", entry->pad);
  cli_json_boolean (builder, "needs_login", entry->needs_login);
  json_builder_set_member_name (builder, "certificate");
  if (entry->certificate != NULL)
    {
      json_builder_begin_object (builder);
      add_certificate (builder, entry);
      json_builder_end_object (builder);
    }
  else
    json_builder_add_null_value (builder);
  json_builder_end_object (builder);
  cli_json_print (builder);
}

static void
print_certificate (const KeysTokenEntry *entry)
{
  PkiCertificate *certificate = entry->certificate;
  g_autoptr (GDateTime)
      end = g_date_time_new_from_unix_utc (pki_certificate_get_not_after (certificate));
  g_autofree char *day = end != NULL ? g_date_time_format (end, "%Y-%m-%d") : g_strdup ("?");
  g_autoptr (GError) hindrance = find_hindrance (entry);

  g_print (_ ("%s\t%s\tissued by %s\tvalid until %s\t%s\ton the token “%s”\n"),
           pki_certificate_get_name (certificate), pki_certificate_get_key_type (certificate),
           pki_certificate_get_issuer_name (certificate), day,
           has_key (entry) ? cli_key_state_words (certificate) : _ ("not for signing"),
           entry->token);
  g_print ("  %s\n", entry->uri);
  if (hindrance != NULL)
    g_print (_ ("  Cannot sign: %s\n"), cli_error_explain (hindrance).what);
}

static void
print_text (const KeysTokenEntry *entry)
{
  const char *remark = cli_token_describe_pin (entry->pin);

  if (entry->certificate != NULL)
    print_certificate (entry);
  else
    g_print (_ ("No certificate can be seen on the token “%s” (%s, serial number %s).\n"),
             entry->token, entry->model, entry->serial);
  if (remark != NULL)
    g_print (_ ("  PIN: %s\n"), remark);
}

/**
 * cli_token_list:
 * @module: (nullable): a PKCS#11 module that is not registered
 * @json: whether programs read it
 *
 * Lists the certificates on the tokens that are plugged in, which needs no PIN.
 *
 * Returns: the exit status
 */
CliExit
cli_token_list (const char *module, gboolean json)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = cli_token_find_module (module);
  g_autoptr (GPtrArray) entries = keys_token_list (path, &error);

  if (entries == NULL)
    return cli_error_print (NULL, error);
  for (guint i = 0; i < entries->len; i++)
    if (json)
      print_json (g_ptr_array_index (entries, i));
    else
      print_text (g_ptr_array_index (entries, i));
  if (entries->len == 0)
    g_printerr (_ ("No token is plugged in, or its driver is not installed; a driver that is not "
                   "registered with p11-kit is named with --module.\n"));
  return CLI_EXIT_OK;
}
