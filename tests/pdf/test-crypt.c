/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gstdio.h>

#include "pdf-error.h"
#include "pdf-writer.h"
#include "support-pdf.h"

/* Every kind of encryption as qpdf makes it: read, appended to, and read again by qpdf and MuPDF.
 */

#define TEXT "旧文件 (secret)"
#define NEW_TEXT "朱印"
#define XMP "<x:xmpmeta/>"
#define DATA "BT (in the clear) Tj ET"
#define MAX_DATA 4096

typedef struct {
  const char *name;
  const char *user;
  const char *owner;
  const char *options; /* of qpdf, behind the passwords */
} Kind;

static const Kind kinds[] = {
    {"rc4-40", "user", "owner", "40"},
    {"rc4-40-empty", "", "owner", "40"},
    {"rc4-128", "user", "owner", "128 --use-aes=n"},
    {"rc4-128-filters", "user", "owner", "128 --use-aes=n --force-V4"},
    {"aes-128", "user", "owner", "128 --use-aes=y"},
    {"aes-128-empty", "", "owner", "128 --use-aes=y"},
    {"aes-128-metadata", "user", "owner", "128 --use-aes=y --cleartext-metadata"},
    {"aes-128-latin", "schl\xc3\xbcssel", "", "128 --use-aes=y"},
    {"aes-256-r5", "user", "owner", "256 --force-R5"},
    {"aes-256", "user", "owner", "256"},
    {"aes-256-empty", "", "owner", "256"},
    {"aes-256-metadata", "", "owner", "256 --cleartext-metadata"},
    {"aes-256-chinese", "密码", "所有者", "256"},
};

typedef struct {
  char *folder;
  char *plain;
  char *locked;
  char *longer;
  char *opened;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  SupportPdf options = {.catalog = "/VMT_Text 61 0 R /Metadata 62 0 R /VMT_Data 63 0 R",
                        .n_pages = 2};
  g_autoptr (GBytes) base = support_pdf_new (&options);
  g_autoptr (GBytes) second = NULL;
  g_autoptr (GBytes) third = NULL;
  g_autoptr (GBytes) whole = NULL;

  second = support_pdf_append (base, 61, "<feff65e765874ef6002000280073006500630072006500740029>");
  third = support_pdf_append (
      second, 62, "<< /Type /Metadata /Subtype /XML /Length 12 >>\nstream\n" XMP "\nendstream");
  whole = support_pdf_append (third, 63, "<< /Length 23 >>\nstream\n" DATA "\nendstream");
  self->folder = g_dir_make_tmp ("vermilion-XXXXXX", NULL);
  self->plain = g_build_filename (self->folder, "plain.pdf", NULL);
  self->locked = g_build_filename (self->folder, "locked.pdf", NULL);
  self->longer = g_build_filename (self->folder, "longer.pdf", NULL);
  self->opened = g_build_filename (self->folder, "opened.pdf", NULL);
  g_assert_true (g_file_set_contents (self->plain, g_bytes_get_data (whole, NULL),
                                      g_bytes_get_size (whole), NULL));
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  char *paths[] = {self->plain, self->locked, self->longer, self->opened};

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_unlink (paths[i]);
      g_free (paths[i]);
    }
  g_rmdir (self->folder);
  g_free (self->folder);
}

/* @arguments: between the program and its last arguments, separated by |. */
static gboolean
run (const char *arguments, const char *input, const char *output)
{
  g_auto (GStrv) argv = g_strsplit (arguments, "|", -1);
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  g_autofree char *complaint = NULL;
  g_autofree char *found = g_find_program_in_path (argv[0]);
  int status = 0;

  if (!found)
    return FALSE;
  for (guint i = 0; argv[i]; i++)
    g_ptr_array_add (all, argv[i]);
  g_ptr_array_add (all, (gpointer) input);
  g_ptr_array_add (all, (gpointer) output);
  g_ptr_array_add (all, NULL);
  g_assert_true (g_spawn_sync (NULL, (char **) all->pdata, NULL,
                               G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL,
                               &complaint, &status, NULL));
  /* MuPDF 1.21 decrypts /Contents of a signature, too, and complains of it. */
  if (strcmp (argv[0], "mutool") != 0)
    g_assert_cmpstr (complaint, ==, "");
  g_assert_cmpint (status, ==, 0);
  return TRUE;
}

