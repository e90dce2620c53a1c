/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-store.h"

G_BEGIN_DECLS

/* A row of consent; in a new one @id is NULL. */
typedef struct {
  char *id;
  char *agreement;
  gint64 version;
  char *language;
  char *sha256;
  gint64 accepted;
  gint64 withdrawn; /* 0: it stands */
} PlatformConsent;

void platform_consent_free (PlatformConsent *consent);
char *platform_store_add_consent (PlatformStore *store,
                                  const char *person,
                                  const PlatformConsent *consent,
                                  GError **error);
PlatformConsent *platform_store_find_consent (PlatformStore *store,
                                              const char *person,
                                              const char *id,
                                              GError **error);
GPtrArray *platform_store_list_consents (PlatformStore *store,
                                         const char *person,
                                         const PlatformPage *page,
                                         GError **error);
GPtrArray *platform_store_withdraw_consents (PlatformStore *store,
                                             const char *person,
                                             const char *agreement,
                                             gint64 now,
                                             GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlatformConsent, platform_consent_free)

G_END_DECLS
