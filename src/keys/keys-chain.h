/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-certificate.h"

G_BEGIN_DECLS

/* The way from leaf to root as far as certificates hold it; what leads nowhere stays behind. */
GPtrArray *keys_chain_order (GPtrArray      *certificates,
                             PkiCertificate *leaf);

G_END_DECLS
