/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "client-platform.h"
#include "model-error.h"
#include "pki-certificate.h"
#include "wire-authority.h"
#include "wire-platform.h"

G_BEGIN_DECLS

typedef enum {
  MODEL_PLATFORM_OFF,
  MODEL_PLATFORM_CONNECTING,
  MODEL_PLATFORM_READY,
  MODEL_PLATFORM_FAILED,
} ModelPlatformState;

#define MODEL_TYPE_PLATFORM (model_platform_get_type ())
G_DECLARE_FINAL_TYPE (ModelPlatform, model_platform, MODEL, PLATFORM, GObject)

/* Runs on the platform's worker, one at a time; what it asks ends with the job's cancellable. */
typedef gpointer (*ModelPlatformFunc) (ClientPlatform *client, gpointer data, GError **error);

typedef struct {
  ModelPlatformFunc func;
  gpointer data; /* taken; freed on the main context after the callback */
  GDestroyNotify data_free;
  GDestroyNotify result_free;
  gboolean aside; /* it takes long: on a worker of its own, once the platform is ready */
} ModelPlatformWork;

/* The platform that the desktop works with: one at an address, known by the fingerprint of its
 * root, or else the private one of this computer, which runs in this process, on loopback alone,
 * from the first question on. What is known of platforms lies in one file of mode 0600. Signals
 * "changed", and "switched" when it is another platform. The session is
 * with the desktop's keyring where there is one (client-vault.h). */
ModelPlatform *model_platform_new (const char *folder,
                                   const char *name);
/* NULL: the private one. */
const char        *model_platform_get_address    (ModelPlatform *self);
char             **model_platform_list_addresses (ModelPlatform *self);
char              *model_platform_dup_proxy      (ModelPlatform *self);
/* Through what it is reached; NULL: as the last time, and at first as the desktop says. */
gboolean           model_platform_use            (ModelPlatform  *self,
                                                  const char     *address,
                                                  const char     *proxy,
                                                  GError        **error);
gboolean           model_platform_forget         (ModelPlatform  *self,
                                                  const char     *address,
                                                  GError        **error);
void               model_platform_connect        (ModelPlatform *self);
ModelPlatformState model_platform_get_state      (ModelPlatform *self);
const GError      *model_platform_get_error      (ModelPlatform *self);
/* After MODEL_ERROR_ROOT_NEW; what is accepted is what the person has compared, or nothing. */
char    *model_platform_dup_new_root (ModelPlatform *self);
gboolean model_platform_accept_root  (ModelPlatform  *self,
                                      const char     *compared,
                                      GError        **error);
/* What its server may prove itself with, in PEM; NULL: nothing but the system's authorities. */
const char *model_platform_get_anchor (ModelPlatform *self);
/* After PKI_ERROR_FETCH_TLS; may be NULL. */
PkiCertificate *model_platform_dup_refused (ModelPlatform *self);
gboolean        model_platform_accept_server (ModelPlatform  *self,
                                              const char     *compared,
                                              GError        **error);
gboolean        model_platform_set_anchor  (ModelPlatform  *self,
                                            const char     *pem,
                                            GError        **error);
/* NULL before it is ready. */
const WirePlatform  *model_platform_get_about     (ModelPlatform *self);
const WireAuthority *model_platform_get_authority (ModelPlatform *self);
gboolean             model_platform_is_embedded   (ModelPlatform *self);
gboolean             model_platform_is_trial      (ModelPlatform *self);
/* Whether somebody was logged in last time. */
gboolean model_platform_has_session (ModelPlatform *self);
gboolean model_platform_set_session (ModelPlatform  *self,
                                     const char     *session,
                                     GError        **error);
gboolean model_platform_is_session_in_keyring (ModelPlatform *self);
/* Something small that is remembered of this platform, such as which space was the last. */
char    *model_platform_dup_note (ModelPlatform *self,
                                  const char    *key);
gboolean model_platform_set_note (ModelPlatform  *self,
                                  const char     *key,
                                  const char     *value,
                                  GError        **error);
void     model_platform_run         (ModelPlatform           *self,
                                     const ModelPlatformWork *work,
                                     GCancellable            *cancellable,
                                     GAsyncReadyCallback      callback,
                                     gpointer                 user_data);
/* One question by itself; the answer is for wire_free(). */
void model_platform_ask (ModelPlatform        *self,
                         const ClientQuestion *question,
                         GCancellable         *cancellable,
                         GAsyncReadyCallback   callback,
                         gpointer              user_data);
/* Of both; NULL without an error where there is no answer but "done". */
gpointer model_platform_finish (GAsyncResult  *result,
                                GError       **error);

G_END_DECLS
