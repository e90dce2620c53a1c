/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-fetch.h"

/**
 * pki_fetch_free:
 * @self: (transfer full) (nullable): a fetcher
 *
 * Frees a fetcher of any kind.
 */
void
pki_fetch_free (PkiFetch *self)
{
  if (self != NULL)
    self->free (self);
}
