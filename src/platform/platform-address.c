/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "platform-private.h"

/* How others reach the platform. */

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error_literal (error, PLATFORM_ERROR, PLATFORM_ERROR_OPTIONS, why);
  return FALSE;
}

/* An IPv6 address stands in brackets (RFC 3986, 3.2.2). */
static char *
write_url (const char *scheme, const char *host, guint16 port)
{
  gboolean is_ipv6 = strchr (host, ':') != NULL;

  return g_strdup_printf ("%s://%s%s%s:%u", scheme, is_ipv6 ? "[" : "", host, is_ipv6 ? "]" : "",
                          port);
}

/**
 * platform_set_addresses:
 * @platform: a platform whose sockets are open
 * @options: what it is started with
 *
 * Settles what it calls itself in certificates, and to phones.
 */
void
platform_set_addresses (Platform *platform, const PlatformOptions *options)
{
  platform->url = options->public_url
                      ? g_strdup (options->public_url)
                      : write_url (options->tls_certificate ? "https" : "http",
                                   options->address ? options->address : "127.0.0.1",
                                   platform_server_get_port (platform->server));
  if (options->status_url)
    platform->status_url = g_strdup (options->status_url);
  else if (options->status_address)
    platform->status_url = write_url ("http", options->status_address,
                                      platform_server_get_status_port (platform->server));
  else
    platform->status_url = g_strdup (platform->url);
}

/* 0.0.0.0 and [::] are where it listens, and nowhere that somebody could go. */
static gboolean
is_any (const char *text)
{
  g_autoptr (GInetAddress) address = text ? g_inet_address_new_from_string (text) : NULL;

  return address && g_inet_address_get_is_any (address);
}

static gboolean
is_url (const char *url)
{
  const char *host = g_str_has_prefix (url, "https://")  ? url + 8
                     : g_str_has_prefix (url, "http://") ? url + 7
                                                         : "";

  return *host && !strpbrk (host, "?# ") && !g_str_has_suffix (host, "/");
}

/**
 * platform_check_status:
 * @options: what a platform is to be started with
 * @error: where to put a #PlatformError
 *
 * Checks the address that certificates name for what is asked about them: others reach it, and
 * without TLS, whose certificate would have to be asked about first (RFC 5280, 8).
 *
 * Returns: FALSE if it is none
 */
gboolean
platform_check_status (const PlatformOptions *options, GError **error)
{
  const char *url = options->status_url;

  if (!url && is_any (options->status_address))
    return refuse (error, "certificates have to name where they are asked about: the "
                          "status URL is needed");
  if (!url || (g_str_has_prefix (url, "http://") && !strpbrk (url + 7, "?# ") && url[7] &&
               !g_str_has_suffix (url, "/")))
    return TRUE;
  return refuse (error, "the status URL is such as http://status.example: no https, and "
                        "nothing after it");
}

/**
 * platform_check_addresses:
 * @options: what a platform is to be started with
 * @error: where to put a #PlatformError
 *
 * Checks what it will be called in certificates and to phones, as platform_check_status() does:
 * what is wrong in them stays wrong.
 *
 * Returns: FALSE if nobody would reach it by that
 */
gboolean
platform_check_addresses (const PlatformOptions *options, GError **error)
{
  if (!options->public_url && is_any (options->address))
    return refuse (error, "phones and certificates have to name how the platform is reached: the "
                          "public URL is needed, such as https://seal.example");
  if (options->public_url && !is_url (options->public_url))
    return refuse (error, "the public URL is such as https://seal.example, without a / at the end");
  return platform_check_status (options, error);
}
