/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-response.h"

/* For the pages of phones and portals; nothing else that is sent from here is shown by a browser.
 */
#define CONTENT_POLICY                                                                             \
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action "      \
  "'none'; base-uri 'none'; frame-ancestors 'none'"

static void
set_headers (SoupServerMessage *message, PlatformCall *call)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  soup_message_headers_replace (headers, "Cache-Control", call->cache ? call->cache : "no-store");
  soup_message_headers_replace (headers, "X-Content-Type-Options", "nosniff");
  soup_message_headers_replace (headers, "Referrer-Policy", "no-referrer");
  soup_message_headers_replace (headers, "Content-Security-Policy", CONTENT_POLICY);
  if (call->location)
    soup_message_headers_replace (headers, "Location", call->location);
  if (call->set_cookie)
    soup_message_headers_replace (headers, "Set-Cookie", call->set_cookie);
  if (call->allow)
    soup_message_headers_replace (headers, "Allow", call->allow);
  if (call->etag)
    {
      g_autofree char *quoted = g_strdup_printf ("\"%s\"", call->etag);

      soup_message_headers_replace (headers, "ETag", quoted);
    }
  if (call->retry_after > 0)
    {
      g_autofree char *seconds = g_strdup_printf ("%u", call->retry_after);

      soup_message_headers_replace (headers, "Retry-After", seconds);
    }
}

/**
 * platform_response_write:
 * @message: a request
 * @call: with its answer
 *
 * Fills in the answer.
 */
void
platform_response_write (SoupServerMessage *message, PlatformCall *call)
{
  gsize size = 0;
  const char *data = call->answer ? g_bytes_get_data (call->answer, &size) : NULL;

  set_headers (message, call);
  soup_server_message_set_status (message, call->status, NULL);
  if (size > 0)
    soup_server_message_set_response (message, call->media_type, SOUP_MEMORY_COPY, data, size);
}
