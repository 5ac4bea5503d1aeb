package io.proofworks.settings;

import io.proofworks.serde.RegistrySettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * How a program reaches a market, inside or outside.
 *
 * @param bootstrapServers host:port, several with commas between
 * @param kafka what every Kafka client is told beside that, for instance {@code security.protocol};
 *     may hold secrets
 */
public record Connection(
    String bootstrapServers, RegistrySettings registry, Map<String, String> kafka) {

  public Connection {
    kafka = Map.copyOf(kafka);
  }

  /**
   * Reads them.
   *
   * @throws SettingsException naming the setting that is wrong
   */
  public static Connection of(LayeredSettings settings) {
    return new Connection(
        settings.text(Setting.BOOTSTRAP_SERVERS), registry(settings), settings.kafka());
  }

  private static RegistrySettings registry(LayeredSettings settings) {
    try {
      requireNoUser(settings.text(Setting.REGISTRY_URL));
      return new RegistrySettings(
          settings.parsed(Setting.REGISTRY_URL, Connection::httpUrl),
          settings.find(Setting.REGISTRY_USER),
          settings.find(Setting.REGISTRY_PASSWORD),
          settings.find(Setting.REGISTRY_TRUSTSTORE).map(Path::of),
          settings.find(Setting.REGISTRY_TRUSTSTORE_PASSWORD),
          settings.millis(Setting.REGISTRY_TIMEOUT_MS),
          settings.number(Setting.REGISTRY_ATTEMPTS));
    } catch (IllegalArgumentException e) {
      throw new SettingsException(String.valueOf(e.getMessage()));
    }
  }

  /** An address is logged, and a flag; a password is not. */
  private static void requireNoUser(String url) {
    if (url.contains("@")) {
      throw new SettingsException(
          "registry.url has a user in it; give registry.user and registry.password");
    }
  }

  private static URI httpUrl(String text) {
    URI url = URI.create(text);
    if (url.getHost() == null
        || !("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
      throw new IllegalArgumentException("not an http or https address with a host");
    }
    return url;
  }

  /** What every Kafka client is configured with. */
  public Map<String, Object> clientSettings() {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put("bootstrap.servers", bootstrapServers);
    return settings;
  }

  /** Without the values of {@link #kafka}. */
  @Override
  public String toString() {
    return "Connection[bootstrapServers=%s, registry=%s, kafka=%s]"
        .formatted(bootstrapServers, registry, kafka.keySet());
  }
}
