/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model-document.h"

G_BEGIN_DECLS

/* Prints a document after asking how; current is the page on the screen, from 0. */
void               app_print_run (ModelDocument *document,
                                  guint          current,
                                  GtkWindow     *parent);
/* The same, not yet run. */
GtkPrintOperation *app_print_new (ModelDocument *document,
                                  guint          current);

G_END_DECLS
