/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "client-fetch.h"
#include "client-pin.h"
#include "support-ca.h"
#include "support-clock.h"
#include "support-folder.h"
#include "support-http.h"

#define LIMIT 1000
#define TIMEOUT 2
#define PATIENCE 60 /* on a busy machine everything honest is done by then */

static SupportHttp *http;
static PkiFetch *fetch;
static PkiFetch *impatient;

#ifdef __SANITIZE_ADDRESS__
/* GCC 12's leak checker reads a wild pointer where a library loaded late, here GnuTLS, has
 * variables of its own in each thread. */
const char *__asan_default_options (void);

const char *
__asan_default_options (void)
{
  return "intercept_tls_get_addr=0";
}
#endif

static GBytes *
ask (const char *uri, const char *body, GError **error)
{
  g_autoptr (GBytes) bytes = body != NULL ? g_bytes_new_static (body, strlen (body)) : NULL;

  return fetch->fetch (fetch, uri, "text/plain", bytes, LIMIT, NULL, error);
}

static GBytes *
ask_path (const char *path, const char *body, GError **error)
{
  g_autofree char *uri = support_http_make_uri (http, path);

  return ask (uri, body, error);
}

static void
assert_answer (GBytes *answer, const char *expected)
{
  g_autofree char *text = NULL;

  g_assert_nonnull (answer);
  text = g_strndup (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer));
  g_assert_cmpstr (text, ==, expected);
}

/* Says what came: the method and the body. */
static void
serve_echo (
    const char *method, const char *path, GBytes *body, SupportReply *reply, gpointer user_data)
{
  char *text = g_strdup_printf ("%s %.*s", method, (int) g_bytes_get_size (body),
                                (const char *) g_bytes_get_data (body, NULL));

  reply->body = g_bytes_new_take (text, strlen (text));
}

static void
serve_size (
    const char *method, const char *path, GBytes *body, SupportReply *reply, gpointer user_data)
{
  gsize size = g_ascii_strtoull (path + 1, NULL, 10);

  reply->body = g_bytes_new_take (g_malloc0 (size), size);
}

static void
serve_status (
    const char *method, const char *path, GBytes *body, SupportReply *reply, gpointer user_data)
{
  reply->status = (guint) g_ascii_strtoull (path + 1, NULL, 10);
}

static void
serve_manner (
    const char *method, const char *path, GBytes *body, SupportReply *reply, gpointer user_data)
{
  reply->manner = (SupportHttpManner) GPOINTER_TO_INT (user_data);
}

/* /redirect/307/2 leads to /redirect/307/1, that to /redirect/307/0, and that to the echo. */
static void
serve_redirect (
    const char *method, const char *path, GBytes *body, SupportReply *reply, gpointer user_data)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", 3);
  gint64 left = g_ascii_strtoll (parts[2], NULL, 10);

  reply->status = (guint) g_ascii_strtoull (parts[1], NULL, 10);
  reply->location = left > 0 ? g_strdup_printf ("/redirect/%s/%d", parts[1], (int) left - 1)
                             : g_strdup ("/echo");
}

static void
serve_elsewhere (
    const char *method, const char *path, GBytes *body, SupportReply *reply, gpointer user_data)
{
  reply->status = 302;
  reply->location = g_strdup (user_data);
}

static void
test_get_and_post (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) got = ask_path ("/echo", NULL, &error);
  g_autoptr (GBytes) posted = NULL;

  g_assert_no_error (error);
  assert_answer (got, "GET ");
  posted = ask_path ("/echo", "合同", &error);
  g_assert_no_error (error);
  assert_answer (posted, "POST 合同");
}

static void
test_limit (void)
{
  static const struct {
    const char *path;
    gboolean allowed;
  } table[] = {
      {"/size/0", TRUE},     {"/size/999", TRUE},       {"/size/1000", TRUE},
      {"/size/1001", FALSE}, {"/size/30000000", FALSE},
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) answer G_GNUC_UNUSED = ask_path (table[i].path, NULL, &error);

      if (table[i].allowed)
        g_assert_no_error (error);
      else
        g_assert_error (error, PKI_ERROR, PKI_ERROR_FETCH_SIZE);
    }
}

static void
test_status (void)
{
  static const struct {
    const char *path;
    const char *message;
  } table[] = {
      {"/status/304", "304 Not Modified"},        {"/status/302", "302 Found"}, /* to nowhere */
      {"/status/401", "401 Unauthorized"},        {"/status/404", "404 Not Found"},
      {"/status/503", "503 Service Unavailable"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ask_path (table[i].path, "x", &error));
      g_assert_error (error, PKI_ERROR, PKI_ERROR_FETCH_STATUS);
      g_assert_nonnull (strstr (error->message, table[i].message));
    }
}

