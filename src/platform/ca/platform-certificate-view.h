/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-call.h"
#include "platform-store-certificate.h"
#include "wire-certificate.h"

G_BEGIN_DECLS

/* A certificate as it is shown; what it needs lives as long as it. */
typedef struct {
  WireCertificate message; /* first, so that a list of views is one of messages */
  PkiCertificate *certificate;
} PlatformCertificateView;

PlatformCertificateView *platform_certificate_view_new (PlatformCall *call,
                                                        PlatformCertificate *row,
                                                        GError **error);
gboolean platform_certificate_view_match (PlatformCall *call,
                                          PlatformCertificate *row,
                                          GError **error);
void platform_certificate_view_free (PlatformCertificateView *view);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlatformCertificateView, platform_certificate_view_free)

G_END_DECLS
