/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-report.h"

G_BEGIN_DECLS

/* What the command line, the window and the reports say alike. */
const char *report_words_level   (PadesLevel            level);
const char *report_words_explain (const PadesSignature *signature);

G_END_DECLS
