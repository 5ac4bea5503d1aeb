package io.proofworks.runtime;

import io.proofworks.settings.Setting;
import io.proofworks.topics.Topic;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.streams.Topology;

/** One of the market's Kafka Streams applications. */
public interface StreamsApplication {

  /** Short name, for instance {@code settlement}; with the prefix it is the application id. */
  String name();

  /** The whole graph. Built anew for each client; must be the same for the same context. */
  Topology topology(AppContext context);

  /**
   * The topics on which it makes time pass, since its records stand there; a process of it ticks
   * them under its own principal, beside its streams.
   */
  default List<Topic<?>> ticks() {
    return List.of();
  }

  /** Whether it reads a setting, of whose users it is one by its name. */
  default boolean reads(Setting setting) {
    return setting.users().stream().anyMatch(user -> user.name().equalsIgnoreCase(name()));
  }

  /** Whether money follows from what it reads, so that it may not go on without a part of it. */
  default boolean decidesMoney() {
    return false;
  }

  /** Told by a stream thread, before it reads on behind a gap in its input. */
  default void inputLost(List<LostInput> lost) {}

  /** Streams configs of this application that win over the shared ones. */
  default Properties extraConfig() {
    return new Properties();
  }
}
