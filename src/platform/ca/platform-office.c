/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-office.h"

#include "pki-issue.h"
#include "pki-request.h"
#include "platform-authority-files.h"
#include "platform-root.h"
#include "platform-store-certificate.h"
#include "platform-store-evidence.h"
#include "platform-store-setting.h"

#define YEAR (365 * G_GINT64_CONSTANT (86400))
/* A clock that runs a little behind the one that issued. */
#define LEEWAY 300

static const struct {
  const char *key;
  const char *file; /* where administrators find the certificate */
  const char *title;
  const char *profile; /* in the store */
  const char *setting; /* in the store: the serial number of the one that holds the office */
  PkiProfile kind;
  gint64 life;
  gboolean in_file; /* its key is on no token */
} kinds[] = {
    /* Nobody asks whether the responder's own certificate still holds: its life has to be short. */
    [PLATFORM_OFFICE_RESPONDER] = {"ocsp", "ocsp.cer", "OCSP", "ocsp", "office-ocsp",
                                   PKI_PROFILE_OCSP, 2 * YEAR},
    [PLATFORM_OFFICE_TIMESTAMPER] = {"tsa", "tsa.cer", "TSA", "timestamp", "office-timestamp",
                                     PKI_PROFILE_TIMESTAMP, 5 * YEAR},
    [PLATFORM_OFFICE_REGISTRAR] = {"cmp", "cmp.cer", "CMP", "cmp", "office-cmp",
                                   PKI_PROFILE_REGISTRAR, 2 * YEAR, TRUE},
};

struct _PlatformOffice {
  PlatformOfficeKind kind;
  PlatformOfficeAbove above;
  PlatformCaKey *key;
  GMutex lock;
  PlatformTerm *term; /* NULL: not kept yet */
};

static void
term_clear (gpointer data)
{
  PlatformTerm *term = data;

  g_clear_pointer (&term->certificate, pki_certificate_unref);
  g_clear_pointer (&term->issuer, pki_issuer_free);
  g_clear_pointer (&term->signer, pki_signer_free);
}

/**
 * platform_term_unref:
 * @term: (transfer full): from platform_office_take()
 *
 * Lets go of it.
 */
void
platform_term_unref (PlatformTerm *term)
{
  g_atomic_rc_box_release_full (term, term_clear);
}

/**
 * platform_term_holds:
 * @term: who holds an office
 * @now: seconds since 1970 UTC
 * @error: where to put a #PlatformError
 *
 * Asks whether what is signed now would be signed with a certificate that is valid: where it could
 * not be renewed in time, or the authority's own has ended, nobody would have use for it.
 *
 * Returns: FALSE if it is not
 */
gboolean
platform_term_holds (PlatformTerm *term, gint64 now, GError **error)
{
  if (now <= pki_certificate_get_not_after (term->certificate))
    return TRUE;
  g_set_error (error, PLATFORM_ERROR, PLATFORM_ERROR_KEY, "the certificate of “%s” has ended",
               pki_certificate_get_name (term->certificate));
  return FALSE;
}

/**
 * platform_office_open:
 * @kind: which office
 * @above: what it hangs on
 * @token: (nullable): where the keys are that are not in files
 * @error: where to put a #PlatformError
 *
 * Opens its key; platform_office_keep() finds who holds it.
 *
 * Returns: (transfer full): the office, or NULL on error
 */
PlatformOffice *
platform_office_open (PlatformOfficeKind kind,
                      const PlatformOfficeAbove *above,
                      const PlatformTokenSeat *token,
                      GError **error)
{
  g_autoptr (PkiCertificate)
      known = platform_authority_find (above->data_directory, kinds[kind].file);
  PlatformCaKey *key = platform_ca_key_open (above->data_directory, kinds[kind].key,
                                             kinds[kind].in_file ? NULL : token, known, error);
  PlatformOffice *self;

  if (!key)
    return NULL;
  self = g_new0 (PlatformOffice, 1);
  self->kind = kind;
  self->above = *above;
  self->key = key;
  g_mutex_init (&self->lock);
  return self;
}

/**
 * platform_office_free:
 * @self: (transfer full): an office
 *
 * Frees it and its key.
 */
void
platform_office_free (PlatformOffice *self)
{
  g_clear_pointer (&self->term, platform_term_unref);
  platform_ca_key_unref (self->key);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/**
 * platform_office_get_key:
 * @self: an office
 *
 * Gives its key.
 *
 * Returns: (transfer none): the key
 */
PlatformCaKey *
platform_office_get_key (PlatformOffice *self)
{
  return self->key;
}

/**
 * platform_office_take:
 * @self: an office
 *
 * Asks who holds it now.
 *
 * Returns: (transfer full) (nullable): the one, until platform_term_unref(); NULL: it was never
 * kept
 */
PlatformTerm *
platform_office_take (PlatformOffice *self)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);

  return self->term ? g_atomic_rc_box_acquire (self->term) : NULL;
}

