/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "pki-certificate.h"
#include "platform-person.h"
#include "platform-store-certificate.h"

/* The authority's services, asked by openssl's own clients. */

static char *
in_folder (PlatformTest *test, const char *name)
{
  return g_build_filename (test->folder, name, NULL);
}

/* Runs a shell line in the platform's folder with $U as its address; what it said on both outputs.
 * The lines are constants of this file. */
static char *
run (PlatformTest *test, const char *line, int *status)
{
  g_autofree char *script = g_strdup_printf ("cd '%s' && U='%s' && { %s; } 2>&1", test->folder,
                                             platform_get_url (test->platform), line);
  const char *const arguments[] = {"sh", "-c", script, NULL};
  g_autoptr (GError) error = NULL;
  char *out = NULL;

  g_spawn_sync (NULL, (char **) arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, NULL,
                status, &error);
  g_assert_no_error (error);
  return out;
}

#define assert_says(test, line, words)                                                             \
  G_STMT_START                                                                                     \
  {                                                                                                \
    int status_ = 0;                                                                               \
    g_autofree char *said_ = run (test, line, &status_);                                           \
                                                                                                   \
    if (status_ != 0 || !strstr (said_, words))                                                    \
      g_test_message ("%s\n%s", line, said_);                                                      \
    g_assert_cmpint (status_, ==, 0);                                                              \
    g_assert_nonnull (strstr (said_, words));                                                      \
  }                                                                                                \
  G_STMT_END

/* The system's clock, since openssl has no other. */
static PlatformTest *
new_now (void)
{
  PlatformTest *test = platform_test_new ();

  platform_test_stop (test);
  test->options.clock = NULL;
  test->folder = (g_free (test->folder), g_dir_make_tmp ("vermilion-platform-XXXXXX", NULL));
  test->options.data_directory = test->folder;
  g_free (test->database);
  test->database = platform_test_new_database (test->folder);
  test->options.database = test->database;
  platform_test_start (test);
  return test;
}

#define FETCH                                                                                      \
  "for f in root authority; do curl -sf $U/ca/$f.cer | openssl x509 -inform der -out $f.pem && "   \
  "curl -sf $U/crl/$f.crl | openssl crl -inform der -out $f-crl.pem; done && "                     \
  "openssl x509 -inform der -in tsa.cer -out tsa.pem && "                                          \
  "cat root-crl.pem authority-crl.pem >crls.pem"

static void
test_chain (void)
{
  g_autoptr (PlatformTest) test = new_now ();
  g_autoptr (PlatformReply) about = platform_test_send (test, "GET", "/v1/authority", NULL);
  g_autofree char *der = NULL;
  g_autofree char *sha256 = NULL;
  gsize length;

  assert_says (test, FETCH " && echo done", "done");
  assert_says (test,
               "openssl verify -x509_strict -crl_check_all -CRLfile crls.pem -CAfile root.pem "
               "-untrusted authority.pem -purpose timestampsign tsa.pem",
               "tsa.pem: OK");
  assert_says (test, "openssl x509 -in authority.pem -noout -text", "CA:TRUE, pathlen:0");
  der = (char *) g_base64_decode (platform_reply_text (about, "root"), &length);
  sha256 = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (guint8 *) der, length);
  g_assert_cmpstr (sha256, ==, platform_reply_text (about, "root_sha256"));
}

