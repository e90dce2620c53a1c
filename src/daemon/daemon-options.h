/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform.h"

G_BEGIN_DECLS

/* What vermiliond was told on its command line; @platform lends from the rest. */
typedef struct {
  PlatformOptions platform;
  char *name;
  char *listen;
  char *address; /* the part of @listen before the port */
  char **proxies;
  char *proxy_header;
  char *data;
  char *database;
  char *public_url;
  char *status_url;
  char *status_listen;
  char *status_address; /* the part of @status_listen before the port */
  char *tls_certificate;
  char *tls_key;
  char *identification;
  char *identity_url;
  char *identity_key;
  char *portal_issuer;
  char *portal_client;
  char *portal_secret;
  char *metrics_token;
  char *portal_name;
  char *ca_token;
  char *ca_module;
  char *ca_pin_file;
  char *ca_keys;
  char *policy_arc;
  char *grant;    /* LOGIN=ROLE */
  char *withdraw; /* LOGIN=ROLE */
  char *authority_request;
  char *certify;
  char *backup;
  char *restore;
  char *revocation_list; /* for it */
  gint requests_per_second;
  gint per_address;
  gint patience;
  gboolean open_registration;
  gboolean show_version;
} DaemonOptions;

DaemonOptions *daemon_options_parse (int      *argc,
                                     char   ***argv,
                                     GError  **error);
void           daemon_options_free  (DaemonOptions *options);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DaemonOptions, daemon_options_free)

G_END_DECLS
