/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <poppler.h>

#include "render-document.h"

G_BEGIN_DECLS

/* A new reference; NULL for a page that Poppler cannot read. */
PopplerPage *render_document_open_page (RenderDocument *self,
                                        guint           page);

G_END_DECLS
