/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The files of a platform's data directory: mode 0700, each file 0600. */
char    *platform_data_real_path    (const char  *directory);
gboolean platform_data_prepare      (const char  *directory,
                                     GError     **error);
GBytes  *platform_data_key          (const char  *directory,
                                     const char  *name,
                                     gsize        size,
                                     GError     **error);
guint    platform_data_read_number  (const char *directory,
                                     const char *name);
gboolean platform_data_write_number (const char  *directory,
                                     const char  *name,
                                     guint        number,
                                     GError     **error);
gboolean platform_data_write        (const char  *directory,
                                     const char  *name,
                                     GBytes      *bytes,
                                     GError     **error);
/* A restore that was broken off leaves a mark, with which nothing starts. */
gboolean platform_data_begin_restore (const char  *directory,
                                      GError     **error);
void     platform_data_end_restore   (const char *directory);
gboolean platform_data_check_whole   (const char  *directory,
                                      GError     **error);
gboolean platform_data_is_name      (const char *name);
char   **platform_data_list         (const char  *directory,
                                     GError     **error);
GBytes  *platform_data_read         (const char  *directory,
                                     const char  *name,
                                     GError     **error);
gboolean platform_data_sync         (const char  *path,
                                     GError     **error);
/* What stands elsewhere and is shared with others. */
char    *platform_data_read_secret  (const char  *path,
                                     const char  *what,
                                     GError     **error);
void     platform_data_free_secret  (char        *secret);

G_END_DECLS
