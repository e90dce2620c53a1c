/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-exam.h"

G_BEGIN_DECLS

PadesLevel pades_level_detect (PdfFile   *file,
                               GPtrArray *exams,
                               guint      index);

G_END_DECLS
