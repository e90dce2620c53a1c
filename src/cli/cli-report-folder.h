/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is made of each file, and of all together. */
#define CLI_REPORT_FOLDER_TABLE "index.html"

gboolean   cli_report_folder_is   (const char *path);
GPtrArray *cli_report_folder_list (const char *folder,
                                   char      **inputs);
gboolean   cli_report_folder_make (const char *folder,
                                   GError    **error);

G_END_DECLS
