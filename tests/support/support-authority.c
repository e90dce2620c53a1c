/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support-authority.h"

#include <string.h>

#include "pki-openssl.h"

const char *const support_authority_paths[] = {
    "/tsa",
    "/tsa/500",
    "/tsa/garbage",
    "/tsa/empty",
    "/tsa/refused",
    "/tsa/nonce",
    "/tsa/no-nonce",
    "/tsa/imprint",
    "/tsa/digest",
    "/tsa/signature",
    "/tsa/purpose",
    "/tsa/slow",
    "/tsa/drip",
    "/tsa/no-certificate",
    "/tsa/close",
    "/tsa/huge",
    "/ocsp",
    "/crl",
    "/root",
    "/issuer",
    NULL,
};

static const struct {
  const char *path;
  SupportTsaFault fault;
} faults[] = {
    {"", SUPPORT_TSA_GOOD},
    {"/garbage", SUPPORT_TSA_GARBAGE},
    {"/empty", SUPPORT_TSA_EMPTY},
    {"/refused", SUPPORT_TSA_REFUSED},
    {"/nonce", SUPPORT_TSA_NONCE},
    {"/no-nonce", SUPPORT_TSA_NO_NONCE},
    {"/imprint", SUPPORT_TSA_IMPRINT},
    {"/digest", SUPPORT_TSA_DIGEST},
    {"/signature", SUPPORT_TSA_SIGNATURE},
    {"/purpose", SUPPORT_TSA_PURPOSE},
    {"/no-certificate", SUPPORT_TSA_NO_CERTIFICATE},
};

static const struct {
  const char *path;
  SupportHttpManner manner;
} manners[] = {
    {"/slow", SUPPORT_HTTP_HANG},
    {"/drip", SUPPORT_HTTP_DRIP},
    {"/close", SUPPORT_HTTP_CLOSE},
};

static const struct {
  const char *path;
  SupportOcspFault fault;
} ocsp_faults[] = {
    {"/garbage", SUPPORT_OCSP_GARBAGE},     {"/refused", SUPPORT_OCSP_REFUSED},
    {"/nonce", SUPPORT_OCSP_NONCE},         {"/no-nonce", SUPPORT_OCSP_NO_NONCE},
    {"/signature", SUPPORT_OCSP_SIGNATURE}, {"/stale", SUPPORT_OCSP_STALE},
    {"/other", SUPPORT_OCSP_OTHER},         {"/issuer", SUPPORT_OCSP_ISSUER},
};

/* What any service can suffer from. */
static gboolean
serve_trouble (const char *path, SupportReply *reply)
{
  for (guint i = 0; i < G_N_ELEMENTS (manners); i++)
    if (g_str_equal (path, manners[i].path))
      {
        reply->manner = manners[i].manner;
        return TRUE;
      }
  if (!g_str_equal (path, "/500"))
    return FALSE;
  reply->status = 500;
  return TRUE;
}

static void
serve_tsa (
    const char *method, const char *path, GBytes *body, SupportReply *reply, gpointer user_data)
{
  SupportAuthority *self = user_data;

  reply->content_type = "application/timestamp-reply";
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    if (g_str_equal (path, faults[i].path))
      {
        reply->body = support_tsa_answer (self->tsa, faults[i].fault, body);
        return;
      }
  if (serve_trouble (path, reply))
    return;
  if (g_str_equal (path, "/huge"))
    reply->body = g_bytes_new_take (g_malloc0 (16 * 1024 * 1024), 16 * 1024 * 1024);
  else
    reply->status = 404;
}

/* RFC 6960, A.1: by GET the request is in the path, in Base64 with its own escapes. */
static void
serve_ocsp (
    const char *method, const char *path, GBytes *body, SupportReply *reply, gpointer user_data)
{
  SupportAuthority *self = user_data;
  SupportOcspFault fault = SUPPORT_OCSP_GOOD;
  g_autoptr (GBytes) decoded = NULL;

  g_atomic_int_inc (&self->n_requests);
  if (serve_trouble (path, reply))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (ocsp_faults); i++)
    if (g_str_equal (path, ocsp_faults[i].path))
      fault = ocsp_faults[i].fault;
  if (g_str_equal (method, "GET"))
    {
      g_autofree char *text = g_uri_unescape_string (path[0] == '/' ? path + 1 : path, NULL);
      gsize size = 0;
      guchar *data = g_base64_decode (text != NULL ? text : "", &size);

      decoded = g_bytes_new_take (data, size);
    }
  reply->content_type = "application/ocsp-response";
  reply->body = support_ocsp_answer (self->ocsp, fault, decoded != NULL ? decoded : body);
}

