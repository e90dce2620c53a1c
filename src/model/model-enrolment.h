/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "keys-pending.h"
#include "model-application.h"

G_BEGIN_DECLS

/* What the platform's worker needs to take an application a step further, and what it brings; no
 * object of the main thread. */
typedef struct {
  ModelApplicationPurpose purpose;
  char *keys;
  char *drafts; /* where keys wait for this person and space; model_account_dup_drafts() */
  char *serial;
  char *path;
  char *organisation;
  char *name; /* that the person has now, or NULL */
  GBytes *id_number; /* of somebody of whom the platform knows none, or NULL */
  char *token;  /* RFC 7512: the key is there, and the password is its PIN; or NULL */
  char *driver; /* for token, or NULL */
  char *token_name; /* what it is called, where the key is made there; or NULL */
  char *kind;
  char *session; /* of an identification that goes on, or NULL */
  ModelKey *key; /* that signs, or NULL */
  GBytes *password;
} ModelEnrolment;

typedef struct {
  WireIdentity *identity;
  char *result;
  gboolean unsigned_yet; /* the person has to sign before it goes on */
} ModelEnrolmentNews;

void model_enrolment_free      (gpointer data);
void model_enrolment_news_free (gpointer data);

/* For model_platform_run(): the data is a ModelEnrolment, the result ModelEnrolmentNews. */
gpointer model_enrolment_begin   (ClientPlatform  *client,
                                  gpointer         data,
                                  GError         **error);
gpointer model_enrolment_poll    (ClientPlatform  *client,
                                  gpointer         data,
                                  GError         **error);
gpointer model_enrolment_refresh (ClientPlatform  *client,
                                  gpointer         data,
                                  GError         **error);

/* The key that waits for its certificate, or NULL. */
KeysPending *model_enrolment_find_waiting (const char *drafts);

G_END_DECLS
