/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-stopped.h"

#include "pki-crl.h"
#include "platform-authority-files.h"
#include "platform-error.h"
#include "platform-root.h"
#include "platform-store-certificate.h"
#include "platform-store-dump.h"
#include "platform-store-evidence.h"
#include "wire-canonical.h"

/* A list of some hundred thousand certificates. */
#define MAX_LIST (64 * 1024 * 1024)

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error_literal (error, PLATFORM_ERROR, PLATFORM_ERROR_BACKUP, why);
  return FALSE;
}

static PkiCrl *
read_list (const char *path, GError **error)
{
  g_autofree char *data = NULL;
  gsize length;

  if (!g_file_get_contents (path, &data, &length, error))
    return NULL;
  if (length <= MAX_LIST)
    return pki_crl_new (data, length, error);
  refuse (error, "the revocation list is too large");
  return NULL;
}

static gboolean
stop (PlatformStore *store,
      const PlatformCertificate *row,
      const PkiStatus *status,
      PkiCrl *list,
      GError **error)
{
  gboolean revoked = status->kind == PKI_STATUS_REVOKED;
  const PlatformChange wanted = {.serial = row->serial,
                                 .from = row->state,
                                 .to = revoked ? "revoked" : "suspended",
                                 .reason = MAX (status->reason, 0),
                                 .now = status->since};
  g_autoptr (WireCanonical) details = wire_canonical_new ();
  gboolean done = FALSE;

  wire_canonical_set_integer (details, "reason", wanted.reason);
  wire_canonical_set_string (details, "revocation_list", pki_crl_get_sha256 (list));
  return platform_store_change_certificate (store, &wanted, &done, error) &&
         platform_store_add_evidence (store,
                                      revoked ? "certificate-revoked" : "certificate-suspended",
                                      NULL, row->serial, status->this_update, details, error);
}

/* What is suspended here and not there was restored since: who wants that does it again. */
static gboolean
is_news (const PlatformCertificate *row, const PkiStatus *status)
{
  return status->kind == PKI_STATUS_REVOKED ||
         (status->kind == PKI_STATUS_ON_HOLD && g_str_equal (row->state, "active"));
}

typedef struct {
  PlatformStore *store;
  PkiCrl *list;
  PkiCertificate *issuer;
  gint64 taken; /* of the backup */
  guint n_asked;
  guint n_stopped;
} Work;

static gboolean
look_at (Work *self, const char *serial, GError **error)
{
  g_autoptr (PlatformCertificate)
      row = platform_store_find_certificate (self->store, serial, error);
  g_autoptr (PkiCertificate)
      certificate = row ? pki_certificate_new_from_der (g_bytes_get_data (row->der, NULL),
                                                        g_bytes_get_size (row->der), error)
                        : NULL;
  const PkiStatusQuestion question = {
      .certificate = certificate, .issuer = self->issuer, .at = PKI_STATUS_ANY_TIME};
  PkiStatus status;

  if (!certificate)
    return FALSE;
  /* Another authority may have stood here before. */
  if (!pki_crl_is_about (self->list, certificate))
    return TRUE;
  if (!pki_crl_check (self->list, &question, &status, error))
    return FALSE;
  if (status.this_update < self->taken)
    return refuse (error, "the revocation list is older than the backup, which knows more");
  self->n_asked++;
  if (!is_news (row, &status))
    return TRUE;
  self->n_stopped++;
  return stop (self->store, row, &status, self->list, error);
}

/**
 * platform_stopped_take:
 * @store: a store with a transaction, into which a backup was read
 * @wish: the list, and of which platform
 * @n: (out): how many certificates it stopped
 * @error: why it is not taken
 *
 * Revokes and suspends what the last revocation list of the platform says so of: it is signed by
 * the same authority, whoever kept it. Of certificates that the backup does not know it is of no
 * use.
 *
 * Returns: FALSE if the list is no later one of this authority
 */
gboolean
platform_stopped_take (PlatformStore *store, const PlatformStopped *wish, guint *n, GError **error)
{
  g_autoptr (PkiCrl) list = read_list (wish->list, error);
  g_autoptr (PkiCertificate) issuer =
      list ? platform_authority_read (wish->directory, PLATFORM_AUTHORITY_FILE, error) : NULL;
  g_autoptr (GPtrArray) serials = issuer ? platform_store_load_list_running (store, error) : NULL;
  Work work = {.store = store, .list = list, .issuer = issuer, .taken = wish->taken};

  for (guint i = 0; serials && i < serials->len; i++)
    if (!look_at (&work, serials->pdata[i], error))
      return FALSE;
  *n = work.n_stopped;
  if (!serials)
    return FALSE;
  return work.n_asked > 0 ||
         refuse (error, "the revocation list is of another authority than this platform’s");
}
