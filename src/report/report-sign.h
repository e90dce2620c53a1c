/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "pki-signer.h"

G_BEGIN_DECLS

/* A report on paper with the signature of whoever made it. */
gboolean report_sign_save (GBytes     *bytes,
                           PkiSigner  *signer,
                           const char *path,
                           gboolean    replace,
                           gint64      now,
                           GError    **error);

G_END_DECLS
