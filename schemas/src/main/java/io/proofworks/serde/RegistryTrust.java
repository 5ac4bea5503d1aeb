package io.proofworks.serde;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The authorities that may vouch for the registry, when they are not the JVM's. */
final class RegistryTrust {

  private RegistryTrust() {}

  static Optional<SSLContext> of(RegistrySettings settings) {
    return settings.truststore().map(file -> context(file, password(settings)));
  }

  private static char[] password(RegistrySettings settings) {
    return settings.truststorePassword().orElse("").toCharArray();
  }

  private static SSLContext context(Path file, char[] password) {
    try {
      KeyStore store = KeyStore.getInstance(file.toFile(), password);
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
      throw new RegistryException(
          "registry.truststore "
              + file
              + " cannot be used ("
              + e
              + "); a PKCS12 or JKS file, and"
              + " its registry.truststore.password",
          e);
    }
  }
}
