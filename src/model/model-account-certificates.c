/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-account.h"

#include "pki-certificate.h"

/* Of all that the account has, which one is meant: each answer is made from the list anew. */

/**
 * model_account_find_certificate:
 * @serial: (nullable): its number
 *
 * Returns: (nullable): it, among the person's
 */
const WireCertificate *
model_account_find_certificate (ModelAccount *self, const char *serial)
{
  GPtrArray *all = model_account_get_certificates (self);

  for (guint i = 0; all != NULL && i < all->len; i++)
    if (g_strcmp0 (((WireCertificate *) all->pdata[i])->serial, serial) == 0)
      return all->pdata[i];
  return NULL;
}

/**
 * model_account_dup_certificate_name:
 * @certificate: one of a person's
 *
 * Returns: (transfer full): the person or the enterprise that it names; the whole subject where it
 * cannot be read
 */
char *
model_account_dup_certificate_name (const WireCertificate *certificate)
{
  gsize size;
  const void *der = g_bytes_get_data (certificate->der, &size);
  g_autoptr (PkiCertificate) parsed = pki_certificate_new_from_der (der, size, NULL);

  return g_strdup (parsed != NULL ? pki_certificate_get_name (parsed) : certificate->subject);
}

/**
 * model_account_is_replaced:
 * @certificate: one of them
 *
 * Returns: whether a newer one says that it follows it
 */
gboolean
model_account_is_replaced (ModelAccount *self, const WireCertificate *certificate)
{
  GPtrArray *all = model_account_get_certificates (self);

  for (guint i = 0; all != NULL && i < all->len; i++)
    if (g_strcmp0 (((WireCertificate *) all->pdata[i])->replaces, certificate->serial) == 0)
      return TRUE;
  return FALSE;
}

/**
 * model_account_is_of_space:
 * @certificate: one of the person's
 *
 * Returns: whether it speaks for whom one works for now
 */
gboolean
model_account_is_of_space (ModelAccount *self, const WireCertificate *certificate)
{
  const WireOrganisation *space = model_account_get_space (self);

  return g_strcmp0 (space != NULL ? space->id : NULL, certificate->organisation) == 0;
}

/* Two of one second come in any order: what was renewed is not the newest. */
static gboolean
is_renewed (GPtrArray *all, const WireCertificate *certificate, gint64 now)
{
  for (guint i = 0; i < all->len; i++)
    {
      const WireCertificate *each = all->pdata[i];

      if (g_strcmp0 (each->replaces, certificate->serial) == 0 && each->not_after > now &&
          g_str_equal (each->state, "active"))
        return TRUE;
    }
  return FALSE;
}

/**
 * model_account_get_current:
 * @now: seconds since 1970
 *
 * Returns: (nullable): the newest certificate of this space that counts, an active one before a
 * suspended one
 */
const WireCertificate *
model_account_get_current (ModelAccount *self, gint64 now)
{
  GPtrArray *all = model_account_get_certificates (self);
  const WireCertificate *suspended = NULL;

  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      const WireCertificate *each = all->pdata[i];

      if (each->not_after <= now || !model_account_is_of_space (self, each))
        continue;
      if (g_str_equal (each->state, "active") && !is_renewed (all, each, now))
        return each;
      if (suspended == NULL && g_str_equal (each->state, "suspended"))
        suspended = each;
    }
  return suspended;
}

/**
 * model_account_get_last:
 *
 * Returns: (nullable): the newest certificate of this space, whether it counts or not
 */
const WireCertificate *
model_account_get_last (ModelAccount *self)
{
  GPtrArray *all = model_account_get_certificates (self);

  for (guint i = 0; all != NULL && i < all->len; i++)
    if (model_account_is_of_space (self, all->pdata[i]))
      return all->pdata[i];
  return NULL;
}
