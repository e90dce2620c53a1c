/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A password: a string that is wiped when it is freed. */
typedef char CliPassword;

/* From the first line of file, or, without one, from the terminal without echo. */
CliPassword *cli_password_get     (const char   *file,
                                   const char   *prompt,
                                   GError      **error);
/* From file, or none at all without one. */
gboolean     cli_password_get_optional (const char *file,
                                   CliPassword **password,
                                   GError      **error);
/* The same for a password that is yet to be chosen: asked for twice. */
CliPassword *cli_password_get_new (const char   *file,
                                   GError      **error);
void         cli_password_free    (CliPassword  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliPassword, cli_password_free)

G_END_DECLS
