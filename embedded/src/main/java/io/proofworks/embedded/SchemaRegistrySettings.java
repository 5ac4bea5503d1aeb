package io.proofworks.embedded;

import java.util.List;
import java.util.Map;

/**
 * Where the registry keeps its schemas and where it listens.
 *
 * @param kafka Kafka client settings, {@code bootstrap.servers} at least
 * @param port loopback port, 1 to 65535, or 0 for a free one; see {@link RememberedPorts}
 * @param users one of whom has to ask; everybody may when there are none
 */
public record SchemaRegistrySettings(
    Map<String, String> kafka, int port, List<RegistryUser> users) {
  public SchemaRegistrySettings {
    kafka = Map.copyOf(kafka);
    users = List.copyOf(users);
  }

  /** Free port, no authentication. */
  public static SchemaRegistrySettings on(String bootstrapServers) {
    return new SchemaRegistrySettings(Map.of("bootstrap.servers", bootstrapServers), 0, List.of());
  }

  /** The same on this port. */
  public SchemaRegistrySettings withPort(int chosen) {
    return new SchemaRegistrySettings(kafka, chosen, users);
  }

  /** The same, for these users only. */
  public SchemaRegistrySettings withUsers(RegistryUser... allowed) {
    return new SchemaRegistrySettings(kafka, port, List.of(allowed));
  }
}
