/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app-document-page.h"

G_BEGIN_DECLS

#define APP_TYPE_DOCUMENTS_PAGE (app_documents_page_get_type ())
G_DECLARE_FINAL_TYPE (AppDocumentsPage, app_documents_page, APP, DOCUMENTS_PAGE, AdwBin)

/* The room of the open documents: a header bar for the chosen one, and a tab for each. */
GtkWidget       *app_documents_page_new           (void);
AppDocumentPage *app_documents_page_open          (AppDocumentsPage *self,
                                                   GFile            *file);
void             app_documents_page_add           (AppDocumentsPage *self,
                                                   GtkWidget        *child,
                                                   const char       *title);
AppDocumentPage *app_documents_page_get_current   (AppDocumentsPage *self);
guint            app_documents_page_get_n_open    (AppDocumentsPage *self);
void             app_documents_page_set_narrow    (AppDocumentsPage *self,
                                                   gboolean          narrow);
void             app_documents_page_close_current (AppDocumentsPage *self);
/* Closes tab by tab, each asking about its unfinished work; done is called when all are closed,
 * and not at all when one stays open. */
void             app_documents_page_close_all     (AppDocumentsPage *self,
                                                   void            (*done) (gpointer user_data),
                                                   gpointer          user_data);

G_END_DECLS
