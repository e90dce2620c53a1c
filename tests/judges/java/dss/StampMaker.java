/* SPDX-License-Identifier: GPL-3.0-or-later */

import eu.europa.esig.dss.alert.SilentOnStatusAlert;
import eu.europa.esig.dss.cades.CAdESSignatureParameters;
import eu.europa.esig.dss.cades.signature.CAdESService;
import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.enumerations.SignatureAlgorithm;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.InMemoryDocument;
import eu.europa.esig.dss.model.SignatureValue;
import eu.europa.esig.dss.model.TimestampBinary;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.pades.PAdESSignatureParameters;
import eu.europa.esig.dss.pades.PAdESTimestampParameters;
import eu.europa.esig.dss.pades.signature.PAdESService;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.tsp.TSPSource;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponse;

/**
 * Signs PDFs with DSS, with time-stamps that the command line does not make.
 *
 * <p>Arguments: the address of a time-stamp authority, a root, a PKCS #12 file, the file of its
 * password. Each line of standard input is: kind, input, output, separated by tabs. Kinds:
 * "content" puts a time-stamp of the content into the signature, "content-t" one of the signature,
 * too; "content-other" one of other content; "archive" a time-stamp of the signature, and an
 * archive-time-stamp-v3 around it. A line comes back for each: output, "made" or what went wrong.
 */
public final class StampMaker {
  private static final int RESERVED = 16000;

  private final TSPSource authority;
  private final CommonCertificateVerifier verifier = new CommonCertificateVerifier();
  private final PrivateKey key;
  private final List<CertificateToken> chain = new ArrayList<>();

