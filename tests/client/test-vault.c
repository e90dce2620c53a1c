/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions in the keyring of a desktop: the real gnome-keyring on a bus of its own; and where there
 * is none, where it is locked, or where something else says nothing in its name. */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "client-vault.h"
#include "support-folder.h"

#define SERVICE "org.freedesktop.secrets"
#define TOKEN "c5b1a7-a-token-that-must-not-be-read"
#define GROUP "private"

typedef struct {
  GTestDBus *bus;
  GSubprocess *keyring; /* or NULL: not installed */
  char *folder;
} Desk;

static Desk desk;

static const ClientVaultKey key = {"/home/wang/.local/share/vermilion", "desktop"};
static const ClientVaultKey other = {"/home/li/.local/share/vermilion", "desktop"};

static void
appeared (GDBusConnection *bus, const char *name, const char *owner, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
wait_for_service (void)
{
  gboolean there = FALSE;
  guint id = g_bus_watch_name (G_BUS_TYPE_SESSION, SERVICE, G_BUS_NAME_WATCHER_FLAGS_NONE, appeared,
                               NULL, &there, NULL);

  while (!there)
    g_main_context_iteration (NULL, TRUE);
  g_bus_unwatch_name (id);
}

/* With a password on its standard input it makes its keyring, unlocked. */
static gboolean
start_keyring (void)
{
  g_autofree char *program = g_find_program_in_path ("gnome-keyring-daemon");
  g_autoptr (GError) error = NULL;
  gsize written;

  if (program == NULL)
    return FALSE;
  desk.keyring = g_subprocess_new (
      G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
          G_SUBPROCESS_FLAGS_STDERR_SILENCE,
      &error, program, "--foreground", "--unlock", "--components=secrets", NULL);
  g_assert_no_error (error);
  g_output_stream_write_all (g_subprocess_get_stdin_pipe (desk.keyring), "opens it", 8, &written,
                             NULL, &error);
  g_assert_no_error (error);
  g_output_stream_close (g_subprocess_get_stdin_pipe (desk.keyring), NULL, NULL);
  wait_for_service ();
  return TRUE;
}

static GKeyFile *
file_with (const char *session)
{
  GKeyFile *file = g_key_file_new ();

  g_key_file_set_string (file, GROUP, "root", "00");
  if (session != NULL)
    g_key_file_set_string (file, GROUP, "session", session);
  return file;
}

static gboolean
says (GKeyFile *file, const char *words)
{
  g_autofree char *text = g_key_file_to_data (file, NULL, NULL);

  return strstr (text, words) != NULL;
}

static void
check_take (const ClientVaultKey *which, GKeyFile *file, const char *session, gboolean moves)
{
  gboolean changed;
  g_autofree char *found = client_vault_take (which, file, GROUP, &changed);

  g_assert_cmpstr (found, ==, session);
  g_assert_cmpint (changed, ==, moves);
}

static void
test_no_service (void)
{
  g_autoptr (GKeyFile) file = file_with (NULL);

  check_take (&key, file, NULL, FALSE);
  client_vault_put (&key, file, GROUP, TOKEN);
  g_assert_true (says (file, TOKEN));
  g_assert_false (client_vault_has (file, GROUP));
  check_take (&key, file, TOKEN, FALSE);
  client_vault_put (&key, file, GROUP, NULL);
  g_assert_false (says (file, TOKEN));
}

static GDBusMessage *
swallow (GDBusConnection *bus, GDBusMessage *message, gboolean incoming, gpointer user_data)
{
  gboolean asked = incoming &&
                   g_dbus_message_get_message_type (message) == G_DBUS_MESSAGE_TYPE_METHOD_CALL;

  if (asked)
    g_object_unref (message);
  return asked ? NULL : message;
}

/* It has the name and says nothing: that ends, and the file has the token. */
static void
test_mute_service (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_dbus_connection_new_for_address_sync (
      g_test_dbus_get_bus_address (desk.bus),
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
          G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
      NULL, NULL, &error);
  g_autoptr (GKeyFile) file = file_with (NULL);
  guint id;

  g_assert_no_error (error);
  g_dbus_connection_add_filter (bus, swallow, NULL, NULL);
  id = g_bus_own_name_on_connection (bus, SERVICE, G_BUS_NAME_OWNER_FLAGS_NONE, NULL, NULL, NULL,
                                     NULL);
  wait_for_service ();
  client_vault_put (&key, file, GROUP, TOKEN);
  g_assert_true (says (file, TOKEN));
  g_bus_unown_name (id);
  g_dbus_connection_close_sync (bus, NULL, NULL);
}

/* What stood in the file moves, and is found by the one that it belongs to. */
static void
test_keyring (void)
{
  g_autoptr (GKeyFile) file = file_with (TOKEN);
  g_autoptr (GKeyFile) foreign = file_with (NULL);

  if (desk.keyring == NULL)
    {
      g_test_skip ("gnome-keyring is not installed");
      return;
    }
  check_take (&key, file, TOKEN, TRUE);
  g_assert_false (says (file, TOKEN));
  g_assert_true (client_vault_has (file, GROUP));
  check_take (&key, file, TOKEN, FALSE);
  client_vault_put (&other, foreign, GROUP, "another");
  check_take (&key, file, TOKEN, FALSE);
  client_vault_put (&key, file, GROUP, "a newer one");
  check_take (&key, file, "a newer one", FALSE);
  g_assert_false (says (file, "a newer one"));

  g_autoptr (GKeyFile) before = g_key_file_new ();
  g_autofree char *text = g_key_file_to_data (file, NULL, NULL);
  g_assert_true (g_key_file_load_from_data (before, text, -1, G_KEY_FILE_NONE, NULL));
  client_vault_put (&key, file, GROUP, NULL);
  g_assert_false (client_vault_has (file, GROUP));
  check_take (&key, before, NULL, FALSE);
  check_take (&other, foreign, "another", FALSE);
}

static void
lock (void)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_sync (
      bus, SERVICE, "/org/freedesktop/secrets", "org.freedesktop.Secret.Service", "Lock",
      g_variant_new_parsed ("([objectpath '/org/freedesktop/secrets/collection/login'],)"), NULL,
      G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);

  g_assert_no_error (error);
}

