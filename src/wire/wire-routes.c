/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wire-routes.h"

#include <string.h>

#include "wire-account.h"
#include "wire-authority.h"
#include "wire-certificate.h"
#include "wire-challenge.h"
#include "wire-event.h"
#include "wire-identity.h"
#include "wire-organisation.h"
#include "wire-platform.h"
#include "wire-portal.h"

static const WireRoute routes[WIRE_N_OPERATIONS] = {
    [WIRE_GET_HEALTH] = {"getHealth", "GET", "/healthz", NULL, &wire_health_type},
    [WIRE_GET_METRICS] = {"getMetrics", "GET", "/metrics", NULL, NULL},
    [WIRE_GET_OPENAPI] = {"getOpenapi", "GET", "/openapi.json", NULL, NULL},
    [WIRE_GET_PLATFORM] = {"getPlatform", "GET", "/v1/platform", NULL, &wire_platform_type},
    [WIRE_GET_AUTHORITY] = {"getAuthority", "GET", "/v1/authority", NULL, &wire_authority_type},
    [WIRE_GET_ROOT_CERTIFICATE] = {"getRootCertificate", "GET", "/ca/root.cer", NULL, NULL},
    [WIRE_GET_AUTHORITY_CERTIFICATE] = {"getAuthorityCertificate", "GET", "/ca/authority.cer", NULL,
                                        NULL},
    [WIRE_GET_ROOT_LIST] = {"getRootList", "GET", "/crl/root.crl", NULL, NULL},
    [WIRE_GET_AUTHORITY_LIST] = {"getAuthorityList", "GET", "/crl/authority.crl", NULL, NULL},
    [WIRE_ASK_STATUS] = {"askStatus", "POST", "/ocsp", NULL, NULL},
    [WIRE_READ_STATUS] = {"readStatus", "GET", "/ocsp/{request}", NULL, NULL, TRUE},
    [WIRE_STAMP_TIME] = {"stampTime", "POST", "/tsa", NULL, NULL},
    [WIRE_SEND_CMP] = {"sendCmp", "POST", "/.well-known/cmp", NULL, NULL},
    [WIRE_SEND_CMP_TO] = {"sendCmpTo", "POST", "/.well-known/cmp/p/{name}", NULL, NULL},
    [WIRE_CREATE_ACCOUNT] = {"createAccount", "POST", "/v1/accounts", &wire_new_account_type,
                             &wire_account_type},
    [WIRE_CREATE_SESSION] = {"createSession", "POST", "/v1/sessions", &wire_login_type,
                             &wire_session_type},
    [WIRE_CREATE_LOGIN_CHALLENGE] = {"createLoginChallenge", "POST", "/v1/login-challenges", NULL,
                                     &wire_challenge_type},
    [WIRE_CREATE_CERTIFICATE_SESSION] = {"createCertificateSession", "POST",
                                         "/v1/certificate-sessions", &wire_certificate_login_type,
                                         &wire_session_type},
    [WIRE_CREATE_ACT_CHALLENGE] = {"createActChallenge", "POST", "/v1/act-challenges",
                                   &wire_new_challenge_type, &wire_challenge_type},
    [WIRE_LIST_SESSIONS] = {"listSessions", "GET", "/v1/sessions", NULL, &wire_sessions_type},
    [WIRE_DELETE_SESSION] = {"deleteSession", "DELETE", "/v1/sessions/{id}", NULL, NULL},
    [WIRE_GET_ME] = {"getMe", "GET", "/v1/me", NULL, &wire_account_type},
    [WIRE_CHANGE_PASSWORD] = {"changePassword", "POST", "/v1/me/password",
                              &wire_password_change_type, NULL},
    [WIRE_CREATE_PORTAL_LOGIN] = {"createPortalLogin", "POST", "/v1/portal-logins",
                                  &wire_new_portal_login_type, &wire_portal_login_type},
    [WIRE_POLL_PORTAL_LOGIN] = {"pollPortalLogin", "POST", "/v1/portal-logins/{id}/poll",
                                &wire_portal_secret_type, &wire_portal_login_type},
    [WIRE_CREATE_PORTAL_SESSION] = {"createPortalSession", "POST", "/v1/portal-logins/{id}/session",
                                    &wire_portal_secret_type, &wire_session_type},
    [WIRE_GET_PORTAL_LOGIN] = {"getPortalLogin", "GET", "/v1/portal-logins/{id}", NULL,
                               &wire_portal_view_type},
    [WIRE_CONFIRM_PORTAL_LOGIN] = {"confirmPortalLogin", "POST", "/v1/portal-logins/{id}/confirm",
                                   &wire_portal_code_type, &wire_portal_view_type},
    [WIRE_OPEN_PORTAL] = {"openPortal", "GET", "/portal/start/{ticket}", NULL, NULL},
    [WIRE_RETURN_FROM_PORTAL] = {"returnFromPortal", "GET", "/portal/callback", NULL, NULL},
    [WIRE_GET_PORTAL_PAGE] = {"getPortalPage", "GET", "/portal", NULL, NULL},
    [WIRE_GET_PORTAL_SCRIPT] = {"getPortalScript", "GET", "/portal/portal.js", NULL, NULL},
    [WIRE_CREATE_PORTAL_LINK] = {"createPortalLink", "POST", "/v1/me/portal-links",
                                 &wire_new_portal_link_type, &wire_portal_login_type},
    [WIRE_LIST_PORTAL_LINKS] = {"listPortalLinks", "GET", "/v1/me/portal-links", NULL,
                                &wire_portal_links_type},
    [WIRE_END_PORTAL_LINK] = {"endPortalLink", "DELETE", "/v1/me/portal-links/{id}", NULL, NULL},
    [WIRE_GET_EVENTS] = {"getEvents", "GET", "/v1/events", NULL, &wire_events_type},
    [WIRE_LIST_AGREEMENTS] = {"listAgreements", "GET", "/v1/agreements", NULL,
                              &wire_agreements_type},
    [WIRE_CREATE_CONSENT] = {"createConsent", "POST", "/v1/consents", &wire_new_consent_type,
                             &wire_consent_type},
    [WIRE_LIST_CONSENTS] = {"listConsents", "GET", "/v1/consents", NULL, &wire_consents_type},
    [WIRE_WITHDRAW_CONSENT] = {"withdrawConsent", "DELETE", "/v1/consents/{id}", NULL, NULL},
    [WIRE_CREATE_IDENTITY] = {"createIdentity", "POST", "/v1/identity-sessions",
                              &wire_new_identity_type, &wire_identity_type},
    [WIRE_GET_IDENTITY] = {"getIdentity", "GET", "/v1/identity-sessions/{id}", NULL,
                           &wire_identity_type},
    [WIRE_CANCEL_IDENTITY] = {"cancelIdentity", "DELETE", "/v1/identity-sessions/{id}", NULL, NULL},
    [WIRE_REFRESH_IDENTITY] = {"refreshIdentity", "POST", "/v1/identity-sessions/{id}/refresh",
                               NULL, &wire_identity_type},
    [WIRE_GET_PHONE_PAGE] = {"getPhonePage", "GET", "/phone", NULL, NULL},
    [WIRE_GET_PHONE_SCRIPT] = {"getPhoneScript", "GET", "/phone/phone.js", NULL, NULL},
    [WIRE_GET_PHONE_WORDS] = {"getPhoneWords", "GET", "/phone/phone-words.js", NULL, NULL},
    [WIRE_GET_PHONE_STYLE] = {"getPhoneStyle", "GET", "/phone/phone.css", NULL, NULL},
    [WIRE_GET_PHONE] = {"getPhone", "GET", "/v1/phone", NULL, &wire_phone_type},
    [WIRE_SCAN_CODE] = {"scanCode", "POST", "/v1/phone/scan", &wire_scan_type, &wire_phone_type},
    [WIRE_CONFIRM_CODE] = {"confirmCode", "POST", "/v1/phone/confirm", &wire_phone_code_type,
                           &wire_phone_type},
    [WIRE_SEND_PICTURES] = {"sendPictures", "POST", "/v1/phone/pictures", &wire_pictures_type,
                            &wire_phone_type},
    [WIRE_REPORT_IDENTITY] = {"reportIdentity", "POST", "/v1/identity-reports",
                              &wire_identity_report_type, NULL},
    [WIRE_LIST_REVIEWS] = {"listReviews", "GET", "/v1/reviews", NULL, &wire_reviews_type},
    [WIRE_GET_REVIEW] = {"getReview", "GET", "/v1/reviews/{id}", NULL, &wire_review_type},
    [WIRE_ACCEPT_REVIEW] = {"acceptReview", "POST", "/v1/reviews/{id}/accept", NULL, NULL},
    [WIRE_REJECT_REVIEW] = {"rejectReview", "POST", "/v1/reviews/{id}/reject", &wire_rejection_type,
                            NULL},
    [WIRE_CREATE_ORGANISATION] = {"createOrganisation", "POST", "/v1/organisations",
                                  &wire_new_organisation_type, &wire_organisation_type},
    [WIRE_LIST_ORGANISATIONS] = {"listOrganisations", "GET", "/v1/organisations", NULL,
                                 &wire_organisations_type},
    [WIRE_REPORT_ORGANISATION] = {"reportOrganisation", "POST", "/v1/organisations/{id}/report",
                                  &wire_rejection_type, NULL},
    [WIRE_WITHDRAW_ORGANISATION] = {"withdrawOrganisation", "POST",
                                    "/v1/organisations/{id}/withdraw", NULL, NULL},
    [WIRE_LIST_MEMBERS] = {"listMembers", "GET", "/v1/organisations/{id}/members", NULL,
                           &wire_members_type},
    [WIRE_SET_MEMBER] = {"setMember", "POST", "/v1/organisations/{id}/members",
                         &wire_new_member_type, NULL},
    [WIRE_REMOVE_MEMBER] = {"removeMember", "DELETE", "/v1/organisations/{id}/members/{person}",
                            NULL, NULL},
    [WIRE_LIST_CLAIMS] = {"listClaims", "GET", "/v1/organisation-claims", NULL,
                          &wire_organisations_type},
    [WIRE_GET_CLAIM] = {"getClaim", "GET", "/v1/organisation-claims/{id}", NULL,
                        &wire_organisation_type},
    [WIRE_CONFIRM_CLAIM] = {"confirmClaim", "POST", "/v1/organisation-claims/{id}/confirm", NULL,
                            NULL},
    [WIRE_REJECT_CLAIM] = {"rejectClaim", "POST", "/v1/organisation-claims/{id}/reject",
                           &wire_rejection_type, NULL},
    [WIRE_DOUBT_CLAIM] = {"doubtClaim", "POST", "/v1/organisation-claims/{id}/doubt",
                          &wire_rejection_type, NULL},
    [WIRE_CREATE_CERTIFICATE] = {"createCertificate", "POST", "/v1/certificates",
                                 &wire_new_certificate_type, &wire_certificate_type},
    [WIRE_LIST_CERTIFICATES] = {"listCertificates", "GET", "/v1/certificates", NULL,
                                &wire_certificates_type},
    [WIRE_GET_CERTIFICATE] = {"getCertificate", "GET", "/v1/certificates/{id}", NULL,
                              &wire_certificate_type},
    [WIRE_RENEW_CERTIFICATE] = {"renewCertificate", "POST", "/v1/certificates/{id}/renew",
                                &wire_renewal_type, &wire_certificate_type},
    [WIRE_CHANGE_CERTIFICATE] = {"changeCertificate", "POST", "/v1/certificates/{id}/change",
                                 &wire_replacement_type, &wire_certificate_type},
    [WIRE_SUSPEND_CERTIFICATE] = {"suspendCertificate", "POST", "/v1/certificates/{id}/suspend",
                                  NULL, &wire_certificate_type},
    [WIRE_RESTORE_CERTIFICATE] = {"restoreCertificate", "POST", "/v1/certificates/{id}/restore",
                                  &wire_restoration_type, &wire_certificate_type},
    [WIRE_REVOKE_CERTIFICATE] = {"revokeCertificate", "POST", "/v1/certificates/{id}/revoke",
                                 &wire_revocation_type, &wire_certificate_type},
    [WIRE_STOP_EVERYTHING] = {"stopEverything", "POST", "/v1/emergency-stop", NULL,
                              &wire_stop_type},
    [WIRE_LIST_ACTS] = {"listActs", "GET", "/v1/acts", NULL, &wire_acts_type},
    [WIRE_GET_ACT] = {"getAct", "GET", "/v1/acts/{id}", NULL, &wire_act_type},
    [WIRE_LIST_ACTS_OF] = {"listActsOf", "GET", "/v1/organisations/{id}/acts", NULL,
                           &wire_acts_type},
};

