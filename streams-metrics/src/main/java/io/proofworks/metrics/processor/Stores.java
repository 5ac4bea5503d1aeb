package io.proofworks.metrics.processor;

import io.proofworks.runtime.FormatSerdes;
import io.proofworks.runtime.RuntimeFormats;
import io.proofworks.runtime.SignedBeats;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/** The stores of this application. Their names are those of their changelogs. */
public final class Stores {

  /** Task id to its class, until the task ends. */
  static final String TASK_CLASSES = "metrics-task-classes";

  /** Batch id to what an execution of it does not say. */
  static final String KNOWN_BATCHES = "metrics-known-batches";

  /** Prover id to its session key. */
  static final String SIGNERS = "metrics-signers";

  /** {@code cell|task id} to live task. */
  static final String LIVE_TASKS = "metrics-live-tasks";

  /** {@code cell|start} to what happened in those ten seconds; an hour of them. */
  static final String BUCKETS = "metrics-buckets";

  /** {@code cell|batch id} to transfer. */
  static final String TRANSFERS = "metrics-transfers";

  /** {@code cell|route id} to its last batch and its open ones. */
  static final String ROUTES = "metrics-routes";

  /** Prover id to member. */
  static final String MEMBERS = "metrics-members";

  /** Cell to its state. */
  static final String CELLS = "metrics-cells";

  /** The clocks of the source partitions. */
  static final String CLOCKS = "metrics-clocks";

  private Stores() {}

  static Set<StoreBuilder<?>> ofRelay() {
    return Set.of(
        store(TASK_CLASSES, Serdes.String()),
        store(KNOWN_BATCHES, FormatSerdes.of(MetricsFormats.KNOWN_BATCH)),
        SignedBeats.store(SIGNERS));
  }

  /** The stores of the fold. */
  public static List<StoreBuilder<?>> ofFold() {
    return List.of(
        store(LIVE_TASKS, FormatSerdes.of(MetricsFormats.LIVE_TASK)),
        store(BUCKETS, FormatSerdes.of(MetricsFormats.BUCKET)),
        store(TRANSFERS, FormatSerdes.of(MetricsFormats.TRANSFER)),
        store(ROUTES, FormatSerdes.of(MetricsFormats.ROUTE)),
        store(MEMBERS, FormatSerdes.of(MetricsFormats.MEMBER)),
        store(CELLS, FormatSerdes.of(MetricsFormats.CELL)),
        store(CLOCKS, FormatSerdes.of(RuntimeFormats.CLOCK)));
  }

  private static <V> StoreBuilder<KeyValueStore<String, V>> store(String name, Serde<V> values) {
    return org.apache.kafka.streams.state.Stores.keyValueStoreBuilder(
        org.apache.kafka.streams.state.Stores.persistentKeyValueStore(name),
        Serdes.String(),
        values);
  }
}
