/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-certificates.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "keys-error.h"
#include "keys-pkcs12.h"
#include "model-job.h"
#include "wire-certificate.h"

#define LAST_USED "last-used.ini"
#define GROUP "seals"

struct _ModelCertificates {
  ModelList parent_instance;

  char *folder;
  GPtrArray *items; /* ModelCertificate */
  ModelTokens *tokens;
  GHashTable
      *elsewhere; /* SHA-256 of certificates of other spaces than the one that the user is in */
};

G_DEFINE_FINAL_TYPE (ModelCertificates, model_certificates, MODEL_TYPE_LIST)

static gint64
now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

/* Usable ones first, those of the space that one is in before others, those that an authority
 * stands behind before tests, then the newest. */
static int
compare (gconstpointer a, gconstpointer b, gpointer moment)
{
  ModelCertificate *first = *(ModelCertificate **) a, *second = *(ModelCertificate **) b;
  ModelCertificateState x = model_certificate_get_state (first, *(gint64 *) moment);
  ModelCertificateState y = model_certificate_get_state (second, *(gint64 *) moment);
  gint64 from_x, from_y;

  if (x != y)
    return (int) x - (int) y;
  if (model_certificate_is_elsewhere (first) != model_certificate_is_elsewhere (second))
    return model_certificate_is_elsewhere (first) ? 1 : -1;
  if (model_certificate_is_test (first) != model_certificate_is_test (second))
    return model_certificate_is_test (first) ? 1 : -1;
  from_x = pki_certificate_get_not_before (model_certificate_get_certificate (first));
  from_y = pki_certificate_get_not_before (model_certificate_get_certificate (second));
  if (from_x != from_y)
    return from_x > from_y ? -1 : 1;
  return strcmp (model_certificate_get_id (first), model_certificate_get_id (second));
}

static void
model_certificates_finalize (GObject *object)
{
  ModelCertificates *self = MODEL_CERTIFICATES (object);

  g_free (self->folder);
  g_object_unref (self->tokens);
  g_hash_table_unref (self->elsewhere);
  G_OBJECT_CLASS (model_certificates_parent_class)->finalize (object);
}

static void
model_certificates_class_init (ModelCertificatesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = model_certificates_finalize;
}

static void
tokens_changed (ModelCertificates *self)
{
  model_certificates_reload (self, NULL);
}

static void
model_certificates_init (ModelCertificates *self)
{
  self->items = model_list_hold (MODEL_LIST (self), MODEL_TYPE_CERTIFICATE);
  self->tokens = model_tokens_new ();
  self->elsewhere = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_signal_connect_object (self->tokens, "changed", G_CALLBACK (tokens_changed), self,
                           G_CONNECT_SWAPPED);
}

/**
 * model_certificates_new:
 * @folder: the key folder; made when the first key comes
 *
 * Lists the identities of a key folder. One that cannot be read is empty;
 * [method@ModelCertificates.reload] tells why.
 *
 * Returns: (transfer full): the list
 */
ModelCertificates *
model_certificates_new (const char *folder)
{
  ModelCertificates *self;

  g_return_val_if_fail (folder != NULL, NULL);

  self = g_object_new (MODEL_TYPE_CERTIFICATES, NULL);
  self->folder = g_strdup (folder);
  model_certificates_reload (self, NULL);
  return self;
}

static void
take_standing (ModelCertificates *self, ModelCertificate *certificate)
{
  PkiCertificate *x = model_certificate_get_certificate (certificate);

  model_certificate_set_standing (certificate, keys_standing_get (self->folder, x));
  model_certificate_set_elsewhere (
      certificate, g_hash_table_contains (self->elsewhere, pki_certificate_get_sha256 (x)));
}

/**
 * model_certificates_reload:
 *
 * Reads the folder again: something else may have written there, and certificates expire.
 *
 * Returns: %FALSE with a %KEYS_ERROR when the folder cannot be read; the list is then empty
 */
