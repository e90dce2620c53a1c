/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-certificate.h"

G_BEGIN_DECLS

/* Whether one can sign with a key: by its certificate, and by what a platform said of that last. */
const char *cli_key_state_words (PkiCertificate *certificate);
const char *cli_key_state_name  (PkiCertificate *certificate);

G_END_DECLS
