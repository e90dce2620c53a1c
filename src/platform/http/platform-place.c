/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-place.h"

#include <gio/gio.h>
#include <string.h>

#define PREFIX_BYTES 8

static GInetAddress *
address_of (const guint8 *bytes)
{
  static const guint8 mapped[12] = {[10] = 0xff, [11] = 0xff};
  guint8 prefix[16] = {0};

  if (memcmp (bytes, mapped, sizeof mapped) == 0)
    return g_inet_address_new_from_bytes (bytes + sizeof mapped, G_SOCKET_FAMILY_IPV4);
  memcpy (prefix, bytes, PREFIX_BYTES);
  return g_inet_address_new_from_bytes (prefix, G_SOCKET_FAMILY_IPV6);
}

/**
 * platform_place_new:
 * @host: an address
 *
 * Says where somebody sends from, for what is counted by that: one household or one machine has a
 * whole /64 of IPv6 (RFC 6177), and could come from another of its addresses each time.
 *
 * Returns: (transfer full): an IPv4 address, or the first one of a /64
 */
char *
platform_place_new (const char *host)
{
  g_autoptr (GInetAddress) address = NULL;
  g_autoptr (GInetAddress) place = NULL;

  /* Each request asks, and only IPv6 has colons. */
  if (!strchr (host, ':'))
    return g_strdup (host);
  address = g_inet_address_new_from_string (host);
  if (!address)
    return g_strdup (host);
  place = address_of (g_inet_address_to_bytes (address));
  return g_inet_address_to_string (place);
}
