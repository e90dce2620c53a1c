/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki-certificate.h"

G_BEGIN_DECLS

/* The validation objects of an XML report, each written once however often it is referred to
 * (ETSI TS 119 102-2, 4.4). */
typedef struct _ReportObjects ReportObjects;

typedef enum {
  REPORT_OBJECT_CERTIFICATE,
  REPORT_OBJECT_OCSP,
  REPORT_OBJECT_CRL,
  REPORT_OBJECT_TIMESTAMP,
  REPORT_N_OBJECTS
} ReportObjectKind;

ReportObjects *report_objects_new             (void);
void           report_objects_free            (ReportObjects    *self);
/* Their identifiers, lent; NULL where there are too many already. */
const char    *report_objects_add             (ReportObjects    *self,
                                               ReportObjectKind  kind,
                                               GBytes           *der);
const char    *report_objects_add_certificate (ReportObjects    *self,
                                               PkiCertificate   *certificate);
const char    *report_objects_add_file        (ReportObjects    *self,
                                               const char       *name,
                                               const char       *sha256);
/* What somebody answered; known to exist since then, seconds since 1970. */
const char    *report_objects_add_answer      (ReportObjects    *self,
                                               ReportObjectKind  kind,
                                               GBytes           *der,
                                               gint64            since);
void           report_objects_write           (ReportObjects    *self,
                                               GString          *xml);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReportObjects, report_objects_free)

G_END_DECLS
