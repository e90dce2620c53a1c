/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-cmp-message.h"
#include "platform-call.h"
#include "platform-store-certificate.h"
#include "platform-store-identity.h"

G_BEGIN_DECLS

/* Who a message of CMP says that it is from; its protection is not verified yet. */
typedef struct {
  char *name;                       /* (nullable): what transactions are remembered by */
  GBytes *secret;                   /* (nullable) */
  PlatformIdentity *identity;       /* (nullable): that the secret is of */
  PlatformCertificate *certificate; /* (nullable): that it is signed with */
  PkiCertificate *signer;           /* (nullable): the same */
} PlatformCmpSender;

char *platform_cmp_dup_secret (Platform *platform, const char *session);
gboolean platform_cmp_sender_find (PlatformCall *call,
                                   const PkiCmpMessage *message,
                                   PlatformCmpSender *sender,
                                   GError **error);
void platform_cmp_sender_clear (PlatformCmpSender *sender);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PlatformCmpSender, platform_cmp_sender_clear)

G_END_DECLS
