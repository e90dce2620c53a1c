/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PlatformConcern:
 * @PLATFORM_CONCERN_AUTHORITY_ENDS: the authority's certificate ends within a year
 * @PLATFORM_CONCERN_KEY: a key of the authority cannot sign: its token is away or refuses
 * @PLATFORM_CONCERN_RESPONDER: the OCSP responder's certificate could not be renewed
 * @PLATFORM_CONCERN_TIMESTAMPER: the time-stamp authority's certificate could not be renewed
 * @PLATFORM_CONCERN_REGISTRAR: the certificate that answers by CMP are signed with could not be
 * renewed
 * @PLATFORM_CONCERN_LIST: the revocation list could not be renewed
 * @PLATFORM_CONCERN_ROOT_LIST: the root's revocation list ends soon, and the root's key is
 * elsewhere
 * @PLATFORM_CONCERN_CLOCK: the clock is not to be trusted, and there are no time-stamps
 * @PLATFORM_CONCERN_STORE: the database does not answer, or the disk is full: nothing is changed
 *
 * What somebody has to do something about while the platform goes on.
 */
typedef enum {
  PLATFORM_CONCERN_AUTHORITY_ENDS,
  PLATFORM_CONCERN_KEY,
  PLATFORM_CONCERN_RESPONDER,
  PLATFORM_CONCERN_TIMESTAMPER,
  PLATFORM_CONCERN_REGISTRAR,
  PLATFORM_CONCERN_LIST,
  PLATFORM_CONCERN_ROOT_LIST,
  PLATFORM_CONCERN_CLOCK,
  PLATFORM_CONCERN_STORE,
  PLATFORM_N_CONCERNS
} PlatformConcern;

typedef struct _PlatformConcerns PlatformConcerns;

PlatformConcerns *platform_concerns_new (void);
void platform_concerns_free (PlatformConcerns *self);
void platform_concerns_note (PlatformConcerns *self, PlatformConcern concern, const char *why);
gboolean platform_concerns_has (PlatformConcerns *self, PlatformConcern concern);
guint platform_concerns_list (PlatformConcerns *self, char **names);
char *platform_concerns_to_text (PlatformConcerns *self);

G_END_DECLS
