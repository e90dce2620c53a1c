/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pades-report.h"
#include "support-ca.h"
#include "support-clock.h"
#include "support-fetch.h"
#include "support-ocsp.h"
#include "support-tsa.h"

G_BEGIN_DECLS

typedef enum {
  FIXTURE_TABLE,
  FIXTURE_STREAM,
  FIXTURE_HYBRID,
  FIXTURE_PACKED, /* pages and catalog in an object stream */
  FIXTURE_JUNK,   /* bytes before the header */
  FIXTURE_N_STRUCTURES
} FixtureStructure;

/* A CA whose certificates name http://ocsp/, http://crl/ and http://issuer/, a TSA at http://tsa/,
 * roots that trust both, and a folder that goes with it. */
typedef struct {
  SupportCa  *ca;
  SupportTsa *tsa;
  PkiFetch   *fetch;
  PkiTrust   *trust;
  char       *folder;
  SupportOcsp *ocsp;
  SupportOcspFault ocsp_fault;
  SupportCrlKind   crl_kind;
  guint       n_requests; /* that the TSA got */
  guint       n_questions; /* that the OCSP responder got */
} Fixture;

Fixture         *fixture_new           (void);
void             fixture_free          (Fixture          *self);
PkiSigner       *fixture_new_signer    (Fixture          *self,
                                        const char       *kind);
/* addresses: what its certificate names. */
SupportIdentity *fixture_issue         (Fixture          *self,
                                        const SupportAddresses *addresses);
char            *fixture_get_path      (Fixture          *self,
                                        const char       *name);
PadesSignRequest fixture_request       (Fixture          *self,
                                        PkiSigner        *signer,
                                        PadesLevel        level);

GBytes          *fixture_pdf           (FixtureStructure  structure);
GBytes          *fixture_pdf_of        (const char       *objects[],
                                        guint             n_objects);
const char      *fixture_structure_name (FixtureStructure structure);
PadesAppearance *fixture_appearance    (void);

/* Where the last of these is; PDF has zero bytes, which GLib's functions take for an end. */
const char      *fixture_find_last     (const void       *data,
                                        gsize             length,
                                        const char       *what);
PdfFile         *fixture_open          (GBytes           *bytes);
GBytes          *fixture_read          (const char       *path);
/* Signs with an honest request; the result is read back. */
GBytes          *fixture_sign          (Fixture          *self,
                                        GBytes           *bytes,
                                        const PadesSignRequest *request);
PadesReport     *fixture_verify        (Fixture          *self,
                                        GBytes           *bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)

G_END_DECLS
