/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A page as somebody sees it, on white: 32 bits a pixel, the lower 24 are red, green and blue. */
typedef struct {
  guint           width;
  guint           height;
  gsize           stride;  /* pixels from one line to the next */
  const guint32  *pixels;
  gpointer        owner;   /* what they belong to */
  GDestroyNotify  release;
} PadesPicture;

/* The seam between documents and their pictures: Poppler fills it in, a table in tests. */
typedef struct _PadesRender PadesRender;

struct _PadesRender {
  /* A page (from 0) of a revision (from 1), scale pixels a point. */
  gboolean (*draw) (PadesRender   *self,
                    guint          revision,
                    guint          page,
                    double         scale,
                    PadesPicture  *picture,
                    GError       **error);
  void     (*free) (PadesRender *self);
  /* The same without what its form's fields show, but for signatures' marks. */
  gboolean (*draw_paper) (PadesRender   *self,
                          guint          revision,
                          guint          page,
                          double         scale,
                          PadesPicture  *picture,
                          GError       **error);
};

gboolean pades_render_draw   (PadesRender   *self,
                              guint          revision,
                              guint          page,
                              double         scale,
                              PadesPicture  *picture,
                              GError       **error);
gboolean pades_render_draw_paper (PadesRender   *self,
                                  guint          revision,
                                  guint          page,
                                  double         scale,
                                  PadesPicture  *picture,
                                  GError       **error);
void     pades_render_free   (PadesRender   *self);
void pades_picture_clear (PadesPicture *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PadesRender, pades_render_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PadesPicture, pades_picture_clear)

G_END_DECLS
