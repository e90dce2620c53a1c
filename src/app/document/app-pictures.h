/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Pictures of pages on the screen, their pixels never copied on the way. */
typedef struct _AppPictures AppPictures;

AppPictures *app_pictures_new     (void);
void         app_pictures_free    (AppPictures            *self);
/* Draws an opaque image surface into area. */
void         app_pictures_append  (AppPictures            *self,
                                   GtkWidget              *widget,
                                   GtkSnapshot            *snapshot,
                                   cairo_surface_t        *picture,
                                   const graphene_rect_t  *area);
/* Keeps only what is in used (a set of surfaces). */
void         app_pictures_prune   (AppPictures            *self,
                                   GHashTable             *used);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AppPictures, app_pictures_free)

G_END_DECLS
