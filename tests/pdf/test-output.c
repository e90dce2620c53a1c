/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "pdf-error.h"
#include "pdf-output.h"
#include "support-pdf.h"

typedef struct {
  char *folder;
  char *input;
  char *output;
  PdfFile *base;
} Fixture;

static void
setup (Fixture *self, gconstpointer data)
{
  /* Content that spans several pieces of a mebibyte. */
  g_autofree char *content = g_strnfill (3500000, ' ');
  SupportPdf options = {.content = content};

  self->folder = g_dir_make_tmp ("vermilion-XXXXXX", NULL);
  self->input = support_pdf_write (&options, self->folder, "in.pdf");
  self->output = g_build_filename (self->folder, "合同.pdf", NULL);
  self->base = pdf_file_open (self->input, NULL, NULL);
  g_assert_nonnull (self->base);
}

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint count = 0;

  while (g_dir_read_name (dir))
    count++;
  return count;
}

static void
teardown (Fixture *self, gconstpointer data)
{
  g_unlink (self->input);
  g_unlink (self->output);
  /* Nothing else may have been left. */
  g_assert_cmpuint (count_files (self->folder), ==, 0);
  g_rmdir (self->folder);
  pdf_file_unref (self->base);
  g_free (self->folder);
  g_free (self->input);
  g_free (self->output);
}

static void
on_chunk (const guint8 *data, gsize length, gsize done, gsize total, gpointer user_data)
{
  g_checksum_update (user_data, data, length);
  g_assert_cmpuint (length, <=, 1 << 20);
  g_assert_cmpuint (done, <=, total);
}

static gboolean
write_all (PdfOutput *output, GError **error)
{
  return pdf_output_copy (output, NULL, NULL, NULL, error) &&
         pdf_output_append (output, (const guint8 *) "%", 1, error) &&
         pdf_output_sync (output, error) && pdf_output_commit (output, error);
}

static void
test_write (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (PdfOutput) output = pdf_output_new (self->base, self->output, FALSE, &error);
  g_autofree char *expected = NULL;
  g_autofree char *written = NULL;
  gsize length, written_length;
  const guint8 *bytes = pdf_file_get_data (self->base, &length);
  struct stat info;
  mode_t mask = umask (0);

  umask (mask);
  g_assert_no_error (error);
  g_assert_cmpstr (pdf_output_get_path (output), !=, self->output);
  g_assert_true (pdf_output_copy (output, on_chunk, checksum, NULL, &error));
  g_assert_true (pdf_output_append (output, (const guint8 *) "tail", 4, &error));
  g_assert_true (pdf_output_sync (output, &error));
  g_assert_false (g_file_test (self->output, G_FILE_TEST_EXISTS));
  g_assert_true (pdf_output_commit (output, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (pdf_output_get_path (output), ==, self->output);
  expected = g_compute_checksum_for_data (G_CHECKSUM_SHA256, bytes, length);
  g_assert_cmpstr (g_checksum_get_string (checksum), ==, expected);
  g_assert_true (g_file_get_contents (self->output, &written, &written_length, NULL));
  g_assert_cmpuint (written_length, ==, length + 4);
  g_assert_cmpmem (written, length, bytes, length);
  g_assert_cmpint (stat (self->output, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0666 & ~mask);
}

static void
test_dropped (Fixture *self, gconstpointer data)
{
  PdfOutput *output = pdf_output_new (self->base, self->output, FALSE, NULL);

  g_assert_true (pdf_output_copy (output, NULL, NULL, NULL, NULL));
  g_assert_cmpuint (count_files (self->folder), ==, 1);
  pdf_output_free (output);
  g_assert_cmpuint (count_files (self->folder), ==, 1);
}

static void
test_exists (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) late = NULL;
  g_autoptr (PdfOutput) output = pdf_output_new (self->base, self->output, FALSE, NULL);
  g_autoptr (PdfOutput) replacing = NULL;

  /* It comes there after the beginning: the rename itself refuses. */
  g_assert_true (g_file_set_contents (self->output, "precious", -1, NULL));
  g_assert_false (write_all (output, &late));
  g_assert_error (late, PDF_ERROR, PDF_ERROR_EXISTS);
  g_assert_null (pdf_output_new (self->base, self->output, FALSE, &error));
  g_assert_error (error, PDF_ERROR, PDF_ERROR_EXISTS);
  replacing = pdf_output_new (self->base, self->output, TRUE, NULL);
  g_assert_true (write_all (replacing, NULL));
}

static void
test_same_file (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) linked = NULL;

  g_assert_null (pdf_output_new (self->base, self->input, TRUE, &error));
  g_assert_error (error, PDF_ERROR, PDF_ERROR_SAME_FILE);
  g_assert_cmpint (link (self->input, self->output), ==, 0);
  g_assert_null (pdf_output_new (self->base, self->output, TRUE, &linked));
  g_assert_error (linked, PDF_ERROR, PDF_ERROR_SAME_FILE);
}

static void
test_no_folder (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->folder, "none", "out.pdf", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) folder = NULL;

  g_assert_null (pdf_output_new (self->base, path, FALSE, &error));
  g_assert_error (error, PDF_ERROR, PDF_ERROR_OUTPUT);
  g_assert_null (pdf_output_new (self->base, self->folder, TRUE, &folder));
  g_assert_error (folder, PDF_ERROR, PDF_ERROR_OUTPUT);
}

