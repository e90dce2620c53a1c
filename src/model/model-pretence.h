/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-document.h"
#include "report-pretence.h"

G_BEGIN_DECLS

/* ReportPretence. */
GArray *model_pretence_list (ModelDocument *document);

G_END_DECLS
