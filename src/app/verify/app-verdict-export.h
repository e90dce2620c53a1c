/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model-document.h"
#include "model-trust.h"

G_BEGIN_DECLS

/* Asks where to, and writes a report on the document there: suffix is "pdf", "html", "json" or
 * "xml". */
void app_verdict_export (GtkWidget     *widget,
                         ModelDocument *document,
                         ModelTrust    *trust,
                         const char    *form);

G_END_DECLS
