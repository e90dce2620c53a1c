/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-secret.h"

static void
test_rating (void)
{
  g_assert_cmpuint (model_secret_rate (""), ==, 0);
  g_assert_cmpuint (model_secret_rate ("12345678"), ==, 0);
  g_assert_cmpuint (model_secret_rate ("password"), ==, 0);
  g_assert_cmpuint (model_secret_rate ("kalender"), ==, 1);
  g_assert_cmpuint (model_secret_rate ("Kalender 77"), ==, 2);
  g_assert_cmpuint (model_secret_rate ("ein Schloss mit 19 Riegeln"), ==, 3);
  g_assert_cmpuint (model_secret_rate ("一把好钥匙二〇二六"), ==, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/secret/rating", test_rating);
  return g_test_run ();
}
