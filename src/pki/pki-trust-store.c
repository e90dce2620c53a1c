/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-trust-store.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "pki-export.h"

/* A root is a few kilobytes; a folder with more files than this is not ours. */
#define MAX_FILE_SIZE (256 * 1024)
#define MAX_ROOTS 1000
/* A collection of this computer's has some hundred. */
#define MAX_SHARED_SIZE (8 * 1024 * 1024)
#define MAX_ORIGIN 300
/* A file of this name says that this computer's authorities count as well. */
#define SHARES "shared"

#define ADDED "Added: "
#define SOURCE "Source: "

static const char *const sources[] = {
    [PKI_ROOT_OTHER] = "other",       [PKI_ROOT_FILE] = "file",
    [PKI_ROOT_DOCUMENT] = "document", [PKI_ROOT_PLATFORM] = "platform",
    [PKI_ROOT_SHARED] = "shared",
};

/**
 * pki_root_new:
 * @certificate: what is trusted
 * @source: where the user got it from
 * @origin: (nullable): the name of that place
 * @added: seconds since 1970, UTC; 0: not known
 *
 * Makes an entry of a list of roots.
 *
 * Returns: (transfer full): the entry
 */
PkiRoot *
pki_root_new (PkiCertificate *certificate, PkiRootSource source, const char *origin, gint64 added)
{
  PkiRoot *self = g_new0 (PkiRoot, 1);

  self->certificate = pki_certificate_ref (certificate);
  self->source = source;
  self->origin = g_strdup (origin);
  self->added = added;
  return self;
}

/**
 * pki_root_free:
 * @self: (transfer full) (nullable): an entry
 *
 * Frees it.
 */
void
pki_root_free (PkiRoot *self)
{
  if (self == NULL)
    return;
  pki_certificate_unref (self->certificate);
  g_free (self->origin);
  g_free (self);
}

static gboolean
set_errno_error (const char *path, GError **error)
{
  int saved = errno;

  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (saved), "%s: %s", path,
               g_strerror (saved));
  return FALSE;
}

static char *
path_of (const char *folder, PkiCertificate *certificate)
{
  g_autofree char *name = g_strconcat (pki_certificate_get_sha256 (certificate), ".pem", NULL);

  return g_build_filename (folder, name, NULL);
}

/* The value of a line above the certificate (RFC 7468, 2 lets readers skip what stands there). */
static char *
find_line (const char *text, const char *key)
{
  const char *end = strstr (text, "-----BEGIN");
  const char *line = text;

  while (line != NULL && (end == NULL || line < end))
    {
      if (g_str_has_prefix (line, key))
        return g_strndup (line + strlen (key), strcspn (line + strlen (key), "\r\n"));
      line = strchr (line, '\n');
      line = line != NULL ? line + 1 : NULL;
    }
  return NULL;
}

static void
read_source (PkiRoot *root, const char *text)
{
  g_autofree char *value = find_line (text, SOURCE);
  g_auto (GStrv) parts = value != NULL ? g_strsplit (value, " ", 2) : NULL;

  for (guint i = 0; parts != NULL && parts[0] != NULL && i < G_N_ELEMENTS (sources); i++)
    if (g_str_equal (parts[0], sources[i]))
      {
        root->source = i;
        if (parts[1] != NULL && g_utf8_validate (parts[1], -1, NULL))
          root->origin = g_strdup (parts[1]);
      }
}

/* What was put there by hand is as old as its file. */
static void
read_added (PkiRoot *root, const char *text, gint64 changed)
{
  g_autofree char *value = find_line (text, ADDED);
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = value != NULL ? g_date_time_new_from_iso8601 (value, utc) : NULL;

  root->added = time != NULL ? g_date_time_to_unix (time) : changed;
}

