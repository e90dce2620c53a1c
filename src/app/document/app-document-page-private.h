/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app-document-page.h"
#include "app-search-bar.h"

G_BEGIN_DECLS

struct _AppDocumentPage {
  AdwBin parent_instance;

  ModelDocument *document;
  GSimpleActionGroup *actions;
  GtkWidget *password; /* or NULL */
  GtkWidget *error;    /* or NULL */
  char *last_zoom;
  guint last_page;
  guint slow_id; /* until the spinner shows */
  guint later_id;
  gboolean closing;
  gboolean pictured; /* the list of recent files has its picture */

  GtkStack *stack;
  AdwFlap *side_flap;
  AdwFlap *thumbnails_flap;
  AdwBin *thumbnails;
  GtkOverlay *overlay;
  AppSearchBar *search;
  AppPageView *view;
  GtkSpinner *spinner;
  AdwBin *bottom;
};

/* -actions: what the menus, buttons and keys of a document do. */
void app_document_page_add_actions    (AppDocumentPage *self);
/* Enables those that need pages on the screen. */
void app_document_page_update_actions (AppDocumentPage *self);

G_END_DECLS
