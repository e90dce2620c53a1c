/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli-signing.h"

G_BEGIN_DECLS

/* What became of all files of a run, as a file: a table for spreadsheets (.csv) or JSON (.json),
 * from which a later run takes those that failed. */
gboolean    cli_result_is_name     (const char        *path);
gboolean    cli_result_write       (const CliSigning  *signing,
                                    GPtrArray         *items,
                                    GError           **error);
gboolean    cli_result_read_failed (const char        *path,
                                    GPtrArray         *inputs,
                                    GPtrArray         *outputs,
                                    GError           **error);
const char *cli_result_get_state   (const CliItem     *item);

G_END_DECLS
