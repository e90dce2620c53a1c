/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-notices.h"

/* In the notes of the platform: SERIAL=NEWS, separated by blanks. */
#define NOTE "notices"

/**
 * model_notice_free:
 * @self: (transfer full): a notice
 *
 * Frees it.
 */
void
model_notice_free (ModelNotice *self)
{
  g_free (self->serial);
  g_free (self->name);
  g_free (self->organisation);
  g_free (self->news);
  g_free (self);
}

static GHashTable *
read_told (ModelPlatform *platform)
{
  GHashTable *told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *note = model_platform_dup_note (platform, NOTE);
  g_auto (GStrv) words = g_strsplit (note != NULL ? note : "", " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      const char *equals = strchr (words[i], '=');

      if (equals != NULL)
        g_hash_table_replace (told, g_strndup (words[i], equals - words[i]), g_strdup (equals + 1));
    }
  return told;
}

/* Of what is there still: what a platform does not list any more is forgotten. */
static void
append_word (GString *note, const char *serial, const char *news)
{
  g_string_append_printf (note, "%s%s=%s", note->len > 0 ? " " : "", serial, news);
}

/* Where it stands, in one word; what somebody has replaced already needs no renewal. */
static char *
dup_news (ModelAccount *account, const WireCertificate *certificate, gint64 now)
{
  guint days = wire_certificate_days_left (certificate->not_after, now);

  if (!g_str_equal (certificate->state, "active"))
    return g_strdup (certificate->state);
  if (model_account_is_replaced (account, certificate))
    return g_strdup ("replaced");
  if (certificate->not_after <= now)
    return g_strdup ("ended");
  return days > 0 ? g_strdup_printf ("%u", days) : g_strdup ("active");
}

static gboolean
is_news (const char *before, const char *news)
{
  if (g_strcmp0 (before, news) == 0)
    return FALSE;
  return before != NULL || g_ascii_isdigit (*news);
}

static ModelNotice *
notice_new (const WireCertificate *certificate, const char *news)
{
  ModelNotice *notice = g_new0 (ModelNotice, 1);

  notice->serial = g_strdup (certificate->serial);
  notice->name = model_account_dup_certificate_name (certificate);
  notice->organisation = g_strdup (certificate->organisation);
  notice->news = g_strdup (news);
  return notice;
}

/**
 * model_notices_take:
 * @account: whose certificates they are
 * @now: seconds since 1970
 *
 * Takes what the person has not been told yet. What cannot be remembered is not told either: it
 * would be told each time.
 *
 * Returns: (transfer full) (element-type ModelNotice): the notices, often none
 */
GPtrArray *
model_notices_take (ModelAccount *account, gint64 now)
{
  ModelPlatform *platform = model_account_get_platform (account);
  GPtrArray *all = model_account_get_certificates (account);
  g_autoptr (GPtrArray)
      notices = g_ptr_array_new_with_free_func ((GDestroyNotify) model_notice_free);
  g_autoptr (GHashTable) told = NULL;
  g_autoptr (GString) note = g_string_new (NULL);
  g_autofree char *before = model_platform_dup_note (platform, NOTE);

  if (all == NULL)
    return g_steal_pointer (&notices);
  told = read_told (platform);
  for (guint i = 0; i < all->len; i++)
    {
      const WireCertificate *each = all->pdata[i];
      g_autofree char *news = dup_news (account, each, now);

      append_word (note, each->serial, news);
      if (is_news (g_hash_table_lookup (told, each->serial), news))
        g_ptr_array_add (notices, notice_new (each, news));
    }
  if (g_strcmp0 (before, note->str) != 0 &&
      !model_platform_set_note (platform, NOTE, note->str, NULL))
    g_ptr_array_set_size (notices, 0);
  return g_steal_pointer (&notices);
}
