/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-platform.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli-error.h"
#include "cli-folder.h"
#include "client-anchor.h"
#include "client-pin.h"
#include "client-vault.h"
#include "keys-standing.h"
#include "wire-authority.h"

#define GROUP "platform"

/**
 * cli_platform_free:
 * @self: (transfer full): a platform
 *
 * Frees it, and wipes the session.
 */
void
cli_platform_free (CliPlatform *self)
{
  g_free (self->url);
  g_free (self->root_sha256);
  g_free (self->anchor);
  if (self->session)
    explicit_bzero (self->session, strlen (self->session));
  g_free (self->session);
  g_clear_pointer (&self->client, client_platform_free);
  g_free (self);
}

static char *
memory_path (void)
{
  return g_build_filename (g_get_user_data_dir (), "vermilion", CLIENT_PIN_COMMAND, NULL);
}

static gboolean
write_memory (GKeyFile *file, GError **error)
{
  g_autofree char *path = memory_path ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *text = g_key_file_to_data (file, NULL, NULL);
  g_autoptr (GError) cause = NULL;

  g_mkdir_with_parents (folder, 0700);
  gboolean written = g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600,
                                               &cause);
  explicit_bzero (text, strlen (text));
  if (!written)
    g_set_error_literal (error, CLI_ERROR, CLI_ERROR_OUTPUT, cause->message);
  return written;
}

/* One at a time, whatever platform it is of. */
static char *
take_session (CliPlatform *self, GKeyFile *file)
{
  g_autofree char *path = memory_path ();
  gboolean moved = FALSE;
  char *session = client_vault_take (&(ClientVaultKey){path, GROUP}, file, GROUP, &moved);

  /* Where this fails it stands in the file as before, too. */
  if (moved)
    write_memory (file, NULL);
  self->in_keyring = client_vault_has (file, GROUP);
  return session;
}

static void
remember (CliPlatform *self)
{
  g_autofree char *path = memory_path ();
  g_autoptr (GKeyFile) file = g_key_file_new ();

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL))
    return;
  if (!self->url)
    self->url = g_key_file_get_string (file, GROUP, "url", NULL);
  g_autofree char *known = g_key_file_get_string (file, GROUP, "url", NULL);
  /* What is known of one platform says nothing about another. */
  if (g_strcmp0 (known, self->url) != 0)
    return;
  self->root_sha256 = g_key_file_get_string (file, GROUP, "root", NULL);
  self->session = take_session (self, file);
}

/* A root that is another one than last time, here or in a window, is not the same platform. */
static gboolean
check_root (CliPlatform *self, GError **error)
{
  WireAuthority *authority = NULL;
  gboolean same;

  if (!client_platform_ask (self->client, &(ClientQuestion){.operation = WIRE_GET_AUTHORITY},
                            (gpointer *) &authority, error))
    return FALSE;
  g_autofree char *sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, authority->root);
  wire_free (&wire_authority_type, authority);
  if (!self->root_sha256)
    self->root_sha256 = g_strdup (sha256);
  same = g_str_equal (self->root_sha256, sha256);
  g_autofree char *known = same ? NULL : g_strdup (self->root_sha256);
  g_autofree char *path = memory_path ();
  g_autofree char *folder = g_path_get_dirname (path);
  if (same && client_pin_check (folder, self->url, sha256, &known))
    return TRUE;
  g_set_error (error, CLI_ERROR, CLI_ERROR_ROOT, "%s, and was %s", sha256, known);
  return FALSE;
}

/* From the file, or as it was the last time, here or in a window. */
static gboolean
take_anchor (CliPlatform *self, const char *file, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree char *path = memory_path ();
  g_autofree char *folder = g_path_get_dirname (path);

  if (!file)
    self->anchor = client_pin_dup_anchor (folder, self->url);
  else if (!g_file_get_contents (file, &self->anchor, NULL, &cause))
    {
      g_set_error_literal (error, CLI_ERROR, CLI_ERROR_TRUST, cause->message);
      return FALSE;
    }
  client_platform_set_anchor (self->client, self->anchor);
  return !file || client_anchor_is_valid (self->anchor, error);
}

/**
 * cli_platform_open:
 * @url: (nullable): where it is; %NULL is the one of the last time
 * @error: %CLI_ERROR_USAGE, %CLI_ERROR_ROOT, or why it does not answer
 *
 * Speaks with a platform, after its root was compared with the one seen first.
 *
 * Returns: (transfer full): the platform, or %NULL on error
 */
CliPlatform *
cli_platform_open (const char *url, GError **error)
{
  return cli_platform_open_anchored (url, NULL, error);
}

/**
 * cli_platform_open_anchored:
 * @url: (nullable): where it is; %NULL is the one of the last time
 * @file: (nullable): certificates in PEM that its server may prove itself with; %NULL: those of the
 *   last time, if any
 * @error: as cli_platform_open(), %CLI_ERROR_TRUST or #PkiError
 *
 * Speaks with a platform whose server the system's authorities do not know.
 *
 * Returns: (transfer full): the platform, or %NULL on error
 */