static void
test_ocsp (void)
{
  g_autoptr (PlatformTest) test = new_now ();

  assert_says (test, FETCH " && echo done", "done");
  assert_says (test,
               "openssl ocsp -issuer authority.pem -cert tsa.pem -url $U/ocsp -CAfile root.pem "
               "-no_cert_checks -verify_other authority.pem -nonce",
               "tsa.pem: good");
  assert_says (test,
               "openssl ocsp -issuer authority.pem -cert tsa.pem -url $U/ocsp -CAfile root.pem "
               "-verify_other authority.pem -nonce",
               "Response verify OK");
  /* Never issued here; and issued by another. */
  assert_says (test,
               "openssl ocsp -issuer authority.pem -serial 0x4711 -url $U/ocsp -CAfile root.pem "
               "-verify_other authority.pem",
               "0x4711: unknown");
  assert_says (test, "openssl ocsp -issuer root.pem -cert authority.pem -url $U/ocsp -noverify",
               "authority.pem: unknown");
  /* A number that was issued here, by another. */
  assert_says (
      test,
      "openssl ocsp -issuer root.pem -serial 0x$(openssl x509 -in tsa.pem -noout -serial | "
      "cut -d= -f2) -url $U/ocsp -noverify",
      ": unknown");
  /* By GET, escaped and not. */
  assert_says (test,
               "openssl ocsp -issuer authority.pem -cert tsa.pem -no_nonce -reqout q.der && "
               "curl -sf $U/ocsp/$(base64 -w0 q.der) -o a.der && openssl ocsp -respin a.der "
               "-CAfile root.pem -verify_other authority.pem -issuer authority.pem -cert tsa.pem",
               "tsa.pem: good");
  assert_says (test,
               "curl -sf $U/ocsp/$(base64 -w0 q.der | sed 's,/,%2F,g;s,+,%2B,g;s,=,%3D,g') -o a.der"
               " && openssl ocsp -respin a.der -CAfile root.pem -verify_other authority.pem "
               "-issuer authority.pem -cert tsa.pem",
               "tsa.pem: good");
}

#define TO_OCSP                                                                                    \
  "curl -sf -H 'Content-Type: application/ocsp-request' --data-binary @- $U/ocsp | "               \
  "openssl ocsp -respin /dev/stdin -resp_text -noverify; :"
#define MANY(n)                                                                                    \
  "openssl ocsp -issuer authority.pem $(seq -f '-serial %g' " n ") -no_nonce -reqout /dev/stdout"
#define EMPTY_NONCE                                                                                \
  "echo "                                                                                          \
  "'MFcwVTA+"                                                                                      \
  "MDwwOjAJBgUrDgMCGgUABBQBAQEBAQEBAQEBAQEBAQEBAQEBAQQUAgICAgICAgICAgICAgICAgICAgICAQGiEzARMA8GCS" \
  "sGAQUFBzABAgQCBAA=' | base64 -d"

/* Of 128 octets and of 129, which follow as zeros. */
#define NONCE_128                                                                                  \
  "{ echo MIHdMIHaMD4wPDA6MAkGBSsOAwIaBQAEFAEBAQEBAQEBAQEBAQEBAQEBAQEBBBQCAgICAgICAgICAgICAgICAgI" \
  "CAgIBAaKBlzCBlDCBkQYJKwYBBQUHMAECBIGDBIGA | base64 -d; head -c 128 /dev/zero; }"
#define NONCE_129                                                                                  \
  "{ echo MIHeMIHbMD4wPDA6MAkGBSsOAwIaBQAEFAEBAQEBAQEBAQEBAQEBAQEBAQEBBBQCAgICAgICAgICAgICAgICAgI" \
  "CAgIBAaKBmDCBlTCBkgYJKwYBBQUHMAECBIGEBIGB | base64 -d; head -c 129 /dev/zero; }"

static void
test_ocsp_garbage (void)
{
  g_autoptr (PlatformTest) test = new_now ();

  assert_says (test,
               "printf rubbish | curl -sf -H 'Content-Type: application/ocsp-request' "
               "--data-binary @- $U/ocsp | openssl ocsp -respin /dev/stdin -resp_text -noverify; :",
               "malformedrequest");
  assert_says (test, "curl -s $U/ocsp/A", "problems/");
  /* A nonce of no octets (RFC 9654, 2.1), and something behind the request. */
  assert_says (test, EMPTY_NONCE " | " TO_OCSP, "malformedrequest");
  assert_says (test, "{ " EMPTY_NONCE "; echo; } | " TO_OCSP, "malformedrequest");
  assert_says (test, NONCE_128 " | " TO_OCSP, "OCSP Response Status: successful");
  assert_says (test, NONCE_129 " | " TO_OCSP, "malformedrequest");
  assert_says (test, "curl -s $U/ocsp/QUJD | openssl asn1parse -inform der", "ENUMERATED");
}

