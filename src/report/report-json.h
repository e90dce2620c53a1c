/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "report-case.h"

G_BEGIN_DECLS

/* The answer for programs: the same object from the command line and from the window's service. */
JsonObject *report_json_new    (const char        *file,
                                const PadesReport *report);
/* All files of a case under a header that tells how they were judged. */
JsonObject *report_json_new_case (const ReportCase *self);
/* In one line, without a line end. */
/* Of a file that has no verdict. */
JsonObject *report_json_new_error (const char     *file,
                                   const GError   *error);
char       *report_json_print  (JsonObject        *object);

G_END_DECLS
