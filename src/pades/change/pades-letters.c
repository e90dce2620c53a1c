/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-letters.h"

#include <string.h>

#include "pdf-parser.h"

#define MAX_MAP (1u << 20)
#define MAX_CODES 70000

/* Glyphs narrower than this would be written over one another, a thousandth of the size. */
#define MIN_WIDTH 100
#define MAX_WIDTH 3000

struct _PadesLetters {
  gboolean is_marks;    /* ticks, crosses and circles */
  gunichar simple[256]; /* of a font of single bytes; 0: nobody knows */
  const char *single;   /* what those beyond ASCII are in it, or NULL */
  const char *charset;  /* of one of several */
  GHashTable *map;      /* code of two bytes to gunichar, of one with a table of its own */
};

/* Of the printable ASCII that is no letter of the alphabet (Adobe Glyph List). */
static const struct {
  const char *name;
  char letter;
} glyphs[] = {
    {"space", ' '},       {"exclam", '!'},       {"quotedbl", '"'},    {"numbersign", '#'},
    {"dollar", '$'},      {"percent", '%'},      {"ampersand", '&'},   {"quotesingle", '\''},
    {"quoteright", '\''}, {"parenleft", '('},    {"parenright", ')'},  {"asterisk", '*'},
    {"plus", '+'},        {"comma", ','},        {"hyphen", '-'},      {"minus", '-'},
    {"period", '.'},      {"slash", '/'},        {"zero", '0'},        {"one", '1'},
    {"two", '2'},         {"three", '3'},        {"four", '4'},        {"five", '5'},
    {"six", '6'},         {"seven", '7'},        {"eight", '8'},       {"nine", '9'},
    {"colon", ':'},       {"semicolon", ';'},    {"less", '<'},        {"equal", '='},
    {"greater", '>'},     {"question", '?'},     {"at", '@'},          {"bracketleft", '['},
    {"backslash", '\\'},  {"bracketright", ']'}, {"asciicircum", '^'}, {"underscore", '_'},
    {"grave", '`'},       {"quoteleft", '`'},    {"braceleft", '{'},   {"bar", '|'},
    {"braceright", '}'},  {"asciitilde", '~'},   {"bullet", 0x0},      {"sfthyphen", '-'},
};

/* Predefined character maps (ISO 32000-2, table 116), by how they begin. */
static const struct {
  const char *prefix;
  const char *charset;
} cmaps[] = {
    {"UniGB-", "UTF-16BE"}, {"UniCNS-", "UTF-16BE"}, {"UniJIS", "UTF-16BE"}, {"UniKS-", "UTF-16BE"},
    {"GBK", "GBK"},         {"GB-EUC", "GBK"},       {"90ms-RKSJ", "CP932"}, {"ETen-B5", "BIG5"},
    {"ETenms-B5", "BIG5"},  {"KSCms-UHC", "CP949"},
};

/* U+FFFD: a letter beyond ASCII, which one need not be known; 0: it may be anything. */
static gunichar
letter_of_glyph (const char *name, gboolean fresh)
{
  static const char *const figures[] = {"zero", "one", "two",   "three", "four",
                                        "five", "six", "seven", "eight", "nine"};
  guint i;

  if (g_ascii_isalpha (name[0]) && name[1] == '\0')
    return (gunichar) name[0];
  for (i = 0; i < G_N_ELEMENTS (glyphs); i++)
    if (strcmp (glyphs[i].name, name) == 0)
      return glyphs[i].letter != 0 ? (gunichar) glyphs[i].letter : 0x2022;
  for (i = 0; name[i] != '\0'; i++)
    if (!g_ascii_isalpha (name[i]))
      return 0;
  for (i = 0; i < G_N_ELEMENTS (figures) && fresh; i++)
    if (strstr (name, figures[i]) != NULL)
      return 0;
  return i > 1 ? 0xFFFD : 0;
}

static void
read_charset (PadesLetters *self, const char *charset)
{
  self->single = charset;
  for (guint code = 0; code < 256; code++)
    self->simple[code] = code >= 32 && code < 127 ? code : 0xFFFD;
}

