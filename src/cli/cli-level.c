/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-level.h"

static const char *const names[] = {"none", "B-B", "B-T", "B-LT", "B-LTA"};

/**
 * cli_level_get_name:
 * @level: a level
 *
 * Gives the standard's name of a level (EN 319 142-1, 6.1).
 *
 * Returns: (transfer none): the name
 */
const char *
cli_level_get_name (PadesLevel level)
{
  return names[level];
}

/**
 * cli_level_parse:
 * @name: what the user wrote
 * @level: (out): the level
 *
 * Understands the name of a level.
 *
 * Returns: whether it is one
 */
gboolean
cli_level_parse (const char *name, PadesLevel *level)
{
  for (PadesLevel each = PADES_LEVEL_B_B; each <= PADES_LEVEL_B_LTA; each++)
    if (g_str_equal (name, names[each]))
      {
        *level = each;
        return TRUE;
      }
  return FALSE;
}