CliPlatform *
cli_platform_open_anchored (const char *url, const char *file, GError **error)
{
  g_autoptr (CliPlatform) self = g_new0 (CliPlatform, 1);

  self->url = g_strdup (url);
  remember (self);
  if (!self->url)
    {
      g_set_error_literal (error, CLI_ERROR, CLI_ERROR_USAGE,
                           _ ("say with --url where the platform is"));
      return NULL;
    }
  self->client = client_platform_new (self->url, NULL);
  if (!take_anchor (self, file, error) || !check_root (self, error))
    return NULL;
  /* Not before: whoever answers there would have the session. */
  client_platform_set_root (self->client, self->root_sha256);
  client_platform_set_login (self->client, self->session);
  return g_steal_pointer (&self);
}

/**
 * cli_platform_ask:
 * @self: a platform
 * @operation: what is asked
 * @body: (nullable): a struct of the route's type
 * @answer: (out) (optional) (transfer full): a struct of the route's answer, for wire_free()
 * @error: as client_platform_ask()
 *
 * Asks it one thing about nothing that has a name.
 *
 * Returns: FALSE on error
 */
gboolean
cli_platform_ask (CliPlatform *self,
                  WireOperation operation,
                  gconstpointer body,
                  gpointer *answer,
                  GError **error)
{
  return client_platform_ask (self->client, &(ClientQuestion){.operation = operation, .body = body},
                              answer, error);
}

/**
 * cli_platform_note:
 * @certificate: of whoever is logged in
 *
 * Keeps what the platform says of it. Only a warning: a failure to write is not told.
 */
void
cli_platform_note (const WireCertificate *certificate)
{
  g_autofree char *folder = cli_folder_keys ();
  gboolean changed;

  keys_standing_note (folder, certificate->der, certificate->state, &changed, NULL);
}

/**
 * cli_platform_save:
 * @self: a platform
 * @error: %CLI_ERROR_OUTPUT
 *
 * Remembers it for the next command, in a file of mode 0600; the session in the desktop's keyring
 * where there is one.
 *
 * Returns: whether it was written
 */
gboolean
cli_platform_save (CliPlatform *self, GError **error)
{
  g_autofree char *path = memory_path ();
  g_autoptr (GKeyFile) file = g_key_file_new ();

  g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL);
  g_autofree char *known = g_key_file_get_string (file, GROUP, "url", NULL);
  /* A keyring that is locked now has it the next time. */
  if (self->session || g_strcmp0 (known, self->url) != 0)
    client_vault_put (&(ClientVaultKey){path, GROUP}, file, GROUP, self->session);
  self->in_keyring = client_vault_has (file, GROUP);
  g_key_file_set_string (file, GROUP, "url", self->url);
  g_key_file_set_string (file, GROUP, "root", self->root_sha256);
  if (self->anchor)
    g_key_file_set_string (file, GROUP, "tls", self->anchor);
  else
    g_key_file_remove_key (file, GROUP, "tls", NULL);
  return write_memory (file, error);
}

/**
 * cli_platform_forget:
 * @self: a platform
 * @error: %CLI_ERROR_OUTPUT
 *
 * Forgets the session, and nothing else.
 *
 * Returns: whether it was written
 */
gboolean
cli_platform_forget (CliPlatform *self, GError **error)
{
  g_autofree char *path = memory_path ();
  g_autoptr (GKeyFile) file = g_key_file_new ();

  g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL);
  client_vault_put (&(ClientVaultKey){path, GROUP}, file, GROUP, NULL);
  return write_memory (file, error);
}

static const CliCommand commands[] = {
    {"status", cli_platform_status, N_ ("tell what a platform is and who you are there")},
    {"root", cli_platform_root, N_ ("write its root certificate, for --trust")},
    {"register", cli_platform_register, N_ ("open an account")},
    {"login", cli_platform_login, N_ ("log in")},
    {"sessions", cli_platform_sessions, N_ ("list where you are logged in, or end one with --end")},
    {"logout", cli_platform_logout, N_ ("log out on this computer")},
    {"password", cli_platform_password, N_ ("change the password of your account")},
    {"portal", cli_platform_portal, N_ ("list, add or end logins by the platform’s portal")},
    {"apply", cli_platform_apply, N_ ("make a key and apply for a certificate")},
    {"claim", cli_platform_claim, N_ ("say that you represent an enterprise")},
    {"enterprises", cli_platform_enterprises, N_ ("list your enterprises")},
    {"members", cli_platform_members, N_ ("list an enterprise’s members, or give them roles")},
    {"report", cli_platform_report, N_ ("report what is wrong on record of an enterprise")},
    {"withdraw", cli_platform_withdraw, N_ ("give up the claim of an enterprise that waits")},
    {"certificates", cli_platform_certificates, N_ ("list your certificates")},
    {"suspend", cli_platform_suspend, N_ ("suspend a certificate, or all with --all")},
    {"restore", cli_platform_restore, N_ ("lift the suspension of a certificate")},
    {"renew", cli_platform_renew, N_ ("have a certificate renewed")},
    {"change", cli_platform_change, N_ ("have a certificate changed: another name, another key")},
    {"revoke", cli_platform_revoke, N_ ("revoke a certificate for good")},
    {"acts", cli_platform_acts, N_ ("list what you signed there, or fetch one with its signature")},
    {"review", cli_platform_review, N_ ("decide on people and enterprises, as an operator")},
};

/**
 * cli_platform:
 * @argv: the arguments
 *
 * The group of commands about a platform.
 *
 * Returns: the exit status
 */
CliExit
cli_platform (char **argv)
{
  return cli_command_dispatch (commands, G_N_ELEMENTS (commands), argv + 1);
}
