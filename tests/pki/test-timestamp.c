/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "client-fetch.h"
#include "pki-timestamp.h"
#include "pki-openssl.h"
#include "support-authority.h"
#include "support-clock.h"
#include "support-fetch.h"

static SupportAuthority *authority;
static PkiFetch *fetch;

static GBytes *
make_imprint (PkiDigestType digest)
{
  return pki_digest_bytes (digest, "signature value", 15);
}

static GBytes *
stamp (const char *path, PkiDigestType digest, GError **error)
{
  g_autofree char *uri = support_http_make_uri (authority->http, path);
  g_autoptr (GBytes) imprint = make_imprint (digest);

  return pki_timestamp_fetch (fetch, uri, digest, imprint, NULL, error);
}

static void
test_good (gconstpointer data)
{
  PkiDigestType digest = GPOINTER_TO_INT (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) token = NULL;
  g_autoptr (PkiTimestamp) timestamp = NULL;
  g_autoptr (GBytes) imprint = make_imprint (digest);
  g_autoptr (GBytes) other = pki_digest_bytes (digest, "another value", 13);

  /* Half a second is cut, not rounded. */
  support_tsa_set_time (authority->tsa, SUPPORT_NOW + 7, 999);
  token = stamp ("/tsa", digest, &error);
  g_assert_no_error (error);
  timestamp = pki_timestamp_new (g_bytes_get_data (token, NULL), g_bytes_get_size (token), &error);
  g_assert_no_error (error);
  g_assert_cmpint (pki_timestamp_get_time (timestamp), ==, SUPPORT_NOW + 7);
  g_assert_cmpint (pki_timestamp_get_digest (timestamp), ==, digest);
  g_assert_true (g_bytes_equal (pki_timestamp_get_imprint (timestamp), imprint));
  g_assert_true (pki_certificate_equal (pki_timestamp_get_signer (timestamp),
                                        support_tsa_get_certificate (authority->tsa)));
  g_assert_cmpuint (pki_timestamp_get_certificates (timestamp)->len, ==, 2);
  g_assert_cmpint (pki_timestamp_check (timestamp, imprint), ==, PKI_CMS_INTACT);
  g_assert_cmpint (pki_timestamp_check (timestamp, other), ==, PKI_CMS_DIGEST_MISMATCH);
}

typedef struct {
  const char *path;
  int code;
  const char *message; /* a part of it */
} Fault;

static const Fault faults[] = {
    {"/tsa/500", PKI_ERROR_FETCH_STATUS, "500 Internal Server Error"},
    {"/tsa/nothing-here", PKI_ERROR_FETCH_STATUS, "404 Not Found"},
    {"/tsa/garbage", PKI_ERROR_TSA_GARBAGE, "no time-stamp response"},
    {"/tsa/empty", PKI_ERROR_TSA_GARBAGE, "empty"},
    {"/tsa/refused", PKI_ERROR_TSA_REFUSED, "badRequest “no account”"},
    {"/tsa/nonce", PKI_ERROR_TSA_NONCE, "another request"},
    {"/tsa/no-nonce", PKI_ERROR_TSA_NONCE, "another request"},
    {"/tsa/imprint", PKI_ERROR_TSA_IMPRINT, "another hash"},
    {"/tsa/digest", PKI_ERROR_TSA_IMPRINT, "another hash"},
    {"/tsa/signature", PKI_ERROR_TSA_SIGNATURE, "wrong"},
    {"/tsa/purpose", PKI_ERROR_TSA_SIGNATURE, "not for time-stamping"},
    {"/tsa/no-certificate", PKI_ERROR_TSA_SIGNATURE, "lacks"},
    {"/tsa/slow", PKI_ERROR_FETCH_TIMEOUT, "in time"},
    {"/tsa/drip", PKI_ERROR_FETCH_TIMEOUT, "in time"},
    {"/tsa/close", PKI_ERROR_FETCH_CONNECT, ""},
    {"/tsa/huge", PKI_ERROR_FETCH_SIZE, "larger"},
};

