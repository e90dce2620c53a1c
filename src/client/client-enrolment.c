/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client-enrolment.h"

#include "pki-certificate.h"
#include "pki-request.h"
#include "wire-authority.h"
#include "wire-problem.h"

static gboolean
add_certificate (GPtrArray *chain, GBytes *der, GError **error)
{
  PkiCertificate *certificate = pki_certificate_new_from_der (g_bytes_get_data (der, NULL),
                                                              g_bytes_get_size (der), error);

  if (certificate == NULL)
    return FALSE;
  g_ptr_array_add (chain, certificate);
  return TRUE;
}

/* The certificate, then who stands above it. */
static GPtrArray *
make_chain (ClientPlatform *platform, GBytes *der, GError **error)
{
  g_autoptr (GPtrArray)
      chain = g_ptr_array_new_with_free_func ((GDestroyNotify) pki_certificate_unref);
  WireAuthority *authority = NULL;
  gboolean ok;

  if (!add_certificate (chain, der, error) ||
      !client_platform_ask (platform, &(ClientQuestion){.operation = WIRE_GET_AUTHORITY},
                            (gpointer *) &authority, error))
    return NULL;
  ok = add_certificate (chain, authority->authority, error) &&
       add_certificate (chain, authority->root, error);
  wire_free (&wire_authority_type, authority);
  return ok ? g_steal_pointer (&chain) : NULL;
}

static GPtrArray *
ask (ClientPlatform *platform, const ClientQuestion *question, GError **error)
{
  WireCertificate *certificate = NULL;
  GPtrArray *chain;

  if (!client_platform_ask (platform, question, (gpointer *) &certificate, error))
    return NULL;
  chain = make_chain (platform, certificate->der, error);
  wire_free (&wire_certificate_type, certificate);
  return chain;
}

/* NULL without an error: it is of another key. */
static GPtrArray *
match (ClientPlatform *platform, WireCertificate *each, GBytes *spki, GError **error)
{
  g_autoptr (PkiCertificate) certificate = pki_certificate_new_from_der (
      g_bytes_get_data (each->der, NULL), g_bytes_get_size (each->der), NULL);
  g_autoptr (GBytes) own = certificate != NULL ? pki_certificate_dup_spki (certificate) : NULL;

  return own != NULL && g_bytes_equal (own, spki) ? make_chain (platform, each->der, error) : NULL;
}

/**
 * client_enrolment_find:
 * @platform: a platform, logged in to
 * @request: PKCS#10
 * @error: why it does not answer; not set where there is no such certificate
 *
 * Looks among the newest certificates of the person for that of the request's key.
 *
 * Returns: (transfer full) (element-type PkiCertificate) (nullable): the chain
 */
GPtrArray *
client_enrolment_find (ClientPlatform *platform, GBytes *request, GError **error)
{
  g_autoptr (GBytes) spki = pki_request_read (request, error);
  g_autoptr (GError) local = NULL;
  WireCertificates *list = NULL;
  GPtrArray *chain = NULL;

  if (spki == NULL ||
      !client_platform_ask (platform, &(ClientQuestion){.operation = WIRE_LIST_CERTIFICATES},
                            (gpointer *) &list, error))
    return NULL;
  for (guint i = 0; chain == NULL && local == NULL && i < list->items->len; i++)
    chain = match (platform, list->items->pdata[i], spki, &local);
  wire_free (&wire_certificates_type, list);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return chain;
}

/* What the platform refuses since it did it already is there. */
static GPtrArray *
ask_or_find (ClientPlatform *platform,
             const ClientQuestion *question,
             GBytes *request,
             GError **error)
{
  g_autoptr (GError) local = NULL;
  GPtrArray *chain = ask (platform, question, &local);

  if (chain == NULL && local->domain == WIRE_PROBLEM)
    chain = client_enrolment_find (platform, request, NULL);
  if (chain == NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return chain;
}

/**
 * client_enrolment_collect:
 * @platform: a platform, logged in to
 * @message: what is asked for
 * @error: %WIRE_PROBLEM or why it does not answer
 *
 * Asks for the certificate after an identification. Where the platform says that it was issued
 * already, since the first answer was lost, that one is fetched.
 *
 * Returns: (transfer full) (element-type PkiCertificate): the chain, or %NULL on error
 */
GPtrArray *
client_enrolment_collect (ClientPlatform *platform,
                          const WireNewCertificate *message,
                          GError **error)
{
  return ask_or_find (platform,
                      &(ClientQuestion){.operation = WIRE_CREATE_CERTIFICATE, .body = message},
                      message->request, error);
}

/**
 * client_enrolment_change:
 * @platform: a platform, logged in to
 * @wish: what is asked for
 * @error: %WIRE_PROBLEM or why it does not answer
 *
 * Asks for a certificate in the place of another, after an identification. Where it was issued
 * already, since the first answer was lost, it is fetched.
 *
 * Returns: (transfer full) (element-type PkiCertificate): the chain, or %NULL on error
 */
GPtrArray *
client_enrolment_change (ClientPlatform *platform, const ClientReplacement *wish, GError **error)
{
  const WireReplacement message = {.session = (char *) wish->session, .request = wish->request};

  return ask_or_find (platform,
                      &(ClientQuestion){.operation = WIRE_CHANGE_CERTIFICATE,
                                        .value = wish->serial,
                                        .body = &message,
                                        .signer = wish->signer},
                      wish->request, error);
}

/**
 * client_enrolment_renew:
 * @platform: a platform, logged in to
 * @serial: of the certificate that ends
 * @request: PKCS#10 with its key
 * @signer: it, with the certificate that ends
 * @error: %WIRE_PROBLEM or why it does not answer
 *
 * Asks for a certificate for the same key and a further time.
 *
 * Returns: (transfer full) (element-type PkiCertificate): the chain, or %NULL on error
 */
GPtrArray *
client_enrolment_renew (ClientPlatform *platform,
                        const char *serial,
                        GBytes *request,
                        PkiSigner *signer,
                        GError **error)
{
  const WireRenewal message = {.request = request};

  return ask (
      platform,
      &(ClientQuestion){
          .operation = WIRE_RENEW_CERTIFICATE, .value = serial, .body = &message, .signer = signer},
      error);
}
