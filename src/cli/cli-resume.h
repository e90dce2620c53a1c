/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether an earlier run did its work on a file. */
char *cli_resume_find_signer (const char *input,
                              const char *output,
                              const char *password);

G_END_DECLS