static PlatformTerm *
term_new (PlatformOffice *self, PkiCertificate *certificate, GError **error)
{
  g_autoptr (GPtrArray)
      chain = g_ptr_array_new_with_free_func ((GDestroyNotify) pki_certificate_unref);
  g_autoptr (PlatformTerm) term = g_atomic_rc_box_new0 (PlatformTerm);

  g_ptr_array_add (chain, pki_certificate_ref (certificate));
  g_ptr_array_add (chain, pki_certificate_ref (pki_issuer_get_certificate (self->above.issuer)));
  g_ptr_array_add (chain, pki_certificate_ref (self->above.root));
  term->certificate = pki_certificate_ref (certificate);
  term->signer = platform_ca_key_signer (self->key, chain);
  term->issuer = platform_ca_key_issuer (self->key, chain, error);
  return term->issuer ? g_steal_pointer (&term) : NULL;
}

/* Those who sign at the moment end with the certificate that they began with. */
static gboolean
install (PlatformOffice *self, PkiCertificate *certificate, GError **error)
{
  PlatformTerm *term = term_new (self, certificate, error);
  PlatformTerm *before;

  if (!term)
    return FALSE;
  g_mutex_lock (&self->lock);
  before = self->term;
  self->term = term;
  g_mutex_unlock (&self->lock);
  if (before)
    platform_term_unref (before);
  return platform_authority_write (self->above.data_directory, kinds[self->kind].file, certificate,
                                   error);
}

/* A certificate in the last quarter of its life is not used any more. */
static gboolean
is_fresh (PkiCertificate *certificate, gint64 now)
{
  gint64 end = pki_certificate_get_not_after (certificate);
  gint64 life = end - pki_certificate_get_not_before (certificate);

  return now < end - life / 4 && pki_certificate_get_not_before (certificate) <= now;
}

static PkiCertificate *
issue (PlatformOffice *self, gint64 now, GError **error)
{
  const PlatformOfficeAbove *above = &self->above;
  PkiCertificate *issuing = pki_issuer_get_certificate (above->issuer);
  g_autofree char *name = g_strconcat (above->name, " ", kinds[self->kind].title, NULL);

  if (pki_certificate_get_not_after (issuing) <= now)
    {
      g_set_error_literal (error, PLATFORM_ERROR, PLATFORM_ERROR_KEY,
                           "the authority's certificate has ended");
      return NULL;
    }
  return pki_issue_certificate (
      above->issuer,
      &(PkiIssue){
          .profile = kinds[self->kind].kind,
          .spki = platform_ca_key_get_spki (self->key),
          .common_name = name,
          .organisation = above->name,
          .country = PLATFORM_COUNTRY,
          .ocsp = above->ocsp,
          .crl = above->crl,
          .authority = above->caissuers,
          .not_before = now - LEEWAY,
          .not_after = platform_authority_life (issuing, kinds[self->kind].life, now),
      },
      NULL, error);
}

/* Questions about its certificate are answered from the store like any other. */
static gboolean
enter (PlatformOffice *self,
       PlatformStore *store,
       PkiCertificate *certificate,
       const char *before,
       gint64 now,
       GError **error)
{
  g_autoptr (GBytes) digest = pki_spki_digest (platform_ca_key_get_spki (self->key));
  g_autoptr (WireCanonical) details = wire_canonical_new ();
  const PlatformNewCertificate row = {
      .certificate = certificate,
      .profile = kinds[self->kind].profile,
      .spki_sha256 = digest,
      .replaces = before,
  };

  wire_canonical_set_string (details, "certificate_sha256",
                             pki_certificate_get_sha256 (certificate));
  wire_canonical_set_string (details, "replaces", before);
  return platform_store_add_certificate (store, &row, now, error) &&
         platform_store_add_evidence (store, "certificate-issued", NULL,
                                      pki_certificate_get_serial (certificate), now, details,
                                      error);
}

/* The certificate becomes the holder in the same transaction that enters it; of several processes
 * one does it, and the others find it done. */
static gboolean
appoint (PlatformOffice *self,
         PlatformStore *store,
         PkiCertificate *certificate,
         const char *before,
         gint64 now,
         GError **error)
{
  const char *serial = pki_certificate_get_serial (certificate);
  g_autoptr (PlatformCertificate) known = NULL;
  gboolean done = FALSE;
  GError *local = NULL;

  if (!platform_store_begin (store, error))
    return FALSE;
  known = platform_store_find_certificate (store, serial, &local);
  if (!local && (known || enter (self, store, certificate, before, now, &local)) &&
      platform_store_swap_setting (store, kinds[self->kind].setting, before, serial, &done,
                                   &local) &&
      done)
    return platform_store_commit (store, error);
  platform_store_rollback (store);
  if (!local || g_error_matches (local, PLATFORM_ERROR, PLATFORM_ERROR_CONSTRAINT))
    {
      g_clear_error (&local);
      return TRUE; /* another was quicker; what is there now is looked up next */
    }
  g_propagate_error (error, local);
  return FALSE;
}

