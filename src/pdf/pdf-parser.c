/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pdf-parser.h"

#include <errno.h>
#include <string.h>

#include "pdf-error.h"
#include "pdf-object-private.h"

/* Real files nest a dozen levels; the C stack bears far more than this. */
#define MAX_DEPTH 200

/* Elements of one indirect object. A flat page tree of a million pages still passes. */
#define MAX_VALUES 2000000

/* No number has more digits that matter; longer ones are read to their end and cut. */
#define MAX_DIGITS 320

/* Arrays and dictionaries hold values again: the one forward declaration. */
static PdfObject *read_value (PdfParser *self, guint depth, GError **error);

static gboolean
is_space (guint8 c)
{
  return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0;
}

static gboolean
is_delimiter (guint8 c)
{
  return c == '(' || c == ')' || c == '<' || c == '>' || c == '[' || c == ']' || c == '{' ||
         c == '}' || c == '/' || c == '%';
}

static gboolean
is_regular (guint8 c)
{
  return !is_space (c) && !is_delimiter (c);
}

static gpointer
fail (const PdfParser *self, const char *what, GError **error)
{
  g_set_error (error, PDF_ERROR, PDF_ERROR_DAMAGED, "%s at offset %" G_GSIZE_FORMAT, what,
               self->pos);
  return NULL;
}

/* The byte at @ahead, or -1 beyond the end. */
static int
peek (const PdfParser *self, gsize ahead)
{
  return ahead < self->length - self->pos ? self->data[self->pos + ahead] : -1;
}

static gboolean
looking_at (const PdfParser *self, const char *text)
{
  gsize length = strlen (text);

  return length <= self->length - self->pos && memcmp (self->data + self->pos, text, length) == 0;
}

static gsize
token_length (const PdfParser *self)
{
  gsize length = 0;

  while (self->pos + length < self->length && is_regular (self->data[self->pos + length]))
    length++;
  return length;
}

/**
 * pdf_parser_init: (skip)
 * @self: (out): the parser
 * @data: bytes that outlive it
 * @length: how many
 * @pos: where to begin; cut to @length
 *
 * Begins to read bytes.
 */
void
pdf_parser_init (PdfParser *self, const guint8 *data, gsize length, gsize pos)
{
  *self = (PdfParser){data, length, MIN (pos, length), FALSE, MAX_VALUES};
}

/**
 * pdf_parser_skip_space: (skip)
 * @self: the parser
 *
 * Passes white space and comments.
 */
void
pdf_parser_skip_space (PdfParser *self)
{
  while (self->pos < self->length)
    {
      guint8 c = self->data[self->pos];

      if (c == '%')
        while (self->pos < self->length && self->data[self->pos] != '\n' &&
               self->data[self->pos] != '\r')
          self->pos++;
      else if (is_space (c))
        self->pos++;
      else
        break;
    }
}

/**
 * pdf_parser_take_keyword: (skip)
 * @self: the parser
 * @keyword: a word
 *
 * Passes white space and a keyword. What follows it is not looked at: "endobj5 0 obj" is common.
 *
 * Returns: %FALSE, with nothing but white space passed, when something else is there
 */
gboolean
pdf_parser_take_keyword (PdfParser *self, const char *keyword)
{
  pdf_parser_skip_space (self);
  if (!looking_at (self, keyword))
    return FALSE;
  self->pos += strlen (keyword);
  return TRUE;
}

/**
 * pdf_parser_take_integer: (skip)
 * @self: the parser
 * @value: (out): the number
 *
 * Passes white space and an unsigned integer.
 *
 * Returns: %FALSE, with nothing but white space passed, when there is none or it has too many bits
 */
