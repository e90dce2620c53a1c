/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "platform-error.h"

G_BEGIN_DECLS

typedef struct _Platform Platform;

/**
 * PlatformOptions:
 * @name: what the platform calls itself to people
 * @data_directory: keys and, without @database, the SQLite file live here; made with mode 0700
 * @database: (nullable): postgresql://…, or NULL for SQLite in @data_directory
 * @address: (nullable): what to listen on; NULL is loopback alone
 * @port: 0 takes the one of the last start if it is free, else any
 * @proxies: (nullable): addresses of proxies, as 10.0.0.7 or 10.0.0.0/24, whose word is taken for
 *   where a request comes from; NULL at the end
 * @proxy_header: (nullable): where they say it: X-Forwarded-For or Forwarded; NULL is the first
 * @token: (nullable): when set, each request but those of phones and of revocation and time answers
 *   must carry it, as Vermilion-Token
 * @metrics_token: (nullable): file with the token that who asks for the counters carries, for its
 *   owner alone; NULL: only who knows @token may read them
 * @public_url: (nullable): how others reach it, such as https://seal.example; NULL is the address
 * it listens on
 * @status_url: (nullable): http address at which others ask about certificates, as these name it;
 *   NULL is that of @status_address, or else as @public_url
 * @status_address: (nullable): where to listen for that alone, without TLS; NULL: nowhere else
 * @status_port: for @status_address; 0 is any
 * @tls_certificate: (nullable): PEM file; with it the platform speaks TLS only
 * @tls_key: (nullable): PEM file of its private key
 * @open_registration: whether anybody may open an account
 * @portal_registration: whether whoever the portal vouches for, and nobody knows here yet, is given an
 *   account where nobody may open one
 * @signed_office: operators need a certificate of their own to decide anything
 * @synchronised_clock: give time-stamps only while the kernel says that its clock is synchronised
 * @identification: (nullable): trial, review or http; NULL is trial
 * @identity_url: (nullable): of the outside service, for http
 * @identity_key: (nullable): file of the key that it shares with the platform, for http
 * @policy_arc: (nullable): OID under which the policies of its certificates are; NULL is an arc of
 *   this program's own
 * @portal_issuer: (nullable): OpenID Connect provider at which people may log in; NULL: none
 * @portal_client: (nullable): what this platform is called there, for @portal_issuer
 * @portal_secret: (nullable): file with the secret shared with it, for its owner alone
 * @portal_name: (nullable): what people call it; NULL: as @portal_issuer
 * @ca_token: (nullable): PKCS#11 URI of the token that keys of the authority are on
 * @ca_module: (nullable): PKCS#11 module that p11-kit does not know of, for @ca_token
 * @ca_pin_file: (nullable): file with the token's PIN, for its owner alone
 * @ca_keys: (nullable): which of authority, ocsp and tsa are on the token, with commas between;
 *   NULL: all
 * @keep_seconds: how often the platform looks after its certificates and lists; 0 is each minute
 * @workers: threads that answer requests; 0 is as many as the database is worth
 * @per_second: how many requests of one address are answered; 0 is 200
 * @per_address: how many connections one address may have; 0: 512, or half of what the process may
 *   open where that is less
 * @patience: seconds that a connection may let the platform wait; 0 is 120
 * @clock: (nullable): seconds since 1970 UTC; NULL is the system's clock
 * @uptime: (nullable): seconds of a clock that nobody sets, beside @clock; NULL with @clock: none
 * @clock_data: for @clock and @uptime
 *
 * All that a platform is started with.
 */
typedef struct {
  const char *name;
  const char *data_directory;
  const char *database;
  const char *address;
  guint16 port;
  const char *const *proxies;
  const char *proxy_header;
  const char *token;
  const char *metrics_token;
  const char *public_url;
  const char *status_url;
  const char *status_address;
  guint16 status_port;
  const char *tls_certificate;
  const char *tls_key;
  gboolean open_registration;
  gboolean portal_registration;
  gboolean signed_office;
  gboolean synchronised_clock;
  const char *identification;
  const char *identity_url;
  const char *identity_key;
  const char *policy_arc;
  const char *portal_issuer;
  const char *portal_client;
  const char *portal_secret;
  const char *portal_name;
  const char *ca_token;
  const char *ca_module;
  const char *ca_pin_file;
  const char *ca_keys;
  guint keep_seconds;
  guint workers;
  guint per_second;
  guint per_address;
  guint patience;
  gint64 (*clock) (gpointer data);
  gint64 (*uptime) (gpointer data);
  gpointer clock_data;
} PlatformOptions;

/**
 * PlatformGrant:
 * @login: of whom
 * @role: administrator, ca-operator or service-agent
 * @granted: FALSE takes it back
 *
 * A role in the platform's own office.
 */
typedef struct {
  const char *login;
  const char *role;
  gboolean granted;
} PlatformGrant;

/**
 * PlatformRestoration:
 * @path: of a file that platform_backup() wrote
 * @list: (nullable): of the last revocation list that the lost platform gave out
 *
 * What a platform is made again of.
 */
typedef struct {
  const char *path;
  const char *list;
} PlatformRestoration;

/**
 * PlatformRestored:
 * @taken: when the backup was made, in seconds since 1970 UTC: of what came later nothing is known
 * @n_stopped: certificates that the list says are revoked or suspended, and the backup did not
 *
 * What its operator has to know.
 */
typedef struct {
  gint64 taken;
  guint n_stopped;
} PlatformRestored;

gboolean platform_check_database (const char *address, GError **error);
Platform *platform_start (const PlatformOptions *options, GError **error);
const char *platform_get_url (Platform *platform);
gboolean platform_reload (Platform *platform, GError **error);
void platform_stop (Platform *platform);
gboolean platform_request_authority (const PlatformOptions *options,
                                     const char *path,
                                     GError **error);
gboolean platform_certify_authority (const PlatformOptions *options,
                                     const char *path,
                                     GError **error);
gboolean platform_backup (const PlatformOptions *options, const char *path, GError **error);
gboolean platform_restore (const PlatformOptions *options,
                           const PlatformRestoration *wish,
                           PlatformRestored *told,
                           GError **error);
gboolean platform_grant (const PlatformOptions *options, const PlatformGrant *grant, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Platform, platform_stop)

G_END_DECLS
