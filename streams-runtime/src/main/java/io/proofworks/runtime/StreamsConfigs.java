package io.proofworks.runtime;

import io.proofworks.settings.Setting;
import io.proofworks.topics.TopicSpec;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsConfig;

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
    putGuarantees(config, settings);
    putInternalTopics(config, settings.replicationFactor());
    putClients(config, settings);
    if (application.reads(Setting.EXTERNAL_COMMAND)) {
      settings.own().find(Setting.EXTERNAL_COMMAND).ifPresent(command -> putPatience(config));
    }
    config.putAll(settings.clientProperties());
    config.putAll(application.extraConfig());
    return config;
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

  private static void putClients(Properties config, AppSettings settings) {
    config.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 2);
    config.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), BATCH_BYTES);
    config.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), REQUEST_BYTES);
    config.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    settings
        .instanceId()
        .ifPresent(id ->
            config.put(StreamsConfig.consumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), id));
  }
}
