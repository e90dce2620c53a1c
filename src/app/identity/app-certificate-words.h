/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-certificate.h"

G_BEGIN_DECLS

/* An identity in a person's words and the user's language. All new strings. */
char *app_certificate_dup_date  (gint64            moment);
char *app_certificate_dup_title (ModelCertificate *certificate);
char *app_certificate_dup_owner (ModelCertificate *certificate);
/* NULL: nothing out of the ordinary. */
const char *app_certificate_pin_words (KeysPinState state);
char *app_certificate_dup_state (ModelCertificate *certificate,
                                 gint64            now);

G_END_DECLS
