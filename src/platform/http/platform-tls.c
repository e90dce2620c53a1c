/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-tls.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "keys-bundle.h"
#include "keys-pem.h"
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

static gboolean
has_key_of (const char *certificate, const char *key)
{
  g_autoptr (GBytes) public = g_bytes_new_static (certificate, strlen (certificate));
  g_autoptr (GBytes) private = g_bytes_new_static (key, strlen (key));
  g_autoptr (PkiSigner) signer = NULL;
  g_auto (KeysBundle) bundle;

  keys_bundle_init (&bundle);
  if (keys_pem_read (public, "", &bundle, NULL) && keys_pem_read (private, "", &bundle, NULL))
    signer = keys_bundle_open (&bundle, NULL);
  return signer != NULL;
}

/* Nobody could connect with others. */
static gboolean
belong_together (GTlsCertificate *pair, const char *certificate, const char *key, GError **error)
{
  g_autofree char *public = NULL;
  char *private = NULL;
  gboolean together;

  g_object_get (pair, "certificate-pem", &public, "private-key-pem", &private, NULL);
  together = public && private && has_key_of (public, private);
  if (!private)
    g_set_error (error, PLATFORM_ERROR, PLATFORM_ERROR_OPTIONS,
                 "there is no private key in %s: it is named beside the certificate",
                 key ? key : certificate);
  else if (!together)
    g_set_error (error, PLATFORM_ERROR, PLATFORM_ERROR_OPTIONS,
                 "the private key in %s is not that of the first certificate in %s",
                 key ? key : certificate, certificate);
  if (private)
    explicit_bzero (private, strlen (private));
  g_free (private);
  return together;
}

/**
 * platform_tls_load:
 * @certificate: PEM file
 * @key: (nullable): PEM file of its private key; NULL: it is in the same file
 * @error: where to put the error
 *
 * Reads what the platform speaks TLS with; a key that everybody may read is refused, and one of
 * another certificate.
 *
 * Returns: (transfer full): the certificate with its key, or NULL on error
 */
GTlsCertificate *
platform_tls_load (const char *certificate, const char *key, GError **error)
{
  g_autoptr (GTlsCertificate) pair = NULL;

  if (!is_closed_to_all (key ? key : certificate, error))
    return NULL;
  pair = key ? g_tls_certificate_new_from_files (certificate, key, error)
             : g_tls_certificate_new_from_file (certificate, error);
  return pair && belong_together (pair, certificate, key, error) ? g_steal_pointer (&pair) : NULL;
}
