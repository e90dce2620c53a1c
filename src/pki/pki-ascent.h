/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-path.h"
#include "pki-service.h"
#include "pki-validation-data.h"

G_BEGIN_DECLS

/* Finds ways to roots that lead through certificates which nobody brought along: those are fetched
 * from where the certificate below says that its issuer's is (caIssuers of RFC 5280, 4.2.2.1). */
typedef struct _PkiAscent PkiAscent;

/* All lent; what is fetched goes into data. */
PkiAscent *pki_ascent_new  (PkiService         *service,
                            PkiValidationData  *data,
                            GCancellable       *cancellable);
void       pki_ascent_free (PkiAscent          *self);
/* As pki_path_list(). */
GPtrArray *pki_ascent_list (PkiAscent          *self,
                            const PkiPathQuery *query);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PkiAscent, pki_ascent_free)

G_END_DECLS
