/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "pdf-error.h"
#include "pdf-file-private.h"
#include "support-pdf.h"

/* Files that get shorter, or other bytes, while they are read: large ones, which are mapped. */

#define PAGES 64
#define THREADS 8
#define LARGE (65 << 20)

typedef struct {
  char *folder;
  char *path;
  int fd;
} Fixture;

static void
setup (Fixture *self, gconstpointer data)
{
  self->folder = g_dir_make_tmp ("vermilion-XXXXXX", NULL);
  self->path = g_build_filename (self->folder, "large", NULL);
  self->fd = g_open (self->path, O_RDWR | O_CREAT, 0600);
  g_assert_cmpint (self->fd, >=, 0);
}

static void
teardown (Fixture *self, gconstpointer data)
{
  close (self->fd);
  g_unlink (self->path);
  g_rmdir (self->folder);
  g_free (self->folder);
  g_free (self->path);
}

static gsize
fill (Fixture *self, char letter)
{
  gsize length = PAGES * (gsize) getpagesize ();
  g_autofree char *bytes = g_strnfill (length, letter);

  g_assert_cmpint (pwrite (self->fd, bytes, length, 0), ==, length);
  return length;
}

static gsize
count (PdfMapping *mapping, gsize length, char letter)
{
  const volatile char *bytes = pdf_mapping_peek (mapping);
  gsize found = 0;

  for (gsize i = 0; i < length; i++)
    found += bytes[i] == letter;
  return found;
}

static void
test_cut (Fixture *self, gconstpointer data)
{
  gsize length = fill (self, 'x');
  PdfMapping *mapping = pdf_mapping_new (self->fd, length);
  PdfMapping *other = pdf_mapping_new (self->fd, (gsize) getpagesize ());

  g_assert_cmpuint (count (mapping, length, 'x'), ==, length);
  g_assert_false (pdf_mapping_is_lost (mapping));
  g_assert_cmpint (ftruncate (self->fd, (off_t) length / 2), ==, 0);
  g_assert_cmpuint (count (mapping, length, 'x'), ==, length / 2);
  g_assert_true (pdf_mapping_is_lost (mapping));
  g_assert_false (pdf_mapping_is_lost (other));
  pdf_mapping_free (mapping);
  /* What is used again forgets it. */
  mapping = pdf_mapping_new (self->fd, length / 2);
  g_assert_false (pdf_mapping_is_lost (mapping));
  pdf_mapping_free (mapping);
  pdf_mapping_free (other);
}

static gpointer
read_all (gpointer data)
{
  PdfMapping *mapping = data;

  return GSIZE_TO_POINTER (count (mapping, PAGES * (gsize) getpagesize (), 'x'));
}

static gpointer
make_and_free (gpointer data)
{
  Fixture *self = data;

  for (guint i = 0; i < 200; i++)
    {
      PdfMapping *mapping = pdf_mapping_new (self->fd, (gsize) getpagesize ());

      g_assert_cmpuint (count (mapping, 1, 'x'), ==, 1);
      g_assert_false (pdf_mapping_is_lost (mapping));
      pdf_mapping_free (mapping);
    }
  return NULL;
}

/* All of them meet the fault, while others make and free mappings. */
static void
test_threads (Fixture *self, gconstpointer data)
{
  gsize length = fill (self, 'x');
  PdfMapping *mapping = pdf_mapping_new (self->fd, length);
  GThread *threads[2 * THREADS];

  g_assert_cmpint (ftruncate (self->fd, getpagesize ()), ==, 0);
  for (guint i = 0; i < 2 * THREADS; i++)
    threads[i] = i % 2 ? g_thread_new ("makes", make_and_free, self)
                       : g_thread_new ("reads", read_all, mapping);
  for (guint i = 0; i < 2 * THREADS; i++)
    {
      gsize found = GPOINTER_TO_SIZE (g_thread_join (threads[i]));

      g_assert_cmpuint (found, ==, i % 2 ? 0 : (gsize) getpagesize ());
    }
  g_assert_true (pdf_mapping_is_lost (mapping));
  pdf_mapping_free (mapping);
}

