package io.proofworks.metrics.processor;

import io.proofworks.metrics.domain.Bucket;
import io.proofworks.metrics.domain.LiveTask;
import io.proofworks.metrics.domain.Member;
import io.proofworks.metrics.domain.Transfer;
import io.proofworks.runtime.Cbor;
import io.proofworks.runtime.LogClock;
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
        store(KNOWN_BATCHES, Cbor.serde(RelayState.KnownBatch.class)),
        SignedBeats.store(SIGNERS));
  }

  /** The stores of the fold. */
  public static List<StoreBuilder<?>> ofFold() {
    return List.of(
        store(LIVE_TASKS, Cbor.serde(LiveTask.class)),
        store(BUCKETS, Cbor.serde(Bucket.class)),
        store(TRANSFERS, Cbor.serde(Transfer.class)),
        store(ROUTES, Cbor.serde(KnownRoute.class)),
        store(MEMBERS, Cbor.serde(Member.class)),
        store(CELLS, Cbor.serde(CellState.class)),
        store(CLOCKS, Cbor.serde(LogClock.class)));
  }

  private static <V> StoreBuilder<KeyValueStore<String, V>> store(String name, Serde<V> values) {
    return org.apache.kafka.streams.state.Stores.keyValueStoreBuilder(
        org.apache.kafka.streams.state.Stores.persistentKeyValueStore(name),
        Serdes.String(),
        values);
  }
}