static void
test_long_name (Fixture *self, gconstpointer data)
{
  g_autofree char *name = g_strnfill (255, 'n');
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (PdfOutput) output = pdf_output_new (self->base, path, FALSE, &error);

  g_assert_no_error (error);
  g_assert_true (write_all (output, &error));
  g_unlink (path);
  g_clear_pointer (&output, pdf_output_free);

  g_autofree char *longer = g_strconcat (path, "n", NULL);

  g_assert_null (pdf_output_new (self->base, longer, FALSE, &error));
  g_assert_error (error, PDF_ERROR, PDF_ERROR_OUTPUT);
}

static void
test_changed (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) replaced = NULL;
  g_autoptr (PdfOutput) output = pdf_output_new (self->base, self->output, FALSE, NULL);
  g_autofree char *text = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (self->input, &text, &length, NULL));
  g_assert_true (pdf_output_copy (output, NULL, NULL, NULL, NULL));
  g_assert_true (g_file_set_contents (self->input, text, length, NULL));
  g_assert_false (pdf_output_commit (output, &error));
  g_assert_error (error, PDF_ERROR, PDF_ERROR_CHANGED);
  g_assert_false (pdf_output_copy (output, NULL, NULL, NULL, &replaced));
  g_assert_error (replaced, PDF_ERROR, PDF_ERROR_CHANGED);
  g_assert_false (g_file_test (self->output, G_FILE_TEST_EXISTS));
}

/* A device, a pipe and what leads to one, such as /dev/stdout, are there for others too. */
static void
test_no_file (Fixture *self, gconstpointer data)
{
  static const char *const targets[] = {"/dev/null", "/proc/self/fd/1", "/dev/stdout", NULL};

  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PdfOutput) output = NULL;
      GStatBuf before, after;

      if (targets[i])
        g_assert_cmpint (symlink (targets[i], self->output), ==, 0);
      else
        g_assert_cmpint (mkfifo (self->output, 0600), ==, 0);
      g_assert_cmpint (g_lstat (self->output, &before), ==, 0);
      output = pdf_output_new (self->base, self->output, TRUE, &error);
      g_assert_null (output);
      g_assert_error (error, PDF_ERROR, PDF_ERROR_OUTPUT);
      g_assert_cmpint (g_lstat (self->output, &after), ==, 0);
      g_assert_cmpuint (before.st_ino, ==, after.st_ino);
      g_assert_cmpint (g_unlink (self->output), ==, 0);
    }
}

