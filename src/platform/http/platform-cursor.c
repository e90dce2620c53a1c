/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-cursor.h"

#include <string.h>

#include "pki-hmac.h"
#include "platform-private.h"

#define DEFAULT_LIMIT 20
#define MAX_LIMIT 100
#define MAX_CURSOR 100
#define MAC_BYTES 8

/* A cursor of another list, or of somebody else, is none here. */
static char *
seal (PlatformCall *call, const char *position)
{
  const char *operation = wire_route_get (call->operation)->operation;
  const char *account = call->actor ? call->actor->account : "";
  const char *of = call->values && call->values[0] ? call->values[0] : "";
  g_autofree char *text = g_strjoin (" ", operation, account, of, position, NULL);
  g_autoptr (GBytes) mac = platform_mac (call->platform, "cursor", text);
  const guint8 *data = g_bytes_get_data (mac, NULL);
  GString *hex = g_string_new (NULL);

  for (guint i = 0; i < MAC_BYTES; i++)
    g_string_append_printf (hex, "%02x", data[i]);
  return g_string_free (hex, FALSE);
}

static gboolean
is_seal (PlatformCall *call, const char *position, const char *given)
{
  g_autofree char *wanted = seal (call, position);
  g_autoptr (GBytes) left = g_bytes_new (wanted, strlen (wanted));
  g_autoptr (GBytes) right = g_bytes_new (given, strlen (given));

  return pki_equal (left, right);
}

/* TIME-ID-SEAL; only what was sealed here is taken apart. */
static gboolean
read_after (PlatformCall *call, PlatformPage *page)
{
  const char *end = strrchr (call->after, '-');
  g_autofree char *position = end ? g_strndup (call->after, end - call->after) : NULL;

  if (!position || strlen (call->after) > MAX_CURSOR || !is_seal (call, position, end + 1))
    return FALSE;
  page->time = g_ascii_strtoll (position, NULL, 10);
  g_free (call->after_id);
  call->after_id = g_strdup (strrchr (position, '-') + 1);
  page->after = call->after_id;
  return TRUE;
}

/**
 * platform_cursor_read:
 * @call: a request for a list
 * @page: (out): the part that is asked for; @after lives as long as the call
 * @error: where to put the refusal
 *
 * Reads limit and after. A cursor is opaque to others, and none but platform_cursor_write() makes
 * one.
 *
 * Returns: FALSE if one of them is none
 */
gboolean
platform_cursor_read (PlatformCall *call, PlatformPage *page, GError **error)
{
  guint64 length = DEFAULT_LIMIT;

  *page = (PlatformPage){0};
  if (call->limit && !g_ascii_string_to_unsigned (call->limit, 10, 1, MAX_LIMIT, &length, NULL))
    return platform_call_refuse (error, WIRE_PROBLEM_MALFORMED, "limit is none of 1 to %d",
                                 MAX_LIMIT);
  if (call->after && !read_after (call, page))
    return platform_call_refuse (error, WIRE_PROBLEM_MALFORMED, "after is no cursor of this list");
  page->length = length;
  return TRUE;
}

/**
 * platform_cursor_write:
 * @call: a request for a list
 * @time: by which it is ordered
 * @id: of the last thing of the page
 *
 * Says where the following page begins: it stays right when things come and go in between.
 *
 * Returns: (transfer full): the cursor
 */
char *
platform_cursor_write (PlatformCall *call, gint64 time, const char *id)
{
  g_autofree char *position = g_strdup_printf ("%" G_GINT64_FORMAT "-%s", time, id);
  g_autofree char *mac = seal (call, position);

  return g_strconcat (position, "-", mac, NULL);
}
