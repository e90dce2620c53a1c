/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-etag.h"

#include <string.h>

#include "pki-digest.h"

/* 128 bits of SHA-256: nobody makes two states with one tag. */
#define TAG_LENGTH 32

static char *
tag_of (const char *text, gsize length)
{
  g_autoptr (GBytes) digest = pki_digest_bytes (PKI_DIGEST_SHA256, text, length);
  const guint8 *bytes = g_bytes_get_data (digest, NULL);
  char *tag = g_malloc (TAG_LENGTH + 1);

  for (guint i = 0; i < TAG_LENGTH; i++)
    tag[i] = "0123456789abcdef"[bytes[i / 2] >> (i % 2 ? 0 : 4) & 0xf];
  tag[TAG_LENGTH] = '\0';
  return tag;
}

/**
 * platform_etag_of_message:
 * @type: its type
 * @message: what is shown of a thing's state, without its tag
 *
 * Makes the tag of a state: the same in a list, in an answer of its own and on every process.
 *
 * Returns: (transfer full): the tag, without the quotes that it has in a header
 */
char *
platform_etag_of_message (const WireType *type, gconstpointer message)
{
  g_autofree char *text = wire_encode (type, message);

  return tag_of (text, strlen (text));
}

/* A list of entity-tags, or `*` (RFC 9110, 8.8.3 and 13.1.1); ours have no commas in them. */
static gboolean
names (const char *list, const char *etag, gboolean weakly)
{
  g_auto (GStrv) items = g_strsplit (list, ",", -1);
  g_autofree char *quoted = g_strdup_printf ("\"%s\"", etag);

  for (guint i = 0; items[i]; i++)
    {
      const char *item = g_strstrip (items[i]);

      if (weakly && g_str_has_prefix (item, "W/"))
        item += 2;
      if (g_str_equal (item, "*") || g_str_equal (item, quoted))
        return TRUE;
    }
  return FALSE;
}

/**
 * platform_etag_match:
 * @call: a request that changes something
 * @etag: (nullable): of its state, as it is read in this transaction; %NULL: it is not there
 * @error: where to put the refusal
 *
 * Refuses a change that was decided on after seeing another state, or that there is nothing yet
 * (RFC 9110, 13.1.1 and 13.1.2). Every handler that changes what has a tag asks this; a request
 * without a condition passes.
 *
 * Returns: FALSE if the state is another one
 */
gboolean
platform_etag_match (PlatformCall *call, const char *etag, GError **error)
{
  gboolean is_get = g_str_equal (wire_route_get (call->operation)->method, "GET");

  call->is_matched = TRUE;
  if (call->if_match && (!etag || !names (call->if_match, etag, FALSE)))
    return platform_call_refuse (error, WIRE_PROBLEM_CHANGED, "look at it again and decide anew");
  return is_get || !call->if_none_match || !etag || !names (call->if_none_match, etag, TRUE) ||
         platform_call_refuse (error, WIRE_PROBLEM_CHANGED, "there is one already");
}

/**
 * platform_etag_require:
 * @call: a request that decides on something
 * @etag: of its state, as it is read in this transaction
 * @error: where to put the refusal
 *
 * Does what platform_etag_match() does, and refuses a decision that does not say on which state it
 * was made (RFC 6585, 3): nobody decides on what they have not seen.
 *
 * Returns: FALSE if the state is another one, or none is named
 */
gboolean
platform_etag_require (PlatformCall *call, const char *etag, GError **error)
{
  call->is_matched = TRUE;
  if (!call->if_match || strchr (call->if_match, '*'))
    return platform_call_refuse (error, WIRE_PROBLEM_CONDITION_MISSING, "If-Match names no state");
  return platform_etag_match (call, etag, error);
}

static gboolean
finish_get (PlatformCall *call, GError **error)
{
  if (!call->answer || call->listening || (call->status != 0 && call->status != 200))
    return TRUE;
  if (!call->etag)
    {
      gsize size;
      const char *text = g_bytes_get_data (call->answer, &size);

      call->etag = tag_of (text, size);
    }
  if (!platform_etag_match (call, call->etag, error))
    return FALSE;
  if (!call->if_none_match || !names (call->if_none_match, call->etag, TRUE))
    return TRUE;
  call->status = 304;
  g_clear_pointer (&call->answer, g_bytes_unref);
  return TRUE;
}

/**
 * platform_etag_finish:
 * @call: a request that its handler has answered
 * @error: where to put the refusal
 *
 * Gives the answer to a GET its tag, or turns it into 304 where the sender has it already. A change
 * whose condition nobody has looked at must not be made.
 *
 * Returns: FALSE if the condition does not hold or cannot be held
 */
gboolean
platform_etag_finish (PlatformCall *call, GError **error)
{
  if (g_str_equal (wire_route_get (call->operation)->method, "GET"))
    return finish_get (call, error);
  return !call->if_match || call->is_matched ||
         platform_call_refuse (error, WIRE_PROBLEM_MALFORMED, "If-Match is not taken here");
}
