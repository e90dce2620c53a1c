/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-key.h"

#include <glib/gi18n.h>

#include "cli-folder.h"
#include "cli-password.h"
#include "cli-token.h"
#include "keys-folder.h"
#include "keys-open.h"
#include "keys-token.h"

struct _CliKey {
  const CliSignOptions *options;
  PkiSigner *signer;
  KeysTokenWaiting *waiting; /* instead, for one that has no certificate yet */
  CliPassword *pin; /* from --password-file, for a key that wants it before each signature */
};

/* A key file's path, or that of the imported key with this id. */
static char *
find_file (const char *name)
{
  g_autofree char *folder = cli_folder_keys ();
  g_autoptr (GPtrArray) keys = NULL;

  if (!g_file_test (name, G_FILE_TEST_EXISTS))
    keys = keys_folder_list (folder, NULL);
  for (guint i = 0; keys != NULL && i < keys->len; i++)
    {
      const KeysEntry *entry = g_ptr_array_index (keys, i);
      if (g_str_equal (entry->id, name))
        return g_strdup (entry->path);
    }
  return g_strdup (name);
}

/**
 * cli_key_find_certificate:
 * @id: of a key that was imported
 *
 * Looks for its certificate, which lies in the clear beside it.
 *
 * Returns: (transfer full) (nullable): the certificate
 */
PkiCertificate *
cli_key_find_certificate (const char *id)
{
  g_autofree char *folder = cli_folder_keys ();
  g_autoptr (GPtrArray) keys = keys_folder_list (folder, NULL);

  for (guint i = 0; keys != NULL && i < keys->len; i++)
    {
      const KeysEntry *entry = g_ptr_array_index (keys, i);

      if (g_str_equal (entry->id, id))
        return pki_certificate_ref (entry->certificate);
    }
  return NULL;
}

/* Without its issuers. */
static GPtrArray *
peek_imported (const char *id)
{
  PkiCertificate *certificate = cli_key_find_certificate (id);
  GPtrArray *found;

  if (certificate == NULL)
    return NULL;
  found = g_ptr_array_new_with_free_func ((GDestroyNotify) pki_certificate_unref);
  g_ptr_array_add (found, certificate);
  return found;
}

static PkiSigner *
open_file (const CliSignOptions *options, GError **error)
{
  g_autofree char *path = options->pem != NULL ? g_strdup (options->pem) : find_file (options->p12);
  g_autofree char *prompt = g_strdup_printf (_ ("Password of %s: "), path);
  g_autoptr (CliPassword) password = NULL;

  if (keys_open_needs_password (path))
    password = cli_password_get (options->password_file, prompt, error);
  else
    password = g_strdup ("");
  if (password == NULL)
    return NULL;
  return keys_open (&(KeysSource){path, options->certificate, password}, error);
}

/* A person is asked each time that a key wants its PIN; a file was read once and stands. Enter
 * alone is nobody's PIN, and no reason to lose a try. */
static char *
ask_pin (const KeysPinRequest *request, gpointer data, GError **error)
{
  CliKey *self = data;
  const char *remark = cli_token_describe_pin (request->pin);
  g_autofree char *prompt = g_strdup_printf (_ ("PIN of the token “%s”: "), request->token);

  if (remark != NULL && self->pin == NULL)
    g_printerr (_ ("Warning: %s\n"), remark);
  if (request->pad)
    {
      g_printerr (_ ("Enter the PIN on the device of the token “%s”.\n"), request->token);
      return g_strdup ("");
    }
  if (self->pin != NULL)
    return g_strdup (self->pin);
  g_autoptr (CliPassword) pin = cli_password_get (self->options->password_file, prompt, error);
  if (pin == NULL || *pin == '\0')
    return NULL;
  if (self->options->password_file != NULL)
    self->pin = g_strdup (pin);
  return g_steal_pointer (&pin);
}

/**
 * cli_key_peek:
 * @options: what `sign` was asked for
 * @complete: (out): whether the key cannot bring further issuers along
 *
 * Looks who is going to sign, as far as that shows before anybody is asked for a password or a PIN.
 *
 * Returns: (transfer full) (nullable) (element-type PkiCertificate): the certificate and its
 *   issuers; %NULL where only the open key will tell
 */
