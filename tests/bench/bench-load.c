/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sends one request over and over on connections that stay, and says how many were answered and how
 * late: bench-load PORT CONNECTIONS SECONDS RATE FILE…
 *
 * Each FILE is a request as it goes over the wire; @@@@@@@@ in it becomes a number that no other
 * request has. With several, each connection takes the next. RATE 0: each connection asks again as
 * soon as it is answered. Otherwise so many requests a second are due, whether or not the ones
 * before were answered, and what is counted is the time since a request was due: a server that
 * stands still for a while is not asked less in that while.
 *
 * Prints one line of JSON; times are in milliseconds. */

#include <arpa/inet.h>
#include <errno.h>
#include <gio/gio.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define PLACE "@@@@@@@@"
#define BUFFER (1024 * 1024)

typedef struct {
  int fd;
  char *request;
  gsize length;
  char *place; /* in @request; NULL: it has none */
  gint64 due;  /* of the request that is on its way; 0: none is */
  GString *answer;
} Connection;

typedef struct {
  guint16 port;
  int epoll;
  double interval; /* microseconds between requests; 0: as soon as may be */
  gint64 end;
  double next; /* when the next is due */
  guint64 number;
  guint64 unanswered;
  Connection *connections;
  guint n_connections;
  GQueue idle;
  GArray *times; /* gint64 */
  guint64 statuses[600];
} Load;

static void
fail (const char *what)
{
  g_printerr ("bench-load: %s: %s\n", what, g_strerror (errno));
  exit (1);
}

static void
connect_one (Load *load, Connection *connection)
{
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons (load->port)};
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
  int on = 1;

  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  connection->fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connect (connection->fd, (struct sockaddr *) &address, sizeof address) != 0)
    fail ("connect");
  setsockopt (connection->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (epoll_ctl (load->epoll, EPOLL_CTL_ADD, connection->fd, &event) != 0)
    fail ("epoll");
}

static void
send_one (Load *load, Connection *connection, gint64 due)
{
  char number[sizeof PLACE];

  if (connection->place)
    {
      g_snprintf (number, sizeof number, "%08" G_GUINT64_FORMAT, load->number++ % 100000000);
      memcpy (connection->place, number, sizeof PLACE - 1);
    }
  connection->due = due;
  g_string_truncate (connection->answer, 0);
  if (send (connection->fd, connection->request, connection->length, MSG_NOSIGNAL) !=
      (gssize) connection->length)
    fail ("send");
}

/* 0: it has not come to its end. */
static guint
status_of (GString *answer)
{
  const char *head = g_strstr_len (answer->str, answer->len, "\r\n\r\n");
  const char *length = NULL;
  guint status;

  if (!head)
    return 0;
  status = atoi (answer->str + strlen ("HTTP/1.1 "));
  length = strcasestr (answer->str, "\r\nContent-Length:");
  if (!length || length > head)
    return status;
  return answer->len - (head + 4 - answer->str) >= (gsize) atol (length + 17) ? status : 0;
}

static void
receive (Load *load, Connection *connection)
{
  static char buffer[BUFFER];
  gssize length = recv (connection->fd, buffer, sizeof buffer, 0);
  gint64 now = g_get_monotonic_time ();
  gint64 taken;
  guint status;

  if (length <= 0)
    fail ("the server has closed a connection");
  g_string_append_len (connection->answer, buffer, length);
  status = status_of (connection->answer);
  if (status == 0)
    return;
  taken = now - connection->due;
  g_array_append_val (load->times, taken);
  load->statuses[MIN (status, 599)]++;
  connection->due = 0;
  if (load->interval == 0 && now < load->end)
    send_one (load, connection, now);
  else
    g_queue_push_tail (&load->idle, connection);
}

/* What is due and finds no free connection waits, and its time runs. */
static void
send_due (Load *load)
{
  gint64 now = g_get_monotonic_time ();

  while (load->interval > 0 && load->next <= now && load->next < load->end &&
         !g_queue_is_empty (&load->idle))
    {
      send_one (load, g_queue_pop_head (&load->idle), load->next);
      load->next += load->interval;
    }
}

