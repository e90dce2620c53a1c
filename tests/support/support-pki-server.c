/* SPDX-License-Identifier: GPL-3.0-or-later */

/* usage: support-pki-server FOLDER
 *
 * Writes root.pem, password (the one of all key files) and key files user-*.p12 into the folder,
 * prints one line of JSON with the addresses of its services, and serves until standard input
 * ends. The time is the real one, for programs that ask the clock. */

#include <stdio.h>
#include <unistd.h>

#include "support-authority.h"
#include "support-clock.h"

#define PASSWORD "测试 password"

static void
write_file (const char *folder, const char *name, const void *data, gssize length)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  if (!g_file_set_contents (path, data, length, &error))
    g_error ("%s", error->message);
}

static void
write_pkcs12 (const char *folder, const char *name, SupportIdentity *identity, gboolean with_key)
{
  g_autofree char *file = g_strconcat (name, ".p12", NULL);
  g_autoptr (GBytes) bytes = support_identity_to_pkcs12 (identity, PASSWORD, with_key);

  write_file (folder, file, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
write_identities (SupportAuthority *authority, const char *folder, gint64 now)
{
  const struct {
    const char *name;
    SupportProfile profile;
  } table[] = {
      {"user-rsa2048", {.kind = "rsa2048", .common_name = "Li Lei"}},
      {"user-rsa3072", {.kind = "rsa3072", .common_name = "Han Meimei"}},
      {"user-pss", {.kind = "pss", .common_name = "Wang Fang"}},
      {"user-p256", {.kind = "p256", .common_name = "Zhao Liu"}},
      {"user-p384", {.kind = "p384", .common_name = "Chen Qi"}},
      {"user-p521", {.kind = "p521", .common_name = "Sun Ba"}},
      {"user-ed25519", {.kind = "ed25519", .common_name = "Zhou Jiu"}},
      {"user-chinese", {.kind = "rsa2048", .common_name = "欧阳明月"}},
      {"user-expired",
       {.common_name = "过期 Expired",
        .not_before = now - 400 * SUPPORT_DAY,
        .not_after = now - 10 * SUPPORT_DAY}},
      {"user-future", {.common_name = "未来 Future", .not_before = now + 10 * SUPPORT_DAY}},
      {"user-encipherment",
       {.common_name = "加密 Encipherment", .key_usage = "critical,keyEncipherment"}},
      {"user-self-signed", {.common_name = "自签 Self-signed", .self_signed = TRUE}},
      {"user-revoked", {.common_name = "吊销 Revoked"}},
      {"user-suspended", {.common_name = "暂停 Suspended"}},
      {"user-unknown", {.common_name = "未知 Unknown"}},
      /* The last: long enough to sign once with it, however long the others took. */
      {"user-brief", {.common_name = "短期 Brief"}},
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      SupportProfile profile = table[i].profile;
      g_autoptr (SupportIdentity) identity = NULL;
      PkiCertificate *certificate;

      if (g_str_equal (table[i].name, "user-brief"))
        profile.not_after = g_get_real_time () / G_USEC_PER_SEC + 20;
      identity = support_ca_issue (authority->ca, &profile);
      certificate = support_identity_get_certificate (identity);
      if (g_str_equal (table[i].name, "user-revoked"))
        support_ocsp_revoke (authority->ocsp, certificate, now - SUPPORT_DAY);
      if (g_str_equal (table[i].name, "user-suspended"))
        support_ocsp_suspend (authority->ocsp, certificate, now - SUPPORT_DAY);
      if (g_str_equal (table[i].name, "user-unknown"))
        support_ocsp_forget (authority->ocsp, certificate);
      if (g_str_equal (table[i].name, "user-p256"))
        write_pkcs12 (folder, "nokey", identity, FALSE);
      write_pkcs12 (folder, table[i].name, identity, TRUE);
    }
}

static void
print_addresses (SupportAuthority *authority)
{
  g_autoptr (GString) json = g_string_new ("{");

  for (guint i = 0; support_authority_paths[i] != NULL; i++)
    {
      g_autofree char *uri = support_http_make_uri (authority->http, support_authority_paths[i]);
      g_autofree char *key = g_strdup (support_authority_paths[i] + 1);

      g_strdelimit (key, "/-", '_');
      g_string_append_printf (json, "%s\"%s\":\"%s\"", i > 0 ? "," : "", key, uri);
    }
  printf ("%s}\n", json->str);
  fflush (stdout);
}

int
main (int argc, char **argv)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (SupportAuthority) authority = NULL;
  g_autofree char *root = NULL;
  char byte;

  if (argc != 2)
    {
      fprintf (stderr, "usage: support-pki-server FOLDER\n");
      return 2;
    }
  authority = support_authority_new (now);
  support_tsa_set_time (authority->tsa, 0, 0);
  root = support_certificate_to_pem (support_ca_get_root (authority->ca));
  write_file (argv[1], "root.pem", root, -1);
  write_file (argv[1], "password", PASSWORD "\n", -1);
  write_identities (authority, argv[1], now);
  print_addresses (authority);
  while (read (STDIN_FILENO, &byte, 1) > 0)
    ;
  return 0;
}
