/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-id-token.h"

#include <string.h>

#include "platform-portal-json.h"

#define MAX_TOKEN (32 * 1024)
/* Two clocks that are kept differ by less. */
#define SKEW_SECONDS 60
/* It was made for this login, which takes no longer (OpenID Connect Core 1.0, 3.1.3.7, 10.). */
#define MAX_AGE_SECONDS 600
#define MAX_SUBJECT 255

/* A token in its compact form: HEADER.PAYLOAD.SIGNATURE (RFC 7515, 7.1). */
typedef struct {
  JsonObject *header;
  GBytes *text; /* what is signed */
  GBytes *payload;
  GBytes *signature;
} Parts;

static void
parts_clear (Parts *parts)
{
  g_clear_pointer (&parts->header, json_object_unref);
  g_clear_pointer (&parts->text, g_bytes_unref);
  g_clear_pointer (&parts->payload, g_bytes_unref);
  g_clear_pointer (&parts->signature, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parts, parts_clear)

static JsonObject *
parse_bytes (GBytes *bytes)
{
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);

  return text ? platform_portal_json_parse (text, length) : NULL;
}

static gboolean
split (const char *token, Parts *parts)
{
  const char *first = strchr (token, '.');
  const char *second = first ? strchr (first + 1, '.') : NULL;
  g_autoptr (GBytes) header = NULL;

  if (!second || strchr (second + 1, '.') || strlen (token) > MAX_TOKEN)
    return FALSE;
  header = pki_jose_decode (token, first - token);
  parts->header = header ? parse_bytes (header) : NULL;
  parts->text = g_bytes_new (token, second - token);
  parts->payload = pki_jose_decode (first + 1, second - first - 1);
  parts->signature = pki_jose_decode (second + 1, strlen (second + 1));
  return parts->header && parts->payload && parts->signature;
}

/* Keys and certificates that the token itself brings are not looked at; nor is what it says may not
 * be overlooked (RFC 7515, 4.1.11), since nothing of that kind is understood here. */
static PlatformIdTokenResult
verify (const Parts *parts, PlatformKeySet *keys, const char **why)
{
  const char *name = platform_portal_json_text (parts->header, "alg");
  PkiJoseAlgorithm algorithm = name ? pki_jose_algorithm_find (name) : PKI_JOSE_NONE;
  PkiJoseKey *key;

  *why = "its algorithm is not one that is taken";
  if (algorithm == PKI_JOSE_NONE || json_object_has_member (parts->header, "crit"))
    return PLATFORM_ID_TOKEN_BAD;
  *why = "it was signed with no key of the portal";
  key = platform_key_set_find (keys, platform_portal_json_text (parts->header, "kid"), algorithm);
  if (!key)
    return PLATFORM_ID_TOKEN_NO_KEY;
  *why = "its signature is wrong";
  return pki_jose_key_verify (key, algorithm, parts->text, parts->signature)
             ? PLATFORM_ID_TOKEN_GOOD
             : PLATFORM_ID_TOKEN_BAD;
}

/* For this client, and where it is for others too, given to this one. */
static gboolean
is_for (JsonObject *claims, const char *client)
{
  JsonNode *node = json_object_get_member (claims, "aud");
  const char *azp = platform_portal_json_text (claims, "azp");
  gboolean several = node && JSON_NODE_HOLDS_ARRAY (node) &&
                     json_array_get_length (json_node_get_array (node)) > 1;

  if (g_strcmp0 (platform_portal_json_text (claims, "aud"), client) != 0 &&
      !platform_portal_json_has (claims, "aud", client))
    return FALSE;
  return json_object_has_member (claims, "azp") ? g_strcmp0 (azp, client) == 0 : !several;
}

static gboolean
is_of_now (JsonObject *claims, gint64 now)
{
  gint64 exp, iat, nbf = 0;

  return platform_portal_json_number (claims, "exp", &exp) && now < exp + SKEW_SECONDS &&
         platform_portal_json_number (claims, "iat", &iat) && iat <= now + SKEW_SECONDS &&
         iat >= now - MAX_AGE_SECONDS - SKEW_SECONDS &&
         (!json_object_has_member (claims, "nbf") ||
          (platform_portal_json_number (claims, "nbf", &nbf) && nbf <= now + SKEW_SECONDS));
}

static gboolean
has_subject (JsonObject *claims)
{
  const char *subject = platform_portal_json_text (claims, "sub");

  return subject && *subject && strlen (subject) <= MAX_SUBJECT && g_str_is_ascii (subject);
}

/* Not that the portal was asked counts, but that it says that it did it: an address is the
 * browser's to change. */
static gboolean
is_fresh (JsonObject *claims, const PlatformIdTokenWanted *wanted)
{
  gint64 time;

  return !wanted->since ||
         (platform_portal_json_number (claims, "auth_time", &time) &&
          time >= wanted->since - SKEW_SECONDS && time <= wanted->now + SKEW_SECONDS);
}

/* OpenID Connect Core 1.0, 3.1.3.7. */
static gboolean
check_claims (JsonObject *claims, const PlatformIdTokenWanted *wanted, const char **why)
{
  *why = "it is another issuer's";
  if (g_strcmp0 (platform_portal_json_text (claims, "iss"), wanted->issuer) != 0)
    return FALSE;
  *why = "it is for another client";
  if (!is_for (claims, wanted->client))
    return FALSE;
  *why = "it is too old, or of a time to come";
  if (!is_of_now (claims, wanted->now))
    return FALSE;
  *why = "it was made for another login";
  if (g_strcmp0 (platform_portal_json_text (claims, "nonce"), wanted->nonce) != 0)
    return FALSE;
  *why = "it does not say that the person has logged in for this";
  if (!is_fresh (claims, wanted))
    return FALSE;
  *why = "it names nobody";
  return has_subject (claims);
}

/**
 * platform_id_token_check:
 * @token: from outside
 * @keys: of the portal
 * @wanted: what it has to say
 * @claims: (out) (transfer full): what it says; NULL if it is not good
 * @why: (out) (transfer none): what is wrong with it
 *
 * Checks an ID token: first who signed it, then what it says.
 *
 * Returns: whether it is in order
 */
PlatformIdTokenResult
platform_id_token_check (const char *token,
                         PlatformKeySet *keys,
                         const PlatformIdTokenWanted *wanted,
                         JsonObject **claims,
                         const char **why)
{
  g_auto (Parts) parts = {NULL};
  g_autoptr (JsonObject) found = NULL;
  PlatformIdTokenResult result;

  *claims = NULL;
  *why = "it is no signed token";
  if (!split (token, &parts))
    return PLATFORM_ID_TOKEN_BAD;
  result = verify (&parts, keys, why);
  if (result != PLATFORM_ID_TOKEN_GOOD)
    return result;
  *why = "what it says cannot be read";
  found = parse_bytes (parts.payload);
  if (!found || !check_claims (found, wanted, why))
    return PLATFORM_ID_TOKEN_BAD;
  *claims = g_steal_pointer (&found);
  return PLATFORM_ID_TOKEN_GOOD;
}
