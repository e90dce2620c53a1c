/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-place.h"

#include <gio/gio.h>
#include <string.h>

#define PREFIX_BYTES 8

/**
 * platform_place_unmap:
 * @address: an address
 *
 * Says what a socket that takes both kinds calls an IPv4 address (RFC 4291, 2.5.5.2) by its own
 * name.
 *
 * Returns: (transfer full): the address
 */
GInetAddress *
platform_place_unmap (GInetAddress *address)
{
  static const guint8 mapped[12] = {[10] = 0xff, [11] = 0xff};
  const guint8 *bytes = g_inet_address_to_bytes (address);

  if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6 &&
      memcmp (bytes, mapped, sizeof mapped) == 0)
    return g_inet_address_new_from_bytes (bytes + sizeof mapped, G_SOCKET_FAMILY_IPV4);
  return g_object_ref (address);
}

static GInetAddress *
first_of_net (GInetAddress *address)
{
  guint8 prefix[16] = {0};

  memcpy (prefix, g_inet_address_to_bytes (address), PREFIX_BYTES);
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
  g_autoptr (GInetAddress) plain = NULL;
  g_autoptr (GInetAddress) place = NULL;

  /* Each request asks, and only IPv6 has colons. */
  if (!strchr (host, ':'))
    return g_strdup (host);
  address = g_inet_address_new_from_string (host);
  if (!address)
    return g_strdup (host);
  plain = platform_place_unmap (address);
  if (g_inet_address_get_family (plain) == G_SOCKET_FAMILY_IPV4)
    return g_inet_address_to_string (plain);
  place = first_of_net (plain);
  return g_inet_address_to_string (place);
}
