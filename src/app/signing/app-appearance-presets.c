/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-appearance-presets.h"

#include <glib/gi18n.h>

#define SETTING "signing-appearance"

static const char *
builtin_title (const char *name)
{
  static const char *const titles[][2] = {
      {"seal", N_ ("Seal only")},
      {"seal-text", N_ ("Seal with text beside it")},
      {"seal-text-under", N_ ("Seal with text under it")},
      {"seal-text-qr", N_ ("Seal, text and QR code")},
      {"seal-qr", N_ ("Seal and QR code")},
      {"text", N_ ("Text only")},
      {"text-qr", N_ ("Text and QR code")},
  };

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    if (g_str_equal (titles[i][0], name))
      return _ (titles[i][1]);
  return name;
}

/**
 * app_appearance_presets_init:
 * @self: (out): takes them
 * @path: of the file of saved ones
 *
 * Lists them.
 */
void
app_appearance_presets_init (AppAppearancePresets *self, const char *path)
{
  g_autoptr (GPtrArray) saved = seal_styles_list (path, NULL);
  const char *name;
  SealStyle style;

  self->styles = g_array_new (FALSE, FALSE, sizeof (SealStyle));
  self->titles = gtk_string_list_new (NULL);
  for (guint i = 0; (name = seal_style_builtin_name (i)) != NULL; i++)
    {
      seal_style_builtin_find (name, SEAL_LANGUAGE_CHINESE, &style);
      g_array_append_val (self->styles, style);
      gtk_string_list_append (self->titles, builtin_title (name));
    }
  self->n_builtin = self->styles->len;
  for (guint i = 0; saved != NULL && i < saved->len; i++)
    {
      const SealNamedStyle *named = g_ptr_array_index (saved, i);

      g_array_append_val (self->styles, named->style);
      gtk_string_list_append (self->titles, named->name);
    }
}

/**
 * app_appearance_presets_clear:
 * @self: the presets, or zeros
 *
 * Frees what they hold.
 */
void
app_appearance_presets_clear (AppAppearancePresets *self)
{
  g_clear_pointer (&self->styles, g_array_unref);
  g_clear_object (&self->titles);
}

/**
 * app_appearance_presets_find:
 * @self: the presets
 * @style: an appearance
 * @position: (out): of the preset, or behind them all
 *
 * Finds the name of an appearance. Those that everybody has leave language and date as they are. A
 * saved one goes first: its name says more.
 *
 * Returns: whether it has one
 */
gboolean
app_appearance_presets_find (const AppAppearancePresets *self,
                             const SealStyle *style,
                             guint *position)
{
  for (guint i = self->styles->len; i-- > 0;)
    {
      const SealStyle *known = &g_array_index (self->styles, SealStyle, i);

      *position = i;
      if (i >= self->n_builtin ? seal_style_equal (known, style)
                               : known->parts == style->parts && known->place == style->place)
        return TRUE;
    }
  *position = self->styles->len;
  return FALSE;
}

/**
 * app_appearance_presets_take:
 * @self: the presets
 * @position: of one of them
 * @style: whose language and date one that everybody has takes over
 *
 * Returns: the appearance that was chosen
 */
SealStyle
app_appearance_presets_take (const AppAppearancePresets *self,
                             guint position,
                             const SealStyle *style)
{
  SealStyle taken = g_array_index (self->styles, SealStyle, position);

  if (position >= self->n_builtin)
    return taken;
  taken.language = style->language;
  taken.date = style->date;
  return taken;
}

/**
 * app_appearance_presets_recall:
 * @settings: where it is remembered
 *
 * Returns: what stamps showed last
 */
SealStyle
app_appearance_presets_recall (GSettings *settings)
{
  g_autofree char *text = g_settings_get_string (settings, SETTING);
  g_autoptr (GVariant) chosen = g_settings_get_user_value (settings, SETTING);
  SealStyle style = {SEAL_PART_SEAL};

  seal_style_parse (text, &style);
  if (chosen == NULL && !g_str_has_prefix (g_get_language_names ()[0], "zh"))
    style.language = SEAL_LANGUAGE_ENGLISH;
  return style;
}
