/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-der-write.h"

static void
append_header (GByteArray *out, guint8 tag, gsize size)
{
  guint8 header[10] = {tag};
  guint n_octets = 0;

  for (gsize rest = size; rest > 0; rest >>= 8)
    n_octets++;
  if (size < 0x80)
    {
      header[1] = size;
      g_byte_array_append (out, header, 2);
      return;
    }
  header[1] = 0x80 | n_octets;
  for (guint i = 0; i < n_octets; i++)
    header[2 + i] = size >> (8 * (n_octets - 1 - i));
  g_byte_array_append (out, header, 2 + n_octets);
}

/**
 * pki_der_append:
 * @out: where it goes
 * @der: an encoded element
 *
 * Appends an element as it is.
 */
void
pki_der_append (GByteArray *out, GBytes *der)
{
  g_byte_array_append (out, g_bytes_get_data (der, NULL), g_bytes_get_size (der));
}

/**
 * pki_der_append_bit_string:
 * @out: where it goes
 * @bits: whole octets
 *
 * Appends a BIT STRING without unused bits (X.690, 8.6).
 */
void
pki_der_append_bit_string (GByteArray *out, GBytes *bits)
{
  const guint8 unused = 0;

  append_header (out, PKI_DER_BIT_STRING, g_bytes_get_size (bits) + 1);
  g_byte_array_append (out, &unused, 1);
  pki_der_append (out, bits);
}

/**
 * pki_der_append_wrapped:
 * @out: where it goes
 * @tag: the identifier octet
 * @content: encoded elements, one behind the other
 *
 * Appends an element around others.
 */
void
pki_der_append_wrapped (GByteArray *out, guint8 tag, GByteArray *content)
{
  append_header (out, tag, content->len);
  g_byte_array_append (out, content->data, content->len);
}

/**
 * pki_der_wrap:
 * @tag: the identifier octet
 * @content: encoded elements, one behind the other
 *
 * Makes an element around others.
 *
 * Returns: (transfer full): its DER
 */
GBytes *
pki_der_wrap (guint8 tag, GByteArray *content)
{
  GByteArray *out = g_byte_array_new ();

  pki_der_append_wrapped (out, tag, content);
  return g_byte_array_free_to_bytes (out);
}
