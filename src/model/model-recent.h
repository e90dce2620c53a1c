/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <gio/gio.h>

#include "model-list.h"

G_BEGIN_DECLS

#define MODEL_TYPE_RECENT_FILE (model_recent_file_get_type ())
G_DECLARE_FINAL_TYPE (ModelRecentFile, model_recent_file, MODEL, RECENT_FILE, GObject)

/* A document that was open, and how it was seen last. */
GFile      *model_recent_file_get_file    (ModelRecentFile *self);
const char *model_recent_file_get_title   (ModelRecentFile *self);
gint64      model_recent_file_get_opened  (ModelRecentFile *self); /* seconds since 1970 */
guint       model_recent_file_get_page    (ModelRecentFile *self);
/* "width", "page", or a number: 1 = true size. */
const char *model_recent_file_get_zoom    (ModelRecentFile *self);
guint       model_recent_file_get_n_pages (ModelRecentFile *self);
/* A PNG of the first page, or NULL where none was kept. */
char       *model_recent_file_dup_picture (ModelRecentFile *self);

#define MODEL_TYPE_RECENT (model_recent_get_type ())
G_DECLARE_FINAL_TYPE (ModelRecent, model_recent, MODEL, RECENT, ModelList)

/* What the list remembers of a document that is closed. */
typedef struct {
  guint       page;
  const char *zoom;
  guint       n_pages;
  gint64      now;  /* seconds since 1970 */
} ModelRecentView;

/* The documents opened last as a GListModel of ModelRecentFile, the latest first; kept in a folder
 * of the user's data. */
ModelRecent     *model_recent_new      (const char            *folder);
ModelRecentFile *model_recent_find     (ModelRecent           *self,
                                        GFile                 *file);
void             model_recent_note     (ModelRecent           *self,
                                        GFile                 *file,
                                        const ModelRecentView *view);
/* picture NULL: none is kept, as of a file with a password. */
void             model_recent_picture  (ModelRecent           *self,
                                        GFile                 *file,
                                        cairo_surface_t       *picture);
void             model_recent_remove   (ModelRecent           *self,
                                        GFile                 *file);
void             model_recent_clear    (ModelRecent           *self);

G_END_DECLS
