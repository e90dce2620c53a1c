/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-fetch.h"

G_BEGIN_DECLS

/* A PkiFetch without a network: addresses and what answers there. Any other address fails with
 * PKI_ERROR_FETCH_ADDRESS. */
typedef GBytes *(*SupportAnswer) (GBytes *body, gpointer user_data, GError **error);

PkiFetch *support_fetch_new (void);
void      support_fetch_add (PkiFetch      *fetch,
                             const char    *uri,
                             SupportAnswer  answer,
                             gpointer       user_data);

G_END_DECLS
