/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-error.h"

#define N_(string) (string)

G_DEFINE_QUARK (model - error - quark, model_error)

static const struct {
  const char *what;
  const char *why;
  const char *remedy;
} explanations[MODEL_N_ERRORS] = {
    [MODEL_ERROR_ROOT_NEW] =
        {
            N_ ("This platform is new to this computer."),
            N_ ("Who answers at an address can be anybody; a platform is known by the fingerprint "
                "of its root."),
            N_ ("Compare the fingerprint with what whoever runs the platform tells you by another "
                "way."),
        },
    [MODEL_ERROR_ROOT_CHANGED] =
        {
            N_ ("The platform is not the one that it was."),
            N_ ("It shows another root than the one that you compared: somebody else answers at "
                "its address, or it was set up anew."),
            N_ ("Ask who runs it. If the change is right, forget the platform in its settings and "
                "compare the new fingerprint."),
        },
    [MODEL_ERROR_EMBEDDED] =
        {
            N_ ("The private platform of this computer does not start."),
            N_ ("Its files cannot be read or written, or another program holds its port."),
            N_ ("See whether the disk is full and your data folder can be written, then try "
                "again."),
        },
    [MODEL_ERROR_EMBEDDED_NEWER] =
        {
            N_ ("The private platform of this computer does not start."),
            N_ ("A newer version of this program has used it; this version does not know how it "
                "keeps its data now."),
            N_ ("Install the newer version again. Nothing of it was changed."),
        },
    [MODEL_ERROR_EMBEDDED_DAMAGED] =
        {
            N_ ("The private platform of this computer does not start."),
            N_ ("The file that it keeps its data in is damaged."),
            N_ ("Put the folder back from a backup. Or move it away, see the details: a new "
                "platform begins then, and your keys and seals stay."),
        },
    [MODEL_ERROR_STORE] =
        {
            N_ ("This cannot be remembered."),
            N_ ("Your data folder cannot be written."),
            N_ ("See whether the disk is full or read-only, then try again."),
        },
    [MODEL_ERROR_KEEP] =
        {
            N_ ("Your decisions are not kept on this computer."),
            N_ ("They are sent all the same. But your data folder cannot be written: if the "
                "program "
                "ends before the platform has answered, nothing here tells of them."),
            N_ ("See whether the disk is full or read-only. The next decision tries again."),
        },
};

/**
 * model_error_explain:
 * @code: a #ModelError
 * @what: (out): what happened
 * @why: (out): why, most likely
 * @remedy: (out): what to do
 *
 * Gives the words for an error; English, for gettext.
 *
 * Returns: whether there is such an error
 */
gboolean
model_error_explain (int code, const char **what, const char **why, const char **remedy)
{
  if (code < 0 || code >= MODEL_N_ERRORS)
    return FALSE;
  *what = explanations[code].what;
  *why = explanations[code].why;
  *remedy = explanations[code].remedy;
  return TRUE;
}
