/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean wire_name_is_fit (const char *name);
gboolean wire_name_settle (char      **name);

G_END_DECLS
