package io.proofworks.runtime;

import io.proofworks.runtime.state.RocksMemory;
import io.proofworks.settings.Setting;
import io.proofworks.topics.TopicSpec;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;

/** The Kafka Streams configuration that all applications of the market run with. */
public final class StreamsConfigs {

  /** One batch has to fit the smallest topic that an application writes (256 KiB). */
  private static final int BATCH_BYTES = 64 * 1024;

  /**
   * Limit of changelogs and other internal topics, bytes of a batch. A task holds the reveals that
   * wait for the account side, each as large as its topic takes (256 KiB): what provers may make it
   * hold must fit, or they would end the application.
   */
  public static final int INTERNAL_TOPIC_BYTES = 16 * 1024 * 1024;

  /** The largest record of any topic, and what a request has besides. */
  private static final int REQUEST_BYTES = INTERNAL_TOPIC_BYTES + 64 * 1024;

  /** The least that brokers take by default; the dead are missed within it. */
  private static final int SESSION_MS = 6_000;

  private static final int HEARTBEAT_MS = 1_500;

  /**
   * Whoever takes over from the dead waits for the end of their open transaction: with the session,
   * this is how long an instance that was killed is missed. Shorter ones would end those of the
   * living on a busy machine; Kafka Streams' own are 10 s.
   */
  private static final int TRANSACTION_MS = 8_000;

  /** Several commit intervals have to fit. */
  private static final int COMMITS_IN_TRANSACTION = 4;

  /** A thread that hangs this long gives its partitions to others; Kafka's own is 5 min. */
  private static final int POLL_MS = 120_000;

  /** How long a transaction may be open where another program gives verdicts. */
  public static final int EXTERNAL_TIMEOUT_MS = 600_000;

  private StreamsConfigs() {}

  /** Shared settings, then the process's {@code kafka.*}, then what the application insists on. */
  public static Properties of(StreamsApplication application, AppSettings settings) {
    Properties config = new Properties();
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.applicationId(application.name()));
    config.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateDir().toString());
    config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
    config.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, settings.standbyReplicas());
    config.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, (int) settings.replicationFactor());
    RocksMemory.share(config, settings.own().number(Setting.STATE_ROCKSDB_BYTES));
    putGuarantees(config, settings);
    putInternalTopics(config, settings.replicationFactor());
    putClients(config, settings);
    if (application.reads(Setting.EXTERNAL_COMMAND)) {
      settings.own().find(Setting.EXTERNAL_COMMAND).ifPresent(command -> putPatience(config));
    }
    putSaid(config, settings.clientProperties());
    config.putAll(application.extraConfig());
    putTransactionTimeout(config);
    return config;
  }

  /**
   * What the user says of all clients wins over what we say of some: a name with a client's prefix
   * would win over one without.
   */
  private static void putSaid(Properties config, Properties said) {
    for (String name : said.stringPropertyNames()) {
      config.remove(StreamsConfig.consumerPrefix(name));
      config.remove(StreamsConfig.producerPrefix(name));
    }
    config.putAll(said);
  }

  /** Kafka Streams refuses one that is not above the commit interval, whoever said that. */
  private static void putTransactionTimeout(Properties config) {
    String timeout = ProducerConfig.TRANSACTION_TIMEOUT_CONFIG;
    if (!config.containsKey(timeout)) {
      long commit =
          Long.parseLong(
              String.valueOf(config.get(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG)).strip());
      long least = Math.max(TRANSACTION_MS, commit * COMMITS_IN_TRANSACTION);
      config.putIfAbsent(
          StreamsConfig.producerPrefix(timeout), (int) Math.min(Integer.MAX_VALUE, least));
    }
  }

  private static void putGuarantees(Properties config, AppSettings settings) {
    config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    config.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, settings.commitInterval().toMillis());
    config.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, settings.maxTaskIdle().toMillis());
    config.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG, true);
    config.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    config.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.ByteArraySerde.class);
    config.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.ByteArraySerde.class);
  }

  /**
   * What follows from a record bears its time. If a broker whose clock was wrong appended it, that
   * may be years from now, and a broker refuses such records: the application would fail again and
   * again over one record.
   */
  private static void putInternalTopics(Properties config, int replicas) {
    config.put(
        StreamsConfig.topicPrefix(TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG),
        Long.toString(Long.MAX_VALUE));
    config.put(
        StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG),
        Integer.toString(INTERNAL_TOPIC_BYTES));
    TopicSpec.durability(replicas)
        .forEach((name, value) -> config.put(StreamsConfig.topicPrefix(name), value));
  }

  /**
   * The verdict of another program takes seconds, on the stream thread and inside a transaction,
   * which would be ended after ten seconds; brokers allow fifteen minutes by default.
   */
  private static void putPatience(Properties config) {
    config.put(
        StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
        EXTERNAL_TIMEOUT_MS);
    config.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG),
        EXTERNAL_TIMEOUT_MS);
  }

  /**
   * Gives the process a place in its group that it finds again with the same graph; writes to the
   * state directory unless the place has a name. Who comes back gets its partitions back as they
   * were, without those of topics that a newer build reads, and Kafka Streams cannot add a topic of
   * its own to a task that is there.
   *
   * @throws java.io.UncheckedIOException when it cannot be written
   */
  static void putInstanceId(Properties config, AppSettings settings, Topology graph) {
    if (!config.containsKey(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG)) {
      String id = StreamsConfig.consumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
      config.computeIfAbsent(id, absent -> StateHome.instanceId(settings.stateDir()));
      config.compute(id, (name, place) -> place + "." + sources(graph));
    }
  }

  /** Which topics it reads together, as a few letters. */
  private static String sources(Topology graph) {
    Set<String> together =
        graph.describe().subtopologies().stream()
            .map(StreamsConfigs::sources)
            .collect(Collectors.toCollection(TreeSet::new));
    return Integer.toHexString(together.toString().hashCode());
  }

  private static String sources(TopologyDescription.Subtopology part) {
    return part.nodes().stream()
        .filter(TopologyDescription.Source.class::isInstance)
        .map(node -> ((TopologyDescription.Source) node).topicSet())
        .flatMap(topics -> topics == null ? Stream.of() : topics.stream())
        .collect(Collectors.toCollection(TreeSet::new))
        .toString();
  }

  private static void putClients(Properties config, AppSettings settings) {
    config.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 2);
    config.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), BATCH_BYTES);
    config.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), REQUEST_BYTES);
    config.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    config.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), SESSION_MS);
    config.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), HEARTBEAT_MS);
    config.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG), POLL_MS);
    settings
        .instanceId()
        .ifPresent(id ->
            config.put(StreamsConfig.consumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), id));
  }
}
