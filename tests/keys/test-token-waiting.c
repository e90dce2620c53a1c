/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Keys that are made on a token, as they are: SoftHSM 2. */

#include <openssl/x509.h>
#include <string.h>

#include "keys-error.h"
#include "keys-token-waiting.h"
#include "pki-request.h"
#include "support-clock.h"
#include "support-token.h"

#define TOKEN "pkcs11:token=%E5%8D%B0%E7%AB%A0%20token"

static char *folder;
static SupportCa *ca;
static const char *module;

static char *
answer (const KeysPinRequest *request, gpointer data, GError **error)
{
  return g_strdup (data);
}

static KeysTokenRequest
request_for (const char *uri, const char *pin)
{
  return (KeysTokenRequest){
      .uri = uri, .module = module, .now = SUPPORT_NOW, .pin = answer, .data = (gpointer) pin};
}

static KeysTokenWaiting *
open_waiting (const char *kind, const char *purpose, GError **error)
{
  const KeysTokenRequest request = request_for (TOKEN, SUPPORT_TOKEN_PIN);

  return keys_token_waiting_open (&request, &(KeysTokenWish){kind, purpose}, error);
}

static GBytes *
spki_of (KeysTokenWaiting *waiting)
{
  g_autoptr (GError) error = NULL;
  GBytes *spki = pki_request_read (keys_token_waiting_get_request (waiting), &error);

  g_assert_no_error (error);
  return spki;
}

/* A certificate for the key of a request, by an authority that read it. */
static SupportIdentity *
certify_by (SupportIdentity *issuer, KeysTokenWaiting *waiting)
{
  g_autoptr (SupportIdentity) holder = support_ca_issue (ca, &(SupportProfile){0});
  g_autoptr (GBytes) spki = spki_of (waiting);
  gsize size;
  const guint8 *p = g_bytes_get_data (spki, &size);
  SupportIdentity twin = {.key = d2i_PUBKEY (NULL, &p, (long) size), .x509 = holder->x509};
  SupportIdentity *identity = support_ca_issue_by (ca, issuer, &(SupportProfile){.twin = &twin});

  EVP_PKEY_free (twin.key);
  return identity;
}

static SupportIdentity *
certify (KeysTokenWaiting *waiting)
{
  return certify_by (support_ca_get_issuer (ca), waiting);
}

static guint
count_certificates (void)
{
  g_autoptr (GPtrArray) entries = keys_token_list (module, NULL);
  guint n = 0;

  for (guint i = 0; i < entries->len; i++)
    n += ((KeysTokenEntry *) entries->pdata[i])->certificate != NULL;
  return n;
}

/* What waits is taken up for the same purpose alone, and none is made where none is wished for. */
static void
test_waits (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KeysTokenWaiting) first = open_waiting ("p256", "one", &error);
  g_autoptr (KeysTokenWaiting) again = open_waiting ("rsa2048", "one", NULL);
  g_autoptr (KeysTokenWaiting) found = open_waiting (NULL, "one", NULL);
  g_autoptr (KeysTokenWaiting) other = open_waiting ("p256", "another", NULL);
  g_autoptr (GBytes) one = NULL, two = NULL, three = NULL, four = NULL;

  g_assert_no_error (error);
  one = spki_of (first);
  two = spki_of (again);
  three = spki_of (found);
  four = spki_of (other);
  g_assert_false (keys_token_waiting_is_old (first));
  g_assert_true (keys_token_waiting_is_old (again));
  g_assert_true (keys_token_waiting_is_old (found));
  g_assert_false (keys_token_waiting_is_old (other));
  g_assert_true (g_bytes_equal (one, two));
  g_assert_true (g_bytes_equal (one, three));
  g_assert_false (g_bytes_equal (one, four));
  g_assert_null (open_waiting (NULL, "nothing", &error));
  g_assert_error (error, KEYS_ERROR, KEYS_ERROR_TOKEN_NO_KEY);
}

/* Made here, it opens what is encrypted to it, too. */
static void
assert_opens (PkiSigner *signer)
{
  g_autoptr (GPtrArray) recipients = g_ptr_array_new ();
  g_autoptr (GBytes) content = g_bytes_new_static ("%PDF-1.7", 8);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) closed = NULL;
  g_autoptr (PkiEnvelope) envelope = NULL;
  g_autoptr (GBytes) opened = NULL;

  g_ptr_array_add (recipients, pki_signer_get_certificate (signer));
  closed = pki_envelope_close (content, recipients, &error);
  envelope = pki_envelope_new (closed, &error);
  opened = pki_signer_open (signer, envelope, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (opened, content));
}

/* The certificate of another key is not put beside it; with its own it waits no more, signs by the
 * token's address, and a later certificate takes the place of the first. */
