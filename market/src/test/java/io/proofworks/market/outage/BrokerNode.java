package io.proofworks.market.outage;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** One of three brokers, which are their own controllers; runs until its process ends. */
final class BrokerNode {

  static final int NODES = 3;

  private static final String CLUSTER = "5L6g3nShT-eMCtK--X86sw";

  private BrokerNode() {}

  /** Arguments of the process: its number from 1, its directory, and all nodes' ports. */
  static List<String> args(int id, Path directory, List<Integer> ports) {
    return List.of(
        Integer.toString(id),
        directory.toString(),
        String.join(",", ports.stream().map(String::valueOf).toList()));
  }

  public static void main(String[] args) throws Exception {
    int id = Integer.parseInt(args[0]);
    Path log = Path.of(args[1]);
    List<Integer> ports = List.of(args[2].split(",")).stream().map(Integer::valueOf).toList();
    if (!Files.exists(log.resolve("meta.properties"))) {
      format(id, log);
    }
    KafkaRaftServer server =
        new KafkaRaftServer(new KafkaConfig(properties(id, log, ports), false), Time.SYSTEM);
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown));
    server.startup();
    server.awaitShutdown();
  }

  private static void format(int id, Path log) throws Exception {
    Files.createDirectories(log);
    new Formatter()
        .setPrintStream(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .setNodeId(id)
        .setClusterId(CLUSTER)
        .addDirectory(log.toString())
        .setMetadataLogDirectory(log.toString())
        .setControllerListenerName("CONTROLLER")
        .setReleaseVersion(MetadataVersion.latestProduction())
        .run();
  }

  /** As an operator's would be: what is not said here is Kafka's default. */
  private static Map<String, String> properties(int id, Path log, List<Integer> ports) {
    Map<String, String> properties = new HashMap<>();
    properties.put("node.id", Integer.toString(id));
    properties.put("process.roles", "broker,controller");
    properties.put("log.dirs", log.toString());
    properties.put("controller.listener.names", "CONTROLLER");
    properties.put("inter.broker.listener.name", "CLIENT");
    properties.put("listener.security.protocol.map", "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    properties.put(
        "listeners",
        "CLIENT://127.0.0.1:"
            + client(id, ports)
            + ",CONTROLLER://127.0.0.1:"
            + controller(id, ports));
    properties.put(
        "controller.quorum.voters",
        "1@127.0.0.1:%d,2@127.0.0.1:%d,3@127.0.0.1:%d"
            .formatted(controller(1, ports), controller(2, ports), controller(3, ports)));
    properties.put("auto.create.topics.enable", "false");
    properties.put("default.replication.factor", "3");
    properties.put("min.insync.replicas", "2");
    properties.put("offsets.topic.num.partitions", "6");
    properties.put("transaction.state.log.num.partitions", "6");
    properties.put("share.coordinator.state.topic.num.partitions", "1");
    properties.put("group.initial.rebalance.delay.ms", "0");
    properties.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
    properties.put("log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20));
    properties.put("log.index.size.max.bytes", Integer.toString(1 << 20));
    properties.put("num.network.threads", "2");
    properties.put("num.io.threads", "4");
    properties.put("background.threads", "2");
    return properties;
  }

  static int client(int id, List<Integer> ports) {
    return ports.get(id - 1);
  }

  private static int controller(int id, List<Integer> ports) {
    return ports.get(NODES + id - 1);
  }
}
