/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-call.h"

G_BEGIN_DECLS

/* One text that people agree to. A text that was given out is never edited: a new one is a new
 * version. */
typedef struct {
  const char *name;
  guint version;
  const char *language;
  const char *title;
  gboolean required; /* for a certificate, however one is identified */
} PlatformAgreement;

const PlatformAgreement *platform_agreements_get (guint *n_agreements);
GBytes *platform_agreement_get_text (const PlatformAgreement *agreement);
const char *platform_agreement_sha256 (const PlatformAgreement *agreement);
gboolean platform_agreements_stand (PlatformCall *call, GError **error);
gboolean platform_agreements_withdrawn (PlatformCall *call, gboolean *withdrawn, GError **error);
gboolean platform_agreements_allow_face (PlatformCall  *call,
                                         const char    *person,
                                         gboolean      *allowed,
                                         GError       **error);

G_END_DECLS
