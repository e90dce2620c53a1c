/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report-xml.h"

#include "pki-digest.h"
#include "report-change.h"
#include "report-evidence.h"
#include "report-objects.h"
#include "report-pretence.h"
#include "report-text.h"
#include "report-words.h"

/* ETSI TS 119 102-2 V1.4.1, clause 4 and annex A: one SignatureValidationReport for each signature
 * and document time-stamp, and behind them the objects that they rest on. The standard has no
 * indication for a file without signatures, or one that could not be read: there DSS's and one of
 * our own stand in. */

/* The most that is quoted of one text, in characters. */
#define MAX_TEXT 2000
#define MAX_SIGNATURES 2000
#define MAX_CHANGES 50
#define MAX_PRETENCES 50
/* Objects of a document's store that one signature refers to. */
#define MAX_STORE 100

#define NO_SIGNATURE "urn:cef:dss:mainindication:noSignatureFound"
#define UNREADABLE "urn:vermilion:mainindication:unreadable"

static const char *const digest_uris[PKI_N_DIGESTS] = {
    [PKI_DIGEST_MD5] = "http://www.w3.org/2001/04/xmldsig-more#md5",
    [PKI_DIGEST_SHA1] = "http://www.w3.org/2000/09/xmldsig#sha1",
    [PKI_DIGEST_SHA256] = "http://www.w3.org/2001/04/xmlenc#sha256",
    [PKI_DIGEST_SHA384] = "http://www.w3.org/2001/04/xmldsig-more#sha384",
    [PKI_DIGEST_SHA512] = "http://www.w3.org/2001/04/xmlenc#sha512",
    [PKI_DIGEST_SHAKE256] = "http://www.w3.org/2021/04/xmldsig-more#shake256",
};

typedef struct {
  GString *xml;
  ReportObjects *objects;
  const ReportCase *about;
  const ReportEntry *entry;
  const ReportEvidence *evidence; /* of the entry */
  guint number;                   /* of the entry, from 1 */
} Writer;

static void
add_text (Writer *self, const char *tag, const char *text)
{
  g_string_append_printf (self->xml, "<%s>", tag);
  report_text_append (self->xml, text, MAX_TEXT);
  g_string_append_printf (self->xml, "</%s>\n", tag);
}

static void
add_time (Writer *self, const char *tag, gint64 moment)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (moment);
  g_autofree char *text = time != NULL ? g_date_time_format_iso8601 (time) : NULL;

  add_text (self, tag, text != NULL ? text : "1970-01-01T00:00:00Z");
}

static void
add_reference (Writer *self, const char *tag, const char *id)
{
  if (id != NULL)
    g_string_append_printf (self->xml, "<%s VOReference=\"%s\"/>\n", tag, id);
}

static const char *
add_token (Writer *self, const ReportProof *proof)
{
  return proof->token != NULL
             ? report_objects_add (self->objects, REPORT_OBJECT_TIMESTAMP, proof->token)
             : NULL;
}

/* 4.3.3: what identifies the signature are its value and the digest of what it is over. */
static void
add_digest (Writer *self, const PadesSignature *signature, const ReportProof *proof)
{
  if (proof->digest == NULL || digest_uris[signature->digest] == NULL)
    return;
  g_string_append_printf (self->xml,
                          "<DigestAlgAndValue><ds:DigestMethod Algorithm=\"%s\"/>"
                          "<ds:DigestValue>%s</ds:DigestValue></DigestAlgAndValue>\n",
                          digest_uris[signature->digest], proof->digest);
}

static void
add_identifier (Writer *self, const PadesSignature *signature, const ReportProof *proof)
{
  g_string_append_printf (self->xml, "<SignatureIdentifier id=\"S-%u-%u\">\n", self->number,
                          signature->number);
  add_digest (self, signature, proof);
  if (proof->signature != NULL)
    {
      g_autofree char *value = g_base64_encode (g_bytes_get_data (proof->signature, NULL),
                                                g_bytes_get_size (proof->signature));
      g_string_append_printf (self->xml, "<ds:SignatureValue>%s</ds:SignatureValue>\n", value);
    }
  g_string_append (self->xml, "<HashOnly>false</HashOnly>\n<DocHashOnly>false</DocHashOnly>\n");
  if (signature->field != NULL)
    add_text (self, "DAIdentifier", signature->field);
  g_string_append (self->xml, "</SignatureIdentifier>\n");
}

