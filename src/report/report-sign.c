/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report-sign.h"

#include <glib/gi18n.h>

#include "pades-sign.h"

/**
 * report_sign_save:
 * @bytes: a report as a PDF
 * @signer: whose key signs it
 * @path: where it shall be
 * @replace: whether something may be there already
 * @now: the time that the signature claims, seconds since 1970, UTC
 * @error: return location for a #PadesError, #PdfError, #PkiError or one of the
 * key
 *
 * Signs a report and writes it. The signature is like any other: the engine
 * reopens the file and verifies it before it gets its name.
 *
 * Returns: whether it is there
 */
gboolean
report_sign_save (GBytes *bytes,
                  PkiSigner *signer,
                  const char *path,
                  gboolean replace,
                  gint64 now,
                  GError **error)
{
  g_autoptr (PdfFile) file = pdf_file_new_for_bytes (bytes, NULL, error);
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  int interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, now);

  return file != NULL && pades_sign (file, path,
                                     &(PadesSignRequest){
                                         .signer = signer,
                                         .level = PADES_LEVEL_B_B,
                                         .now = now,
                                         .utc_offset = g_time_zone_get_offset (zone, interval),
                                         .replace = replace,
                                         .reason = _ ("Verification report"),
                                     },
                                     NULL, error);
}
