/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-cmp-message.h"
#include "pki-issuer.h"

G_BEGIN_DECLS

typedef enum {
  PKI_CMP_REJECTED,
  PKI_CMP_ACCEPTED,
  PKI_CMP_WAITING,
  PKI_CMP_RESUMED, /* to a question how far it is: it is decided now, and @resumed says what */
} PkiCmpStatus;

/* By the bit's number in PKIFailureInfo (RFC 9810, 5.2.3). */
typedef enum {
  PKI_CMP_BAD_ALGORITHM = 0,
  PKI_CMP_BAD_REQUEST = 2,
  PKI_CMP_BAD_TIME = 3,
  PKI_CMP_BAD_CERTIFICATE_ID = 4,
  PKI_CMP_BAD_DATA_FORMAT = 5,
  PKI_CMP_WRONG_AUTHORITY = 6,
  PKI_CMP_BAD_PROOF = 9,
  PKI_CMP_CERTIFICATE_REVOKED = 10,
  PKI_CMP_TIME_NOT_AVAILABLE = 14,
  PKI_CMP_BAD_TEMPLATE = 19,
  PKI_CMP_TRANSACTION_IN_USE = 21,
  PKI_CMP_NOT_AUTHORIZED = 23,
  PKI_CMP_SYSTEM_UNAVAILABLE = 24,
} PkiCmpFailure;

/* What is said to a message; it begins as a rejection. */
typedef struct {
  PkiCmpStatus    status;
  PkiCertificate *certificate; /* (nullable): the new one */
  gint64          check_after; /* seconds until it is worth to ask again */
  PkiCmpFailure   failure;
  char           *text;        /* (nullable): what to do about a rejection */
  GBytes         *resumed;     /* (nullable): the request that was waiting */
} PkiCmpVerdict;

/* Decides on a message whose protection and, where it has one, proof of possession hold. */
typedef void (*PkiCmpDecide) (const PkiCmpMessage *message,
                              PkiCmpVerdict       *verdict,
                              gpointer             data);

/* Who answers messages; all lent. */
typedef struct {
  GBytes         *secret;   /* (nullable): that the reference stands for */
  PkiCertificate *sender;   /* (nullable): whose signature is taken */
  GBytes         *begun;    /* (nullable): the request of the transaction; NULL: it begins */
  GBytes         *nonce;    /* of the answer before, where there was one */
  PkiCertificate *issued;   /* (nullable): what the transaction has brought */
  PkiIssuer      *office;   /* signs the answers to who has no secret */
  GPtrArray      *chain;    /* PkiCertificate: the office's, its issuer's, the root */
  PkiCmpDecide    decide;
  gpointer        data;
} PkiCmpService;

GBytes *pki_cmp_answer (const PkiCmpService  *service,
                        const PkiCmpMessage  *message,
                        GError              **error);

G_END_DECLS
