/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-certificate.h"
#include "model-list.h"
#include "model-secret.h"
#include "model-tokens.h"

G_BEGIN_DECLS

#define MODEL_TYPE_CERTIFICATES (model_certificates_get_type ())
G_DECLARE_FINAL_TYPE (ModelCertificates, model_certificates, MODEL, CERTIFICATES, ModelList)

/* What a test identity is to be. */
typedef struct {
  const char *name;         /* of the person or the seal's owner */
  const char *organisation; /* or NULL */
  const char *kind;         /* as keys_pkcs12_generate() names key types */
  GBytes     *password;     /* model_secret_new() */
} ModelTestIdentity;

/* A key file to take in: PKCS#12, or PEM, where certificates may be in a file of their own. */
typedef struct {
  const char *path;
  const char *certificates; /* or NULL */
  GBytes     *password;     /* model_secret_new() */
} ModelKeyFile;

/* The user's own identities, a GListModel of ModelCertificate: those that can sign now first, the
 * rest after them. */
ModelCertificates *model_certificates_new             (const char          *folder);
/* Reads the folder again. */
gboolean           model_certificates_reload          (ModelCertificates   *self,
                                                       GError             **error);
/* WireCertificate: what a platform says of the user's; what is suspended or revoked is none to sign
 * with from now on, with or without a network. */
void               model_certificates_learn           (ModelCertificates   *self,
                                                       GPtrArray           *said);
/* In whose space the user works now, NULL for their own: of what a platform says, certificates of
 * others stand after those, and are not chosen unasked. said NULL: nobody is logged in. */
void               model_certificates_enter_space      (ModelCertificates   *self,
                                                       GPtrArray           *said,
                                                       const char          *space);
ModelCertificate  *model_certificates_find            (ModelCertificates   *self,
                                                       const char          *id);

/* Those whose certificates are in the list, too. */
ModelTokens       *model_certificates_get_tokens       (ModelCertificates   *self);
void               model_certificates_look_for_tokens  (ModelCertificates   *self);

/* Copies a key file into the folder once the password opens it. */
/* FALSE for a file whose key lies in the clear: the password of the copy is a new one. */
gboolean           model_certificates_needs_password  (const char          *path);
void               model_certificates_import          (ModelCertificates   *self,
                                                       const ModelKeyFile  *file,
                                                       GAsyncReadyCallback  callback,
                                                       gpointer             user_data);
void               model_certificates_generate        (ModelCertificates   *self,
                                                       const ModelTestIdentity *identity,
                                                       GAsyncReadyCallback  callback,
                                                       gpointer             user_data);
/* Of both: the new identity. */
ModelCertificate  *model_certificates_finish          (ModelCertificates   *self,
                                                       GAsyncResult        *result,
                                                       GError             **error);
gboolean           model_certificates_remove          (ModelCertificates   *self,
                                                       ModelCertificate    *certificate,
                                                       GError             **error);
gboolean           model_certificates_restore          (ModelCertificates   *self,
                                                       const char          *id,
                                                       GError             **error);

/* Which identity signed last with this seal ("" for a signature without one). */
void               model_certificates_remember        (ModelCertificates   *self,
                                                       const char          *seal,
                                                       ModelCertificate    *certificate);
ModelCertificate  *model_certificates_recall          (ModelCertificates   *self,
                                                       const char          *seal);

G_END_DECLS
