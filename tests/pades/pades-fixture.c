/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

static GBytes *
stamp (GBytes *body, gpointer user_data, GError **error)
{
  Fixture *self = user_data;

  self->n_requests++;
  return support_tsa_answer (self->tsa, SUPPORT_TSA_GOOD, body);
}

static GBytes *
answer_ocsp (GBytes *body, gpointer user_data, GError **error)
{
  Fixture *self = user_data;

  self->n_questions++;
  return support_ocsp_answer (self->ocsp, self->ocsp_fault, body);
}

static GBytes *
give_crl (GBytes *body, gpointer user_data, GError **error)
{
  Fixture *self = user_data;

  return support_ocsp_make_crl (self->ocsp, self->crl_kind);
}

static GBytes *
give_root_crl (GBytes *body, gpointer user_data, GError **error)
{
  return support_ocsp_make_crl (((Fixture *) user_data)->ocsp, SUPPORT_CRL_ROOT);
}

static GBytes *
give_issuer (GBytes *body, gpointer user_data, GError **error)
{
  SupportIdentity *issuer = support_ca_get_issuer (((Fixture *) user_data)->ca);

  return g_bytes_ref (pki_certificate_get_der (support_identity_get_certificate (issuer)));
}

static GBytes *
give_root (GBytes *body, gpointer user_data, GError **error)
{
  PkiCertificate *root = support_ca_get_root (((Fixture *) user_data)->ca);

  return g_bytes_ref (pki_certificate_get_der (root));
}

static const SupportAddresses own_addresses = {NULL, "http://crl/root", "http://root/"};
static const SupportAddresses addresses = {"http://ocsp/", "http://crl/", "http://issuer/"};

Fixture *
fixture_new (void)
{
  Fixture *self = g_new0 (Fixture, 1);

  self->ca = support_ca_new_known (SUPPORT_NOW, &own_addresses);
  support_ca_set_addresses (self->ca, &addresses);
  self->ocsp = support_ocsp_new (self->ca);
  self->tsa = support_tsa_new (self->ca, "p256");
  support_tsa_set_time (self->tsa, SUPPORT_NOW + 2, 0);
  self->fetch = support_fetch_new ();
  support_fetch_add (self->fetch, "http://tsa/", stamp, self);
  support_fetch_add (self->fetch, "http://ocsp/", answer_ocsp, self);
  support_fetch_add (self->fetch, "http://crl/", give_crl, self);
  support_fetch_add (self->fetch, "http://crl/root", give_root_crl, self);
  support_fetch_add (self->fetch, "http://issuer/", give_issuer, self);
  support_fetch_add (self->fetch, "http://root/", give_root, self);
  self->trust = pki_trust_new ();
  pki_trust_add (self->trust, support_ca_get_root (self->ca));
  self->folder = g_dir_make_tmp ("vermilion-pades-XXXXXX", NULL);
  g_assert_nonnull (self->folder);
  return self;
}

void
fixture_free (Fixture *self)
{
  g_autoptr (GDir) folder = g_dir_open (self->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = fixture_get_path (self, name);
      g_unlink (path);
    }
  g_rmdir (self->folder);
  g_free (self->folder);
  pki_trust_free (self->trust);
  pki_fetch_free (self->fetch);
  support_tsa_free (self->tsa);
  support_ocsp_free (self->ocsp);
  support_ca_free (self->ca);
  g_free (self);
}

PkiSigner *
fixture_new_signer (Fixture *self, const char *kind)
{
  SupportProfile profile = {.kind = kind, .common_name = "张三"};
  g_autoptr (SupportIdentity) identity = support_ca_issue (self->ca, &profile);

  return support_identity_new_signer (identity);
}

SupportIdentity *
fixture_issue (Fixture *self, const SupportAddresses *named)
{
  SupportIdentity *identity;

  support_ca_set_addresses (self->ca, named);
  identity = support_ca_issue (self->ca, &(SupportProfile){.common_name = "李四"});
  support_ca_set_addresses (self->ca, &addresses);
  return identity;
}

char *
fixture_get_path (Fixture *self, const char *name)
{
  return g_build_filename (self->folder, name, NULL);
}

