/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-authority.h"

#include <string.h>

#include "keys-office.h"
#include "pki-request.h"
#include "pki-revocation-list.h"
#include "platform-authority-files.h"
#include "platform-data.h"
#include "platform-store-certificate.h"
#include "platform-store-evidence.h"
#include "platform-store-setting.h"

#define DAY G_GINT64_CONSTANT (86400)
#define YEAR (365 * DAY)
#define ROOT_LIFE (20 * YEAR)
#define AUTHORITY_LIFE (10 * YEAR)
/* Nobody asks whether the responder's own certificate still holds: its life has to be short. */
#define RESPONDER_LIFE (2 * YEAR)
#define TIMESTAMP_LIFE (5 * YEAR)
/* The root's key may lie elsewhere for as long as half of this. */
#define ROOT_LIST_LIFE (400 * DAY)
/* A clock that runs a little behind the one that issued. */
#define LEEWAY 300

/* The root's key has a folder of its own: once the platform has started, the folder can be moved to
 * where no network is, and the platform goes on without it. */
#define ROOT_FOLDER "root"
#define ROOT_KEY "root.key"
#define ROOT_FILE "root.cer"
#define ROOT_LIST_FILE "root.crl"

/* An office of the authority: its key, certificate and what is written into it. */
typedef struct {
  const char *key;
  const char *file;
  const char *title;
  PkiProfile profile;
  const char *kind; /* in the store */
  gint64 life;
} Office;

static const Office authority_office = {
    "authority.key", "authority.cer", "CA", PKI_PROFILE_AUTHORITY, NULL, AUTHORITY_LIFE};
static const Office responder_office = {"ocsp.key",       "ocsp.cer", "OCSP",
                                        PKI_PROFILE_OCSP, "ocsp",     RESPONDER_LIFE};
static const Office timestamp_office = {"tsa.key",   "tsa.cer",     "TSA", PKI_PROFILE_TIMESTAMP,
                                        "timestamp", TIMESTAMP_LIFE};

/**
 * platform_authority_free:
 * @authority: (transfer full): an authority
 *
 * Frees it, and wipes its keys.
 */
void
platform_authority_free (PlatformAuthority *authority)
{
  g_clear_pointer (&authority->root, pki_certificate_unref);
  g_clear_pointer (&authority->root_list, g_bytes_unref);
  g_clear_pointer (&authority->issuer, pki_issuer_free);
  g_clear_pointer (&authority->responder, pki_issuer_free);
  g_clear_pointer (&authority->timestamper, pki_signer_free);
  g_free (authority->ocsp);
  g_free (authority->crl);
  g_free (authority->tsa);
  g_free (authority->caissuers);
  g_free (authority);
}

static char *
root_folder (const PlatformAuthoritySeat *seat)
{
  return g_build_filename (seat->data_directory, ROOT_FOLDER, NULL);
}

static PkiSigner *
open_signer (GBytes *key, GPtrArray *chain, GError **error)
{
  return keys_office_open (key, chain, error);
}

static PkiIssuer *
open_issuer (GBytes *key, GPtrArray *chain, GError **error)
{
  PkiSigner *signer = open_signer (key, chain, error);

  return signer ? pki_issuer_new (signer, NULL, error) : NULL;
}

static GPtrArray *
chain_new (PkiCertificate *first, PkiCertificate *second, PkiCertificate *third)
{
  GPtrArray *chain = g_ptr_array_new_with_free_func ((GDestroyNotify) pki_certificate_unref);
  PkiCertificate *certificates[] = {first, second, third};

  for (guint i = 0; i < G_N_ELEMENTS (certificates); i++)
    if (certificates[i])
      g_ptr_array_add (chain, pki_certificate_ref (certificates[i]));
  return chain;
}

