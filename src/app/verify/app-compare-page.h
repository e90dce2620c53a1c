/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model-compare.h"
#include "report-verdict.h"

G_BEGIN_DECLS

#define APP_TYPE_COMPARE_PAGE (app_compare_page_get_type ())
G_DECLARE_FINAL_TYPE (AppComparePage, app_compare_page, APP, COMPARE_PAGE, AdwBin)

/* What changed since a signature, in a tab: the changes as sentences, and beside them the page as
 * it was and as it is. */
GtkWidget *app_compare_page_new (ModelDocument        *document,
                                 const PadesReport    *report,
                                 const PadesSignature *signature);

G_END_DECLS