static gboolean
read_base_encoding (PadesLetters *self, PdfObject *name)
{
  static const char *const others[] = {"StandardEncoding", "PDFDocEncoding", NULL};

  if (name != NULL && pdf_object_get_type (name) != PDF_TYPE_NULL &&
      !pdf_object_is_name (name, "WinAnsiEncoding") &&
      !pdf_object_is_name (name, "MacRomanEncoding") &&
      !pades_step_is_any (pdf_object_get_name (name), others))
    return FALSE;
  read_charset (self, pdf_object_is_name (name, "WinAnsiEncoding")    ? "WINDOWS-1252"
                      : pdf_object_is_name (name, "MacRomanEncoding") ? "MACINTOSH"
                                                                      : NULL);
  return TRUE;
}

/* ISO 32000-2, table 112. */
static gboolean
read_encoding (PadesLetters *self, PdfFile *file, PdfObject *encoding, gboolean fresh)
{
  g_autoptr (PdfObject) base = pdf_file_get_key (file, encoding, "BaseEncoding", NULL);
  g_autoptr (PdfObject) list = pdf_file_get_key (file, encoding, "Differences", NULL);
  gboolean is_dict = pdf_object_get_type (encoding) == PDF_TYPE_DICT;
  gint64 code = 0;

  if (!read_base_encoding (self, is_dict ? base : encoding))
    return FALSE;
  for (guint i = 0; i < pdf_object_get_length (list); i++)
    {
      PdfObject *each = pdf_object_peek_index (list, i);

      if (pdf_object_get_type (each) == PDF_TYPE_INTEGER)
        code = pdf_object_get_integer (each);
      else if (code < 0 || code > 255 || pdf_object_get_name (each) == NULL)
        return FALSE;
      else
        self->simple[code++] = letter_of_glyph (pdf_object_get_name (each), fresh);
    }
  return TRUE;
}

static gboolean
has_program (PdfFile *file, PdfObject *font)
{
  static const char *const programs[] = {"FontFile", "FontFile2", "FontFile3"};
  g_autoptr (PdfObject) descriptor = pdf_file_get_key (file, font, "FontDescriptor", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (programs); i++)
    if (pdf_object_peek_key (descriptor, programs[i]) != NULL)
      return TRUE;
  return FALSE;
}