#define TWICE(question)                                                                            \
  "openssl ocsp -issuer authority.pem " question " -no_nonce -reqout q.der && for i in 1 2; do "   \
  "curl -sf -H 'Content-Type: application/ocsp-request' --data-binary @q.der $U/ocsp -o a$i.der; " \
  "done; cmp -s a1.der a2.der && echo the same || echo another"

/* What is kept for who asks again does not grow with the numbers that people think of. */
static void
test_ocsp_kept (void)
{
  g_autoptr (PlatformTest) test = new_now ();

  assert_says (test, FETCH " && echo done", "done");
  assert_says (test, TWICE ("-cert tsa.pem"), "the same");
  assert_says (test, TWICE ("-serial 0x4711"), "another");
  assert_says (test, TWICE ("-cert tsa.pem -serial 0x4711"), "another");
}

/* As many questions as there may be, and one more. */
static void
test_ocsp_many (void)
{
  g_autoptr (PlatformTest) test = new_now ();

  assert_says (test, FETCH " && echo done", "done");
  assert_says (test, MANY ("32") " | " TO_OCSP, "OCSP Response Status: successful");
  assert_says (test, MANY ("33") " | " TO_OCSP, "malformedrequest");
}

/* A length longer than it has to be, and one that is left open: what one reader takes for the same,
 * and another does not (X.690, 10.1). */
static void
test_not_distinguished (void)
{
  static const char *const forms[] = {
      "{ printf '\\060\\201'; tail -c +2 q; }",
      "{ printf '\\060\\200'; tail -c +3 q; printf '\\0\\0'; }",
  };
  g_autoptr (PlatformTest) test = new_now ();

  assert_says (test, FETCH " && echo done", "done");
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autofree char *status = g_strconcat (
          "openssl ocsp -issuer authority.pem -serial 1 -no_nonce -reqout q >&2; ", forms[i],
          " | tee odd | openssl ocsp -reqin /dev/stdin -req_text -noverify; cat odd | " TO_OCSP,
          NULL);
      g_autofree char *stamp = g_strconcat (
          "openssl ts -query -digest $(printf %064d 0) -sha256 -out q; ", forms[i],
          " >odd; openssl ts -query -in odd -text; curl -sf -H 'Content-Type: "
          "application/timestamp-query' --data-binary @odd $U/tsa -o a; openssl ts -reply -in a "
          "-text",
          NULL);

      assert_says (test, status, "malformedrequest");
      assert_says (test, stamp, "Hash Algorithm: sha256");
      assert_says (test, stamp, "transaction not permitted");
    }
}

static void
test_timestamp (void)
{
  g_autoptr (PlatformTest) test = new_now ();

  assert_says (test, FETCH " && echo contract >data && echo done", "done");
  assert_says (test,
               "openssl ts -query -data data -sha256 -cert -out q && curl -sf -H 'Content-Type: "
               "application/timestamp-query' --data-binary @q $U/tsa -o a && openssl ts -verify "
               "-queryfile q -in a -CAfile root.pem -untrusted authority.pem",
               "Verification: OK");
  assert_says (test, "openssl ts -reply -in a -text", "Policy OID: 2.25.1135863570260178738066609");
  assert_says (test, "openssl ts -reply -in a -token_out | openssl asn1parse -inform der",
               "id-smime-aa-signingCertificateV2");
  /* RFC 5652, 5.1: some readers tell by the version what the content is. */
  assert_says (test,
               "openssl ts -reply -in a -token_out | openssl asn1parse -inform der | "
               "sed -n 's/.*INTEGER *://p' | head -1",
               "03");
  /* Without certificates where nobody asks for them. */
  assert_says (test,
               "openssl ts -query -data data -sha512 -out q && curl -sf -H 'Content-Type: "
               "application/timestamp-query' --data-binary @q $U/tsa -o a && openssl ts -reply "
               "-in a -token_out | openssl pkcs7 -inform der -print_certs | grep -c BEGIN; "
               "openssl ts -verify -queryfile q -in a -CAfile root.pem -untrusted tsa.pem "
               "-untrusted authority.pem; openssl ts -reply -in a -text",
               "Status: Granted");
  assert_says (test,
               "openssl ts -query -data data -sha1 -out q && curl -sf -H 'Content-Type: "
               "application/timestamp-query' --data-binary @q $U/tsa -o a; "
               "openssl ts -reply -in a -text",
               "unrecognized or unsupported algorithm");
  assert_says (test,
               "openssl ts -query -data data -ripemd160 -out q && curl -sf -H 'Content-Type: "
               "application/timestamp-query' --data-binary @q $U/tsa -o a; "
               "openssl ts -reply -in a -text",
               "unrecognized or unsupported algorithm");
  assert_says (test,
               "openssl ts -query -data data -sha256 -tspolicy 1.2.3 -out q && curl -sf -H "
               "'Content-Type: application/timestamp-query' --data-binary @q $U/tsa -o a; "
               "openssl ts -reply -in a -text",
               "policy is not supported");
  /* An extension that nobody here knows (RFC 3161, 2.4.1). */
  assert_says (
      test,
      "echo MEECAQEwLzALBglghkgBZQMEAgEEIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAoAswCQYDKg"
      "MEBAIFAA== | base64 -d >q && curl -sf -H 'Content-Type: application/timestamp-query' "
      "--data-binary @q $U/tsa -o a; openssl ts -reply -in a -text",
      "extension is not supported");
}

