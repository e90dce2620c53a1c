/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pdf-object-private.h"

#include <math.h>
#include <string.h>

/* Decimals after which a real is rounded: a hundredth of a nanometre on paper. */
#define MAX_DECIMALS 10

/* %f of the largest double has 309 digits before the point. */
#define REAL_BUFFER 340

static void
put (GByteArray *out, const char *text)
{
  g_byte_array_append (out, (const guint8 *) text, strlen (text));
}

static void
put_byte (GByteArray *out, guint8 byte)
{
  g_byte_array_append (out, &byte, 1);
}

/* The shortest decimal form that reads back as the same number, never with an exponent, which PDF
 * does not know; %g would write one. */
static void
print_real (double value, GByteArray *out)
{
  char text[REAL_BUFFER];
  char format[8];

  for (guint decimals = 0; decimals <= MAX_DECIMALS; decimals++)
    {
      g_snprintf (format, sizeof format, "%%.%uf", decimals);
      g_ascii_formatd (text, sizeof text, format, value);
      if (g_ascii_strtod (text, NULL) == value)
        break;
    }
  if (strchr (text, '.'))
    {
      char *end = text + strlen (text);

      while (end[-1] == '0')
        *--end = 0;
      if (end[-1] == '.')
        *--end = 0;
    }
  put (out, strcmp (text, "-0") == 0 ? "0" : text);
  /* A real stays a real when it is read again. */
  if (!strchr (text, '.'))
    put (out, ".0");
}

/* Mostly text is written as text; anything else as hexadecimal, which no editor harms. */
static gboolean
is_printable (const guint8 *bytes, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (bytes[i] < 0x20 || bytes[i] > 0x7e)
      return FALSE;
  return TRUE;
}

static void
print_string (const guint8 *bytes, gsize length, GByteArray *out)
{
  static const char digits[] = "0123456789ABCDEF";

  if (is_printable (bytes, length))
    {
      put_byte (out, '(');
      for (gsize i = 0; i < length; i++)
        {
          if (strchr ("()\\", bytes[i]))
            put_byte (out, '\\');
          put_byte (out, bytes[i]);
        }
      put_byte (out, ')');
      return;
    }
  put_byte (out, '<');
  for (gsize i = 0; i < length; i++)
    {
      put_byte (out, digits[bytes[i] >> 4]);
      put_byte (out, digits[bytes[i] & 15]);
    }
  put_byte (out, '>');
}

/* ISO 32000-2, 7.3.5: what is not a regular printable character is written as #xx. */
static void
print_name (const char *name, GByteArray *out)
{
  put_byte (out, '/');
  for (const guchar *c = (const guchar *) name; *c; c++)
    {
      char escape[4];

      if (*c > 0x20 && *c < 0x7f && !strchr ("()<>[]{}/%#", *c))
        {
          put_byte (out, *c);
          continue;
        }
      g_snprintf (escape, sizeof escape, "#%02X", *c);
      put (out, escape);
    }
}

static void
print_reserved (const PdfObject *self, GByteArray *out, GHashTable *reserved)
{
  guint start = out->len;

  if (reserved)
    g_hash_table_insert (reserved, (gpointer) self, GSIZE_TO_POINTER ((gsize) start + 1));
  g_byte_array_set_size (out, start + self->reserved);
  memset (out->data + start, ' ', self->reserved);
}

static void
print_dict (const PdfObject *self, GByteArray *out, GHashTable *reserved)
{
  const char *key;
  PdfObject *value;

  put (out, "<<");
  for (guint i = 0; pdf_object_peek_entry (self, i, &key, &value); i++)
    {
      put_byte (out, ' ');
      print_name (key, out);
      put_byte (out, ' ');
      pdf_object_print (value, out, reserved);
    }
  put (out, " >>");
}

/**
 * pdf_object_print: (skip)
 * @self: an object
 * @out: where it is appended
 * @reserved: (nullable): gets each reserved object with its place in @out plus one
 *
 * Writes an object as a file has it. Of a stream only the dictionary is written.
 */
void
pdf_object_print (const PdfObject *self, GByteArray *out, GHashTable *reserved)
{
  char number[40];

  switch (self->type)
    {
    case PDF_TYPE_BOOLEAN:
      put (out, self->boolean ? "true" : "false");
      break;
    case PDF_TYPE_INTEGER:
      g_snprintf (number, sizeof number, "%" G_GINT64_FORMAT, self->integer);
      put (out, number);
      break;
    case PDF_TYPE_REAL:
      print_real (self->real, out);
      break;
    case PDF_TYPE_STRING:
      print_string (self->string.bytes, self->string.length, out);
      break;
    case PDF_TYPE_NAME:
      print_name ((const char *) self->string.bytes, out);
      break;
    case PDF_TYPE_REF:
      g_snprintf (number, sizeof number, "%u %u R", self->ref.number, self->ref.generation);
      put (out, number);
      break;
    case PDF_TYPE_ARRAY:
      put_byte (out, '[');
      for (guint i = 0; i < self->array->len; i++)
        {
          if (i)
            put_byte (out, ' ');
          pdf_object_print (self->array->pdata[i], out, reserved);
        }
      put_byte (out, ']');
      break;
    case PDF_TYPE_DICT:
    case PDF_TYPE_STREAM:
      print_dict (self, out, reserved);
      break;
    case PDF_TYPE_RESERVED:
      print_reserved (self, out, reserved);
      break;
    case PDF_TYPE_NULL:
    default:
      put (out, "null");
      break;
    }
}
