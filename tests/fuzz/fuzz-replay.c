/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz.h"

/* Runs a target without libFuzzer: over the files named, or over mutations of its seeds, the same
 * ones each time. With --seeds DIR it writes the seeds, for libFuzzer to begin with. */

#define ROUNDS 20000
#define MAX_SECONDS 10

static const char *const tokens[] = {
    "0",         "-1",       "65536",    "2147483648", "4294967295", "99999999999999999999",
    "<<",        ">>",       "[",        "]",          "(",          ")",
    " 0 R",      "obj",      "endobj",   "stream",     "endstream",  "xref\n",
    "trailer\n", "/Kids",    "/Count",   "/Prev",      "/Length",    "/W",
    "\x30\x80",  "\x30\x84", "\xff\xff", "\0\0\0\0",   "{",          "}",
};

static const guint8 *current;
static gsize current_length;

/* Only what a signal handler may do. */
static void
on_signal (int number)
{
  static const char note[] = "fuzz: the input is in fuzz-crash.bin\n";
  int fd = open ("fuzz-crash.bin", O_WRONLY | O_CREAT | O_TRUNC, 0600);

  if (write (fd, current, current_length) >= 0 && write (2, note, strlen (note)) >= 0)
    close (fd);
  signal (number, SIG_DFL);
  raise (number);
}

static void
run (const guint8 *data, gsize length)
{
  current = data;
  current_length = length;
  alarm (MAX_SECONDS);
  LLVMFuzzerTestOneInput (data, length);
  alarm (0);
}

static void
insert (GByteArray *bytes, guint at, const guint8 *data, guint length)
{
  g_byte_array_append (bytes, data, length);
  memmove (bytes->data + at + length, bytes->data + at, bytes->len - length - at);
  memcpy (bytes->data + at, data, length);
}

static void
mutate (GByteArray *bytes, GPtrArray *seeds, GRand *rand)
{
  guint at = g_rand_int_range (rand, 0, bytes->len + 1);
  guint wanted = g_rand_int_range (rand, 1, 32);
  guint count = MIN (bytes->len - at, wanted);
  const char *token = tokens[g_rand_int_range (rand, 0, G_N_ELEMENTS (tokens))];
  GBytes *other = seeds->pdata[g_rand_int_range (rand, 0, seeds->len)];
  guint other_length = MIN (g_bytes_get_size (other), 200);

  switch (g_rand_int_range (rand, 0, 6))
    {
    case 0:
      if (at < bytes->len)
        bytes->data[at] ^= 1 << g_rand_int_range (rand, 0, 8);
      break;
    case 1:
      if (at < bytes->len)
        bytes->data[at] = g_rand_int_range (rand, 0, 256);
      break;
    case 2:
      if (count > 0)
        g_byte_array_remove_range (bytes, at, count);
      break;
    case 3:
      insert (bytes, at, (const guint8 *) token, strlen (token));
      break;
    case 4:
      /* In place, so that what stands behind keeps its offset. */
      memcpy (bytes->data + at, token, MIN (bytes->len - at, strlen (token)));
      break;
    default:
      insert (bytes, at, g_bytes_get_data (other, NULL), other_length);
      break;
    }
}

static void
run_mutations (GPtrArray *seeds, guint rounds)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261126);

  for (guint i = 0; i < rounds; i++)
    {
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      GBytes *seed = seeds->pdata[g_rand_int_range (rand, 0, seeds->len)];
      gsize length;
      const guint8 *data = g_bytes_get_data (seed, &length);

      g_byte_array_append (bytes, data, length);
      for (guint edits = g_rand_int_range (rand, 1, 6); edits > 0; edits--)
        mutate (bytes, seeds, rand);
      run (bytes->data, bytes->len);
    }
}

static gboolean
write_seeds (GPtrArray *seeds, const char *folder)
{
  for (guint i = 0; i < seeds->len; i++)
    {
      g_autofree char *name = g_strdup_printf ("seed-%03u", i);
      g_autofree char *path = g_build_filename (folder, name, NULL);
      gsize length;
      const char *data = g_bytes_get_data (seeds->pdata[i], &length);

      if (!g_file_set_contents (path, data, length, NULL))
        return FALSE;
    }
  return TRUE;
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  const char *rounds = g_getenv ("FUZZ_ROUNDS");
  GBytes *seed;

  /* A broken promise between functions is a finding. */
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
  signal (SIGSEGV, on_signal);
  signal (SIGTRAP, on_signal);
  signal (SIGABRT, on_signal);
  signal (SIGBUS, on_signal);
  signal (SIGALRM, on_signal);
  while ((seed = fuzz_seed (seeds->len)))
    g_ptr_array_add (seeds, seed);
  if (argc == 3 && strcmp (argv[1], "--seeds") == 0)
    return write_seeds (seeds, argv[2]) ? EXIT_SUCCESS : EXIT_FAILURE;
  for (int i = 1; i < argc; i++)
    {
      g_autofree char *data = NULL;
      gsize length;

      if (!g_file_get_contents (argv[i], &data, &length, NULL))
        return EXIT_FAILURE;
      run ((const guint8 *) data, length);
    }
  if (argc > 1)
    return EXIT_SUCCESS;
  for (guint i = 0; i < seeds->len; i++)
    run (g_bytes_get_data (seeds->pdata[i], NULL), g_bytes_get_size (seeds->pdata[i]));
  run_mutations (seeds, rounds ? strtoul (rounds, NULL, 10) : ROUNDS);
  return EXIT_SUCCESS;
}
