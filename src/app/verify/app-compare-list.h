/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model-compare.h"
#include "report-verdict.h"

G_BEGIN_DECLS

#define APP_TYPE_COMPARE_LIST (app_compare_list_get_type ())
G_DECLARE_FINAL_TYPE (AppCompareList, app_compare_list, APP, COMPARE_LIST, GtkBox)

/* What came after a signature, page by page, as sentences: first the pages with something that is
 * not permitted. Signal "chosen" (guint index): another row was chosen; index is that of a page of
 * the comparison, G_MAXUINT where the row belongs to none. */
/* Both are kept no longer than this call. */
void           app_compare_list_add_changes (AppCompareList        *self,
                                            const PadesReport      *report,
                                            const PadesSignature   *signature,
                                            ModelDocument          *document);
void           app_compare_list_show       (AppCompareList         *self,
                                            const PadesComparison  *comparison);
void           app_compare_list_set_unchanged (AppCompareList      *self,
                                            gboolean                shown);
/* One row on, or back. */
void           app_compare_list_step       (AppCompareList         *self,
                                            int                     step);
guint          app_compare_list_get_n_rows (AppCompareList         *self);
/* Where the chosen row's change is on its page; FALSE when that is not known. */
gboolean       app_compare_list_get_place  (AppCompareList         *self,
                                            PdfRect                *place);

G_END_DECLS
