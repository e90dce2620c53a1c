/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "wire-message.h"

G_BEGIN_DECLS

/* The platform's certification authority. Whoever meets a platform for the first time compares
 * root_sha256 with what they were told by another way. */
typedef struct {
  GBytes *root; /* DER */
  char *root_sha256;
  GBytes *authority; /* DER: the one that issues */
  char *authority_sha256;
  char *ocsp;
  char *crl;
  char *tsa;
} WireAuthority;

extern const WireType wire_authority_type;

G_END_DECLS
