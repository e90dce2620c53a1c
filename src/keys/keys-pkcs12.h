/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "keys-bundle.h"

G_BEGIN_DECLS

/* A PKCS#12 file (RFC 7292) as signer. The password is read, used, and not kept. */
PkiSigner *keys_pkcs12_open       (const char *path,
                                   const char *password,
                                   GError    **error);
PkiSigner *keys_pkcs12_open_bytes (GBytes     *bytes,
                                   const char *password,
                                   GError    **error);

/* Certificates that lie in it in the clear, and which of them says that it is the key's; NULL: none
 * does. */
PkiCertificate *keys_pkcs12_peek  (GBytes     *bytes,
                                   KeysBundle *bundle);

GBytes    *keys_pkcs12_certify    (const char  *path,
                                   const char  *password,
                                   GPtrArray   *chain,
                                   GError     **error);
/* A new key with a self-signed certificate, written as PKCS#12 (mode 0600): an identity to try
 * things with, named as a test in its subject. kind is "rsa2048", "rsa3072", "p256", "p384",
 * "ed25519" or "ed448". */
gboolean   keys_pkcs12_generate (const char  *path,
                                 const char  *password,
                                 const char  *common_name,
                                 const char  *organisation,
                                 const char  *kind,
                                 gint64       now,
                                 GError     **error);

G_END_DECLS