/* The time-stamp that proves it, where that is inside the signature. */
static const char *
add_proof (Writer *self, const PadesSignature *signature, const ReportProof *proof)
{
  for (guint i = 0; signature->timestamps != NULL && i < signature->timestamps->len; i++)
    {
      const PadesTimestamp *stamp = g_ptr_array_index (signature->timestamps, i);

      if (stamp->kind != PADES_TIMESTAMP_CONTENT && stamp->trust == PADES_TRUST_TRUSTED &&
          stamp->time == signature->proven)
        return report_objects_add (self->objects, REPORT_OBJECT_TIMESTAMP, stamp->der);
    }
  return signature->timestamp ? add_token (self, proof) : NULL;
}

/* 4.3.5: the earliest moment at which the signature is known to have existed. */
static void
add_time_info (Writer *self, const PadesSignature *signature, const ReportProof *proof)
{
  gboolean proven = signature->proven != G_MININT64;

  g_string_append (self->xml, "<ValidationTimeInfo>\n");
  add_time (self, "ValidationTime", self->about->judged);
  g_string_append (self->xml, "<BestSignatureTime>\n");
  add_time (self, "POETime", proven ? signature->proven : self->about->judged);
  add_text (self, "TypeOfProof", "urn:etsi:019102:poetype:validation");
  if (proven)
    add_reference (self, "POEObject", add_proof (self, signature, proof));
  g_string_append (self->xml, "</BestSignatureTime>\n</ValidationTimeInfo>\n");
}

static void
add_document (Writer *self, const PadesSignature *signature, const ReportProof *proof)
{
  const char *file = report_objects_add_file (self->objects, self->entry->name,
                                              self->entry->report->sha256);

  if (proof->digest == NULL || digest_uris[signature->digest] == NULL)
    return;
  g_string_append (self->xml, "<SignersDocument>\n");
  add_digest (self, signature, proof);
  add_reference (self, "SignersDocumentRef", file);
  g_string_append (self->xml, "</SignersDocument>\n");
}

static void
add_signing_certificate (Writer *self, PkiCertificate *signer)
{
  GBytes *der = pki_certificate_get_der (signer);
  g_autoptr (GBytes) digest = pki_digest_bytes (PKI_DIGEST_SHA256, g_bytes_get_data (der, NULL),
                                                g_bytes_get_size (der));
  g_autofree char *base64 = g_base64_encode (g_bytes_get_data (digest, NULL),
                                             g_bytes_get_size (digest));

  g_string_append (self->xml, "<SigningCertificate>\n");
  add_reference (self, "AttributeObject", report_objects_add_certificate (self->objects, signer));
  g_string_append_printf (self->xml,
                          "<CertID><ds:DigestMethod Algorithm=\"%s\"/>"
                          "<ds:DigestValue>%s</ds:DigestValue></CertID>\n</SigningCertificate>\n",
                          digest_uris[PKI_DIGEST_SHA256], base64);
}

static void
add_timestamp (Writer *self, const PadesSignature *signature, const ReportProof *proof)
{
  const char *id = signature->timestamp ? add_token (self, proof) : NULL;

  if (id == NULL || signature->proven == G_MININT64)
    return;
  g_string_append (self->xml, "<DocTimeStamp>\n");
  add_reference (self, "AttributeObject", id);
  add_time (self, "TimeStampValue", signature->proven);
  g_string_append (self->xml, "</DocTimeStamp>\n");
}

/* A.6, A.11 and A.23: those that are inside the signature. */
static void
add_timestamps (Writer *self, const PadesSignature *signature)
{
  static const char *const tags[] = {
      [PADES_TIMESTAMP_CONTENT] = "AllDataObjectsTimeStamp",
      [PADES_TIMESTAMP_SIGNATURE] = "SignatureTimeStamp",
      [PADES_TIMESTAMP_ARCHIVE] = "ArchiveTimeStamp",
  };

  for (guint i = 0; signature->timestamps != NULL && i < signature->timestamps->len; i++)
    {
      const PadesTimestamp *stamp = g_ptr_array_index (signature->timestamps, i);
      const char *id = NULL;

      if (stamp->integrity != PADES_INTEGRITY_INTACT)
        continue;
      id = report_objects_add (self->objects, REPORT_OBJECT_TIMESTAMP, stamp->der);
      g_string_append_printf (self->xml, "<%s%s>\n", tags[stamp->kind],
                              stamp->kind == PADES_TIMESTAMP_CONTENT ? " Signed=\"true\"" : "");
      add_reference (self, "AttributeObject", id);
      add_time (self, "TimeStampValue", stamp->time);
      g_string_append_printf (self->xml, "</%s>\n", tags[stamp->kind]);
    }
}