/* Unreadable or foreign files are left alone and trusted for nothing. */
static void
read_file (const char *path, GPtrArray *roots)
{
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) found = NULL;
  GStatBuf status;
  gsize length;

  if (g_stat (path, &status) != 0 || !S_ISREG (status.st_mode) || status.st_size > MAX_FILE_SIZE ||
      !g_file_get_contents (path, &text, &length, NULL))
    return;
  found = pki_certificate_list_from_pem (text, length, NULL);
  for (guint i = 0; found != NULL && i < found->len; i++)
    {
      PkiRoot *root = pki_root_new (g_ptr_array_index (found, i), PKI_ROOT_OTHER, NULL, 0);

      read_source (root, text);
      read_added (root, text, status.st_mtime);
      g_ptr_array_add (roots, root);
    }
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const PkiRoot *first = *(PkiRoot *const *) a, *second = *(PkiRoot *const *) b;
  int order = g_utf8_collate (pki_certificate_get_name (first->certificate),
                              pki_certificate_get_name (second->certificate));

  return order != 0 ? order
                    : strcmp (pki_certificate_get_sha256 (first->certificate),
                              pki_certificate_get_sha256 (second->certificate));
}

/**
 * pki_trust_store_list:
 * @folder: where the roots are kept; a missing one has none
 *
 * Reads the user's own roots.
 *
 * Returns: (transfer full) (element-type PkiRoot): the roots, by name
 */
GPtrArray *
pki_trust_store_list (const char *folder)
{
  GPtrArray *roots = g_ptr_array_new_with_free_func ((GDestroyNotify) pki_root_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && roots->len < MAX_ROOTS && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".pem"))
      {
        g_autofree char *path = g_build_filename (folder, name, NULL);

        read_file (path, roots);
      }
  g_ptr_array_sort (roots, compare);
  return roots;
}

/**
 * pki_trust_store_contains:
 * @folder: where the roots are kept
 * @certificate: a certificate
 *
 * Tells whether this very certificate is in the user's own list.
 *
 * Returns: whether it is there
 */
