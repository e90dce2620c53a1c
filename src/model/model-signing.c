/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-signing.h"

#include <string.h>
#include <unistd.h>

#include "client-fetch.h"
#include "keys-pkcs12.h"
#include "model-appearance.h"
#include "model-job.h"
#include "model-trust.h"
#include "pades-extend.h"
#include "pades-hash.h"

/* Seconds for one answer of a time-stamp service; the usual one takes less than two. */
#define TSA_TIMEOUT 20

#define N_STEPS (PADES_STEP_VERIFY + 1)

/* A stamp as the worker may hold it: no object of the main thread. */
typedef struct {
  PdfPlacement place;
  SealDrawing *drawing;
  char *title;
} Stamp;

typedef struct {
  char *input;
  GBytes *input_password;
  char *output;
  gboolean replace;
  GArray *stamps; /* Stamp */
  SealStyle style;
  char *key;        /* path of the PKCS#12, or NULL */
  char *token;      /* PKCS#11 URI, or NULL */
  char *driver;     /* for token, or NULL */
  GBytes *password; /* or PIN */
  PadesLevel level;
  char **tsa;
  char *trust;
  int certify;
  PadesLock *lock; /* or NULL */
  char *reason;
  char *location;
  gint64 now;
  int utc_offset;
  ModelSigningProgress progress;
  gpointer progress_data;
  ModelJob *job; /* set on the worker */
} Signing;

/* What a level above B-B takes besides the key. */
typedef struct {
  PkiFetch *fetch;
  PkiTrust *trust;
  PkiCollector *collector;
} Services;

static void
services_clear (Services *self)
{
  g_clear_pointer (&self->collector, pki_collector_free);
  g_clear_pointer (&self->trust, pki_trust_free);
  g_clear_pointer (&self->fetch, pki_fetch_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Services, services_clear)

static void
stamp_clear (gpointer data)
{
  Stamp *stamp = data;

  seal_drawing_unref (stamp->drawing);
  g_free (stamp->title);
}

static void
signing_free (gpointer data)
{
  Signing *self = data;

  g_free (self->input);
  g_free (self->output);
  g_array_unref (self->stamps);
  g_free (self->key);
  g_free (self->token);
  g_free (self->driver);
  g_clear_pointer (&self->password, g_bytes_unref);
  g_clear_pointer (&self->input_password, g_bytes_unref);
  g_strfreev (self->tsa);
  g_free (self->trust);
  g_clear_pointer (&self->lock, pades_lock_free);
  g_free (self->reason);
  g_free (self->location);
  g_free (self);
}

static GArray *
copy_stamps (ModelPlacements *placements)
{
  GArray *stamps = g_array_new (FALSE, FALSE, sizeof (Stamp));
  guint n = placements != NULL ? g_list_model_get_n_items (G_LIST_MODEL (placements)) : 0;

  g_array_set_clear_func (stamps, stamp_clear);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ModelPlacement) item = g_list_model_get_item (G_LIST_MODEL (placements), i);
      ModelSeal *seal = model_placement_get_seal (item);
      Stamp stamp = {
          *model_placement_get_place (item),
          seal_drawing_ref (model_seal_get_drawing (seal)),
          g_strdup (model_seal_get_title (seal)),
      };

      g_array_append_val (stamps, stamp);
    }
  return stamps;
}

static void
set_key (Signing *self, ModelCertificate *certificate)
{
  const KeysTokenEntry *token = model_certificate_get_token (certificate);

  self->key = g_strdup (model_certificate_get_path (certificate));
  if (token == NULL)
    return;
  self->token = g_strdup (token->uri);
  self->driver = g_strdup (token->module);
}

static Signing *
signing_new (const ModelSigningRequest *request)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  Signing *self = g_new0 (Signing, 1);

  self->input = g_strdup (request->input);
  if (request->input_password != NULL)
    self->input_password = g_bytes_ref (request->input_password);
  self->output = g_strdup (request->output);
  self->replace = request->replace;
  self->stamps = copy_stamps (request->placements);
  self->style.parts = SEAL_PART_SEAL;
  if (request->placements != NULL)
    self->style = *model_look_get_style (model_placements_get_look (request->placements));
  if (request->certificate != NULL)
    set_key (self, request->certificate);
  if (request->password != NULL)
    self->password = g_bytes_ref (request->password);
  self->level = request->level;
  self->tsa = g_strdupv ((char **) request->tsa);
  self->trust = g_strdup (request->trust);
  self->certify = request->certify;
  self->lock = request->lock_all ? pades_lock_parse ("all") : NULL;
  self->reason = g_strdup (request->reason);
  self->location = g_strdup (request->location);
  self->now = g_date_time_to_unix (now);
  self->utc_offset = (int) (g_date_time_get_utc_offset (now) / G_USEC_PER_SEC);
  self->progress = request->progress;
  self->progress_data = request->progress_data;
  return self;
}

