/* SPDX-License-Identifier: GPL-3.0-or-later */

import eu.europa.esig.validationreport.ValidationReportUtils;
import eu.europa.esig.validationreport.jaxb.SignatureValidationReportType;
import eu.europa.esig.validationreport.jaxb.ValidationReportType;
import jakarta.xml.bind.JAXBElement;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.transform.stream.StreamSource;

/**
 * Holds validation reports against the schema of ETSI TS 119 102-2 that DSS carries, and reads them
 * with its classes.
 *
 * <p>Each line of standard input is a path. For each a line comes back: path, the number of complaints,
 * the first of them or "-", and the indications that DSS read.
 */
public final class ReportJudge {
  private ReportJudge() {}

  private static String read(File file) throws Exception {
    ValidationReportUtils utils = ValidationReportUtils.getInstance();
    Object root = utils.getJAXBContext().createUnmarshaller().unmarshal(new StreamSource(file));
    ValidationReportType report =
        (ValidationReportType) (root instanceof JAXBElement ? ((JAXBElement<?>) root).getValue() : root);
    StringBuilder found = new StringBuilder();
    for (SignatureValidationReportType each : report.getSignatureValidationReport()) {
      found.append(found.length() == 0 ? "" : " ");
      found.append(each.getSignatureValidationStatus().getMainIndication());
    }
    return found.toString();
  }

  public static void main(String[] arguments) throws Exception {
    ValidationReportUtils utils = ValidationReportUtils.getInstance();
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String path = lines.readLine(); path != null; path = lines.readLine()) {
      List<String> complaints = utils.validateAgainstXSD(new StreamSource(new File(path)));
      String first = complaints.isEmpty() ? "-" : complaints.get(0).replaceAll("\\s+", " ");
      String indications;
      try {
        indications = read(new File(path));
      } catch (Exception problem) {
        indications = problem.toString().replaceAll("\\s+", " ");
      }
      System.out.println(String.join("\t", path, String.valueOf(complaints.size()), first, indications));
    }
  }
}