static void
wait_for_answers (Load *load)
{
  struct epoll_event events[64];
  gint64 left = load->end - g_get_monotonic_time ();
  struct timespec limit = {0};
  int n;

  if (load->interval > 0 && !g_queue_is_empty (&load->idle) && load->next < load->end)
    left = load->next - g_get_monotonic_time ();
  left = CLAMP (left, 0, G_USEC_PER_SEC);
  limit.tv_nsec = left % G_USEC_PER_SEC * 1000;
  limit.tv_sec = left / G_USEC_PER_SEC;
  n = epoll_pwait2 (load->epoll, events, G_N_ELEMENTS (events), &limit, NULL);
  if (n < 0 && errno != EINTR)
    fail ("epoll");
  for (int i = 0; i < n; i++)
    receive (load, events[i].data.ptr);
}

static void
run (Load *load)
{
  gint64 now = g_get_monotonic_time ();

  load->next = now;
  for (guint i = 0; i < load->n_connections; i++)
    if (load->interval > 0)
      g_queue_push_tail (&load->idle, &load->connections[i]);
    else
      send_one (load, &load->connections[i], now);
  while (g_get_monotonic_time () < load->end)
    {
      send_due (load);
      wait_for_answers (load);
    }
  for (guint i = 0; i < load->n_connections; i++)
    load->unanswered += load->connections[i].due != 0;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 first = *(const gint64 *) a;
  gint64 second = *(const gint64 *) b;

  return (first > second) - (first < second);
}

static double
percentile (GArray *times, double part)
{
  return times->len == 0 ? 0
                         : g_array_index (times, gint64, (guint) ((times->len - 1) * part)) / 1e3;
}

static void
print (Load *load, double seconds)
{
  struct rusage usage;
  gboolean is_first = TRUE;

  g_array_sort (load->times, compare);
  getrusage (RUSAGE_SELF, &usage);
  g_print ("{\"answers\": %u, \"unanswered\": %" G_GUINT64_FORMAT ", \"seconds\": %.3f, "
           "\"p50\": %.3f, \"p90\": %.3f, \"p99\": %.3f, \"max\": %.3f, \"cpu\": %.3f, "
           "\"statuses\": {",
           load->times->len, load->unanswered, seconds, percentile (load->times, 0.5),
           percentile (load->times, 0.9), percentile (load->times, 0.99),
           percentile (load->times, 1),
           usage.ru_utime.tv_sec + usage.ru_stime.tv_sec +
               (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6);
  for (guint i = 0; i < G_N_ELEMENTS (load->statuses); i++)
    if (load->statuses[i] > 0)
      {
        g_print ("%s\"%u\": %" G_GUINT64_FORMAT, is_first ? "" : ", ", i, load->statuses[i]);
        is_first = FALSE;
      }
  g_print ("}}\n");
}

static void
open_connections (Load *load, char **files, guint n_files)
{
  load->connections = g_new0 (Connection, load->n_connections);
  for (guint i = 0; i < load->n_connections; i++)
    {
      Connection *connection = &load->connections[i];

      if (!g_file_get_contents (files[i % n_files], &connection->request, &connection->length,
                                NULL))
        fail (files[i % n_files]);
      connection->place = strstr (connection->request, PLACE);
      connection->answer = g_string_new (NULL);
      connect_one (load, connection);
    }
}

static void
close_connections (Load *load)
{
  for (guint i = 0; i < load->n_connections; i++)
    {
      close (load->connections[i].fd);
      g_free (load->connections[i].request);
      g_string_free (load->connections[i].answer, TRUE);
    }
  g_free (load->connections);
  g_queue_clear (&load->idle);
  g_array_unref (load->times);
  close (load->epoll);
}

int
main (int argc, char **argv)
{
  Load load = {0};
  gint64 start;

  if (argc < 6)
    {
      g_printerr ("usage: bench-load PORT CONNECTIONS SECONDS RATE FILE...\n");
      return 2;
    }
  load.port = atoi (argv[1]);
  load.n_connections = atoi (argv[2]);
  load.interval = atof (argv[4]) > 0 ? G_USEC_PER_SEC / atof (argv[4]) : 0;
  load.times = g_array_new (FALSE, FALSE, sizeof (gint64));
  load.epoll = epoll_create1 (EPOLL_CLOEXEC);
  /* Another run on the same data must not send what was sent before. */
  load.number = g_get_real_time () / 1000;
  open_connections (&load, argv + 5, argc - 5);
  start = g_get_monotonic_time ();
  load.end = start + (gint64) (atof (argv[3]) * G_USEC_PER_SEC);
  run (&load);
  print (&load, (g_get_monotonic_time () - start) / 1e6);
  close_connections (&load);
  return 0;
}