/* The one that the store names; NULL without an error if there is none yet. */
static PkiCertificate *
find_holder (PlatformOffice *self, PlatformStore *store, char **serial, GError **error)
{
  g_autoptr (PlatformCertificate) row = NULL;

  if (!platform_store_find_setting (store, kinds[self->kind].setting, serial, error) || !*serial)
    return NULL;
  row = platform_store_find_certificate (store, *serial, error);
  return row ? pki_certificate_new_from_der (g_bytes_get_data (row->der, NULL),
                                             g_bytes_get_size (row->der), error)
             : NULL;
}

static gboolean
is_for_key (PlatformOffice *self, PkiCertificate *certificate)
{
  g_autoptr (GBytes) spki = pki_certificate_dup_spki (certificate);

  return g_bytes_equal (spki, platform_ca_key_get_spki (self->key));
}

/* A platform of an earlier version knew its certificates from files alone. */
static PkiCertificate *
read_file (PlatformOffice *self, gint64 now)
{
  const char *directory = self->above.data_directory;
  const char *file = kinds[self->kind].file;
  g_autoptr (PkiCertificate) certificate = NULL;

  if (platform_authority_exists (directory, file))
    certificate = platform_authority_read (directory, file, NULL);
  return certificate && is_for_key (self, certificate) && is_fresh (certificate, now)
             ? g_steal_pointer (&certificate)
             : NULL;
}

/* A running process does not take an office from one that has another key: the one that starts
 * does, as after the keys were moved to a token. */
static gboolean
may_go_on (PlatformOffice *self, PkiCertificate *holder, gint64 now, GError **error)
{
  if (holder && !is_for_key (self, holder) && self->term)
    {
      g_set_error (error, PLATFORM_ERROR, PLATFORM_ERROR_DATA,
                   "another process of this platform has another key “%s”", kinds[self->kind].key);
      return FALSE;
    }
  return TRUE;
}

static gboolean
is_installed (PlatformOffice *self, PkiCertificate *holder)
{
  return self->term && pki_certificate_equal (self->term->certificate, holder);
}

/* TRUE with @done FALSE: a new certificate was appointed, and is to be looked up. */
static gboolean
keep_once (PlatformOffice *self, PlatformStore *store, gint64 now, gboolean *done, GError **error)
{
  g_autofree char *serial = NULL;
  GError *local = NULL;
  g_autoptr (PkiCertificate) holder = find_holder (self, store, &serial, &local);
  g_autoptr (PkiCertificate) next = NULL;

  if (local)
    {
      g_propagate_error (error, local);
      return FALSE;
    }
  if (!may_go_on (self, holder, now, error))
    return FALSE;
  *done = holder && is_for_key (self, holder) && is_fresh (holder, now);
  if (*done)
    return is_installed (self, holder) || install (self, holder, error);
  if (!serial)
    next = read_file (self, now);
  if (!next)
    next = issue (self, now, error);
  return next && appoint (self, store, next, serial, now, error);
}

/**
 * platform_office_keep:
 * @self: an office; one thread at a time keeps it
 * @store: a store without a transaction
 * @now: seconds since 1970 UTC
 * @error: where to put a #PlatformError
 *
 * Sees to it that the office is held: takes over what another process has renewed, and renews what
 * is in the last quarter of its life.
 *
 * Returns: FALSE on error; who held the office goes on
 */
gboolean
platform_office_keep (PlatformOffice *self, PlatformStore *store, gint64 now, GError **error)
{
  gboolean done = FALSE;

  for (guint attempt = 0; attempt < 4 && !done; attempt++)
    if (!keep_once (self, store, now, &done, error))
      return FALSE;
  if (!done)
    g_set_error (error, PLATFORM_ERROR, PLATFORM_ERROR_BUSY, "others keep the office “%s”",
                 kinds[self->kind].key);
  return done;
}

/**
 * platform_office_resume:
 * @self: an office that could not be kept
 * @store: a store without a transaction
 *
 * Goes on with who held it last, however old, until it can be kept again.
 *
 * Returns: FALSE where nobody held it with this key
 */
gboolean
platform_office_resume (PlatformOffice *self, PlatformStore *store)
{
  g_autofree char *serial = NULL;
  g_autoptr (PkiCertificate) holder = find_holder (self, store, &serial, NULL);

  return holder && is_for_key (self, holder) && install (self, holder, NULL);
}
