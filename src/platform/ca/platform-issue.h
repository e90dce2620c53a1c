/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-call.h"
#include "platform-store-certificate.h"

G_BEGIN_DECLS

/* What a certificate is issued on; all lent. */
typedef struct {
  GBytes *spki;
  const char *policy;
  const char *organisation; /* (nullable): id of one that the person represents */
  const char *replaces; /* (nullable): serial */
  const char *event;    /* of the evidence entry */
} PlatformIssue;

GBytes *platform_issue_read_request (GBytes *request, GError **error);
GBytes *platform_issue_take_key (PlatformCall *call, GBytes *request, GError **error);
PlatformCertificate *platform_issue_certificate (PlatformCall *call,
                                                 const PlatformIssue *issue,
                                                 GError **error);
gboolean platform_issue_know_key (PlatformCall *call, PlatformCertificate *row, GError **error);
gboolean platform_issue_show (PlatformCall *call, PlatformCertificate *certificate, GError **error);
gboolean platform_issue_check_clock (PlatformCall *call, GError **error);

G_END_DECLS
