/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-placements.h"

G_BEGIN_DECLS

/* A desk to work at: a folder that goes away, a document of three A4 pages and one A5 that is open,
 * a seal, and the document's stamps. */
typedef struct {
  char            *folder;
  char            *path;  /* of the document */
  ModelDocument   *document;
  ModelSeals      *seals;
  ModelSeal       *seal;  /* 40 mm wide */
  ModelPlacements *placements;
} Desk;

void         desk_set_up     (Desk          *desk,
                              gconstpointer  unused);
void         desk_tear_down  (Desk          *desk,
                              gconstpointer  unused);
/* Another process at the same desk: only the folder is given, no seal is added. */
void         desk_open       (Desk          *desk);
char        *desk_dup_path   (Desk          *desk,
                              const char    *name);
PdfPlacement desk_place      (guint          page,
                              double         x,
                              double         y);
/* Lets the main context run until the condition holds; fails the test after ten seconds. */
#define desk_wait_until(condition) \
  G_STMT_START { \
    gint64 desk_deadline = g_get_monotonic_time () + 10 * G_TIME_SPAN_SECOND; \
    while (!(condition) && g_get_monotonic_time () < desk_deadline) \
      if (!g_main_context_iteration (NULL, FALSE)) \
        g_usleep (1000); \
    g_assert_true (condition); \
  } G_STMT_END

G_END_DECLS
