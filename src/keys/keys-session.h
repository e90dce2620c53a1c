/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "keys-module.h"
#include "pki-certificate.h"

G_BEGIN_DECLS

/* A session with a token: what lies on it. */
typedef struct {
  KeysSlot          slot;
  CK_SESSION_HANDLE handle;
} KeysSession;

/* A certificate as it lies on a token. */
typedef struct {
  PkiCertificate *certificate;
  GBytes         *id;    /* CKA_ID, which its keys share; may be empty */
  GBytes         *label; /* CKA_LABEL; may be empty */
} KeysObject;

KeysSession *keys_session_open              (const KeysSlot    *slot,
                                             GError           **error);
KeysSession *keys_session_open_to_write     (const KeysSlot    *slot,
                                             GError           **error);
GArray      *keys_session_find              (KeysSession       *self,
                                             CK_OBJECT_CLASS    kind,
                                             GBytes            *id,
                                             GError           **error);
GBytes      *keys_session_read              (KeysSession       *self,
                                             CK_OBJECT_HANDLE   object,
                                             CK_ATTRIBUTE_TYPE  type);
gboolean     keys_session_read_boolean      (KeysSession       *self,
                                             CK_OBJECT_HANDLE   object,
                                             CK_ATTRIBUTE_TYPE  type,
                                             gboolean           otherwise);
GPtrArray   *keys_session_list_certificates (KeysSession       *self,
                                             GError           **error);
gboolean     keys_session_check             (KeysSession       *self,
                                             CK_RV              rv,
                                             const char        *call,
                                             GError           **error);
void         keys_session_free              (KeysSession       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KeysSession, keys_session_free)

G_END_DECLS
