/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-operations.h"

#include "platform-account-handlers.h"
#include "platform-act-handlers.h"
#include "platform-about.h"
#include "platform-authority-handlers.h"
#include "platform-certificate-handlers.h"
#include "platform-challenge-handlers.h"
#include "platform-cmp-handlers.h"
#include "platform-consent-handlers.h"
#include "platform-event-handlers.h"
#include "platform-identity-handlers.h"
#include "platform-lifecycle-handlers.h"
#include "platform-member-handlers.h"
#include "platform-organisation-handlers.h"
#include "platform-phone-handlers.h"
#include "platform-portal-handlers.h"
#include "platform-portal-link-handlers.h"
#include "platform-portal-pages.h"
#include "platform-report-handlers.h"
#include "platform-review-handlers.h"

/* Three pictures of half a megabyte as base64. */
#define MAX_PICTURES (3 * 700 * 1024)

static const PlatformOperation operations[WIRE_N_OPERATIONS] = {
    [WIRE_GET_HEALTH] = {platform_get_health, PLATFORM_ACCESS_PUBLIC},
    [WIRE_GET_METRICS] = {platform_get_metrics, PLATFORM_ACCESS_COUNTER},
    [WIRE_GET_OPENAPI] = {platform_get_openapi, PLATFORM_ACCESS_ANYONE},
    [WIRE_GET_PLATFORM] = {platform_get_about, PLATFORM_ACCESS_ANYONE},
    [WIRE_GET_AUTHORITY] = {platform_get_authority, PLATFORM_ACCESS_PUBLIC},
    [WIRE_GET_ROOT_CERTIFICATE] = {platform_get_root_certificate, PLATFORM_ACCESS_PUBLIC,
                                   .is_status = TRUE},
    [WIRE_GET_AUTHORITY_CERTIFICATE] = {platform_get_authority_certificate, PLATFORM_ACCESS_PUBLIC,
                                        .is_status = TRUE},
    [WIRE_GET_ROOT_LIST] = {platform_get_root_list, PLATFORM_ACCESS_PUBLIC, .is_status = TRUE},
    [WIRE_GET_AUTHORITY_LIST] = {platform_get_authority_list, PLATFORM_ACCESS_PUBLIC,
                                 .is_status = TRUE},
    [WIRE_ASK_STATUS] = {platform_ask_status, PLATFORM_ACCESS_PUBLIC, PLATFORM_WRITES_NOTHING, 4096,
                         "application/ocsp-request", .is_status = TRUE},
    [WIRE_READ_STATUS] = {platform_read_status, PLATFORM_ACCESS_PUBLIC, .is_status = TRUE},
    [WIRE_STAMP_TIME] = {platform_stamp_time, PLATFORM_ACCESS_PUBLIC, PLATFORM_WRITES_NOTHING, 4096,
                         "application/timestamp-query"},
    [WIRE_SEND_CMP] = {platform_send_cmp, PLATFORM_ACCESS_PUBLIC, PLATFORM_WRITES_ITSELF, 16384,
                       "application/pkixcmp"},
    [WIRE_SEND_CMP_TO] = {platform_send_cmp, PLATFORM_ACCESS_PUBLIC, PLATFORM_WRITES_ITSELF, 16384,
                          "application/pkixcmp"},
    [WIRE_CREATE_ACCOUNT] = {platform_create_account, PLATFORM_ACCESS_ANYONE, PLATFORM_WRITES,
                             .prepare = platform_prepare_account},
    [WIRE_CREATE_SESSION] = {platform_create_session, PLATFORM_ACCESS_ANYONE,
                             PLATFORM_WRITES_ITSELF},
    [WIRE_LIST_SESSIONS] = {platform_list_sessions, PLATFORM_ACCESS_PERSON},
    [WIRE_CREATE_LOGIN_CHALLENGE] = {platform_create_login_challenge, PLATFORM_ACCESS_ANYONE,
                                     PLATFORM_WRITES_ONCE},
    [WIRE_CREATE_CERTIFICATE_SESSION] = {platform_create_certificate_session,
                                         PLATFORM_ACCESS_ANYONE, PLATFORM_WRITES_ONCE},
    [WIRE_CREATE_ACT_CHALLENGE] = {platform_create_act_challenge, PLATFORM_ACCESS_PERSON,
                                   PLATFORM_WRITES_ONCE},
    [WIRE_DELETE_SESSION] = {platform_delete_session, PLATFORM_ACCESS_PERSON, PLATFORM_WRITES},
    [WIRE_GET_ME] = {platform_get_me, PLATFORM_ACCESS_PERSON},
    [WIRE_CHANGE_PASSWORD] = {platform_change_password, PLATFORM_ACCESS_PERSON, PLATFORM_WRITES,
                              .prepare = platform_prepare_password},
    [WIRE_CREATE_PORTAL_LOGIN] = {platform_create_portal_login, PLATFORM_ACCESS_ANYONE,
                                  PLATFORM_WRITES_ONCE},
    [WIRE_POLL_PORTAL_LOGIN] = {platform_poll_portal_login, PLATFORM_ACCESS_ANYONE},
    [WIRE_CREATE_PORTAL_SESSION] = {platform_create_portal_session, PLATFORM_ACCESS_ANYONE,
                                    PLATFORM_WRITES_ONCE},
    [WIRE_GET_PORTAL_LOGIN] = {platform_get_portal_login, PLATFORM_ACCESS_PUBLIC},
    [WIRE_CONFIRM_PORTAL_LOGIN] = {platform_confirm_portal_login, PLATFORM_ACCESS_PUBLIC,
                                   PLATFORM_WRITES_ONCE},
    [WIRE_OPEN_PORTAL] = {platform_open_portal, PLATFORM_ACCESS_PUBLIC, PLATFORM_WRITES_ITSELF},
    [WIRE_RETURN_FROM_PORTAL] = {platform_return_from_portal, PLATFORM_ACCESS_PUBLIC,
                                 PLATFORM_WRITES_ITSELF},
    [WIRE_GET_PORTAL_PAGE] = {platform_get_portal_page, PLATFORM_ACCESS_PUBLIC},
    [WIRE_GET_PORTAL_SCRIPT] = {platform_get_portal_script, PLATFORM_ACCESS_PUBLIC},
    [WIRE_CREATE_PORTAL_LINK] = {platform_create_portal_link, PLATFORM_ACCESS_PERSON,
                                 PLATFORM_WRITES_ITSELF},
    [WIRE_LIST_PORTAL_LINKS] = {platform_list_portal_links, PLATFORM_ACCESS_PERSON},
    [WIRE_END_PORTAL_LINK] = {platform_end_portal_link, PLATFORM_ACCESS_PERSON, PLATFORM_WRITES},
    [WIRE_GET_EVENTS] = {platform_get_events, PLATFORM_ACCESS_PERSON},
    [WIRE_LIST_AGREEMENTS] = {platform_list_agreements, PLATFORM_ACCESS_ANYONE},
    [WIRE_CREATE_CONSENT] = {platform_create_consent, PLATFORM_ACCESS_PERSON, PLATFORM_WRITES},
    [WIRE_LIST_CONSENTS] = {platform_list_consents, PLATFORM_ACCESS_PERSON},
    [WIRE_WITHDRAW_CONSENT] = {platform_withdraw_consent, PLATFORM_ACCESS_PERSON, PLATFORM_WRITES,
                               .thing = PLATFORM_THING_CONSENT},
    [WIRE_CREATE_IDENTITY] = {platform_create_identity, PLATFORM_ACCESS_PERSON, PLATFORM_WRITES},
    [WIRE_GET_IDENTITY] = {platform_get_identity, PLATFORM_ACCESS_PERSON},
    [WIRE_CANCEL_IDENTITY] = {platform_cancel_identity, PLATFORM_ACCESS_PERSON, PLATFORM_WRITES,
                              .thing = PLATFORM_THING_IDENTITY},
    [WIRE_REFRESH_IDENTITY] = {platform_refresh_identity, PLATFORM_ACCESS_PERSON, PLATFORM_WRITES,
                               .thing = PLATFORM_THING_IDENTITY},
    [WIRE_GET_PHONE_PAGE] = {platform_get_phone_page, PLATFORM_ACCESS_PUBLIC},
    [WIRE_GET_PHONE_SCRIPT] = {platform_get_phone_script, PLATFORM_ACCESS_PUBLIC},
    [WIRE_GET_PHONE_WORDS] = {platform_get_phone_words, PLATFORM_ACCESS_PUBLIC},
    [WIRE_GET_PHONE_STYLE] = {platform_get_phone_style, PLATFORM_ACCESS_PUBLIC},
    [WIRE_GET_PHONE] = {platform_get_phone, PLATFORM_ACCESS_PUBLIC},
    [WIRE_SCAN_CODE] = {platform_scan_code, PLATFORM_ACCESS_PUBLIC, PLATFORM_WRITES},
    [WIRE_CONFIRM_CODE] = {platform_confirm_code, PLATFORM_ACCESS_PUBLIC, PLATFORM_WRITES},
    [WIRE_SEND_PICTURES] = {platform_send_pictures, PLATFORM_ACCESS_PUBLIC, PLATFORM_WRITES,
                            MAX_PICTURES},
    [WIRE_REPORT_IDENTITY] = {platform_report_identity, PLATFORM_ACCESS_PUBLIC,
                              PLATFORM_WRITES_ONCE},
    [WIRE_LIST_REVIEWS] = {platform_list_reviews, PLATFORM_ACCESS_OPERATOR},
    [WIRE_GET_REVIEW] = {platform_get_review, PLATFORM_ACCESS_OPERATOR, PLATFORM_WRITES},
    [WIRE_ACCEPT_REVIEW] = {platform_accept_review, PLATFORM_ACCESS_OPERATOR, PLATFORM_WRITES,
                            .thing = PLATFORM_THING_IDENTITY},
    [WIRE_REJECT_REVIEW] = {platform_reject_review, PLATFORM_ACCESS_OPERATOR, PLATFORM_WRITES,
                            .thing = PLATFORM_THING_IDENTITY},
    [WIRE_CREATE_ORGANISATION] = {platform_create_organisation, PLATFORM_ACCESS_PERSON,
                                  PLATFORM_WRITES},
    [WIRE_LIST_ORGANISATIONS] = {platform_list_organisations, PLATFORM_ACCESS_PERSON},
    [WIRE_REPORT_ORGANISATION] = {platform_report_organisation, PLATFORM_ACCESS_PERSON,
                                  PLATFORM_WRITES, .thing = PLATFORM_THING_ORGANISATION},
    [WIRE_WITHDRAW_ORGANISATION] = {platform_withdraw_organisation, PLATFORM_ACCESS_PERSON,
                                    PLATFORM_WRITES, .thing = PLATFORM_THING_ORGANISATION},
    [WIRE_LIST_MEMBERS] = {platform_list_members, PLATFORM_ACCESS_PERSON},
    [WIRE_SET_MEMBER] = {platform_set_member, PLATFORM_ACCESS_PERSON, PLATFORM_WRITES,
                         .thing = PLATFORM_THING_ORGANISATION},
    [WIRE_REMOVE_MEMBER] = {platform_remove_member, PLATFORM_ACCESS_PERSON, PLATFORM_WRITES,
                            .thing = PLATFORM_THING_ORGANISATION},
    [WIRE_LIST_CLAIMS] = {platform_list_claims, PLATFORM_ACCESS_OPERATOR},
    [WIRE_GET_CLAIM] = {platform_get_claim, PLATFORM_ACCESS_OPERATOR},
    [WIRE_CONFIRM_CLAIM] = {platform_confirm_claim, PLATFORM_ACCESS_OPERATOR, PLATFORM_WRITES,
                            .thing = PLATFORM_THING_ORGANISATION},
    [WIRE_REJECT_CLAIM] = {platform_reject_claim, PLATFORM_ACCESS_OPERATOR, PLATFORM_WRITES,
                           .thing = PLATFORM_THING_ORGANISATION},
    [WIRE_DOUBT_CLAIM] = {platform_doubt_claim, PLATFORM_ACCESS_OPERATOR, PLATFORM_WRITES,
                          .thing = PLATFORM_THING_ORGANISATION},
    [WIRE_CREATE_CERTIFICATE] = {platform_create_certificate, PLATFORM_ACCESS_PERSON,
                                 PLATFORM_WRITES, .one_by_one = TRUE},
    [WIRE_LIST_CERTIFICATES] = {platform_list_certificates, PLATFORM_ACCESS_PERSON},
    [WIRE_GET_CERTIFICATE] = {platform_get_certificate, PLATFORM_ACCESS_PERSON},
    [WIRE_RENEW_CERTIFICATE] = {platform_renew_certificate, PLATFORM_ACCESS_PERSON, PLATFORM_WRITES,
                                .thing = PLATFORM_THING_CERTIFICATE, .one_by_one = TRUE},
    [WIRE_CHANGE_CERTIFICATE] = {platform_change_certificate, PLATFORM_ACCESS_PERSON,
                                 PLATFORM_WRITES, .thing = PLATFORM_THING_CERTIFICATE,
                                 .one_by_one = TRUE},
    [WIRE_SUSPEND_CERTIFICATE] = {platform_suspend_certificate, PLATFORM_ACCESS_PERSON,
                                  PLATFORM_WRITES, .thing = PLATFORM_THING_CERTIFICATE},
    [WIRE_RESTORE_CERTIFICATE] = {platform_restore_certificate, PLATFORM_ACCESS_PERSON,
                                  PLATFORM_WRITES, .thing = PLATFORM_THING_CERTIFICATE,
                                  .one_by_one = TRUE},
    [WIRE_REVOKE_CERTIFICATE] = {platform_revoke_certificate, PLATFORM_ACCESS_PERSON,
                                 PLATFORM_WRITES, .thing = PLATFORM_THING_CERTIFICATE},
    [WIRE_STOP_EVERYTHING] = {platform_stop_everything, PLATFORM_ACCESS_PERSON, PLATFORM_WRITES,
                              .one_by_one = TRUE},
    [WIRE_LIST_ACTS] = {platform_list_acts, PLATFORM_ACCESS_PERSON},
    [WIRE_GET_ACT] = {platform_get_act, PLATFORM_ACCESS_PERSON},
    [WIRE_LIST_ACTS_OF] = {platform_list_acts_of, PLATFORM_ACCESS_PERSON},
};

/**
 * platform_operation_get:
 * @operation: which
 *
 * Gives who answers an operation, and for whom.
 *
 * Returns: (transfer none): its row
 */
const PlatformOperation *
platform_operation_get (WireOperation operation)
{
  return &operations[operation];
}
