package io.proofworks.market.embedded;

import java.util.Map;
import java.util.Optional;

/**
 * Where the registry keeps its schemas and where it listens.
 *
 * @param kafka Kafka client settings, {@code bootstrap.servers} at least
 * @param port loopback port, 1 to 65535, or 0 for a free one; see {@link RememberedPorts}
 * @param auth required of every request when present
 */
public record SchemaRegistrySettings(
    Map<String, String> kafka, int port, Optional<BasicAuth> auth) {
  public SchemaRegistrySettings {
    kafka = Map.copyOf(kafka);
  }

  /** Free port, no authentication. */
  public static SchemaRegistrySettings on(String bootstrapServers) {
    return new SchemaRegistrySettings(
        Map.of("bootstrap.servers", bootstrapServers), 0, Optional.empty());
  }

  /** The same on this port. */
  public SchemaRegistrySettings withPort(int chosen) {
    return new SchemaRegistrySettings(kafka, chosen, auth);
  }

  /** The same, for this user only. */
  public SchemaRegistrySettings withAuth(BasicAuth user) {
    return new SchemaRegistrySettings(kafka, port, Optional.of(user));
  }
}
