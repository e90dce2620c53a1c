/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "seal-error.h"

#include <glib/gi18n-lib.h>

typedef struct {
  const char *what;
  const char *why;
  const char *remedy;
} Explanation;

static const Explanation explanations[SEAL_N_ERRORS] = {
    [SEAL_ERROR_TEXT_LONG] =
        {
            N_ ("The text does not fit on this seal."),
            N_ ("There are more characters than the ring can hold and stay readable."),
            N_ ("Choose a larger seal of 42 mm, put the end of the name in the row under the star, "
                "or use "
                "the registered short form of the name."),
        },
    [SEAL_ERROR_TEXT_EMPTY] =
        {
            N_ ("There is no name on the seal yet."),
            N_ ("A seal shows the full registered name of the organisation round its ring."),
            N_ ("Type the name as it stands on the business licence."),
        },
    [SEAL_ERROR_GLYPH] =
        {
            N_ ("A character cannot be drawn."),
            N_ ("The font used for seals does not have this character."),
            N_ ("Check the spelling of the name, or install a font that has the character."),
        },
    [SEAL_ERROR_FONT] =
        {
            N_ ("No font for drawing seals was found."),
            N_ ("Seals are drawn with a Song-style Chinese font, and none is installed."),
            N_ ("Install the package fonts-noto-cjk and try again."),
        },
    [SEAL_ERROR_SIZE] =
        {
            N_ ("There is no round seal of this size."),
            N_ ("Official round seals are 30, 38, 40, 42 or 45 mm across."),
            N_ ("Choose one of these diameters."),
        },
    [SEAL_ERROR_CODE] =
        {
            N_ ("The seal code is not right."),
            N_ ("The code on a filed seal has exactly 13 digits."),
            N_ ("Copy the code from the filing certificate, or leave it empty if the seal is not "
                "filed."),
        },
    [SEAL_ERROR_UNREADABLE] =
        {
            N_ ("The picture cannot be opened."),
            N_ ("The file does not exist, or you may not read it."),
            N_ ("Check where the file is and whether you may read it."),
        },
    [SEAL_ERROR_NOT_PICTURE] =
        {
            N_ ("This file is not a picture that can be used."),
            N_ ("It is damaged, or it is of a kind other than PNG, JPEG, BMP, GIF or WebP."),
            N_ ("Save the picture as PNG or JPEG and try again. A seal drawn as SVG is kept with "
                "“vermilionctl seal draw … --save NAME”, and then used by that name."),
        },
    [SEAL_ERROR_PICTURE_SIZE] =
        {
            N_ ("The picture is too large or too small."),
            N_ ("A side may have 64 to 12,000 pixels, and the file may have up to 40 MB."),
            N_ ("Scan or photograph the seal alone so that it is about 1,000 pixels wide."),
        },
    [SEAL_ERROR_PICTURE_EMPTY] =
        {
            N_ ("No seal or writing was found in the picture."),
            N_ ("Nothing in it stands out from the paper, or the whole picture is dark."),
            N_ ("Take the picture again on white paper in even light, or keep its background."),
        },
    [SEAL_ERROR_STORE] =
        {
            N_ ("The seals on this computer cannot be read or saved."),
            N_ ("The disk is full or read-only, or the folder with the seals belongs to someone "
                "else."),
            N_ ("Make room on the disk and check that you may write to the folder."),
        },
    [SEAL_ERROR_FOLDER] =
        {
            N_ ("Your seals cannot be read."),
            N_ ("The folder that they are in cannot be opened: it belongs to someone else, "
                "something "
                "else is in its place, or its disk does not answer."),
            N_ ("See to it that you may open the folder, and try again. Vermilion deleted "
                "nothing."),
        },
    [SEAL_ERROR_NO_SEAL] =
        {
            N_ ("There is no such seal."),
            N_ ("It was removed, or its name is spelt differently."),
            N_ ("Choose one of the seals in the list."),
        },
    [SEAL_ERROR_CAPTION_LONG] =
        {
            N_ ("The text does not fit beside the seal."),
            N_ ("Name, reason and location together are too long to stay readable."),
            N_ ("Shorten the reason or the location, or choose an appearance that shows less."),
        },
    [SEAL_ERROR_NO_STYLE] =
        {
            N_ ("There is no such appearance."),
            N_ ("It was removed, or its name is spelt differently."),
            N_ ("Choose one of the appearances in the list, or save one under this name."),
        },
};

G_DEFINE_QUARK (seal_error, seal_error)

/**
 * seal_error_explain:
 * @code: a [enum@SealError]
 * @what: (out): what happened
 * @why: (out): why probably
 * @remedy: (out): what to do about it
 *
 * Puts an error into plain English sentences, which callers translate.
 *
 * Returns: %FALSE for a number that is no code of this domain
 */
gboolean
seal_error_explain (int code, const char **what, const char **why, const char **remedy)
{
  if (code < 0 || code >= SEAL_N_ERRORS)
    return FALSE;
  *what = explanations[code].what;
  *why = explanations[code].why;
  *remedy = explanations[code].remedy;
  return TRUE;
}
