/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-certificate.h"

G_BEGIN_DECLS

#define MODEL_TYPE_TOKENS (model_tokens_get_type ())
G_DECLARE_FINAL_TYPE (ModelTokens, model_tokens, MODEL, TOKENS, GObject)

/* The tokens that are plugged in: those whose driver is registered with p11-kit, and those of one
 * more driver. A driver that does not work takes nothing away from the others.
 *
 * Signal "changed" when their certificates, or how their PINs stand, are different; "looked" after
 * every look. */
ModelTokens  *model_tokens_new               (void);
void          model_tokens_set_driver        (ModelTokens *self,
                                              const char  *driver);
/* NULL: there is no more than what is registered. */
const char   *model_tokens_get_driver        (ModelTokens *self);
/* On a worker; no PIN is needed. */
void          model_tokens_look              (ModelTokens *self);
gboolean      model_tokens_is_looking        (ModelTokens *self);
/* Why the driver does not work, or NULL. */
const GError *model_tokens_get_error         (ModelTokens *self);
/* ModelCertificate. */
GPtrArray    *model_tokens_get_certificates  (ModelTokens *self);
/* A token, with certificates or without: where a key can be made. */
typedef struct {
  char *name;   /* what it is called, and its model */
  char *uri;    /* RFC 7512 */
  char *driver; /* or NULL: registered */
  gboolean pad; /* its PIN is typed on the device */
} ModelTokenPlace;

ModelTokenPlace *model_token_place_copy (const ModelTokenPlace *self);
void             model_token_place_free (ModelTokenPlace       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ModelTokenPlace, model_token_place_free)

/* ModelTokenPlace; as of the last look. */
GPtrArray    *model_tokens_get_places        (ModelTokens *self);
/* What the tokens are called, with certificates or without. */
char        **model_tokens_dup_names         (ModelTokens *self);

G_END_DECLS
