/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli-command.h"
#include "client-platform.h"
#include "keys-pending.h"
#include "wire-account.h"
#include "wire-certificate.h"

G_BEGIN_DECLS

/* The platform that the commands speak with, and what is remembered of it between two of them: its
 * address, the fingerprint of its root as seen first, and the session; in a file for its owner
 * alone, but for the session where there is a keyring (client-vault.h). */
typedef struct {
  char           *url;
  char           *root_sha256; /* (nullable) */
  char           *session;     /* (nullable) */
  gboolean        in_keyring;  /* the desktop's has the session, and no file */
  char           *anchor;      /* (nullable): PEM, as client_platform_set_anchor() takes it */
  ClientPlatform *client;
  PkiSigner      *signer; /* (nullable): lent, of who signs what counts */
  const char     *etag;   /* (nullable): lent, of the state that was decided on */
} CliPlatform;

CliPlatform *cli_platform_open (const char   *url,
                                GError      **error);
/* The same where its server proves itself with a certificate of nobody that the system knows. */
CliPlatform *cli_platform_open_anchored (const char   *url,
                                         const char   *file,
                                         GError      **error);
gboolean     cli_platform_ask  (CliPlatform   *self,
                                WireOperation  operation,
                                gconstpointer  body,
                                gpointer      *answer,
                                GError       **error);
/* For the list of keys, which has no network: what became of a certificate. */
void         cli_platform_note (const WireCertificate *certificate);
gboolean     cli_platform_forget (CliPlatform  *self,
                                  GError      **error);
gboolean     cli_platform_save (CliPlatform  *self,
                                GError      **error);
void         cli_platform_free (CliPlatform  *self);
/* Its root certificate, after it was compared with what is remembered. */
gboolean     cli_platform_ask_root (const char  *url,
                                    GBytes     **der,
                                    GError     **error);

/* What somebody is identified for; all of it is lent. */
typedef struct {
  GBytes     *request;    /* PKCS#10 with the key */
  const char *enterprise; /* (nullable): id of the one in whose name it will be */
  const char *name;       /* (nullable): of the person, where it has changed */
  const char *id_number;  /* (nullable): of somebody of whom the platform knows none */
  gboolean    here;       /* on a trial platform, do what the phone would */
  gboolean    qr;         /* draw the code */
  const KeysPending *memory; /* (nullable): beside what the identification is noted, to go on with */
} CliPlatformProof;

/* The id of an identification that has passed. */
char        *cli_platform_identify (CliPlatform             *self,
                                    const CliPlatformProof  *wish,
                                    GError                 **error);

/* A new key beside the file that it will be in, or the one that waits there. */
KeysPending *cli_platform_make_key (const char       *output,
                                    const KeysNewKey *wish,
                                    GError          **error);

/* A session of whoever a browser has logged in at the platform's portal, for wire_free(). */
WireSession *cli_platform_visit_portal (CliPlatform  *self,
                                        gboolean      browser,
                                        GError      **error);

/* The id of the enterprise with this code. */
char        *cli_platform_find_enterprise (CliPlatform  *self,
                                           const char   *code,
                                           GError      **error);

/* The commands of the group. */
CliExit cli_platform              (char **argv);
CliExit cli_platform_status       (char **argv);
CliExit cli_platform_root         (char **argv);
CliExit cli_platform_register     (char **argv);
CliExit cli_platform_login        (char **argv);
CliExit cli_platform_sessions     (char **argv);
CliExit cli_platform_logout       (char **argv);
CliExit cli_platform_password     (char **argv);
CliExit cli_platform_portal       (char **argv);
CliExit cli_platform_apply        (char **argv);
CliExit cli_platform_certificates (char **argv);
CliExit cli_platform_enterprises  (char **argv);
CliExit cli_platform_claim        (char **argv);
CliExit cli_platform_members      (char **argv);
CliExit cli_platform_report       (char **argv);
CliExit cli_platform_withdraw     (char **argv);
CliExit cli_platform_suspend      (char **argv);
CliExit cli_platform_revoke       (char **argv);
CliExit cli_platform_renew        (char **argv);
CliExit cli_platform_restore      (char **argv);
CliExit cli_platform_change       (char **argv);
CliExit cli_platform_acts         (char **argv);
CliExit cli_platform_review       (char **argv);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliPlatform, cli_platform_free)

G_END_DECLS