/**
 * wire_route_get:
 * @operation: which
 *
 * Gives the method, path and messages of an operation.
 *
 * Returns: (transfer none): the route
 */
const WireRoute *
wire_route_get (WireOperation operation)
{
  g_return_val_if_fail (operation < WIRE_N_OPERATIONS, NULL);

  return &routes[operation];
}

/**
 * wire_route_is_named:
 * @operation: which
 *
 * Tells whether a request may be sent again with the same Idempotency-Key and is done once all the
 * same. Of the other POSTs some are questions, some have their own protection, and of some an
 * answer that comes twice would be none.
 *
 * Returns: whether it may
 */
gboolean
wire_route_is_named (WireOperation operation)
{
  switch (operation)
    {
    case WIRE_ASK_STATUS:
    case WIRE_STAMP_TIME:
    case WIRE_SEND_CMP:
    case WIRE_SEND_CMP_TO:
    case WIRE_CREATE_SESSION:
    case WIRE_CREATE_LOGIN_CHALLENGE:
    case WIRE_CREATE_CERTIFICATE_SESSION:
    case WIRE_CREATE_ACT_CHALLENGE:
    case WIRE_CREATE_PORTAL_LOGIN:
    case WIRE_POLL_PORTAL_LOGIN:
    case WIRE_CREATE_PORTAL_SESSION:
    case WIRE_CONFIRM_PORTAL_LOGIN:
    case WIRE_CREATE_PORTAL_LINK:
    case WIRE_REPORT_IDENTITY:
      return FALSE;
    default:
      return g_str_equal (wire_route_get (operation)->method, "POST");
    }
}

