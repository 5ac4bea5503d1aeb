package io.proofworks.embedded;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where and how the embedded broker runs.
 *
 * @param directory holds the log, the lock and the remembered ports; created if missing
 * @param port loopback port for clients, 1 to 65535, or 0 for a free one that is used again next
 *     time
 * @param controllerPort the same for the controller, which only the broker itself talks to
 * @param overrides Kafka broker settings that win over ours
 */
public record EmbeddedKafkaSettings(
    Path directory, int port, int controllerPort, Map<String, String> overrides) {
  static final int NODE_ID = 1;
  private static final String INTERNAL_PARTITIONS = "4";

  public EmbeddedKafkaSettings {
    directory = directory.toAbsolutePath().normalize();
    overrides = Map.copyOf(overrides);
    requirePort(port);
    requirePort(controllerPort);
  }

  /** Free ports and our settings, on {@code directory}. */
  public static EmbeddedKafkaSettings at(Path directory) {
    return new EmbeddedKafkaSettings(directory, 0, 0, Map.of());
  }

  /** The same with a client port of the caller's choice. */
  public EmbeddedKafkaSettings withPort(int clientPort) {
    return new EmbeddedKafkaSettings(directory, clientPort, controllerPort, overrides);
  }

  /** The same with Kafka broker settings that win over ours. */
  public EmbeddedKafkaSettings withOverrides(Map<String, String> settings) {
    return new EmbeddedKafkaSettings(directory, port, controllerPort, settings);
  }

  private static void requirePort(int port) {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be 0 to 65535: " + port);
    }
  }

  Path logDirectory() {
    return directory.resolve("log");
  }

  /** The broker's properties once its two ports are known. */
  Map<String, String> brokerProperties(int clientPort, int raftPort) {
    Map<String, String> properties = new LinkedHashMap<>();
    putNode(properties, raftPort);
    putIdentity(properties, clientPort, raftPort);
    putInternalTopics(properties);
    putRetention(properties);
    putFootprint(properties);
    properties.putAll(overrides);
    return properties;
  }

  /** The properties of the same node as a controller that serves no clients. */
  Map<String, String> controllerProperties(int raftPort) {
    Map<String, String> properties = new LinkedHashMap<>();
    putNode(properties, raftPort);
    properties.put("process.roles", "controller");
    properties.put("listeners", controllerListener(raftPort));
    return properties;
  }

  private static void putIdentity(Map<String, String> properties, int clientPort, int raftPort) {
    properties.put("process.roles", "broker,controller");
    properties.put("inter.broker.listener.name", "CLIENT");
    properties.put(
        "listeners", "CLIENT://127.0.0.1:" + clientPort + "," + controllerListener(raftPort));
    // Broker and controller are one process: a missed heartbeat means a slow machine, never a dead
    // broker, and a fenced broker loses transactions (see FormerBroker).
    properties.put("broker.session.timeout.ms", "600000");
  }

  private void putNode(Map<String, String> properties, int raftPort) {
    properties.put("node.id", Integer.toString(NODE_ID));
    properties.put("log.dirs", logDirectory().toString());
    properties.put("controller.listener.names", "CONTROLLER");
    properties.put("listener.security.protocol.map", "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    properties.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + raftPort);
  }

  private static String controllerListener(int raftPort) {
    return "CONTROLLER://127.0.0.1:" + raftPort;
  }

  private static void putInternalTopics(Map<String, String> properties) {
    properties.put("auto.create.topics.enable", "false");
    properties.put("default.replication.factor", "1");
    properties.put("offsets.topic.replication.factor", "1");
    properties.put("offsets.topic.num.partitions", INTERNAL_PARTITIONS);
    properties.put("transaction.state.log.replication.factor", "1");
    properties.put("transaction.state.log.min.isr", "1");
    properties.put("transaction.state.log.num.partitions", INTERNAL_PARTITIONS);
    properties.put("share.coordinator.state.topic.replication.factor", "1");
    properties.put("share.coordinator.state.topic.min.isr", "1");
    properties.put("share.coordinator.state.topic.num.partitions", INTERNAL_PARTITIONS);
    properties.put("group.initial.rebalance.delay.ms", "0");
    properties.put("group.streams.initial.rebalance.delay.ms", "0");
    // An open transaction hides what stands behind it from committed readers; Streams needs 10 s.
    properties.put("transaction.max.timeout.ms", "15000");
    properties.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
  }

  /** Nothing expires behind the user's back: topics that should, say so themselves. */
  private static void putRetention(Map<String, String> properties) {
    properties.put("log.retention.ms", "-1");
    properties.put("log.retention.bytes", "-1");
    properties.put("offsets.retention.minutes", "5256000");
  }

  /** A broker for one machine: defaults are sized for servers with hundreds of clients. */
  private static void putFootprint(Map<String, String> properties) {
    properties.put("log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20));
    properties.put("log.index.size.max.bytes", Integer.toString(1 << 20));
    properties.put("num.network.threads", "2");
    properties.put("num.io.threads", "4");
    properties.put("background.threads", "2");
    properties.put("num.recovery.threads.per.data.dir", "4");
    properties.put("auto.leader.rebalance.enable", "false");
  }
}