  private StampMaker(String[] arguments) throws Exception {
    authority = new Authority(URI.create(arguments[0]));
    CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
    trusted.addCertificate(DSSUtils.loadCertificate(new File(arguments[1])));
    verifier.setTrustedCertSources(trusted);
    /* Whether it holds is for the judges; here it is made. */
    verifier.setAlertOnMissingRevocationData(new SilentOnStatusAlert());
    verifier.setAlertOnUncoveredPOE(new SilentOnStatusAlert());
    verifier.setAlertOnNoRevocationAfterBestSignatureTime(new SilentOnStatusAlert());
    verifier.setAlertOnRevokedCertificate(new SilentOnStatusAlert());
    verifier.setAlertOnExpiredCertificate(new SilentOnStatusAlert());
    verifier.setAugmentationAlertOnSelfSignedCertificateChains(new SilentOnStatusAlert());
    char[] password = Files.readString(Path.of(arguments[3])).strip().toCharArray();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream stream = new FileInputStream(arguments[2])) {
      store.load(stream, password);
    }
    String alias = store.aliases().nextElement();
    key = (PrivateKey) store.getKey(alias, password);
    for (Certificate certificate : store.getCertificateChain(alias)) {
      chain.add(new CertificateToken((X509Certificate) certificate));
    }
  }

  /** Asks by RFC 3161 over HTTP. */
  private static final class Authority implements TSPSource {
    private final URI address;

    Authority(URI address) {
      this.address = address;
    }

    @Override
    public TimestampBinary getTimeStampResponse(DigestAlgorithm algorithm, byte[] digest) {
      try {
        TimeStampRequestGenerator generator = new TimeStampRequestGenerator();
        generator.setCertReq(true);
        TimeStampRequest request =
            generator.generate(new ASN1ObjectIdentifier(algorithm.getOid()), digest);
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", "application/timestamp-query");
        try (OutputStream out = connection.getOutputStream()) {
          out.write(request.getEncoded());
        }
        try (InputStream in = connection.getInputStream()) {
          TimeStampResponse response = new TimeStampResponse(in.readAllBytes());
          response.validate(request);
          return new TimestampBinary(response.getTimeStampToken().getEncoded());
        }
      } catch (Exception problem) {
        throw new IllegalStateException(problem);
      }
    }
  }

  private PAdESSignatureParameters prepare(SignatureLevel level, Date date, DigestAlgorithm digest) {
    PAdESSignatureParameters parameters = new PAdESSignatureParameters();
    parameters.setSignatureLevel(level);
    parameters.setDigestAlgorithm(digest);
    parameters.setSigningCertificate(chain.get(0));
    parameters.setCertificateChain(chain);
    parameters.bLevel().setSigningDate(date);
    parameters.setContentSize(RESERVED);
    parameters.setContentTimestampParameters(new PAdESTimestampParameters(digest));
    return parameters;
  }

  private PAdESService serve() {
    PAdESService service = new PAdESService(verifier);
    service.setTspSource(authority);
    return service;
  }

  private DSSDocument sign(PAdESService service, DSSDocument from, PAdESSignatureParameters parameters)
      throws Exception {
    boolean elliptic = key.getAlgorithm().equals("EC");
    Signature signature = Signature.getInstance(elliptic ? "SHA256withECDSA" : "SHA256withRSA");
    signature.initSign(key);
    signature.update(service.getDataToSign(from, parameters).getBytes());
    return service.signDocument(from, parameters, new SignatureValue(
        elliptic ? SignatureAlgorithm.ECDSA_SHA256 : SignatureAlgorithm.RSA_SHA256,
        signature.sign()));
  }

  private DSSDocument makeContent(String from, SignatureLevel level, boolean other) throws Exception {
    PAdESService service = serve();
    DSSDocument document = new FileDocument(from);
    Date date = new Date();
    PAdESSignatureParameters parameters = prepare(level, date, DigestAlgorithm.SHA256);
    /* Not by the signature's own digest where DSS can: the content is to be hashed twice. */
    PAdESSignatureParameters stamped = level == SignatureLevel.PAdES_BASELINE_T
        ? parameters : prepare(level, date, DigestAlgorithm.SHA512);
    if (other) {
      stamped.setReason("something else");
    }
    parameters.setContentTimestamps(List.of(service.getContentTimestamp(document, stamped)));
    return sign(service, document, parameters);
  }

  /** The CMS of the only signature is taken out, extended as CAdES, and put back. */
  private byte[] makeArchive(String from) throws Exception {
    PAdESSignatureParameters parameters =
        prepare(SignatureLevel.PAdES_BASELINE_T, new Date(), DigestAlgorithm.SHA256);
    DSSDocument done = sign(serve(), new FileDocument(from), parameters);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    done.writeTo(bytes);
    byte[] pdf = bytes.toByteArray();
    Matcher found =
        Pattern.compile("/ByteRange\\s*\\[\\s*(\\d+)\\s+(\\d+)\\s+(\\d+)\\s+(\\d+)\\s*\\]")
            .matcher(new String(pdf, StandardCharsets.ISO_8859_1));
    if (!found.find()) {
      throw new IllegalStateException("no ByteRange");
    }
    int gap = Integer.parseInt(found.group(2));
    int tail = Integer.parseInt(found.group(3));
    byte[] content = new byte[gap + pdf.length - tail];
    System.arraycopy(pdf, 0, content, 0, gap);
    System.arraycopy(pdf, tail, content, gap, pdf.length - tail);
    String hex = new String(pdf, gap + 1, tail - gap - 2, StandardCharsets.ISO_8859_1);
    byte[] cms;
    try (ASN1InputStream stream = new ASN1InputStream(HexFormat.of().parseHex(hex))) {
      cms = stream.readObject().getEncoded("DER");
    }
    String extended = HexFormat.of().formatHex(extend(cms, content));
    byte[] room = (extended + "0".repeat(hex.length() - extended.length()))
        .getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(room, 0, pdf, gap + 1, room.length);
    return pdf;
  }

  private byte[] extend(byte[] cms, byte[] content) throws Exception {
    CAdESService service = new CAdESService(verifier);
    service.setTspSource(authority);
    CAdESSignatureParameters parameters = new CAdESSignatureParameters();
    parameters.setSignatureLevel(SignatureLevel.CAdES_BASELINE_LTA);
    parameters.setDetachedContents(List.of(new InMemoryDocument(content)));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    service.extendDocument(new InMemoryDocument(cms), parameters).writeTo(bytes);
    return bytes.toByteArray();
  }

  private void make(String kind, String from, String to) throws Exception {
    switch (kind) {
      case "content":
        makeContent(from, SignatureLevel.PAdES_BASELINE_B, false).save(to);
        break;
      case "content-t":
        makeContent(from, SignatureLevel.PAdES_BASELINE_T, false).save(to);
        break;
      case "content-other":
        makeContent(from, SignatureLevel.PAdES_BASELINE_B, true).save(to);
        break;
      case "archive":
        Files.write(Path.of(to), makeArchive(from));
        break;
      default:
        throw new IllegalArgumentException(kind);
    }
  }

  public static void main(String[] arguments) throws Exception {
    StampMaker maker = new StampMaker(arguments);
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String[] fields = line.split("\t");
      try {
        maker.make(fields[0], fields[1], fields[2]);
        System.out.println(fields[2] + "\tmade");
      } catch (Exception problem) {
        System.out.println(fields[2] + "\t" + problem.toString().replaceAll("\\s+", " "));
      }
    }
  }
}