static void
add_store_list (Writer *self, const char *tag, ReportObjectKind kind, GPtrArray *list)
{
  g_autoptr (GString) ids = g_string_new (NULL);

  for (guint i = 0; i < MIN (list->len, MAX_STORE); i++)
    {
      gpointer item = g_ptr_array_index (list, i);
      GBytes *der = kind == REPORT_OBJECT_CERTIFICATE ? pki_certificate_get_der (item)
                    : kind == REPORT_OBJECT_OCSP      ? pki_ocsp_get_der (item)
                                                      : pki_crl_get_der (item);
      const char *id = report_objects_add (self->objects, kind, der);
      if (id != NULL)
        g_string_append_printf (ids, "%s%s", ids->len > 0 ? " " : "", id);
    }
  if (ids->len > 0)
    add_reference (self, tag, ids->str);
}

/* A.27. The certificates and proofs of a store belong to all signatures of the file. */
static void
add_store (Writer *self, const PadesSignature *signature)
{
  PkiValidationData *data = self->evidence != NULL ? self->evidence->data : NULL;
  GPtrArray *certificates, *crls, *ocsps;

  if (data == NULL || signature->level < PADES_LEVEL_B_LT)
    return;
  certificates = pki_validation_data_get_certificates (data);
  crls = pki_validation_data_get_crls (data);
  ocsps = pki_validation_data_get_ocsps (data);
  if (certificates->len + crls->len + ocsps->len == 0)
    return;
  g_string_append (self->xml, "<DSS>\n");
  add_store_list (self, "Certs", REPORT_OBJECT_CERTIFICATE, certificates);
  add_store_list (self, "CRLs", REPORT_OBJECT_CRL, crls);
  add_store_list (self, "OCSPs", REPORT_OBJECT_OCSP, ocsps);
  g_string_append (self->xml, "</DSS>\n");
}

static void
add_signed_text (Writer *self, const char *outer, const char *inner, const char *text)
{
  if (text == NULL || *text == '\0')
    return;
  g_string_append_printf (self->xml, "<%s Signed=\"true\">", outer);
  add_text (self, inner, text);
  g_string_append_printf (self->xml, "</%s>\n", outer);
}

/* 4.3.7 and annex A. */
static void
add_attributes (Writer *self, const PadesSignature *signature, const ReportProof *proof)
{
  g_string_append (self->xml, "<SignatureAttributes>\n");
  if (signature->claimed != G_MININT64)
    {
      g_string_append (self->xml, "<SigningTime Signed=\"true\">");
      add_time (self, "Time", signature->claimed);
      g_string_append (self->xml, "</SigningTime>\n");
    }
  if (signature->signer != NULL)
    add_signing_certificate (self, signature->signer);
  add_signed_text (self, "SignatureProductionPlace", "AddressString", signature->location);
  add_timestamp (self, signature, proof);
  add_timestamps (self, signature);
  add_store (self, signature);
  add_signed_text (self, "Reason", "ReasonElement", signature->reason);
  g_string_append (self->xml, "<SubFilter Signed=\"true\">");
  add_text (self, "SubFilterElement", signature->sub_filter != NULL ? signature->sub_filter : "");
  g_string_append (self->xml, "</SubFilter>\n");
  if (proof->range[2] > 0)
    g_string_append_printf (self->xml,
                            "<ByteRange>%" G_GSIZE_FORMAT " %" G_GSIZE_FORMAT " %" G_GSIZE_FORMAT
                            " %" G_GSIZE_FORMAT "</ByteRange>\n",
                            proof->range[0], proof->range[1], proof->range[2], proof->range[3]);
  g_string_append (self->xml, "</SignatureAttributes>\n");
}

static void
add_signer (Writer *self, const PadesSignature *signature)
{
  const char *id = signature->signer != NULL
                       ? report_objects_add_certificate (self->objects, signature->signer)
                       : NULL;

  if (id == NULL)
    return;
  g_string_append (self->xml, "<SignerInformation>\n");
  add_reference (self, "SignerCertificate", id);
  add_text (self, "Signer", pki_certificate_get_subject (signature->signer));
  g_string_append (self->xml, "</SignerInformation>\n");
}