/* What there is to say, when the key is open, and without it as far as that is known. The strings
 * are lent by the arguments. */
static SealCaption
caption_of (const Signing *self, PkiSigner *signer, const PadesHashJob *hash)
{
  PkiCertificate *certificate = signer != NULL ? pki_signer_get_certificate (signer) : NULL;

  return (SealCaption){
      .name = certificate != NULL ? pki_certificate_get_name (certificate) : NULL,
      .reason = self->reason,
      .location = self->location,
      .time = self->now,
      .utc_offset = self->utc_offset,
      .document = hash != NULL ? hash->file_sha256 : NULL,
      .signer = certificate != NULL ? pki_certificate_get_sha256 (certificate) : NULL,
  };
}

static PadesAppearance *
appearance_of (const Signing *self, const Stamp *stamp, const SealCaption *caption, GError **error)
{
  g_autoptr (SealDrawing)
      drawing = seal_appearance_compose (&self->style, stamp->drawing, caption, error);
  g_autofree char *title = NULL;

  if (drawing == NULL)
    return NULL;
  title = seal_caption_to_alt (caption, &self->style, stamp->title);
  return model_appearance_new (drawing, title);
}

/* One appearance for each face, however often it is stamped; appearances keeps them. */
static GPtrArray *
marks_of (Signing *self, GHashTable *appearances, const SealCaption *caption, GError **error)
{
  g_autoptr (GPtrArray) marks = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < self->stamps->len; i++)
    {
      const Stamp *stamp = &g_array_index (self->stamps, Stamp, i);
      PadesAppearance *appearance = g_hash_table_lookup (appearances, stamp->drawing);
      PadesMark *mark = NULL;

      if (appearance == NULL)
        {
          appearance = appearance_of (self, stamp, caption, error);
          if (appearance == NULL)
            return NULL;
          g_hash_table_insert (appearances, stamp->drawing, appearance);
        }
      mark = g_new (PadesMark, 1);
      *mark = (PadesMark){stamp->place, appearance};
      g_ptr_array_add (marks, mark);
    }
  return g_steal_pointer (&marks);
}

static guint64
size_of (PdfFile *file)
{
  gsize size = 0;

  pdf_file_get_data (file, &size);
  return size;
}

/* Only a QR code says which file it is about. */
static gboolean
hash_input (
    Signing *self, PdfFile *file, PadesHashJob *hash, GCancellable *cancellable, GError **error)
{
  g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (PadesHash));

  if ((self->style.parts & SEAL_PART_CODE) == 0 || self->stamps->len == 0)
    return TRUE;
  hash->hashes = none;
  hash->with_file = TRUE;
  return pades_hash_run (file, hash, cancellable, error);
}

/* A job knows one fraction: step and part of it share it. */
static void
report_step (PadesStep step, double fraction, gpointer data)
{
  Signing *self = data;

  model_job_report (self->job, (step + CLAMP (fraction, 0, 0.999)) / N_STEPS);
}

static void
deliver_step (double fraction, gpointer data)
{
  Signing *self = data;
  double steps = fraction * N_STEPS;

  self->progress ((PadesStep) steps, steps - (int) steps, self->progress_data);
}

static PdfFile *
open_input (Signing *self, GCancellable *cancellable, GError **error)
{
  const char *password = NULL;

  if (self->input_password != NULL)
    password = model_secret_peek (self->input_password);
  return pdf_file_open_with_password (self->input, password, cancellable, error);
}

/* The one that was typed, also where the key wants it before each signature; a wrong one is tried
 * once. */
static char *
give_pin (const KeysPinRequest *request, gpointer data, GError **error)
{
  Signing *self = data;

  return g_strdup (request->pad ? "" : model_secret_peek (self->password));
}

static PkiSigner *
open_key (Signing *self, GCancellable *cancellable, GError **error)
{
  const KeysTokenRequest request = {
      .uri = self->token,
      .module = self->driver,
      .now = self->now,
      .pin = give_pin,
      .data = self,
  };
  PkiSigner *signer;

  if (self->token != NULL)
    return keys_token_open (&request, cancellable, error);
  signer = keys_pkcs12_open (self->key, model_secret_peek (self->password), error);
  g_clear_pointer (&self->password, g_bytes_unref);
  return signer;
}

