/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keys-attribute.h"

/**
 * keys_attribute:
 * @type: such as CKA_LABEL
 * @value: what it is; lent, and never written to
 * @size: of @value, in bytes
 *
 * Returns: the attribute
 */
CK_ATTRIBUTE
keys_attribute (CK_ATTRIBUTE_TYPE type, gconstpointer value, gsize size)
{
  return (CK_ATTRIBUTE){type, (void *) value, size};
}

/**
 * keys_attribute_of:
 * @type: such as CKA_ID
 * @value: what it is; lent
 *
 * Returns: the attribute
 */
CK_ATTRIBUTE
keys_attribute_of (CK_ATTRIBUTE_TYPE type, GBytes *value)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (value, &size);

  return keys_attribute (type, data, size);
}
