/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "report-case.h"
#include "report-sheet.h"

G_BEGIN_DECLS

/* Pictures of a file's pages: those with a mark or a change large and with frames around them, the
 * rest small. budget: how many more there may be in the report; it is counted down. */
void report_pictures_add (ReportSheet       *sheet,
                          const ReportEntry *entry,
                          const char        *password,
                          gboolean           paint,
                          guint             *budget);

G_END_DECLS
