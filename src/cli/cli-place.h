/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pdf-file.h"

G_BEGIN_DECLS

/* Where on which pages a seal shall stand, as written: PAGES:X,Y[,WIDTH]. PAGES is numbers,
 * ranges, "last" and "all", separated by commas; millimetres from the displayed page's top left. */
typedef struct {
  char   *pages;
  double  x;
  double  y;
  double  width; /* 0 = the seal's own */
} CliPlace;

CliPlace *cli_place_parse (const char  *text,
                           GError     **error);
/* The pages that are meant in a document of n_pages: indexes from 0 (guint), each once. */
GArray   *cli_place_pages (CliPlace    *self,
                           guint        n_pages,
                           GError     **error);
void      cli_place_free  (CliPlace    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliPlace, cli_place_free)

G_END_DECLS
