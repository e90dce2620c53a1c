/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-appearance.h"
#include "seal-caption.h"

G_BEGIN_DECLS

/* What the marks of a run show: a seal and an appearance, found before any file is opened. */
typedef struct _CliFace CliFace;

/* It as one file's signature shows it. */
typedef struct {
  PadesAppearance *appearance; /* owned */
  PdfRect          seal;       /* where in it the seal stands, mm from its top left */
  gboolean         alone;      /* nothing stands beside the seal */
} CliLook;

CliFace *cli_face_open     (const char         *seal,
                            const char         *appearance,
                            GError            **error);
/* Whether the caption must say what file it is about. */
gboolean cli_face_has_code (CliFace            *self);
gboolean cli_face_draw     (CliFace            *self,
                            const SealCaption  *caption,
                            CliLook            *look,
                            GError            **error);
void     cli_face_free     (CliFace            *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliFace, cli_face_free)

G_END_DECLS