/* Letters that lie on one another can be told no more. */
static gboolean
has_room (PdfFile *file, PdfObject *font)
{
  g_autoptr (PdfObject) list = pdf_file_get_key (file, font, "Widths", NULL);

  for (guint i = 0; i < MIN (pdf_object_get_length (list), 256); i++)
    {
      g_autoptr (PdfObject) each = pdf_file_resolve (file, pdf_object_peek_index (list, i), NULL);
      double width = pdf_object_get_number (each);

      if (width != 0 && (width < MIN_WIDTH || width > MAX_WIDTH))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_of_pictures (const char *name)
{
  static const char *const parts[] = {"symbol",  "dingbat", "wingding", "webding", "zadb",
                                      "barcode", "code39",  "code128",  "3of9"};
  g_autofree char *small = name != NULL ? g_ascii_strdown (name, -1) : NULL;

  for (guint i = 0; i < G_N_ELEMENTS (parts) && small != NULL; i++)
    if (strstr (small, parts[i]) != NULL)
      return TRUE;
  return FALSE;
}

/* The ticks, crosses and circles that every reader has (ISO 32000-2, 9.6.2.2). */
static gboolean
is_font_of_marks (PdfObject *base, PdfObject *encoding)
{
  return encoding == NULL &&
         (pdf_object_is_name (base, "ZapfDingbats") || pdf_object_is_name (base, "ZaDb"));
}

/* A font that came later and brings its own letters may show any letter as any other. */
static gboolean
read_simple (PadesLetters *self, PdfFile *file, PdfObject *font, gboolean fresh)
{
  g_autoptr (PdfObject) base = pdf_file_get_key (file, font, "BaseFont", NULL);
  g_autoptr (PdfObject) encoding = pdf_file_get_key (file, font, "Encoding", NULL);

  if (fresh && (has_program (file, font) || !has_room (file, font)))
    return FALSE;
  self->is_marks = is_font_of_marks (base, encoding);
  return self->is_marks || (!is_of_pictures (pdf_object_get_name (base)) &&
                            read_encoding (self, file, encoding, fresh));
}

static guint32
code_of (PdfObject *string)
{
  gsize length = 0;
  const guint8 *bytes = pdf_object_get_string (string, &length);

  return length == 2 ? (guint32) bytes[0] << 8 | bytes[1] : G_MAXUINT32;
}

static void
add_code (PadesLetters *self, guint32 code, PdfObject *string, guint32 offset)
{
  gsize length = 0;
  const guint8 *bytes = pdf_object_get_string (string, &length);
  gunichar letter = length == 2 ? (gunichar) (bytes[0] << 8 | bytes[1]) + offset : 0;

  if (code <= G_MAXUINT16 && g_unichar_validate (letter) && letter != 0 &&
      g_hash_table_size (self->map) < MAX_CODES)
    g_hash_table_insert (self->map, GUINT_TO_POINTER (code), GUINT_TO_POINTER (letter));
}

/* <code> <letter> … endbfchar, <first> <last> <letter> … endbfrange (ISO 32000-2, 9.10.3). */
static void
take_codes (PadesLetters *self, GPtrArray *operands, gboolean ranges)
{
  guint each = ranges ? 3 : 2;

  for (guint i = 0; i + each <= operands->len; i += each)
    {
      guint32 first = code_of (g_ptr_array_index (operands, i));
      guint32 last = ranges ? code_of (g_ptr_array_index (operands, i + 1)) : first;
      PdfObject *to = g_ptr_array_index (operands, i + each - 1);

      for (guint32 code = first; code <= last && last <= G_MAXUINT16; code++)
        if (pdf_object_get_type (to) == PDF_TYPE_ARRAY)
          add_code (self, code, pdf_object_peek_index (to, code - first), 0);
        else
          add_code (self, code, to, code - first);
    }
}

static gboolean
read_map (PadesLetters *self, GBytes *bytes)
{
  g_autoptr (GPtrArray)
      operands = g_ptr_array_new_with_free_func ((GDestroyNotify) pdf_object_unref);
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  PdfParser parser;

  pdf_parser_init (&parser, data, length, 0);
  self->map = g_hash_table_new (NULL, NULL);
  for (pdf_parser_skip_space (&parser); parser.pos < length; pdf_parser_skip_space (&parser))
    {
      PdfObject *operand = data[parser.pos] == '<' || data[parser.pos] == '['
                               ? pdf_parser_read (&parser, NULL)
                               : NULL;

      if (operand != NULL)
        {
          g_ptr_array_add (operands, operand);
          continue;
        }
      if (pdf_parser_take_keyword (&parser, "endbfchar"))
        take_codes (self, operands, FALSE);
      else if (pdf_parser_take_keyword (&parser, "endbfrange"))
        take_codes (self, operands, TRUE);
      else
        parser.pos++;
      while (parser.pos < length && g_ascii_isalnum (data[parser.pos]))
        parser.pos++;
      g_ptr_array_set_size (operands, 0);
    }
  return TRUE;
}

/* A font of the signed document says itself which letters it shows; one that came later and says
 * so need not be believed, unless it has no letters of its own. */
static gboolean
read_composite (PadesLetters *self, PdfFile *file, PdfObject *font, gboolean fresh)
{
  g_autoptr (PdfObject) encoding = pdf_file_get_key (file, font, "Encoding", NULL);
  g_autoptr (PdfObject) below = pdf_file_get_key (file, font, "DescendantFonts", NULL);
  g_autoptr (PdfObject)
      descendant = pdf_file_resolve (file, pdf_object_peek_index (below, 0), NULL);
  g_autoptr (PdfObject) map = pdf_file_get_key (file, font, "ToUnicode", NULL);
  g_autoptr (GBytes) bytes = NULL;
  const char *name = pdf_object_get_name (encoding);

  if (fresh && has_program (file, descendant))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (cmaps) && name != NULL; i++)
    if (g_str_has_prefix (name, cmaps[i].prefix))
      self->charset = cmaps[i].charset;
  if (self->charset != NULL)
    return TRUE;
  if (!pdf_object_is_name (encoding, "Identity-H"))
    return FALSE;
  if (pdf_object_is_name (map, "Identity-H"))
    {
      self->charset = "UTF-16BE";
      return !has_program (file, descendant);
    }
  if (fresh || pdf_object_get_type (map) != PDF_TYPE_STREAM)
    return FALSE;
  bytes = pdf_file_decode (file, map, MAX_MAP, NULL);
  return bytes != NULL && read_map (self, bytes);
}

/**
 * pades_letters_new:
 * @step: a step
 * @file: its old or its new revision
 * @at: (nullable): a font, as it stands in a dictionary of that
 *
 * Reads which letters a font shows.
 *
 * Returns: (transfer full) (nullable): the letters; %NULL when nobody can tell
 */
PadesLetters *
pades_letters_new (PadesStep *step, PdfFile *file, PdfObject *at)
{
  g_autoptr (PadesLetters) self = g_new0 (PadesLetters, 1);
  g_autoptr (PdfObject) font = pdf_file_resolve (file, at, NULL);
  g_autoptr (PdfObject) subtype = pdf_file_get_key (file, font, "Subtype", NULL);
  guint32 number = pdf_object_get_ref (at, NULL);
  gboolean fresh = file != step->old && (number == 0 || pades_step_is_fresh (step, number));
  gboolean read;

  step->work++;
  if (pdf_object_is_name (subtype, "Type0"))
    read = read_composite (self, file, font, fresh);
  else
    read = (pdf_object_is_name (subtype, "Type1") || pdf_object_is_name (subtype, "TrueType")) &&
           read_simple (self, file, font, fresh);
  return read ? g_steal_pointer (&self) : NULL;
}

/**
 * pades_letters_free:
 * @self: (nullable): letters
 *
 * Frees them.
 */
void
pades_letters_free (PadesLetters *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->map, g_hash_table_unref);
  g_free (self);
}

