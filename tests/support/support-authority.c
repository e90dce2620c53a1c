/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support-authority.h"

const char *const support_authority_paths[] = {
    "/tsa",          "/tsa/500",
    "/tsa/garbage",  "/tsa/empty",
    "/tsa/refused",  "/tsa/nonce",
    "/tsa/no-nonce", "/tsa/imprint",
    "/tsa/digest",   "/tsa/signature",
    "/tsa/purpose",  "/tsa/slow",
    "/tsa/drip",     "/tsa/no-certificate",
    "/tsa/close",    "/tsa/huge",
    "/ocsp",         "/crl",
    "/root",         NULL,
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
  for (guint i = 0; i < G_N_ELEMENTS (manners); i++)
    if (g_str_equal (path, manners[i].path))
      {
        reply->manner = manners[i].manner;
        return;
      }
  if (g_str_equal (path, "/huge"))
    reply->body = g_bytes_new_take (g_malloc0 (16 * 1024 * 1024), 16 * 1024 * 1024);
  else
    reply->status = g_str_equal (path, "/500") ? 500 : 404;
}

/* RFC 6960, A.1: by GET the request is in the path, in Base64 with its own escapes. */
static void
serve_ocsp (
    const char *method, const char *path, GBytes *body, SupportReply *reply, gpointer user_data)
{
  SupportAuthority *self = user_data;
  g_autoptr (GBytes) decoded = NULL;

  if (g_str_equal (method, "GET"))
    {
      g_autofree char *text = g_uri_unescape_string (path[0] == '/' ? path + 1 : path, NULL);
      gsize size = 0;
      guchar *data = g_base64_decode (text != NULL ? text : "", &size);

      decoded = g_bytes_new_take (data, size);
    }
  reply->content_type = "application/ocsp-response";
  reply->body = support_ocsp_answer (self->ocsp, decoded != NULL ? decoded : body);
}

static void
serve_crl (
    const char *method, const char *path, GBytes *body, SupportReply *reply, gpointer user_data)
{
  reply->content_type = "application/pkix-crl";
  reply->body = support_ocsp_make_crl (((SupportAuthority *) user_data)->ocsp);
}

static void
serve_root (
    const char *method, const char *path, GBytes *body, SupportReply *reply, gpointer user_data)
{
  PkiCertificate *root = support_ca_get_root (((SupportAuthority *) user_data)->ca);

  reply->content_type = "application/pkix-cert";
  reply->body = g_bytes_ref (pki_certificate_get_der (root));
}

SupportAuthority *
support_authority_new (gint64 now)
{
  SupportAuthority *self = g_new0 (SupportAuthority, 1);
  g_autofree char *ocsp = NULL;
  g_autofree char *crl = NULL;

  self->http = support_http_new (NULL);
  ocsp = support_http_make_uri (self->http, "/ocsp");
  crl = support_http_make_uri (self->http, "/crl");
  self->ca = support_ca_new (now);
  support_ca_set_addresses (self->ca, ocsp, crl);
  self->tsa = support_tsa_new (self->ca, "rsa2048");
  self->ocsp = support_ocsp_new (self->ca);
  support_http_add (self->http, "/tsa", serve_tsa, self);
  support_http_add (self->http, "/ocsp", serve_ocsp, self);
  support_http_add (self->http, "/crl", serve_crl, self);
  support_http_add (self->http, "/root", serve_root, self);
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
