/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon-notify.h"

#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/**
 * daemon_notify:
 * @state: such as "READY=1"
 *
 * Tells systemd, where it waits for it, how the service does: one datagram to the socket that
 * NOTIFY_SOCKET names (sd_notify(3)), which asks for no library.
 */
void
daemon_notify (const char *state)
{
  const char *path = g_getenv ("NOTIFY_SOCKET");
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  gsize length;
  int fd;

  if (!path || (path[0] != '/' && path[0] != '@') || strlen (path) >= sizeof address.sun_path)
    return;
  length = strlen (path);
  memcpy (address.sun_path, path, length);
  /* An abstract name begins with NUL. */
  if (address.sun_path[0] == '@')
    address.sun_path[0] = '\0';
  fd = socket (AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0)
    return;
  if (sendto (fd, state, strlen (state), MSG_NOSIGNAL, (struct sockaddr *) &address,
              offsetof (struct sockaddr_un, sun_path) + length) < 0)
    g_warning ("systemd cannot be told “%s”", state);
  close (fd);
}