/* A segment that may stand where a pattern has {name}: no dots first, nothing to be decoded. */
static gboolean
is_value (const char *segment, gsize length)
{
  if (length == 0 || length > 128 || segment[0] == '.')
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (segment[i]) && !strchr ("-_.~", segment[i]))
      return FALSE;
  return TRUE;
}

/* Base64, of which some clients escape what is no letter or digit and some do not. */
static gboolean
is_rest (const char *path)
{
  for (const char *p = path; *p; p++)
    if (!g_ascii_isalnum (*p) && !strchr ("+/=%-_", *p))
      return FALSE;
  return *path != '\0';
}

static gboolean
matches (const WireRoute *route, const char *path, GPtrArray **values)
{
  const char *pattern = route->path;

  while (*pattern && *path)
    {
      if (*pattern == '{')
        {
          gsize length = route->rest ? strlen (path) : strcspn (path, "/");

          if (route->rest ? !is_rest (path) : !is_value (path, length))
            return FALSE;
          if (!*values)
            *values = g_ptr_array_new_with_free_func (g_free);
          g_ptr_array_add (*values, g_strndup (path, length));
          pattern = strchr (pattern, '}') + 1;
          path += length;
        }
      else if (*pattern++ != *path++)
        return FALSE;
    }
  return *pattern == '\0' && *path == '\0';
}