static volatile sig_atomic_t seen;

static void
see (int number)
{
  seen = 1;
  _exit (7);
}

/* In a process of its own: a fault in what is somebody else's. */
static int
fault_elsewhere (Fixture *self, gboolean watched)
{
  pid_t child;
  int status;

  fill (self, 'x');
  child = fork ();
  if (child == 0)
    {
      volatile char *other = NULL;

      signal (SIGBUS, watched ? see : SIG_DFL);
      pdf_mapping_free (pdf_mapping_new (self->fd, 1));
      other = mmap (NULL, (size_t) getpagesize (), PROT_READ, MAP_PRIVATE, self->fd, 0);
      if (ftruncate (self->fd, 0) == 0)
        _exit (other[0] == 0 ? 1 : 2);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  return status;
}

static void
test_elsewhere (Fixture *self, gconstpointer data)
{
  int status = fault_elsewhere (self, FALSE);

  g_assert_true (WIFSIGNALED (status));
  g_assert_cmpint (WTERMSIG (status), ==, SIGBUS);
  status = fault_elsewhere (self, TRUE);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 7);
}

/* A page behind so many spaces that the file is mapped. */
static PdfFile *
open_large (Fixture *self)
{
  g_autofree char *content = g_strnfill (LARGE, ' ');
  SupportPdf options = {.content = content};
  g_autofree char *made = support_pdf_write (&options, self->folder, "large");
  g_autoptr (GError) error = NULL;
  PdfFile *file = pdf_file_open (self->path, NULL, &error);

  g_assert_cmpstr (made, ==, self->path);
  g_assert_no_error (error);
  g_assert_true (pdf_file_check_same (file, NULL));
  return file;
}

static void
test_file_cut (Fixture *self, gconstpointer data)
{
  g_autoptr (PdfFile) file = open_large (self);
  g_autoptr (PdfObject) kept = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) later = NULL;
  guint32 n = pdf_file_get_size (file);
  guint lost = 0;

  g_assert_cmpint (truncate (self->path, 4096), ==, 0);
  pdf_file_init_caches (file);
  for (guint32 number = 1; number < n; number++)
    {
      g_autoptr (GError) problem = NULL;
      g_autoptr (PdfObject) object = pdf_file_load (file, number, &problem);

      if (object)
        continue;
      g_assert_error (problem, PDF_ERROR, PDF_ERROR_CHANGED);
      lost++;
    }
  g_assert_cmpuint (lost, >, 0);
  g_assert_false (pdf_file_check_same (file, &later));
  g_assert_error (later, PDF_ERROR, PDF_ERROR_CHANGED);
  g_assert_null (pdf_file_open (self->path, NULL, &error));
  g_assert_error (error, PDF_ERROR, PDF_ERROR_DAMAGED);
}

static void
test_file_rewritten (Fixture *self, gconstpointer data)
{
  g_autoptr (PdfFile) file = open_large (self);
  g_autoptr (GError) error = NULL;
  int fd = g_open (self->path, O_WRONLY, 0);

  g_usleep (20000); /* the clock of a file system may be coarse */
  g_assert_cmpint (pwrite (fd, "q", 1, LARGE / 2), ==, 1);
  close (fd);
  g_assert_false (pdf_file_check_same (file, &error));
  g_assert_error (error, PDF_ERROR, PDF_ERROR_CHANGED);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*run) (Fixture *, gconstpointer);
  } table[] = {
      {"/pdf/mapping/cut", test_cut},
      {"/pdf/mapping/threads", test_threads},
      {"/pdf/mapping/elsewhere", test_elsewhere},
      {"/pdf/mapping/file-cut", test_file_cut},
      {"/pdf/mapping/file-rewritten", test_file_rewritten},
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    g_test_add (table[i].path, Fixture, NULL, setup, table[i].run, teardown);
  return g_test_run ();
}
