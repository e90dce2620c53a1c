/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-root.h"

G_BEGIN_DECLS

/* A root in a person's words and the user's language. New strings where not const. */
char *app_root_dup_source (PkiRootSource source, const char *origin);
char *app_root_dup_validity (PkiCertificate *certificate);
const char *app_root_vouches (PkiCertificate *certificate);
/* NULL: nothing speaks against it. */
const char *app_root_badge (ModelRootState state);
const char *app_root_warning (ModelRootState state);
/* In groups of four, two lines where broken. */
char *app_root_dup_fingerprint (PkiCertificate *certificate, gboolean broken);

G_END_DECLS
