/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-trust.h"

#include "client-fetch.h"
#include "client-pin.h"
#include "client-platform.h"
#include "model-error.h"
#include "model-job.h"
#include "pki-chain.h"
#include "wire-authority.h"

struct _ModelTrust {
  ModelList parent_instance;

  char *folder;
  GPtrArray *roots;   /* ModelRoot */
  GListStore *shared; /* NULL until it is asked for */
};

G_DEFINE_FINAL_TYPE (ModelTrust, model_trust, MODEL_TYPE_LIST)

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
model_trust_finalize (GObject *object)
{
  ModelTrust *self = MODEL_TRUST (object);

  g_free (self->folder);
  g_clear_object (&self->shared);
  G_OBJECT_CLASS (model_trust_parent_class)->finalize (object);
}

static void
model_trust_class_init (ModelTrustClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = model_trust_finalize;

  /**
   * ModelTrust::changed:
   *
   * Something else is trusted than before: verdicts made before may no longer hold.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
model_trust_init (ModelTrust *self)
{
  self->roots = model_list_hold (MODEL_LIST (self), MODEL_TYPE_ROOT);
}

/* What is still the same keeps its row, and whoever looks at it. */
static gboolean
is_same (GPtrArray *roots, GPtrArray *found)
{
  if (roots->len != found->len)
    return FALSE;
  for (guint i = 0; i < roots->len; i++)
    {
      const PkiRoot *root = g_ptr_array_index (found, i);

      if (!pki_certificate_equal (model_root_get_certificate (g_ptr_array_index (roots, i)),
                                  root->certificate))
        return FALSE;
    }
  return TRUE;
}

/**
 * model_trust_reload:
 * @self: the list
 *
 * Reads the folder again.
 */
void
model_trust_reload (ModelTrust *self)
{
  g_autoptr (GPtrArray) found = NULL;
  guint n;

  g_return_if_fail (MODEL_IS_TRUST (self));

  found = pki_trust_store_list (self->folder);
  if (is_same (self->roots, found))
    return;
  n = self->roots->len;
  g_ptr_array_set_size (self->roots, 0);
  g_ptr_array_set_free_func (found, NULL);
  for (guint i = 0; i < found->len; i++)
    g_ptr_array_add (self->roots, model_root_new (g_ptr_array_index (found, i)));
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n, self->roots->len);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * model_trust_new:
 * @folder: where the roots are kept; made when the first is added
 *
 * Opens the user's list of trusted roots.
 *
 * Returns: (transfer full): the list
 */
ModelTrust *
model_trust_new (const char *folder)
{
  ModelTrust *self;

  g_return_val_if_fail (folder != NULL, NULL);

  self = g_object_new (MODEL_TYPE_TRUST, NULL);
  self->folder = g_strdup (folder);
  model_trust_reload (self);
  return self;
}

/**
 * model_trust_get_folder:
 *
 * Returns: (transfer none): where the roots are kept
 */
const char *
model_trust_get_folder (ModelTrust *self)
{
  g_return_val_if_fail (MODEL_IS_TRUST (self), NULL);

  return self->folder;
}

/**
 * model_trust_contains:
 * @certificate: a certificate
 *
 * Returns: whether this very certificate is trusted
 */
gboolean
model_trust_contains (ModelTrust *self, PkiCertificate *certificate)
{
  g_return_val_if_fail (MODEL_IS_TRUST (self), FALSE);

  return pki_trust_store_contains (self->folder, certificate);
}

static gboolean
take (ModelTrust *self, gboolean done)
{
  if (done)
    model_trust_reload (self);
  return done;
}

/**
 * model_trust_add:
 * @certificate: a certificate whose fingerprint the user has compared
 * @source: where it came from
 * @origin: (nullable): the name of that place
 * @error: return location for a #GFileError
 *
 * Trusts a root from now on.
 *
 * Returns: %FALSE when it cannot be kept
 */
gboolean
model_trust_add (ModelTrust *self,
                 PkiCertificate *certificate,
                 PkiRootSource source,
                 const char *origin,
                 GError **error)
{
  g_autoptr (PkiRoot) root = NULL;

  g_return_val_if_fail (MODEL_IS_TRUST (self), FALSE);

  root = pki_root_new (certificate, source, origin, g_get_real_time () / G_USEC_PER_SEC);
  return take (self, pki_trust_store_add (self->folder, root, error));
}

/**
 * model_trust_restore:
 * @root: what was removed
 * @error: return location for a #GFileError
 *
 * Takes a removal back.
 *
 * Returns: %FALSE when it cannot be kept
 */
gboolean
model_trust_restore (ModelTrust *self, ModelRoot *root, GError **error)
{
  g_autoptr (PkiRoot) copy = NULL;

  g_return_val_if_fail (MODEL_IS_TRUST (self), FALSE);

  copy = pki_root_new (model_root_get_certificate (root), model_root_get_source (root),
                       model_root_get_origin (root), model_root_get_added (root));
  return take (self, pki_trust_store_add (self->folder, copy, error));
}

/**
 * model_trust_remove:
 * @certificate: a certificate of the list
 * @error: return location for a #GFileError
 *
 * Trusts a root no longer.
 *
 * Returns: %FALSE when its file stays
 */
gboolean
model_trust_remove (ModelTrust *self, PkiCertificate *certificate, GError **error)
{
  g_return_val_if_fail (MODEL_IS_TRUST (self), FALSE);

  return take (self, pki_trust_store_remove (self->folder, certificate, error));
}

static gpointer
read_shared (ModelJob *job, gpointer data, GCancellable *cancellable, GError **error)
{
  const char *path = pki_trust_store_find_shared ();

  return pki_trust_store_list_shared (path != NULL ? path : "");
}

static void
take_shared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GListStore) store = user_data;
  g_autoptr (GPtrArray) found = model_job_finish (result, NULL);
  g_autoptr (GPtrArray) roots = g_ptr_array_new_with_free_func (g_object_unref);

  if (found == NULL)
    return;
  g_ptr_array_set_free_func (found, NULL);
  for (guint i = 0; i < found->len; i++)
    g_ptr_array_add (roots, model_root_new (g_ptr_array_index (found, i)));
  g_list_store_splice (store, 0, 0, roots->pdata, roots->len);
}