#define STAMP                                                                                      \
  "echo x >data && openssl ts -query -data data -sha256 -out q && curl -sf -H 'Content-Type: "     \
  "application/timestamp-query' --data-binary @q $U/tsa -o a; openssl ts -reply -in a -text"

/* A clock that was put back gives no time, after a restart either. */
static void
test_clock_back (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();

  assert_says (test, STAMP, "Status: Granted");
  test->now -= 60;
  assert_says (test, STAMP, "time source is not available");
  platform_test_stop (test);
  platform_test_start (test);
  assert_says (test, STAMP, "time source is not available");
  test->now += 61;
  assert_says (test, STAMP, "Status: Granted");
}

static char *
get (PlatformTest *test, const char *line)
{
  int status = 0;
  char *said = run (test, line, &status);

  g_assert_cmpint (status, ==, 0);
  return g_strstrip (said);
}

/* The list is never older than a day, whoever was asleep. */
static void
test_list_in_time (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  static const char *const number = "curl -sf $U/crl/authority.crl | openssl crl -inform der "
                                    "-noout -crlnumber";
  g_autofree char *first = get (test, number);
  g_autofree char *same = NULL, *next = NULL, *later = NULL;

  g_assert_cmpstr (first, ==, "crlNumber=0x01");
  test->now += 3600;
  same = get (test, number);
  g_assert_cmpstr (same, ==, first);
  test->now += 86400;
  next = get (test, number);
  g_assert_cmpstr (next, ==, "crlNumber=0x02");
  platform_test_stop (test);
  test->now += 30 * 86400;
  platform_test_start (test);
  later = get (test, number);
  g_assert_cmpstr (later, ==, "crlNumber=0x03");
}

/* A person whose certificate others ask about, at two processes of one platform, of which the
 * second has the same clock; what is asked, without a nonce, is in q.der. */
static PlatformPerson *
be_asked_about (PlatformTest *test, Platform **second)
{
  PlatformPerson *person = platform_person_new (test, "lilei");
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;
  g_autofree char *said = NULL;
  int status;

  platform_person_certify (person);
  *second = platform_start (&test->options, &error);
  g_assert_no_error (error);
  line = g_strdup_printf (FETCH " && openssl ocsp -issuer authority.pem -serial 0x%s -no_nonce "
                                "-reqout q.der && echo %s >second",
                          person->serial, platform_get_url (*second));
  said = run (test, line, &status);
  g_assert_cmpint (status, ==, 0);
  return person;
}

#define ASK "curl -sf -H 'Content-Type: application/ocsp-request' --data-binary @q.der "
#define STATUS "openssl ocsp -respin a.der -noverify -resp_text | sed -n 's/.*Cert Status: //p'"
#define FIRST ASK "$U/ocsp -o a.der && "
#define SECOND ASK "$(cat second)/ocsp -o a.der && "
#define SUM "sha256sum a.der"