/**
 * wire_route_find:
 * @method: of HTTP
 * @path: the path of a request, as it came
 * @operation: (out): which operation it asks for
 * @values: (out) (transfer full): what stands for the {names}, in order
 * @path_known: (out): whether some other method would do
 *
 * Finds the route of a request. Names in paths are of [A-Za-z0-9._~-] only, so that nothing needs
 * to be decoded and no `..` or `%2f` means something.
 *
 * Returns: FALSE if there is none
 */
gboolean
wire_route_find (const char *method,
                 const char *path,
                 WireOperation *operation,
                 char ***values,
                 gboolean *path_known)
{
  *path_known = FALSE;
  for (guint i = 0; i < WIRE_N_OPERATIONS; i++)
    {
      g_autoptr (GPtrArray) found = NULL;

      if (!matches (&routes[i], path, &found))
        continue;
      *path_known = TRUE;
      if (!g_str_equal (routes[i].method, method))
        continue;
      *operation = i;
      if (found)
        g_ptr_array_add (found, NULL);
      *values = found ? (char **) g_ptr_array_free (g_steal_pointer (&found), FALSE)
                      : g_new0 (char *, 1);
      return TRUE;
    }
  return FALSE;
}

/**
 * wire_route_methods:
 * @path: the path of a request, as it came
 *
 * Lists the methods that an address takes, as Allow has them (RFC 9110, 10.2.1).
 *
 * Returns: (transfer full): such as "GET, POST"
 */
char *
wire_route_methods (const char *path)
{
  g_autoptr (GPtrArray) methods = g_ptr_array_new ();

  for (guint i = 0; i < WIRE_N_OPERATIONS; i++)
    {
      g_autoptr (GPtrArray) found = NULL;

      if (matches (&routes[i], path, &found))
        g_ptr_array_add (methods, (gpointer) routes[i].method);
    }
  g_ptr_array_add (methods, NULL);
  return g_strjoinv (", ", (char **) methods->pdata);
}

/**
 * wire_route_path:
 * @operation: which
 * @...: what stands for the {names}, in order, then NULL
 *
 * Fills in the path of an operation.
 *
 * Returns: (transfer full): an absolute path
 */
char *
wire_route_path (WireOperation operation, ...)
{
  GString *path = g_string_new (NULL);
  const char *pattern = routes[operation].path;
  va_list values;

  va_start (values, operation);
  while (*pattern)
    {
      gsize length = strcspn (pattern, "{");
      const char *value;

      g_string_append_len (path, pattern, length);
      pattern += length;
      if (!*pattern)
        break;
      value = va_arg (values, const char *);
      g_string_append_uri_escaped (path, value ? value : "", NULL, FALSE);
      pattern = strchr (pattern, '}') + 1;
    }
  va_end (values);
  return g_string_free (path, FALSE);
}
