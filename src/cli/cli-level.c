/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-level.h"

#include "report-words.h"

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
    if (g_str_equal (name, report_words_level (each)))
      {
        *level = each;
        return TRUE;
      }
  return FALSE;
}
