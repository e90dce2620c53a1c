/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-tokens.h"

#include "model-job.h"

struct _ModelTokens {
  GObject parent_instance;

  char *driver;            /* a PKCS#11 module that is not registered, or NULL */
  GPtrArray *certificates; /* ModelCertificate */
  GPtrArray *places;       /* ModelTokenPlace, of all tokens */
  GError *error;           /* of the driver */
  gboolean looking;
  gboolean again; /* the driver is another since the look began */
};

G_DEFINE_FINAL_TYPE (ModelTokens, model_tokens, G_TYPE_OBJECT)

enum { CHANGED, LOOKED, N_SIGNALS };

static guint signals[N_SIGNALS];

/* What a look found. */
typedef struct {
  GPtrArray *entries; /* KeysTokenEntry, or NULL */
  GError *error;      /* of the driver */
} Found;

static void
found_free (gpointer data)
{
  Found *found = data;

  g_clear_pointer (&found->entries, g_ptr_array_unref);
  g_clear_error (&found->error);
  g_free (found);
}

static gpointer
list_on_worker (ModelJob *job, gpointer data, GCancellable *cancellable, GError **error)
{
  Found *found = g_new0 (Found, 1);

  found->entries = keys_token_list (data, &found->error);
  if (found->entries == NULL && data != NULL)
    found->entries = keys_token_list (NULL, NULL);
  return found;
}

static gboolean
is_same (GPtrArray *a, GPtrArray *b)
{
  gboolean equal = a->len == b->len;

  for (guint i = 0; equal && i < a->len; i++)
    {
      const KeysTokenEntry *first = model_certificate_get_token (a->pdata[i]);
      const KeysTokenEntry *second = model_certificate_get_token (b->pdata[i]);

      equal = g_str_equal (first->uri, second->uri) && first->pin == second->pin &&
              first->key == second->key &&
              pki_certificate_equal (first->certificate, second->certificate);
    }
  return equal;
}

/**
 * model_token_place_copy:
 * @self: where a key can be made
 *
 * Returns: (transfer full): the same
 */
ModelTokenPlace *
model_token_place_copy (const ModelTokenPlace *self)
{
  ModelTokenPlace *copy = g_new0 (ModelTokenPlace, 1);

  copy->name = g_strdup (self->name);
  copy->uri = g_strdup (self->uri);
  copy->driver = g_strdup (self->driver);
  copy->pad = self->pad;
  return copy;
}

/**
 * model_token_place_free:
 * @self: (transfer full): where a key can be made
 *
 * Frees it.
 */
void
model_token_place_free (ModelTokenPlace *self)
{
  g_free (self->name);
  g_free (self->uri);
  g_free (self->driver);
  g_free (self);
}

static char *
dup_uri (const KeysTokenEntry *entry)
{
  g_autofree char *token = g_uri_escape_string (entry->token, NULL, FALSE);
  g_autofree char *serial = g_uri_escape_string (entry->serial, NULL, FALSE);

  return g_strdup_printf ("pkcs11:token=%s;serial=%s", token, serial);
}

/* The entries of a token stand together. */
static void
note_place (ModelTokens *self, const KeysTokenEntry *entry)
{
  const ModelTokenPlace *last = self->places->len > 0 ? self->places->pdata[self->places->len - 1]
                                                      : NULL;
  g_autofree char *uri = dup_uri (entry);
  ModelTokenPlace *place;

  if (last != NULL && g_str_equal (last->uri, uri))
    return;
  place = g_new0 (ModelTokenPlace, 1);
  place->name = *entry->model != '\0' ? g_strdup_printf ("%s · %s", entry->token, entry->model)
                                      : g_strdup (entry->token);
  place->uri = g_steal_pointer (&uri);
  place->driver = g_strdup (entry->module);
  place->pad = entry->pad;
  g_ptr_array_add (self->places, place);
}

static GPtrArray *
take_entries (ModelTokens *self, GPtrArray *entries)
{
  GPtrArray *certificates = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_set_size (self->places, 0);
  if (entries != NULL)
    g_ptr_array_set_free_func (entries, NULL);
  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      KeysTokenEntry *entry = entries->pdata[i];

      note_place (self, entry);
      if (entry->certificate != NULL)
        g_ptr_array_add (certificates, model_certificate_new_on_token (entry));
      else
        keys_token_entry_free (entry);
    }
  return certificates;
}

/* Whoever looks at the list is not disturbed where nothing is new. */
static void
take (ModelTokens *self, Found *found)
{
  g_autoptr (GPtrArray) certificates = take_entries (self, found->entries);

  g_clear_error (&self->error);
  self->error = g_steal_pointer (&found->error);
  if (is_same (self->certificates, certificates))
    return;
  g_ptr_array_unref (self->certificates);
  self->certificates = g_steal_pointer (&certificates);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ModelTokens *self = MODEL_TOKENS (source);
  Found *found = model_job_finish (result, NULL);

  self->looking = FALSE;
  if (self->again)
    model_tokens_look (self);
  else
    {
      take (self, found);
      g_signal_emit (self, signals[LOOKED], 0);
    }
  found_free (found);
}