/**
 * model_trust_get_shared:
 *
 * Lists the authorities that this computer keeps for all its users; read at the first call.
 *
 * Returns: (transfer none): a list of #ModelRoot, empty at first
 */
GListModel *
model_trust_get_shared (ModelTrust *self)
{
  g_return_val_if_fail (MODEL_IS_TRUST (self), NULL);

  if (self->shared == NULL)
    {
      self->shared = g_list_store_new (MODEL_TYPE_ROOT);
      model_job_start (NULL,
                       &(ModelWork){
                           .func = read_shared,
                           .result_free = (GDestroyNotify) g_ptr_array_unref,
                       },
                       NULL, NULL, take_shared, g_object_ref (self->shared));
    }
  return G_LIST_MODEL (self->shared);
}

/**
 * model_trust_shares:
 *
 * Returns: whether the authorities of this computer count as well
 */
gboolean
model_trust_shares (ModelTrust *self)
{
  g_return_val_if_fail (MODEL_IS_TRUST (self), FALSE);

  return pki_trust_store_shares (self->folder);
}

/**
 * model_trust_set_shares:
 * @shares: whether the authorities of this computer count as well
 * @error: return location for a #GFileError
 *
 * Decides about them all at once.
 *
 * Returns: whether that is remembered
 */
gboolean
model_trust_set_shares (ModelTrust *self, gboolean shares, GError **error)
{
  g_return_val_if_fail (MODEL_IS_TRUST (self), FALSE);

  if (shares == pki_trust_store_shares (self->folder))
    return TRUE;
  if (!pki_trust_store_set_shares (self->folder, shares, error))
    return FALSE;
  g_signal_emit (self, signals[CHANGED], 0);
  return TRUE;
}

/**
 * model_trust_read_file:
 * @path: a file of certificates: PEM, DER, or PKCS #7 (P7B) in either
 * @error: a #GFileError where the file cannot be read, else %PKI_ERROR_PARSE
 *
 * Reads what an authority publishes. A file often holds a whole chain: who would be trusted is at
 * its top.
 *
 * Returns: (transfer full) (element-type PkiCertificate): those that no other one there issued
 */
GPtrArray *
model_trust_read_file (const char *path, GError **error)
{
  g_autoptr (PkiTrust) all = pki_trust_new ();
  GPtrArray *tops, *certificates;

  if (!pki_trust_add_file (all, path, error))
    return NULL;
  certificates = pki_trust_get_roots (all);
  tops = g_ptr_array_new_with_free_func ((GDestroyNotify) pki_certificate_unref);
  for (guint i = 0; i < certificates->len; i++)
    {
      PkiCertificate *one = g_ptr_array_index (certificates, i);

      if (!pki_chain_contains (tops, one) && (pki_certificate_is_self_signed (one) ||
                                              pki_chain_find_issuer (one, certificates) == NULL))
        g_ptr_array_add (tops, pki_certificate_ref (one));
    }
  /* A ring of cross-signed ones has no top. */
  if (tops->len == 0)
    g_ptr_array_add (tops, pki_certificate_ref (g_ptr_array_index (certificates, 0)));
  return tops;
}

