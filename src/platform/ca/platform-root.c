/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-root.h"

#include "pki-revocation-list.h"
#include "platform-authority-files.h"
#include "platform-data.h"
#include "platform-ca-key.h"

#define DAY G_GINT64_CONSTANT (86400)
#define YEAR (365 * DAY)
#define ROOT_LIFE (20 * YEAR)
#define AUTHORITY_LIFE (10 * YEAR)
/* The root's key may lie elsewhere for as long as half of this. */
#define LIST_LIFE (400 * DAY)
/* A clock that runs a little behind the one that issued. */
#define LEEWAY 300

#define ROOT_FOLDER "root"
#define ROOT_KEY "root"
#define ROOT_KEY_FILE "root.key"
#define ROOT_FILE "root.cer"
#define LIST_FILE "root.crl"
#define LIST_TIME LIST_FILE ".time" /* the day on which it was made */

static char *
root_folder (const PlatformAuthoritySeat *seat)
{
  return g_build_filename (seat->data_directory, ROOT_FOLDER, NULL);
}

static gboolean
has_key (const PlatformAuthoritySeat *seat)
{
  g_autofree char *folder = root_folder (seat);

  return platform_authority_exists (folder, ROOT_KEY_FILE);
}

static PkiIssuer *
open_issuer (const PlatformAuthoritySeat *seat,
             PkiCertificate *root,
             PlatformCaKey **key,
             GError **error)
{
  g_autofree char *folder = root_folder (seat);
  g_autoptr (GPtrArray)
      chain = g_ptr_array_new_with_free_func ((GDestroyNotify) pki_certificate_unref);

  if (root)
    g_ptr_array_add (chain, pki_certificate_ref (root));
  *key = platform_ca_key_open (folder, ROOT_KEY, NULL, NULL, error);
  return *key ? platform_ca_key_issuer (*key, chain, error) : NULL;
}

static PkiCertificate *
issue_root (const PlatformAuthoritySeat *seat, GError **error)
{
  g_autoptr (PlatformCaKey) key = NULL;
  g_autoptr (PkiIssuer) issuer = open_issuer (seat, NULL, &key, error);
  g_autofree char *name = g_strconcat (seat->name, " Root", NULL);

  if (!issuer)
    return NULL;
  return pki_issue_certificate (issuer,
                                &(PkiIssue){
                                    .profile = PKI_PROFILE_ROOT,
                                    .spki = platform_ca_key_get_spki (key),
                                    .common_name = name,
                                    .organisation = seat->name,
                                    .country = PLATFORM_COUNTRY,
                                    .not_before = seat->now - LEEWAY,
                                    .not_after = seat->now + ROOT_LIFE,
                                },
                                NULL, error);
}

static gboolean
make_root (const PlatformAuthoritySeat *seat, GError **error)
{
  g_autofree char *folder = root_folder (seat);
  g_autoptr (PkiCertificate) root = NULL;

  if (!platform_data_prepare (folder, error) || !(root = issue_root (seat, error)))
    return FALSE;
  return platform_authority_write (seat->data_directory, ROOT_FILE, root, error);
}

/**
 * platform_root_open:
 * @seat: where it lives
 * @error: where to put a #PlatformError
 *
 * Reads the root's certificate; the first time the root is made.
 *
 * Returns: (transfer full): the certificate, or NULL on error
 */
PkiCertificate *
platform_root_open (const PlatformAuthoritySeat *seat, GError **error)
{
  if (!platform_authority_exists (seat->data_directory, ROOT_FILE) && !make_root (seat, error))
    return NULL;
  return platform_authority_read (seat->data_directory, ROOT_FILE, error);
}

static PkiIssuer *
need_root (const PlatformAuthoritySeat *seat, PkiCertificate *root, GError **error)
{
  g_autofree char *folder = root_folder (seat);
  g_autoptr (PlatformCaKey) key = NULL;

  if (has_key (seat))
    return open_issuer (seat, root, &key, error);
  g_set_error (error, PLATFORM_ERROR, PLATFORM_ERROR_DATA,
               "the root's key is needed, and is not in %s", folder);
  return NULL;
}

