/* SPDX-License-Identifier: GPL-3.0-or-later */

import eu.europa.esig.dss.diagnostic.SignatureWrapper;
import eu.europa.esig.dss.diagnostic.TimestampWrapper;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Lists the time-stamps that DSS finds in PDFs, or in CMS with what they are over.
 *
 * <p>The arguments are certificates to trust; each line of standard input is a path, and for a CMS a
 * tab and the path of its content. For each time-stamp of each signature a line comes back: path,
 * type, whether it is intact.
 */
public final class StampJudge {
  private StampJudge() {}

  private static void judge(String path, String content, CommonCertificateVerifier verifier) {
    SignedDocumentValidator validator =
        SignedDocumentValidator.fromDocument(new FileDocument(path));
    if (content != null) {
      validator.setDetachedContents(List.of(new FileDocument(content)));
    }
    validator.setCertificateVerifier(verifier);
    for (SignatureWrapper signature :
        validator.validateDocument().getDiagnosticData().getSignatures()) {
      for (TimestampWrapper timestamp : signature.getTimestampList()) {
        System.out.println(String.join("\t", path, timestamp.getType().name(), String.valueOf(
            timestamp.isMessageImprintDataIntact() && timestamp.isSignatureIntact())));
      }
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
      String[] fields = path.split("\t");
      judge(fields[0], fields.length > 1 ? fields[1] : null, verifier);
    }
  }
}
