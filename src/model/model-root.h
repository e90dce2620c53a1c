/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "pki-details.h"
#include "pki-export.h"
#include "pki-trust-store.h"

G_BEGIN_DECLS

/* What is to be known about trusting a certificate, the gravest first. */
typedef enum {
  MODEL_ROOT_FINE,
  MODEL_ROOT_EXPIRED,
  MODEL_ROOT_NOT_YET_VALID,
  MODEL_ROOT_WEAK,         /* its key is too short by now */
  MODEL_ROOT_NO_AUTHORITY, /* it can vouch for nobody but itself */
  MODEL_ROOT_INTERMEDIATE, /* an authority, but another one stands above it */
} ModelRootState;

#define MODEL_TYPE_ROOT (model_root_get_type ())
G_DECLARE_FINAL_TYPE (ModelRoot, model_root, MODEL, ROOT, GObject)

/* A certificate that signatures are traced back to, and where it came from. Immutable. */
ModelRoot *model_root_new (PkiRoot *root);
PkiCertificate *model_root_get_certificate (ModelRoot *self);
PkiRootSource model_root_get_source (ModelRoot *self);
const char *model_root_get_origin (ModelRoot *self);
gint64 model_root_get_added (ModelRoot *self);
gboolean model_root_matches (ModelRoot *self, const char *words);
ModelRootState model_root_judge (PkiCertificate *certificate, gint64 now);
/* A fingerprint as people write it, with spaces, colons and capitals. */
gboolean model_root_is_fingerprint (PkiCertificate *certificate, const char *text);

G_END_DECLS