/* The address brings name and password; no error repeats them. */
static void
test_basic_authentication (void)
{
  static const struct {
    const char *login;
    gboolean allowed;
  } table[] = {{"li:s%40cret@", TRUE}, {"li:wrong@", FALSE}, {"", FALSE}};
  g_autofree char *uri = support_http_make_uri (http, "/locked");
  const char *rest = strstr (uri, "://") + 3;

  support_http_add (http, "/locked", serve_echo, NULL);
  support_http_protect (http, "/locked", "li", "s@cret");
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *with_login = g_strconcat ("http://", table[i].login, rest, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) answer = ask (with_login, "body", &error);

      if (table[i].allowed)
        {
          g_assert_no_error (error);
          assert_answer (answer, "POST body");
          continue;
        }
      g_assert_error (error, PKI_ERROR, PKI_ERROR_FETCH_STATUS);
      g_assert_nonnull (strstr (error->message, "401"));
      g_assert_null (strstr (error->message, "wrong"));
    }
}

/* A POST stays a POST, whatever the kind of redirect; three are followed, and no loop. */
static void
test_redirects (void)
{
  static const char *const kinds[] = {"301", "302", "307", "308"};
  static const int too_many[] = {3, 1000};

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *allowed = g_strdup_printf ("/redirect/%s/2", kinds[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) answer = ask_path (allowed, "body", &error);

      g_assert_no_error (error);
      assert_answer (answer, "POST body");
      for (guint j = 0; j < G_N_ELEMENTS (too_many); j++)
        {
          g_autofree char *refused = g_strdup_printf ("/redirect/%s/%d", kinds[i], too_many[j]);
          g_autoptr (GError) refusal = NULL;

          g_assert_null (ask_path (refused, "body", &refusal));
          g_assert_error (refusal, PKI_ERROR, PKI_ERROR_FETCH_STATUS);
        }
    }
}

static void
test_redirect_to_a_file (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ask_path ("/to-file", NULL, &error));
  g_assert_error (error, PKI_ERROR, PKI_ERROR_FETCH_ADDRESS);
}

/* A resolver to which every name is this computer's. */
typedef GResolver NearResolver;
typedef GResolverClass NearResolverClass;

GType near_resolver_get_type (void);
G_DEFINE_TYPE (NearResolver, near_resolver, G_TYPE_RESOLVER)

static void
near_look_up (GResolver *self,
              const char *host,
              GResolverNameLookupFlags flags,
              GCancellable *cancellable,
              GAsyncReadyCallback callback,
              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GInetAddress *address = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);

  g_task_return_pointer (task, g_list_append (NULL, address),
                         (GDestroyNotify) g_resolver_free_addresses);
}

static GList *
near_finish (GResolver *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
near_resolver_class_init (NearResolverClass *klass)
{
  klass->lookup_by_name_with_flags_async = near_look_up;
  klass->lookup_by_name_with_flags_finish = near_finish;
}

static void
near_resolver_init (NearResolver *self)
{
}

static char *
make_far_uri (const char *path)
{
  g_autofree char *near = support_http_make_uri (http, path);
  g_autoptr (GUri) uri = g_uri_parse (near, G_URI_FLAGS_NONE, NULL);

  return g_strdup_printf ("http://far.example:%d%s", g_uri_get_port (uri), path);
}

static const char *const inward[] = {
    "127.0.0.1",          "127.1",           "0x7f000001", "2130706433",
    "localhost",          "a.localhost",     "[::1]",      "0.0.0.0",
    "[::ffff:127.0.0.1]", "169.254.169.254", "[fe80::1]",  "localhost.",
    "LOCALHOST",          "a.LocalHost.",    "127.0.0.1.", "localhost.localdomain"};

/* /inward/2 leads to the third of these. */
static void
serve_inward (
    const char *method, const char *path, GBytes *body, SupportReply *reply, gpointer user_data)
{
  guint i = (guint) g_ascii_strtoull (path + 1, NULL, 10);

  reply->status = 307;
  reply->location = g_strdup_printf ("http://%s/echo", inward[i]);
}

static void
serve_outward (
    const char *method, const char *path, GBytes *body, SupportReply *reply, gpointer user_data)
{
  reply->status = 307;
  reply->location = make_far_uri ("/echo");
}

/* From elsewhere nobody is sent to what listens on this computer alone, however it is spelt. */
static void
test_redirect_inward (void)
{
  g_autoptr (GResolver) usual = g_resolver_get_default ();
  g_autoptr (GResolver) near = g_object_new (near_resolver_get_type (), NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) answer = NULL;

  g_resolver_set_default (near);
  answer = ask_path ("/outward", NULL, &error);
  g_assert_no_error (error);
  assert_answer (answer, "GET ");
  for (guint i = 0; i < G_N_ELEMENTS (inward); i++)
    {
      g_autofree char *path = g_strdup_printf ("/inward/%u", i);
      g_autofree char *uri = make_far_uri (path);
      g_autoptr (GError) refusal = NULL;

      g_test_message ("%s", inward[i]);
      g_assert_null (ask (uri, NULL, &refusal));
      g_assert_error (refusal, PKI_ERROR, PKI_ERROR_FETCH_ADDRESS);
      g_assert_nonnull (strstr (refusal->message, "of this computer"));
    }
  g_resolver_set_default (usual);
}

static void
test_addresses (void)
{
  static const char *const addresses[] = {
      "",          "tsa.example.org",   "ftp://127.0.0.1/", "file:///etc/passwd",
      "http://",   "http:///path",      "javascript:1",     "http://[::1",
      "data:,abc", "http://host:port/",
  };

  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ask (addresses[i], NULL, &error));
      g_assert_error (error, PKI_ERROR, PKI_ERROR_FETCH_ADDRESS);
    }
}