static void
test_fault (gconstpointer data)
{
  const Fault *fault = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) token = stamp (fault->path, PKI_DIGEST_SHA256, &error);

  g_assert_null (token);
  g_test_message ("%s", error->message);
  g_assert_error (error, PKI_ERROR, fault->code);
  g_assert_nonnull (strstr (error->message, fault->message));
}

/* `openssl ts -verify` as second opinion. */
static void
test_openssl_verifies (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) token = NULL;
  g_autoptr (GBytes) imprint = make_imprint (PKI_DIGEST_SHA256);
  g_autofree char *folder = g_dir_make_tmp ("vermilion-ts-XXXXXX", NULL);
  g_autofree char *token_path = g_build_filename (folder, "token", NULL);
  g_autofree char *root_path = g_build_filename (folder, "root.pem", NULL);
  g_autofree char *chain_path = g_build_filename (folder, "chain.pem", NULL);
  g_autofree char *root = support_certificate_to_pem (support_ca_get_root (authority->ca));
  g_autofree char *chain = support_certificate_to_pem (
      support_identity_get_certificate (support_ca_get_issuer (authority->ca)));
  g_autofree char *at = g_strdup_printf ("%" G_GINT64_FORMAT, SUPPORT_NOW);
  g_autoptr (GString) hex = g_string_new (NULL);
  int status;
  g_autofree char *errors = NULL;

  support_tsa_set_time (authority->tsa, SUPPORT_NOW, 0);
  token = stamp ("/tsa", PKI_DIGEST_SHA256, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < g_bytes_get_size (imprint); i++)
    g_string_append_printf (hex, "%02x", ((const guint8 *) g_bytes_get_data (imprint, NULL))[i]);
  g_file_set_contents (token_path, g_bytes_get_data (token, NULL), g_bytes_get_size (token), NULL);
  g_file_set_contents (root_path, root, -1, NULL);
  g_file_set_contents (chain_path, chain, -1, NULL);
  g_spawn_sync (NULL,
                (char *[]){"openssl", "ts", "-verify", "-digest", hex->str, "-in", token_path,
                           "-token_in", "-CAfile", root_path, "-untrusted", chain_path, "-attime",
                           at, NULL},
                NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, &errors,
                &status, &error);
  g_assert_no_error (error);
  if (status != 0)
    g_test_message ("%s", errors);
  g_assert_cmpint (status, ==, 0);
  g_unlink (token_path);
  g_unlink (root_path);
  g_unlink (chain_path);
  g_rmdir (folder);
}

/* In a CMS the token is an unsigned attribute: there to be found, and the signature stays intact.
 */
static void
test_in_cms (void)
{
  g_autoptr (SupportIdentity)
      identity = support_ca_issue (authority->ca, &(SupportProfile){.kind = "p256"});
  g_autoptr (PkiSigner) signer = support_identity_new_signer (identity);
  g_autoptr (GBytes) digest = make_imprint (PKI_DIGEST_SHA256);
  PkiCmsRequest request = {.digest = PKI_DIGEST_SHA256, .content_digest = digest};
  g_autoptr (GBytes) plain = pki_cms_sign (signer, &request, NULL, NULL);
  g_autoptr (PkiCms)
      cms = pki_cms_new (g_bytes_get_data (plain, NULL), g_bytes_get_size (plain), NULL);
  GBytes *value = pki_cms_get_signature (cms);
  g_autoptr (GBytes) imprint = pki_digest_bytes (PKI_DIGEST_SHA256, g_bytes_get_data (value, NULL),
                                                 g_bytes_get_size (value));
  g_autofree char *uri = support_http_make_uri (authority->http, "/tsa");
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes)
      token = pki_timestamp_fetch (fetch, uri, PKI_DIGEST_SHA256, imprint, NULL, &error);
  g_autoptr (GBytes) stamped = NULL;
  g_autoptr (PkiCms) again = NULL;

  g_assert_no_error (error);
  stamped = pki_cms_add_timestamp (plain, token, &error);
  g_assert_no_error (error);
  again = pki_cms_new (g_bytes_get_data (stamped, NULL), g_bytes_get_size (stamped), &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (pki_cms_get_timestamp (again), token));
  g_assert_true (g_bytes_equal (pki_cms_get_signature (again), value));
  g_assert_cmpint (pki_cms_check (again, digest), ==, PKI_CMS_INTACT);
}

