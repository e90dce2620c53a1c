/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-cmp.h"
#include "platform-cmp-sender.h"
#include "platform-store-cmp.h"

G_BEGIN_DECLS

/* One message while it is decided on. */
typedef struct {
  PlatformCall *call; /* whose store has a transaction */
  const PkiCmpMessage *message;
  const PlatformCmpSender *sender;
  const PlatformCmpTransaction *known; /* (nullable): what it belongs to */
  gboolean is_done;                    /* it is to be remembered, and what was changed stays */
  char *certificate;                   /* (nullable): serial of what it has brought */
  gint64 lasts;                        /* until when more may come */
  GError *error;                       /* of a database or a key: nothing is decided */
} PlatformCmpDecision;

void platform_cmp_decide (const PkiCmpMessage *message, PkiCmpVerdict *verdict, gpointer decision);
void platform_cmp_decision_clear (PlatformCmpDecision *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PlatformCmpDecision, platform_cmp_decision_clear)

G_END_DECLS
