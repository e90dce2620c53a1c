/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-verify-service.h"

#include "app-events.h"
#include "model-exam.h"
#include "pdf-error.h"

/* What one question may ask for, and how many may be open at once. */
#define MAX_FILES 1000
#define MAX_QUESTIONS 64
/* Seconds for one question: nobody may keep a worker for ever with a hostile file. */
#define TIME_LIMIT 300
/* A message on the bus ends at 128 MiB. */
#define MAX_ANSWER (32 * 1024 * 1024)

#define ERROR_NAME "org.vermilion.Error."

static const char introspection[] = "<node>"
                                    "  <interface name='org.vermilion.Verify1'>"
                                    "    <method name='Verify'>"
                                    "      <arg type='s' name='uri' direction='in'/>"
                                    "      <arg type='a{sv}' name='options' direction='in'/>"
                                    "      <arg type='s' name='json' direction='out'/>"
                                    "    </method>"
                                    "    <method name='VerifyMany'>"
                                    "      <arg type='as' name='uris' direction='in'/>"
                                    "      <arg type='a{sv}' name='options' direction='in'/>"
                                    "      <arg type='as' name='jsons' direction='out'/>"
                                    "    </method>"
                                    "    <property name='Version' type='s' access='read'/>"
                                    "  </interface>"
                                    "</node>";

struct _AppVerifyService {
  GApplication *application; /* not owned: it owns this */
  char *trust;
  GDBusConnection *connection;
  guint id;
  guint n_questions;
};

/* One call, which has one file or many. */
typedef struct {
  AppVerifyService *service; /* a question keeps the application running */
  GDBusMethodInvocation *invocation;
  gboolean many;
  gboolean offline;
  gint64 at;
  GPtrArray *paths;
  GPtrArray *answers; /* char *, NULL until there */
  guint next;
  guint n_running;
  gsize size;
  GCancellable *cancellable;
  guint limit_id;
} Question;

typedef struct {
  Question *question;
  guint index;
} Part;

static void
question_free (Question *self)
{
  AppVerifyService *service = self->service;

  g_clear_handle_id (&self->limit_id, g_source_remove);
  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->paths);
  g_ptr_array_unref (self->answers);
  service->n_questions--;
  g_application_release (service->application);
  g_free (self);
}

/* Why there is no verdict, as a name that programs can tell apart. */
static const char *
name_error (const GError *error)
{
  if (error->domain == G_IO_ERROR)
    return error->code == G_IO_ERROR_CANCELLED ? ERROR_NAME "TimedOut" : ERROR_NAME "Unreadable";
  if (error->domain != PDF_ERROR)
    return ERROR_NAME "Failed";
  switch (error->code)
    {
    case PDF_ERROR_PASSWORD:
      return ERROR_NAME "PasswordNeeded";
    case PDF_ERROR_NOT_PDF:
    case PDF_ERROR_EMPTY:
      return ERROR_NAME "NotPdf";
    case PDF_ERROR_DAMAGED:
    case PDF_ERROR_NO_PAGES:
    case PDF_ERROR_LIMIT:
      return ERROR_NAME "Damaged";
    default:
      return ERROR_NAME "Unreadable";
    }
}

static void
answer (Question *self)
{
  g_autoptr (GVariantBuilder) texts = g_variant_builder_new (G_VARIANT_TYPE ("as"));

  for (guint i = 0; self->many && i < self->answers->len; i++)
    g_variant_builder_add (texts, "s", g_ptr_array_index (self->answers, i));
  if (self->many)
    g_dbus_method_invocation_return_value (self->invocation, g_variant_new ("(as)", texts));
  else
    g_dbus_method_invocation_return_value (
        self->invocation, g_variant_new ("(s)", g_ptr_array_index (self->answers, 0)));
  app_event ("bus-verified %u", self->answers->len);
  question_free (self);
}

static void start_some (Question *self);

/* Takes either of them. */
static void
take (Question *self, guint index, char *json, const GError *error)
{
  if (json == NULL)
    json = model_exam_dup_error_json (g_ptr_array_index (self->paths, index), error);
  self->size += strlen (json);
  if (self->size > MAX_ANSWER)
    {
      g_free (json);
      json = g_strdup ("{\"error\":{\"details\":\"the answer is too long\"}}");
    }
  self->answers->pdata[index] = json;
}

static void
examined (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Part *part = user_data;
  Question *self = part->question;
  g_autoptr (GError) error = NULL;
  char *json = model_exam_json_finish (result, &error);
  g_autofree char *message = error != NULL ? g_utf8_make_valid (error->message, -1) : NULL;

  self->n_running--;
  if (json == NULL && !self->many)
    {
      g_dbus_method_invocation_return_dbus_error (self->invocation, name_error (error), message);
      question_free (self);
      return;
    }
  take (self, part->index, json, error);
  start_some (self);
  if (self->n_running == 0)
    answer (self);
}

static void
start_one (Question *self)
{
  Part *part = g_new0 (Part, 1);
  const ModelExam exam = {
      .path = g_ptr_array_index (self->paths, self->next),
      .trust = self->service->trust,
      .offline = self->offline,
      .at = self->at,
  };

  part->question = self;
  part->index = self->next++;
  self->n_running++;
  model_exam_ask_json (&exam, self->cancellable, examined, part);
}

static void
start_some (Question *self)
{
  while (self->next < self->paths->len && self->n_running < g_get_num_processors ())
    start_one (self);
}