static void
model_tokens_finalize (GObject *object)
{
  ModelTokens *self = MODEL_TOKENS (object);

  g_free (self->driver);
  g_clear_error (&self->error);
  g_ptr_array_unref (self->certificates);
  g_ptr_array_unref (self->places);
  G_OBJECT_CLASS (model_tokens_parent_class)->finalize (object);
}

static guint
new_signal (ModelTokensClass *klass, const char *name)
{
  return g_signal_new (name, G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                       G_TYPE_NONE, 0);
}

static void
model_tokens_class_init (ModelTokensClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = model_tokens_finalize;

  /**
   * ModelTokens::changed:
   *
   * There are other certificates, or a PIN stands otherwise.
   */
  signals[CHANGED] = new_signal (klass, "changed");
  /**
   * ModelTokens::looked:
   *
   * A look has ended, whatever it found.
   */
  signals[LOOKED] = new_signal (klass, "looked");
}

static void
model_tokens_init (ModelTokens *self)
{
  self->certificates = g_ptr_array_new_with_free_func (g_object_unref);
  self->places = g_ptr_array_new_with_free_func ((GDestroyNotify) model_token_place_free);
}

/**
 * model_tokens_new:
 *
 * Makes a list that nobody looked for yet.
 *
 * Returns: (transfer full): the tokens
 */
ModelTokens *
model_tokens_new (void)
{
  return g_object_new (MODEL_TYPE_TOKENS, NULL);
}

/**
 * model_tokens_set_driver:
 * @driver: (nullable): a PKCS#11 module that is not registered with p11-kit
 *
 * Names a token's driver; those that are registered are found without.
 */
void
model_tokens_set_driver (ModelTokens *self, const char *driver)
{
  g_return_if_fail (MODEL_IS_TOKENS (self));

  g_free (self->driver);
  self->driver = driver != NULL && *driver != '\0' ? g_strdup (driver) : NULL;
  self->again = self->looking;
}

/**
 * model_tokens_get_driver:
 *
 * Returns: (transfer none) (nullable): the driver that was named
 */
const char *
model_tokens_get_driver (ModelTokens *self)
{
  g_return_val_if_fail (MODEL_IS_TOKENS (self), NULL);

  return self->driver;
}

/**
 * model_tokens_look:
 *
 * Looks on a worker which tokens are plugged in, what certificates are on them, and how their PINs
 * stand.
 */
void
model_tokens_look (ModelTokens *self)
{
  ModelWork work = {
      .func = list_on_worker,
      .data_free = g_free,
      .result_free = found_free,
  };

  g_return_if_fail (MODEL_IS_TOKENS (self));

  if (self->looking)
    return;
  work.data = g_strdup (self->driver);
  self->looking = TRUE;
  self->again = FALSE;
  model_job_start (NULL, &work, self, NULL, looked, NULL);
}

/**
 * model_tokens_is_looking:
 *
 * Returns: whether a look is under way
 */
gboolean
model_tokens_is_looking (ModelTokens *self)
{
  g_return_val_if_fail (MODEL_IS_TOKENS (self), FALSE);

  return self->looking;
}

/**
 * model_tokens_get_error:
 *
 * Returns: (transfer none) (nullable): a %KEYS_ERROR of the driver that was named, as of the last
 * look
 */
const GError *
model_tokens_get_error (ModelTokens *self)
{
  g_return_val_if_fail (MODEL_IS_TOKENS (self), NULL);

  return self->error;
}

/**
 * model_tokens_get_certificates:
 *
 * Returns: (transfer none) (element-type ModelCertificate): what is on them
 */
GPtrArray *
model_tokens_get_certificates (ModelTokens *self)
{
  g_return_val_if_fail (MODEL_IS_TOKENS (self), NULL);

  return self->certificates;
}

/**
 * model_tokens_get_places:
 *
 * Returns: (transfer none) (element-type ModelTokenPlace): the tokens, until the next look
 */
GPtrArray *
model_tokens_get_places (ModelTokens *self)
{
  g_return_val_if_fail (MODEL_IS_TOKENS (self), NULL);

  return self->places;
}

/**
 * model_tokens_dup_names:
 *
 * Returns: (transfer full): what each token is called, and its model
 */
char **
model_tokens_dup_names (ModelTokens *self)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  g_return_val_if_fail (MODEL_IS_TOKENS (self), NULL);

  for (guint i = 0; i < self->places->len; i++)
    g_strv_builder_add (names, ((ModelTokenPlace *) self->places->pdata[i])->name);
  return g_strv_builder_end (names);
}