static PkiCertificate *
issue_root (const PlatformAuthoritySeat *seat, GBytes *key, GError **error)
{
  g_autoptr (GPtrArray) nobody = chain_new (NULL, NULL, NULL);
  g_autoptr (PkiIssuer) issuer = open_issuer (key, nobody, error);
  g_autoptr (GBytes) spki = issuer ? keys_office_get_spki (key, error) : NULL;
  g_autofree char *name = g_strconcat (seat->name, " Root", NULL);

  if (!spki)
    return NULL;
  return pki_issue_certificate (issuer,
                                &(PkiIssue){
                                    .profile = PKI_PROFILE_ROOT,
                                    .spki = spki,
                                    .common_name = name,
                                    .organisation = seat->name,
                                    .not_before = seat->now - LEEWAY,
                                    .not_after = seat->now + ROOT_LIFE,
                                },
                                NULL, error);
}

static gboolean
make_root (const PlatformAuthoritySeat *seat, GError **error)
{
  g_autofree char *folder = root_folder (seat);
  g_autoptr (GBytes) key = NULL;
  g_autoptr (PkiCertificate) root = NULL;

  if (platform_authority_exists (seat->data_directory, ROOT_FILE))
    return TRUE;
  if (!platform_data_prepare (folder, error) ||
      !(key = platform_authority_key (folder, ROOT_KEY, error)) ||
      !(root = issue_root (seat, key, error)))
    return FALSE;
  return platform_authority_write (seat->data_directory, ROOT_FILE, root, error);
}

static PkiIssuer *
open_root (const PlatformAuthoritySeat *seat, PkiCertificate *root, GError **error)
{
  g_autofree char *folder = root_folder (seat);
  g_autoptr (GPtrArray) chain = chain_new (root, NULL, NULL);
  g_autoptr (GBytes) key = NULL;

  if (!platform_authority_exists (folder, ROOT_KEY))
    {
      g_set_error (error, PLATFORM_ERROR, PLATFORM_ERROR_DATA,
                   "the root's key is needed, and is not in %s", folder);
      return NULL;
    }
  key = platform_authority_key (folder, ROOT_KEY, error);
  return key ? open_issuer (key, chain, error) : NULL;
}

/* Who signs an office's certificate and what it names. */
typedef struct {
  PkiIssuer *issuer;
  const char *ocsp;
  const char *crl;
  const char *caissuers;
} Above;

static PkiCertificate *
issue_office (const PlatformAuthoritySeat *seat,
              const Office *office,
              const Above *above,
              GBytes *key,
              GError **error)
{
  g_autoptr (GBytes) spki = keys_office_get_spki (key, error);
  g_autofree char *name = g_strconcat (seat->name, " ", office->title, NULL);
  gint64 end = pki_certificate_get_not_after (pki_issuer_get_certificate (above->issuer));

  if (!spki)
    return NULL;
  return pki_issue_certificate (above->issuer,
                                &(PkiIssue){
                                    .profile = office->profile,
                                    .spki = spki,
                                    .common_name = name,
                                    .organisation = seat->name,
                                    .ocsp = above->ocsp,
                                    .crl = above->crl,
                                    .authority = above->caissuers,
                                    .not_before = seat->now - LEEWAY,
                                    .not_after = MIN (end, seat->now + office->life),
                                },
                                NULL, error);
}

/* A certificate in the last quarter of its life is not used any more. */
static gboolean
is_fresh (PkiCertificate *certificate, gint64 now)
{
  gint64 end = pki_certificate_get_not_after (certificate);
  gint64 life = end - pki_certificate_get_not_before (certificate);

  return now < end - life / 4;
}

static PkiCertificate *
read_or_issue (const PlatformAuthoritySeat *seat,
               const Office *office,
               const Above *above,
               GBytes *key,
               GError **error)
{
  g_autoptr (PkiCertificate) certificate = NULL;

  if (platform_authority_exists (seat->data_directory, office->file))
    {
      certificate = platform_authority_read (seat->data_directory, office->file, error);
      if (!certificate || is_fresh (certificate, seat->now))
        return g_steal_pointer (&certificate);
      g_clear_pointer (&certificate, pki_certificate_unref);
    }
  certificate = issue_office (seat, office, above, key, error);
  if (!certificate ||
      !platform_authority_write (seat->data_directory, office->file, certificate, error))
    return NULL;
  return g_steal_pointer (&certificate);
}

