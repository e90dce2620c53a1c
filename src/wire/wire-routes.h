/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "wire-message.h"

G_BEGIN_DECLS

/* Every operation of the platform, in the order of data/openapi.yaml. */
typedef enum {
  WIRE_GET_HEALTH,
  WIRE_GET_METRICS,
  WIRE_GET_OPENAPI,
  WIRE_GET_PLATFORM,
  WIRE_GET_AUTHORITY,
  WIRE_GET_ROOT_CERTIFICATE,
  WIRE_GET_AUTHORITY_CERTIFICATE,
  WIRE_GET_ROOT_LIST,
  WIRE_GET_AUTHORITY_LIST,
  WIRE_ASK_STATUS,
  WIRE_READ_STATUS,
  WIRE_STAMP_TIME,
  WIRE_CREATE_ACCOUNT,
  WIRE_CREATE_SESSION,
  WIRE_LIST_SESSIONS,
  WIRE_CREATE_LOGIN_CHALLENGE,
  WIRE_CREATE_CERTIFICATE_SESSION,
  WIRE_CREATE_ACT_CHALLENGE,
  WIRE_DELETE_SESSION,
  WIRE_GET_ME,
  WIRE_CHANGE_PASSWORD,
  WIRE_CREATE_PORTAL_LOGIN,
  WIRE_POLL_PORTAL_LOGIN,
  WIRE_CREATE_PORTAL_SESSION,
  WIRE_GET_PORTAL_LOGIN,
  WIRE_CONFIRM_PORTAL_LOGIN,
  WIRE_OPEN_PORTAL,
  WIRE_RETURN_FROM_PORTAL,
  WIRE_GET_PORTAL_PAGE,
  WIRE_GET_PORTAL_SCRIPT,
  WIRE_CREATE_PORTAL_LINK,
  WIRE_LIST_PORTAL_LINKS,
  WIRE_END_PORTAL_LINK,
  WIRE_GET_EVENTS,
  WIRE_LIST_AGREEMENTS,
  WIRE_CREATE_CONSENT,
  WIRE_LIST_CONSENTS,
  WIRE_WITHDRAW_CONSENT,
  WIRE_CREATE_IDENTITY,
  WIRE_GET_IDENTITY,
  WIRE_CANCEL_IDENTITY,
  WIRE_REFRESH_IDENTITY,
  WIRE_GET_PHONE_PAGE,
  WIRE_GET_PHONE_SCRIPT,
  WIRE_GET_PHONE_WORDS,
  WIRE_GET_PHONE_STYLE,
  WIRE_GET_PHONE,
  WIRE_SCAN_CODE,
  WIRE_CONFIRM_CODE,
  WIRE_SEND_PICTURES,
  WIRE_REPORT_IDENTITY,
  WIRE_LIST_REVIEWS,
  WIRE_GET_REVIEW,
  WIRE_ACCEPT_REVIEW,
  WIRE_REJECT_REVIEW,
  WIRE_CREATE_ORGANISATION,
  WIRE_LIST_ORGANISATIONS,
  WIRE_REPORT_ORGANISATION,
  WIRE_WITHDRAW_ORGANISATION,
  WIRE_LIST_MEMBERS,
  WIRE_SET_MEMBER,
  WIRE_REMOVE_MEMBER,
  WIRE_LIST_CLAIMS,
  WIRE_GET_CLAIM,
  WIRE_CONFIRM_CLAIM,
  WIRE_REJECT_CLAIM,
  WIRE_DOUBT_CLAIM,
  WIRE_CREATE_CERTIFICATE,
  WIRE_LIST_CERTIFICATES,
  WIRE_GET_CERTIFICATE,
  WIRE_RENEW_CERTIFICATE,
  WIRE_CHANGE_CERTIFICATE,
  WIRE_SUSPEND_CERTIFICATE,
  WIRE_RESTORE_CERTIFICATE,
  WIRE_REVOKE_CERTIFICATE,
  WIRE_STOP_EVERYTHING,
  WIRE_LIST_ACTS,
  WIRE_GET_ACT,
  WIRE_LIST_ACTS_OF,
  WIRE_N_OPERATIONS
} WireOperation;

typedef struct {
  const char *operation; /* operationId of the specification */
  const char *method;
  const char *path;       /* {names} stand for one segment each */
  const WireType *body;   /* NULL: none, or no JSON */
  const WireType *answer; /* likewise */
  gboolean rest;          /* {name} stands for the rest of the path, base64 */
} WireRoute;

const WireRoute *wire_route_get (WireOperation operation);
gboolean wire_route_find (const char *method,
                          const char *path,
                          WireOperation *operation,
                          char ***values,
                          gboolean *path_known);
gboolean wire_route_is_named (WireOperation operation);
char *wire_route_methods (const char *path);
char *wire_route_path (WireOperation operation, ...) G_GNUC_NULL_TERMINATED;

G_END_DECLS