static void
open_services (Signing *self, Services *services)
{
  if (self->level > PADES_LEVEL_B_B)
    services->fetch = client_fetch_new (TSA_TIMEOUT);
  if (self->level < PADES_LEVEL_B_LT)
    return;
  services->trust = model_trust_load (self->trust);
  services->collector = pki_collector_new (services->fetch, services->trust);
}

static gpointer
sign_on_worker (ModelJob *job, gpointer data, GCancellable *cancellable, GError **error)
{
  Signing *self = data;
  g_autoptr (PkiSigner) signer = NULL;
  g_auto (Services) services = {NULL};
  g_autoptr (PdfFile) file = NULL;
  g_autoptr (GHashTable) appearances = g_hash_table_new_full (
      NULL, NULL, NULL, (GDestroyNotify) pades_appearance_free);
  g_autoptr (GPtrArray) marks = NULL;
  PadesHashJob hash = {NULL};
  g_autofree char *digest = NULL;
  SealCaption caption;
  PadesSignRequest request = {0};

  self->job = job;
  signer = open_key (self, cancellable, error);
  if (signer == NULL)
    return NULL;
  file = open_input (self, cancellable, error);
  if (file == NULL || !hash_input (self, file, &hash, cancellable, error))
    return NULL;
  open_services (self, &services);

  digest = hash.file_sha256;
  caption = caption_of (self, signer, &hash);
  caption.size = size_of (file);
  marks = marks_of (self, appearances, &caption, error);
  if (marks == NULL)
    return NULL;
  request.signer = signer;
  request.level = self->level;
  request.digest = PKI_DIGEST_SHA256;
  request.fetch = services.fetch;
  request.tsa = (const char *const *) self->tsa;
  request.roots = services.trust;
  request.collector = services.collector;
  request.certify = self->certify;
  request.lock = self->lock;
  request.marks = marks;
  request.reason = self->reason;
  request.location = self->location;
  request.now = self->now;
  request.utc_offset = self->utc_offset;
  request.replace = self->replace;
  request.progress = self->progress != NULL ? report_step : NULL;
  request.progress_data = self;
  pades_sign (file, self->output, &request, cancellable, error);
  return NULL;
}

static gpointer
extend_on_worker (ModelJob *job, gpointer data, GCancellable *cancellable, GError **error)
{
  Signing *self = data;
  g_autoptr (PdfFile) file = open_input (self, cancellable, error);
  g_auto (Services) services = {NULL};
  PadesSignRequest request = {.digest = PKI_DIGEST_SHA256};

  if (file == NULL)
    return NULL;
  open_services (self, &services);
  request.level = self->level;
  request.fetch = services.fetch;
  request.tsa = (const char *const *) self->tsa;
  request.roots = services.trust;
  request.collector = services.collector;
  request.now = self->now;
  pades_extend (file, self->output, &request, cancellable, error);
  return NULL;
}

static gpointer
preflight_on_worker (ModelJob *job, gpointer data, GCancellable *cancellable, GError **error)
{
  Signing *self = data;
  g_autoptr (PdfFile) file = open_input (self, cancellable, error);
  g_autoptr (GHashTable) appearances = g_hash_table_new_full (
      NULL, NULL, NULL, (GDestroyNotify) pades_appearance_free);
  g_autoptr (GPtrArray) marks = NULL;
  const SealCaption caption = caption_of (self, NULL, NULL);
  PadesSignRequest request = {.level = PADES_LEVEL_B_B, .digest = PKI_DIGEST_SHA256};

  if (file == NULL)
    return NULL;
  marks = marks_of (self, appearances, &caption, error);
  if (marks == NULL)
    return NULL;
  request.marks = marks;
  request.now = self->now;
  pades_sign_preflight (file, &request, error);
  return NULL;
}

static void
start (ModelJobFunc func,
       const ModelSigningRequest *request,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer user_data)
{
  Signing *self = signing_new (request);
  const ModelWork work = {
      .func = func,
      .data = self,
      .data_free = signing_free,
      .progress = self->progress != NULL ? deliver_step : NULL,
      .progress_data = self,
  };

  model_job_start (NULL, &work, NULL, cancellable, callback, user_data);
}

