/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "report-case.h"

G_BEGIN_DECLS

/* A signature validation report for programs (ETSI TS 119 102-2 V1.4.1). */
char *report_xml_print (const ReportCase *self);

G_END_DECLS
