/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-tls.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

#include "platform-error.h"

/* A group may read it, as Debian's ssl-cert does; not everybody. */
static gboolean
is_closed_to_all (const char *path, GError **error)
{
  struct stat status;

  if (g_stat (path, &status) != 0)
    {
      g_set_error (error, PLATFORM_ERROR, PLATFORM_ERROR_OPTIONS, "cannot read %s: %s", path,
                   g_strerror (errno));
      return FALSE;
    }
  if ((status.st_mode & 0007) == 0)
    return TRUE;
  g_set_error (error, PLATFORM_ERROR, PLATFORM_ERROR_OPTIONS,
               "everybody on this computer may read the private key in %s", path);
  return FALSE;
}

/**
 * platform_tls_load:
 * @certificate: PEM file
 * @key: (nullable): PEM file of its private key; NULL: it is in the same file
 * @error: where to put the error
 *
 * Reads what the platform speaks TLS with; a key that everybody may read is refused.
 *
 * Returns: (transfer full): the certificate with its key, or NULL on error
 */
GTlsCertificate *
platform_tls_load (const char *certificate, const char *key, GError **error)
{
  if (!is_closed_to_all (key ? key : certificate, error))
    return NULL;
  return key ? g_tls_certificate_new_from_files (certificate, key, error)
             : g_tls_certificate_new_from_file (certificate, error);
}
