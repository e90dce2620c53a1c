/* SPDX-License-Identifier: GPL-3.0-or-later */

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;

/**
 * Checks PDFs against PDF/A and PDF/UA with veraPDF, all in one virtual machine.
 *
 * <p>Each line of standard input is a flavour such as 2b or ua1, a tab and a path. For each a line
 * comes back: path, tab, the clauses that it breaks, each with the number of its test.
 */
public final class PdfaJudge {
  private PdfaJudge() {}

  private static String check(String flavour, String path) {
    PDFAFlavour asked = PDFAFlavour.fromString(flavour);
    Set<String> broken = new TreeSet<>();
    try (PDFAParser parser =
            Foundries.defaultInstance().createParser(new FileInputStream(path), asked);
        PDFAValidator validator = Foundries.defaultInstance().createValidator(asked, false)) {
      for (TestAssertion test : validator.validate(parser).getTestAssertions()) {
        if (test.getStatus() == TestAssertion.Status.FAILED) {
          broken.add(test.getRuleId().getClause() + "-" + test.getRuleId().getTestNumber());
        }
      }
    } catch (Exception problem) {
      return "error: " + problem.toString().replaceAll("\\s+", " ");
    }
    return String.join(" ", broken);
  }

  public static void main(String[] arguments) throws Exception {
    VeraGreenfieldFoundryProvider.initialise();
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String[] parts = line.split("\t", 2);
      System.out.println(parts[1] + "\t" + check(parts[0], parts[1]));
    }
  }
}