/* What was said is said again for a minute, without a word of it signed anew; to who sends a nonce
 * nothing is. */
static void
test_ocsp_said_again (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  Platform *second = NULL;
  g_autoptr (PlatformPerson) person = be_asked_about (test, &second);
  g_autofree char *first = get (test, FIRST SUM);
  g_autofree char *again = NULL, *by_get = NULL, *late = NULL, *back = NULL;
  static const char *const with_nonce = "openssl ocsp -issuer authority.pem -cert tsa.pem -nonce "
                                        "-reqout q.der && " FIRST SUM " && " FIRST SUM;
  g_autofree char *nonce = NULL;
  g_auto (GStrv) sums = NULL;

  test->now += 59;
  again = get (test, FIRST SUM);
  g_assert_cmpstr (again, ==, first);
  by_get = get (test, "curl -sf $U/ocsp/$(base64 -w0 q.der) -o a.der && " SUM);
  g_assert_cmpstr (by_get, ==, first);
  test->now += 1;
  late = get (test, FIRST SUM);
  g_assert_cmpstr (late, !=, first);
  /* Before it was made nobody can have it. */
  test->now -= 10;
  back = get (test, FIRST SUM);
  g_assert_cmpstr (back, !=, late);
  nonce = get (test, with_nonce);
  sums = g_strsplit (nonce, "\n", -1);
  g_assert_cmpstr (sums[0], !=, sums[1]);
  platform_stop (second);
}

static void
restore (PlatformPerson *person)
{
  g_autofree char *proof = NULL;
  g_autofree char *body = NULL;
  g_autofree char *path = g_strdup_printf ("/v1/certificates/%s/restore", person->serial);
  g_autoptr (PlatformReply) reply = NULL;

  g_clear_pointer (&person->signer, pki_signer_free);
  proof = platform_person_pass (person, person->key);
  body = g_strdup_printf ("{\"session\":\"%s\"}", proof);
  reply = platform_person_ask (person, "POST", path, body);
  g_assert_cmpuint (reply->status, ==, 200);
}

/* A change counts at once, at the process that made it and at the other, and what was true before a
 * suspension is not said again after it. */
static void
test_ocsp_changed (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  Platform *second = NULL;
  g_autoptr (PlatformPerson) person = be_asked_about (test, &second);
  g_autofree char *suspend = g_strdup_printf ("/v1/certificates/%s/suspend", person->serial);
  g_autofree char *before = get (test, SECOND SUM);
  g_autoptr (PlatformReply) suspended = NULL;
  g_autofree char *after = NULL;

  assert_says (test, FIRST STATUS, "good");
  assert_says (test, SECOND STATUS, "good");
  suspended = platform_person_ask (person, "POST", suspend, NULL);
  g_assert_cmpuint (suspended->status, ==, 200);
  assert_says (test, FIRST STATUS, "revoked");
  test->now++;
  restore (person);
  /* This one has not been asked while it was suspended. */
  after = get (test, SECOND SUM);
  g_assert_cmpstr (after, !=, before);
  assert_says (test, SECOND STATUS, "good");
  assert_says (test, FIRST STATUS, "good");
  platform_stop (second);
}

static void
test_ocsp_changed_elsewhere (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  Platform *second = NULL;
  g_autoptr (PlatformPerson) person = be_asked_about (test, &second);
  g_autofree char *revoke = g_strdup_printf ("/v1/certificates/%s/revoke", person->serial);
  g_autoptr (PlatformReply) revoked = NULL;

  assert_says (test, SECOND STATUS, "good");
  revoked = platform_person_ask (person, "POST", revoke, "{\"reason\":1}");
  g_assert_cmpuint (revoked->status, ==, 200);
  assert_says (test, SECOND STATUS, "revoked");
  platform_stop (second);
}

