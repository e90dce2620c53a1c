/* SPDX-License-Identifier: GPL-3.0-or-later */

import eu.europa.esig.dss.diagnostic.DiagnosticData;
import eu.europa.esig.dss.diagnostic.SignatureWrapper;
import eu.europa.esig.dss.diagnostic.TimestampWrapper;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.validation.reports.Reports;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Validates PDFs with DSS, all in one virtual machine, offline and by its standard policy.
 *
 * <p>The arguments are certificates to trust; each line of standard input is a path. For each
 * signature a line comes back: path, level, indication, sub-indication or "-", whether it is intact,
 * whether all its time-stamps are, what was wrong.
 */
public final class DssJudge {
  private DssJudge() {}

  private static boolean areIntact(List<TimestampWrapper> timestamps) {
    for (TimestampWrapper timestamp : timestamps) {
      if (!timestamp.isMessageImprintDataIntact() || !timestamp.isSignatureIntact()) {
        return false;
      }
    }
    return true;
  }

  private static void say(String path, Reports reports) {
    SimpleReport simple = reports.getSimpleReport();
    DiagnosticData data = reports.getDiagnosticData();
    for (String id : simple.getSignatureIdList()) {
      SignatureWrapper signature = data.getSignatureById(id);
      List<String> problems = new ArrayList<>();
      simple.getAdESValidationErrors(id).forEach(each -> problems.add(each.getValue()));
      System.out.println(String.join("\t", path,
          String.valueOf(simple.getSignatureFormat(id)),
          String.valueOf(simple.getIndication(id)),
          simple.getSubIndication(id) == null ? "-" : simple.getSubIndication(id).name(),
          String.valueOf(signature.isSignatureIntact() && signature.isSignatureValid()),
          String.valueOf(areIntact(signature.getTimestampList())),
          String.join(" ", problems)));
    }
  }

  public static void main(String[] roots) throws Exception {
    CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
    for (String root : roots) {
      trusted.addCertificate(DSSUtils.loadCertificate(new File(root)));
    }
    CommonCertificateVerifier verifier = new CommonCertificateVerifier();
    verifier.setTrustedCertSources(trusted);
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String path = lines.readLine(); path != null; path = lines.readLine()) {
      try {
        SignedDocumentValidator validator =
            SignedDocumentValidator.fromDocument(new FileDocument(path));
        validator.setCertificateVerifier(verifier);
        say(path, validator.validateDocument());
      } catch (Exception problem) {
        System.out.println(path + "\terror\t" + problem.toString().replaceAll("\\s+", " "));
      }
    }
  }
}
