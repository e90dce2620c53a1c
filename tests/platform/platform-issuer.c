/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-issuer.h"

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <string.h>

#include "pki-jose.h"
#include "support-http.h"

struct _PlatformIssuer {
  SupportHttp *http;
  char *url;
  EVP_PKEY *rsa, *next, *ec, *foreign;
  GMutex lock;
  gboolean rotated, redirects;
  PlatformForgery forgery;
  gint64 now;
  char *nonce, *challenge, *members, *issuer, *userinfo;
  guint n_keys, n_codes;
  gboolean is_again; /* the person was to log in again */
};

static char *
number_of (EVP_PKEY *key, const char *name, int length)
{
  BIGNUM *number = NULL;
  guchar bytes[1024];
  int size;

  g_assert_true (EVP_PKEY_get_bn_param (key, name, &number));
  size = length > 0 ? length : BN_num_bytes (number);
  g_assert_cmpint (BN_bn2binpad (number, bytes, size), ==, size);
  BN_free (number);
  return pki_jose_encode (bytes, size);
}

static char *
rsa_jwk (EVP_PKEY *key, const char *kid)
{
  g_autofree char *n = number_of (key, OSSL_PKEY_PARAM_RSA_N, 0);
  g_autofree char *e = number_of (key, OSSL_PKEY_PARAM_RSA_E, 0);

  return g_strdup_printf (
      "{\"kty\":\"RSA\",\"kid\":\"%s\",\"use\":\"sig\",\"n\":\"%s\",\"e\":\"%s\"}", kid, n, e);
}

static char *
ec_jwk (EVP_PKEY *key, const char *kid)
{
  g_autofree char *x = number_of (key, OSSL_PKEY_PARAM_EC_PUB_X, 32);
  g_autofree char *y = number_of (key, OSSL_PKEY_PARAM_EC_PUB_Y, 32);

  return g_strdup_printf ("{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"%s\",\"alg\":\"ES256\","
                          "\"x\":\"%s\",\"y\":\"%s\"}",
                          kid, x, y);
}

static void
reply_json (SupportReply *reply, char *text)
{
  reply->content_type = "application/json";
  reply->body = g_bytes_new_take (text, strlen (text));
}

/* What a test says of it takes its place. */
static void
add_address (GString *json, PlatformIssuer *self, const char *name, const char *path)
{
  if (!self->members || !strstr (self->members, name))
    g_string_append_printf (json, ",\"%s\":\"%s%s\"", name, self->url, path);
}

static void
on_document (const char *method, const char *path, GBytes *body, SupportReply *reply, gpointer data)
{
  PlatformIssuer *self = data;
  GString *json = g_string_new (NULL);

  g_mutex_lock (&self->lock);
  g_string_printf (json, "{\"issuer\":\"%s\"", self->issuer ? self->issuer : self->url);
  add_address (json, self, "authorization_endpoint", "/auth");
  add_address (json, self, "token_endpoint", "/token");
  add_address (json, self, "jwks_uri", "/jwks");
  add_address (json, self, "userinfo_endpoint", "/me");
  g_string_append_printf (json, "%s}", self->members ? self->members : "");
  reply_json (reply, g_string_free (json, FALSE));
  g_mutex_unlock (&self->lock);
}

/* Among others that are none: a broken one, one for encryption and one of a kind not taken. */
static void
on_keys (const char *method, const char *path, GBytes *body, SupportReply *reply, gpointer data)
{
  PlatformIssuer *self = data;
  g_autofree char *rsa = NULL, *ec = ec_jwk (self->ec, "ec");

  g_mutex_lock (&self->lock);
  self->n_keys++;
  rsa = rsa_jwk (self->rotated ? self->next : self->rsa, self->rotated ? "next" : "rsa");
  g_mutex_unlock (&self->lock);
  reply_json (reply,
              g_strdup_printf (
                  "{\"keys\":[{\"kty\":\"RSA\",\"n\":5},7,{\"kty\":\"oct\",\"k\":\"AAAA\"},"
                  "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"ec\",\"x\":\"AA\",\"y\":\"AA\"},"
                  "%s,%s]}",
                  rsa, ec));
}

