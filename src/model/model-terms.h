/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-sign.h"

G_BEGIN_DECLS

/* How a signature is made, whoever makes it and on what. */
typedef struct {
  PadesLevel          level;
  PkiDigestType       digest;   /* NONE: what the field's author prefers, else SHA-256 */
  gboolean            pss;
  const char * const *tsa;      /* addresses in order, above B-B */
  const char         *trust;    /* folder of the roots, from B-LT on; or NULL */
  int                 certify;  /* 1, 2, 3 (DocMDP), or 0 */
  const PadesLock    *lock;     /* form fields that may not change any more, or NULL */
  const char         *reason;   /* or NULL */
  const char         *location; /* or NULL */
} ModelTerms;

/* What a level above B-B takes besides the key; of one thread. */
typedef struct {
  PkiFetch     *fetch;
  PkiTrust     *roots;
  PkiCollector *collector;
} ModelServices;

ModelTerms *model_terms_copy     (const ModelTerms *self);
void        model_terms_free     (ModelTerms       *self);
/* Everything of the request but who signs, where, and on what; its strings are lent by both. */
void        model_terms_fill     (const ModelTerms *self,
                                  ModelServices    *services,
                                  PadesSignRequest *request);
void model_services_clear (ModelServices *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ModelTerms, model_terms_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ModelServices, model_services_clear)

G_END_DECLS
