/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-issuer.h"

G_BEGIN_DECLS

GBytes *pki_cmp_protect (GBytes     *message,
                         PkiIssuer  *office,
                         GPtrArray  *chain,
                         GError    **error);

G_END_DECLS
