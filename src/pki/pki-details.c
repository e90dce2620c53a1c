/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-details.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "pki-openssl.h"

#define MAX_EXTENSIONS 50
#define MAX_VALUE 2000

static void
detail_free (gpointer data)
{
  PkiDetail *self = data;

  g_free (self->name);
  g_free (self->value);
  g_free (self);
}

typedef struct {
  gboolean timestamps;
  gboolean machines;
  gboolean documents;
} Uses;

static Uses
read_uses (X509 *x509)
{
  EXTENDED_KEY_USAGE *list = X509_get_ext_d2i (x509, NID_ext_key_usage, NULL, NULL);
  Uses uses = {.documents = list == NULL};

  for (int i = 0; i < sk_ASN1_OBJECT_num (list); i++)
    switch (OBJ_obj2nid (sk_ASN1_OBJECT_value (list, i)))
      {
      case NID_time_stamp:
        uses.timestamps = TRUE;
        break;
      case NID_server_auth:
      case NID_code_sign:
      case NID_OCSP_sign:
        uses.machines = TRUE;
        break;
      default:
        uses.documents = TRUE;
      }
  sk_ASN1_OBJECT_pop_free (list, ASN1_OBJECT_free);
  ERR_clear_error ();
  return uses;
}

/**
 * pki_certificate_get_vouches:
 * @certificate: a certificate that may be trusted
 *
 * Tells for whom it may issue certificates.
 *
 * Returns: whom it may vouch for
 */
PkiVouches
pki_certificate_get_vouches (PkiCertificate *certificate)
{
  Uses uses;

  if (!pki_certificate_is_ca (certificate))
    return PKI_VOUCHES_ITSELF;
  uses = read_uses (pki_certificate_get_x509 (certificate));
  if (uses.documents)
    return PKI_VOUCHES_ALL;
  return uses.timestamps ? PKI_VOUCHES_TIMESTAMPS : PKI_VOUCHES_MACHINES;
}

/* Whatever stands in a certificate: one paragraph that cannot fool its reader. */
static char *
clean (const char *text, gsize length)
{
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) MIN (length, MAX_VALUE));
  GString *out = g_string_new (NULL);
  gboolean space = FALSE;

  for (const char *c = valid; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar character = g_utf8_get_char (c);

      if (g_unichar_isspace (character) || !g_unichar_isprint (character))
        {
          space = out->len > 0;
          continue;
        }
      if (space)
        g_string_append_c (out, ' ');
      g_string_append_unichar (out, character);
      space = FALSE;
    }
  if (length > MAX_VALUE)
    g_string_append (out, " …");
  return g_string_free (out, FALSE);
}

static char *
take_bio (BIO *bio)
{
  char *data = NULL;
  long length = BIO_get_mem_data (bio, &data);

  return length > 0 ? clean (data, (gsize) length) : g_strdup ("");
}

static void
add (GPtrArray *details, char *name, char *value)
{
  PkiDetail *detail = g_new0 (PkiDetail, 1);

  detail->name = name;
  detail->value = value;
  g_ptr_array_add (details, detail);
}

static char *
name_extension (ASN1_OBJECT *object)
{
  int nid = OBJ_obj2nid (object);
  const char *name = nid != NID_undef ? OBJ_nid2ln (nid) : NULL;
  char dotted[128] = "";

  if (name != NULL)
    return g_strdup (g_str_has_prefix (name, "X509v3 ") ? name + strlen ("X509v3 ") : name);
  OBJ_obj2txt (dotted, sizeof dotted, object, 1);
  return g_strdup (dotted);
}

static void
add_extension (GPtrArray *details, X509_EXTENSION *extension)
{
  g_autoptr (BIO) bio = BIO_new (BIO_s_mem ());
  g_autofree char *value = NULL;

  if (X509V3_EXT_print (bio, extension, X509V3_EXT_DUMP_UNKNOWN, 0) != 1)
    BIO_puts (bio, "?");
  value = take_bio (bio);
  add (details, name_extension (X509_EXTENSION_get_object (extension)),
       X509_EXTENSION_get_critical (extension) ? g_strconcat ("critical: ", value, NULL)
                                               : g_strdup (value));
}

static void
add_algorithm (GPtrArray *details, X509 *x509)
{
  g_autoptr (BIO) bio = BIO_new (BIO_s_mem ());
  const X509_ALGOR *algorithm = X509_get0_tbs_sigalg (x509);
  const ASN1_OBJECT *object = NULL;

  X509_ALGOR_get0 (&object, NULL, NULL, algorithm);
  i2a_ASN1_OBJECT (bio, object);
  add (details, g_strdup ("Signature Algorithm"), take_bio (bio));
}

/**
 * pki_certificate_list_details:
 * @certificate: a certificate
 *
 * Lists what it says beyond names and dates: its version, the algorithm under it and its extensions
 * (RFC 5280, 4.2) in the terms of the standard. Bounded, whatever the certificate holds.
 *
 * Returns: (transfer full) (element-type PkiDetail): the lines, as printable text
 */
GPtrArray *
pki_certificate_list_details (PkiCertificate *certificate)
{
  X509 *x509 = pki_certificate_get_x509 (certificate);
  GPtrArray *details = g_ptr_array_new_with_free_func (detail_free);
  int n = MIN (X509_get_ext_count (x509), MAX_EXTENSIONS);

  add (details, g_strdup ("Version"), g_strdup_printf ("%ld", X509_get_version (x509) + 1));
  add_algorithm (details, x509);
  for (int i = 0; i < n; i++)
    add_extension (details, X509_get_ext (x509, i));
  ERR_clear_error ();
  return details;
}
