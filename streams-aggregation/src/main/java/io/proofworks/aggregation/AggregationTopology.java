package io.proofworks.aggregation;

import io.proofworks.aggregation.processor.InternalTopics;
import io.proofworks.aggregation.processor.Processors;
import io.proofworks.aggregation.processor.Schemes;
import io.proofworks.aggregation.processor.Sinks;
import io.proofworks.aggregation.processor.Stores;
import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.DeadLetters;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.util.List;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;

/**
 * The whole graph.
 *
 * <pre>
 * tasks, assignments, jobs ------ relay --> aggregation-tasks ------+
 * verdicts ---------------------- relay --> aggregation-slashes ----+
 * policies, provers, heartbeats - relay --> aggregation-directory --+--> cases --> jobs
 *   (the same, to one partition) -------> aggregation-desk          |          --> verdicts
 * aggregation-desk -------------- desk ---> aggregation-turns ------+          --> receipts
 * batches ----------------------------------------------------------+          --> dead letters
 * child-proofs -----------------------------------------------------+          --> aggregation-desk
 * aggregates -------------------------------------------------------+      --> journal, checkpoints
 * </pre>
 *
 * The relays bring to a batch's partition what is keyed by something else. They are one hop, and on
 * nobody's critical path but a batch's first task: child proofs and aggregates come by batch.
 *
 * <p>Which aggregator a node gets is decided at one desk for all batches, because the slots of an
 * aggregator are the same whichever batch asks. The jobs are read back from their own topic, and
 * the append time of what follows on {@code aggregation-tasks} opens their leases: it is later than
 * the commit of the transaction that wrote the job, so its holder could read it.
 */
public final class AggregationTopology {

  static final String READ_TASKS = "read-tasks";
  static final String READ_VERDICTS = "read-verdicts";
  static final String READ_MARKET = "read-market";
  static final String READ_BATCHES = "read-batches";
  static final String READ_CHILD_PROOFS = "read-child-proofs";
  static final String READ_AGGREGATES = "read-aggregates";

  static final String RELAY_TASKS = "relay-tasks";
  static final String RELAY_VERDICTS = "relay-verdicts";
  static final String RELAY_MARKET = "relay-market";
  static final String TAKE_TURN = "desk";

  static final String TAKE_TASKS = "take-tasks";
  static final String TAKE_SLASHES = "take-slashes";
  static final String TAKE_DIRECTORY = "take-directory";
  static final String TAKE_TURNS = "take-turns";
  static final String TAKE_REQUESTS = "take-requests";
  static final String TAKE_CHILD_PROOFS = "take-child-proofs";
  static final String TAKE_AGGREGATES = "take-aggregates";

  /** How Kafka Streams calls the source behind a named repartition topic. */
  private static final String SOURCE_SUFFIX = "-repartition-source";

  private static final String[] BATCH_PROCESSORS = {
    TAKE_TASKS,
    TAKE_SLASHES,
    TAKE_DIRECTORY,
    TAKE_TURNS,
    TAKE_REQUESTS,
    TAKE_CHILD_PROOFS,
    TAKE_AGGREGATES
  };

  private final AppContext app;
  private final Processors processors;

  private AggregationTopology(AppContext app, Schemes schemes) {
    this.app = app;
    this.processors = new Processors(app, schemes);
  }

  /** Builds it. */
  public static Topology build(AppContext app, Schemes schemes) {
    AggregationTopology graph = new AggregationTopology(app, schemes);
    Topology topology = graph.relays();
    graph.cases(topology);
    graph.outputs(topology);
    return topology;
  }

  private Topology relays() {
    StreamsBuilder builder = new StreamsBuilder();
    relayByBatch(
        builder.stream(
            List.of(Topics.TASKS.name(), Topics.ASSIGNMENTS.name(), Topics.AGGREGATION_JOBS.name()),
            from(READ_TASKS)),
        RELAY_TASKS,
        processors.shardRelay(),
        InternalTopics.TASKS_BY_BATCH);
    relayByBatch(
        builder.stream(Topics.VERDICTS.name(), from(READ_VERDICTS)),
        RELAY_VERDICTS,
        processors.verdictRelay(),
        InternalTopics.SLASHES_BY_BATCH);
    KStream<byte[], byte[]> market =
        builder.stream(
                List.of(Topics.POLICIES.name(), Topics.PROVERS.name(), Topics.HEARTBEATS.name()),
                from(READ_MARKET))
            .process(processors.directoryRelay(), Named.as(RELAY_MARKET));
    cross(market, InternalTopics.DIRECTORY, app.settings().partitions(), Processors.toAll());
    relayByBatch(
        cross(market, InternalTopics.DESK, 1, Processors.byBatch()),
        TAKE_TURN,
        processors.desk(),
        InternalTopics.TURNS);
    return builder.build();
  }

