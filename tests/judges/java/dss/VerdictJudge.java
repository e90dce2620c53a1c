/* SPDX-License-Identifier: GPL-3.0-or-later */

import eu.europa.esig.dss.diagnostic.DiagnosticData;
import eu.europa.esig.dss.diagnostic.PDFRevisionWrapper;
import eu.europa.esig.dss.diagnostic.SignatureWrapper;
import eu.europa.esig.dss.diagnostic.TimestampWrapper;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.pades.validation.PDFDocumentValidator;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.signature.AdvancedSignature;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CertificateSource;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.tsp.TimestampToken;
import eu.europa.esig.dss.validation.reports.Reports;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Says all that DSS knows of the signatures and document time-stamps of PDFs, offline and by its
 * standard policy, with the top of each chain in the file as trusted.
 *
 * <p>The argument is a folder; each line of standard input is a path, the moment to judge at in seconds
 * since 1970 or "-", and a password or "-". The certificates that were trusted are put into the folder,
 * named by the number of the line. For each signature and document time-stamp a line comes back: path,
 * kind, field, level, indication, sub-indication or "-", whether it is intact, its byte range, whether
 * that is valid, whether its dictionary is as it was, the changes since as kind=number, what was wrong.
 */
public final class VerdictJudge {
  private VerdictJudge() {}

  /** The certificates of which no issuer is in the file. */
  private static List<CertificateToken> tops(PDFDocumentValidator validator) {
    Set<CertificateToken> all = new LinkedHashSet<>();
    validator.setCertificateVerifier(new CommonCertificateVerifier());
    for (AdvancedSignature signature : validator.getSignatures()) {
      all.addAll(signature.getCertificateSource().getCertificates());
      for (CertificateSource source : signature.getCompleteCertificateSource().getSources()) {
        all.addAll(source.getCertificates());
      }
    }
    for (TimestampToken timestamp : validator.getDetachedTimestamps()) {
      all.addAll(timestamp.getCertificateSource().getCertificates());
    }
    List<CertificateToken> tops = new ArrayList<>();
    for (CertificateToken each : all) {
      boolean issued = false;
      for (CertificateToken other : all) {
        issued = issued || (!other.equals(each) && each.isSignedBy(other));
      }
      if (each.isSelfSigned() || !issued) {
        tops.add(each);
      }
    }
    return tops;
  }

  private static String changes(PDFRevisionWrapper revision) {
    return "extension=" + revision.getPdfExtensionChanges().size()
        + " form=" + revision.getPdfSignatureOrFormFillChanges().size()
        + " annotation=" + revision.getPdfAnnotationChanges().size()
        + " undefined=" + revision.getPdfUndefinedChanges().size()
        + " pages=" + revision.getPdfPageDifferenceConcernedPages().size()
        + " looks=" + revision.getPdfVisualDifferenceConcernedPages().size()
        + " overlap=" + revision.getPdfAnnotationsOverlapConcernedPages().size();
  }

  private static void line(String path, String kind, PDFRevisionWrapper revision, SimpleReport simple,
      String id, String level, boolean intact) {
    List<String> said = new ArrayList<>();
    simple.getAdESValidationErrors(id).forEach(each -> said.add(each.getValue()));
    String fields = revision == null ? "-" : String.join(",", revision.getSignatureFieldNames());
    System.out.println(String.join("\t", path, kind, fields.replaceAll("\\s+", " "), level,
        String.valueOf(simple.getIndication(id)),
        simple.getSubIndication(id) == null ? "-" : simple.getSubIndication(id).name(),
        String.valueOf(intact),
        revision == null ? "-" : String.valueOf(revision.getSignatureByteRange()),
        revision == null ? "-" : String.valueOf(revision.isSignatureByteRangeValid()),
        revision == null ? "-" : String.valueOf(revision.isPdfSignatureDictionaryConsistent()),
        revision == null ? "-" : changes(revision),
        String.join(" ", said).replaceAll("\\s+", " ")));
  }

  private static void say(String path, Reports reports) {
    SimpleReport simple = reports.getSimpleReport();
    DiagnosticData data = reports.getDiagnosticData();
    for (SignatureWrapper each : data.getAllSignatures()) {
      line(path, "signature", each.getPDFRevision(), simple, each.getId(),
          String.valueOf(simple.getSignatureFormat(each.getId())),
          each.isSignatureIntact() && each.isSignatureValid());
    }
    for (TimestampWrapper each : data.getTimestampList()) {
      if (each.getPDFRevision() != null) {
        line(path, "document-timestamp", each.getPDFRevision(), simple, each.getId(), "-",
            each.isMessageImprintDataIntact() && each.isSignatureIntact() && each.isSignatureValid());
      }
    }
  }

  private static PDFDocumentValidator open(String[] question) {
    PDFDocumentValidator validator = new PDFDocumentValidator(new FileDocument(question[0]));
    if (!question[1].equals("-")) {
      validator.setValidationTime(new Date(Long.parseLong(question[1]) * 1000));
    }
    if (!question[2].equals("-")) {
      validator.setPasswordProtection(question[2].toCharArray());
    }
    return validator;
  }

  private static void judge(String[] question, Path anchors) throws Exception {
    CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
    StringBuilder pem = new StringBuilder();
    for (CertificateToken each : tops(open(question))) {
      trusted.addCertificate(each);
      pem.append(DSSUtils.convertToPEM(each)).append('\n');
    }
    Files.writeString(anchors, pem.toString());
    CommonCertificateVerifier verifier = new CommonCertificateVerifier();
    verifier.setTrustedCertSources(trusted);
    // What was asked of its signatures above stays with a validator: the verdict needs a fresh one.
    PDFDocumentValidator validator = open(question);
    validator.setCertificateVerifier(verifier);
    say(question[0], validator.validateDocument());
  }

  public static void main(String[] arguments) throws Exception {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    int number = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String[] question = line.split("\t");
      try {
        judge(question, Path.of(arguments[0], number++ + ".pem"));
      } catch (Exception problem) {
        System.out.println(question[0] + "\terror\t" + problem.toString().replaceAll("\\s+", " "));
      }
    }
  }
}
