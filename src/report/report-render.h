/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-render.h"
#include "pdf-file.h"
#include "render-document.h"

G_BEGIN_DECLS

/* Poppler behind the seam of the documents. The file is kept, the password copied. */
PadesRender     *report_render_new  (PdfFile      *file,
                                  const char   *password);
/* The same, to be PadesVerifyRequest's see. */
PadesRender     *report_render_see  (PdfFile      *file,
                                  gpointer      password);
/* A new image surface. */
cairo_surface_t *report_render_draw (PadesRender  *render,
                                  guint         revision,
                                  guint         page,
                                  double        scale,
                                  GError      **error);

G_END_DECLS