/* 4.3.12.3: as far as it was built; its end is an anchor when the judge found a root there. */
static void
add_chain (Writer *self, const PkiJudgement *judgement)
{
  guint n = judgement->links->len;

  g_string_append (self->xml, "<CertificateChain>\n");
  for (guint i = 0; i < n; i++)
    {
      const PkiLink *link = g_ptr_array_index (judgement->links, i);
      const char *tag = i == 0                              ? "SigningCertificate"
                        : i == n - 1 && judgement->anchored ? "TrustAnchor"
                                                            : "IntermediateCertificate";
      add_reference (self, tag, report_objects_add_certificate (self->objects, link->certificate));
    }
  g_string_append (self->xml, "</CertificateChain>\n");
}

/* Whoever reads the report has the answers that it rests on, those too that were asked for while
 * judging and that are in no file. */
static const char *
add_answer (Writer *self, const PkiLink *link)
{
  if (link->answer == NULL || link->source == PKI_SOURCE_NONE)
    return NULL;
  return report_objects_add_answer (
      self->objects, link->source == PKI_SOURCE_OCSP ? REPORT_OBJECT_OCSP : REPORT_OBJECT_CRL,
      link->answer, MIN (link->proven, self->about->judged));
}

static void
add_answers (Writer *self)
{
  GPtrArray *signatures = self->entry->report->signatures;

  for (guint i = 0; i < signatures->len; i++)
    {
      const PkiJudgement *judgement =
          ((PadesSignature *) g_ptr_array_index (signatures, i))->judgement;

      for (guint j = 0; judgement != NULL && j < judgement->links->len; j++)
        add_answer (self, g_ptr_array_index (judgement->links, j));
    }
}

static void
add_revocation (Writer *self, const PkiJudgement *judgement)
{
  for (guint i = 0; i < judgement->links->len; i++)
    {
      const PkiLink *link = g_ptr_array_index (judgement->links, i);

      if (link->revocation != PKI_REVOCATION_REVOKED)
        continue;
      g_string_append (self->xml, "<RevocationStatusInformation>\n");
      add_reference (self, "ValidationObjectId",
                     report_objects_add_certificate (self->objects, link->certificate));
      add_time (self, "RevocationTime", link->since);
      add_reference (self, "RevocationObject", add_answer (self, link));
      g_string_append (self->xml, "</RevocationStatusInformation>\n");
      return;
    }
}

static void
add_data (Writer *self, const char *type, const char *value)
{
  g_string_append_printf (self->xml, "<ReportData><Type>%s</Type>", type);
  add_text (self, "Value", value);
  g_string_append (self->xml, "</ReportData>\n");
}

/* What looks like a mark and is none: of the file, and so of each of its signatures. */
static void
add_pretences (Writer *self, GArray *list)
{
  for (guint i = 0; i < MIN (list->len, MAX_PRETENCES); i++)
    {
      const ReportPretence *pretence = &g_array_index (list, ReportPretence, i);
      gboolean seal = pretence->kind == REPORT_PRETENCE_SEAL;
      g_autofree char *text = g_strdup_printf (
          seal ? "Page %u: a seal picture that belongs to no signature"
               : "Page %u: a stamp that belongs to no signature",
          pretence->page + 1);

      add_data (self, seal ? "urn:vermilion:picture:seal" : "urn:vermilion:picture:stamp", text);
    }
}

/* What came after a signature, and what only looks like one, has no place of its own in the
 * schema: 4.3.12.7 is for such. */
static void
add_changes (Writer *self, const PadesSignature *signature, GArray *pretences)
{
  guint more = 0;
  g_autoptr (GPtrArray)
      list = report_change_list (self->entry->report, signature, MAX_CHANGES, &more);

  if (list->len + pretences->len == 0)
    return;
  g_string_append (self->xml, "<AdditionalValidationReportData>\n");
  for (guint i = 0; i < list->len; i++)
    {
      const PadesChange *change = g_ptr_array_index (list, i);
      g_autofree char *what = pades_change_fill (change, pades_change_template (change),
                                                 pades_change_noun (change));
      gboolean permitted = pades_signature_permits (signature, change);
      g_autofree char *text = change->page == G_MAXUINT32
                                  ? g_strdup (what)
                                  : g_strdup_printf ("Page %u: %s", change->page + 1, what);

      g_autofree char *type = g_strdup_printf ("urn:vermilion:change:%s:%s",
                                               permitted ? "permitted" : "forbidden",
                                               pades_change_word (change->kind));

      add_data (self, type, text);
    }
  add_pretences (self, pretences);
  g_string_append (self->xml, "</AdditionalValidationReportData>\n");
}

