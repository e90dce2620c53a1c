/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Text out of a file that anybody may have written, made fit to be shown among words of our own. */
char *report_text_clean     (const char *text,
                             gsize       max_chars);
char *report_text_group_hex (const char *hex);

/* The same, escaped for XML and HTML, at the end of a document that is being written. */
void  report_text_append    (GString    *document,
                             const char *text,
                             gsize       max_chars);

/* Characters: no honest name or reason is longer. */
#define REPORT_TEXT_VALUE 400

G_END_DECLS
