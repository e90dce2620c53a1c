/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "seal-drawing.h"
#include "seal-error.h"

G_BEGIN_DECLS

/* The user's seals on disk: a folder each, with its face and a few facts. A face is kept as it was
 * made, so that a font that changes later changes no seal. */
typedef enum {
  SEAL_ORIGIN_GENERATED,
  SEAL_ORIGIN_PICTURE,
} SealOrigin;

typedef struct {
  char        *id;       /* [a-z0-9-]+, stable */
  char        *title;    /* UTF-8 */
  SealOrigin   origin;
  gint64       created;  /* seconds since 1970 */
  SealDrawing *drawing;
} SealEntry;

GPtrArray *seal_folder_list    (const char   *folder,
                                GError      **error);
SealEntry *seal_folder_load    (const char   *folder,
                                const char   *id,
                                GError      **error);
SealEntry *seal_folder_add     (const char   *folder,
                                const char   *title,
                                SealOrigin    origin,
                                SealDrawing  *drawing,
                                gint64        now,
                                GError      **error);
gboolean   seal_folder_rename  (const char   *folder,
                                const char   *id,
                                const char   *title,
                                GError      **error);
gboolean   seal_folder_remove  (const char   *folder,
                                const char   *id,
                                GError      **error);
/* Brings back what was removed. */
gboolean   seal_folder_restore (const char   *folder,
                                const char   *id,
                                GError      **error);
void       seal_entry_free     (SealEntry    *entry);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SealEntry, seal_entry_free)

G_END_DECLS
