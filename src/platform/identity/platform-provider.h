/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-authority.h"
#include "platform-call.h"
#include "platform-store-identity.h"

G_BEGIN_DECLS

/* A way to find out who holds the phone. */
typedef struct {
  const char *name;
  PlatformPolicy policy; /* in the certificate: how well the person was verified */
  /* Takes an identification on whose match code was right. */
  gboolean (*go_on) (PlatformCall *call, PlatformIdentity *identity, GError **error);
  /* (nullable): where the phone goes then */
  char *(*address) (PlatformCall *call, PlatformIdentity *identity);
} PlatformProvider;

const PlatformProvider *platform_provider_find (const char *name);

G_END_DECLS
