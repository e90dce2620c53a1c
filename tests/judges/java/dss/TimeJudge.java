/* SPDX-License-Identifier: GPL-3.0-or-later */

import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;

/**
 * Validates PDFs with DSS as of a moment, offline and by its standard policy.
 *
 * <p>Each line of standard input has a path, the moment in seconds since 1970, and the path of the
 * certificates to trust, separated by tabs. For the first signature of each a line comes back: path,
 * indication, sub-indication or "-", level, the best signature time in seconds, what was wrong.
 */
public final class TimeJudge {
  private TimeJudge() {}

  private static void judge(String[] fields) throws Exception {
    CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
    try (FileInputStream stream = new FileInputStream(fields[2])) {
      for (Certificate each :
          CertificateFactory.getInstance("X.509").generateCertificates(stream)) {
        trusted.addCertificate(new CertificateToken((X509Certificate) each));
      }
    }
    CommonCertificateVerifier verifier = new CommonCertificateVerifier();
    verifier.setTrustedCertSources(trusted);
    SignedDocumentValidator validator =
        SignedDocumentValidator.fromDocument(new FileDocument(fields[0]));
    validator.setCertificateVerifier(verifier);
    validator.setValidationTime(new Date(Long.parseLong(fields[1]) * 1000));
    SimpleReport report = validator.validateDocument().getSimpleReport();
    String id = report.getSignatureIdList().get(0);
    List<String> problems = new ArrayList<>();
    report.getAdESValidationErrors(id).forEach(each -> problems.add(each.getValue()));
    System.out.println(String.join("\t", fields[0], String.valueOf(report.getIndication(id)),
        report.getSubIndication(id) == null ? "-" : report.getSubIndication(id).name(),
        String.valueOf(report.getSignatureFormat(id)),
        String.valueOf(report.getBestSignatureTime(id).getTime() / 1000),
        String.join(" ", problems)));
  }

  public static void main(String[] arguments) throws Exception {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String[] fields = line.split("\t");
      try {
        judge(fields);
      } catch (Exception problem) {
        System.out.println(
            fields[0] + "\terror\t-\t-\t0\t" + problem.toString().replaceAll("\\s+", " "));
      }
    }
  }
}
