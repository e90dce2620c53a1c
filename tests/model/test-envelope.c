/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-envelope.h"

#include <glib/gstdio.h>
#include <string.h>

#include "keys-error.h"
#include "model-secret.h"
#include "pki-error.h"
#include "support-ca.h"
#include "support-clock.h"

#define TEXT "%PDF-1.7\n"
#define PASSWORD "一把好钥匙 2026"

typedef struct {
  char *folder;
  char *input;
  char *closed;
  char *opened;
  char *key;
  SupportIdentity *identity;
} Fixture;

static SupportCa *ca;

static void
set_up (Fixture *self, gconstpointer unused)
{
  g_autoptr (GBytes) key = NULL;

  self->folder = g_dir_make_tmp ("vermilion-XXXXXX", NULL);
  self->input = g_build_filename (self->folder, "contract.pdf", NULL);
  self->closed = g_build_filename (self->folder, "contract.pdf.p7m", NULL);
  self->opened = g_build_filename (self->folder, "opened.pdf", NULL);
  self->key = g_build_filename (self->folder, "key.p12", NULL);
  self->identity = support_ca_issue (ca, &(SupportProfile){.key_usage = "keyAgreement"});
  key = support_identity_to_pkcs12 (self->identity, PASSWORD, TRUE);
  g_assert_true (g_file_set_contents (self->input, TEXT, -1, NULL));
  g_assert_true (g_file_set_contents (self->key, g_bytes_get_data (key, NULL),
                                      (gssize) g_bytes_get_size (key), NULL));
}

static void
tear_down (Fixture *self, gconstpointer unused)
{
  char **paths[] = {&self->input, &self->closed, &self->opened, &self->key, &self->folder};

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_remove (*paths[i]);
      g_free (*paths[i]);
    }
  support_identity_free (self->identity);
}

static void
keep (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static void
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
encrypt (Fixture *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) recipients = g_ptr_array_new ();
  g_autoptr (GAsyncResult) result = NULL;

  g_ptr_array_add (recipients, support_identity_get_certificate (self->identity));
  model_envelope_write (&(ModelEnvelopeWriting){self->input, self->closed, recipients, NULL, NULL},
                        cancellable, keep, &result);
  wait_for (&result);
  return model_envelope_write_finish (result, error);
}

static PkiEnvelope *
read_back (const char *path, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  model_envelope_read (path, NULL, keep, &result);
  wait_for (&result);
  return model_envelope_read_finish (result, error);
}

static ModelCertificate *
dup_certificate (Fixture *self)
{
  KeysEntry *entry = g_new0 (KeysEntry, 1);

  entry->path = g_strdup (self->key);
  entry->certificate = pki_certificate_ref (support_identity_get_certificate (self->identity));
  return model_certificate_new (entry);
}

static gboolean
decrypt (Fixture *self, PkiEnvelope *envelope, const char *word, GError **error)
{
  g_autoptr (ModelCertificate) certificate = dup_certificate (self);
  g_autoptr (GBytes) password = model_secret_new (word);
  g_autoptr (GAsyncResult) result = NULL;
  const ModelEnvelopeOpening opening = {envelope, certificate, password, self->opened, NULL, NULL};

  model_envelope_open (&opening, NULL, keep, &result);
  wait_for (&result);
  return model_envelope_open_finish (result, error);
}

static void
test_there_and_back (Fixture *self, gconstpointer unused)
{
  g_autoptr (PkiEnvelope) envelope = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  GStatBuf status;

  g_assert_true (encrypt (self, NULL, &error));
  envelope = read_back (self->closed, &error);
  g_assert_no_error (error);
  g_assert_true (pki_envelope_is_for (envelope, support_identity_get_certificate (self->identity)));
  g_assert_false (decrypt (self, envelope, "another", &error));
  g_assert_error (error, KEYS_ERROR, KEYS_ERROR_PASSWORD);
  g_clear_error (&error);
  g_assert_false (g_file_test (self->opened, G_FILE_TEST_EXISTS));
  g_assert_true (decrypt (self, envelope, PASSWORD, &error));
  g_assert_true (g_file_get_contents (self->opened, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, TEXT);
  g_assert_cmpint (g_stat (self->opened, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
}

/* Given up, or without a place to be: nothing is there, and nothing else is changed. */
static void
test_refused (Fixture *self, gconstpointer unused)
{
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancelled);
  g_assert_false (encrypt (self, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (g_file_test (self->closed, G_FILE_TEST_EXISTS));
  g_assert_null (read_back (self->input, &error));
  g_assert_error (error, PKI_ERROR, PKI_ERROR_ENVELOPE);
  g_clear_error (&error);
  g_assert_null (read_back (self->folder, &error));
  g_assert_error (error, PKI_ERROR, PKI_ERROR_ENVELOPE_UNREADABLE);
  g_clear_error (&error);
  g_free (self->closed);
  self->closed = g_build_filename (self->folder, "none", "out.p7m", NULL);
  g_assert_false (encrypt (self, NULL, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

static void
give_up (double fraction, gpointer cancellable)
{
  g_assert_cmpfloat (fraction, >, 0);
  g_assert_cmpfloat (fraction, <=, 1);
  g_cancellable_cancel (cancellable);
}

/* What is large tells how far it is, and ends when it is given up meanwhile. */
static void
test_progress (Fixture *self, gconstpointer unused)
{
  gsize size = 64 * 1024 * 1024;
  g_autofree char *much = g_malloc0 (size);
  g_autoptr (GPtrArray) recipients = g_ptr_array_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  const ModelEnvelopeWriting writing = {self->input, self->closed, recipients, give_up,
                                        cancellable};

  g_assert_true (g_file_set_contents (self->input, much, (gssize) size, NULL));
  g_ptr_array_add (recipients, support_identity_get_certificate (self->identity));
  model_envelope_write (&writing, cancellable, keep, &result);
  wait_for (&result);
  g_assert_false (model_envelope_write_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (g_cancellable_is_cancelled (cancellable));
  g_assert_false (g_file_test (self->closed, G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  ca = support_ca_new (SUPPORT_NOW);
  g_test_add ("/model/envelope/there-and-back", Fixture, NULL, set_up, test_there_and_back,
              tear_down);
  g_test_add ("/model/envelope/progress", Fixture, NULL, set_up, test_progress, tear_down);
  g_test_add ("/model/envelope/refused", Fixture, NULL, set_up, test_refused, tear_down);
  status = g_test_run ();
  support_ca_free (ca);
  return status;
}