static char *
address (const PlatformAuthoritySeat *seat, const char *path)
{
  return g_strconcat (seat->url, path, NULL);
}

static gboolean
open_below_root (PlatformAuthority *self, const PlatformAuthoritySeat *seat, GError **error)
{
  const Office *office = &authority_office;
  g_autofree char *crl = address (seat, "/crl/root.crl");
  g_autofree char *caissuers = address (seat, "/ca/root.cer");
  Above above = {.crl = crl, .caissuers = caissuers};
  g_autoptr (GBytes) key = platform_authority_key (seat->data_directory, office->key, error);
  g_autoptr (PkiIssuer) root = NULL;
  g_autoptr (PkiCertificate) certificate = NULL;
  g_autoptr (GPtrArray) chain = NULL;

  if (!key)
    return FALSE;
  if (platform_authority_exists (seat->data_directory, office->file))
    certificate = platform_authority_read (seat->data_directory, office->file, error);
  else if ((above.issuer = root = open_root (seat, self->root, error)))
    certificate = read_or_issue (seat, office, &above, key, error);
  if (!certificate)
    return FALSE;
  chain = chain_new (certificate, self->root, NULL);
  self->issuer = open_issuer (key, chain, error);
  return self->issuer != NULL;
}

static gboolean
list_is_fresh (const PlatformAuthoritySeat *seat)
{
  g_autofree char *path = g_build_filename (seat->data_directory, ROOT_LIST_FILE, NULL);
  gint64 made = platform_data_read_number (seat->data_directory, ROOT_LIST_FILE ".time");

  return g_file_test (path, G_FILE_TEST_EXISTS) && seat->now < made * DAY + ROOT_LIST_LIFE / 2;
}

/* The root has revoked nothing: an authority that lost its key is replaced by hand. */
static gboolean
renew_root_list (PlatformAuthority *self, const PlatformAuthoritySeat *seat, GError **error)
{
  g_autoptr (PkiIssuer) root = open_root (seat, self->root, error);
  g_autoptr (GPtrArray) nothing = g_ptr_array_new ();
  g_autoptr (GBytes) list = NULL;

  if (!root)
    return FALSE;
  list = pki_revocation_list_make (root, nothing, seat->now / DAY, seat->now - LEEWAY,
                                   seat->now + ROOT_LIST_LIFE, NULL, error);
  return list && platform_data_write (seat->data_directory, ROOT_LIST_FILE, list, error) &&
         platform_data_write_number (seat->data_directory, ROOT_LIST_FILE ".time", seat->now / DAY,
                                     error);
}

/* Without the root's key the list that is there goes on to be given out. */
static gboolean
open_root_list (PlatformAuthority *self, const PlatformAuthoritySeat *seat, GError **error)
{
  g_autofree char *folder = root_folder (seat);
  g_autofree char *path = g_build_filename (seat->data_directory, ROOT_LIST_FILE, NULL);
  gboolean there = g_file_test (path, G_FILE_TEST_EXISTS);
  char *contents;
  gsize length;

  if (!list_is_fresh (seat) && (!there || platform_authority_exists (folder, ROOT_KEY)) &&
      !renew_root_list (self, seat, error))
    return FALSE;
  if (!g_file_get_contents (path, &contents, &length, error))
    return FALSE;
  self->root_list = g_bytes_new_take (contents, length);
  return TRUE;
}

static gboolean
enter (const PlatformAuthoritySeat *seat,
       const Office *office,
       PkiCertificate *certificate,
       GBytes *spki,
       GError **error)
{
  g_autoptr (GBytes) digest = pki_spki_digest (spki);
  const PlatformNewCertificate row = {
      .certificate = certificate,
      .profile = office->kind,
      .spki_sha256 = digest,
  };

  if (!platform_store_begin (seat->store, error))
    return FALSE;
  if (platform_store_add_certificate (seat->store, &row, seat->now, error) &&
      platform_store_add_evidence (seat->store, "certificate-issued", NULL,
                                   pki_certificate_get_serial (certificate), seat->now, NULL,
                                   error))
    return platform_store_commit (seat->store, error);
  platform_store_rollback (seat->store);
  return FALSE;
}

