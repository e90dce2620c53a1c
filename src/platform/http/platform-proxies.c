/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-proxies.h"

#include <string.h>

#include "platform-error.h"
#include "platform-place.h"

#define FORWARDED_FOR "X-Forwarded-For"
#define FORWARDED "Forwarded"

struct _PlatformProxies {
  GPtrArray *masks;    /* GInetAddressMask */
  const char *header;  /* static */
  gboolean has_fields; /* it is made of name=value */
};

static gboolean
set_header (PlatformProxies *self, const char *header, GError **error)
{
  if (!header || g_ascii_strcasecmp (header, FORWARDED_FOR) == 0)
    self->header = FORWARDED_FOR;
  else if (g_ascii_strcasecmp (header, FORWARDED) == 0)
    {
      self->header = FORWARDED;
      self->has_fields = TRUE;
    }
  else
    g_set_error (error, PLATFORM_ERROR, PLATFORM_ERROR_OPTIONS,
                 "a proxy says where a request comes from in X-Forwarded-For or in Forwarded");
  return self->header != NULL;
}

/**
 * platform_proxies_new:
 * @addresses: (nullable): such as 10.0.0.7 or 10.0.0.0/24, NULL at the end
 * @header: (nullable): X-Forwarded-For or Forwarded (RFC 7239); NULL: the first. One of them only:
 *   the other one a proxy passes on as it came, and anybody may have written it.
 * @error: where to put a %PLATFORM_ERROR_OPTIONS
 *
 * Remembers who is trusted.
 *
 * Returns: (transfer full): them, or NULL if an address is none
 */
PlatformProxies *
platform_proxies_new (const char *const *addresses, const char *header, GError **error)
{
  g_autoptr (PlatformProxies) self = g_new0 (PlatformProxies, 1);

  self->masks = g_ptr_array_new_with_free_func (g_object_unref);
  if (!set_header (self, header, error))
    return NULL;
  for (guint i = 0; addresses && addresses[i]; i++)
    {
      g_autoptr (GError) local = NULL;
      GInetAddressMask *mask = g_inet_address_mask_new_from_string (addresses[i], &local);

      if (!mask)
        {
          g_set_error (error, PLATFORM_ERROR, PLATFORM_ERROR_OPTIONS,
                       "a proxy is such as 10.0.0.7 or 10.0.0.0/24, and not “%s”", addresses[i]);
          return NULL;
        }
      g_ptr_array_add (self->masks, mask);
    }
  return g_steal_pointer (&self);
}

/**
 * platform_proxies_free:
 * @self: (transfer full): proxies
 *
 * Frees them.
 */
void
platform_proxies_free (PlatformProxies *self)
{
  g_ptr_array_unref (self->masks);
  g_free (self);
}

/**
 * platform_proxies_has:
 * @self: proxies
 * @address: of somebody
 *
 * Asks whether that is one of them.
 *
 * Returns: TRUE if it is
 */
gboolean
platform_proxies_has (PlatformProxies *self, GInetAddress *address)
{
  g_autoptr (GInetAddress) plain = platform_place_unmap (address);

  for (guint i = 0; i < self->masks->len; i++)
    if (g_inet_address_mask_matches (self->masks->pdata[i], plain))
      return TRUE;
  return FALSE;
}

static gboolean
is_trusted (PlatformProxies *self, const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return address && platform_proxies_has (self, address);
}

/* 192.0.2.1, 192.0.2.1:80, 2001:db8::1, [2001:db8::1] and [2001:db8::1]:80 are addresses; unknown
 * and _hidden (RFC 7239, 6) are none. */
static char *
read_host (const char *text)
{
  const char *colon = strchr (text, ':');
  g_autofree char *host = NULL;
  g_autoptr (GInetAddress) address = NULL;

  if (*text == '[')
    host = g_strndup (text + 1, strcspn (text + 1, "]"));
  else if (colon && !strchr (colon + 1, ':'))
    host = g_strndup (text, colon - text);
  else
    host = g_strdup (text);
  address = g_inet_address_new_from_string (host);
  return address ? g_inet_address_to_string (address) : NULL;
}

/* The address in one element of the header, or NULL. */
static char *
read_element (PlatformProxies *self, const char *element)
{
  GHashTable *pairs;
  const char *text;
  char *host;

  if (!self->has_fields)
    return read_host (element);
  pairs = soup_header_parse_semi_param_list (element);
  text = g_hash_table_lookup (pairs, "for");
  host = text ? read_host (text) : NULL;
  soup_header_free_param_list (pairs);
  return host;
}

/**
 * platform_proxies_find:
 * @self: proxies
 * @host: who sent a request
 * @headers: of it
 *
 * Finds out where a request comes from: each proxy adds at the right whom it got it from, so that
 * the last one that is no proxy is the sender. What stands to the left of it anybody may have
 * written; and who is no proxy may write what they like.
 *
 * Returns: (transfer full): an address; @host where no proxy says anything else
 */
char *
platform_proxies_find (PlatformProxies *self, const char *host, SoupMessageHeaders *headers)
{
  const char *text = soup_message_headers_get_list (headers, self->header);
  char *found = g_strdup (host);
  GSList *elements, *each;

  if (!text || !is_trusted (self, host))
    return found;
  elements = g_slist_reverse (soup_header_parse_list (text));
  for (each = elements; each && is_trusted (self, found); each = each->next)
    {
      char *next = read_element (self, each->data);

      if (!next)
        break;
      g_free (found);
      found = next;
    }
  soup_header_free_list (elements);
  return found;
}