static gboolean
run_out (gpointer user_data)
{
  Question *self = user_data;

  self->limit_id = 0;
  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_REMOVE;
}

static gboolean
refuse (GDBusMethodInvocation *invocation, GDBusError code, const char *message)
{
  g_dbus_method_invocation_return_error_literal (invocation, G_DBUS_ERROR, (int) code, message);
  return FALSE;
}

/* An option that is not known might change the answer: it is refused rather than passed over. */
static gboolean
read_options (Question *self, GVariant *options)
{
  GVariantIter iter;
  const char *name;
  GVariant *value;
  gboolean known = TRUE;

  g_variant_iter_init (&iter, options);
  while (known && g_variant_iter_next (&iter, "{&sv}", &name, &value))
    {
      if (g_str_equal (name, "offline") && g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
        self->offline = g_variant_get_boolean (value);
      else if (g_str_equal (name, "at") && g_variant_is_of_type (value, G_VARIANT_TYPE_INT64))
        self->at = g_variant_get_int64 (value);
      else
        known = FALSE;
      g_variant_unref (value);
    }
  return known || refuse (self->invocation, G_DBUS_ERROR_INVALID_ARGS,
                          "options are offline (b) and at (x, seconds since 1970)");
}

static gboolean
add_path (Question *self, const char *uri)
{
  g_autofree char *path = g_filename_from_uri (uri, NULL, NULL);

  if (path == NULL)
    return refuse (self->invocation, G_DBUS_ERROR_INVALID_ARGS, "a file:// address is needed");
  g_ptr_array_add (self->paths, g_steal_pointer (&path));
  g_ptr_array_add (self->answers, NULL);
  return TRUE;
}

static gboolean
read_paths (Question *self, GVariant *what)
{
  g_autofree const char **uris = self->many ? g_variant_get_strv (what, NULL) : NULL;
  gboolean good = TRUE;

  if (!self->many)
    return add_path (self, g_variant_get_string (what, NULL));
  if (g_strv_length ((char **) uris) > MAX_FILES)
    return refuse (self->invocation, G_DBUS_ERROR_LIMITS_EXCEEDED, "too many files at once");
  for (guint i = 0; good && uris[i] != NULL; i++)
    good = add_path (self, uris[i]);
  return good;
}

static Question *
question_new (AppVerifyService *service, GDBusMethodInvocation *invocation)
{
  Question *self = g_new0 (Question, 1);

  self->service = service;
  self->invocation = invocation;
  self->many = g_str_equal (g_dbus_method_invocation_get_method_name (invocation), "VerifyMany");
  self->paths = g_ptr_array_new_with_free_func (g_free);
  self->answers = g_ptr_array_new_with_free_func (g_free);
  self->cancellable = g_cancellable_new ();
  service->n_questions++;
  g_application_hold (service->application);
  return self;
}

static void
call_method (GDBusConnection *connection,
             const char *sender,
             const char *path,
             const char *interface,
             const char *method,
             GVariant *parameters,
             GDBusMethodInvocation *invocation,
             gpointer user_data)
{
  AppVerifyService *service = user_data;
  g_autoptr (GVariant) what = g_variant_get_child_value (parameters, 0);
  g_autoptr (GVariant) options = g_variant_get_child_value (parameters, 1);
  Question *self;

  if (service->n_questions >= MAX_QUESTIONS)
    {
      refuse (invocation, G_DBUS_ERROR_LIMITS_EXCEEDED, "too many questions at once");
      return;
    }
  self = question_new (service, invocation);
  if (!read_options (self, options) || !read_paths (self, what))
    {
      question_free (self);
      return;
    }
  self->limit_id = g_timeout_add_seconds (TIME_LIMIT, run_out, self);
  start_some (self);
  if (self->paths->len == 0)
    answer (self);
}

static GVariant *
get_property (GDBusConnection *connection,
              const char *sender,
              const char *path,
              const char *interface,
              const char *property,
              GError **error,
              gpointer user_data)
{
  return g_variant_new_string (VERMILION_VERSION);
}

static const GDBusInterfaceVTable vtable = {
    .method_call = call_method,
    .get_property = get_property,
};

/**
 * app_verify_service_new:
 * @application: kept running while a question is open; must outlive the service
 * @trust: folder of the roots that the user trusts
 * @connection: the session bus
 * @path: of the object
 * @error: return location for a %G_IO_ERROR
 *
 * Offers verification to other programs of this session.
 *
 * Returns: (transfer full): the service, or %NULL when something is at @path already
 */
AppVerifyService *
app_verify_service_new (GApplication *application,
                        const char *trust,
                        GDBusConnection *connection,
                        const char *path,
                        GError **error)
{
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (introspection, NULL);
  AppVerifyService *self = g_new0 (AppVerifyService, 1);

  self->application = application;
  self->trust = g_strdup (trust);
  self->connection = g_object_ref (connection);
  self->id = g_dbus_connection_register_object (connection, path, node->interfaces[0], &vtable,
                                                self, NULL, error);
  if (self->id != 0)
    return self;
  app_verify_service_free (self);
  return NULL;
}

/**
 * app_verify_service_free:
 * @self: (transfer full): a service without an open question
 *
 * Offers it no longer.
 */
void
app_verify_service_free (AppVerifyService *self)
{
  if (self->id != 0)
    g_dbus_connection_unregister_object (self->connection, self->id);
  g_object_unref (self->connection);
  g_free (self->trust);
  g_free (self);
}
