/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PadesError:
 * @PADES_ERROR_CONTENTS: the signature is larger than the room reserved for it
 * @PADES_ERROR_NO_FIELD: no signature field of that name
 * @PADES_ERROR_FIELD_SIGNED: the field is signed already
 * @PADES_ERROR_FIELD_NAME: the name cannot be a field's, or belongs to a field of another type
 * @PADES_ERROR_CERTIFIED: the document is certified against this change
 * @PADES_ERROR_LOCKED: a signature locks the field
 * @PADES_ERROR_NO_PAGE: a mark is placed on a page that does not exist
 * @PADES_ERROR_OFF_PAGE: a mark does not stand on its page
 * @PADES_ERROR_SELF_CHECK: the finished file did not verify; it was thrown away
 * @PADES_ERROR_FORM: the document's form is not one that can be added to
 * @PADES_ERROR_NO_SIGNATURE: there is no signature that could be extended
 * @PADES_ERROR_REACHED: every signature has reached the level already
 * @PADES_ERROR_PERMISSION: the author of an encrypted document does not permit it; the owner's
 *   password does
 * @PADES_ERROR_NOT_FIRST: a certification is asked for, but there are signatures already
 * @PADES_ERROR_SEED: the field's author demands something else of its signature
 * @PADES_ERROR_NO_PLACE: what a mark was to stand on is not on any page
 * @PADES_ERROR_HARM: an earlier signature does not permit what the finished file adds; it was
 *   thrown away
 * @PADES_ERROR_NO_LOCKABLE: a form field that is to be locked is not there
 * @PADES_ERROR_INTEGRITY_CODE: the file has an integrity code that a change would break
 */
typedef enum {
  PADES_ERROR_CONTENTS,
  PADES_ERROR_NO_FIELD,
  PADES_ERROR_FIELD_SIGNED,
  PADES_ERROR_FIELD_NAME,
  PADES_ERROR_CERTIFIED,
  PADES_ERROR_LOCKED,
  PADES_ERROR_NO_PAGE,
  PADES_ERROR_OFF_PAGE,
  PADES_ERROR_SELF_CHECK,
  PADES_ERROR_FORM,
  PADES_ERROR_NO_SIGNATURE,
  PADES_ERROR_REACHED,
  PADES_ERROR_PERMISSION,
  PADES_ERROR_NOT_FIRST,
  PADES_ERROR_SEED,
  PADES_ERROR_NO_PLACE,
  PADES_ERROR_HARM,
  PADES_ERROR_NO_LOCKABLE,
  PADES_ERROR_INTEGRITY_CODE,
  PADES_N_ERRORS
} PadesError;

#define PADES_ERROR (pades_error_quark ())

GQuark   pades_error_quark   (void);
gboolean pades_error_explain (int          code,
                              const char **what,
                              const char **why,
                              const char **remedy);

G_END_DECLS
