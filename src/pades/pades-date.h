/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define PADES_DATE_NONE G_MININT64

char   *pades_date_format (gint64      seconds,
                           int         utc_offset);
gint64  pades_date_parse  (const char *text);

G_END_DECLS
