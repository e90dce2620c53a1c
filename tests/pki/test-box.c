/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki-box.h"

#include <string.h>

/* What was closed is there again, by the same key alone, and not after any bit of it was changed.
 */
static void
test_box (void)
{
  static const gsize sizes[] = {0, 1, 16, 1000};
  g_autoptr (GBytes) key = g_bytes_new ("0123456789abcdef0123456789abcdef", 32);
  g_autoptr (GBytes) other = g_bytes_new ("0123456789abcdef0123456789abcdeF", 32);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *text = g_strnfill (sizes[i], 'x');
      g_autoptr (GBytes) content = g_bytes_new (text, sizes[i]);
      g_autoptr (GBytes) box = pki_box_close (key, content);
      g_autoptr (GBytes) again = pki_box_close (key, content);
      g_autoptr (GBytes) opened = pki_box_open (key, box);

      g_assert_true (g_bytes_equal (opened, content));
      g_assert_false (g_bytes_equal (box, again));
      g_assert_null (pki_box_open (other, box));
      for (gsize at = 0; at < g_bytes_get_size (box); at++)
        {
          guint8 *changed = g_memdup2 (g_bytes_get_data (box, NULL), g_bytes_get_size (box));
          g_autoptr (GBytes) bad = g_bytes_new_take (changed, g_bytes_get_size (box));
          g_autoptr (GBytes) part = g_bytes_new_from_bytes (box, 0, at);

          changed[at] ^= 1 << at % 8;
          g_assert_null (pki_box_open (key, bad));
          g_assert_null (pki_box_open (key, part));
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pki/box/box", test_box);
  return g_test_run ();
}