static void
add_status (Writer *self, const PadesSignature *signature)
{
  const char *sub = report_words_sub (signature->sub_indication);
  const PkiJudgement *judgement = signature->judgement;
  g_autoptr (GArray) pretences = report_pretence_list (self->entry->report);

  g_string_append_printf (self->xml,
                          "<SignatureValidationStatus>\n<MainIndication>"
                          "urn:etsi:019102:mainindication:%s</MainIndication>\n",
                          report_words_main (signature->indication));
  if (sub != NULL)
    g_string_append_printf (
        self->xml, "<SubIndication>urn:etsi:019102:subindication:%s</SubIndication>\n", sub);
  g_string_append (self->xml, "<AssociatedValidationReportData>\n");
  if (judgement != NULL && judgement->links->len > 0)
    {
      add_chain (self, judgement);
      add_revocation (self, judgement);
    }
  add_changes (self, signature, pretences);
  g_string_append (self->xml, "</AssociatedValidationReportData>\n</SignatureValidationStatus>\n");
}

static void
add_signature (Writer *self, guint place)
{
  static const ReportProof nothing;
  const PadesSignature *signature = g_ptr_array_index (self->entry->report->signatures, place);
  const ReportProof *proof = self->evidence != NULL
                                 ? g_ptr_array_index (self->evidence->proofs, place)
                                 : &nothing;

  g_string_append (self->xml, "<SignatureValidationReport>\n");
  add_identifier (self, signature, proof);
  add_time_info (self, signature, proof);
  add_document (self, signature, proof);
  add_attributes (self, signature, proof);
  add_signer (self, signature);
  g_string_append (self->xml, "<SignatureValidationProcess><SignatureValidationProcessID>"
                              "urn:etsi:019102:validationprocess:LTA"
                              "</SignatureValidationProcessID></SignatureValidationProcess>\n");
  add_status (self, signature);
  g_string_append (self->xml, "</SignatureValidationReport>\n");
}

static void
add_nothing (Writer *self, const char *indication)
{
  g_autoptr (GArray) pretences = self->entry->report != NULL
                                     ? report_pretence_list (self->entry->report)
                                     : g_array_new (FALSE, FALSE, 1);

  g_string_append_printf (self->xml,
                          "<SignatureValidationReport>\n<SignatureValidationStatus>\n"
                          "<MainIndication>%s</MainIndication>\n",
                          indication);
  if (pretences->len > 0)
    {
      g_string_append (self->xml, "<AssociatedValidationReportData>\n"
                                  "<AdditionalValidationReportData>\n");
      add_pretences (self, pretences);
      g_string_append (self->xml, "</AdditionalValidationReportData>\n"
                                  "</AssociatedValidationReportData>\n");
    }
  g_string_append (self->xml, "</SignatureValidationStatus>\n<OtherInformation>");
  report_text_append (self->xml, self->entry->name, MAX_TEXT);
  g_string_append (self->xml, "</OtherInformation>\n</SignatureValidationReport>\n");
}

static void
add_entry (Writer *self)
{
  const PadesReport *report = self->entry->report;
  g_autoptr (ReportEvidence) evidence = report != NULL && self->entry->file != NULL
                                            ? report_evidence_read (self->entry->file, report)
                                            : NULL;

  self->evidence = evidence;
  if (report == NULL)
    add_nothing (self, UNREADABLE);
  else if (report->signatures->len == 0)
    add_nothing (self, NO_SIGNATURE);
  else
    {
      g_autoptr (GArray) places = report_entry_choose (self->entry, MAX_SIGNATURES);
      add_answers (self);
      for (guint i = 0; i < places->len; i++)
        add_signature (self, g_array_index (places, guint, i));
    }
  self->evidence = NULL;
}

/**
 * report_xml_print:
 * @self: a case
 *
 * Writes the report that ETSI TS 119 102-2 V1.4.1 describes, valid against its schema.
 *
 * Returns: (transfer full): XML 1.0 in UTF-8
 */
char *
report_xml_print (const ReportCase *self)
{
  g_autoptr (ReportObjects) objects = report_objects_new ();
  Writer writer = {.xml = g_string_new (NULL), .objects = objects, .about = self};

  g_string_append (writer.xml, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                               "<ValidationReport xmlns=\"http://uri.etsi.org/19102/v1.4.1#\" "
                               "xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">\n");
  for (guint i = 0; i < self->entries->len; i++)
    {
      writer.entry = g_ptr_array_index (self->entries, i);
      writer.number = i + 1;
      add_entry (&writer);
    }
  report_objects_write (objects, writer.xml);
  g_string_append (writer.xml, "</ValidationReport>\n");
  return g_string_free (writer.xml, FALSE);
}
