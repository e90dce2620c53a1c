/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli-key.h"
#include "cli-module.h"
#include "cli-sign-options.h"
#include "pki-collector.h"

G_BEGIN_DECLS

/* What all files of one run share. Nothing in it changes once the key is open, so that several
 * threads may sign at once. */
typedef struct {
  const CliSignOptions *options;
  const CliSealModule *seal;    /* with face */
  CliFace         *face;        /* what the marks show, or NULL */
  CliLook          look;        /* it without what is known only when a file is signed */
  GHashTable      *inputs;      /* which files they are, by whatever name */
  GPtrArray       *certificates; /* who is going to sign, as far as it is known before the key */
  gboolean         more_certificates; /* the key may bring further issuers along */
  CliKey          *key;         /* NULL until it is opened */
  GCancellable    *cancellable;
} CliSigning;

/* The services that the level needs, one set for each thread: what was asked about one file is not
 * asked again about the next. */
typedef struct {
  PkiFetch     *fetch;
  PkiTrust     *trust;
  PkiCollector *collector;
} CliServices;

/* One file and what became of it. */
typedef struct {
  const char *input;
  const char *output;
  GPtrArray  *problems; /* GError: found before the key was opened, or the one that ended signing */
  PdfFile    *file;     /* as it was found, or NULL */
  GPtrArray  *marks;    /* with file */
  PkiCertificate *present; /* whose signature the output bears that is there and sound */
  gboolean    done;     /* signed by this run */
  gboolean    skipped;  /* was signed by an earlier one */
  gboolean    told;     /* the user knows */
  char       *damage;   /* what was damaged in the file whose repaired copy was signed, or NULL */
} CliItem;

gboolean  cli_signing_prepare     (CliSigning            *self,
                                   GError               **error);
PkiCertificate *cli_signing_get_certificate (const CliSigning *self);
const CliLook *cli_signing_get_look (const CliSigning    *self);
void      cli_signing_clear       (CliSigning            *self);
gboolean  cli_services_prepare    (CliServices           *self,
                                   const CliSignOptions  *options,
                                   GError               **error);
void      cli_services_clear      (CliServices           *self);
CliItem  *cli_item_new            (const char            *input,
                                   const char            *output);
void      cli_item_add_problem    (CliItem               *self,
                                   GError                *problem);
void      cli_item_close          (CliItem               *self);
void      cli_item_free           (CliItem               *self);
void      cli_signing_run         (const CliSigning      *self,
                                   const CliServices     *services,
                                   CliItem               *item);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliSigning, cli_signing_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliServices, cli_services_clear)

G_END_DECLS
