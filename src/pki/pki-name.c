/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-name.h"

#include <openssl/err.h>
#include <string.h>

/* RFC 4514, 2.4: to be escaped wherever they stand in a value. */
#define RFC4514_SPECIAL ",+\"\\<>;"

static gboolean
is_deceptive (gunichar c)
{
  switch (g_unichar_type (c))
    {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_SURROGATE:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
      return TRUE;
    default:
      return FALSE;
    }
}

static void
append_hex (GString *text, const char *start, const char *end)
{
  for (const char *p = start; p < end; p++)
    g_string_append_printf (text, "\\%02X", (guint8) *p);
}

static char *
escape (const char *utf8, gsize length, const char *special)
{
  GString *text = g_string_sized_new (length);
  const char *end = utf8 + length;

  for (const char *p = utf8, *next; p < end; p = next)
    {
      gunichar c = g_utf8_get_char_validated (p, end - p);

      /* GLib calls an embedded NUL incomplete and every broken sequence invalid: both are one byte
       * here, spelt out. */
      if (c == (gunichar) -1 || c == (gunichar) -2)
        {
          next = p + 1;
          append_hex (text, p, next);
          continue;
        }
      next = g_utf8_next_char (p);
      if (is_deceptive (c))
        append_hex (text, p, next);
      else
        {
          if (c < 0x80 && c != 0 && strchr (special, (char) c) != NULL)
            g_string_append_c (text, '\\');
          g_string_append_len (text, p, next - p);
        }
    }
  return g_string_free (text, FALSE);
}

/**
 * pki_string_to_text:
 * @string: text of any type that ASN.1 has
 * @special: what is to be escaped beside control, format and direction characters
 *
 * Returns: (transfer full): valid UTF-8
 */
char *
pki_string_to_text (const ASN1_STRING *string, const char *special)
{
  const char *raw = (const char *) ASN1_STRING_get0_data (string);
  int raw_length = ASN1_STRING_length (string);
  unsigned char *utf8 = NULL;
  int length;
  char *text;

  /* Issuers put UTF-8 into one-byte types often enough; in T.61 it would be nonsense anyway. */
  if (ASN1_STRING_type (string) != V_ASN1_BMPSTRING &&
      ASN1_STRING_type (string) != V_ASN1_UNIVERSALSTRING &&
      g_utf8_validate_len (raw, raw_length, NULL))
    return escape (raw, raw_length, special);

  length = ASN1_STRING_to_UTF8 (&utf8, string);
  if (length < 0)
    {
      ERR_clear_error ();
      return escape (raw, raw_length, special);
    }
  text = escape ((const char *) utf8, length, special);
  OPENSSL_free (utf8);
  return text;
}

static void
append_entry (GString *text, const X509_NAME_ENTRY *entry)
{
  const ASN1_OBJECT *object = X509_NAME_ENTRY_get_object (entry);
  g_autofree char *value = pki_string_to_text (X509_NAME_ENTRY_get_data (entry), RFC4514_SPECIAL);
  int nid = OBJ_obj2nid (object);
  char oid[128];

  if (nid != NID_undef)
    g_string_append (text, OBJ_nid2sn (nid));
  else if (OBJ_obj2txt (oid, sizeof oid, object, 1) > 0)
    g_string_append (text, oid);
  g_string_append_c (text, '=');
  if (value[0] == '#' || value[0] == ' ')
    g_string_append_c (text, '\\');
  g_string_append (text, value);
}

/**
 * pki_name_to_text:
 * @name: a distinguished name
 *
 * Writes it as RFC 4514, 2.1 does: the last relative name first, its parts joined by plus signs.
 *
 * Returns: (transfer full): valid UTF-8
 */
char *
pki_name_to_text (const X509_NAME *name)
{
  GString *text = g_string_new (NULL);
  int set = -1;

  for (int i = X509_NAME_entry_count (name) - 1; i >= 0; i--)
    {
      const X509_NAME_ENTRY *entry = X509_NAME_get_entry (name, i);

      if (text->len > 0)
        g_string_append_c (text, X509_NAME_ENTRY_set (entry) == set ? '+' : ',');
      set = X509_NAME_ENTRY_set (entry);
      append_entry (text, entry);
    }
  return g_string_free (text, FALSE);
}

/**
 * pki_name_dup_part:
 * @name: a distinguished name
 * @nid: a type of part, such as NID_commonName
 *
 * Returns: (transfer full) (nullable): the last, that is the most specific, part of that type
 */
char *
pki_name_dup_part (const X509_NAME *name, int nid)
{
  int index = -1;
  int last = -1;

  while ((index = X509_NAME_get_index_by_NID (name, nid, index)) >= 0)
    last = index;
  if (last < 0)
    return NULL;
  return pki_string_to_text (X509_NAME_ENTRY_get_data (X509_NAME_get_entry (name, last)), "");
}
