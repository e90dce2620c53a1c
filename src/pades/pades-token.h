/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-report.h"
#include "pki-hash-index.h"
#include "pki-token.h"

G_BEGIN_DECLS

/* A time-stamp inside a signature's CMS, and whether it is over what it has to be over. */
typedef struct {
  PkiTokenKind  kind;
  GBytes       *der;
  PkiTimestamp *token;   /* NULL where it cannot be read */
  PkiDigestType digest;  /* of the content, where it needs one of its own */
  guint         place;   /* of that among the hashes */
  PkiCmsCheck   check;
  PkiCovered    covered; /* of an archive time-stamp that is intact */
} PadesToken;

/* PadesToken: those whose check needs the content's digest, or all that a CMS has. */
GPtrArray *pades_token_list  (PkiCms       *cms);
void       pades_token_free  (PadesToken   *self);
void       pades_token_check (PadesToken   *self,
                              PkiCms       *cms,
                              GBytes       *content_digest);

G_END_DECLS