static gboolean
lock (Fixture *self, const Kind *kind, const char *more)
{
  g_autofree char *command = g_strdup_printf ("qpdf|--allow-weak-crypto|%s|--encrypt|%s|%s|%s|--",
                                              more, kind->user, kind->owner, kind->options);

  return run (g_strdelimit (command, " ", '|'), self->plain, self->locked);
}

static PdfFile *
open_with (const char *path, const char *password)
{
  g_autoptr (GError) error = NULL;
  PdfFile *file = pdf_file_open_with_password (path, password, NULL, &error);

  g_assert_no_error (error);
  return file;
}

static void
assert_refused (const char *path, const char *password)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (pdf_file_open_with_password (path, password, NULL, &error));
  g_assert_error (error, PDF_ERROR, PDF_ERROR_PASSWORD);
}

static void
assert_text (PdfFile *file, const char *key, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdfObject) catalog = pdf_file_get_catalog (file, &error);
  g_autoptr (PdfObject) value = pdf_file_get_key (file, catalog, key, &error);
  g_autofree char *text = pdf_object_dup_text (value);

  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, expected);
}

static void
assert_stream (PdfFile *file, const char *key, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdfObject) catalog = pdf_file_get_catalog (file, &error);
  g_autoptr (PdfObject) stream = pdf_file_get_key (file, catalog, key, &error);
  g_autoptr (GBytes) bytes = pdf_file_decode (file, stream, MAX_DATA, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), expected,
                   strlen (expected));
}

static void
assert_old (PdfFile *file)
{
  assert_text (file, "VMT_Text", TEXT);
  assert_stream (file, "Metadata", XMP);
  assert_stream (file, "VMT_Data", DATA);
  g_assert_cmpuint (pdf_file_get_n_pages (file, NULL), ==, 2);
}

/* A signature's /Contents stays as it is, in a file of any kind. */
static void
assert_contents (PdfFile *file)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdfObject) catalog = pdf_file_get_catalog (file, &error);
  g_autoptr (PdfObject) signature = pdf_file_get_key (file, catalog, "VMT_Sig", &error);
  PdfObject *contents = pdf_object_peek_key (signature, "Contents");
  g_autofree char *reason = pdf_object_dup_text (pdf_object_peek_key (signature, "Reason"));
  gsize length;
  const guint8 *bytes = pdf_object_get_string (contents, &length);

  g_assert_no_error (error);
  g_assert_cmpmem (bytes, length, "\x30\x80", 2);
  g_assert_cmpstr (reason, ==, NEW_TEXT);
}

static void
assert_new (PdfFile *file)
{
  assert_old (file);
  assert_text (file, "VMT_New", NEW_TEXT);
  assert_stream (file, "VMT_NewData", DATA DATA);
  assert_stream (file, "VMT_NewMetadata", XMP XMP);
  assert_stream (file, "VMT_Moved", DATA);
}

static void
add (PdfWriter *writer, PdfObject *catalog, const char *key, guint32 number)
{
  pdf_object_take (catalog, key, pdf_writer_new_ref (writer, number));
}

static guint32
add_signature (PdfWriter *writer)
{
  g_autoptr (PdfObject) signature = pdf_object_new_dict ();

  pdf_object_take (signature, "Type", pdf_object_new_name ("Sig"));
  pdf_object_take (signature, "ByteRange", pdf_object_new_rect (0, 1, 2, 3));
  pdf_object_take (signature, "Contents", pdf_object_new_string ("\x30\x80", 2));
  pdf_object_take (signature, "Reason", pdf_object_new_text (NEW_TEXT));
  return pdf_writer_add (writer, signature);
}