static void
test_add_to_nonsense (void)
{
  g_autoptr (GBytes) nonsense = g_bytes_new_static ("nonsense", 8);
  g_autoptr (GError) error = NULL;

  g_assert_null (pki_cms_add_timestamp (nonsense, nonsense, &error));
  g_assert_error (error, PKI_ERROR, PKI_ERROR_PARSE);
}

/* A token with anything turned in it is refused or not intact, and never brings the reader down. */
static void
test_tampered (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) token = stamp ("/tsa", PKI_DIGEST_SHA256, &error);
  g_autoptr (GBytes) imprint = make_imprint (PKI_DIGEST_SHA256);
  gsize size = g_bytes_get_size (token);
  g_autofree guint8 *bytes = g_memdup2 (g_bytes_get_data (token, NULL), size);
  static const guint8 oid[] = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x04};
  guint8 *info = memmem (bytes, size, oid, sizeof oid);

  g_assert_no_error (error);
  for (guint8 *p = bytes; p < bytes + size; p++)
    {
      g_autoptr (PkiTimestamp) timestamp = NULL;

      *p ^= 0x04;
      timestamp = pki_timestamp_new (bytes, size, NULL);
      /* The 150 bytes from the content's OID on are the TSTInfo: time, imprint, serial. */
      if (timestamp != NULL && p >= info && p < info + 150)
        g_assert_cmpint (pki_timestamp_check (timestamp, imprint), !=, PKI_CMS_INTACT);
      else if (timestamp != NULL)
        pki_timestamp_check (timestamp, imprint);
      *p ^= 0x04;
    }
}

static void
test_no_such_address (void)
{
  g_autoptr (PkiFetch) table = support_fetch_new ();
  g_autoptr (GBytes) imprint = make_imprint (PKI_DIGEST_SHA256);
  g_autoptr (GError) error = NULL;

  g_assert_null (
      pki_timestamp_fetch (table, "http://tsa.example/", PKI_DIGEST_SHA256, imprint, NULL, &error));
  g_assert_error (error, PKI_ERROR, PKI_ERROR_FETCH_ADDRESS);
}

int
main (int argc, char **argv)
{
  static const PkiDigestType digests[] = {PKI_DIGEST_SHA256, PKI_DIGEST_SHA384, PKI_DIGEST_SHA512};
  int status;

  g_test_init (&argc, &argv, NULL);
  authority = support_authority_new (SUPPORT_NOW);
  fetch = client_fetch_new (2);
  for (guint i = 0; i < G_N_ELEMENTS (digests); i++)
    {
      g_autofree char *name = g_strconcat ("/pki/timestamp/good/", pki_digest_get_name (digests[i]),
                                           NULL);

      g_test_add_data_func (name, GINT_TO_POINTER (digests[i]), test_good);
    }
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autofree char *name = g_strconcat ("/pki/timestamp/fault", faults[i].path, NULL);

      g_test_add_data_func (name, &faults[i], test_fault);
    }
  g_test_add_func ("/pki/timestamp/openssl-verifies", test_openssl_verifies);
  g_test_add_func ("/pki/timestamp/in-cms", test_in_cms);
  g_test_add_func ("/pki/timestamp/add-to-nonsense", test_add_to_nonsense);
  g_test_add_func ("/pki/timestamp/tampered", test_tampered);
  g_test_add_func ("/pki/timestamp/no-such-address", test_no_such_address);
  status = g_test_run ();
  pki_fetch_free (fetch);
  support_authority_free (authority);
  return status;
}