gboolean
model_certificates_reload (ModelCertificates *self, GError **error)
{
  g_autoptr (GPtrArray) entries = NULL;
  GPtrArray *tokens;
  guint before;
  gint64 moment = now ();

  g_return_val_if_fail (MODEL_IS_CERTIFICATES (self), FALSE);

  before = self->items->len;
  if (g_file_test (self->folder, G_FILE_TEST_EXISTS))
    entries = keys_folder_list (self->folder, error);
  else
    entries = g_ptr_array_new ();

  g_ptr_array_set_size (self->items, 0);
  if (entries != NULL)
    g_ptr_array_set_free_func (entries, NULL);
  for (guint i = 0; entries != NULL && i < entries->len; i++)
    g_ptr_array_add (self->items, model_certificate_new (g_ptr_array_index (entries, i)));
  tokens = model_tokens_get_certificates (self->tokens);
  for (guint i = 0; i < tokens->len; i++)
    g_ptr_array_add (self->items, g_object_ref (tokens->pdata[i]));
  for (guint i = 0; i < self->items->len; i++)
    take_standing (self, self->items->pdata[i]);
  g_ptr_array_sort_with_data (self->items, compare, &moment);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, before, self->items->len);
  return entries != NULL;
}

/**
 * model_certificates_learn:
 * @said: (element-type WireCertificate): what a platform says of the user's certificates
 *
 * Keeps it for the time without a network. Only a warning: a failure to write is not told.
 */
void
model_certificates_learn (ModelCertificates *self, GPtrArray *said)
{
  gboolean any = FALSE;

  g_return_if_fail (MODEL_IS_CERTIFICATES (self));

  for (guint i = 0; i < said->len; i++)
    {
      const WireCertificate *each = said->pdata[i];
      gboolean changed;

      keys_standing_note (self->folder, each->der, each->state, &changed, NULL);
      any |= changed;
    }
  if (any)
    model_certificates_reload (self, NULL);
}

static gboolean
is_same_set (GHashTable *a, GHashTable *b)
{
  GHashTableIter iter;
  gpointer key;

  if (g_hash_table_size (a) != g_hash_table_size (b))
    return FALSE;
  g_hash_table_iter_init (&iter, a);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (!g_hash_table_contains (b, key))
      return FALSE;
  return TRUE;
}

/**
 * model_certificates_enter_space:
 * @said: (nullable) (element-type WireCertificate): what a platform says of the user's certificates
 * @space: (nullable): id of the enterprise on whose behalf they work
 *
 * Puts those of others after those of this space.
 */
void
model_certificates_enter_space (ModelCertificates *self, GPtrArray *said, const char *space)
{
  g_autoptr (GHashTable) elsewhere = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_return_if_fail (MODEL_IS_CERTIFICATES (self));

  for (guint i = 0; said != NULL && i < said->len; i++)
    {
      const WireCertificate *each = said->pdata[i];

      if (g_strcmp0 (each->organisation, space) != 0)
        g_hash_table_add (elsewhere, g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, each->der));
    }
  if (is_same_set (elsewhere, self->elsewhere))
    return;
  g_hash_table_unref (self->elsewhere);
  self->elsewhere = g_steal_pointer (&elsewhere);
  model_certificates_reload (self, NULL);
}

/**
 * model_certificates_get_tokens:
 *
 * Returns: (transfer none): the tokens whose certificates are in the list
 */
ModelTokens *
model_certificates_get_tokens (ModelCertificates *self)
{
  g_return_val_if_fail (MODEL_IS_CERTIFICATES (self), NULL);

  return self->tokens;
}

/**
 * model_certificates_look_for_tokens:
 *
 * Looks which tokens are plugged in. The list changes when something is new.
 */
void
model_certificates_look_for_tokens (ModelCertificates *self)
{
  g_return_if_fail (MODEL_IS_CERTIFICATES (self));

  model_tokens_look (self->tokens);
}

/**
 * model_certificates_find:
 * @id: as [method@ModelCertificate.get_id] tells it
 *
 * Returns: (transfer none) (nullable): the identity
 */
ModelCertificate *
model_certificates_find (ModelCertificates *self, const char *id)
{
  g_return_val_if_fail (MODEL_IS_CERTIFICATES (self), NULL);

  for (guint i = 0; i < self->items->len; i++)
    if (strcmp (model_certificate_get_id (self->items->pdata[i]), id) == 0)
      return self->items->pdata[i];
  return NULL;
}

