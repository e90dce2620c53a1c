/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "keys-folder.h"
#include "keys-request.h"

G_BEGIN_DECLS

/* A key that waits for its certificate. It lies encrypted in a file before anybody is asked for
 * the certificate, with the request (PKCS#10) beside it, so that a lost answer loses nothing. */
typedef struct {
  char   *path;    /* of the key: PKCS#8 in PEM, under the person's password, mode 0600 */
  GBytes *request; /* PKCS#10 */
} KeysPending;

KeysPending *keys_pending_new      (const char        *path,
                                    const KeysNewKey  *wish,
                                    GError           **error);
KeysPending *keys_pending_open     (const char        *path,
                                    GError           **error);
GPtrArray   *keys_pending_list     (const char        *folder);
/* What the request was handed in under; forgotten with the key. */
char    *keys_pending_get_note (const KeysPending *self);
gboolean keys_pending_set_note (const KeysPending  *self,
                                const char         *note,
                                GError            **error);
gboolean     keys_pending_unlocks  (const KeysPending *self,
                                    const char        *password,
                                    GError           **error);
/* Key and certificate as PKCS#12 under the same password; the key's own file goes afterwards. */
gboolean     keys_pending_write    (const KeysPending *self,
                                    GPtrArray         *chain,
                                    const char        *path,
                                    const char        *password,
                                    GError           **error);
KeysEntry   *keys_pending_finish   (const KeysPending *self,
                                    GPtrArray         *chain,
                                    const char        *folder,
                                    const char        *password,
                                    GError           **error);
void         keys_pending_discard  (const KeysPending *self);
void         keys_pending_free     (KeysPending       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KeysPending, keys_pending_free)

G_END_DECLS
