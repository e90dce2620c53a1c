/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-judges.h"

#include <glib/gstdio.h>
#include <string.h>

gboolean
judges_have (const char *program)
{
  g_autofree char *path = g_find_program_in_path (program);

  if (path == NULL && g_getenv ("REQUIRE_JUDGES") != NULL)
    g_error ("%s is not installed", program);
  return path != NULL;
}

/* Standard output and error, one after the other. */
char *
judges_run (const char *const *argv, int *status)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, &err, status,
                &error);
  g_assert_no_error (error);
  return g_strconcat (out, err, NULL);
}

static guint
count (const char *text, const char *what)
{
  guint n = 0;

  while ((text = strstr (text, what)) != NULL)
    {
      text += strlen (what);
      n++;
    }
  return n;
}

static void
check_qpdf (const char *path)
{
  const char *const argv[] = {"qpdf", "--check", path, NULL};
  int status = 0;
  g_autofree char *text = judges_run (argv, &status);

  if (status != 0)
    g_test_message ("%s", text);
  g_assert_cmpint (status, ==, 0);
  g_assert_cmpuint (count (text, "WARNING"), ==, 0);
}

static void
check_pdfsig (const char *path, guint n_signatures)
{
  const char *const argv[] = {"pdfsig", "-nocert", path, NULL};
  int status = 0;
  g_autofree char *text = judges_run (argv, &status);

  if (count (text, "Signature is Valid.") != n_signatures)
    g_test_message ("%s", text);
  g_assert_cmpuint (count (text, "Signature is Valid."), ==, n_signatures);
  g_assert_cmpuint (count (text, "Total document signed"), ==, 1);
  g_assert_cmpuint (count (text, "ETSI.CAdES.detached"), ==, n_signatures);
}

static void
check_mutool (const char *path, guint n_signatures)
{
  const char *const argv[] = {"mutool", "sign", "-v", path, NULL};
  int status = 0;
  g_autofree char *text = judges_run (argv, &status);

  if (count (text, "Digest error") != 0)
    g_test_message ("%s", text);
  g_assert_cmpuint (count (text, "Verifying signature"), ==, n_signatures);
  g_assert_cmpuint (count (text, "Digest error"), ==, 0);
}

static void
write_part (const char *path, const guint8 *data, gsize first, gsize from, gsize second)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  g_byte_array_append (bytes, data, (guint) first);
  g_byte_array_append (bytes, data + from, (guint) second);
  g_file_set_contents (path, (char *) bytes->data, bytes->len, &error);
  g_assert_no_error (error);
}

/* OpenSSL verifies the CMS of the newest signature over the ranges that the file names. */
static void
check_openssl (Fixture *fixture, GBytes *bytes)
{
  g_autofree char *cms = fixture_get_path (fixture, "judged.cms");
  g_autofree char *content = fixture_get_path (fixture, "judged.bin");
  g_autofree char *root = fixture_get_path (fixture, "judged.pem");
  g_autofree char *pem = support_certificate_to_pem (support_ca_get_root (fixture->ca));
  const char *const argv[] = {"openssl", "cms",     "-verify",    "-binary",   "-inform",
                              "DER",     "-in",     cms,          "-content",  content,
                              "-CAfile", root,      "-out",       "/dev/null", "-purpose",
                              "any",     "-attime", "1795651200", NULL};
  gsize size = 0;
  const char *data = g_bytes_get_data (bytes, &size);
  const char *range = fixture_find_last (data, size, "/ByteRange");
  g_autofree guint8 *der = NULL;
  gsize start = 0;
  gsize tail = 0;
  gsize length = 0;
  int status = 0;

  g_assert_cmpint (sscanf (strchr (range, '['), "[0 %zu %zu %zu]", &start, &tail, &length), ==, 3);
  g_assert_cmpuint (tail + length, ==, size);
  der = g_malloc0 ((tail - start) / 2);
  for (gsize i = 0; i + 1 < (tail - start) / 2; i++)
    der[i] = (guint8) (g_ascii_xdigit_value (data[start + 1 + 2 * i]) * 16 +
                       g_ascii_xdigit_value (data[start + 2 + 2 * i]));
  write_part (cms, der, (tail - start) / 2 - 1, 0, 0);
  write_part (content, (const guint8 *) data, start, tail, length);
  g_file_set_contents (root, pem, -1, NULL);
  {
    g_autofree char *text = judges_run (argv, &status);

    if (status != 0)
      g_test_message ("%s", text);
  }
  g_assert_cmpint (status, ==, 0);
  g_unlink (cms);
  g_unlink (content);
  g_unlink (root);
}

void
judges_check_all (Fixture *fixture, GBytes *bytes, JudgesLimits limits, guint n_signatures)
{
  g_autofree char *path = fixture_get_path (fixture, "judged.pdf");
  gsize size = 0;
  const char *data = g_bytes_get_data (bytes, &size);

  g_assert_true (g_file_set_contents (path, data, (gssize) size, NULL));
  if (judges_have ("qpdf"))
    check_qpdf (path);
  if (judges_have ("pdfsig") && (limits & JUDGES_NO_PDFSIG) == 0)
    check_pdfsig (path, n_signatures);
  if (judges_have ("mutool") && (limits & JUDGES_NO_MUTOOL) == 0)
    check_mutool (path, n_signatures);
  if (judges_have ("openssl") && (limits & JUDGES_NO_OPENSSL) == 0)
    check_openssl (fixture, bytes);
  g_unlink (path);
}
