/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "model-certificate.h"
#include "model-job.h"
#include "pki-envelope-file.h"
#include "pki-envelope.h"

G_BEGIN_DECLS

/* Files that only the holders of chosen certificates can read; what is slow about them. */

/* What is encrypted, where to and to whom (PkiCertificate); all lent. */
typedef struct {
  const char *input;
  const char *output;
  GPtrArray *recipients;
  ModelJobProgress progress; /* or NULL */
  gpointer progress_data;    /* must outlive the callback */
} ModelEnvelopeWriting;

void         model_envelope_write        (const ModelEnvelopeWriting *writing,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
gboolean     model_envelope_write_finish (GAsyncResult  *result,
                                          GError       **error);

void         model_envelope_read         (const char           *path,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
PkiEnvelope *model_envelope_read_finish  (GAsyncResult  *result,
                                          GError       **error);

/* With what an envelope is opened, and where to; all lent. */
typedef struct {
  PkiEnvelope *envelope; /* must outlive the callback */
  ModelCertificate *certificate; /* whose key opens it */
  GBytes *password;              /* or PIN, model_secret_new() */
  const char *output;
  ModelJobProgress progress; /* or NULL */
  gpointer progress_data;    /* must outlive the callback */
} ModelEnvelopeOpening;

void         model_envelope_open         (const ModelEnvelopeOpening *opening,
                                          GCancellable               *cancellable,
                                          GAsyncReadyCallback         callback,
                                          gpointer                    user_data);
gboolean     model_envelope_open_finish  (GAsyncResult  *result,
                                          GError       **error);

G_END_DECLS