PadesSignRequest
fixture_request (Fixture *self, PkiSigner *signer, PadesLevel level)
{
  static const char *const services[] = {"http://tsa/", NULL};

  return (PadesSignRequest){
      .signer = signer,
      .level = level,
      .digest = PKI_DIGEST_SHA256,
      .fetch = self->fetch,
      .tsa = services,
      .roots = self->trust,
      .reason = "同意",
      .location = "杭州",
      .now = SUPPORT_NOW,
      .utc_offset = 8 * 3600,
      .replace = TRUE,
  };
}

const char *
fixture_structure_name (FixtureStructure structure)
{
  static const char *const names[] = {"table", "stream", "hybrid", "packed", "junk"};

  return names[structure];
}

/* Objects 1…5; the drawing is black on white. */
static const char *const objects[] = {
    "<</Type/Catalog/Pages 2 0 R>>",
    "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2/MediaBox[0 0 595 842]>>",
    "<</Type/Page/Parent 2 0 R/Contents 5 0 R/Resources<<>>>>",
    "<</Type/Page/Parent 2 0 R/Contents 5 0 R/Resources<<>>/Rotate 90>>",
    "<</Length 27>>stream\n0 g 100 600 200 100 re f    \nendstream",
};

typedef struct {
  GString *text;
  gsize header;
  gsize offsets[24];
} Writer;

static void
put (Writer *self, guint number, const char *body)
{
  self->offsets[number] = self->text->len - self->header;
  g_string_append_printf (self->text, "%u 0 obj\n%s\nendobj\n", number, body);
}

static void
put_table (Writer *self, guint size, const char *more)
{
  gsize start = self->text->len - self->header;
  guint i;

  g_string_append_printf (self->text, "xref\n0 %u\n0000000000 65535 f \n", size);
  for (i = 1; i < size; i++)
    g_string_append_printf (self->text, "%010" G_GSIZE_FORMAT " 00000 %c \n", self->offsets[i],
                            self->offsets[i] != 0 ? 'n' : 'f');
  g_string_append_printf (self->text,
                          "trailer\n<</Size %u/Root 1 0 R/ID[<00112233445566778899aabbccddeeff>"
                          "<00112233445566778899aabbccddeeff>]%s>>\nstartxref\n%" G_GSIZE_FORMAT
                          "\n%%%%EOF\n",
                          size, more, start);
}

/* Rows of 1, 4 and 1 bytes; offset 0 and no stream means packed into container. */
static void
put_stream (Writer *self, guint number, guint container, gboolean startxref)
{
  g_autoptr (GString) rows = g_string_new (NULL);
  guint packed = 0;
  guint i;

  self->offsets[number] = self->text->len - self->header;
  for (i = 0; i <= number; i++)
    {
      gboolean is_packed = i > 0 && self->offsets[i] == 0;
      gsize where = is_packed ? container : self->offsets[i];

      g_string_append_c (rows, i == 0 ? 0 : is_packed ? 2 : 1);
      g_string_append_c (rows, (char) (where >> 24));
      g_string_append_c (rows, (char) (where >> 16));
      g_string_append_c (rows, (char) (where >> 8));
      g_string_append_c (rows, (char) where);
      g_string_append_c (rows, is_packed ? (char) packed++ : 0);
    }
  g_string_append_printf (self->text,
                          "%u 0 obj\n<</Type/XRef/Size %u/W[1 4 1]/Root 1 0 R"
                          "/ID[<00112233445566778899aabbccddeeff>"
                          "<00112233445566778899aabbccddeeff>]/Length %" G_GSIZE_FORMAT
                          ">>stream\n",
                          number, number + 1, rows->len);
  g_string_append_len (self->text, rows->str, rows->len);
  g_string_append (self->text, "\nendstream\nendobj\n");
  if (startxref)
    g_string_append_printf (self->text, "startxref\n%" G_GSIZE_FORMAT "\n%%%%EOF\n",
                            self->offsets[number]);
}

static void
put_container (Writer *self, guint number, const guint *numbers, guint n)
{
  g_autoptr (GString) index = g_string_new (NULL);
  g_autoptr (GString) bodies = g_string_new (NULL);
  g_autofree char *body = NULL;
  guint i;

  for (i = 0; i < n; i++)
    {
      g_string_append_printf (index, "%u %" G_GSIZE_FORMAT " ", numbers[i], bodies->len);
      g_string_append_printf (bodies, "%s ",
                              numbers[i] <= 5 ? objects[numbers[i] - 1] : "<</Producer(test)>>");
    }
  body = g_strdup_printf ("<</Type/ObjStm/N %u/First %" G_GSIZE_FORMAT "/Length %" G_GSIZE_FORMAT
                          ">>stream\n%s%s\nendstream",
                          n, index->len, index->len + bodies->len, index->str, bodies->str);
  put (self, number, body);
}

