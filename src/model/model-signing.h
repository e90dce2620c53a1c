/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-certificates.h"
#include "model-placements.h"
#include "model-terms.h"

G_BEGIN_DECLS

/* How far a signing is: its step, and how much of the step. On the main context. */
typedef void (*ModelSigningProgress) (PadesStep step,
                                      double    fraction,
                                      gpointer  progress_data);

/* What is to be signed, and how. Everything is copied; the password is held until the key has been
 * opened with it. */
typedef struct {
  const char           *input;
  GBytes               *input_password; /* of an encrypted input, or NULL */
  const char           *output;
  gboolean              replace;      /* the output may be overwritten: the user said so */
  ModelPlacements      *placements;   /* or NULL: an invisible signature */
  ModelCertificate     *certificate;
  GBytes               *password;     /* or PIN: model_secret_new(); NULL for a PIN pad */
  ModelTerms            terms;
  ModelSigningProgress  progress;     /* or NULL */
  gpointer              progress_data;
} ModelSigningRequest;

/* Signs on a worker. The placements are read before it returns and never changed. */
void     model_signing_run       (const ModelSigningRequest *request,
                                  GCancellable              *cancellable,
                                  GAsyncReadyCallback        callback,
                                  gpointer                   user_data);
/* What would fail without a key: certification, locks, damaged files. Only input and placements
 * of the request are read. Its end tells the names of the form fields that may be locked. */
void model_signing_preflight (const ModelSigningRequest *request,
                              GCancellable              *cancellable,
                              GAsyncReadyCallback        callback,
                              gpointer                   user_data);
char   **model_signing_preflight_finish (GAsyncResult           *result,
                                  GError                    **error);
/* Adds time-stamps and proofs to the signatures that are there: takes input, output, and the level,
 * tsa and trust of the terms. */
void     model_signing_extend    (const ModelSigningRequest *request,
                                  GCancellable              *cancellable,
                                  GAsyncReadyCallback        callback,
                                  gpointer                   user_data);
gboolean model_signing_finish    (GAsyncResult              *result,
                                  GError                   **error);

/* A name for the signed file that is free: beside the input, or in the fallback folder where that
 * cannot be written. */
char    *model_signing_suggest   (const char                *input,
                                  const char                *suffix,
                                  const char                *fallback);

/* Addresses with blanks or commas between, which no address has. */
char **model_signing_split_services (const char *text);
/* The same text fit to be kept: without the passwords that addresses may have. */
char *model_signing_hide_passwords (const char *text);

G_END_DECLS
