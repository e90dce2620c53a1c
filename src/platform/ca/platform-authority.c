/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-authority.h"

#include "platform-authority-files.h"
#include "platform-error.h"
#include "platform-root.h"
#include "platform-store-setting.h"

#define KEY "authority"

/**
 * platform_authority_free:
 * @authority: (transfer full): an authority
 *
 * Frees it, and wipes its keys.
 */
void
platform_authority_free (PlatformAuthority *authority)
{
  g_clear_pointer (&authority->responder, platform_office_free);
  g_clear_pointer (&authority->timestamper, platform_office_free);
  g_clear_pointer (&authority->registrar, platform_office_free);
  platform_answers_free (authority->answers);
  g_clear_pointer (&authority->root, pki_certificate_unref);
  g_clear_pointer (&authority->root_list, g_bytes_unref);
  g_clear_pointer (&authority->issuer, pki_issuer_free);
  g_clear_pointer (&authority->key, platform_ca_key_unref);
  g_mutex_clear (&authority->lock);
  g_free (authority->directory);
  g_free (authority->ocsp);
  g_free (authority->crl);
  g_free (authority->tsa);
  g_free (authority->caissuers);
  g_free (authority);
}

static PkiCertificate *
read_or_certify (PlatformAuthority *self, const PlatformAuthoritySeat *seat, GError **error)
{
  g_autoptr (PkiCertificate) certificate = NULL;

  if (platform_authority_exists (seat->data_directory, PLATFORM_AUTHORITY_FILE))
    return platform_authority_read (seat->data_directory, PLATFORM_AUTHORITY_FILE, error);
  certificate = platform_root_certify (seat, self->root, platform_ca_key_get_spki (self->key),
                                       error);
  if (!certificate ||
      !platform_authority_write (seat->data_directory, PLATFORM_AUTHORITY_FILE, certificate, error))
    return NULL;
  return g_steal_pointer (&certificate);
}

static gboolean
check_pair (PlatformAuthority *self, PkiCertificate *certificate, GError **error)
{
  g_autoptr (GBytes) spki = pki_certificate_dup_spki (certificate);

  if (g_bytes_equal (spki, platform_ca_key_get_spki (self->key)))
    return TRUE;
  g_set_error (error, PLATFORM_ERROR, PLATFORM_ERROR_DATA, "%s is not for the key “%s”",
               PLATFORM_AUTHORITY_FILE, KEY);
  return FALSE;
}

static gboolean
open_issuer (PlatformAuthority *self, const PlatformAuthoritySeat *seat, GError **error)
{
  g_autoptr (GPtrArray)
      chain = g_ptr_array_new_with_free_func ((GDestroyNotify) pki_certificate_unref);
  g_autoptr (PkiCertificate) known = NULL;
  PkiCertificate *certificate;

  known = platform_authority_find (seat->data_directory, PLATFORM_AUTHORITY_FILE);
  self->key = platform_ca_key_open (seat->data_directory, KEY, seat->token, known, error);
  if (!self->key || !(certificate = read_or_certify (self, seat, error)))
    return FALSE;
  g_ptr_array_add (chain, certificate);
  g_ptr_array_add (chain, pki_certificate_ref (self->root));
  if (check_pair (self, certificate, error))
    self->issuer = platform_ca_key_issuer (self->key, chain, error);
  return self->issuer != NULL;
}

/**
 * platform_authority_keep_root_list:
 * @self: an authority
 * @seat: where it lives
 * @error: where to put a #PlatformError
 *
 * Renews the root's revocation list where the root's key is, and elsewhere reads what was put
 * there.
 *
 * Returns: FALSE on error; then the list that was there goes on
 */
gboolean
platform_authority_keep_root_list (PlatformAuthority *self,
                                   const PlatformAuthoritySeat *seat,
                                   GError **error)
{
  GBytes *list = platform_root_list (seat, self->root, error);

  if (!list)
    return FALSE;
  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->root_list, g_bytes_unref);
  self->root_list = list;
  g_mutex_unlock (&self->lock);
  return TRUE;
}

/**
 * platform_authority_dup_root_list:
 * @self: an authority
 *
 * Gives the root's revocation list.
 *
 * Returns: (transfer full): DER CertificateList
 */
GBytes *
platform_authority_dup_root_list (PlatformAuthority *self)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);

  return g_bytes_ref (self->root_list);
}

static PlatformOffice *
open_office (PlatformAuthority *self,
             const PlatformAuthoritySeat *seat,
             PlatformOfficeKind kind,
             GError **error)
{
  const PlatformOfficeAbove above = {
      .data_directory = self->directory,
      .name = seat->name,
      .root = self->root,
      .issuer = self->issuer,
      .ocsp = self->ocsp,
      .crl = self->crl,
      .caissuers = self->caissuers,
  };
  PlatformOffice *office = platform_office_open (kind, &above, seat->token, error);
  g_autoptr (GError) local = NULL;

  if (!office || platform_office_keep (office, seat->store, seat->now, &local))
    return office;
  /* With a token away nothing is renewed: the keeper says so, and does it later. Platforms of
   * before had no registrar: such a one waits for the token, and all else goes on. */
  if (g_error_matches (local, PLATFORM_ERROR, PLATFORM_ERROR_KEY) &&
      (platform_office_resume (office, seat->store) || kind == PLATFORM_OFFICE_REGISTRAR))
    return office;
  g_propagate_error (error, g_steal_pointer (&local));
  platform_office_free (office);
  return NULL;
}

static gboolean
open_offices (PlatformAuthority *self, const PlatformAuthoritySeat *seat, GError **error)
{
  return (self->responder = open_office (self, seat, PLATFORM_OFFICE_RESPONDER, error)) &&
         (self->timestamper = open_office (self, seat, PLATFORM_OFFICE_TIMESTAMPER, error)) &&
         (self->registrar = open_office (self, seat, PLATFORM_OFFICE_REGISTRAR, error));
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
               "%s in %s is not the authority of this database", PLATFORM_AUTHORITY_FILE,
               seat->data_directory);
  return FALSE;
}

static gboolean
open_all (PlatformAuthority *self, const PlatformAuthoritySeat *seat, GError **error)
{
  return (self->root = platform_root_open (seat, error)) && open_issuer (self, seat, error) &&
         platform_authority_keep_root_list (self, seat, error) &&
         is_this_database (self, seat, error) && open_offices (self, seat, error);
}

static char *
status_address (const PlatformAuthoritySeat *seat, const char *path)
{
  return g_strconcat (seat->status_url, path, NULL);
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

  g_mutex_init (&self->lock);
  self->answers = platform_answers_new ();
  self->directory = g_strdup (seat->data_directory);
  if (lock < 0)
    return NULL;
  self->ocsp = status_address (seat, "/ocsp");
  self->crl = status_address (seat, "/crl/authority.crl");
  self->tsa = g_strconcat (seat->url, "/tsa", NULL);
  self->caissuers = status_address (seat, "/ca/authority.cer");
  open = open_all (self, seat, error);
  platform_authority_unlock (lock);
  return open ? g_steal_pointer (&self) : NULL;
}
