/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client-anchor.h"

#include <string.h>

#include "pki-certificate.h"

static GTlsCertificate *
make_certificate (PkiCertificate *certificate)
{
  GType type = g_tls_backend_get_certificate_type (g_tls_backend_get_default ());
  g_autoptr (GByteArray) der = g_byte_array_new ();
  gsize size;
  const void *bytes = g_bytes_get_data (pki_certificate_get_der (certificate), &size);

  g_byte_array_append (der, bytes, (guint) size);
  return G_TLS_CERTIFICATE (g_initable_new (type, NULL, NULL, "certificate", der, NULL));
}

static gboolean
is_proved_by (GTlsCertificate *shown, GSocketConnectable *server, PkiCertificate *certificate)
{
  g_autoptr (GTlsCertificate) anchor = make_certificate (certificate);

  return anchor && (g_tls_certificate_is_same (shown, anchor) ||
                    g_tls_certificate_verify (shown, server, anchor) == 0);
}

/**
 * client_anchor_accepts:
 * @pem: the certificates that are believed
 * @shown: what the server proved itself with
 * @errors: what the system has against it
 * @server: whom it has to be issued to
 *
 * Decides over a TLS server (RFC 8446, 4.4.2) that the system does not believe: nothing but that
 * its issuer is unknown is ever forgiven, no wrong name and no end of validity.
 *
 * Returns: whether it is believed
 */
gboolean
client_anchor_accepts (const char *pem,
                       GTlsCertificate *shown,
                       GTlsCertificateFlags errors,
                       GSocketConnectable *server)
{
  g_autoptr (GPtrArray) anchors = errors == G_TLS_CERTIFICATE_UNKNOWN_CA
                                      ? pki_certificate_list_from_pem (pem, strlen (pem), NULL)
                                      : NULL;
  gboolean accepts = FALSE;

  for (guint i = 0; anchors && i < anchors->len && !accepts; i++)
    accepts = is_proved_by (shown, server, anchors->pdata[i]);
  return accepts;
}

/**
 * client_anchor_is_valid:
 * @pem: what somebody chose
 * @error: #PkiError
 *
 * Tells whether there is a certificate in it, and nothing that cannot be read.
 *
 * Returns: FALSE on error
 */
gboolean
client_anchor_is_valid (const char *pem, GError **error)
{
  g_autoptr (GPtrArray) list = pki_certificate_list_from_pem (pem, strlen (pem), error);

  return list != NULL;
}