/* What stands on the way may keep the answer, and has to ask each time whether it still holds. */
static void
test_ocsp_cached (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  Platform *second = NULL;
  g_autoptr (PlatformPerson) person = be_asked_about (test, &second);
  g_autofree char *suspend = g_strdup_printf ("/v1/certificates/%s/suspend", person->serial);
  g_autoptr (PlatformReply) suspended = NULL;
  static const char *const again =
      "curl -s -o /dev/null -w '%{http_code}' -H \"If-None-Match: $(cat "
      "tag)\" $U/ocsp/$(base64 -w0 q.der)";

  assert_says (test,
               "curl -sf -D h -o a.der $U/ocsp/$(base64 -w0 q.der) && tr -d '\\r' <h | "
               "sed -n 's/^ETag: //p' >tag && cat h",
               "Cache-Control: public, no-transform, max-age=0, must-revalidate");
  assert_says (test, again, "304");
  suspended = platform_person_ask (person, "POST", suspend, NULL);
  g_assert_cmpuint (suspended->status, ==, 200);
  assert_says (test, again, "200");
  assert_says (test,
               "openssl ocsp -issuer authority.pem -cert tsa.pem -nonce -reqout q.der && "
               "curl -sf -D - -o /dev/null $U/ocsp/$(base64 -w0 q.der)",
               "Cache-Control: no-store");
  platform_stop (second);
}

/* The same authority after a restart, and without the root's key. */
static void
test_restart (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autoptr (PlatformReply) before = platform_test_send (test, "GET", "/v1/authority", NULL);
  g_autoptr (PlatformReply) after = NULL;
  guint rows = platform_test_count (test, "certificate");
  g_autofree char *key = in_folder (test, "root/root.key");

  g_assert_cmpuint (rows, ==, 3);
  platform_test_stop (test);
  g_assert_cmpint (g_unlink (key), ==, 0);
  platform_test_start (test);
  after = platform_test_send (test, "GET", "/v1/authority", NULL);
  g_assert_cmpstr (before->body, ==, after->body);
  g_assert_cmpuint (platform_test_count (test, "certificate"), ==, rows);
}

static void
test_keys_are_closed (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  static const char *const keys[] = {"root/root.key", "authority.key", "ocsp.key", "tsa.key",
                                     "cmp.key"};

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *path = in_folder (test, keys[i]);
      struct stat status;

      g_assert_cmpint (g_stat (path, &status), ==, 0);
      g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
    }
}

/* Another authority's files before a database that knows one. */
static void
test_foreign_authority (void)
{
  g_autoptr (PlatformTest) test = platform_test_new ();
  g_autofree char *path = in_folder (test, "authority.cer");
  g_autoptr (GError) error = NULL;

  platform_test_stop (test);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_null (platform_start (&test->options, &error));
  g_assert_error (error, PLATFORM_ERROR, PLATFORM_ERROR_DATA);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (path, "rubbish", -1, NULL));
  g_assert_null (platform_start (&test->options, &error));
  g_assert_nonnull (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/platform/authority/chain", test_chain);
  g_test_add_func ("/platform/authority/ocsp", test_ocsp);
  g_test_add_func ("/platform/authority/ocsp-garbage", test_ocsp_garbage);
  g_test_add_func ("/platform/authority/ocsp-many", test_ocsp_many);
  g_test_add_func ("/platform/authority/ocsp-kept", test_ocsp_kept);
  g_test_add_func ("/platform/authority/not-distinguished", test_not_distinguished);
  g_test_add_func ("/platform/authority/ocsp-said-again", test_ocsp_said_again);
  g_test_add_func ("/platform/authority/ocsp-changed", test_ocsp_changed);
  g_test_add_func ("/platform/authority/ocsp-changed-elsewhere", test_ocsp_changed_elsewhere);
  g_test_add_func ("/platform/authority/ocsp-cached", test_ocsp_cached);
  g_test_add_func ("/platform/authority/timestamp", test_timestamp);
  g_test_add_func ("/platform/authority/clock-back", test_clock_back);
  g_test_add_func ("/platform/authority/list-in-time", test_list_in_time);
  g_test_add_func ("/platform/authority/restart", test_restart);
  g_test_add_func ("/platform/authority/keys-are-closed", test_keys_are_closed);
  g_test_add_func ("/platform/authority/foreign-authority", test_foreign_authority);
  return g_test_run ();
}
