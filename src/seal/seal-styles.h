/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "seal-error.h"
#include "seal-style.h"

G_BEGIN_DECLS

/* The styles that the user saved, by name, in one file:
 *
 *   [Contracts]
 *   style=show=seal,labels,name,date place=under language=zh date=long
 *
 * A missing file is an empty one, and what is damaged in it is passed over. */
typedef struct {
  char      *name;
  SealStyle  style;
} SealNamedStyle;

/* Up to 60 characters, none of them a bracket or unprintable, and no name of a builtin style. */
gboolean   seal_styles_is_name (const char       *name);

GPtrArray *seal_styles_list    (const char       *path,
                                GError          **error);
gboolean   seal_styles_find    (const char       *path,
                                const char       *name,
                                SealStyle        *style,
                                GError          **error);
gboolean   seal_styles_save    (const char       *path,
                                const char       *name,
                                const SealStyle  *style,
                                GError          **error);
gboolean   seal_styles_remove  (const char       *path,
                                const char       *name,
                                GError          **error);

G_END_DECLS
