/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-password.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "cli-error.h"

/* Longer than any password; a line that does not fit is no password. */
#define MAX_PASSWORD 1024
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/* Byte by byte into memory that is wiped: stdio would keep a copy in its buffer. The byte
 * interrupt ends it without a password. */
static CliPassword *
read_line (int fd, char interrupt)
{
  char line[MAX_PASSWORD];
  gsize length = 0;
  CliPassword *password = NULL;
  char byte = '\0';

  while (length < sizeof line - 1 && read (fd, &byte, 1) == 1 && byte != '\n' && byte != interrupt)
    line[length++] = byte;
  if (length > 0 && line[length - 1] == '\r')
    length--;
  line[length] = '\0';
  /* Editors of Windows begin a file with a mark that nobody typed. */
  const char *text = g_str_has_prefix (line, BYTE_ORDER_MARK) ? line + strlen (BYTE_ORDER_MARK)
                                                              : line;
  if (length < sizeof line - 1 && (byte != interrupt || interrupt == '\0'))
    password = g_strdup (text);
  explicit_bzero (line, sizeof line);
  return password;
}

/* What a person types on a terminal is not shown. Without ISIG, Ctrl+C arrives as a byte: the echo
 * is back before the program goes. */
static CliPassword *
read_quietly (int fd, const struct termios *loud, int prompt_fd, const char *prompt)
{
  struct termios quiet = *loud;
  CliPassword *password;

  quiet.c_lflag &= ~(tcflag_t) (ECHO | ECHONL | ISIG);
  tcsetattr (fd, TCSAFLUSH, &quiet);
  dprintf (prompt_fd, "%s", prompt);
  password = read_line (fd, (char) loud->c_cc[VINTR]);
  tcsetattr (fd, TCSAFLUSH, loud);
  dprintf (prompt_fd, "\n");
  return password;
}

/* Standard input may be a terminal, too. */
static CliPassword *
read_open (int fd)
{
  struct termios loud;
  CliPassword *password;

  if (tcgetattr (fd, &loud) != 0)
    return read_line (fd, '\0');
  password = read_quietly (fd, &loud, STDERR_FILENO, _ ("Password: "));
  if (password == NULL)
    raise (SIGINT);
  return password;
}

static CliPassword *
read_file (const char *path, GError **error)
{
  int fd = g_str_equal (path, "-") ? dup (STDIN_FILENO) : g_open (path, O_RDONLY | O_CLOEXEC, 0);
  struct stat info;

  if (fd < 0)
    {
      g_set_error (error, CLI_ERROR, CLI_ERROR_PASSWORD_FILE, "%s: %s", path, g_strerror (errno));
      return NULL;
    }
  if (fstat (fd, &info) == 0 && S_ISREG (info.st_mode) && (info.st_mode & (S_IRGRP | S_IROTH)) != 0)
    g_printerr (_ ("Warning: others on this machine can read the password in %s.\n"), path);
  CliPassword *password = read_open (fd);
  close (fd);
  if (password == NULL || *password == '\0')
    {
      g_clear_pointer (&password, cli_password_free);
      g_set_error (error, CLI_ERROR, CLI_ERROR_PASSWORD_FILE, "%s: no password in the first line",
                   path);
    }
  return password;
}

static CliPassword *
read_terminal (const char *prompt, GError **error)
{
  int fd = g_open ("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY, 0);
  struct termios loud;

  if (fd < 0 || tcgetattr (fd, &loud) != 0)
    {
      g_set_error (error, CLI_ERROR, CLI_ERROR_NO_TERMINAL, "%s/dev/tty: %s", prompt,
                   g_strerror (errno));
      if (fd >= 0)
        close (fd);
      return NULL;
    }
  CliPassword *password = read_quietly (fd, &loud, fd, prompt);
  close (fd);
  if (password == NULL)
    raise (SIGINT);
  return password != NULL ? password : g_strdup ("");
}

/**
 * cli_password_get:
 * @file: (nullable): a file with the password in its first line, `-` for standard input
 * @prompt: what to ask on the terminal when there is no @file
 * @error: return location for an error of the domain %CLI_ERROR
 *
 * Obtains a password without ever showing it.
 *
 * Returns: (transfer full): the password
 */
CliPassword *
cli_password_get (const char *file, const char *prompt, GError **error)
{
  return file != NULL ? read_file (file, error) : read_terminal (prompt, error);
}

/**
 * cli_password_get_optional:
 * @file: (nullable): as in cli_password_get()
 * @password: (out) (transfer full) (nullable): the password; %NULL without a @file
 * @error: return location for an error of the domain %CLI_ERROR
 *
 * Obtains a password that may not be needed.
 *
 * Returns: %FALSE when the file has none
 */
gboolean
cli_password_get_optional (const char *file, CliPassword **password, GError **error)
{
  *password = file != NULL ? read_file (file, error) : NULL;
  return file == NULL || *password != NULL;
}

/**
 * cli_password_get_new:
 * @file: (nullable): as in cli_password_get()
 * @error: return location for an error of the domain %CLI_ERROR
 *
 * Obtains a password for something new: what nobody sees is typed twice.
 *
 * Returns: (transfer full): the password
 */
CliPassword *
cli_password_get_new (const char *file, GError **error)
{
  if (file != NULL)
    return read_file (file, error);
  g_autoptr (CliPassword) first = read_terminal (_ ("New password: "), error);
  if (first == NULL)
    return NULL;
  g_autoptr (CliPassword) second = read_terminal (_ ("The same again: "), error);
  if (second == NULL)
    return NULL;
  if (*first == '\0' || !g_str_equal (first, second))
    {
      g_set_error (error, CLI_ERROR, CLI_ERROR_PASSWORDS_DIFFER, "passwords differ or are empty");
      return NULL;
    }
  return g_steal_pointer (&first);
}

/**
 * cli_password_free:
 * @self: (nullable) (transfer full): a password
 *
 * Wipes and frees it.
 */
void
cli_password_free (CliPassword *self)
{
  if (self == NULL)
    return;
  explicit_bzero (self, strlen (self));
  g_free (self);
}
