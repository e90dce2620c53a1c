/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean wire_credit_code_is_valid (const char *code);

G_END_DECLS
