/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-request.h"
#include "platform-authority-files.h"
#include "platform-data.h"
#include "platform-ca-key.h"
#include "platform-private.h"
#include "platform-root.h"
#include "platform.h"

#define MAX_REQUEST 16384

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error_literal (error, PLATFORM_ERROR, PLATFORM_ERROR_OPTIONS, why);
  return FALSE;
}

/**
 * platform_request_authority:
 * @options: what the platform will be started with
 * @path: of a new file
 * @error: where to put a #PlatformError
 *
 * Writes a PKCS#10 request for the authority's key, which is made the first time, or lies on its
 * token: for platform_certify_authority() where the root is.
 *
 * Returns: FALSE on error
 */
gboolean
platform_request_authority (const PlatformOptions *options, const char *path, GError **error)
{
  g_autoptr (PlatformCaPin) pin = platform_ca_pin_new (options->ca_pin_file);
  const PlatformTokenSeat token = {options->ca_token, options->ca_module, options->ca_keys, pin};
  g_autoptr (GPtrArray) nobody = g_ptr_array_new ();
  g_autoptr (PlatformCaKey) key = NULL;
  g_autoptr (PkiSigner) signer = NULL;
  g_autoptr (GBytes) request = NULL;

  if (!platform_data_prepare (options->data_directory, error) ||
      !(key = platform_ca_key_open (options->data_directory, "authority", &token, NULL, error)))
    return FALSE;
  signer = platform_ca_key_signer (key, nobody);
  request = pki_request_make (signer, platform_ca_key_get_spki (key), NULL, NULL, error);
  return request && g_file_set_contents (path, g_bytes_get_data (request, NULL),
                                         (gssize) g_bytes_get_size (request), error);
}

static GBytes *
read_request (const char *path, GError **error)
{
  g_autoptr (GBytes) der = NULL;
  char *contents;
  gsize size;

  if (!g_file_get_contents (path, &contents, &size, error))
    return NULL;
  der = g_bytes_new_take (contents, size);
  if (size <= MAX_REQUEST)
    return pki_request_read (der, error);
  refuse (error, "this is no PKCS#10 request");
  return NULL;
}

/* One that was issued for this key before is good still: then it is about the list alone. */
static gboolean
is_certified (const PlatformAuthoritySeat *seat, GBytes *spki)
{
  g_autoptr (PkiCertificate) known = NULL;
  g_autoptr (GBytes) other = NULL;

  if (!platform_authority_exists (seat->data_directory, PLATFORM_AUTHORITY_FILE))
    return FALSE;
  known = platform_authority_read (seat->data_directory, PLATFORM_AUTHORITY_FILE, NULL);
  other = known ? pki_certificate_dup_spki (known) : NULL;
  return other && g_bytes_equal (other, spki) && pki_certificate_get_not_after (known) > seat->now;
}

static gboolean
certify (const PlatformAuthoritySeat *seat, PkiCertificate *root, GBytes *spki, GError **error)
{
  g_autoptr (PkiCertificate) certificate = platform_root_certify (seat, root, spki, error);

  return certificate && platform_authority_write (seat->data_directory, PLATFORM_AUTHORITY_FILE,
                                                  certificate, error);
}

/**
 * platform_certify_authority:
 * @options: the folder of the root, and the name and the addresses of the platform
 * @path: of a request that platform_request_authority() wrote
 * @error: where to put a #PlatformError
 *
 * Issues the authority's certificate and the root's revocation list on a machine without a network,
 * where the root is made the first time; no database is asked. root.cer, authority.cer, root.crl
 * and root.crl.time are what the platform's folder needs of it.
 *
 * Returns: FALSE on error
 */
gboolean
platform_certify_authority (const PlatformOptions *options, const char *path, GError **error)
{
  const PlatformAuthoritySeat seat = {
      .data_directory = options->data_directory,
      .name = options->name ? options->name : "Vermilion",
      .status_url = options->status_url ? options->status_url : options->public_url,
      .now = g_get_real_time () / G_USEC_PER_SEC,
  };
  g_autoptr (GBytes) spki = read_request (path, error);
  g_autoptr (PkiCertificate) root = NULL;
  g_autoptr (GBytes) list = NULL;

  if (!spki)
    return FALSE;
  if (!seat.status_url)
    return refuse (error, "the certificate names the platform's public address: it is needed");
  if (!platform_check_status (options, error))
    return FALSE;
  if (!platform_data_prepare (seat.data_directory, error) ||
      !(root = platform_root_open (&seat, error)) ||
      (!is_certified (&seat, spki) && !certify (&seat, root, spki, error)))
    return FALSE;
  list = platform_root_list (&seat, root, error);
  return list != NULL;
}
