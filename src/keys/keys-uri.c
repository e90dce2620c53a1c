/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keys-uri.h"

#include "keys-error.h"

/**
 * keys_uri_parse:
 * @text: a PKCS#11 URI (RFC 7512)
 * @error: %KEYS_ERROR_TOKEN_URI
 *
 * Reads an address. One of a private or public key stands for the certificate beside it. A PIN
 * inside an address would be seen by everyone who sees the address: it is refused.
 *
 * Returns: (transfer full): the address
 */
P11KitUri *
keys_uri_parse (const char *text, GError **error)
{
  g_autoptr (P11KitUri) self = p11_kit_uri_new ();
  int result = p11_kit_uri_parse (text, P11_KIT_URI_FOR_ANY, self);

  if (result != P11_KIT_URI_OK)
    g_set_error (error, KEYS_ERROR, KEYS_ERROR_TOKEN_URI, "not a PKCS#11 URI: %s",
                 p11_kit_uri_message (result));
  else if (p11_kit_uri_get_pin_value (self) != NULL)
    g_set_error_literal (error, KEYS_ERROR, KEYS_ERROR_TOKEN_URI, "a PIN stands in the URI");
  else if (p11_kit_uri_any_unrecognized (self))
    g_set_error_literal (error, KEYS_ERROR, KEYS_ERROR_TOKEN_URI, "an unknown part in the URI");
  else
    {
      p11_kit_uri_clear_attribute (self, CKA_CLASS);
      return g_steal_pointer (&self);
    }
  return NULL;
}

/**
 * keys_uri_matches_token:
 * @self: a PKCS#11 URI (RFC 7512)
 * @info: what a token says of itself
 *
 * Returns: whether it names this token, or every one
 */
gboolean
keys_uri_matches_token (P11KitUri *self, const CK_TOKEN_INFO *info)
{
  return p11_kit_uri_match_token_info (self, (CK_TOKEN_INFO *) info) == 1;
}

/* An attribute that the address does not name fits always. */
static gboolean
attribute_fits (P11KitUri *self, CK_ATTRIBUTE_TYPE type, GBytes *value)
{
  CK_ATTRIBUTE *wanted = p11_kit_uri_get_attribute (self, type);
  g_autoptr (GBytes) bytes = NULL;

  if (wanted == NULL)
    return TRUE;
  bytes = g_bytes_new (wanted->pValue, wanted->ulValueLen);
  return g_bytes_equal (bytes, value);
}

/**
 * keys_uri_matches_object:
 * @self: a PKCS#11 URI (RFC 7512)
 * @object: what is on a token
 *
 * Returns: whether the id and the label that it names are those of the object
 */
gboolean
keys_uri_matches_object (P11KitUri *self, const KeysObject *object)
{
  return attribute_fits (self, CKA_ID, object->id) &&
         attribute_fits (self, CKA_LABEL, object->label);
}

static void
set_attribute (P11KitUri *uri, CK_ATTRIBUTE_TYPE type, GBytes *value)
{
  gsize size;
  CK_ATTRIBUTE attribute = {type, (void *) g_bytes_get_data (value, &size), 0};

  attribute.ulValueLen = size;
  if (size > 0)
    p11_kit_uri_set_attribute (uri, &attribute);
}

/**
 * keys_uri_format:
 * @info: a token
 * @object: (nullable): a certificate on it
 *
 * Writes the address by which it will be found in whichever reader the token is put.
 *
 * Returns: (transfer full): the address
 */
char *
keys_uri_format (const CK_TOKEN_INFO *info, const KeysObject *object)
{
  g_autoptr (P11KitUri) uri = p11_kit_uri_new ();
  CK_OBJECT_CLASS kind = CKO_CERTIFICATE;
  CK_ATTRIBUTE class = {CKA_CLASS, &kind, sizeof kind};
  char *text = NULL;
  char *copy;

  *p11_kit_uri_get_token_info (uri) = *info;
  if (object != NULL)
    {
      p11_kit_uri_set_attribute (uri, &class);
      set_attribute (uri, CKA_ID, object->id);
      set_attribute (uri, CKA_LABEL, object->label);
    }
  if (p11_kit_uri_format (uri, P11_KIT_URI_FOR_OBJECT_ON_TOKEN, &text) != P11_KIT_URI_OK)
    return g_strdup ("pkcs11:");
  copy = g_strdup (text);
  free (text);
  return copy;
}
