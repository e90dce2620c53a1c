/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-envelope-file.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pki-envelope.h"
#include "pki-error.h"
#include "pki-openssl.h"

/* A thousand of them. */
#define MAX_CERTIFICATES (2UL * 1024 * 1024)

static gboolean
fail (const char *path, GError **error)
{
  g_set_error (error, PKI_ERROR, PKI_ERROR_ENVELOPE_UNREADABLE, "%s: %s", path, g_strerror (errno));
  return FALSE;
}

static gboolean
find_size (int fd, const char *path, gsize max, gsize *size, GError **error)
{
  struct stat status;

  if (fstat (fd, &status) != 0)
    return fail (path, error);
  if (!S_ISREG (status.st_mode))
    {
      g_set_error (error, PKI_ERROR, PKI_ERROR_ENVELOPE_UNREADABLE, "%s is not a file", path);
      return FALSE;
    }
  *size = (gsize) status.st_size;
  if (*size <= max)
    return TRUE;
  g_set_error (error, PKI_ERROR, PKI_ERROR_ENVELOPE_SIZE, "%s: %" G_GSIZE_FORMAT " bytes", path,
               *size);
  return FALSE;
}

/* As many bytes as it had; one that grows meanwhile is cut, one that shrinks is what is left. */
static GBytes *
read_all (int fd, gsize size, const char *path, GError **error)
{
  guint8 *data = g_try_malloc (size + 1);
  gsize done = 0;
  gssize n = 1;

  if (data == NULL)
    {
      errno = ENOMEM;
      fail (path, error);
      return NULL;
    }
  while (n > 0 && done < size)
    {
      n = TEMP_FAILURE_RETRY (read (fd, data + done, size - done));
      done += (gsize) MAX (n, 0);
    }
  if (n >= 0)
    return g_bytes_new_take (data, done);
  fail (path, error);
  g_free (data);
  return NULL;
}

static GBytes *
read_file (const char *path, gsize max, GError **error)
{
  /* Non-blocking, lest a pipe under that name wait for a writer. */
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  GBytes *bytes = NULL;
  gsize size = 0;

  if (fd < 0)
    {
      fail (path, error);
      return NULL;
    }
  if (find_size (fd, path, max, &size, error))
    bytes = read_all (fd, size, path, error);
  close (fd);
  return bytes;
}

/**
 * pki_envelope_read_file:
 * @path: a file to be encrypted, or one that is
 * @error: %PKI_ERROR_ENVELOPE_UNREADABLE or %PKI_ERROR_ENVELOPE_SIZE
 *
 * Reads all of it into memory; what is no ordinary file is refused.
 *
 * Returns: (transfer full): its bytes, or %NULL with @error set
 */
GBytes *
pki_envelope_read_file (const char *path, GError **error)
{
  return read_file (path, PKI_ENVELOPE_MAX_SIZE, error);
}

/* A "certs-only" CMS (RFC 5652, 5.1), which a .p7b file is. */
static void
add_from_cms (GPtrArray *all, GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  CMS_ContentInfo *cms = d2i_CMS_ContentInfo (NULL, &data, (long) size);
  STACK_OF (X509) *stack = cms != NULL ? CMS_get1_certs (cms) : NULL;

  for (int i = 0; i < sk_X509_num (stack); i++)
    {
      PkiCertificate *certificate = pki_certificate_new_from_x509 (sk_X509_value (stack, i), NULL);

      if (certificate != NULL)
        g_ptr_array_add (all, certificate);
    }
  sk_X509_pop_free (stack, X509_free);
  CMS_ContentInfo_free (cms);
  ERR_clear_error ();
}

static GPtrArray *
list_certificates (GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  GPtrArray *all = pki_certificate_list_from_pem (data, size, NULL);
  PkiCertificate *one;

  if (all == NULL)
    all = g_ptr_array_new_with_free_func ((GDestroyNotify) pki_certificate_unref);
  if (all->len == 0 && (one = pki_certificate_new_from_der (data, size, NULL)) != NULL)
    g_ptr_array_add (all, one);
  if (all->len == 0)
    add_from_cms (all, bytes);
  return all;
}

/**
 * pki_envelope_read_recipients:
 * @path: what somebody gave away so that one can write to them: PEM, DER or .p7b
 * @error: %PKI_ERROR_ENVELOPE_UNREADABLE or %PKI_ERROR_PARSE
 *
 * Reads the certificates in a file; issuers that came along are left out.
 *
 * Returns: (transfer full) (element-type PkiCertificate): one or more certificates, or %NULL with
 *   @error set
 */
GPtrArray *
pki_envelope_read_recipients (const char *path, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) bytes = read_file (path, MAX_CERTIFICATES, &local);
  g_autoptr (GPtrArray) all = bytes != NULL ? list_certificates (bytes) : NULL;

  if (g_error_matches (local, PKI_ERROR, PKI_ERROR_ENVELOPE_UNREADABLE))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  for (guint i = all != NULL ? all->len : 0; i > 0 && all->len > 1; i--)
    if (pki_certificate_is_ca (all->pdata[i - 1]))
      g_ptr_array_remove_index (all, i - 1);
  if (all != NULL && all->len > 0)
    return g_steal_pointer (&all);
  g_set_error (error, PKI_ERROR, PKI_ERROR_PARSE, "%s holds no certificate", path);
  return NULL;
}