/* New strings and streams, an old stream put again, and one moved to another number. */
static void
append (PdfFile *file, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdfWriter) writer = pdf_writer_new (file);
  g_autoptr (PdfObject) old = pdf_file_get_catalog (file, &error);
  g_autoptr (PdfObject) catalog = pdf_object_copy (old);
  g_autoptr (PdfObject) text = pdf_object_new_text (NEW_TEXT);
  g_autoptr (PdfObject) metadata = pdf_object_new_dict ();
  g_autoptr (PdfObject) stream = pdf_file_get_key (file, old, "VMT_Data", &error);
  g_autoptr (GBytes) data = g_bytes_new_static (DATA DATA, strlen (DATA DATA));
  g_autoptr (GBytes) xmp = g_bytes_new_static (XMP XMP, strlen (XMP XMP));
  PdfObject *root = pdf_object_peek_key (pdf_file_peek_trailer (file), "Root");
  g_autoptr (GByteArray) whole = g_byte_array_new ();
  gsize length;
  const guint8 *bytes = pdf_file_get_data (file, &length);
  GByteArray *appended;

  g_assert_no_error (error);
  pdf_object_take (metadata, "Type", pdf_object_new_name ("Metadata"));
  pdf_object_take (metadata, "Subtype", pdf_object_new_name ("XML"));
  add (writer, catalog, "VMT_New", pdf_writer_add (writer, text));
  add (writer, catalog, "VMT_NewData", pdf_writer_add_stream (writer, NULL, data));
  add (writer, catalog, "VMT_NewMetadata", pdf_writer_add_stream (writer, metadata, xmp));
  add (writer, catalog, "VMT_Moved", pdf_writer_add (writer, stream));
  add (writer, catalog, "VMT_Sig", add_signature (writer));
  pdf_writer_put (writer, pdf_object_get_ref (pdf_object_peek_key (old, "VMT_Data"), NULL), stream);
  pdf_writer_put (writer, pdf_object_get_ref (root, NULL), catalog);
  appended = pdf_writer_finish (writer, &error);
  g_assert_no_error (error);
  g_byte_array_append (whole, bytes, length);
  g_byte_array_append (whole, appended->data, appended->len);
  g_assert_true (g_file_set_contents (path, (char *) whole->data, whole->len, NULL));
}

static gboolean
contains (const char *path, const char *text)
{
  g_autofree char *data = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &data, &length, NULL));
  return memmem (data, length, text, strlen (text)) != NULL;
}

static void
assert_decrypted_by (Fixture *self, const char *command, const char *password)
{
  g_autofree char *whole = g_strconcat (command, password, NULL);
  g_autoptr (PdfFile) file = NULL;

  if (!run (whole, self->longer, self->opened))
    return;
  file = open_with (self->opened, NULL);
  g_assert_false (pdf_file_is_encrypted (file));
  assert_new (file);
  if (g_str_has_prefix (command, "qpdf"))
    assert_contents (file);
  g_unlink (self->opened);
}

static void
assert_round_trip (Fixture *self, const Kind *kind, const char *password)
{
  g_autoptr (PdfFile) file = open_with (self->locked, password);
  g_autoptr (PdfFile) same = NULL;
  g_autoptr (PdfFile) again = NULL;
  g_autoptr (PdfFile) before = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *check = g_strdup_printf ("qpdf|--check|--password=%s", password);

  g_assert_true (pdf_file_is_encrypted (file));
  assert_old (file);
  append (file, self->longer);
  g_assert_false (contains (self->longer, "BT ("));
  same = pdf_file_open_appended (file, self->longer, NULL, &error);
  g_assert_no_error (error);
  assert_new (same);
  again = open_with (self->longer, password);
  assert_new (again);
  assert_contents (again);
  before = pdf_file_new_for_revision (again, 1, &error);
  g_assert_no_error (error);
  assert_old (before);
  run (check, self->longer, NULL);
  assert_decrypted_by (self, "qpdf|--decrypt|--password=", password);
  /* MuPDF 1.21 does not know of metadata in the clear. */
  if (!strstr (kind->options, "clear"))
    assert_decrypted_by (self, "mutool|clean|-D|-p|", password);
}

static void
test_kind (Fixture *self, gconstpointer data)
{
  static const char *const forms[] = {"--object-streams=disable", "--object-streams=generate"};
  const Kind *kind = data;
  gboolean latin = strcmp (kind->name, "aes-128-latin") == 0;

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      if (!lock (self, kind, forms[i]))
        {
          g_test_skip ("qpdf is not installed");
          return;
        }
      g_assert_true (contains (self->locked, XMP) == (strstr (kind->options, "clear") != NULL));
      assert_round_trip (self, kind, kind->user);
      /* qpdf makes an empty owner's password the user's. */
      if (!latin)
        assert_round_trip (self, kind, kind->owner);
      if (kind->user[0])
        {
          assert_refused (self->locked, NULL);
          assert_refused (self->locked, "");
          assert_refused (self->locked, "User");
          assert_refused (self->locked, "\xff\xfe");
        }
      else
        pdf_file_unref (open_with (self->locked, "wrong, but none is needed"));
    }
}