gboolean
pki_trust_store_contains (const char *folder, PkiCertificate *certificate)
{
  g_autofree char *path = path_of (folder, certificate);

  return g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

/* One line whatever the name holds, so that it cannot pass for a certificate. */
static char *
to_line (const char *origin)
{
  g_autofree char *text = g_utf8_make_valid (origin, -1);
  GString *line = g_string_new (NULL);

  for (const char *c = text; *c != '\0' && line->len < MAX_ORIGIN; c = g_utf8_next_char (c))
    if (g_unichar_isprint (g_utf8_get_char (c)))
      g_string_append_unichar (line, g_utf8_get_char (c));
  return g_string_free (line, FALSE);
}

static char *
to_text (const PkiRoot *root)
{
  g_autofree char *pem = pki_certificate_to_pem (root->certificate);
  g_autofree char *origin = to_line (root->origin != NULL ? root->origin : "");
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (root->added);
  g_autofree char *added = time != NULL ? g_date_time_format_iso8601 (time) : g_strdup ("");

  return g_strdup_printf ("Subject: %s\n" ADDED "%s\n" SOURCE "%s %s\n%s",
                          pki_certificate_get_subject (root->certificate), added,
                          sources[root->source], origin, pem);
}

static gboolean
make_folder (const char *folder, GError **error)
{
  return g_mkdir_with_parents (folder, 0700) == 0 || set_errno_error (folder, error);
}

/**
 * pki_trust_store_add:
 * @folder: where the roots are kept; made for the first
 * @root: a certificate whose fingerprint the user has compared, and where it came from
 * @error: return location for a #GFileError
 *
 * Trusts a root from now on.
 *
 * Returns: %FALSE when it cannot be kept
 */
gboolean
pki_trust_store_add (const char *folder, const PkiRoot *root, GError **error)
{
  g_autofree char *path = path_of (folder, root->certificate);
  g_autofree char *text = to_text (root);

  return make_folder (folder, error) &&
         g_file_set_contents_full (path, text, -1,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0600, error);
}

/**
 * pki_trust_store_remove:
 * @folder: where the roots are kept
 * @certificate: one of them
 * @error: return location for a #GFileError
 *
 * Trusts a root no longer.
 *
 * Returns: %FALSE when its file stays
 */
gboolean
pki_trust_store_remove (const char *folder, PkiCertificate *certificate, GError **error)
{
  g_autofree char *path = path_of (folder, certificate);

  return g_unlink (path) == 0 || set_errno_error (path, error);
}

/**
 * pki_trust_store_shares:
 * @folder: where the user's own roots are kept
 *
 * Tells whether the user lets this computer's authorities vouch for signatures too.
 *
 * Returns: %FALSE unless that was asked for
 */
gboolean
pki_trust_store_shares (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, SHARES, NULL);

  return g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

/**
 * pki_trust_store_set_shares:
 * @folder: where the user's own roots are kept
 * @shares: whether this computer's authorities count as well
 * @error: return location for a #GFileError
 *
 * Remembers it.
 *
 * Returns: whether it is remembered
 */
gboolean
pki_trust_store_set_shares (const char *folder, gboolean shares, GError **error)
{
  g_autofree char *path = g_build_filename (folder, SHARES, NULL);

  if (!shares)
    return g_unlink (path) == 0 || errno == ENOENT || set_errno_error (path, error);
  return make_folder (folder, error) &&
         g_file_set_contents_full (
             path, "The authorities of this computer vouch for signatures as well.\n", -1,
             G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

/**
 * pki_trust_store_find_shared:
 *
 * Finds the collection of authorities that this computer keeps for all its users.
 *
 * Returns: (transfer none) (nullable): its path
 */
const char *
pki_trust_store_find_shared (void)
{
  /* Debian and its kin, Fedora and its kin, SUSE. */
  static const char *const paths[] = {
      "/etc/ssl/certs/ca-certificates.crt",
      "/etc/pki/tls/certs/ca-bundle.crt",
      "/etc/ssl/ca-bundle.pem",
  };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    if (g_file_test (paths[i], G_FILE_TEST_IS_REGULAR))
      return paths[i];
  return NULL;
}

/**
 * pki_trust_store_list_shared:
 * @path: a collection of authorities, as pki_trust_store_find_shared() finds it
 *
 * Reads a collection; one that cannot be read has none.
 *
 * Returns: (transfer full) (element-type PkiRoot): the roots, by name
 */
GPtrArray *
pki_trust_store_list_shared (const char *path)
{
  GPtrArray *roots = g_ptr_array_new_with_free_func ((GDestroyNotify) pki_root_free);
  g_autoptr (GPtrArray) found = NULL;
  g_autofree char *text = NULL;
  GStatBuf status;
  gsize length;

  if (g_stat (path, &status) == 0 && status.st_size <= MAX_SHARED_SIZE &&
      g_file_get_contents (path, &text, &length, NULL))
    found = pki_certificate_list_from_pem (text, length, NULL);
  for (guint i = 0; found != NULL && i < found->len; i++)
    g_ptr_array_add (roots, pki_root_new (g_ptr_array_index (found, i), PKI_ROOT_SHARED, path, 0));
  g_ptr_array_sort (roots, compare);
  return roots;
}

/**
 * pki_trust_store_load:
 * @folder: where the user's own roots are kept
 * @shared: (nullable): this computer's collection of authorities
 *
 * Reads what counts when a signature is judged: the user's own roots, and those of the computer
 * where the user said so.
 *
 * Returns: (transfer full): the roots, maybe none
 */
PkiTrust *
pki_trust_store_load (const char *folder, const char *shared)
{
  g_autoptr (GPtrArray) roots = pki_trust_store_list (folder);
  PkiTrust *trust = pki_trust_new ();

  for (guint i = 0; i < roots->len; i++)
    pki_trust_add (trust, ((PkiRoot *) g_ptr_array_index (roots, i))->certificate);
  if (shared != NULL && pki_trust_store_shares (folder))
    pki_trust_add_shared_file (trust, shared, NULL);
  return trust;
}