  private void relayByBatch(
      KStream<byte[], byte[]> source,
      String name,
      ProcessorSupplier<byte[], byte[], byte[], byte[]> supplier,
      String internalTopic) {
    cross(
        source.process(supplier, Named.as(name)),
        internalTopic,
        app.settings().partitions(),
        Processors.byBatch());
  }

  private static KStream<byte[], byte[]> cross(
      KStream<byte[], byte[]> records,
      String internalTopic,
      int partitions,
      StreamPartitioner<byte[], byte[]> partitioner) {
    return records.repartition(
        Repartitioned.<byte[], byte[]>as(internalTopic)
            .withKeySerde(Serdes.ByteArray())
            .withValueSerde(Serdes.ByteArray())
            .withNumberOfPartitions(partitions)
            .withStreamPartitioner(partitioner));
  }

  private void cases(Topology topology) {
    source(topology, READ_BATCHES, Topics.BATCHES);
    source(topology, READ_CHILD_PROOFS, Topics.CHILD_PROOFS);
    source(topology, READ_AGGREGATES, Topics.AGGREGATES);
    topology
        .addProcessor(
            TAKE_TASKS,
            processors.relayed(InternalTopics.TASKS_BY_BATCH),
            InternalTopics.TASKS_BY_BATCH + SOURCE_SUFFIX)
        .addProcessor(
            TAKE_SLASHES,
            processors.relayed(InternalTopics.SLASHES_BY_BATCH),
            InternalTopics.SLASHES_BY_BATCH + SOURCE_SUFFIX)
        .addProcessor(
            TAKE_DIRECTORY, processors.directory(), InternalTopics.DIRECTORY + SOURCE_SUFFIX)
        .addProcessor(
            TAKE_TURNS,
            processors.relayed(InternalTopics.TURNS),
            InternalTopics.TURNS + SOURCE_SUFFIX)
        .addProcessor(TAKE_REQUESTS, processors.requests(), READ_BATCHES)
        .addProcessor(TAKE_CHILD_PROOFS, processors.childProofs(), READ_CHILD_PROOFS)
        .addProcessor(TAKE_AGGREGATES, processors.aggregates(), READ_AGGREGATES);
    Stores.ofBatches().forEach(store -> topology.addStateStore(store, BATCH_PROCESSORS));
  }

  private void outputs(Topology topology) {
    ByteArraySerializer bytes = new ByteArraySerializer();
    topology.addSink(
        Sinks.DESK,
        InternalTopics.DESK + InternalTopics.TOPIC_SUFFIX,
        bytes,
        bytes,
        BATCH_PROCESSORS);
    sink(topology, Sinks.JOBS, Topics.AGGREGATION_JOBS);
    sink(topology, Sinks.VERDICTS, Topics.VERDICTS);
    sink(topology, Sinks.RECEIPTS, Topics.RECEIPTS);
    sink(topology, Sinks.JOURNAL, Topics.JOURNAL);
    sink(topology, Sinks.CHECKPOINTS, Topics.CHECKPOINTS);
    DeadLetters.addSink(topology, Sinks.DEAD_LETTERS, BATCH_PROCESSORS);
  }

  private static Consumed<byte[], byte[]> from(String name) {
    return Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()).withName(name);
  }

  private static void source(Topology topology, String name, Topic<?> topic) {
    ByteArrayDeserializer bytes = new ByteArrayDeserializer();
    topology.addSource(name, bytes, bytes, topic.name());
  }

  private static void sink(Topology topology, String name, Topic<?> topic) {
    ByteArraySerializer bytes = new ByteArraySerializer();
    topology.addSink(name, topic.name(), bytes, bytes, BATCH_PROCESSORS);
  }
}
