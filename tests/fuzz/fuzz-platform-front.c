/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <libsoup/soup.h>
#include <string.h>

#include "fuzz.h"
#include "platform-head.h"
#include "platform-id-token.h"
#include "platform-proxies.h"
#include "wire-routes.h"
#include "wire-text.h"

/* What a platform reads before it knows who sends it. The first byte says as what. */

/* What is found sound is the same in one piece and byte by byte, and libsoup makes neither more nor
 * fewer fields of it than there are lines. */
static void
read_head (const guint8 *data, gsize size)
{
  PlatformHead whole, parts;
  SoupMessageHeaders *headers;
  SoupMessageHeadersIter iter;
  const char *name, *value;
  gsize end;
  int n_fields = 0, n_lines = 0;

  platform_head_begin (&whole);
  platform_head_begin (&parts);
  platform_head_read (&whole, data, size);
  for (gsize i = 0; i < size; i++)
    platform_head_read (&parts, data + i, 1);
  g_assert_cmpint (whole.state, ==, parts.state);
  if (!platform_head_is_sound (&whole))
    return;
  end = size - whole.n_followed - strlen ("\r\n");
  headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  if (soup_headers_parse_request ((const char *) data, (int) end, headers, NULL, NULL, NULL) ==
      SOUP_STATUS_OK)
    {
      soup_message_headers_iter_init (&iter, headers);
      while (soup_message_headers_iter_next (&iter, &name, &value))
        n_fields++;
      for (gsize i = 0; i < end; i++)
        n_lines += data[i] == '\n';
      g_assert_cmpint (n_fields, ==, n_lines - 1);
    }
  soup_message_headers_unref (headers);
}

/* Whatever a header says, where somebody comes from is an address. */
static void
read_forwarded (const char *name, const char *line)
{
  const char *const trusted[] = {"10.0.0.0/8", NULL};
  g_autoptr (PlatformProxies) proxies = platform_proxies_new (trusted, name, NULL);
  SoupMessageHeaders *headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  g_autofree char *text = g_strndup (line, strcspn (line, "\r\n"));
  g_autofree char *found = NULL;
  g_autoptr (GInetAddress) address = NULL;

  soup_message_headers_append (headers, name, text);
  found = platform_proxies_find (proxies, "10.0.0.1", headers);
  address = g_inet_address_new_from_string (found);
  g_assert_nonnull (address);
  soup_message_headers_unref (headers);
}

/* Nothing that stands for a name leads anywhere else. */
static void
read_path (const char *path)
{
  static const char *const methods[] = {"GET", "POST", "DELETE"};

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      g_auto (GStrv) values = NULL;
      WireOperation operation;
      gboolean known = FALSE;

      if (!wire_route_find (methods[i], path, &operation, &values, &known))
        continue;
      g_assert_true (known);
      for (guint k = 0; values[k]; k++)
        if (operation != WIRE_READ_STATUS)
          g_assert_null (strpbrk (values[k], "/%?#"));
    }
}

/* Nothing in it was passed over. */
static void
read_base64 (const char *text)
{
  g_autoptr (GBytes) bytes = wire_base64_decode (text);
  g_autofree char *again = NULL;

  if (!bytes)
    return;
  again = g_base64_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_assert_cmpuint (strlen (again), ==, strlen (text));
}

/* The keys of a portal, then a token. Nobody guesses a signature. */
static void
read_token (const char *text)
{
  const char *line = strchr (text, '\n');
  g_autoptr (PlatformKeySet) keys = line ? platform_key_set_new (text, line - text) : NULL;
  const PlatformIdTokenWanted wanted = {"https://portal.example", "client", "nonce", 1700000000, 0};
  JsonObject *claims = NULL;
  const char *why = NULL;

  if (!keys)
    return;
  g_assert_cmpint (platform_id_token_check (line + 1, keys, &wanted, &claims, &why), !=,
                   PLATFORM_ID_TOKEN_GOOD);
  g_assert_null (claims);
  g_assert_nonnull (why);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = size > 0 ? g_strndup ((const char *) data + 1, size - 1) : NULL;

  if (size == 0)
    return 0;
  switch (data[0] % 6)
    {
    case 0:
      read_head (data + 1, size - 1);
      break;
    case 1:
      read_forwarded ("X-Forwarded-For", text);
      break;
    case 2:
      read_forwarded ("Forwarded", text);
      break;
    case 3:
      read_path (text);
      break;
    case 4:
      read_base64 (text);
      break;
    default:
      read_token (text);
    }
  return 0;
}

GBytes *
fuzz_seed (guint index)
{
  static const char *const seeds[] = {
      "\6GET /v1/me HTTP/1.1\r\nHost: seal.example\r\nAuthorization: Bearer 0123\r\nX: a, "
      "b\r\n\r\n",
      "\6POST /v1/consents HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}GET / "
      "HTTP/1.1\r\n\r\n",
      "\1198.51.100.1, 10.0.0.7",
      "\1[2001:db8::1]:80, unknown, 10.1.2.3",
      "\2for=192.0.2.1;proto=https, For=\"[2001:db8::1]:4711\"",
      "\3/v1/organisations/0123/members/4567",
      "\3/ocsp/MEIwQDA",
      "\4MEIwQDA+MDwwOjAJBgUrDgMCGgUABBQ=",
      "\5{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"1\",\"x\":"
      "\"axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY\",\"y\":"
      "\"T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU\"}]}\n"
      "eyJhbGciOiJFUzI1NiIsImtpZCI6IjEifQ.eyJpc3MiOiJodHRwczovL3BvcnRhbC5leGFtcGxlIn0."
      "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
  };

  return index < G_N_ELEMENTS (seeds) ? g_bytes_new (seeds[index], strlen (seeds[index])) : NULL;
}