static void
test_cancelled (Fixture *self, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (PdfOutput) output = pdf_output_new (self->base, self->output, FALSE, NULL);

  g_cancellable_cancel (cancellable);
  g_assert_false (pdf_output_copy (output, NULL, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Killed while it copies: no name of it was ever there. */
static void
test_killed (Fixture *self, gconstpointer data)
{
  pid_t child = fork ();
  int status;

  if (child == 0)
    {
      PdfOutput *output = pdf_output_new (self->base, self->output, FALSE, NULL);

      pdf_output_copy (output, NULL, NULL, NULL, NULL);
      raise (SIGKILL);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status));
  g_assert_cmpuint (count_files (self->folder), ==, 1);
}

static void
append_byte (const char *path)
{
  FILE *file = g_fopen (path, "ab");

  g_assert_nonnull (file);
  g_assert_cmpint (fputc ('x', file), ==, 'x');
  g_assert_cmpint (fclose (file), ==, 0);
}

/* What somebody else wrote to it is not taken for the copy. */
static void
test_seen (Fixture *self, gconstpointer data)
{
  g_autoptr (PdfOutput) output = pdf_output_new (self->base, self->output, FALSE, NULL);
  const char *path = pdf_output_get_path (output);

  g_assert_false (pdf_output_saw_copy (output));
  g_assert_true (pdf_output_copy (output, NULL, NULL, NULL, NULL));
  if (!pdf_output_saw_copy (output))
    {
      g_test_skip ("the file system of temporary files is none of this machine's own");
      return;
    }
  g_assert_true (pdf_output_append (output, (const guint8 *) "tail", 4, NULL));
  g_assert_true (pdf_output_sync (output, NULL));
  g_assert_true (pdf_output_saw_copy (output));
  append_byte (path);
  g_assert_false (pdf_output_saw_copy (output));
  g_assert_true (pdf_output_append (output, (const guint8 *) "more", 4, NULL));
  g_assert_false (pdf_output_saw_copy (output));
}

/* A file system of its own, mounted where the machine lets us. */
static gboolean
mount_small (const char *folder, const char *options, gulong flags)
{
  return geteuid () == 0 && mount ("tmpfs", folder, "tmpfs", flags, options) == 0;
}

static void
test_disk_full (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (self->folder, "small", NULL);
  g_autofree char *path = g_build_filename (folder, "out.pdf", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  if (mount_small (folder, "size=1m", 0))
    {
      PdfOutput *output = pdf_output_new (self->base, path, FALSE, NULL);

      g_assert_false (write_all (output, &error));
      g_assert_error (error, PDF_ERROR, PDF_ERROR_DISK_FULL);
      pdf_output_free (output);
      g_assert_cmpuint (count_files (folder), ==, 0);
      umount (folder);
    }
  else
    g_test_skip ("a small file system cannot be mounted here");
  g_rmdir (folder);
}

static void
test_read_only (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (self->folder, "fixed", NULL);
  g_autofree char *path = g_build_filename (folder, "out.pdf", NULL);
  g_autoptr (GError) error = NULL;
  gboolean mounted;

  g_assert_cmpint (g_mkdir (folder, 0500), ==, 0);
  mounted = mount_small (folder, NULL, MS_RDONLY);
  if (mounted || geteuid () != 0)
    {
      g_assert_null (pdf_output_new (self->base, path, FALSE, &error));
      g_assert_error (error, PDF_ERROR, PDF_ERROR_OUTPUT);
    }
  else
    g_test_skip ("root may write everywhere, and nothing can be mounted here");
  if (mounted)
    umount (folder);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*run) (Fixture *, gconstpointer);
  } table[] = {
      {"/pdf/output/write", test_write},         {"/pdf/output/dropped", test_dropped},
      {"/pdf/output/exists", test_exists},       {"/pdf/output/same-file", test_same_file},
      {"/pdf/output/no-folder", test_no_folder}, {"/pdf/output/long-name", test_long_name},
      {"/pdf/output/changed", test_changed},     {"/pdf/output/cancelled", test_cancelled},
      {"/pdf/output/no-file", test_no_file},     {"/pdf/output/killed", test_killed},
      {"/pdf/output/disk-full", test_disk_full}, {"/pdf/output/read-only", test_read_only},
      {"/pdf/output/seen", test_seen},
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    g_test_add (table[i].path, Fixture, NULL, setup, table[i].run, teardown);
  return g_test_run ();
}