/* What a worker needs to add an identity: a file to import, or the facts to make one. */
typedef struct {
  char *folder;
  char *path;
  char *certificates;
  char *name;
  char *organisation;
  char *kind;
  GBytes *password;
  gint64 moment;
} Addition;

static void
addition_free (gpointer data)
{
  Addition *self = data;

  g_free (self->folder);
  g_free (self->path);
  g_free (self->certificates);
  g_free (self->name);
  g_free (self->organisation);
  g_free (self->kind);
  g_bytes_unref (self->password);
  g_free (self);
}

static gpointer
import_on_worker (ModelJob *job, gpointer data, GCancellable *cancellable, GError **error)
{
  Addition *addition = data;

  const KeysSource source = {addition->path, addition->certificates,
                             model_secret_peek (addition->password)};

  return keys_folder_import (addition->folder, &source, error);
}

/* Made beside its later place and then imported as any other file, so that there is one way in. */
static gpointer
generate_on_worker (ModelJob *job, gpointer data, GCancellable *cancellable, GError **error)
{
  Addition *addition = data;
  g_autofree char *uuid = g_uuid_string_random ();
  g_autofree char *name = g_strconcat (".", uuid, ".new", NULL);
  g_autofree char *path = g_build_filename (addition->folder, name, NULL);
  KeysEntry *entry = NULL;

  if (g_mkdir_with_parents (addition->folder, 0700) != 0)
    {
      g_set_error (error, KEYS_ERROR, KEYS_ERROR_STORE, "%s: %s", addition->folder,
                   g_strerror (errno));
      return NULL;
    }
  if (keys_pkcs12_generate (path, model_secret_peek (addition->password), addition->name,
                            addition->organisation, addition->kind, addition->moment, error))
    entry = keys_folder_import (
        addition->folder, &(KeysSource){path, NULL, model_secret_peek (addition->password)}, error);
  g_unlink (path);
  return entry;
}

static void
add (ModelCertificates *self,
     ModelJobFunc func,
     Addition *addition,
     GAsyncReadyCallback callback,
     gpointer user_data)
{
  const ModelWork work = {
      .func = func,
      .data = addition,
      .data_free = addition_free,
      .result_free = (GDestroyNotify) keys_entry_free,
  };

  addition->folder = g_strdup (self->folder);
  addition->moment = now ();
  model_job_start (NULL, &work, self, NULL, callback, user_data);
}

/**
 * model_certificates_needs_password:
 * @path: a key file
 *
 * Returns: whether it takes a password to open it, as far as that can be seen
 */
gboolean
model_certificates_needs_password (const char *path)
{
  return keys_open_needs_password (path);
}

/**
 * model_certificates_import:
 * @file: which; its password is needed, see model_secret_new()
 * @callback: called when it is there or cannot be
 * @user_data: for @callback
 *
 * Takes a copy of a key file into the folder, once its password has opened it. A key in the clear
 * is kept under that password.
 */
void
model_certificates_import (ModelCertificates *self,
                           const ModelKeyFile *file,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  Addition *addition;

  g_return_if_fail (MODEL_IS_CERTIFICATES (self));

  addition = g_new0 (Addition, 1);
  addition->path = g_strdup (file->path);
  addition->certificates = g_strdup (file->certificates);
  addition->password = g_bytes_ref (file->password);
  add (self, import_on_worker, addition, callback, user_data);
}

/**
 * model_certificates_generate:
 * @identity: what to make
 * @callback: called when it is there or cannot be
 * @user_data: for @callback
 *
 * Makes a key with a certificate signed by itself, to try things with.
 */
void
model_certificates_generate (ModelCertificates *self,
                             const ModelTestIdentity *identity,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  Addition *addition;

  g_return_if_fail (MODEL_IS_CERTIFICATES (self));

  addition = g_new0 (Addition, 1);
  addition->name = g_strdup (identity->name);
  addition->organisation = g_strdup (identity->organisation);
  addition->kind = g_strdup (identity->kind);
  addition->password = g_bytes_ref (identity->password);
  add (self, generate_on_worker, addition, callback, user_data);
}

/**
 * model_certificates_finish:
 * @result: what the callback was given
 *
 * Ends an import or a making; the list has the new identity.
 *
 * Returns: (transfer none) (nullable): the identity, or %NULL with a %KEYS_ERROR
 */
