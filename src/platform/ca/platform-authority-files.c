/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-authority-files.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "keys-office.h"
#include "platform-data.h"
#include "platform-error.h"

#define KEY_KIND "p256"
#define LOCK_FILE "authority.lock"
/* No certificate made here comes near this. */
#define MAX_FILE 65536

static void
wipe (gpointer data)
{
  GByteArray *array = data;

  explicit_bzero (array->data, array->len);
  g_byte_array_unref (array);
}

/* Bytes that are wiped when the last owner lets go. */
static GBytes *
take_secret (char *data, gsize length)
{
  GByteArray *array = g_byte_array_new_take ((guint8 *) data, length);

  return g_bytes_new_with_free_func (array->data, array->len, wipe, array);
}

static GBytes *
read_file (const char *directory, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);
  char *contents;
  gsize length;
  GBytes *bytes;

  if (!g_file_get_contents (path, &contents, &length, error))
    return NULL;
  bytes = take_secret (contents, length);
  if (length <= MAX_FILE)
    return bytes;
  g_bytes_unref (bytes);
  g_set_error (error, PLATFORM_ERROR, PLATFORM_ERROR_DATA, "%s is damaged", path);
  return NULL;
}

/**
 * platform_authority_exists:
 * @directory: where the platform's files are
 * @name: of the file
 *
 * Asks whether a file is there.
 *
 * Returns: whether it is
 */
gboolean
platform_authority_exists (const char *directory, const char *name)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/**
 * platform_authority_key:
 * @directory: where the platform's files are
 * @name: of the key's file
 * @error: where to put the error
 *
 * Reads a private key; the first time it is made. One that was made before a crash is used again.
 *
 * Returns: (transfer full): DER PrivateKeyInfo, or NULL on error
 */
GBytes *
platform_authority_key (const char *directory, const char *name, GError **error)
{
  g_autoptr (GBytes) key = NULL;

  if (platform_authority_exists (directory, name))
    return read_file (directory, name, error);
  key = keys_office_generate (KEY_KIND, error);
  if (!key || !platform_data_write (directory, name, key, error))
    return NULL;
  return g_steal_pointer (&key);
}

/**
 * platform_authority_read:
 * @directory: where the platform's files are
 * @name: of the certificate's file
 * @error: where to put the error
 *
 * Reads a certificate.
 *
 * Returns: (transfer full): the certificate, or NULL on error
 */
PkiCertificate *
platform_authority_read (const char *directory, const char *name, GError **error)
{
  g_autoptr (GBytes) der = read_file (directory, name, error);

  return der ? pki_certificate_new_from_der (g_bytes_get_data (der, NULL), g_bytes_get_size (der),
                                             error)
             : NULL;
}

/**
 * platform_authority_find:
 * @directory: where the platform's files are
 * @name: of the certificate's file
 *
 * Reads a certificate that may be there.
 *
 * Returns: (transfer full) (nullable): the certificate
 */
PkiCertificate *
platform_authority_find (const char *directory, const char *name)
{
  return platform_authority_exists (directory, name)
             ? platform_authority_read (directory, name, NULL)
             : NULL;
}

/**
 * platform_authority_write:
 * @directory: where the platform's files are
 * @name: of the certificate's file
 * @certificate: a certificate
 * @error: where to put the error
 *
 * Writes a certificate.
 *
 * Returns: FALSE on error
 */
gboolean
platform_authority_write (const char *directory,
                          const char *name,
                          PkiCertificate *certificate,
                          GError **error)
{
  return platform_data_write (directory, name, pki_certificate_get_der (certificate), error);
}

/**
 * platform_authority_lock:
 * @directory: where the platform's files are
 * @error: where to put the error
 *
 * Makes other processes that start with these files wait, so that one of them makes the keys.
 *
 * Returns: for platform_authority_unlock(), or -1 on error
 */
int
platform_authority_lock (const char *directory, GError **error)
{
  g_autofree char *path = g_build_filename (directory, LOCK_FILE, NULL);
  int fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (fd >= 0 && flock (fd, LOCK_EX) == 0)
    return fd;
  g_set_error (error, PLATFORM_ERROR, PLATFORM_ERROR_DATA, "cannot lock %s: %s", path,
               g_strerror (errno));
  if (fd >= 0)
    close (fd);
  return -1;
}

/**
 * platform_authority_unlock:
 * @lock: from platform_authority_lock()
 *
 * Lets the next one go on.
 */
void
platform_authority_unlock (int lock)
{
  close (lock);
}