gboolean
pdf_parser_take_integer (PdfParser *self, guint64 *value)
{
  guint64 sum = 0;
  gsize pos;

  pdf_parser_skip_space (self);
  for (pos = self->pos; pos < self->length && g_ascii_isdigit (self->data[pos]); pos++)
    if (!g_uint64_checked_mul (&sum, sum, 10) ||
        !g_uint64_checked_add (&sum, sum, self->data[pos] - '0'))
      return FALSE;
  if (pos == self->pos)
    return FALSE;
  self->pos = pos;
  *value = sum;
  return TRUE;
}

/* "G R" behind an integer makes it a reference. */
static gboolean
take_reference_tail (PdfParser *self, guint16 *generation)
{
  PdfParser ahead = *self;
  guint64 value;

  if (!is_space (peek (&ahead, 0) & 0xff) || !pdf_parser_take_integer (&ahead, &value) ||
      value > G_MAXUINT16)
    return FALSE;
  pdf_parser_skip_space (&ahead);
  if (peek (&ahead, 0) != 'R' || (peek (&ahead, 1) >= 0 && is_regular (peek (&ahead, 1))))
    return FALSE;
  self->pos = ahead.pos + 1;
  *generation = value;
  return TRUE;
}

static PdfObject *
read_real (const char *token, PdfParser *self, GError **error)
{
  char *end;
  double value;

  /* strtod also knows exponents, hexadecimal, infinity and NaN. */
  if (strspn (token, "+-.0123456789") != strlen (token))
    return fail (self, "bad number", error);
  value = g_ascii_strtod (token, &end);
  /* "12.5-3" and "1.2.3": what stands before is the number, as every viewer reads it. */
  if (end == token && strspn (token, "+-.") == strlen (token))
    value = 0;
  return pdf_object_new_real (value);
}

/* Most numbers are a few digits: references, offsets, sizes. NULL for all others. */
static PdfObject *
read_short_integer (PdfParser *self)
{
  guint32 value = 0;
  gsize length;
  guint16 generation;

  for (length = 0; length < 9 && g_ascii_isdigit (peek (self, length) & 0xff); length++)
    value = value * 10 + (self->data[self->pos + length] - '0');
  if (length == 0 || (peek (self, length) >= 0 && is_regular (peek (self, length))))
    return NULL;
  self->pos += length;
  if (take_reference_tail (self, &generation))
    return pdf_object_new_ref (value, generation);
  return pdf_object_new_integer (value);
}

static PdfObject *
read_number (PdfParser *self, GError **error)
{
  char token[MAX_DIGITS + 1];
  gsize length = token_length (self);
  gsize kept = MIN (length, MAX_DIGITS);
  guint16 generation;
  const char *digits = token;
  char *end;
  gint64 value;

  memcpy (token, self->data + self->pos, kept);
  token[kept] = 0;
  self->pos += length;
  /* "--5" is a common slip for "-5". */
  while (digits[0] == '-' && digits[1] == '-')
    digits++;
  errno = 0;
  value = g_ascii_strtoll (digits, &end, 10);
  if (*end || end == digits || errno)
    return read_real (digits, self, error);
  if (g_ascii_isdigit (token[0]) && value <= G_MAXUINT32 && take_reference_tail (self, &generation))
    return pdf_object_new_ref (value, generation);
  return pdf_object_new_integer (value);
}

static guint8
read_octal (PdfParser *self)
{
  guint value = 0;

  for (guint i = 0; i < 3 && peek (self, 0) >= '0' && peek (self, 0) <= '7'; i++)
    value = value * 8 + (self->data[self->pos++] - '0');
  return value & 0xff;
}

/* Behind a backslash (ISO 32000-2, table 3); -1 when it stands for nothing. */
static int
read_escape (PdfParser *self)
{
  int c = peek (self, 0);

  if (c >= '0' && c <= '7')
    return read_octal (self);
  if (c >= 0)
    self->pos++;
  switch (c)
    {
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case '\r':
      if (peek (self, 0) == '\n')
        self->pos++;
      return -1;
    case '\n':
      return -1;
    default:
      return c;
    }
}

