/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client-platform.h"
#include "wire-certificate.h"

G_BEGIN_DECLS

/* Certificates as they come from a platform: each with who stands above it, in the order of a
 * chain. A certificate whose answer was lost on the way is found again by its key. */
GPtrArray *client_enrolment_collect (ClientPlatform            *platform,
                                     const WireNewCertificate  *message,
                                     GError                   **error);
GPtrArray *client_enrolment_find    (ClientPlatform            *platform,
                                     GBytes                    *request,
                                     GError                   **error);
GPtrArray *client_enrolment_renew   (ClientPlatform            *platform,
                                     const char                *serial,
                                     GBytes                    *request,
                                     PkiSigner                 *signer,
                                     GError                   **error);
/* The same for one that takes the place of another, which ends then. */
typedef struct {
  const char *serial;  /* of the other */
  const char *session; /* id of an identification that has passed for the request's key */
  GBytes     *request; /* PKCS#10 */
  PkiSigner  *signer;  /* (nullable): of a certificate of the person */
} ClientReplacement;

GPtrArray *client_enrolment_change  (ClientPlatform           *platform,
                                     const ClientReplacement  *wish,
                                     GError                  **error);

G_END_DECLS
