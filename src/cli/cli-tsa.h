/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Puts the name and password of a file's first line ("name:password") into each address; without a
 * file only refuses those that have a password already, which others could see. */
gboolean cli_tsa_add_login (char       **addresses,
                            const char  *file,
                            GError     **error);

G_END_DECLS