static PdfObject *
steal_string (GByteArray *bytes)
{
  gsize length = bytes->len;

  g_byte_array_append (bytes, (const guint8 *) "", 1);
  return pdf_object_new_string_take (g_byte_array_free (bytes, FALSE), length);
}

/* Bytes of a literal string that stand for themselves. */
static gsize
count_plain (const PdfParser *self)
{
  const guint8 *from = self->data + self->pos;
  gsize most = MIN (self->length - self->pos, G_MAXINT32);
  gsize length = 0;

  while (length < most && from[length] != '(' && from[length] != ')' && from[length] != '\\' &&
         from[length] != '\r')
    length++;
  return length;
}

static PdfObject *
read_literal (PdfParser *self, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint open = 1;

  self->pos++;
  while (self->pos < self->length)
    {
      gsize run = count_plain (self);
      int c;

      g_byte_array_append (bytes, self->data + self->pos, run);
      self->pos += run;
      if (self->pos >= self->length)
        break;
      c = self->data[self->pos++];
      if (c == '(')
        open++;
      else if (c == ')' && --open == 0)
        return steal_string (g_steal_pointer (&bytes));
      else if (c == '\\')
        c = read_escape (self);
      else if (c == '\r')
        {
          /* 7.3.4.2: an end of line, however written, is read as a line feed. */
          if (peek (self, 0) == '\n')
            self->pos++;
          c = '\n';
        }
      if (c >= 0)
        {
          guint8 byte = c;

          g_byte_array_append (bytes, &byte, 1);
        }
    }
  return fail (self, "string without end", error);
}

/* What g_ascii_xdigit_value() does, without a call for each of the thousands of digits that a
 * signature has. The bit above the value says that it is a digit. */
#define HEX_DIGIT 16

/* clang-format off */
static const guint8 hex_digits[256] = {
  ['0'] = 16, 17, 18, 19, 20, 21, 22, 23, 24, 25,
  ['A'] = 26, 27, 28, 29, 30, 31,
  ['a'] = 26, 27, 28, 29, 30, 31,
};
/* clang-format on */

static inline int
hex_value (guint8 c)
{
  return hex_digits[c] != 0 ? hex_digits[c] - HEX_DIGIT : -1;
}

/* As many whole bytes as stand there without white space between. */
static const guint8 *
read_hexadecimal_pairs (const guint8 *at, const guint8 *end, guint8 **out)
{
  for (; end - at >= 2; at += 2)
    {
      guint high = hex_digits[at[0]];
      guint low = hex_digits[at[1]];

      if (!(high & low & HEX_DIGIT))
        break;
      *(*out)++ = (guint8) (high << 4 | (low & 15));
    }
  return at;
}

static PdfObject *
read_hexadecimal (PdfParser *self, GError **error)
{
  const guint8 *end = memchr (self->data + self->pos, '>', self->length - self->pos);
  const guint8 *at = NULL;
  g_autofree guint8 *bytes = NULL;
  guint8 *out = NULL;
  gsize length;
  int high = -1;

  self->pos++;
  if (!end)
    return fail (self, "string without end", error);
  out = bytes = g_malloc0 ((end - self->data - self->pos + 1) / 2 + 1);
  for (at = read_hexadecimal_pairs (self->data + self->pos, end, &out); at < end; at++)
    {
      int digit = hex_value (*at);

      if (digit >= 0 && high >= 0)
        *out++ = high << 4 | digit;
      if (digit >= 0)
        high = high >= 0 ? -1 : digit;
      else if (!is_space (*at))
        {
          self->pos = at - self->data;
          return fail (self, "bad hexadecimal digit", error);
        }
    }
  if (high >= 0)
    *out++ = high << 4;
  self->pos = end - self->data + 1;
  length = out - bytes;
  return pdf_object_new_string_take (g_steal_pointer (&bytes), length);
}

