/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"
#include "pki-archival.h"
#include "support-ca.h"
#include "support-clock.h"
#include "support-tsa.h"

static const char *const kinds[] = {"p256", "rsa2048", "pss", "ed25519"};

static GBytes *
digest_of (PkiDigestType type)
{
  g_autoptr (PkiDigest) digest = pki_digest_new (type);

  pki_digest_update (digest, "content", 7);
  return pki_digest_finish (digest);
}

/* A bare value with these certificates: read or not, never more of it than there is. */
static void
assert_bare (PkiCms *cms, const guint8 *data, gsize size)
{
  GPtrArray *certificates = pki_cms_get_certificates (cms);
  g_autoptr (PkiCms) bare = NULL;
  gsize used = 0;

  if (certificates->len == 0)
    return;
  bare = pki_cms_new_bare (data, size, certificates, &used, NULL);
  g_assert_true (bare == NULL || used <= size);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (PkiCms) cms = pki_cms_new (data, size, NULL);
  g_autoptr (PkiCertificatePool) pool = pki_certificate_pool_new ();
  g_autoptr (PkiCms) pooled = pki_cms_new_pooled (data, size, pool, NULL);
  g_autoptr (PkiValidationData) held = pki_validation_data_new ();
  g_autoptr (GBytes) digest = NULL;
  g_autoptr (GBytes) content = NULL;
  g_autoptr (GBytes) whole = NULL;
  g_autoptr (GBytes) token = NULL;
  g_autoptr (GBytes) stamped = NULL;
  PkiDigestType type;
  PkiCmsCheck check;

  g_assert_true ((cms != NULL) == (pooled != NULL));
  if (cms == NULL)
    return 0;
  g_assert_cmpuint (pki_cms_get_size (cms), <=, size);
  g_assert_cmpuint (pki_cms_get_size (pooled), ==, pki_cms_get_size (cms));
  g_assert_nonnull (pki_cms_get_algorithm (cms));
  pki_cms_get_signing_time (cms);
  pki_cms_has_content (cms);
  pki_archival_read (cms, held);
  pki_archival_read_beside (cms, held);
  pki_cms_get_value_digest (cms);
  content = pki_cms_dup_content (cms);
  g_assert_true ((content != NULL) == pki_cms_has_content (cms));
  assert_bare (cms, data, size);
  type = pki_cms_get_digest (cms);
  digest = digest_of (type != PKI_DIGEST_NONE ? type : PKI_DIGEST_SHA256);
  check = pki_cms_check (cms, digest);
  g_assert_cmpint (pki_cms_check (pooled, digest), ==, check);
  g_assert_true (check != PKI_CMS_INTACT || pki_cms_get_signer (cms) != NULL);

  /* What a time-stamp is added to is as intact as it was. */
  whole = g_bytes_new_static (data, size);
  token = g_bytes_new_static ("\x30\x00", 2);
  stamped = pki_cms_add_timestamp (whole, token, NULL);
  if (stamped != NULL)
    {
      g_autoptr (PkiCms)
          again = pki_cms_new (g_bytes_get_data (stamped, NULL), g_bytes_get_size (stamped), NULL);

      g_assert_nonnull (again);
      g_assert_cmpint (pki_cms_check (again, digest), ==, check);
    }
  return 0;
}

GBytes *
fuzz_seed (guint index)
{
  g_autoptr (SupportCa) ca = NULL;
  g_autoptr (SupportIdentity) identity = NULL;
  g_autoptr (PkiSigner) signer = NULL;
  g_autoptr (GBytes) digest = NULL;
  PkiCmsRequest request = {0};

  if (index >= G_N_ELEMENTS (kinds))
    return NULL;
  ca = support_ca_new (SUPPORT_NOW);
  identity = support_ca_issue (ca, &(SupportProfile){.kind = kinds[index]});
  signer = support_identity_new_signer (identity);
  request.digest = pki_signer_choose_digest (signer, PKI_DIGEST_SHA256);
  digest = digest_of (request.digest);
  request.content_digest = digest;
  return pki_cms_sign (signer, &request, NULL, NULL);
}