/* RFC 4013: full-width letters, an odd blank and a soft hyphen are what they look like. */
static void
test_prepared_password (Fixture *self, gconstpointer data)
{
  const Kind kind = {"prepared", "pass", "o-w", "256"};

  if (!lock (self, &kind, "--object-streams=disable"))
    {
      g_test_skip ("qpdf is not installed");
      return;
    }
  pdf_file_unref (open_with (self->locked, "\xef\xbd\x90\xef\xbd\x81ss"));
  pdf_file_unref (open_with (self->locked, "o\xc2\xad-w"));
  assert_refused (self->locked, "pa ss");
}

static void
test_permissions (Fixture *self, gconstpointer data)
{
  static const struct {
    const char *options;
    gboolean modify, annotate, fill;
  } table[] = {
      {"256", TRUE, TRUE, TRUE},
      {"256 --modify=none", FALSE, FALSE, FALSE},
      {"256 --modify=form", FALSE, FALSE, TRUE},
      {"256 --modify=annotate", FALSE, TRUE, TRUE},
      {"128 --use-aes=n --modify=form", FALSE, FALSE, TRUE},
      {"40 --modify=n", FALSE, TRUE, TRUE},
      {"40 --annotate=n", TRUE, FALSE, FALSE},
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      const Kind kind = {"restricted", "", "owner", table[i].options};
      g_autoptr (PdfFile) file = NULL;
      g_autoptr (PdfFile) owner = NULL;

      g_test_message ("%s", table[i].options);
      if (!lock (self, &kind, "--object-streams=disable"))
        {
          g_test_skip ("qpdf is not installed");
          return;
        }
      file = open_with (self->locked, NULL);
      g_assert_cmpint (pdf_file_permits (file, PDF_PERMIT_MODIFY), ==, table[i].modify);
      g_assert_cmpint (pdf_file_permits (file, PDF_PERMIT_ANNOTATE), ==, table[i].annotate);
      g_assert_cmpint (pdf_file_permits (file, PDF_PERMIT_FILL), ==, table[i].fill);
      owner = open_with (self->locked, "owner");
      g_assert_true (pdf_file_permits (owner, PDF_PERMIT_MODIFY));
      g_assert_true (pdf_file_permits (owner, PDF_PERMIT_FILL));
    }
}

/* An encryption dictionary that was changed: refused, and nothing else. */
static void
test_damaged (Fixture *self, gconstpointer data)
{
  static const struct {
    const char *options, *from, *to;
    PdfError code;
  } table[] = {
      {"128 --use-aes=n", "/R 3", "/R 9", PDF_ERROR_ENCRYPTED},
      {"128 --use-aes=n", "/V 2", "/V 3", PDF_ERROR_ENCRYPTED},
      {"128 --use-aes=n", "/Length 128", "/Length 999", PDF_ERROR_DAMAGED},
      {"128 --use-aes=n", "/Length 128", "/Length -16", PDF_ERROR_DAMAGED},
      {"128 --use-aes=n", "/Length 128", "/Length 048", PDF_ERROR_PASSWORD},
      {"128 --use-aes=n", "/P -4", "/P -8", PDF_ERROR_PASSWORD},
      {"128 --use-aes=n", "/U <", "/X <", PDF_ERROR_DAMAGED},
      {"128 --use-aes=n", "/O <", "/X <", PDF_ERROR_DAMAGED},
      {"128 --use-aes=n", "/Filter /Standard", "/Filter /Standarb", PDF_ERROR_ENCRYPTED},
      {"128 --use-aes=n", "/ID [<", "/IX [<", PDF_ERROR_PASSWORD},
      {"128 --use-aes=y", "/CFM /AESV2", "/CFM /AESV3", PDF_ERROR_ENCRYPTED},
      {"128 --use-aes=y", "/CFM /AESV2", "/CFM /AESV9", PDF_ERROR_ENCRYPTED},
      {"128 --use-aes=y", "/StmF /StdCF", "/StmF /StdXX", PDF_ERROR_ENCRYPTED},
      {"128 --use-aes=y", "/CF <<", "/XF <<", PDF_ERROR_ENCRYPTED},
      {"256", "/CFM /AESV3", "/CFM /AESV2", PDF_ERROR_ENCRYPTED},
      {"256", "/P -4", "/P -8", PDF_ERROR_DAMAGED},
      {"256", "/Perms <", "/Permz <", PDF_ERROR_DAMAGED},
      {"256", "/OE <", "/OX <", PDF_ERROR_DAMAGED},
      {"256", "/UE <", "/UX <", PDF_ERROR_DAMAGED},
      {"256", "/R 6", "/R 5", PDF_ERROR_PASSWORD},
      {"256", "/V 5", "/V 4", PDF_ERROR_ENCRYPTED},
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      const Kind kind = {"damaged", "", "owner", table[i].options};
      g_autofree char *bytes = NULL;
      g_autoptr (GBytes) edited = NULL;
      g_autoptr (GError) error = NULL;
      gsize length;
      char *found;

      g_test_message ("%s: %s", table[i].options, table[i].to);
      if (!lock (self, &kind, "--object-streams=disable"))
        {
          g_test_skip ("qpdf is not installed");
          return;
        }
      g_assert_true (g_file_get_contents (self->locked, &bytes, &length, NULL));
      for (;;)
        {
          found = memmem (bytes, length, table[i].from, strlen (table[i].from));
          if (!found)
            break;
          memcpy (found, table[i].to, strlen (table[i].to));
        }
      edited = g_bytes_new (bytes, length);
      g_assert_null (pdf_file_new_for_bytes (edited, NULL, &error));
      g_assert_error (error, PDF_ERROR, (int) table[i].code);
    }
}