typedef struct {
  char *address;
  char *folder; /* the user's */
} Inquiry;

static void
inquiry_free (gpointer data)
{
  Inquiry *self = data;

  g_free (self->address);
  g_free (self->folder);
  g_free (self);
}

static gboolean
is_known_root (const Inquiry *self, PkiCertificate *root, GError **error)
{
  const char *sha256 = pki_certificate_get_sha256 (root);
  g_autofree char *known = NULL;

  if (client_pin_check (self->folder, self->address, sha256, &known))
    return TRUE;
  g_set_error (error, MODEL_ERROR, MODEL_ERROR_ROOT_CHANGED, "%s, and was %s", sha256, known);
  return FALSE;
}

static gpointer
ask_platform (ModelJob *job, gpointer data, GCancellable *cancellable, GError **error)
{
  const Inquiry *inquiry = data;
  g_autoptr (ClientPlatform) client = client_platform_new (inquiry->address, NULL);
  const ClientQuestion question = {.operation = WIRE_GET_AUTHORITY};
  g_autoptr (PkiCertificate) root = NULL;
  g_autofree char *anchor = client_pin_dup_anchor (inquiry->folder, inquiry->address);
  gpointer answer = NULL;

  client_platform_set_anchor (client, anchor);
  client_platform_set_cancellable (client, cancellable);
  if (client_platform_ask (client, &question, &answer, error))
    {
      WireAuthority *authority = answer;
      gsize length = 0;
      const void *der = g_bytes_get_data (authority->root, &length);

      root = pki_certificate_new_from_der (der, length, error);
      wire_free (&wire_authority_type, authority);
    }
  return root != NULL && is_known_root (inquiry, root, error) ? g_steal_pointer (&root) : NULL;
}

/**
 * model_trust_ask_platform:
 * @self: the list
 * @address: of a platform
 * @cancellable: (nullable): to give up
 * @callback: called when it has answered or has not
 * @user_data: for @callback
 *
 * Asks a platform for its root certificate. Whoever answers may be anybody: only its fingerprint,
 * told by another way, says that it is the platform. Of a platform that is known no other root is
 * taken than the one that was compared.
 */
void
model_trust_ask_platform (ModelTrust *self,
                          const char *address,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  Inquiry *inquiry = g_new0 (Inquiry, 1);

  inquiry->address = g_strdup (address);
  inquiry->folder = g_path_get_dirname (self->folder);
  model_job_start (NULL,
                   &(ModelWork){
                       .func = ask_platform,
                       .data = inquiry,
                       .data_free = inquiry_free,
                       .result_free = (GDestroyNotify) pki_certificate_unref,
                   },
                   NULL, cancellable, callback, user_data);
}

/**
 * model_trust_ask_platform_finish:
 * @result: what the callback was given
 * @error: %MODEL_ERROR_ROOT_CHANGED, %WIRE_PROBLEM, #WireError, %PKI_ERROR_FETCH_CONNECT and its
 * like, or %PKI_ERROR_PARSE
 *
 * Collects the answer.
 *
 * Returns: (transfer full): the root
 */
PkiCertificate *
model_trust_ask_platform_finish (GAsyncResult *result, GError **error)
{
  return model_job_finish (result, error);
}

/**
 * model_trust_load:
 * @folder: the same folder as the list's
 *
 * Reads the trusted roots for a judgement; may be called on any thread.
 *
 * Returns: (transfer full): the roots
 */
PkiTrust *
model_trust_load (const char *folder)
{
  return pki_trust_store_load (folder, pki_trust_store_find_shared ());
}

/**
 * model_trust_new_fetch:
 * @folder: the same folder as the list's; what is known of platforms stands beside it
 * @timeout: seconds that one fetch may take in all
 *
 * Makes what asks services for a judgement or a signature; may be called on any thread.
 *
 * Returns: (transfer full): the fetcher
 */
PkiFetch *
model_trust_new_fetch (const char *folder, guint timeout)
{
  PkiFetch *fetch = client_fetch_new (timeout);
  g_autofree char *above = folder != NULL ? g_path_get_dirname (folder) : NULL;

  client_fetch_set_memory (fetch, above);
  return fetch;
}
