/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "keys-folder.h"
#include "keys-standing.h"
#include "keys-token.h"
#include "pki-error.h"

G_BEGIN_DECLS

/* Whether an identity can sign now, in the order a list shows them. */
typedef enum {
  MODEL_CERTIFICATE_USABLE,
  MODEL_CERTIFICATE_NOT_YET_VALID,
  MODEL_CERTIFICATE_EXPIRED,
  MODEL_CERTIFICATE_SUSPENDED,    /* as far as is known here */
  MODEL_CERTIFICATE_REVOKED,      /* likewise */
  MODEL_CERTIFICATE_WRONG_USAGE,
  MODEL_CERTIFICATE_ENCRYPTION,   /* only to encrypt with */
  MODEL_CERTIFICATE_NO_KEY,       /* on its token */
  MODEL_CERTIFICATE_TOKEN_LOCKED,
  MODEL_CERTIFICATE_TOKEN_NO_PIN,
} ModelCertificateState;

#define MODEL_TYPE_CERTIFICATE (model_certificate_get_type ())
G_DECLARE_FINAL_TYPE (ModelCertificate, model_certificate, MODEL, CERTIFICATE, GObject)

/* One of the user's own identities: a certificate with its key in the key folder or on a token. */
ModelCertificate     *model_certificate_new             (KeysEntry        *entry);
ModelCertificate     *model_certificate_new_on_token    (KeysTokenEntry   *token);
/* NULL for one in the key folder. */
const KeysTokenEntry *model_certificate_get_token       (ModelCertificate *self);
const char           *model_certificate_get_id          (ModelCertificate *self);
const char           *model_certificate_get_path        (ModelCertificate *self);
PkiCertificate       *model_certificate_get_certificate (ModelCertificate *self);
/* It and its issuers, as far as they show without its password. */
GPtrArray            *model_certificate_dup_chain       (ModelCertificate *self,
                                                         gboolean         *complete);
void                  model_certificate_set_standing    (ModelCertificate *self,
                                                         KeysStanding      standing);
/* It speaks for somebody else than its holder works for now. */
void                  model_certificate_set_elsewhere   (ModelCertificate *self,
                                                         gboolean          elsewhere);
gboolean              model_certificate_is_elsewhere    (ModelCertificate *self);
ModelCertificateState model_certificate_get_state       (ModelCertificate *self,
                                                         gint64            now);
/* Signed by itself: good for trying things, and nobody else has reason to believe it. */
gboolean              model_certificate_is_test         (ModelCertificate *self);

G_END_DECLS
