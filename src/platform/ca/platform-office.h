/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform-ca-key.h"
#include "platform-store.h"

G_BEGIN_DECLS

/* An office below the authority: it answers about certificates, or stamps the time. Its key stays,
 * its certificate is renewed before it ends; which one holds is in the store, so that all processes
 * of a platform change over together. */
typedef struct _PlatformOffice PlatformOffice;

/* Who holds an office for a while; shared by those who sign at the moment. */
typedef struct {
  PkiCertificate *certificate;
  PkiIssuer *issuer;
  PkiSigner *signer;
} PlatformTerm;

typedef enum {
  PLATFORM_OFFICE_RESPONDER,
  PLATFORM_OFFICE_TIMESTAMPER,
  PLATFORM_OFFICE_REGISTRAR, /* what it says by CMP it signs; its key is always in a file */
} PlatformOfficeKind;

/* What an office hangs on; all lent, and there for as long as the office is. */
typedef struct {
  const char *data_directory;
  const char *name; /* of the platform */
  PkiCertificate *root;
  PkiIssuer *issuer;
  const char *ocsp;
  const char *crl;
  const char *caissuers;
} PlatformOfficeAbove;

PlatformOffice *platform_office_open (PlatformOfficeKind kind,
                                      const PlatformOfficeAbove *above,
                                      const PlatformTokenSeat *token,
                                      GError **error);
void platform_office_free (PlatformOffice *self);
gboolean platform_office_keep (PlatformOffice *self,
                               PlatformStore *store,
                               gint64 now,
                               GError **error);
gboolean platform_office_resume (PlatformOffice *self, PlatformStore *store);
PlatformCaKey *platform_office_get_key (PlatformOffice *self);
PlatformTerm *platform_office_take (PlatformOffice *self);
gboolean platform_term_holds (PlatformTerm *term, gint64 now, GError **error);
void platform_term_unref (PlatformTerm *term);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlatformTerm, platform_term_unref)

G_END_DECLS