/**
 * model_signing_run:
 * @request: what to sign and how
 * @cancellable: (nullable): to give up; then no output is left
 * @callback: called when the file is signed, verified and in its place, or nothing is
 * @user_data: for @callback
 *
 * Signs a document with all stamps as one signature.
 */
void
model_signing_run (const ModelSigningRequest *request,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer user_data)
{
  g_return_if_fail (request->certificate != NULL && request->password != NULL);
  g_return_if_fail (request->input != NULL && request->output != NULL);

  start (sign_on_worker, request, cancellable, callback, user_data);
}

/**
 * model_signing_preflight:
 * @request: its input and placements are looked at
 * @cancellable: (nullable): to give up
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Finds out what stands against signing before anybody is asked for a password.
 */
void
model_signing_preflight (const ModelSigningRequest *request,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_return_if_fail (request->input != NULL);

  start (preflight_on_worker, request, cancellable, callback, user_data);
}

/**
 * model_signing_extend:
 * @request: a signed document, and how far its signatures are to be provable
 * @cancellable: (nullable): to give up; then no output is left
 * @callback: called when the file is extended, verified and in its place, or nothing is
 * @user_data: for @callback
 *
 * Raises the level of the signatures that a document has; no key is needed.
 */
void
model_signing_extend (const ModelSigningRequest *request,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_return_if_fail (request->input != NULL && request->output != NULL);

  start (extend_on_worker, request, cancellable, callback, user_data);
}

/**
 * model_signing_split_services:
 * @text: what somebody typed
 *
 * Takes addresses of services apart.
 *
 * Returns: (transfer full): the addresses, in order
 */
char **
model_signing_split_services (const char *text)
{
  g_auto (GStrv) parts = g_strsplit_set (text, " ,;\t", -1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      g_strv_builder_add (builder, parts[i]);
  return g_strv_builder_end (builder);
}

/**
 * model_signing_hide_passwords:
 * @text: addresses, as for model_signing_split_services()
 *
 * Takes out what no settings file should keep.
 *
 * Returns: (transfer full): the addresses with blanks between
 */
char *
model_signing_hide_passwords (const char *text)
{
  g_auto (GStrv) services = model_signing_split_services (text);

  for (guint i = 0; services[i] != NULL; i++)
    {
      g_autoptr (GUri) uri = g_uri_parse (services[i], G_URI_FLAGS_HAS_PASSWORD, NULL);

      if (uri == NULL || g_uri_get_password (uri) == NULL)
        continue;
      g_free (services[i]);
      services[i] = g_uri_to_string_partial (uri, G_URI_HIDE_PASSWORD);
    }
  return g_strjoinv (" ", services);
}

/**
 * model_signing_finish:
 * @result: what the callback of either was given
 *
 * Ends a signing or its preflight.
 *
 * Returns: %FALSE with an error of %KEYS_ERROR, %PDF_ERROR, %PKI_ERROR, %PADES_ERROR or
 * %G_IO_ERROR_CANCELLED
 */
gboolean
model_signing_finish (GAsyncResult *result, GError **error)
{
  GError *failure = NULL;

  model_job_finish (result, &failure);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

/**
 * model_signing_suggest:
 * @input: path of the document
 * @suffix: what a signed file's name ends in before ".pdf", as "-signed"
 * @fallback: (nullable): folder for the output when the input's cannot be written
 *
 * Thinks of a name that no file has yet. A file that is signed again does not get the suffix
 * twice.
 *
 * Returns: (transfer full): a path
 */
char *
model_signing_suggest (const char *input, const char *suffix, const char *fallback)
{
  g_autofree char *folder = g_path_get_dirname (input);
  g_autofree char *stem = g_path_get_basename (input);
  char *path;

  if (g_str_has_suffix (stem, ".pdf") || g_str_has_suffix (stem, ".PDF"))
    stem[strlen (stem) - 4] = '\0';
  if (g_str_has_suffix (stem, suffix))
    stem[strlen (stem) - strlen (suffix)] = '\0';
  if (fallback != NULL && access (folder, W_OK) != 0)
    {
      g_free (folder);
      folder = g_strdup (fallback);
    }

  path = g_strdup_printf ("%s/%s%s.pdf", folder, stem, suffix);
  for (guint n = 2; g_file_test (path, G_FILE_TEST_EXISTS); n++)
    {
      g_free (path);
      path = g_strdup_printf ("%s/%s%s-%u.pdf", folder, stem, suffix, n);
    }
  return path;
}
