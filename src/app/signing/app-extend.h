/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app-document-page.h"

G_BEGIN_DECLS

/* Adds trusted time, and the proofs that last, to the signatures that a document has already: asks
 * for the service, writes a new file, and opens that. */
void app_extend_ask (AppDocumentPage *page);

G_END_DECLS
