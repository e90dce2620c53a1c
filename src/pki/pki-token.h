/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-cms.h"

G_BEGIN_DECLS

/* The time-stamps that a CAdES signature can carry, each in an attribute of its own. */
typedef enum {
  PKI_TOKEN_CONTENT,   /* signed: the content was there before (EN 319 122-1, 5.2.8) */
  PKI_TOKEN_SIGNATURE, /* over the signature value (5.3) */
  PKI_TOKEN_ARCHIVE,   /* over all that is there, by an index of hashes (5.5.3) */
  PKI_TOKEN_ARCHIVE_2, /* the same of TS 101 733, 6.4.1, which is written no more */
  PKI_N_TOKENS
} PkiTokenKind;

/* DER for pki_timestamp_new(), a bounded number: GBytes. */
GPtrArray *pki_token_list (PkiCms       *cms,
                           PkiTokenKind  kind);

G_END_DECLS