static GBytes *
sign_with_public_key (PlatformIssuer *self, const char *text)
{
  g_autofree char *jwk = rsa_jwk (self->rsa, "rsa");
  BIO *bio = BIO_new (BIO_s_mem ());
  guchar digest[32];
  unsigned size;
  char *pem;
  long length;

  g_assert_true (PEM_write_bio_PUBKEY (bio, self->rsa));
  length = BIO_get_mem_data (bio, &pem);
  HMAC (EVP_sha256 (), pem, length, (const guchar *) text, strlen (text), digest, &size);
  BIO_free (bio);
  return g_bytes_new (digest, size);
}

static GBytes *
to_pair (GBytes *der)
{
  const guchar *data = g_bytes_get_data (der, NULL);
  ECDSA_SIG *signature = d2i_ECDSA_SIG (NULL, &data, g_bytes_get_size (der));
  guchar pair[64];

  BN_bn2binpad (ECDSA_SIG_get0_r (signature), pair, 32);
  BN_bn2binpad (ECDSA_SIG_get0_s (signature), pair + 32, 32);
  ECDSA_SIG_free (signature);
  g_bytes_unref (der);
  return g_bytes_new (pair, sizeof pair);
}

static GBytes *
sign (PlatformIssuer *self, const char *algorithm, const char *text)
{
  const char *name = self->forgery.key   ? self->forgery.key
                     : *algorithm == 'E' ? "ec"
                     : self->rotated     ? "next"
                                         : "rsa";
  EVP_PKEY *key = g_str_equal (name, "ec")        ? self->ec
                  : g_str_equal (name, "foreign") ? self->foreign
                  : g_str_equal (name, "next")    ? self->next
                                                  : self->rsa;
  EVP_MD_CTX *context;
  EVP_PKEY_CTX *inner = NULL;
  guchar signature[1024];
  size_t size = sizeof signature;
  GBytes *bytes;

  if (g_str_equal (name, "none"))
    return g_bytes_new (NULL, 0);
  if (g_str_equal (name, "public"))
    return sign_with_public_key (self, text);
  context = EVP_MD_CTX_new ();
  g_assert_true (EVP_DigestSignInit (context, &inner, EVP_sha256 (), NULL, key) > 0);
  if (g_str_equal (algorithm, "PS256"))
    g_assert_true (EVP_PKEY_CTX_set_rsa_padding (inner, RSA_PKCS1_PSS_PADDING) > 0 &&
                   EVP_PKEY_CTX_set_rsa_pss_saltlen (inner, 32) > 0);
  g_assert_true (EVP_DigestSign (context, signature, &size, (const guchar *) text, strlen (text)) >
                 0);
  EVP_MD_CTX_free (context);
  if (self->forgery.is_zero)
    memset (signature, 0, sizeof signature);
  bytes = g_bytes_new (signature, self->forgery.is_zero ? 64 : size);
  return key == self->ec && !self->forgery.is_der && !self->forgery.is_zero ? to_pair (bytes)
                                                                            : bytes;
}

static char *
payload_of (PlatformIssuer *self)
{
  const PlatformForgery *f = &self->forgery;
  g_autofree char *exp = f->exp ? g_strdup (f->exp)
                                : g_strdup_printf ("%" G_GINT64_FORMAT,
                                                   self->now + 300 + f->exp_shift);
  g_autofree char *azp = f->azp ? g_strdup_printf (",\"azp\":\"%s\"", f->azp) : g_strdup ("");
  g_autofree char *nonce = f->nonce && !*f->nonce
                               ? g_strdup ("")
                               : g_strdup_printf (",\"nonce\":\"%s\"",
                                                  f->nonce ? f->nonce : self->nonce);

  g_autofree char *auth_time = self->is_again && !(f->claims && strstr (f->claims, "\"auth_time\""))
                                   ? g_strdup_printf (",\"auth_time\":%" G_GINT64_FORMAT, self->now)
                                   : g_strdup ("");

  return g_strdup_printf (
      "{\"iss\":\"%s\",\"aud\":%s,\"sub\":%s,\"exp\":%s,\"iat\":%" G_GINT64_FORMAT "%s%s%s%s}",
      f->iss ? f->iss : self->url, f->aud ? f->aud : "\"vermilion\"", f->sub ? f->sub : "\"u-1\"",
      exp, self->now + f->iat_shift, azp, nonce, auth_time, f->claims ? f->claims : "");
}

