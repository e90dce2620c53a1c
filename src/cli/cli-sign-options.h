/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli-password.h"
#include "cli-place.h"
#include "pades-sign.h"

G_BEGIN_DECLS

/* The words that a seal shall stand on, and which of their occurrences: 0 means all. */
typedef struct {
  char  *text;
  guint  occurrence;
} CliKeyword;

/* Everything that `sign` was asked for, checked as far as that goes without opening a file. */
typedef struct {
  char         **inputs;
  char         **outputs;       /* one for each input */
  char          *p12;
  char          *pem;           /* a PEM file, instead of p12 */
  char          *certificate;   /* for pem, or NULL */
  char          *token;         /* a PKCS#11 URI, instead of p12 */
  char          *module;        /* for token */
  char          *password_file;
  char          *pdf_password_file;
  CliPassword   *pdf_password;  /* read from there, or NULL */
  PadesLevel     level;
  char         **tsa;
  char         **trust;
  PkiDigestType  digest;
  gboolean       pss;
  char          *seal;
  char          *appearance;
  GPtrArray     *places;        /* CliPlace */
  GPtrArray     *keywords;      /* CliKeyword */
  char          *field;
  int            certify;       /* 1, 2, 3; 0 = not asked for */
  PadesLock     *lock;          /* or NULL */
  char          *reason;
  char          *location;
  char          *contact;
  gboolean       repair;
  gboolean       overwrite;     /* what is at an output already; never an input */
  gboolean       resume;        /* leave out what an earlier run signed */
  char          *result;        /* where to write what became of the files, or NULL */
  gboolean       json;
} CliSignOptions;

CliSignOptions *cli_sign_options_parse (char            **argv,
                                        GError          **error);
void            cli_sign_options_free  (CliSignOptions   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliSignOptions, cli_sign_options_free)

G_END_DECLS
