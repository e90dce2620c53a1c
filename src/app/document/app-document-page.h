/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app-page-view.h"
#include "model-recent.h"

G_BEGIN_DECLS

#define APP_TYPE_DOCUMENT_PAGE (app_document_page_get_type ())
G_DECLARE_FINAL_TYPE (AppDocumentPage, app_document_page, APP, DOCUMENT_PAGE, AdwBin)

/* One document in its tab: thumbnails, pages, and room at the side and at the foot for what is
 * done with it.
 *
 * Signal "close-request": TRUE from a handler holds the tab open until
 * app_document_page_answer_close() is called.
 * Signal "close-answered" (gboolean close) follows then. */
GtkWidget     *app_document_page_new          (ModelDocument    *document);
ModelDocument *app_document_page_get_document (AppDocumentPage  *self);
AppPageView   *app_document_page_get_view     (AppDocumentPage  *self);

/* The actions "doc.…" of this document; they hang at the window while its tab is chosen. Others
 * may add theirs: an action named "finish" is the primary button of the header bar. */
GActionMap    *app_document_page_get_actions  (AppDocumentPage  *self);

/* What stands right of the pages, and beneath them; NULL for nothing. */
void           app_document_page_set_side     (AppDocumentPage  *self,
                                               GtkWidget        *side);
void           app_document_page_set_bottom   (AppDocumentPage  *self,
                                               GtkWidget        *bottom);
void           app_document_page_show_side    (AppDocumentPage  *self,
                                               gboolean          shown);

/* Takes the page and zoom of last time. */
void           app_document_page_restore      (AppDocumentPage  *self,
                                               ModelRecentFile  *last);
/* "width", "page", or a number. */
char          *app_document_page_dup_zoom     (AppDocumentPage  *self);

/* FALSE when somebody holds the tab open and will answer later. */
gboolean       app_document_page_request_close (AppDocumentPage *self);
void           app_document_page_answer_close (AppDocumentPage  *self,
                                               gboolean          close);

G_END_DECLS
