/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-key-set.h"

#include <string.h>

#include "platform-portal-json.h"

/* More are no set that somebody keeps. */
#define MAX_KEYS 32

typedef struct {
  char *id;                   /* (nullable) */
  PkiJoseAlgorithm algorithm; /* that it is for alone; NONE: whatever its kind can */
  PkiJoseKey *key;
} Entry;

struct _PlatformKeySet {
  GArray *entries;
};

static void
entry_clear (gpointer data)
{
  Entry *entry = data;

  g_free (entry->id);
  g_clear_pointer (&entry->key, pki_jose_key_free);
}

static GBytes *
read_bytes (JsonObject *object, const char *member)
{
  const char *text = platform_portal_json_text (object, member);

  return text ? pki_jose_decode (text, strlen (text)) : NULL;
}

static PkiJoseKey *
read_key (JsonObject *object)
{
  const char *kind = platform_portal_json_text (object, "kty");
  gboolean is_rsa = g_strcmp0 (kind, "RSA") == 0;
  g_autoptr (GBytes) a = read_bytes (object, is_rsa ? "n" : "x");
  g_autoptr (GBytes) b = read_bytes (object, is_rsa ? "e" : "y");

  if (!a || !b)
    return NULL;
  if (is_rsa)
    return pki_jose_key_new_rsa (a, b);
  return g_strcmp0 (kind, "EC") == 0 &&
                 g_strcmp0 (platform_portal_json_text (object, "crv"), "P-256") == 0
             ? pki_jose_key_new_p256 (a, b)
             : NULL;
}

/* A key that is for encrypting, of a kind that is not taken, or broken is left out: the others
 * stay good (RFC 7517, 5). */
static void
add (PlatformKeySet *self, JsonObject *object)
{
  const char *use = platform_portal_json_text (object, "use");
  const char *algorithm = platform_portal_json_text (object, "alg");
  Entry entry = {.algorithm = algorithm ? pki_jose_algorithm_find (algorithm) : PKI_JOSE_NONE};

  if ((use && !g_str_equal (use, "sig")) || (algorithm && entry.algorithm == PKI_JOSE_NONE) ||
      !(entry.key = read_key (object)))
    return;
  entry.id = g_strdup (platform_portal_json_text (object, "kid"));
  g_array_append_val (self->entries, entry);
}

/**
 * platform_key_set_new:
 * @text: from outside, not necessarily terminated
 * @length: of it
 *
 * Reads a set of keys.
 *
 * Returns: (transfer full): the set, or NULL if @text is none or too long
 */
PlatformKeySet *
platform_key_set_new (const char *text, gsize length)
{
  g_autoptr (JsonObject) object = platform_portal_json_parse (text, length);
  JsonNode *node = object ? json_object_get_member (object, "keys") : NULL;
  JsonArray *list = node && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  PlatformKeySet *self;

  if (!list || json_array_get_length (list) > MAX_KEYS)
    return NULL;
  self = g_atomic_rc_box_new0 (PlatformKeySet);
  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_clear_func (self->entries, entry_clear);
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonNode *item = json_array_get_element (list, i);

      if (JSON_NODE_HOLDS_OBJECT (item))
        add (self, json_node_get_object (item));
    }
  return self;
}

/**
 * platform_key_set_ref:
 * @self: a set
 *
 * Holds it too.
 *
 * Returns: (transfer full): the same
 */
PlatformKeySet *
platform_key_set_ref (PlatformKeySet *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  PlatformKeySet *self = data;

  g_array_unref (self->entries);
}

/**
 * platform_key_set_unref:
 * @self: (transfer full): a set
 *
 * Lets it go.
 */
void
platform_key_set_unref (PlatformKeySet *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/**
 * platform_key_set_find:
 * @self: a set
 * @id: (nullable): "kid" of a token
 * @algorithm: of the token
 *
 * Finds the one key that a token can have been signed with. A token that names none is taken where
 * one key alone fits (OpenID Connect Core 1.0, 10.1).
 *
 * Returns: (transfer none) (nullable): the key
 */
PkiJoseKey *
platform_key_set_find (PlatformKeySet *self, const char *id, PkiJoseAlgorithm algorithm)
{
  PkiJoseKey *found = NULL;

  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = &g_array_index (self->entries, Entry, i);

      if (!pki_jose_key_is_for (entry->key, algorithm) ||
          (entry->algorithm != PKI_JOSE_NONE && entry->algorithm != algorithm) ||
          (id && g_strcmp0 (entry->id, id) != 0))
        continue;
      if (found)
        return NULL;
      found = entry->key;
    }
  return found;
}
