/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-terms.h"

#include "model-trust.h"

/* Seconds for one answer of a time-stamp service; the usual one takes less than two. */
#define TSA_TIMEOUT 20

/**
 * model_terms_copy:
 * @self: terms
 *
 * Copies them and all that they point at, for a worker.
 *
 * Returns: (transfer full): the copy
 */
ModelTerms *
model_terms_copy (const ModelTerms *self)
{
  ModelTerms *copy = g_new (ModelTerms, 1);

  *copy = *self;
  copy->tsa = (const char *const *) g_strdupv ((char **) self->tsa);
  copy->trust = g_strdup (self->trust);
  copy->lock = self->lock != NULL ? pades_lock_copy (self->lock) : NULL;
  copy->reason = g_strdup (self->reason);
  copy->location = g_strdup (self->location);
  return copy;
}

/**
 * model_terms_free:
 * @self: (transfer full): a copy
 *
 * Frees it.
 */
void
model_terms_free (ModelTerms *self)
{
  g_strfreev ((char **) self->tsa);
  g_free ((char *) self->trust);
  g_clear_pointer ((PadesLock **) &self->lock, pades_lock_free);
  g_free ((char *) self->reason);
  g_free ((char *) self->location);
  g_free (self);
}

static void
open_services (const ModelTerms *self, ModelServices *services)
{
  if (self->level > PADES_LEVEL_B_B)
    services->fetch = model_trust_new_fetch (self->trust, TSA_TIMEOUT);
  if (self->level < PADES_LEVEL_B_LT)
    return;
  services->roots = model_trust_load (self->trust);
  services->collector = pki_collector_new (services->fetch, services->roots);
}

/**
 * model_terms_fill:
 * @self: terms
 * @services: empty; takes what the level needs, and outlives the request
 * @request: (inout): takes the terms
 *
 * Writes down how to sign, on a worker. The moment of signing is the caller's to say.
 */
void
model_terms_fill (const ModelTerms *self, ModelServices *services, PadesSignRequest *request)
{
  open_services (self, services);
  request->level = self->level;
  request->digest = self->digest;
  request->pss = self->pss;
  request->fetch = services->fetch;
  request->tsa = self->tsa;
  request->roots = services->roots;
  request->collector = services->collector;
  request->certify = self->certify;
  request->lock = self->lock;
  request->reason = self->reason;
  request->location = self->location;
}

/**
 * model_services_clear:
 * @self: the services
 *
 * Lets go of them.
 */
void
model_services_clear (ModelServices *self)
{
  g_clear_pointer (&self->collector, pki_collector_free);
  g_clear_pointer (&self->roots, pki_trust_free);
  g_clear_pointer (&self->fetch, pki_fetch_free);
}
