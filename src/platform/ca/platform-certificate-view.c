/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-certificate-view.h"

#include "platform-etag.h"

/**
 * platform_certificate_view_free:
 * @view: (transfer full): a view
 *
 * Frees it.
 */
void
platform_certificate_view_free (PlatformCertificateView *view)
{
  g_free (view->message.serial);
  g_free (view->message.state);
  g_free (view->message.policy);
  g_free (view->message.replaces);
  g_free (view->message.organisation);
  g_free (view->message.etag);
  g_clear_pointer (&view->message.holds, g_ptr_array_unref);
  g_clear_pointer (&view->certificate, pki_certificate_unref);
  g_free (view);
}

/* Lends the name and the bytes of the certificate that the view keeps. */
static void
fill (PlatformCertificateView *view, PlatformCertificate *row)
{
  view->message.serial = g_strdup (row->serial);
  view->message.state = g_strdup (row->state);
  view->message.reason = row->reason;
  view->message.since = row->since;
  view->message.invalid_since = row->invalid_since;
  view->message.subject = (char *) pki_certificate_get_subject (view->certificate);
  view->message.policy = g_strdup (row->policy);
  view->message.der = pki_certificate_get_der (view->certificate);
  view->message.not_before = row->not_before;
  view->message.not_after = row->not_after;
  view->message.replaces = g_strdup (row->replaces);
  view->message.organisation = g_strdup (row->organisation);
}

/**
 * platform_certificate_view_new:
 * @call: the request
 * @row: what the store knows
 * @error: where to put the error
 *
 * Makes a certificate ready to be shown, with all its holds.
 *
 * Returns: (transfer full): the view, or NULL on error
 */
PlatformCertificateView *
platform_certificate_view_new (PlatformCall *call, PlatformCertificate *row, GError **error)
{
  g_autoptr (PlatformCertificateView) view = g_new0 (PlatformCertificateView, 1);

  view->certificate = pki_certificate_new_from_der (g_bytes_get_data (row->der, NULL),
                                                    g_bytes_get_size (row->der), error);
  if (!view->certificate)
    return NULL;
  view->message.holds = platform_store_list_holds (call->store, row->serial, error);
  if (!view->message.holds)
    return NULL;
  fill (view, row);
  view->message.etag = platform_etag_of_message (&wire_certificate_type, &view->message);
  return g_steal_pointer (&view);
}

/**
 * platform_certificate_view_match:
 * @call: a request that changes a certificate
 * @row: it, as it is
 * @error: where to put the refusal
 *
 * Refuses a change that was decided on after seeing another state.
 *
 * Returns: FALSE if the state is another one
 */
gboolean
platform_certificate_view_match (PlatformCall *call, PlatformCertificate *row, GError **error)
{
  g_autoptr (PlatformCertificateView) view = NULL;

  if (!call->if_match)
    return platform_etag_match (call, NULL, error);
  view = platform_certificate_view_new (call, row, error);
  return view && platform_etag_match (call, view->message.etag, error);
}
