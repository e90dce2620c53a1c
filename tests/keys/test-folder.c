/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "keys-error.h"
#include "keys-file.h"
#include "keys-folder.h"
#include "keys-pkcs12.h"
#include "support-ca.h"
#include "support-clock.h"

typedef struct {
  SupportCa *ca;
  char *parent;
  char *folder; /* not there yet */
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->ca = support_ca_new (SUPPORT_NOW);
  f->parent = g_dir_make_tmp ("vermilion-folder-XXXXXX", NULL);
  f->folder = g_build_filename (f->parent, "vermilion", "keys", NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_spawn_sync (NULL, (char *[]){"rm", "-rf", f->parent, NULL}, NULL, G_SPAWN_SEARCH_PATH, NULL,
                NULL, NULL, NULL, NULL, NULL);
  support_ca_free (f->ca);
  g_free (f->parent);
  g_free (f->folder);
}

static char *
make_key_file (Fixture *f, const char *name, GBytes **bytes)
{
  g_autoptr (SupportIdentity)
      identity = support_ca_issue (f->ca, &(SupportProfile){.common_name = name});
  g_autoptr (GBytes) pkcs12 = support_identity_to_pkcs12 (identity, "密码", TRUE);
  g_autofree char *file = g_strconcat (name, ".p12", NULL);
  char *path = g_build_filename (f->parent, file, NULL);

  g_file_set_contents (path, g_bytes_get_data (pkcs12, NULL), g_bytes_get_size (pkcs12), NULL);
  if (bytes != NULL)
    *bytes = g_steal_pointer (&pkcs12);
  return path;
}

static KeysEntry *
import (Fixture *f, const char *path)
{
  g_autoptr (GError) error = NULL;
  KeysEntry *entry = keys_folder_import (f->folder, &(KeysSource){path, NULL, "密码"}, &error);

  g_assert_no_error (error);
  return entry;
}

static guint
count (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = keys_folder_list (f->folder, &error);

  g_assert_no_error (error);
  return list->len;
}

static void
test_import (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) original = NULL;
  g_autofree char *path = make_key_file (f, "王五", &original);
  g_autoptr (KeysEntry) entry = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GBytes) stored = NULL;
  g_autoptr (PkiSigner) signer = NULL;
  g_autofree char *contents = NULL;
  gsize size;
  struct stat status;

  g_assert_cmpuint (count (f), ==, 0);
  entry = import (f, path);
  g_assert_cmpuint (strlen (entry->id), ==, 16);
  g_assert_true (g_str_has_prefix (pki_certificate_get_sha256 (entry->certificate), entry->id));
  g_file_get_contents (entry->path, &contents, &size, NULL);
  stored = g_bytes_new (contents, size);
  g_assert_true (g_bytes_equal (stored, original));
  g_stat (entry->path, &status);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  g_stat (f->folder, &status);
  g_assert_cmpint (status.st_mode & 0777, ==, 0700);
  signer = keys_pkcs12_open (entry->path, "密码", NULL);
  g_assert_nonnull (signer);

  list = keys_folder_list (f->folder, NULL);
  g_assert_cmpuint (list->len, ==, 1);
  g_assert_cmpstr (((KeysEntry *) list->pdata[0])->path, ==, entry->path);
  g_assert_cmpstr (pki_certificate_get_name (((KeysEntry *) list->pdata[0])->certificate), ==,
                   "王五");
}

