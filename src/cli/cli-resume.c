/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-resume.h"

#include <string.h>

#include "pades-report.h"

/* The output begins with the input's bytes, and goes on. */
static gboolean
continues (const char *input, const char *output, gsize *size)
{
  g_autoptr (GMappedFile) before = g_mapped_file_new (input, FALSE, NULL);
  g_autoptr (GMappedFile) after = g_mapped_file_new (output, FALSE, NULL);

  if (before == NULL || after == NULL)
    return FALSE;
  *size = g_mapped_file_get_length (before);
  return *size > 0 && g_mapped_file_get_length (after) > *size &&
         memcmp (g_mapped_file_get_contents (before), g_mapped_file_get_contents (after), *size) ==
             0;
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
 * Returns: (transfer full) (nullable): the SHA-256 of the certificate of who signed; %NULL where it
 *   is anything else, such as a half file
 */
char *
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
  return added != NULL && added->signer != NULL
             ? g_strdup (pki_certificate_get_sha256 (added->signer))
             : NULL;
}
