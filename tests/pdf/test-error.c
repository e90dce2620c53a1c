/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pdf-error.h"

static void
test_every_error_is_explained (void)
{
  const char *what, *why, *remedy;

  for (int code = 0; code < PDF_N_ERRORS; code++)
    {
      g_assert_true (pdf_error_explain (code, &what, &why, &remedy));
      g_assert_true (what && why && remedy);
    }
  g_assert_false (pdf_error_explain (PDF_N_ERRORS, &what, &why, &remedy));
  g_assert_false (pdf_error_explain (-1, &what, &why, &remedy));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pdf/error/every-error-is-explained", test_every_error_is_explained);
  return g_test_run ();
}