static PdfObject *
read_name (PdfParser *self, GError **error)
{
  g_autofree guint8 *bytes = NULL;
  gsize length, used = 0;

  self->pos++;
  length = token_length (self);
  bytes = g_malloc (length + 1);
  for (gsize end = self->pos + length; self->pos < end; self->pos++)
    {
      int c = self->data[self->pos];
      int high = end - self->pos > 2 ? hex_value (self->data[self->pos + 1]) : -1;
      int low = end - self->pos > 2 ? hex_value (self->data[self->pos + 2]) : -1;

      /* A lone # is itself, as before PDF 1.2. */
      if (c == '#' && high >= 0 && low >= 0)
        {
          c = high << 4 | low;
          self->pos += 2;
        }
      if (c == 0)
        return fail (self, "name with a zero byte", error);
      bytes[used++] = c;
    }
  bytes[used] = 0;
  return pdf_object_new_name_take (g_steal_pointer (&bytes), used);
}

static PdfObject *
read_array (PdfParser *self, guint depth, GError **error)
{
  g_autoptr (PdfObject) array = pdf_object_new_array ();

  self->pos++;
  for (;;)
    {
      PdfObject *value;

      pdf_parser_skip_space (self);
      if (peek (self, 0) == ']')
        {
          self->pos++;
          return g_steal_pointer (&array);
        }
      value = read_value (self, depth + 1, error);
      if (!value)
        return NULL;
      pdf_object_take_append (array, value);
    }
}

static PdfObject *
read_dict (PdfParser *self, guint depth, GError **error)
{
  g_autoptr (PdfObject) dict = pdf_object_new_dict ();
  g_autoptr (PdfObject) nulls = NULL; /* keys that have none */

  self->pos += 2;
  for (;;)
    {
      g_autoptr (PdfObject) key = NULL;
      g_autoptr (PdfObject) value = NULL;
      const char *name;

      pdf_parser_skip_space (self);
      if (looking_at (self, ">>"))
        {
          self->pos += 2;
          return g_steal_pointer (&dict);
        }
      if (peek (self, 0) != '/')
        return fail (self, "dictionary without a key", error);
      key = read_name (self, error);
      value = key ? read_value (self, depth + 1, error) : NULL;
      if (!value)
        return NULL;
      name = pdf_object_get_name (key);
      dict->twofold |= nulls != NULL && pdf_object_peek_key (nulls, name) != NULL;
      /* 7.3.7: a null value is the same as no entry, unless there is one. */
      if (pdf_object_get_type (value) != PDF_TYPE_NULL)
        {
          pdf_object_take_read (dict, name, g_steal_pointer (&value));
          continue;
        }
      dict->twofold |= pdf_object_peek_key (dict, name) != NULL;
      if (nulls == NULL)
        nulls = pdf_object_new_dict ();
      pdf_object_take (nulls, name, g_steal_pointer (&value));
    }
}

static PdfObject *
read_word (PdfParser *self, GError **error)
{
  gsize length = token_length (self);
  const char *word = (const char *) self->data + self->pos;

  if (length == 4 && memcmp (word, "true", 4) == 0)
    {
      self->pos += length;
      return pdf_object_new_boolean (TRUE);
    }
  if (length == 5 && memcmp (word, "false", 5) == 0)
    {
      self->pos += length;
      return pdf_object_new_boolean (FALSE);
    }
  if (length == 4 && memcmp (word, "null", 4) == 0)
    {
      self->pos += length;
      return pdf_object_new_null ();
    }
  return fail (self, "unknown word", error);
}

static PdfObject *
read_bare_value (PdfParser *self, guint depth, GError **error)
{
  int c = peek (self, 0);

  if (c < 0)
    return fail (self, "object cut off", error);
  if (c == '<')
    return peek (self, 1) == '<' ? read_dict (self, depth, error) : read_hexadecimal (self, error);
  if (c == '/')
    return read_name (self, error);
  if (c == '(')
    return read_literal (self, error);
  if (c == '[')
    return read_array (self, depth, error);
  if (g_ascii_isdigit (c) || c == '+' || c == '-' || c == '.')
    {
      PdfObject *integer = read_short_integer (self);

      return integer ? integer : read_number (self, error);
    }
  return read_word (self, error);
}