/* Questions about an office's certificate are answered from the store like any other. */
static gboolean
enter_once (const PlatformAuthoritySeat *seat,
            const Office *office,
            PkiCertificate *certificate,
            GBytes *key,
            GError **error)
{
  g_autoptr (GBytes) spki = keys_office_get_spki (key, error);
  g_autoptr (PlatformCertificate) known = NULL;
  GError *local = NULL;

  if (!spki)
    return FALSE;
  known = platform_store_find_certificate (seat->store, pki_certificate_get_serial (certificate),
                                           &local);
  if (known)
    return TRUE;
  if (!local)
    return enter (seat, office, certificate, spki, error);
  g_propagate_error (error, local);
  return FALSE;
}

static PkiSigner *
open_office (PlatformAuthority *self,
             const PlatformAuthoritySeat *seat,
             const Office *office,
             GError **error)
{
  const Above above = {self->issuer, self->ocsp, self->crl, self->caissuers};
  g_autoptr (GBytes) key = platform_authority_key (seat->data_directory, office->key, error);
  g_autoptr (PkiCertificate) certificate = NULL;
  g_autoptr (GPtrArray) chain = NULL;

  if (!key || !(certificate = read_or_issue (seat, office, &above, key, error)) ||
      !enter_once (seat, office, certificate, key, error))
    return NULL;
  chain = chain_new (certificate, pki_issuer_get_certificate (self->issuer), self->root);
  return open_signer (key, chain, error);
}

static gboolean
open_offices (PlatformAuthority *self, const PlatformAuthoritySeat *seat, GError **error)
{
  PkiSigner *responder = open_office (self, seat, &responder_office, error);

  if (!responder || !(self->responder = pki_issuer_new (responder, NULL, error)))
    return FALSE;
  self->timestamper = open_office (self, seat, &timestamp_office, error);
  return self->timestamper != NULL;
}

/* Two processes of one platform issue with one key. */
static gboolean
is_this_database (PlatformAuthority *self, const PlatformAuthoritySeat *seat, GError **error)
{
  const char *ours = pki_certificate_get_sha256 (pki_issuer_get_certificate (self->issuer));
  g_autofree char *known = platform_store_claim_setting (seat->store, "authority", ours, error);

  if (!known || g_str_equal (known, ours))
    return known != NULL;
  g_set_error (error, PLATFORM_ERROR, PLATFORM_ERROR_DATA,
               "%s in %s is not the authority of this database", authority_office.file,
               seat->data_directory);
  return FALSE;
}

static gboolean
open_all (PlatformAuthority *self, const PlatformAuthoritySeat *seat, GError **error)
{
  if (!make_root (seat, error) ||
      !(self->root = platform_authority_read (seat->data_directory, ROOT_FILE, error)))
    return FALSE;
  return open_below_root (self, seat, error) && open_root_list (self, seat, error) &&
         is_this_database (self, seat, error) && open_offices (self, seat, error);
}

/**
 * platform_authority_open:
 * @seat: where it lives
 * @error: where to put a #PlatformError or what a key refuses with
 *
 * Opens the authority; on the first start its keys are made, each in a file of mode 0600.
 *
 * Returns: (transfer full): the authority, or NULL on error
 */
PlatformAuthority *
platform_authority_open (const PlatformAuthoritySeat *seat, GError **error)
{
  g_autoptr (PlatformAuthority) self = g_new0 (PlatformAuthority, 1);
  int lock = platform_authority_lock (seat->data_directory, error);
  gboolean open;

  if (lock < 0)
    return NULL;
  self->ocsp = address (seat, "/ocsp");
  self->crl = address (seat, "/crl/authority.crl");
  self->tsa = address (seat, "/tsa");
  self->caissuers = address (seat, "/ca/authority.cer");
  open = open_all (self, seat, error);
  platform_authority_unlock (lock);
  return open ? g_steal_pointer (&self) : NULL;
}
