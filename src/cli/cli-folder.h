/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where the user's own things are, and where results go. */
char    *cli_folder_own   (void);
char    *cli_folder_keys  (void);
char    *cli_folder_seals (void);
char    *cli_folder_trust (void);
char    *cli_folder_styles (void); /* a file: the saved appearances */
gboolean cli_folder_is_same (const char *path,
                           const char  *other);
gboolean cli_folder_may_write (const char *input,
                           const char  *output,
                           gboolean     overwrite,
                           GError     **error);
gboolean cli_folder_write_private (const char *path,
                           GBytes      *bytes,
                           GError     **error);
gboolean cli_folder_write (const char  *path,
                           GBytes      *bytes,
                           GError     **error);

G_END_DECLS
