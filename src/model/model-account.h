/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-platform.h"
#include "wire-account.h"
#include "wire-certificate.h"
#include "wire-credit-code.h"
#include "wire-identity.h"
#include "wire-organisation.h"
#include "wire-text.h"

G_BEGIN_DECLS

#define MODEL_TYPE_ACCOUNT (model_account_get_type ())
G_DECLARE_FINAL_TYPE (ModelAccount, model_account, MODEL, ACCOUNT, GObject)

/* Who the person is on the platform, and the certificates that they have there. Signals "changed",
 * and "left" when they are of an enterprise no more. */
ModelAccount  *model_account_new          (ModelPlatform *platform);
ModelPlatform *model_account_get_platform (ModelAccount *self);
/* NULL while nobody is logged in. */
const WireAccount *model_account_get_account (ModelAccount *self);
/* FALSE of one that is entered by a portal alone. */
gboolean model_account_has_password (ModelAccount *self);
/* What to enter with again; NULL: nobody has a password here yet. */
char    *model_account_dup_last_login (ModelAccount *self);
/* TRUE of who came by a portal and was not identified yet: who they are is for them to say. */
gboolean model_account_is_to_claim (ModelAccount *self);
/* WireCertificate, newest first; NULL before they are known. */
GPtrArray *model_account_get_certificates (ModelAccount *self);
/* WireOrganisation: enterprises that the person represents or belongs to; NULL before they are
 * known. */
GPtrArray *model_account_get_organisations (ModelAccount *self);
const WireOrganisation *model_account_find_organisation (ModelAccount *self,
                                                         const char   *id);
/* The enterprise in whose digital space one works; NULL is the person's own space. What space it was
 * is remembered. */
const WireOrganisation *model_account_get_space (ModelAccount *self);
gboolean model_account_enter_space (ModelAccount  *self,
                                    const char    *organisation,
                                    GError       **error);
/* Where keys wait below the key folder: those of one platform, account and space do not meet others. */
char    *model_account_dup_drafts  (ModelAccount          *self,
                                    const char            *keys);
gboolean model_account_is_of_space (ModelAccount          *self,
                                    const WireCertificate *certificate);
/* The one of this space that stands for "verified": neither revoked nor at its end, or NULL. */
const WireCertificate *model_account_get_current (ModelAccount *self,
                                                  gint64        now);
/* Where none counts: what there was. */
const WireCertificate *model_account_get_last    (ModelAccount *self);
gboolean               model_account_is_busy     (ModelAccount *self);
const GError          *model_account_get_error   (ModelAccount *self);
void                   model_account_refresh     (ModelAccount *self);
void                   model_account_stop        (ModelAccount *self);
void                   model_account_forget      (ModelAccount *self);
const WireCertificate *model_account_find_certificate (ModelAccount *self,
                                                       const char   *serial);
/* Whose it is, as windows call it: a subject is for the facts. */
char    *model_account_dup_certificate_name (const WireCertificate *certificate);
/* Of two certificates for one key: nothing to be said of the older one. */
gboolean model_account_is_replaced (ModelAccount          *self,
                                    const WireCertificate *certificate);

G_END_DECLS