/* A changed byte is somewhere in the text, not beyond. */
static void
test_tampered (Fixture *self, gconstpointer data)
{
  const Kind kind = {"tampered", "", "owner", "256"};
  g_autofree char *bytes = NULL;
  gsize length;

  if (!lock (self, &kind, "--object-streams=disable"))
    {
      g_test_skip ("qpdf is not installed");
      return;
    }
  g_assert_true (g_file_get_contents (self->locked, &bytes, &length, NULL));
  for (gsize at = 0; at < length; at += 7)
    {
      g_autofree guint8 *changed = g_memdup2 (bytes, length);
      g_autoptr (GBytes) whole = NULL;
      g_autoptr (PdfFile) file = NULL;
      g_autoptr (GError) error = NULL;

      changed[at] ^= 0x21;
      whole = g_bytes_new (changed, length);
      file = pdf_file_new_for_bytes (whole, NULL, &error);
      g_assert_true (file || error->domain == PDF_ERROR);
      if (file)
        for (guint32 i = 1; i < pdf_file_get_size (file); i++)
          {
            g_autoptr (PdfObject) object = pdf_file_load (file, i, NULL);
            g_autoptr (GBytes) stream = pdf_file_decode (file, object, MAX_DATA, NULL);

            g_assert_true (!stream || g_bytes_get_size (stream) <= length);
          }
    }
}

/* The recipients of a file are not known here. */
static void
test_certificates (void)
{
  SupportPdf options = {.trailer = "/Encrypt << /Filter /Adobe.PubSec /SubFilter /adbe.pkcs7.s5 "
                                   "/V 5 /CF << /DefaultCryptFilter << /CFM /AESV3 >> >> "
                                   "/StmF /DefaultCryptFilter /StrF /DefaultCryptFilter >>"};
  g_autoptr (GBytes) bytes = support_pdf_new (&options);
  g_autoptr (GError) error = NULL;

  g_assert_null (pdf_file_new_for_bytes (bytes, NULL, &error));
  g_assert_error (error, PDF_ERROR, PDF_ERROR_ENCRYPTED);
  g_assert_nonnull (strstr (error->message, "certificates"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *name = g_strdup_printf ("/pdf/crypt/kind/%s", kinds[i].name);

      g_test_add (name, Fixture, &kinds[i], set_up, test_kind, tear_down);
    }
  g_test_add ("/pdf/crypt/permissions", Fixture, NULL, set_up, test_permissions, tear_down);
  g_test_add ("/pdf/crypt/prepared", Fixture, NULL, set_up, test_prepared_password, tear_down);
  g_test_add ("/pdf/crypt/damaged", Fixture, NULL, set_up, test_damaged, tear_down);
  g_test_add ("/pdf/crypt/tampered", Fixture, NULL, set_up, test_tampered, tear_down);
  g_test_add_func ("/pdf/crypt/certificates", test_certificates);
  return g_test_run ();
}