/* RFC 6761, 6.4: no name under .invalid exists; a resolver without network says so, too. */
static void
test_no_such_host (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ask ("http://tsa.invalid/", NULL, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, PKI_ERROR, PKI_ERROR_FETCH_ADDRESS);
}

/* A port that somebody listened on a moment ago. */
static void
test_nobody_there (void)
{
  SupportHttp *gone = support_http_new (NULL);
  g_autofree char *uri = support_http_make_uri (gone, "/");
  g_autoptr (GError) error = NULL;

  support_http_free (gone);
  g_assert_null (ask (uri, NULL, &error));
  g_assert_error (error, PKI_ERROR, PKI_ERROR_FETCH_CONNECT);
}

static void
test_hang_up (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ask_path ("/close", "x", &error));
  g_assert_error (error, PKI_ERROR, PKI_ERROR_FETCH_CONNECT);
}

static void
test_slow (void)
{
  static const char *const paths[] = {"/hang", "/drip"};

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *uri = support_http_make_uri (http, paths[i]);
      gint64 start = g_get_monotonic_time ();
      g_autoptr (GError) error = NULL;

      g_assert_null (impatient->fetch (impatient, uri, NULL, NULL, LIMIT, NULL, &error));
      g_assert_error (error, PKI_ERROR, PKI_ERROR_FETCH_TIMEOUT);
      g_assert_cmpint (g_get_monotonic_time () - start, <, PATIENCE / 2 * G_USEC_PER_SEC);
    }
}

static gpointer
cancel_soon (gpointer data)
{
  g_usleep (G_USEC_PER_SEC / 4);
  g_cancellable_cancel (data);
  return NULL;
}