static char *
make_token (PlatformIssuer *self)
{
  const PlatformForgery *f = &self->forgery;
  const char *algorithm = f->algorithm ? f->algorithm : "RS256";
  const char *kid = f->kid ? f->kid : *algorithm == 'E' ? "ec" : self->rotated ? "next" : "rsa";
  g_autofree char *id = *kid ? g_strdup_printf (",\"kid\":\"%s\"", kid) : g_strdup ("");
  g_autofree char *header = g_strdup_printf ("{\"alg\":\"%s\"%s%s}", algorithm, id,
                                             f->header ? f->header : "");
  g_autofree char *payload = payload_of (self);
  g_autofree char *h = pki_jose_encode (header, strlen (header));
  g_autofree char *p = pki_jose_encode (payload, strlen (payload));
  g_autofree char *text = g_strconcat (h, ".", p, NULL);
  g_autoptr (GBytes) signature = sign (self, algorithm, text);
  g_autofree char *s = pki_jose_encode (g_bytes_get_data (signature, NULL),
                                        g_bytes_get_size (signature));

  if (f->token)
    return g_strdup (f->token);
  if (!f->is_changed)
    return g_strconcat (text, ".", s, NULL);
  {
    char *at = strstr (payload, "u-1");
    g_autofree char *changed = NULL;

    memcpy (at, "u-2", 3);
    changed = pki_jose_encode (payload, strlen (payload));
    return g_strconcat (h, ".", changed, ".", s, NULL);
  }
}

