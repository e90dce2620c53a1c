/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>

#include "model-account.h"
#include "model-key.h"
#include "model-tokens.h"
#include "wire-identity.h"

G_BEGIN_DECLS

/* What the person wants of the platform; each but RENEW has them identified by phone. */
typedef enum {
  MODEL_APPLICATION_APPLY,   /* a key, and a certificate for it */
  MODEL_APPLICATION_REKEY,   /* the same in the place of an older one */
  MODEL_APPLICATION_CHANGE,  /* the same with another name or level; the older one ends with it */
  MODEL_APPLICATION_RESTORE, /* a suspended certificate is to count again */
  MODEL_APPLICATION_RENEW,   /* the same key for a further time */
} ModelApplicationPurpose;

typedef enum {
  MODEL_APPLICATION_IDLE,
  MODEL_APPLICATION_BEGINNING, /* a key is made and stored, a code asked for */
  MODEL_APPLICATION_WAITING,   /* for the phone; the identity tells how far it is */
  MODEL_APPLICATION_SIGNING,   /* the phone is done, and the person has to sign */
  MODEL_APPLICATION_DONE,
} ModelApplicationState;

#define MODEL_TYPE_APPLICATION (model_application_get_type ())
G_DECLARE_FINAL_TYPE (ModelApplication, model_application, MODEL, APPLICATION, GObject)

/* All of it is lent. */
typedef struct {
  ModelAccount *account; /* who applies, in the space that they are in */
  const char *keys;      /* the key folder */
  ModelApplicationPurpose purpose;
  const char *serial; /* of the certificate in question; NULL for APPLY */
  const char *path;   /* of its PKCS#12; for RESTORE and RENEW, where its key is in a file */
  const char *token;  /* its address (RFC 7512); for these, where it is on a token */
  const char *driver; /* for token, or NULL */
} ModelApplicationWish;

/* One application for a certificate, from the key to the identity that can sign. The key is on the
 * disk, encrypted, before the platform hears of it; one that waited when the program ended is
 * gone on with. Signal "changed". */
ModelApplication *model_application_new (const ModelApplicationWish *wish);
/* Whether a key waits for a certificate of this person in this space, on this platform. */
gboolean model_application_has_waiting (ModelAccount *account,
                                        const char   *keys);
/* The token that it waits on, plugged in or not; NULL: it waits in a file, or none does. */
ModelTokenPlace *model_application_dup_waiting_place (ModelAccount *account,
                                                      const char   *keys);
/* Gives it up: its key is removed, or left alone where it is on a token. */
void                    model_application_drop_waiting (ModelAccount *account,
                                                        const char   *keys);
ModelApplicationPurpose model_application_get_purpose  (ModelApplication *self);
ModelApplicationState   model_application_get_state    (ModelApplication *self);
/* NULL before there is one. */
const WireIdentity *model_application_get_identity (ModelApplication *self);
/* What the phone opens; from the newest code. */
const char *model_application_get_uri (ModelApplication *self);
/* The dark modules of the QR code of a text, in thousandths of its side. */
cairo_path_t *model_application_outline_code (const char *text);
/* What went wrong last, or NULL; while waiting the platform is asked on. */
const GError *model_application_get_error (ModelApplication *self);
/* SHA-256 of the certificate that came of it, or NULL. */
const char *model_application_get_result (ModelApplication *self);
/* For CHANGE: what the person is called now; NULL: as the platform knows them. */
/* What the phone sent is with an operator now, who may take days: nobody has to wait before it. */
gboolean model_application_is_in_office (ModelApplication *self);
/* Another code is asked for. */
gboolean model_application_is_renewing (ModelApplication *self);
void model_application_set_name (ModelApplication *self,
                                 const char       *name);
/* Of a document of somebody of whom the platform knows none: model_secret_new(), or NULL. */
void model_application_set_id_number (ModelApplication *self,
                                      GBytes           *number);
/* The key is to be made on a token, or waits there; the password is its PIN then. */
void model_application_set_place (ModelApplication      *self,
                                  const ModelTokenPlace *place);
/* kind: as keys_pkcs12_generate() names key types; for APPLY, REKEY and CHANGE. */
void model_application_begin   (ModelApplication *self,
                                GBytes           *password,
                                const char       *kind);
void model_application_sign    (ModelApplication *self,
                                ModelKey         *key);
void model_application_refresh (ModelApplication *self);
void model_application_cancel  (ModelApplication *self);

G_END_DECLS
