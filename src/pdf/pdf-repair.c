/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pdf-repair.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <qpdf/qpdf-c.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pdf-error.h"
#include "pdf-file.h"
#include "pdf-parser.h"
#include "pdf-recover.h"

/* What libqpdf holds in memory is a multiple of it. */
#define MAX_SIZE (1u << 30)

/* A file of this size takes well below half of this; loops and bombs take for ever. */
#define MAX_SECONDS 60
#define MAX_WRITTEN (2 * (rlim_t) MAX_SIZE)

/* How the process that does the work says how it went. */
typedef enum {
  OUTCOME_WRITTEN,
  OUTCOME_UNREADABLE,
  OUTCOME_UNWRITABLE,
} Outcome;

static gboolean
fail (GError **error, PdfError code, const char *message)
{
  g_set_error (error, PDF_ERROR, (int) code, "%s", message);
  return FALSE;
}

/* ISO 32000-2, 7.6.2 and 12.8.1: a signature is never in an object stream, so it can be seen
 * without understanding the file. One too many is taken for a signature rather than one too few. */
static gboolean
looks_signed (const guint8 *data, gsize length)
{
  static const char key[] = "/ByteRange";
  const guint8 *end = data + length;

  if (!memmem (data, length, "/Contents", strlen ("/Contents")))
    return FALSE;
  for (const guint8 *at = data; (at = memmem (at, end - at, key, strlen (key)));)
    {
      PdfParser parser;

      at += strlen (key);
      pdf_parser_init (&parser, data, length, at - data);
      if (pdf_parser_take_keyword (&parser, "["))
        return TRUE;
    }
  return FALSE;
}

static gboolean
check_bytes (const char *path, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, &problem);
  gsize length = file ? g_mapped_file_get_length (file) : 0;
  const char *data = length > 0 ? g_mapped_file_get_contents (file) : NULL;

  if (!file)
    return fail (error, PDF_ERROR_UNREADABLE, problem->message);
  if (length > MAX_SIZE)
    return fail (error, PDF_ERROR_LIMIT, "the file is too large to be repaired");
  if (data && looks_signed ((const guint8 *) data, length))
    return fail (error, PDF_ERROR_SIGNED, "the damaged file has a signature");
  return TRUE;
}

/* @recovered is NULL without an error when nothing can be recovered: libqpdf may know more. */
static gboolean
check_objects (const char *path, const char *password, PdfFile **recovered, GError **error)
{
  *recovered = pdf_file_open_recovered (path, password, NULL, NULL);
  if (!*recovered || !pdf_recover_has_byte_range (*recovered))
    return TRUE;
  g_clear_pointer (recovered, pdf_file_unref);
  return fail (error, PDF_ERROR_SIGNED, "the damaged file has a signature");
}

/**
 * pdf_repair_check:
 * @path: path of a damaged file
 * @error: return location
 *
 * Tells whether a repaired copy of a file may be made: nobody may have signed it. It is looked at
 * as bytes and as objects, since the names in it may be written in many ways.
 *
 * Returns: %FALSE with %PDF_ERROR_SIGNED, %PDF_ERROR_UNREADABLE, or %PDF_ERROR_LIMIT when it is too
 *   large
 */
gboolean
pdf_repair_check (const char *path, GError **error)
{
  g_autoptr (PdfFile) recovered = NULL;

  return check_bytes (path, error) && check_objects (path, NULL, &recovered, error);
}

static Outcome
rewrite (const char *path, const char *password, const char *output)
{
  qpdf_data qpdf = qpdf_init ();
  Outcome outcome = OUTCOME_UNREADABLE;

  qpdf_set_suppress_warnings (qpdf, QPDF_TRUE);
  qpdf_silence_errors (qpdf);
  if (!(qpdf_read (qpdf, path, password) & QPDF_ERRORS) && qpdf_get_num_pages (qpdf) > 0)
    {
      outcome = OUTCOME_UNWRITABLE;
      if (!(qpdf_init_write (qpdf, output) & QPDF_ERRORS))
        {
          qpdf_set_object_stream_mode (qpdf, qpdf_o_preserve);
          if (!(qpdf_write (qpdf) & QPDF_ERRORS))
            outcome = OUTCOME_WRITTEN;
        }
    }
  /* What is not asked for is printed. */
  while (qpdf_has_error (qpdf))
    qpdf_get_error (qpdf);
  qpdf_cleanup (&qpdf);
  return outcome;
}