static void
serve_crl (
    const char *method, const char *path, GBytes *body, SupportReply *reply, gpointer user_data)
{
  SupportAuthority *self = user_data;
  SupportCrlKind kind = SUPPORT_CRL_GOOD;

  g_atomic_int_inc (&self->n_requests);
  if (serve_trouble (path, reply))
    return;
  if (g_str_equal (path, "/root"))
    kind = SUPPORT_CRL_ROOT;
  else if (g_str_equal (path, "/stale"))
    kind = SUPPORT_CRL_STALE;
  else if (g_str_equal (path, "/forged"))
    kind = SUPPORT_CRL_FORGED;
  reply->content_type = "application/pkix-crl";
  reply->body = g_str_equal (path, "/garbage") ? g_bytes_new_static ("nothing", 7)
                                               : support_ocsp_make_crl (self->ocsp, kind);
}

static void
serve_root (
    const char *method, const char *path, GBytes *body, SupportReply *reply, gpointer user_data)
{
  PkiCertificate *root = support_ca_get_root (((SupportAuthority *) user_data)->ca);

  reply->content_type = "application/pkix-cert";
  reply->body = g_bytes_ref (pki_certificate_get_der (root));
}

static void
serve_issuer (
    const char *method, const char *path, GBytes *body, SupportReply *reply, gpointer user_data)
{
  SupportAuthority *self = user_data;
  SupportIdentity *issuer = support_ca_get_issuer (self->ca);
  PkiCertificate *certificate = support_identity_get_certificate (issuer);

  g_atomic_int_inc (&self->n_requests);
  if (serve_trouble (path, reply))
    return;
  reply->content_type = "application/pkix-cert";
  if (g_str_equal (path, "/p7c"))
    {
      g_autoptr (GPtrArray) alone = g_ptr_array_new ();

      g_ptr_array_add (alone, certificate);
      reply->body = support_certificates_to_p7b (alone);
    }
  else if (g_str_equal (path, "/pem"))
    {
      char *pem = support_certificate_to_pem (certificate);

      reply->body = g_bytes_new_take (pem, strlen (pem));
    }
  else
    reply->body = g_bytes_ref (pki_certificate_get_der (certificate));
}

static char *
make_uri (SupportAuthority *self, const char *path)
{
  return path != NULL ? support_http_make_uri (self->http, path) : NULL;
}

void
support_authority_misdirect (SupportAuthority *self,
                             const char *ocsp,
                             const char *crl,
                             const char *issuer)
{
  g_autofree char *ocsp_uri = make_uri (self, ocsp);
  g_autofree char *crl_uri = make_uri (self, crl);
  g_autofree char *issuer_uri = make_uri (self, issuer);

  support_ca_set_addresses (self->ca, &(SupportAddresses){ocsp_uri, crl_uri, issuer_uri});
}

guint
support_authority_count (SupportAuthority *self)
{
  return (guint) g_atomic_int_get (&self->n_requests);
}

SupportAuthority *
support_authority_new (gint64 now)
{
  SupportAuthority *self = g_new0 (SupportAuthority, 1);
  g_autofree char *crl = NULL;
  g_autofree char *root = NULL;

  self->http = support_http_new (NULL);
  crl = make_uri (self, "/crl/root");
  root = make_uri (self, "/root");
  self->ca = support_ca_new_known (now, &(SupportAddresses){NULL, crl, root});
  support_authority_misdirect (self, "/ocsp", "/crl", "/issuer");
  self->tsa = support_tsa_new (self->ca, "rsa2048");
  self->ocsp = support_ocsp_new (self->ca);
  support_http_add (self->http, "/tsa", serve_tsa, self);
  support_http_add (self->http, "/ocsp", serve_ocsp, self);
  support_http_add (self->http, "/crl", serve_crl, self);
  support_http_add (self->http, "/root", serve_root, self);
  support_http_add (self->http, "/issuer", serve_issuer, self);
  return self;
}

void
support_authority_free (SupportAuthority *self)
{
  support_http_free (self->http);
  support_tsa_free (self->tsa);
  support_ocsp_free (self->ocsp);
  support_ca_free (self->ca);
  g_free (self);
}