/**
 * platform_authority_life:
 * @above: the certificate of who signs
 * @wanted: seconds
 * @now: seconds since 1970 UTC
 *
 * Says until when a certificate can be issued: nothing outlives what it hangs on.
 *
 * Returns: seconds since 1970 UTC
 */
gint64
platform_authority_life (PkiCertificate *above, gint64 wanted, gint64 now)
{
  return MIN (pki_certificate_get_not_after (above), now + wanted);
}

/**
 * platform_root_certify:
 * @seat: where it lives
 * @root: its certificate
 * @spki: the public key of the authority that is to issue
 * @error: where to put a #PlatformError
 *
 * Issues the certificate of the authority.
 *
 * Returns: (transfer full): the certificate, or NULL on error
 */
PkiCertificate *
platform_root_certify (const PlatformAuthoritySeat *seat,
                       PkiCertificate *root,
                       GBytes *spki,
                       GError **error)
{
  g_autoptr (PkiIssuer) issuer = need_root (seat, root, error);
  g_autofree char *name = g_strconcat (seat->name, " CA", NULL);
  g_autofree char *crl = g_strconcat (seat->status_url, "/crl/root.crl", NULL);
  g_autofree char *caissuers = g_strconcat (seat->status_url, "/ca/root.cer", NULL);

  if (!issuer)
    return NULL;
  return pki_issue_certificate (
      issuer,
      &(PkiIssue){
          .profile = PKI_PROFILE_AUTHORITY,
          .spki = spki,
          .common_name = name,
          .organisation = seat->name,
          .country = PLATFORM_COUNTRY,
          .policy = PKI_ANY_POLICY,
          .crl = crl,
          .authority = caissuers,
          .not_before = seat->now - LEEWAY,
          .not_after = platform_authority_life (root, AUTHORITY_LIFE, seat->now),
      },
      NULL, error);
}

/**
 * platform_root_list_end:
 * @directory: where the platform's files are
 *
 * Says until when the root's revocation list is good.
 *
 * Returns: seconds since 1970 UTC
 */
gint64
platform_root_list_end (const char *directory)
{
  return (gint64) platform_data_read_number (directory, LIST_TIME) * DAY + LIST_LIFE;
}

static gboolean
is_fresh (const PlatformAuthoritySeat *seat)
{
  return platform_authority_exists (seat->data_directory, LIST_FILE) &&
         seat->now < platform_root_list_end (seat->data_directory) - LIST_LIFE / 2;
}

/* The root has revoked nothing: an authority that lost its key is replaced by hand. */
static gboolean
renew_list (const PlatformAuthoritySeat *seat, PkiCertificate *root, GError **error)
{
  g_autoptr (PkiIssuer) issuer = need_root (seat, root, error);
  g_autoptr (GPtrArray) nothing = g_ptr_array_new ();
  g_autoptr (GBytes) list = NULL;

  if (!issuer)
    return FALSE;
  list = pki_revocation_list_make (issuer, nothing, seat->now / DAY, seat->now - LEEWAY,
                                   seat->now + LIST_LIFE, NULL, error);
  return list && platform_data_write (seat->data_directory, LIST_FILE, list, error) &&
         platform_data_write_number (seat->data_directory, LIST_TIME, seat->now / DAY, error);
}

/**
 * platform_root_list:
 * @seat: where it lives
 * @root: its certificate
 * @error: where to put a #PlatformError
 *
 * Gives the root's revocation list, made anew in the second half of its time. Without the root's
 * key the list that is there goes on to be given out.
 *
 * Returns: (transfer full): DER CertificateList, or NULL on error
 */
GBytes *
platform_root_list (const PlatformAuthoritySeat *seat, PkiCertificate *root, GError **error)
{
  gboolean there = platform_authority_exists (seat->data_directory, LIST_FILE);

  if (!is_fresh (seat) && (!there || has_key (seat)) && !renew_list (seat, root, error))
    return NULL;
  return platform_data_read (seat->data_directory, LIST_FILE, error);
}