/* Nobody is asked to open it: the token stays where it is, and a newer one goes into the file. */
static void
test_locked_keyring (void)
{
  g_autoptr (GKeyFile) file = file_with (NULL);

  if (desk.keyring == NULL)
    {
      g_test_skip ("gnome-keyring is not installed");
      return;
    }
  client_vault_put (&key, file, GROUP, TOKEN);
  g_assert_true (client_vault_has (file, GROUP));
  lock ();
  check_take (&key, file, NULL, FALSE);
  g_assert_true (client_vault_has (file, GROUP));
  client_vault_put (&key, file, GROUP, "in the file");
  g_assert_true (says (file, "in the file"));
  check_take (&key, file, "in the file", FALSE);
}

static void
test_start (void)
{
  if (!start_keyring ())
    g_test_skip ("gnome-keyring is not installed");
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  desk.folder = g_dir_make_tmp ("vermilion-vault-XXXXXX", NULL);
  g_setenv ("XDG_DATA_HOME", desk.folder, TRUE);
  g_setenv ("XDG_RUNTIME_DIR", desk.folder, TRUE);
  desk.bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (desk.bus);
  g_test_add_func ("/client/vault/1-nobody", test_no_service);
  g_test_add_func ("/client/vault/2-mute", test_mute_service);
  g_test_add_func ("/client/vault/3-start", test_start);
  g_test_add_func ("/client/vault/4-keyring", test_keyring);
  g_test_add_func ("/client/vault/5-locked", test_locked_keyring);
  status = g_test_run ();
  if (desk.keyring != NULL)
    {
      g_subprocess_force_exit (desk.keyring);
      g_subprocess_wait (desk.keyring, NULL, NULL);
      g_object_unref (desk.keyring);
    }
  g_test_dbus_down (desk.bus);
  g_object_unref (desk.bus);
  support_folder_remove (desk.folder);
  g_free (desk.folder);
  return status;
}
