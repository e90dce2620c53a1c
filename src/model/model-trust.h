/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "pki-trust.h"

G_BEGIN_DECLS

#define MODEL_TYPE_TRUST (model_trust_get_type ())
G_DECLARE_FINAL_TYPE (ModelTrust, model_trust, MODEL, TRUST, GObject)

/* The roots that the user decided to trust: one PEM file each, named by its SHA-256, in a folder
 * that can be read and mended without this program. Signal "changed". */
ModelTrust *model_trust_new      (const char      *folder);
const char *model_trust_get_folder (ModelTrust    *self);
/* PkiCertificate, new array. */
GPtrArray  *model_trust_list     (ModelTrust      *self);
gboolean    model_trust_contains (ModelTrust      *self,
                                  PkiCertificate  *root);
gboolean    model_trust_add      (ModelTrust      *self,
                                  PkiCertificate  *root,
                                  GError         **error);
gboolean    model_trust_remove   (ModelTrust      *self,
                                  PkiCertificate  *root,
                                  GError         **error);
/* For a worker thread: a new PkiTrust with the roots of a folder; a missing folder has none. */
PkiTrust   *model_trust_load     (const char      *folder);

G_END_DECLS
