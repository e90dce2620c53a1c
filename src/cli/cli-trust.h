/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-trust.h"

G_BEGIN_DECLS

PkiTrust *cli_trust_gather (char   **files,
                            GError **error);

G_END_DECLS
