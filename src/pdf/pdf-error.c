/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pdf-error.h"

#define N_(string) (string)

typedef struct {
  const char *what;
  const char *why;
  const char *remedy;
} Explanation;

static const Explanation explanations[PDF_N_ERRORS] = {
    [PDF_ERROR_UNREADABLE] =
        {
            N_ ("The file cannot be opened."),
            N_ ("It may have been moved or deleted, it may be a folder, or you may not have "
                "permission to "
                "read it."),
            N_ ("Check that the file is still there and that you may open it, then try again."),
        },
    [PDF_ERROR_EMPTY] =
        {
            N_ ("The file is empty."),
            N_ ("It holds no data at all; a download or copy was probably interrupted."),
            N_ ("Ask for the file again or download it once more."),
        },
    [PDF_ERROR_NOT_PDF] =
        {
            N_ ("This is not a PDF file."),
            N_ ("It does not begin like a PDF; it may be another kind of file with a .pdf name."),
            N_ ("Open it in the program it was made with and save or print it as PDF."),
        },
    [PDF_ERROR_DAMAGED] =
        {
            N_ ("The PDF file is damaged."),
            N_ ("Its structure contradicts itself or part of it is missing, so it cannot be signed "
                "safely."),
            N_ ("Ask the sender for an intact copy, or open it in a PDF program and save it as a "
                "new "
                "file."),
        },
    [PDF_ERROR_NO_PAGES] =
        {
            N_ ("The PDF file has no pages."),
            N_ ("There is nothing in it that could be shown or signed."),
            N_ ("Ask the sender for a copy that holds the document."),
        },
    [PDF_ERROR_ENCRYPTED] =
        {
            N_ ("The PDF file is encrypted in a way that this program cannot open."),
            N_ ("Its author protected it for the holders of certain certificates, or with a "
                "special service, instead of a password."),
            N_ ("Ask the author for a copy without protection or one with a password."),
        },
    [PDF_ERROR_LIMIT] =
        {
            N_ ("The PDF file asks for more than this program allows."),
            N_ ("It is nested too deeply or unpacks to an enormous size, as files made to do harm "
                "are."),
            N_ ("Do not trust the file; ask the sender how it was made."),
        },
    [PDF_ERROR_NO_PAGE] =
        {
            N_ ("The page does not exist."),
            N_ ("The document has fewer pages than the number asked for."),
            N_ ("Choose a page that the document has."),
        },
    [PDF_ERROR_OUTPUT] =
        {
            N_ ("The signed file cannot be written."),
            N_ ("The folder does not exist, is read-only, or you may not write to it."),
            N_ ("Choose another folder."),
        },
    [PDF_ERROR_DISK_FULL] =
        {
            N_ ("The disk is full."),
            N_ ("There is not enough space left for the new file."),
            N_ ("Free some space or choose another disk, then try again."),
        },
    [PDF_ERROR_EXISTS] =
        {
            N_ ("A file with this name already exists."),
            N_ ("It was left as it is, because it may be needed."),
            N_ ("Choose another name, or agree to replace it."),
        },
    [PDF_ERROR_SAME_FILE] =
        {
            N_ ("The output is the same file as the input."),
            N_ ("The original is never overwritten, so that it stays as evidence."),
            N_ ("Choose another name for the signed file."),
        },
    [PDF_ERROR_CHANGED] =
        {
            N_ ("The file changed while it was being worked on."),
            N_ ("Another program saved or replaced it in the meantime."),
            N_ ("Close the file in other programs, look at it again, and repeat."),
        },
    [PDF_ERROR_PASSWORD] =
        {
            N_ ("A password is needed to open the PDF file."),
            N_ ("Its author protected it, and either no password was given or it was not the right "
                "one."),
            N_ ("Enter the password that came with the file; upper and lower case matter."),
        },
    [PDF_ERROR_SIGNED] =
        {
            N_ ("The PDF file is damaged, and somebody signed it."),
            N_ ("A repaired copy would no longer be what was signed, so none is made."),
            N_ ("Ask the sender for an intact copy."),
        },
};

G_DEFINE_QUARK (pdf_error, pdf_error)

/**
 * pdf_error_explain:
 * @code: a [enum@PdfError]
 * @what: (out) (transfer none): what happened
 * @why: (out) (transfer none): why it probably happened
 * @remedy: (out) (transfer none): what to do
 *
 * Looks up three plain sentences for an error, in English and marked for translation.
 *
 * Returns: %FALSE when @code is none of this domain
 */
gboolean
pdf_error_explain (int code, const char **what, const char **why, const char **remedy)
{
  if (code < 0 || code >= PDF_N_ERRORS)
    return FALSE;
  *what = explanations[code].what;
  *why = explanations[code].why;
  *remedy = explanations[code].remedy;
  return TRUE;
}
