/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client-vault.h"

#include <gio/gio.h>
#include <string.h>

#define SESSION "session"
#define KEYRING "keyring"
#define SCHEMA "org.vermilion.Session"

/* The freedesktop.org Secret Service API 0.2, asked over D-Bus without a library: libsecret may ask
 * the person to unlock or to make a keyring, and its calls have no time limit of ours. The transfer
 * is "plain": whoever could listen on the person's own bus could ask the service, too. */
#define SERVICE "org.freedesktop.secrets"
#define ROOT "/org/freedesktop/secrets"
#define API "org.freedesktop.Secret."
#define NOTHING "/"
/* Of one answer; what does not come by then is as good as not there. */
#define TIMEOUT_MS 2000

typedef struct {
  GDBusConnection *bus;
  char *session; /* path of the transfer, or NULL */
} Service;

static GVariant *
call (Service *self,
      const char *path,
      const char *method, /* after API */
      GVariant *parameters,
      const char *reply)
{
  g_autofree char *interface = g_strconcat (API, method, NULL);
  char *dot = strrchr (interface, '.');

  *dot = '\0';
  return g_dbus_connection_call_sync (self->bus, SERVICE, path, interface, dot + 1, parameters,
                                      G_VARIANT_TYPE (reply), G_DBUS_CALL_FLAGS_NONE, TIMEOUT_MS,
                                      NULL, NULL);
}

static void
service_close (Service *self)
{
  g_autoptr (GVariant) answer = NULL;

  if (self->session != NULL)
    answer = call (self, self->session, "Session.Close", NULL, "()");
  g_clear_pointer (&self->session, g_free);
  g_clear_object (&self->bus);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Service, service_close)

/* Where there is no bus, GIO would start one for whoever has a screen. */
static gboolean
has_bus (void)
{
  g_autofree char *socket = g_build_filename (g_get_user_runtime_dir (), "bus", NULL);

  return g_getenv ("DBUS_SESSION_BUS_ADDRESS") != NULL || g_file_test (socket, G_FILE_TEST_EXISTS);
}

static gboolean
service_open (Service *self)
{
  g_autoptr (GVariant) answer = NULL;
  g_autoptr (GVariant) output = NULL;

  self->bus = has_bus () ? g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL) : NULL;
  if (self->bus == NULL)
    return FALSE;
  answer = call (self, ROOT, "Service.OpenSession",
                 g_variant_new ("(sv)", "plain", g_variant_new_string ("")), "(vo)");
  if (answer == NULL)
    return FALSE;
  g_variant_get (answer, "(vo)", &output, &self->session);
  return TRUE;
}

/* The keyring that things are kept in by default, where it is there and open. */
static char *
dup_collection (Service *self)
{
  g_autoptr (GVariant)
      alias = call (self, ROOT, "Service.ReadAlias", g_variant_new ("(s)", "default"), "(o)");
  g_autoptr (GVariant) answer = NULL;
  g_autoptr (GVariant) locked = NULL;
  g_autofree char *path = NULL;

  if (alias == NULL)
    return NULL;
  g_variant_get (alias, "(o)", &path);
  if (g_str_equal (path, NOTHING))
    return NULL;
  answer = g_dbus_connection_call_sync (self->bus, SERVICE, path, "org.freedesktop.DBus.Properties",
                                        "Get", g_variant_new ("(ss)", API "Collection", "Locked"),
                                        G_VARIANT_TYPE ("(v)"), G_DBUS_CALL_FLAGS_NONE, TIMEOUT_MS,
                                        NULL, NULL);
  if (answer == NULL)
    return NULL;
  g_variant_get (answer, "(v)", &locked);
  return g_variant_is_of_type (locked, G_VARIANT_TYPE_BOOLEAN) && !g_variant_get_boolean (locked)
             ? g_steal_pointer (&path)
             : NULL;
}

static GVariant *
new_attributes (const ClientVaultKey *key)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  g_variant_builder_add (&builder, "{ss}", "xdg:schema", SCHEMA);
  g_variant_builder_add (&builder, "{ss}", "folder", key->folder);
  g_variant_builder_add (&builder, "{ss}", "name", key->name);
  return g_variant_builder_end (&builder);
}

static GVariant *
new_item (const ClientVaultKey *key)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&builder, "{sv}", API "Item.Label",
                         g_variant_new_string ("Vermilion 朱印"));
  g_variant_builder_add (&builder, "{sv}", API "Item.Attributes", new_attributes (key));
  return g_variant_builder_end (&builder);
}

