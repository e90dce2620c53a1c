/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-trust.h"

G_BEGIN_DECLS

/* Where the user got a root from. */
typedef enum {
  PKI_ROOT_OTHER,    /* nobody wrote it down */
  PKI_ROOT_FILE,     /* a file of certificates; origin is its name */
  PKI_ROOT_DOCUMENT, /* it came along in a signed document */
  PKI_ROOT_PLATFORM, /* origin is the platform's address */
  PKI_ROOT_SHARED,   /* this computer's collection, which is not the user's own list */
} PkiRootSource;

typedef struct {
  PkiCertificate *certificate;
  PkiRootSource source;
  char *origin; /* or NULL */
  gint64 added; /* seconds since 1970, UTC; 0: not known */
} PkiRoot;

/* The roots that the user decided to trust: one PEM file each, named by its SHA-256, with lines
 * about its origin above the certificate; a folder that can be read and mended without us. */
PkiRoot *pki_root_new (PkiCertificate *certificate,
                       PkiRootSource source,
                       const char *origin,
                       gint64 added);
void pki_root_free (PkiRoot *self);
GPtrArray *pki_trust_store_list (const char *folder); /* PkiRoot */
gboolean pki_trust_store_contains (const char *folder, PkiCertificate *certificate);
gboolean pki_trust_store_add (const char *folder, const PkiRoot *root, GError **error);
gboolean pki_trust_store_remove (const char *folder, PkiCertificate *certificate, GError **error);
/* Whether the authorities of this computer count as well. */
gboolean pki_trust_store_shares (const char *folder);
gboolean pki_trust_store_set_shares (const char *folder, gboolean shares, GError **error);
/* This computer's collection of authorities, NULL where there is none. */
const char *pki_trust_store_find_shared (void);
GPtrArray *pki_trust_store_list_shared (const char *path); /* PkiRoot */
/* All that counts when a signature is judged. */
PkiTrust *pki_trust_store_load (const char *folder, const char *shared);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PkiRoot, pki_root_free)

G_END_DECLS
