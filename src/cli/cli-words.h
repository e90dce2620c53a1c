/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli-sign-options.h"
#include "pdf-geometry.h"

G_BEGIN_DECLS

/* Where some words stand: points from the top left of the page as displayed, UserUnit not applied. */
typedef struct {
  guint   page;
  PdfRect area;
} CliWords;

GArray *cli_words_find (const char *path,
                        const char *password,
                        GPtrArray  *keywords,
                        GError    **error);

G_END_DECLS