/* A service that would have to ask the person first is told nothing: its prompt is never shown. */
static gboolean
store (const ClientVaultKey *key, const char *secret)
{
  g_auto (Service) service = {NULL};
  g_autofree char *collection = service_open (&service) ? dup_collection (&service) : NULL;
  g_autofree char *item = NULL;
  g_autofree char *prompt = NULL;
  g_autoptr (GVariant) answer = NULL;

  if (collection == NULL)
    return FALSE;
  answer = call (
      &service, collection, "Collection.CreateItem",
      g_variant_new ("(@a{sv}(o@ay@ays)b)", new_item (key), service.session,
                     g_variant_new_array (G_VARIANT_TYPE_BYTE, NULL, 0),
                     g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, secret, strlen (secret), 1),
                     "text/plain", TRUE),
      "(oo)");
  if (answer == NULL)
    return FALSE;
  g_variant_get (answer, "(oo)", &item, &prompt);
  return !g_str_equal (item, NOTHING);
}

static char *
find (Service *self, const ClientVaultKey *key)
{
  g_autoptr (GVariant) answer = call (self, ROOT, "Service.SearchItems",
                                      g_variant_new ("(@a{ss})", new_attributes (key)), "(aoao)");
  g_autofree const char **unlocked = NULL;
  g_autofree const char **locked = NULL;

  if (answer == NULL)
    return NULL;
  g_variant_get (answer, "(^a&o^a&o)", &unlocked, &locked);
  return g_strdup (unlocked[0]);
}

static char *
lookup (const ClientVaultKey *key)
{
  g_auto (Service) service = {NULL};
  g_autofree char *item = service_open (&service) ? find (&service, key) : NULL;
  g_autoptr (GVariant) answer = NULL;
  g_autoptr (GVariant) value = NULL;
  const char *bytes;
  gsize length;

  if (item == NULL)
    return NULL;
  answer = call (&service, item, "Item.GetSecret", g_variant_new ("(o)", service.session),
                 "((oayays))");
  if (answer == NULL)
    return NULL;
  g_variant_get (answer, "((oay@ays))", NULL, NULL, &value, NULL);
  bytes = g_variant_get_fixed_array (value, &length, 1);
  return g_utf8_validate (bytes, (gssize) length, NULL) ? g_strndup (bytes, length) : NULL;
}

static void
clear (const ClientVaultKey *key)
{
  g_auto (Service) service = {NULL};
  g_autofree char *item = service_open (&service) ? find (&service, key) : NULL;
  g_autoptr (GVariant) answer = NULL;

  if (item != NULL)
    answer = call (&service, item, "Item.Delete", NULL, "(o)");
}

/**
 * client_vault_has:
 * @file: what is remembered
 * @group: of the platform
 *
 * Tells where a session is kept.
 *
 * Returns: whether the desktop's keyring has it
 */
gboolean
client_vault_has (GKeyFile *file, const char *group)
{
  return g_key_file_get_boolean (file, group, KEYRING, NULL);
}

/**
 * client_vault_take:
 * @key: which session
 * @file: what is remembered; a token that stands there is moved into the keyring if it can be
 * @group: of the platform
 * @changed: (out): whether @file has to be written
 *
 * Finds the token of a session.
 *
 * Returns: (transfer full) (nullable): the token; %NULL where there is none, or the keyring that
 * has it is locked
 */
char *
client_vault_take (const ClientVaultKey *key, GKeyFile *file, const char *group, gboolean *changed)
{
  char *session = g_key_file_get_string (file, group, SESSION, NULL);

  *changed = FALSE;
  if (session == NULL)
    return client_vault_has (file, group) ? lookup (key) : NULL;
  client_vault_put (key, file, group, session);
  *changed = client_vault_has (file, group);
  return session;
}

/**
 * client_vault_put:
 * @key: which session
 * @file: what is remembered, to be written afterwards
 * @group: of the platform
 * @session: (nullable): the token; %NULL forgets the one that there was
 *
 * Keeps the token of a session, in the keyring where it can be.
 */
void
client_vault_put (const ClientVaultKey *key, GKeyFile *file, const char *group, const char *session)
{
  gboolean had = client_vault_has (file, group);
  gboolean kept = session != NULL && store (key, session);

  if (had && !kept)
    clear (key);
  g_key_file_remove_key (file, group, KEYRING, NULL);
  g_key_file_remove_key (file, group, SESSION, NULL);
  if (kept)
    g_key_file_set_boolean (file, group, KEYRING, TRUE);
  else if (session != NULL)
    g_key_file_set_string (file, group, SESSION, session);
}