static void
test_refused (Fixture *f, gconstpointer data)
{
  g_autofree char *path = make_key_file (f, "A", NULL);
  g_autofree char *missing = g_build_filename (f->parent, "missing", NULL);
  g_autoptr (KeysEntry) entry = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (keys_folder_import (f->folder, &(KeysSource){path, NULL, "wrong"}, &error));
  g_assert_error (error, KEYS_ERROR, KEYS_ERROR_PASSWORD);
  g_clear_error (&error);
  g_assert_null (keys_folder_import (f->folder, &(KeysSource){missing, NULL, "p"}, &error));
  g_assert_error (error, KEYS_ERROR, KEYS_ERROR_UNREADABLE);
  g_clear_error (&error);
  g_assert_false (g_file_test (f->folder, G_FILE_TEST_EXISTS));
  entry = import (f, path);
  g_assert_null (keys_folder_import (f->folder, &(KeysSource){path, NULL, "密码"}, &error));
  g_assert_error (error, KEYS_ERROR, KEYS_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_null (keys_folder_import (path, &(KeysSource){path, NULL, "密码"}, &error));
  g_assert_error (error, KEYS_ERROR, KEYS_ERROR_STORE);
  g_assert_cmpuint (count (f), ==, 1);
}

/* Removed, added again, removed again: all of it is still there. */
static void
test_remove (Fixture *f, gconstpointer data)
{
  g_autofree char *path = make_key_file (f, "A", NULL);
  g_autofree char *other = make_key_file (f, "B", NULL);
  G_GNUC_UNUSED g_autoptr (KeysEntry) kept = import (f, other);
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;

  for (int i = 1; i <= 2; i++)
    {
      g_autoptr (KeysEntry) entry G_GNUC_UNUSED = import (f, path);
      g_autofree char *removed = g_strdup_printf ("%s/removed/%s-%d.p12", f->folder, entry->id, i);
      g_autoptr (PkiSigner) signer = NULL;

      g_assert_cmpuint (count (f), ==, 2);
      g_assert_true (keys_folder_remove (f->folder, entry->id, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (count (f), ==, 1);
      signer = keys_pkcs12_open (removed, "密码", NULL);
      g_assert_nonnull (signer);
      g_free (id);
      id = g_strdup (entry->id);
    }
  g_assert_false (keys_folder_remove (f->folder, id, &error));
  g_assert_error (error, KEYS_ERROR, KEYS_ERROR_UNREADABLE);
  g_clear_error (&error);
  g_assert_false (keys_folder_remove (f->folder, "../../etc/passwd", &error));
  g_assert_error (error, KEYS_ERROR, KEYS_ERROR_UNREADABLE);
}

/* Foreign and half-written files make no entries and no trouble. */
static void
test_foreign_files (Fixture *f, gconstpointer data)
{
  g_autofree char *path = make_key_file (f, "A", NULL);
  G_GNUC_UNUSED g_autoptr (KeysEntry) entry = import (f, path);
  static const char *const names[] = {"notes.txt", "0123456789abcdef.cer", "0123456789abcdef.p12",
                                      ".cer", "x.p12.AB12CD"};

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *foreign = g_build_filename (f->folder, names[i], NULL);

      g_file_set_contents (foreign, "nonsense", -1, NULL);
    }
  g_assert_cmpuint (count (f), ==, 1);
}

static void
test_sorted (Fixture *f, gconstpointer data)
{
  static const char *const names[] = {"Cc", "Aa", "Bb"};
  g_autoptr (GPtrArray) list = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = make_key_file (f, names[i], NULL);
      g_autoptr (KeysEntry) entry = import (f, path);
    }
  list = keys_folder_list (f->folder, NULL);
  g_assert_cmpuint (list->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (pki_certificate_get_name (((KeysEntry *) list->pdata[i])->certificate)[0], ==,
                     'A' + (int) i);
}

/* Counts where the program's heap holds these bytes. */
static guint
count_in_heap (const guint8 *bytes, gsize size)
{
  g_autofree char *maps = NULL;
  gsize from = 0, to = 0;
  guint n = 0;
  const char *line;

  g_assert_true (g_file_get_contents ("/proc/self/maps", &maps, NULL, NULL));
  line = strstr (maps, "[heap]");
  while (line != NULL && line > maps && line[-1] != '\n')
    line--;
  /* A sanitizer's allocator has no heap to look into. */
  if (line == NULL || sscanf (line, "%zx-%zx", &from, &to) != 2)
    return 0;
  for (const guint8 *at = (const guint8 *) from; at != NULL && at < (const guint8 *) to; n++)
    {
      at = memmem (at, (gsize) ((const guint8 *) to - at), bytes, size);
      if (at == NULL)
        break;
      at++;
    }
  return n;
}

/* A key file need not be encrypted, and nothing of it is left in memory. */
static void
test_wiped (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->parent, "key.pem", NULL);
  guint8 secret[400], middle[64];
  GBytes *bytes;

  for (gsize i = 0; i < sizeof secret; i++)
    secret[i] = (guint8) g_random_int ();
  memcpy (middle, secret + 200, sizeof middle);
  g_assert_true (g_file_set_contents (path, (const char *) secret, sizeof secret, NULL));
  bytes = keys_file_read (path, NULL);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), secret, sizeof secret);
  g_bytes_unref (bytes);
  g_assert_cmpuint (count_in_heap (middle, sizeof middle), ==, 0);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
      {"/keys/folder/import", test_import}, {"/keys/folder/refused", test_refused},
      {"/keys/folder/remove", test_remove}, {"/keys/folder/foreign-files", test_foreign_files},
      {"/keys/folder/sorted", test_sorted}, {"/keys/folder/wiped", test_wiped},
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