ModelCertificate *
model_certificates_finish (ModelCertificates *self, GAsyncResult *result, GError **error)
{
  g_autoptr (KeysEntry) entry = NULL;

  g_return_val_if_fail (MODEL_IS_CERTIFICATES (self), NULL);

  entry = model_job_finish (result, error);
  if (entry == NULL || !model_certificates_reload (self, error))
    return NULL;
  return model_certificates_find (self, entry->id);
}

/**
 * model_certificates_remove:
 * @certificate: one of the list, not on a token
 *
 * Takes an identity and its key out of the list; [method@ModelCertificates.restore] is the way
 * back.
 *
 * Returns: %FALSE with a %KEYS_ERROR when the file stays
 */
gboolean
model_certificates_remove (ModelCertificates *self, ModelCertificate *certificate, GError **error)
{
  guint position;

  g_return_val_if_fail (MODEL_IS_CERTIFICATES (self), FALSE);

  if (!keys_folder_remove (self->folder, model_certificate_get_id (certificate), error))
    return FALSE;
  if (g_ptr_array_find (self->items, certificate, &position))
    {
      g_ptr_array_remove_index (self->items, position);
      g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
    }
  return TRUE;
}

/**
 * model_certificates_restore:
 * @id: of an identity that was removed
 *
 * Takes the removal back.
 *
 * Returns: %FALSE with a %KEYS_ERROR when it cannot be
 */
gboolean
model_certificates_restore (ModelCertificates *self, const char *id, GError **error)
{
  g_return_val_if_fail (MODEL_IS_CERTIFICATES (self), FALSE);

  return keys_folder_restore (self->folder, id, error) && model_certificates_reload (self, error);
}

static GKeyFile *
read_last_used (ModelCertificates *self, char **path)
{
  GKeyFile *file = g_key_file_new ();

  *path = g_build_filename (self->folder, LAST_USED, NULL);
  g_key_file_load_from_file (file, *path, G_KEY_FILE_NONE, NULL);
  return file;
}

/* A key of the key file: "" is none, so a signature without a seal has a name of its own. */
static const char *
key_for (const char *seal)
{
  return *seal != '\0' ? seal : "none";
}

/**
 * model_certificates_remember:
 * @seal: the id of a seal, or ""
 * @certificate: what signed with it
 *
 * Remembers the choice for the next time. Only a comfort: a failure to write is not told.
 */
void
model_certificates_remember (ModelCertificates *self,
                             const char *seal,
                             ModelCertificate *certificate)
{
  g_autofree char *path = NULL;
  g_autoptr (GKeyFile) file = NULL;

  g_return_if_fail (MODEL_IS_CERTIFICATES (self));

  file = read_last_used (self, &path);
  g_key_file_set_string (file, GROUP, key_for (seal), model_certificate_get_id (certificate));
  g_key_file_save_to_file (file, path, NULL);
}

static gboolean
is_usable (ModelCertificate *certificate)
{
  return certificate != NULL &&
         model_certificate_get_state (certificate, now ()) == MODEL_CERTIFICATE_USABLE;
}

/**
 * model_certificates_recall:
 * @seal: the id of a seal, or ""
 *
 * Chooses what signed last with this seal, else the first that can sign. Without a seal none is
 * chosen that is of another space than the one that the user is in: they have to say so.
 *
 * Returns: (transfer none) (nullable): an identity that can sign now
 */
ModelCertificate *
model_certificates_recall (ModelCertificates *self, const char *seal)
{
  g_autofree char *path = NULL, *id = NULL;
  g_autoptr (GKeyFile) file = NULL;
  ModelCertificate *found;

  g_return_val_if_fail (MODEL_IS_CERTIFICATES (self), NULL);

  file = read_last_used (self, &path);
  id = g_key_file_get_string (file, GROUP, key_for (seal), NULL);
  found = id != NULL ? model_certificates_find (self, id) : NULL;
  if (is_usable (found) && (*seal != '\0' || !model_certificate_is_elsewhere (found)))
    return found;
  found = self->items->len > 0 ? g_ptr_array_index (self->items, 0) : NULL;
  return is_usable (found) && !model_certificate_is_elsewhere (found) ? found : NULL;
}