static void
put_packed (Writer *self)
{
  static const guint numbers[] = {1, 2, 3, 4};

  put (self, 5, objects[4]);
  put_container (self, 6, numbers, G_N_ELEMENTS (numbers));
  put_stream (self, 7, 6, TRUE);
}

static void
put_hybrid (Writer *self)
{
  static const guint hidden[] = {6};
  g_autofree char *more = NULL;
  guint i;

  for (i = 1; i <= 5; i++)
    put (self, i, objects[i - 1]);
  put_container (self, 7, hidden, G_N_ELEMENTS (hidden));
  put_stream (self, 8, 7, FALSE);
  more = g_strdup_printf ("/XRefStm %" G_GSIZE_FORMAT, self->offsets[8]);
  put_table (self, 9, more);
}

GBytes *
fixture_pdf (FixtureStructure structure)
{
  Writer writer = {.text = g_string_new (structure == FIXTURE_JUNK ? "junk before\n" : NULL)};
  guint i;

  writer.header = writer.text->len;
  g_string_append (writer.text, "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n");
  if (structure == FIXTURE_PACKED)
    put_packed (&writer);
  else if (structure == FIXTURE_HYBRID)
    put_hybrid (&writer);
  else
    {
      for (i = 1; i <= 5; i++)
        put (&writer, i, objects[i - 1]);
      if (structure == FIXTURE_STREAM)
        put_stream (&writer, 6, 0, TRUE);
      else
        put_table (&writer, 6, "");
    }
  return g_string_free_to_bytes (writer.text);
}

GBytes *
fixture_pdf_of (const char *bodies[], guint n_objects)
{
  Writer writer = {.text = g_string_new ("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")};
  guint i;

  g_assert_cmpuint (n_objects, <, G_N_ELEMENTS (writer.offsets));
  for (i = 1; i <= n_objects; i++)
    put (&writer, i, bodies[i - 1]);
  put_table (&writer, n_objects + 1, "");
  return g_string_free_to_bytes (writer.text);
}

/* A red disc's worth of ink: a full square. */
PadesAppearance *
fixture_appearance (void)
{
  static const char content[] = "1 0 0 rg 0 0 40 40 re f\n";
  PadesAppearance *appearance = pades_appearance_new ();

  appearance->width = 40;
  appearance->height = 40;
  appearance->content = g_bytes_new_static (content, strlen (content));
  appearance->multiply = TRUE;
  appearance->title = g_strdup ("示例科技有限公司");
  return appearance;
}

const char *
fixture_find_last (const void *data, gsize length, const char *what)
{
  const char *found = NULL;
  const char *end = (const char *) data + length;
  const char *at = data;

  while ((at = memmem (at, (gsize) (end - at), what, strlen (what))) != NULL)
    found = at++;
  g_assert_nonnull (found);
  return found;
}

PdfFile *
fixture_open (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  PdfFile *file = pdf_file_new_for_bytes (bytes, NULL, &error);

  g_assert_no_error (error);
  return file;
}

GBytes *
fixture_read (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *text = NULL;
  gsize length = 0;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (text, length);
}

GBytes *
fixture_sign (Fixture *self, GBytes *bytes, const PadesSignRequest *request)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdfFile) file = fixture_open (bytes);
  g_autofree char *path = fixture_get_path (self, "signed.pdf");
  GBytes *result;

  pades_sign (file, path, request, NULL, &error);
  g_assert_no_error (error);
  result = fixture_read (path);
  g_assert_cmpint (g_bytes_get_size (result), >, g_bytes_get_size (bytes));
  g_assert_cmpmem (g_bytes_get_data (result, NULL), g_bytes_get_size (bytes),
                   g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  return result;
}

PadesReport *
fixture_verify (Fixture *self, GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdfFile) file = fixture_open (bytes);
  g_autoptr (PkiService) service = pki_service_new (self->fetch);
  const PadesVerifyRequest request = {self->trust, SUPPORT_NOW + 60, service};
  PadesReport *report = pades_verify_by (file, &request, NULL, &error);

  g_assert_no_error (error);
  return report;
}