GPtrArray *
cli_key_peek (const CliSignOptions *options, gboolean *complete)
{
  g_autofree char *module = cli_token_find_module (options->module);
  const KeysTokenRequest request = {.uri = options->token, .module = module};
  const char *path = options->pem != NULL ? options->pem : options->p12;

  *complete = options->token != NULL || options->pem != NULL;
  if (options->token != NULL)
    return keys_token_peek (&request, NULL);
  if (options->pem == NULL && !g_file_test (path, G_FILE_TEST_EXISTS))
    return peek_imported (path);
  return keys_open_peek (&(KeysSource){path, options->certificate, ""});
}

/**
 * cli_key_open:
 * @options: what `sign` was asked for; must outlive the key
 * @error: return location for an error that maps to %CLI_EXIT_KEY or %CLI_EXIT_USAGE
 *
 * Opens the key file or the token, and obtains its password or PIN.
 *
 * Returns: (transfer full): the key
 */
CliKey *
cli_key_open (const CliSignOptions *options, GError **error)
{
  g_autoptr (CliKey) self = g_new0 (CliKey, 1);
  g_autofree char *module = cli_token_find_module (options->module);
  KeysTokenRequest request = {
      .uri = options->token,
      .module = module,
      .now = g_get_real_time () / G_USEC_PER_SEC,
      .pin = ask_pin,
      .data = self,
  };

  self->options = options;
  self->signer = options->token != NULL ? keys_token_open (&request, NULL, error)
                                        : open_file (options, error);
  return self->signer != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * cli_key_make:
 * @options: of which the token's are used; must outlive the key
 * @wish: what key, and for what
 * @error: return location for an error that maps to %CLI_EXIT_KEY or %CLI_EXIT_USAGE
 *
 * Makes a key on the token, or takes up one that waits there, and obtains the PIN.
 *
 * Returns: (transfer full): the key
 */
CliKey *
cli_key_make (const CliSignOptions *options, const KeysTokenWish *wish, GError **error)
{
  g_autoptr (CliKey) self = g_new0 (CliKey, 1);
  g_autofree char *module = cli_token_find_module (options->module);
  const KeysTokenRequest request = {
      .uri = options->token, .module = module, .pin = ask_pin, .data = self};

  self->options = options;
  self->waiting = keys_token_waiting_open (&request, wish, error);
  return self->waiting != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * cli_key_take:
 * @options: of which the token's are used; must outlive the key
 * @error: return location for an error that maps to %CLI_EXIT_KEY or %CLI_EXIT_USAGE
 *
 * Takes the key of a certificate on a token, for which there is to be a further certificate.
 *
 * Returns: (transfer full): the key
 */
CliKey *
cli_key_take (const CliSignOptions *options, GError **error)
{
  g_autoptr (CliKey) self = g_new0 (CliKey, 1);
  g_autofree char *module = cli_token_find_module (options->module);
  const KeysTokenRequest request = {
      .uri = options->token, .module = module, .pin = ask_pin, .data = self};

  self->options = options;
  self->waiting = keys_token_waiting_again (&request, error);
  return self->waiting != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * cli_key_get_waiting:
 * @self: a key that was made
 *
 * Returns: (transfer none): it
 */
KeysTokenWaiting *
cli_key_get_waiting (CliKey *self)
{
  return self->waiting;
}

/**
 * cli_key_get_signer:
 * @self: the key
 *
 * Lends it to whoever signs.
 *
 * Returns: (transfer none): the signer
 */
PkiSigner *
cli_key_get_signer (CliKey *self)
{
  return self->signer;
}

/**
 * cli_key_free:
 * @self: (nullable) (transfer full): the key
 *
 * Closes it.
 */
void
cli_key_free (CliKey *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->signer, pki_signer_free);
  g_clear_pointer (&self->waiting, keys_token_waiting_free);
  g_clear_pointer (&self->pin, cli_password_free);
  g_free (self);
}
