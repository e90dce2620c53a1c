/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-cms.h"
#include "pki-der.h"
#include "pki-validation-data.h"

G_BEGIN_DECLS

/* Revocation answers that the signer put among the signed attributes, as Adobe's programs did
 * before there were document security stores: adbe-revocationInfoArchival (ISO 32000-2,
 * 12.8.3.3.2). They are as old as the signature value. */
void pki_archival_read        (PkiCms            *cms,
                               PkiValidationData *data);
/* And those beside the certificates (RFC 5652, 10.2.1), which nothing signed covers. */
void pki_archival_read_beside (PkiCms            *cms,
                               PkiValidationData *data);
/* One of these. */
void pki_archival_take_beside (const PkiDer      *choice,
                               PkiValidationData *data);

G_END_DECLS
