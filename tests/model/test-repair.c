/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-repair.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pdf-error.h"
#include "pdf-file.h"
#include "support-pdf.h"

typedef struct {
  char *folder;
  char *path;
  GBytes *damaged;
  GMainLoop *loop;
  char *copy;
  GError *error;
} Fixture;

/* A file whose startxref is none. */
static void
write_damaged (Fixture *self, const SupportPdf *options)
{
  g_autoptr (GBytes) bytes = support_pdf_new (options);
  gsize length;
  char *data = g_memdup2 (g_bytes_get_data (bytes, &length), g_bytes_get_size (bytes));

  memcpy (memmem (data, length, "startxref", 9), "startxxxx", 9);
  g_clear_pointer (&self->damaged, g_bytes_unref);
  self->damaged = g_bytes_new_take (data, length);
  g_assert_true (g_file_set_contents (self->path, data, length, NULL));
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = g_dir_make_tmp ("vermilion-XXXXXX", NULL);
  self->path = g_build_filename (self->folder, "合同.pdf", NULL);
  self->loop = g_main_loop_new (NULL, FALSE);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (self->folder);
  g_free (self->folder);
  g_free (self->path);
  g_free (self->copy);
  g_clear_pointer (&self->damaged, g_bytes_unref);
  g_clear_error (&self->error);
  g_main_loop_unref (self->loop);
}

static void
done (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *self = data;

  g_clear_pointer (&self->copy, g_free);
  g_clear_error (&self->error);
  self->copy = model_repair_finish (result, &self->error);
  g_main_loop_quit (self->loop);
}

static void
repair (Fixture *self)
{
  model_repair_start (self->path, "已修复", NULL, done, self);
  g_main_loop_run (self->loop);
}

static guint
count_files (Fixture *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir))
    n++;
  return n;
}

/* A copy each time, beside the file, which stays as it is. */
static void
test_copies (Fixture *self, gconstpointer data)
{
  static const char *const names[] = {"合同-已修复.pdf", "合同-已修复 (2).pdf"};

  write_damaged (self, &(SupportPdf){.n_pages = 2});
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *name = NULL;
      g_autofree char *bytes = NULL;
      g_autoptr (PdfFile) file = NULL;
      gsize length;

      repair (self);
      g_assert_no_error (self->error);
      name = g_path_get_basename (self->copy);
      g_assert_cmpstr (name, ==, names[i]);
      file = pdf_file_open (self->copy, NULL, NULL);
      g_assert_cmpuint (pdf_file_get_n_pages (file, NULL), ==, 2);
      g_assert_true (g_file_get_contents (self->path, &bytes, &length, NULL));
      g_assert_cmpmem (bytes, length, g_bytes_get_data (self->damaged, NULL),
                       g_bytes_get_size (self->damaged));
    }
  g_assert_cmpuint (count_files (self), ==, 3);
}

static void
look_in (const char *folder, GString *seen)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    if (!strstr (seen->str, name))
      g_string_append_printf (seen, "%s\n", name);
}

/* However soon the program is killed, what stays is nothing or a whole copy: beside the file no
 * other name is ever seen. */
static void
test_killed (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) seen = g_string_new (NULL);
  guint n_killed = 0;
  const char *whole = "合同-已修复.pdf";

  write_damaged (self, &(SupportPdf){.n_pages = 200});
  for (guint delay = 0; delay < 40; delay++)
    {
      g_autofree char *copy = g_build_filename (self->folder, whole, NULL);
      pid_t child = fork ();

      if (child == 0)
        {
          repair (self);
          _exit (self->error ? 1 : 0);
        }
      for (guint look = 0; look < delay; look++)
        look_in (self->folder, seen);
      kill (child, SIGKILL);
      waitpid (child, NULL, 0);
      look_in (self->folder, seen);
      if (g_file_test (copy, G_FILE_TEST_EXISTS))
        {
          g_autoptr (PdfFile) file = pdf_file_open (copy, NULL, NULL);

          g_assert_cmpuint (pdf_file_get_n_pages (file, NULL), ==, 200);
          g_unlink (copy);
        }
      else
        n_killed++;
    }
  g_assert_cmpuint (n_killed, >, 0);
  g_assert_cmpuint (count_files (self), ==, 1);
  g_assert_null (strstr (seen->str, ".part"));
  g_assert_null (strstr (seen->str, ".tidy"));
}

static void
test_refused (Fixture *self, gconstpointer data)
{
  write_damaged (self, &(SupportPdf){.catalog = "/S << /Byte#52ange [0 1 2 3] >>"});
  repair (self);
  g_assert_error (self->error, PDF_ERROR, PDF_ERROR_SIGNED);
  write_damaged (self, &(SupportPdf){.n_pages = SUPPORT_PDF_NO_PAGES});
  repair (self);
  g_assert_error (self->error, PDF_ERROR, PDF_ERROR_DAMAGED);
  g_assert_cmpuint (count_files (self), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/model/repair/copies", Fixture, NULL, set_up, test_copies, tear_down);
  g_test_add ("/model/repair/killed", Fixture, NULL, set_up, test_killed, tear_down);
  g_test_add ("/model/repair/refused", Fixture, NULL, set_up, test_refused, tear_down);
  return g_test_run ();
}
