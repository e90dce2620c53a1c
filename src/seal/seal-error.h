/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SealError:
 * @SEAL_ERROR_TEXT_LONG: the name does not fit the face; offers are in the explanation
 * @SEAL_ERROR_TEXT_EMPTY: there is no name
 * @SEAL_ERROR_GLYPH: the font has no glyph for a character, which is named
 * @SEAL_ERROR_FONT: no usable font is installed
 * @SEAL_ERROR_SIZE: no round seal has this diameter
 * @SEAL_ERROR_CODE: a seal code that is not 13 digits
 * @SEAL_ERROR_UNREADABLE: the picture cannot be opened
 * @SEAL_ERROR_NOT_PICTURE: the file is no picture of a known kind
 * @SEAL_ERROR_PICTURE_SIZE: too many or too few pixels
 * @SEAL_ERROR_PICTURE_EMPTY: no ink in it
 * @SEAL_ERROR_STORE: a seal cannot be read or written
 * @SEAL_ERROR_FOLDER: the folder with the seals cannot be opened
 * @SEAL_ERROR_NO_SEAL: no seal of that name or id
 * @SEAL_ERROR_CAPTION_LONG: the text beside the seal does not fit
 * @SEAL_ERROR_NO_STYLE: no appearance of that name
 *
 * What can go wrong with seals and their pictures.
 */
typedef enum {
  SEAL_ERROR_TEXT_LONG,
  SEAL_ERROR_TEXT_EMPTY,
  SEAL_ERROR_GLYPH,
  SEAL_ERROR_FONT,
  SEAL_ERROR_SIZE,
  SEAL_ERROR_CODE,
  SEAL_ERROR_UNREADABLE,
  SEAL_ERROR_NOT_PICTURE,
  SEAL_ERROR_PICTURE_SIZE,
  SEAL_ERROR_PICTURE_EMPTY,
  SEAL_ERROR_STORE,
  SEAL_ERROR_FOLDER,
  SEAL_ERROR_NO_SEAL,
  SEAL_ERROR_CAPTION_LONG,
  SEAL_ERROR_NO_STYLE,
  SEAL_N_ERRORS
} SealError;

#define SEAL_ERROR (seal_error_quark ())

GQuark   seal_error_quark   (void);
gboolean seal_error_explain (int          code,
                             const char **what,
                             const char **why,
                             const char **remedy);

G_END_DECLS