static void
test_cancel (void)
{
  g_autoptr (PkiFetch) patient = client_fetch_new (PATIENCE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *uri = support_http_make_uri (http, "/hang");
  GThread *thread = g_thread_new ("cancel", cancel_soon, cancellable);
  g_autoptr (GError) error = NULL;

  g_assert_null (patient->fetch (patient, uri, NULL, NULL, LIMIT, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
  /* And one that is cancelled before it begins. */
  g_clear_error (&error);
  g_assert_null (patient->fetch (patient, uri, NULL, NULL, LIMIT, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static gpointer
fetch_in_thread (gpointer data)
{
  g_autoptr (PkiFetch) own = client_fetch_new (PATIENCE);
  g_autofree char *uri = support_http_make_uri (http, "/echo");

  for (int i = 0; i < 10; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) answer = own->fetch (own, uri, NULL, NULL, LIMIT, NULL, &error);

      g_assert_no_error (error);
      assert_answer (answer, "GET ");
    }
  return NULL;
}

static void
test_threads (void)
{
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("fetch", fetch_in_thread, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

static gboolean
on_idle (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* The thread's own main context is left alone: nothing of it runs inside a fetch. */
static void
test_own_context (void)
{
  gboolean ran = FALSE;
  guint id = g_idle_add (on_idle, &ran);
  g_autoptr (GBytes) answer = ask_path ("/echo", NULL, NULL);

  g_assert_nonnull (answer);
  g_assert_false (ran);
  g_source_remove (id);
}

static GTlsCertificate *
make_tls_certificate (void)
{
  static const char *const names[] = {"subjectAltName", "IP:127.0.0.1", NULL};
  g_autoptr (SupportCa) ca = support_ca_new (SUPPORT_NOW);
  g_autoptr (SupportIdentity)
      identity = support_ca_issue (ca, &(SupportProfile){.kind = "rsa2048",
                                                         .common_name = "127.0.0.1",
                                                         .self_signed = TRUE,
                                                         .extensions = names,
                                                         .extended_key_usage = "serverAuth"});
  g_autofree char *pem = support_identity_to_pem (identity);
  g_autoptr (GError) error = NULL;
  GTlsCertificate *certificate = g_tls_certificate_new_from_pem (pem, -1, &error);

  g_assert_no_error (error);
  return certificate;
}

static void
test_tls (void)
{
  g_autoptr (GTlsCertificate) certificate = NULL;
  SupportHttp *https;
  g_autofree char *uri = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_tls_backend_supports_tls (g_tls_backend_get_default ()))
    {
      g_test_skip ("glib-networking is not installed");
      return;
    }
  certificate = make_tls_certificate ();
  https = support_http_new (certificate);
  uri = support_http_make_uri (https, "/");
  g_assert_null (ask (uri, "x", &error));
  g_assert_error (error, PKI_ERROR, PKI_ERROR_FETCH_TLS);
  support_http_free (https);
}

static void
remember (const char *folder, const char *address, GTlsCertificate *certificate)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *path = g_build_filename (folder, CLIENT_PIN_COMMAND, NULL);
  g_autofree char *pem = NULL;
  g_autoptr (GError) error = NULL;

  g_object_get (certificate, "certificate-pem", &pem, NULL);
  g_key_file_set_string (file, "platform", "url", address);
  g_key_file_set_string (file, "platform", "tls", pem);
  g_key_file_save_to_file (file, path, &error);
  g_assert_no_error (error);
}

/* What the windows and the command line remember of a platform counts for both, and for no other
 * address. */
static void
test_pins (void)
{
  static const struct {
    const char *memory;
    const char *key;
    const char *address;
    const char *root;
    const char *known; /* NULL: it is not refused */
  } cases[] = {
      {CLIENT_PIN_DESKTOP, "address", "https://seal.example", "aa", NULL},
      {CLIENT_PIN_DESKTOP, "address", "https://seal.example", "bb", "aa"},
      {CLIENT_PIN_DESKTOP, "address", "https://SEAL.example//", "bb", "aa"},
      {CLIENT_PIN_DESKTOP, "address", "https://seal.example:8443", "bb", NULL},
      {CLIENT_PIN_DESKTOP, "address", "https://seal.example.org", "bb", NULL},
      {CLIENT_PIN_COMMAND, "url", "https://seal.example", "aa", NULL},
      {CLIENT_PIN_COMMAND, "url", "https://seal.example/", "bb", "aa"},
      {CLIENT_PIN_COMMAND, "url", "https://other.example", "bb", NULL},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *folder = g_dir_make_tmp ("vermilion-pin-XXXXXX", NULL);
      g_autofree char *path = g_build_filename (folder, cases[i].memory, NULL);
      g_autoptr (GKeyFile) file = g_key_file_new ();
      g_autofree char *known = NULL;

      g_test_message ("case %u", i);
      g_assert_true (client_pin_check (folder, cases[i].address, cases[i].root, &known));
      /* One of the same address that nobody has compared says nothing. */
      g_key_file_set_string (file, "a", cases[i].key, "https://seal.example");
      g_key_file_set_string (file, "b", cases[i].key, "https://seal.example");
      g_key_file_set_string (file, "b", "root", "aa");
      g_assert_true (g_key_file_save_to_file (file, path, NULL));
      g_assert_true (client_pin_check (folder, cases[i].address, cases[i].root, &known) ==
                     (cases[i].known == NULL));
      g_assert_cmpstr (known, ==, cases[i].known);
      support_folder_remove (folder);
    }
}

/* A platform whose server a person lets prove itself stamps the time, too; at another address, even
 * on the same computer, the same certificate proves nothing. */
static void
test_remembered_server (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vermilion-fetch-XXXXXX", NULL);
  g_autoptr (GTlsCertificate) certificate = make_tls_certificate ();
  SupportHttp *https = support_http_new (certificate);
  SupportHttp *other = support_http_new (certificate);
  g_autofree char *address = support_http_make_uri (https, "");
  g_autofree char *uri = support_http_make_uri (https, "/echo?a=b");
  g_autofree char *elsewhere = support_http_make_uri (other, "/echo");
  g_autofree char *down = support_http_make_uri (https, "/down");
  g_autofree char *plain = support_http_make_uri (http, "/echo");
  g_autoptr (GTlsCertificate) stranger = make_tls_certificate ();
  g_autoptr (PkiFetch) own = client_fetch_new (PATIENCE);
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GError) error = NULL;

  support_http_add (https, "/echo", serve_echo, NULL);
  support_http_add (other, "/echo", serve_echo, NULL);
  client_fetch_set_memory (own, folder);
  g_assert_null (own->fetch (own, uri, NULL, NULL, LIMIT, NULL, &error));
  g_assert_error (error, PKI_ERROR, PKI_ERROR_FETCH_TLS);
  g_clear_error (&error);
  remember (folder, address, certificate);
  answer = own->fetch (own, uri, NULL, NULL, LIMIT, NULL, &error);
  g_assert_no_error (error);
  assert_answer (answer, "GET ");
  g_assert_null (own->fetch (own, elsewhere, NULL, NULL, LIMIT, NULL, &error));
  g_assert_error (error, PKI_ERROR, PKI_ERROR_FETCH_TLS);
  g_clear_error (&error);
  /* Nor does a secure address lead to an insecure one. */
  support_http_add (https, "/down", serve_elsewhere, plain);
  g_assert_null (own->fetch (own, down, NULL, NULL, LIMIT, NULL, &error));
  g_assert_error (error, PKI_ERROR, PKI_ERROR_FETCH_TLS);
  g_clear_error (&error);
  /* What is remembered is another certificate, of the same name. */
  remember (folder, address, stranger);
  g_assert_null (own->fetch (own, uri, NULL, NULL, LIMIT, NULL, &error));
  g_assert_error (error, PKI_ERROR, PKI_ERROR_FETCH_TLS);
  support_http_free (https);
  support_http_free (other);
  support_folder_remove (folder);
}

static void
add_routes (void)
{
  support_http_add (http, "/echo", serve_echo, NULL);
  support_http_add (http, "/size", serve_size, NULL);
  support_http_add (http, "/status", serve_status, NULL);
  support_http_add (http, "/redirect", serve_redirect, NULL);
  support_http_add (http, "/to-file", serve_elsewhere, (gpointer) "file:///etc/passwd");
  support_http_add (http, "/outward", serve_outward, NULL);
  support_http_add (http, "/inward", serve_inward, NULL);
  support_http_add (http, "/hang", serve_manner, GINT_TO_POINTER (SUPPORT_HTTP_HANG));
  support_http_add (http, "/drip", serve_manner, GINT_TO_POINTER (SUPPORT_HTTP_DRIP));
  support_http_add (http, "/close", serve_manner, GINT_TO_POINTER (SUPPORT_HTTP_CLOSE));
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  http = support_http_new (NULL);
  fetch = client_fetch_new (PATIENCE);
  impatient = client_fetch_new (TIMEOUT);
  add_routes ();
  g_test_add_func ("/client/fetch/get-and-post", test_get_and_post);
  g_test_add_func ("/client/fetch/limit", test_limit);
  g_test_add_func ("/client/fetch/status", test_status);
  g_test_add_func ("/client/fetch/basic-authentication", test_basic_authentication);
  g_test_add_func ("/client/fetch/redirects", test_redirects);
  g_test_add_func ("/client/fetch/redirect-to-a-file", test_redirect_to_a_file);
  g_test_add_func ("/client/fetch/redirect-inward", test_redirect_inward);
  g_test_add_func ("/client/fetch/addresses", test_addresses);
  g_test_add_func ("/client/fetch/no-such-host", test_no_such_host);
  g_test_add_func ("/client/fetch/nobody-there", test_nobody_there);
  g_test_add_func ("/client/fetch/hang-up", test_hang_up);
  g_test_add_func ("/client/fetch/slow", test_slow);
  g_test_add_func ("/client/fetch/cancel", test_cancel);
  g_test_add_func ("/client/fetch/threads", test_threads);
  g_test_add_func ("/client/fetch/own-context", test_own_context);
  g_test_add_func ("/client/fetch/tls", test_tls);
  g_test_add_func ("/client/fetch/remembered-server", test_remembered_server);
  g_test_add_func ("/client/fetch/pins", test_pins);
  status = g_test_run ();
  pki_fetch_free (fetch);
  pki_fetch_free (impatient);
  support_http_free (http);
  return status;
}
