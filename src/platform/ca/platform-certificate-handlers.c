/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-certificate-handlers.h"

#include "pki-request.h"
#include "platform-certificate-view.h"
#include "platform-cursor.h"
#include "platform-issue.h"
#include "platform-private.h"
#include "platform-proof.h"
#include "platform-provider.h"

/* One's own, or it is not there. */
static PlatformCertificate *
find_own (PlatformCall *call, const char *serial, GError **error)
{
  g_autoptr (PlatformCertificate)
      row = platform_store_find_certificate (call->store, serial, error);

  if (row && g_strcmp0 (row->person, call->actor->person) == 0)
    return g_steal_pointer (&row);
  if (!*error)
    platform_call_refuse (error, WIRE_PROBLEM_NOT_FOUND, "no such certificate");
  return NULL;
}

static gboolean
show_new (PlatformCall *call, PlatformCertificate *row, GError **error)
{
  call->status = 201;
  call->location = wire_route_path (WIRE_GET_CERTIFICATE, row->serial, NULL);
  return platform_issue_show (call, row, error);
}

/* What a new certificate follows has to be the person's own. */
static gboolean
check_replaced (PlatformCall *call, const char *serial, GError **error)
{
  g_autoptr (PlatformCertificate) old = NULL;

  if (!serial)
    return TRUE;
  old = find_own (call, serial, error);
  return old != NULL;
}

/**
 * platform_create_certificate:
 * @call: the request
 * @error: where to put the refusal
 *
 * Issues a certificate for the key that an identification was opened for, once, after it passed.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_create_certificate (PlatformCall *call, GError **error)
{
  WireNewCertificate *asked = call->message;
  g_autoptr (GBytes) spki = platform_issue_take_key (call, asked->request, error);
  g_autoptr (GBytes) spki_sha256 = NULL;
  g_autoptr (PlatformCertificate) row = NULL;
  g_autoptr (PlatformIdentity) proof = NULL;
  g_autofree char *policy = NULL;
  PlatformIssue issue = {.spki = spki, .replaces = asked->replaces, .event = "certificate-issued"};

  if (!spki || !check_replaced (call, asked->replaces, error))
    return FALSE;
  spki_sha256 = pki_spki_digest (spki);
  proof = platform_proof_use (call, asked->session, spki_sha256, error);
  if (!proof)
    return FALSE;
  /* Another name comes with the end of the certificate that has the old one, and is signed. */
  if (proof->new_name)
    return platform_call_refuse (error, WIRE_PROBLEM_CONFLICT,
                                 "the identification is for a change of name");
  issue.policy = policy = platform_dup_policy (call->platform,
                                               platform_provider_find (proof->provider)->policy);
  issue.organisation = proof->organisation;
  row = platform_issue_certificate (call, &issue, error);
  return row && show_new (call, row, error);
}

static gboolean
check_renewable (PlatformCall *call, PlatformCertificate *old, GBytes *spki, GError **error)
{
  g_autoptr (GBytes) spki_sha256 = pki_spki_digest (spki);

  if (!g_str_equal (old->state, "active"))
    return platform_call_refuse (error, WIRE_PROBLEM_CONFLICT, "it is %s", old->state);
  if (old->not_after <= call->now)
    return platform_call_refuse (error, WIRE_PROBLEM_EXPIRED, "the certificate has expired");
  return g_bytes_equal (spki_sha256, old->spki_sha256) ||
         platform_call_refuse (error, WIRE_PROBLEM_KEY, "it is for another key");
}

/**
 * platform_renew_certificate:
 * @call: the request
 * @error: where to put the refusal
 *
 * Issues a certificate for the same key and a further time; that the key is there is the proof.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_renew_certificate (PlatformCall *call, GError **error)
{
  WireRenewal *asked = call->message;
  g_autoptr (PlatformCertificate) old = find_own (call, call->values[0], error);
  g_autoptr (GBytes) spki = NULL;
  g_autoptr (PlatformCertificate) row = NULL;

  if (!old || !platform_certificate_view_match (call, old, error) ||
      !(spki = platform_issue_take_key (call, asked->request, error)) ||
      !platform_issue_know_key (call, old, error) || !check_renewable (call, old, spki, error))
    return FALSE;
  row = platform_issue_certificate (call,
                                    &(PlatformIssue){
                                        .spki = spki,
                                        .policy = old->policy,
                                        .organisation = old->organisation,
                                        .replaces = old->serial,
                                        .event = "certificate-renewed",
                                    },
                                    error);
  return row && show_new (call, row, error);
}

static gboolean
add_views (PlatformCall *call, GPtrArray *rows, gint64 n, GPtrArray *items, GError **error)
{
  for (guint i = 0; i < MIN (rows->len, n); i++)
    {
      PlatformCertificateView *view = platform_certificate_view_new (call, rows->pdata[i], error);

      if (!view)
        return FALSE;
      g_ptr_array_add (items, view);
    }
  return TRUE;
}

/**
 * platform_list_certificates:
 * @call: the request
 * @error: where to put the refusal
 *
 * Lists the person's certificates, the newest first, a page at a time.
 *
 * Returns: FALSE on error
 */
gboolean
platform_list_certificates (PlatformCall *call, GError **error)
{
  PlatformPage page;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GPtrArray)
      items = g_ptr_array_new_with_free_func ((GDestroyNotify) platform_certificate_view_free);
  g_autofree char *next = NULL;

  if (!platform_cursor_read (call, &page, error))
    return FALSE;
  rows = platform_store_list_certificates (call->store, call->actor->person, &page, error);
  if (!rows || !add_views (call, rows, page.length, items, error))
    return FALSE;
  if (rows->len > page.length)
    {
      PlatformCertificate *last = rows->pdata[page.length - 1];

      next = platform_cursor_write (call, last->created, last->serial);
    }
  platform_call_answer (call, &(WireCertificates){.items = items, .next = next});
  return TRUE;
}

/**
 * platform_get_certificate:
 * @call: the request
 * @error: where to put the refusal
 *
 * Answers with one of the person's certificates.
 *
 * Returns: FALSE if there is none
 */
gboolean
platform_get_certificate (PlatformCall *call, GError **error)
{
  g_autoptr (PlatformCertificate) row = find_own (call, call->values[0], error);

  return row && platform_issue_show (call, row, error);
}