static PdfObject *
read_value (PdfParser *self, guint depth, GError **error)
{
  PdfObject *value;
  gsize start;

  if (depth > MAX_DEPTH || self->budget == 0)
    {
      g_set_error (error, PDF_ERROR, PDF_ERROR_LIMIT,
                   "object at offset %" G_GSIZE_FORMAT " is too %s", self->pos,
                   self->budget ? "deep" : "large");
      return NULL;
    }
  self->budget--;
  pdf_parser_skip_space (self);
  start = self->pos;
  value = read_bare_value (self, depth, error);
  if (value && self->spans)
    pdf_object_set_span (value, start, self->pos);
  return value;
}

/**
 * pdf_parser_read: (skip)
 * @self: the parser
 * @error: return location
 *
 * Reads one object: a direct one or a reference.
 *
 * Returns: (transfer full): the object; %NULL with %PDF_ERROR_DAMAGED or %PDF_ERROR_LIMIT
 */
PdfObject *
pdf_parser_read (PdfParser *self, GError **error)
{
  return read_value (self, 0, error);
}

/**
 * pdf_parser_take_header: (skip)
 * @self: the parser
 * @number: (out): the object's number
 * @generation: (out): its generation
 *
 * Passes "N G obj".
 *
 * Returns: %FALSE when something else is there
 */
gboolean
pdf_parser_take_header (PdfParser *self, guint32 *number, guint16 *generation)
{
  guint64 n, g;

  if (!pdf_parser_take_integer (self, &n) || !pdf_parser_take_integer (self, &g) ||
      !pdf_parser_take_keyword (self, "obj"))
    return FALSE;
  if (n > G_MAXUINT32 || g > G_MAXUINT16)
    return FALSE;
  *number = n;
  *generation = g;
  return TRUE;
}

/* 7.3.8.1: "stream" and CR LF or LF; a lone CR is forgiven, since producers write it. */
static void
take_stream_head (PdfParser *self, PdfObject *dict)
{
  if (!pdf_parser_take_keyword (self, "stream"))
    return;
  /* Blanks behind the keyword are not data when the line ends after them. */
  for (gsize ahead = 0;; ahead++)
    {
      int c = peek (self, ahead);

      if (c == '\n' || c == '\r')
        {
          self->pos += ahead;
          break;
        }
      if (c != ' ' && c != '\t')
        break;
    }
  if (looking_at (self, "\r\n"))
    self->pos += 2;
  else if (peek (self, 0) == '\n' || peek (self, 0) == '\r')
    self->pos++;
  pdf_object_become_stream (dict, self->pos);
}

/**
 * pdf_parser_read_indirect: (skip)
 * @self: the parser
 * @number: (out): the object's number
 * @generation: (out): its generation
 * @error: return location
 *
 * Reads "N G obj" and the object. Of a stream only the dictionary is read; the parser then stands
 * on its first raw byte. What follows the object is not looked at.
 *
 * Returns: (transfer full): the object; %NULL with %PDF_ERROR_DAMAGED or %PDF_ERROR_LIMIT
 */
PdfObject *
pdf_parser_read_indirect (PdfParser *self, guint32 *number, guint16 *generation, GError **error)
{
  PdfObject *object;

  if (!pdf_parser_take_header (self, number, generation))
    return fail (self, "no object", error);
  pdf_parser_skip_space (self);
  /* "N G obj endobj": nothing in between is read as null, as other readers do. */
  if (looking_at (self, "endobj"))
    return pdf_object_new_null ();
  object = pdf_parser_read (self, error);
  if (object && pdf_object_get_type (object) == PDF_TYPE_DICT)
    take_stream_head (self, object);
  return object;
}
