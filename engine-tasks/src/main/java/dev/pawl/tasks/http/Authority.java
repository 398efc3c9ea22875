package dev.pawl.tasks.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Trust in servers that some authority vouches for, and in nobody else. */
final class Authority {
  private Authority() {}

  /**
   * The context of connections to them.
   *
   * @param certificates one or more, as PEM
   * @throws InvalidCallException where they are none
   */
  static SSLContext trusted(String certificates) throws IOException {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int count = 0;
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(
          new ByteArrayInputStream(certificates.getBytes(StandardCharsets.US_ASCII)))) {
        store.setCertificateEntry("authority-" + count++, one);
      }
      if (count == 0) {
        throw new InvalidCallException("The certificate authority has no certificate");
      }
      TrustManagerFactory trust = TrustManagerFactory
          .getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new InvalidCallException("The certificate authority is not a certificate as PEM");
    }
  }
}