static void
test_gets_its_certificate (gconstpointer kind)
{
  g_autofree char *purpose = g_strconcat ("certificate for ", kind, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (KeysTokenWaiting) waiting = open_waiting (kind, purpose, &error);
  g_autoptr (SupportIdentity) stranger = support_ca_issue (ca, &(SupportProfile){0});
  g_autoptr (SupportIdentity) own = NULL, later = NULL;
  g_autoptr (KeysTokenWaiting) again = NULL;
  g_autofree char *address = NULL, *second = NULL;
  guint before = count_certificates ();
  KeysTokenRequest request;
  g_autoptr (PkiSigner) signer = NULL;

  g_assert_no_error (error);
  g_assert_null (keys_token_waiting_finish (waiting, stranger->chain, &error));
  g_assert_error (error, KEYS_ERROR, KEYS_ERROR_TOKEN_MISMATCH);
  g_clear_error (&error);
  g_assert_cmpuint (count_certificates (), ==, before);
  own = certify (waiting);
  address = keys_token_waiting_finish (waiting, own->chain, &error);
  g_assert_no_error (error);
  g_assert_null (open_waiting (NULL, purpose, NULL));
  request = request_for (address, SUPPORT_TOKEN_PIN);
  again = keys_token_waiting_again (&request, &error);
  g_assert_no_error (error);
  later = certify (again);
  before = count_certificates ();
  second = keys_token_waiting_finish (again, later->chain, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (second, ==, address);
  g_assert_cmpuint (count_certificates (), ==, before);
  signer = keys_token_open (&request, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (pki_certificate_equal (pki_signer_get_certificate (signer),
                                        support_identity_get_certificate (later)));
  assert_opens (signer);
}

static gboolean
is_on_token (PkiCertificate *certificate)
{
  g_autoptr (GPtrArray) entries = keys_token_list (module, NULL);

  for (guint i = 0; i < entries->len; i++)
    {
      PkiCertificate *each = ((KeysTokenEntry *) entries->pdata[i])->certificate;

      if (each != NULL && pki_certificate_equal (each, certificate))
        return TRUE;
    }
  return FALSE;
}

/* Of an address, each octet of which is written %XX. */
static char *
dup_id (const char *address)
{
  const char *id = strstr (address, "id=");
  g_auto (GStrv) octets = NULL;
  g_autofree char *attribute = NULL;

  g_assert_nonnull (id);
  attribute = g_strndup (id + 3, strcspn (id + 3, ";?"));
  octets = g_strsplit (attribute, "%", -1);
  return g_strjoinv ("", octets);
}

/* What has the same CKA_ID and is another key's, or another authority's word for this one, stays
 * when a further certificate comes; what the same authority said of the key before goes. */
static void
test_leaves_others_alone (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KeysTokenWaiting) waiting = open_waiting ("p256", "others", &error);
  g_autoptr (SupportIdentity) own = certify (waiting);
  g_autoptr (SupportIdentity) later = certify (waiting);
  g_autoptr (SupportIdentity) elsewhere = certify_by (support_ca_get_root_identity (ca), waiting);
  g_autoptr (SupportIdentity) stranger = support_ca_issue (ca, &(SupportProfile){0});
  g_autofree char *address = keys_token_waiting_finish (waiting, own->chain, &error);
  g_autofree char *id = dup_id (address);
  const KeysTokenRequest request = request_for (address, SUPPORT_TOKEN_PIN);
  g_autoptr (KeysTokenWaiting) again = NULL;
  g_autofree char *second = NULL;

  g_assert_no_error (error);
  g_clear_pointer (&waiting, keys_token_waiting_free); /* the module is initialised anew */
  support_token_add_certificate (support_identity_get_certificate (stranger), "stranger", id);
  support_token_add_certificate (support_identity_get_certificate (elsewhere), "elsewhere", id);
  again = keys_token_waiting_again (&request, &error);
  g_assert_no_error (error);
  second = keys_token_waiting_finish (again, later->chain, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (second, ==, address);
  g_assert_false (is_on_token (support_identity_get_certificate (own)));
  g_assert_true (is_on_token (support_identity_get_certificate (later)));
  g_assert_true (is_on_token (support_identity_get_certificate (stranger)));
  g_assert_true (is_on_token (support_identity_get_certificate (elsewhere)));
}

static void
test_refused (void)
{
  static const struct {
    const char *uri;
    const char *kind;
    const char *pin;
    KeysError code;
  } cases[] = {
      {TOKEN, "ed25519", SUPPORT_TOKEN_PIN, KEYS_ERROR_UNSUPPORTED},
      {TOKEN, "p256", NULL, KEYS_ERROR_CANCELLED},
      {"pkcs11:token=none", "p256", SUPPORT_TOKEN_PIN, KEYS_ERROR_TOKEN_MISSING},
      {"file:///dev/null", "p256", SUPPORT_TOKEN_PIN, KEYS_ERROR_TOKEN_URI},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const KeysTokenRequest request = request_for (cases[i].uri, cases[i].pin);
      g_autoptr (GError) error = NULL;

      g_assert_null (
          keys_token_waiting_open (&request, &(KeysTokenWish){cases[i].kind, "x"}, &error));
      g_assert_error (error, KEYS_ERROR, (int) cases[i].code);
    }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  module = support_token_get_module ();
  if (module == NULL)
    {
      g_print ("1..0 # SKIP SoftHSM 2 is not installed\n");
      return 0;
    }
  folder = g_dir_make_tmp ("vermilion-waiting-XXXXXX", NULL);
  ca = support_ca_new (SUPPORT_NOW);
  support_token_create (folder);
  g_test_add_func ("/keys/token-waiting/waits", test_waits);
  g_test_add_data_func ("/keys/token-waiting/p256", "p256", test_gets_its_certificate);
  g_test_add_data_func ("/keys/token-waiting/p384", "p384", test_gets_its_certificate);
  g_test_add_data_func ("/keys/token-waiting/rsa2048", "rsa2048", test_gets_its_certificate);
  g_test_add_func ("/keys/token-waiting/others", test_leaves_others_alone);
  g_test_add_func ("/keys/token-waiting/refused", test_refused);
  status = g_test_run ();
  support_ca_free (ca);
  g_spawn_sync (NULL, (char *[]){"rm", "-rf", folder, NULL}, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
                NULL, NULL, NULL, NULL);
  g_free (folder);
  return status;
}
