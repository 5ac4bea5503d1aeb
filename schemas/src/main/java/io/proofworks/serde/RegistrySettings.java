package io.proofworks.serde;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How a schema registry is reached.
 *
 * @param url base of the Confluent REST API, for instance {@code http://localhost:8081} or {@code
 *     https://registry:8443/apis/ccompat/v7}
 * @param user for basic authentication, with {@code password}
 * @param truststore PKCS12 or JKS file of the authorities to trust instead of the JVM's
 * @param timeout of one attempt
 * @param attempts at least 1; all but the first wait, twice as long each time
 */
public record RegistrySettings(
    URI url,
    Optional<String> user,
    Optional<String> password,
    Optional<Path> truststore,
    Optional<String> truststorePassword,
    Duration timeout,
    int attempts) {

  public RegistrySettings {
    if (attempts < 1) {
      throw new IllegalArgumentException("registry.attempts is " + attempts + "; 1 or more");
    }
    if (user.isPresent() != password.isPresent()) {
      throw new IllegalArgumentException("registry.user and registry.password go together");
    }
  }

  /** No authentication, the JVM's trust, 10 s and 5 attempts. */
  public static RegistrySettings of(URI url) {
    return new RegistrySettings(
        url,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Duration.ofSeconds(10),
        5);
  }

  /** The same registry, asked by nobody in particular. */
  public RegistrySettings anonymous() {
    return new RegistrySettings(
        url, Optional.empty(), Optional.empty(), truststore, truststorePassword, timeout, attempts);
  }

  /** Without the secrets. */
  @Override
  public String toString() {
    return "RegistrySettings[url="
        + url
        + ", user="
        + user.orElse("none")
        + ", truststore="
        + truststore.map(Path::toString).orElse("default")
        + ", timeout="
        + timeout
        + ", attempts="
        + attempts
        + "]";
  }
}