/* The code is good for whoever knows what the challenge was made of (RFC 7636, 4.6). */
static gboolean
knows_verifier (PlatformIssuer *self, const char *form)
{
  g_autoptr (GHashTable) fields = g_uri_parse_params (form, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
  const char *verifier = g_hash_table_lookup (fields, "code_verifier");
  guchar digest[32];
  g_autofree char *challenge = NULL;

  g_assert_nonnull (verifier);
  g_assert_cmpuint (strlen (verifier), >=, 43);
  EVP_Digest (verifier, strlen (verifier), digest, NULL, EVP_sha256 (), NULL);
  challenge = pki_jose_encode (digest, sizeof digest);
  return g_strcmp0 (challenge, self->challenge) == 0 &&
         g_strcmp0 (g_hash_table_lookup (fields, "code"), "the-code") == 0;
}

static void
on_token (const char *method, const char *path, GBytes *body, SupportReply *reply, gpointer data)
{
  PlatformIssuer *self = data;
  g_autofree char *form = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  g_autofree char *token = NULL;

  g_mutex_lock (&self->lock);
  self->n_codes++;
  if (self->redirects)
    {
      reply->status = 307;
      reply->location = g_strconcat (self->url, "/elsewhere", NULL);
    }
  else if (!knows_verifier (self, form))
    {
      reply->status = 400;
      reply_json (reply, g_strdup ("{\"error\":\"invalid_grant\"}"));
    }
  else
    {
      token = make_token (self);
      reply_json (reply, g_strdup_printf ("{\"access_token\":\"a\",\"token_type\":\"Bearer\","
                                          "\"id_token\":\"%s\"}",
                                          token));
    }
  g_mutex_unlock (&self->lock);
}

static void
on_elsewhere (
    const char *method, const char *path, GBytes *body, SupportReply *reply, gpointer data)
{
  g_error ("the platform has taken its secret elsewhere");
}

static void
on_person (const char *method, const char *path, GBytes *body, SupportReply *reply, gpointer data)
{
  PlatformIssuer *self = data;

  g_mutex_lock (&self->lock);
  reply_json (reply, g_strdup (self->userinfo ? self->userinfo : "[]"));
  g_mutex_unlock (&self->lock);
}

PlatformIssuer *
platform_issuer_new (void)
{
  /* Made once, since that takes a while. */
  static EVP_PKEY *keys[4];
  PlatformIssuer *self = g_new0 (PlatformIssuer, 1);

  g_mutex_init (&self->lock);
  if (!keys[0])
    for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
      keys[i] = i < 3 ? EVP_RSA_gen (2048) : EVP_EC_gen ("P-256");
  self->rsa = keys[0];
  self->next = keys[1];
  self->foreign = keys[2];
  self->ec = keys[3];
  self->http = support_http_new (NULL);
  self->url = support_http_make_uri (self->http, "/op");
  support_http_add (self->http, "/op/.well-known/openid-configuration", on_document, self);
  support_http_add (self->http, "/op/jwks", on_keys, self);
  support_http_add (self->http, "/op/token", on_token, self);
  support_http_add (self->http, "/op/me", on_person, self);
  support_http_add (self->http, "/op/elsewhere", on_elsewhere, self);
  return self;
}

void
platform_issuer_free (PlatformIssuer *self)
{
  support_http_free (self->http);
  g_mutex_clear (&self->lock);
  g_free (self->url);
  g_free (self->nonce);
  g_free (self->challenge);
  g_free (self->members);
  g_free (self->issuer);
  g_free (self->userinfo);
  g_free (self);
}

const char *
platform_issuer_get_url (PlatformIssuer *self)
{
  return self->url;
}

void
platform_issuer_authorize (PlatformIssuer *self, const char *address)
{
  g_autoptr (GHashTable)
      fields = g_uri_parse_params (strchr (address, '?') + 1, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);

  g_assert_cmpstr (g_hash_table_lookup (fields, "code_challenge_method"), ==, "S256");
  g_mutex_lock (&self->lock);
  g_free (self->nonce);
  g_free (self->challenge);
  self->nonce = g_strdup (g_hash_table_lookup (fields, "nonce"));
  self->challenge = g_strdup (g_hash_table_lookup (fields, "code_challenge"));
  self->is_again = g_strcmp0 (g_hash_table_lookup (fields, "prompt"), "login") == 0 &&
                   g_strcmp0 (g_hash_table_lookup (fields, "max_age"), "0") == 0;
  g_mutex_unlock (&self->lock);
}

void
platform_issuer_forge (PlatformIssuer *self, const PlatformForgery *forgery, gint64 now)
{
  g_mutex_lock (&self->lock);
  self->forgery = *forgery;
  self->now = now;
  g_mutex_unlock (&self->lock);
}

void
platform_issuer_say (PlatformIssuer *self, const char *members, const char *issuer)
{
  g_mutex_lock (&self->lock);
  g_free (self->members);
  g_free (self->issuer);
  self->members = g_strdup (members);
  self->issuer = g_strdup (issuer);
  g_mutex_unlock (&self->lock);
}

void
platform_issuer_rotate (PlatformIssuer *self)
{
  g_mutex_lock (&self->lock);
  self->rotated = TRUE;
  g_mutex_unlock (&self->lock);
}

void
platform_issuer_set_person (PlatformIssuer *self, const char *userinfo)
{
  g_mutex_lock (&self->lock);
  g_free (self->userinfo);
  self->userinfo = g_strdup (userinfo);
  g_mutex_unlock (&self->lock);
}

guint
platform_issuer_count_keys (PlatformIssuer *self)
{
  return self->n_keys;
}

guint
platform_issuer_count_codes (PlatformIssuer *self)
{
  return self->n_codes;
}

void
platform_issuer_redirect (PlatformIssuer *self, gboolean redirects)
{
  g_mutex_lock (&self->lock);
  self->redirects = redirects;
  g_mutex_unlock (&self->lock);
}
