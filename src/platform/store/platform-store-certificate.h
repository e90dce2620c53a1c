/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-revocation-list.h"
#include "platform-store.h"

G_BEGIN_DECLS

/* A row of certificate. */
typedef struct {
  char *serial;
  char *profile; /* person, organisation, timestamp, ocsp, cmp */
  GBytes *der;
  GBytes *spki_sha256;
  char *person;       /* (nullable): id */
  char *organisation; /* (nullable): id */
  char *policy;       /* (nullable): OID */
  char *state;        /* active, suspended, revoked */
  int reason;
  gint64 since;
  gint64 invalid_since;
  gint64 not_before;
  gint64 not_after;
  char *replaces; /* (nullable): serial */
  gint64 created;
} PlatformCertificate;

/* What a new row is made of; all lent. */
typedef struct {
  PkiCertificate *certificate;
  const char *profile;
  GBytes *spki_sha256;
  const char *person;
  const char *organisation;
  const char *policy;
  const char *replaces;
} PlatformNewCertificate;

/* From one state to another. */
typedef struct {
  const char *serial;
  const char *from;
  const char *to;
  int reason;
  gint64 invalid_since;
  gint64 now;
} PlatformChange;

/* How a certificate stands: what tells it from every earlier standing of the same certificate. */
typedef struct {
  gboolean known; /* it was issued */
  gboolean active;
  int reason;
  gint64 since;
  gint64 invalid_since;
  gint64 restored; /* when its last suspension ended; 0: it had none */
} PlatformStanding;

typedef struct {
  gint64 number;
  gint64 this_update;
  GBytes *der;
} PlatformList;

void platform_certificate_free (PlatformCertificate *certificate);
void platform_list_free (PlatformList *list);
gboolean platform_store_add_certificate (PlatformStore *store,
                                         const PlatformNewCertificate *certificate,
                                         gint64 now,
                                         GError **error);
PlatformCertificate *platform_store_find_certificate (PlatformStore *store,
                                                      const char *serial,
                                                      GError **error);
gboolean platform_store_find_standing (PlatformStore *store,
                                       const char *serial,
                                       PlatformStanding *standing,
                                       GError **error);
GPtrArray *platform_store_list_revoked (PlatformStore *store, GError **error);
PlatformList *platform_store_last_list (PlatformStore *store, GError **error);
gboolean platform_store_add_list (PlatformStore *store,
                                  const PlatformList *list,
                                  gint64 next_update,
                                  GError **error);
gboolean platform_store_advance_clock (PlatformStore *store,
                                       gint64 now,
                                       gint64 *latest,
                                       GError **error);

gboolean   platform_store_change_certificate (PlatformStore         *store,
                                              const PlatformChange  *change,
                                              gboolean              *done,
                                              GError               **error);
gboolean   platform_store_is_key_free        (PlatformStore  *store,
                                              GBytes         *spki_sha256,
                                              const char     *person,
                                              gboolean       *is_free,
                                              GError        **error);
gboolean   platform_store_rename_key         (PlatformStore  *store,
                                              GBytes         *before,
                                              GBytes         *after,
                                              GError        **error);
GPtrArray *platform_store_list_of_key        (PlatformStore  *store,
                                              GBytes         *spki_sha256,
                                              GError        **error);
GPtrArray *platform_store_list_certificates  (PlatformStore       *store,
                                              const char          *person,
                                              const PlatformPage  *page,
                                              GError             **error);
GPtrArray *platform_store_list_active        (PlatformStore  *store,
                                              const char     *person,
                                              GError        **error);
GPtrArray *platform_store_list_active_of     (PlatformStore  *store,
                                              const char     *organisation,
                                              GError        **error);
gboolean   platform_store_count_usable       (PlatformStore  *store,
                                              const char     *person,
                                              gint64          now,
                                              guint          *n,
                                              GError        **error);
GPtrArray *platform_store_list_holds         (PlatformStore  *store,
                                              const char     *serial,
                                              GError        **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlatformCertificate, platform_certificate_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlatformList, platform_list_free)

G_END_DECLS
