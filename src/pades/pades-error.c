/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-error.h"

#define N_(s) (s)

/**
 * pades_error_quark:
 *
 * Names the domain of #PadesError.
 *
 * Returns: the quark
 */
GQuark
pades_error_quark (void)
{
  return g_quark_from_static_string ("pades-error-quark");
}

static const struct {
  const char *what;
  const char *why;
  const char *remedy;
} sentences[PADES_N_ERRORS] = {
    [PADES_ERROR_CONTENTS] =
        {N_ ("The document was not signed: the signature grew larger than the room kept for it."),
         N_ ("The time-stamp service or the key answered with far more data than in the "
             "rehearsal."),
         N_ ("Sign again; if it happens again, choose another time-stamp service.")},
    [PADES_ERROR_NO_FIELD] =
        {N_ ("The document has no signature field of that name."),
         N_ ("The name is misspelt, or the field belongs to another version of the document."),
         N_ ("Look up the names of the document’s signature fields, or sign without naming one.")},
    [PADES_ERROR_FIELD_SIGNED] =
        {N_ ("This signature field is signed already."),
         N_ ("Each field takes one signature, and somebody has used this one."),
         N_ ("Choose an empty field, or place your seal anywhere on the page.")},
    [PADES_ERROR_FIELD_NAME] =
        {N_ ("This name cannot be used for a signature field."),
         N_ ("It is empty, has a full stop in it, or belongs to a field that is there already."),
         N_ ("Choose another name, or leave the choice to the program.")},
    [PADES_ERROR_CERTIFIED] =
        {N_ ("The document may not be signed: its author certified it against this change."),
         N_ ("A certification decides what may still be added; this change would break it."),
         N_ ("Where its author left fields to sign, use one of these, or sign without a visible "
             "seal; "
             "else ask the author for a version that allows further signatures.")},
    [PADES_ERROR_LOCKED] =
        {N_ ("This cannot be signed here: an earlier signature locks the field."),
         N_ ("Whoever signed before chose that this part of the form must not change any more."),
         N_ ("Use a field that is still free, sign without a visible seal, or ask the earlier "
             "signer for another version.")},
    [PADES_ERROR_NO_PAGE] = {N_ ("A seal is placed on a page that the document does not have."),
                             N_ ("The document has fewer pages than the placement expects."),
                             N_ ("Place the seal again on a page that exists.")},
    [PADES_ERROR_OFF_PAGE] =
        {N_ ("A seal stands outside its page."),
         N_ ("Its position or size does not fit the page, which may be smaller than it looks."),
         N_ ("Move the seal onto the page or make it smaller.")},
    [PADES_ERROR_SELF_CHECK] =
        {N_ ("The document was not signed: the finished file did not pass its own check."),
         N_ ("The key made a wrong signature, the disk did not keep what was written, or an "
             "earlier "
             "signature would have been harmed. The faulty file was thrown away."),
         N_ ("Try again; if it happens again, check the certificate’s key and the disk.")},
    [PADES_ERROR_FORM] =
        {N_ ("The document was not signed: a signature cannot be added to its form."),
         N_ ("The document’s form is built in a way that leaves no safe place for a signature."),
         N_ ("Print the document to a new PDF file and sign that one.")},
    [PADES_ERROR_NO_SIGNATURE] =
        {N_ ("The document has no signature that could be extended."),
         N_ ("Nobody has signed it yet, or its signatures cannot be read."),
         N_ ("Sign the document, or give it a time-stamp of its own.")},
    [PADES_ERROR_REACHED] =
        {N_ ("The document’s signatures have reached this level already."),
         N_ ("It was extended before, or signed at this level."),
         N_ ("Nothing needs to be done; to keep the signatures provable for longer, extend to "
             "B-LTA.")},
    [PADES_ERROR_PERMISSION] =
        {N_ ("The document may not be signed in this way: its author did not permit it."),
         N_ ("The document is protected, and its author withheld the right to sign it, or to sign "
             "anywhere but in the signature fields that are there."),
         N_ ("Sign one of the empty signature fields if there are any, or open the document with "
             "the password of its author.")},
    [PADES_ERROR_NOT_FIRST] =
        {N_ ("The document was not certified: it is signed already."),
         N_ ("A certification decides what may be added after it, so it must be the document’s "
             "first signature."),
         N_ ("Sign without certifying, or certify a version that nobody has signed yet.")},
    [PADES_ERROR_SEED] =
        {N_ ("This signature field was not signed: its author demands something else."),
         N_ ("Whoever made the field laid down how it is to be signed, such as with which reason, "
             "digest or certificate, with a time-stamp or as a certification."),
         N_ ("Sign in the way that the details name, or use another field.")},
    [PADES_ERROR_NO_PLACE] =
        {N_ ("The seal has no place in this document."),
         N_ ("The words that it should stand on are not in the text, or the field that it should "
             "fill is not on any page."),
         N_ ("Choose other words or another place, or place the seal in this document by hand.")},
    [PADES_ERROR_HARM] =
        {N_ ("The document was not signed: an earlier signature would no longer count."),
         N_ ("What the new signature would have added is more than an earlier signature permits. "
             "The file was thrown away before anybody could see it."),
         N_ ("Sign without a visible seal or in a field that is there, or ask the earlier signer "
             "for another version.")},
    [PADES_ERROR_NO_LOCKABLE] =
        {N_ ("The document does not have every form field that is to be locked."),
         N_ ("A name is misspelt, or this document was made from another form."),
         N_ ("Choose fields that it has, or sign it without locking them.")},
    [PADES_ERROR_INTEGRITY_CODE] =
        {N_ ("The document was not signed: it has an integrity code that a signature would break."),
         N_ ("Its author protected it with a code over the whole file (ISO/TS 32004), which this "
             "program cannot make anew. Readers would take the signed file for a forged one."),
         N_ ("Ask the author for a copy without an integrity code, or sign it with a program that "
             "can renew the code.")},
};

/**
 * pades_error_explain:
 * @code: a #PadesError
 * @what: (out): what happened
 * @why: (out): why, most probably
 * @remedy: (out): what to do
 *
 * Tells a person about an error of this layer, in English sentences to be translated.
 *
 * Returns: %FALSE where @code is none of #PadesError
 */
gboolean
pades_error_explain (int code, const char **what, const char **why, const char **remedy)
{
  if (code < 0 || code >= PADES_N_ERRORS)
    return FALSE;
  *what = sentences[code].what;
  *why = sentences[code].why;
  *remedy = sentences[code].remedy;
  return TRUE;
}
