/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "keys-open.h"

G_BEGIN_DECLS

/* The user's own keys: PKCS#12 files in one folder (mode 0700), each with its certificate in the
 * clear beside it, so that they can be listed and explained without a password. */
typedef struct {
  char           *id;          /* first 16 hex digits of the certificate's SHA-256 */
  char           *path;        /* of the PKCS#12 */
  PkiCertificate *certificate;
} KeysEntry;

GPtrArray *keys_folder_list   (const char  *folder,
                               GError     **error);
KeysEntry *keys_folder_import (const char        *folder,
                               const KeysSource  *source,
                               GError           **error);
KeysEntry *keys_folder_renew  (const char  *folder,
                               const char  *path,
                               const char  *password,
                               GPtrArray   *chain,
                               GError     **error);
gboolean keys_folder_remove (const char  *folder,
                             const char  *id,
                             GError     **error);
/* Puts back what was removed last under this id. */
gboolean keys_folder_restore (const char  *folder,
                              const char  *id,
                              GError     **error);
void       keys_entry_free    (KeysEntry   *entry);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KeysEntry, keys_entry_free)

G_END_DECLS
