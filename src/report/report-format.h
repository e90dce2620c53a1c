/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "report-case.h"

G_BEGIN_DECLS

/* The forms in which a report can be had. */
typedef enum {
  REPORT_FORMAT_PDF,
  REPORT_FORMAT_HTML,
  REPORT_FORMAT_JSON,
  REPORT_FORMAT_XML,
  REPORT_N_FORMATS
} ReportFormat;

gboolean    report_format_from_name  (const char       *path,
                                      ReportFormat     *format);
/* One file, by whatever names. */
gboolean    report_format_is_same    (const char       *path,
                                      const char       *other);
gboolean    report_format_save       (GBytes           *bytes,
                                      const char       *path,
                                      gboolean          replace,
                                      GError          **error);

G_END_DECLS