/**
 * pades_letters_is_marks:
 * @self: letters
 *
 * Asks whether they are ticks, crosses and circles.
 *
 * Returns: whether they are
 */
gboolean
pades_letters_is_marks (const PadesLetters *self)
{
  return self->is_marks;
}

static gunichar
read_byte (const PadesLetters *self, guint8 byte)
{
  g_autofree char *text = NULL;

  if (byte >= 128 && self->simple[byte] == 0xFFFD && self->single != NULL)
    text = g_convert ((const char *) &byte, 1, "UTF-8", self->single, NULL, NULL, NULL);
  return text != NULL ? g_utf8_get_char (text) : self->simple[byte];
}

static gboolean
read_mapped (const PadesLetters *self, const guint8 *bytes, gsize length, GString *text)
{
  for (gsize i = 0; i + 1 < length; i += 2)
    {
      gpointer letter = g_hash_table_lookup (self->map,
                                             GUINT_TO_POINTER (bytes[i] << 8 | bytes[i + 1]));

      if (letter == NULL)
        return FALSE;
      g_string_append_unichar (text, GPOINTER_TO_UINT (letter));
    }
  return length % 2 == 0;
}

/**
 * pades_letters_read:
 * @self: letters
 * @string: (nullable): what is shown in them
 * @text: what they say is added to, UTF-8; U+FFFD is a letter beyond ASCII, no matter which
 * @n: (inout): how many there are
 *
 * Reads a text.
 *
 * Returns: %FALSE where a letter may be any other
 */
gboolean
pades_letters_read (const PadesLetters *self, PdfObject *string, GString *text, guint *n)
{
  gsize length = 0;
  const guint8 *bytes = pdf_object_get_string (string, &length);
  gsize before = text->len;

  if (self->is_marks)
    {
      *n += (guint) length;
      return TRUE;
    }
  if (self->map != NULL)
    {
      if (!read_mapped (self, bytes, length, text))
        return FALSE;
    }
  else if (self->charset != NULL)
    {
      g_autofree char *read = g_convert ((const char *) bytes, (gssize) length, "UTF-8",
                                         self->charset, NULL, NULL, NULL);

      if (read == NULL)
        return FALSE;
      g_string_append (text, read);
    }
  else
    for (gsize i = 0; i < length; i++)
      {
        if (self->simple[bytes[i]] == 0)
          return FALSE;
        g_string_append_unichar (text, read_byte (self, bytes[i]));
      }
  *n += (guint) g_utf8_strlen (text->str + before, (gssize) (text->len - before));
  return TRUE;
}
