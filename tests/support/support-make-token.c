/* SPDX-License-Identifier: GPL-3.0-or-later */

/* usage: support-make-token FOLDER
 *
 * Makes a SoftHSM token in the folder, with keys and certificates valid now, beside root.pem and
 * mock.pem (a key with its certificates for mock-pkcs11.so); prints the module's path. Exits with
 * 77 where SoftHSM is not installed. */

#include <stdio.h>

#include "support-token.h"

static void
write_text (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  if (!g_file_set_contents (path, text, -1, &error))
    g_error ("%s", error->message);
}

int
main (int argc, char **argv)
{
  static const char *const kinds[] = {"rsa2048", "p256", "p384", "p521", "ed25519", "ed448"};
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (SupportCa) ca = support_ca_new (now);
  g_autoptr (SupportIdentity) mock = support_ca_issue (ca, &(SupportProfile){0});
  g_autofree char *root = support_certificate_to_pem (support_ca_get_root (ca));
  g_autofree char *pem = support_identity_to_pem (mock);
  const char *module = support_token_get_module ();

  if (argc != 2)
    return 2;
  write_text (argv[1], "root.pem", root);
  write_text (argv[1], "mock.pem", pem);
  if (module == NULL)
    return 77;
  support_token_create (argv[1]);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (SupportIdentity)
          identity = support_ca_issue (ca, &(SupportProfile){.kind = kinds[i]});
      g_autofree char *id = g_strdup_printf ("%02x", i + 1);

      support_token_add (argv[1], identity, kinds[i], id);
    }
  printf ("%s\n", module);
  return 0;
}
