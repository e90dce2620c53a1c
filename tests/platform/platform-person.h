/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-signer.h"
#include "platform-test.h"
#include "wire-statement.h"

G_BEGIN_DECLS

/* A key on somebody's computer. */
typedef struct {
  GBytes *key;
  char *request; /* base64 */
} PlatformKey;

/* Somebody who is logged in and has accepted what a certificate needs. */
typedef struct {
  PlatformTest *test;
  char *session; /* token of the login */
  PlatformKey *key;
  char *serial;      /* NULL before there is a certificate */
  PkiSigner *signer; /* signs each act that counts; NULL: nobody does */
} PlatformPerson;

PlatformKey    *platform_key_new       (const char *kind);
void            platform_key_free      (PlatformKey *self);
PlatformPerson *platform_person_new    (PlatformTest *test,
                                        const char   *login);
void            platform_person_free   (PlatformPerson *self);
PlatformReply  *platform_person_ask    (PlatformPerson *self,
                                        const char     *method,
                                        const char     *path,
                                        const char     *body);
void            platform_person_accept (PlatformPerson *self,
                                        const char     *name);
/* An identification that has passed; its id. */
char           *platform_person_pass    (PlatformPerson *self,
                                         PlatformKey    *key);
/* Has a certificate from now on, and signs with it. */
void            platform_person_certify (PlatformPerson *self);
PkiSigner      *platform_person_open    (PlatformKey    *key,
                                         PlatformReply  *certificate);
PlatformReply  *platform_person_challenge (PlatformPerson *self,
                                           WireOperation   operation,
                                           const char     *object);
/* A value of Vermilion-Act over a statement whose nonce, state, platform and time are the challenge's
 * where they are not given. */
char           *platform_person_sign    (PkiSigner      *signer,
                                         PlatformReply  *challenge,
                                         WireStatement  *statement);
/* NULL: it is no act that is signed, or of nothing that there is. */
char           *platform_person_sign_act (PlatformPerson *self,
                                          const char     *method,
                                          const char     *path,
                                          const char     *body);
PlatformReply  *platform_person_begin  (PlatformPerson *self,
                                        PlatformKey    *key);
PlatformReply  *platform_person_scan   (PlatformTest  *test,
                                        PlatformReply *identity);
PlatformReply  *platform_person_enter  (PlatformTest  *test,
                                        PlatformReply *phone,
                                        const char    *code);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlatformKey, platform_key_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlatformPerson, platform_person_free)

G_END_DECLS