static void
set_limits (void)
{
  const struct rlimit seconds = {MAX_SECONDS, MAX_SECONDS};
  const struct rlimit written = {MAX_WRITTEN, MAX_WRITTEN};
  const struct rlimit core = {0, 0};

  setrlimit (RLIMIT_CPU, &seconds);
  setrlimit (RLIMIT_FSIZE, &written);
  setrlimit (RLIMIT_CORE, &core);
  alarm (2 * MAX_SECONDS);
}

/* In a process of its own, so that a file that makes libqpdf crash or loop does no harm here. */
static gboolean
rewrite_aside (const char *path, const char *password, const char *output, GError **error)
{
  int status = 0;
  pid_t child = fork ();

  if (child == 0)
    {
      set_limits ();
      _exit (rewrite (path, password, output));
    }
  if (child < 0)
    return fail (error, PDF_ERROR_OUTPUT, g_strerror (errno));
  while (waitpid (child, &status, 0) < 0)
    if (errno != EINTR)
      return fail (error, PDF_ERROR_OUTPUT, g_strerror (errno));
  if (WIFEXITED (status) && WEXITSTATUS (status) == OUTCOME_WRITTEN)
    return TRUE;
  if (WIFEXITED (status) && WEXITSTATUS (status) == OUTCOME_UNWRITABLE)
    return fail (error, PDF_ERROR_OUTPUT, "the repaired copy cannot be written");
  return fail (error, PDF_ERROR_DAMAGED, "the file is damaged beyond repair");
}

static guint
count_pages (const char *path, const char *password)
{
  g_autoptr (PdfFile) file = pdf_file_open_with_password (path, password, NULL, NULL);

  return file ? pdf_file_get_n_pages (file, NULL) : 0;
}

static gboolean
write_bytes (const char *output, PdfFile *recovered, GError **error)
{
  g_autoptr (GBytes) tail = pdf_recover_new_tail (recovered);
  gsize length;
  const guint8 *data = pdf_file_get_data (recovered, &length);
  FILE *file = g_fopen (output, "wbe");
  gboolean done = file && fwrite (data, 1, length, file) == length &&
                  fwrite (g_bytes_get_data (tail, NULL), 1, g_bytes_get_size (tail), file) ==
                      g_bytes_get_size (tail);

  if (file && fclose (file) != 0)
    done = FALSE;
  return done || fail (error, PDF_ERROR_OUTPUT, "the repaired copy cannot be written");
}

/* Of this process alone, in memory, and gone with it: what is written beside the output could stay
 * there, and the output may have no name to be renamed to. */
static char *
write_aside (PdfFile *recovered, int *fd)
{
  g_autofree char *path = NULL;

  *fd = memfd_create ("vermilion-repair", MFD_CLOEXEC);
  if (*fd < 0)
    return NULL;
  path = g_strdup_printf ("/proc/self/fd/%d", *fd);
  return write_bytes (path, recovered, NULL) ? g_steal_pointer (&path) : NULL;
}

/* Whether libqpdf made a tidy file of it without losing a page. */
static gboolean
write_tidy (PdfFile *recovered, const char *password, const char *output)
{
  int fd = -1;
  g_autofree char *aside = write_aside (recovered, &fd);
  guint n_pages = aside ? count_pages (aside, password) : 0;
  gboolean done = n_pages > 0 && rewrite_aside (aside, password, output, NULL) &&
                  count_pages (output, password) == n_pages;

  if (fd >= 0)
    close (fd);
  return done;
}

/* Otherwise the damaged bytes stay, with sound cross-references behind them. */
static gboolean
write_recovered (PdfFile *recovered, const char *password, const char *output, GError **error)
{
  if (write_tidy (recovered, password, output))
    return TRUE;
  if (!write_bytes (output, recovered, error))
    return FALSE;
  return count_pages (output, password) > 0 ||
         fail (error, PDF_ERROR_DAMAGED, "the file is damaged beyond repair");
}

/**
 * pdf_repair_write:
 * @path: path of a damaged file that pdf_repair_check() permits
 * @password: (nullable): of an encrypted one
 * @output: path of the copy; what is there is overwritten
 * @error: return location
 *
 * Writes a repaired copy of a file, from what can be found in it.
 *
 * Returns: %FALSE with %PDF_ERROR_DAMAGED when it cannot be repaired, %PDF_ERROR_SIGNED, or
 *   %PDF_ERROR_OUTPUT
 */
gboolean
pdf_repair_write (const char *path, const char *password, const char *output, GError **error)
{
  g_autoptr (PdfFile) recovered = NULL;

  if (!check_bytes (path, error) || !check_objects (path, password, &recovered, error))
    return FALSE;
  if (recovered && pdf_file_get_n_pages (recovered, NULL) > 0)
    return write_recovered (recovered, password, output, error);
  return rewrite_aside (path, password, output, error);
}
