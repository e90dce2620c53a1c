/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-resume.h"

#include <stdio.h>
#include <string.h>

#include "pades-report.h"

#define CHUNK (128u << 10)

/* Read, not mapped: both may be somebody else's to change. */
static gboolean
begins_with (FILE *output, FILE *input, gsize *size)
{
  g_autofree guint8 *buffers = g_malloc (2 * CHUNK);
  gsize n = 0;

  for (*size = 0; (n = fread (buffers, 1, CHUNK, input)) > 0; *size += n)
    if (fread (buffers + CHUNK, 1, n, output) != n || memcmp (buffers, buffers + CHUNK, n) != 0)
      return FALSE;
  return *size > 0 && !ferror (input);
}

/* The output begins with the input's bytes, and goes on. */
static gboolean
continues (const char *input, const char *output, gsize *size)
{
  FILE *before = fopen (input, "rbe");
  FILE *after = before != NULL ? fopen (output, "rbe") : NULL;
  gboolean same = after != NULL && begins_with (after, before, size) && fgetc (after) != EOF;

  if (before != NULL)
    fclose (before);
  if (after != NULL)
    fclose (after);
  return same;
}

static gboolean
is_sound (const PadesSignature *signature)
{
  return signature->integrity == PADES_INTEGRITY_INTACT &&
         signature->changes != PADES_CHANGES_FORBIDDEN &&
         signature->coverage <= PADES_COVERAGE_ENTIRE_REVISION;
}

/* The signature that was put behind the first size bytes; whose it is does not need trust. */
static const PadesSignature *
find_added (PadesReport *report, gsize size)
{
  for (guint i = report->signatures->len; i > 0; i--)
    {
      const PadesSignature *signature = g_ptr_array_index (report->signatures, i - 1);
      const PdfRevision *revision = &g_array_index (report->revisions, PdfRevision,
                                                    signature->revision - 1);

      if (!is_sound (signature))
        return NULL;
      if (!signature->timestamp)
        return revision->end > size ? signature : NULL;
    }
  return NULL;
}

/**
 * cli_resume_find_signer:
 * @input: a file
 * @output: what may be its signed version
 * @password: (nullable): that of an encrypted file
 *
 * Looks whether the output is the input with a sound signature behind it.
 *
 * Returns: (transfer full) (nullable): the certificate of who signed; %NULL where it is anything
 *   else, such as a half file
 */
PkiCertificate *
cli_resume_find_signer (const char *input, const char *output, const char *password)
{
  gsize size = 0;
  g_autoptr (PdfFile) file = NULL;
  g_autoptr (PkiTrust) trust = pki_trust_new ();
  g_autoptr (PadesReport) report = NULL;
  const PadesSignature *added = NULL;

  if (continues (input, output, &size))
    file = pdf_file_open_with_password (output, password, NULL, NULL);
  if (file != NULL)
    report = pades_verify (file, trust, g_get_real_time () / G_USEC_PER_SEC, NULL, NULL);
  if (report != NULL)
    added = find_added (report, size);
  return added != NULL && added->signer != NULL ? pki_certificate_ref (added->signer) : NULL;
}
