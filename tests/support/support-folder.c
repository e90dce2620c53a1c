/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support-folder.h"

#include <glib/gstdio.h>

void
support_folder_remove (const char *path)
{
  g_autoptr (GDir) dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL
                                                                    : g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *inside = g_build_filename (path, name, NULL);

      support_folder_remove (inside);
    }
  g_remove (path);
}
