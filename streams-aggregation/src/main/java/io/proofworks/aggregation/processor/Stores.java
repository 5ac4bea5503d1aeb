package io.proofworks.aggregation.processor;

import io.proofworks.format.Format;
import io.proofworks.runtime.FormatSerdes;
import io.proofworks.runtime.RuntimeFormats;
import io.proofworks.runtime.state.WriteBehindStore;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/** The stores of this application, one value each. Their names are those of their changelogs. */
public final class Stores {

  /** Batch id to case. */
  public static final String CASES = "aggregation-cases";

  /** (time, batch id), ordered by time: what is due is a range, never a scan. */
  public static final String DUE = "aggregation-due";

  /** Ids of batches that want a policy. */
  public static final String WAITING = "aggregation-waiting";

  /** Aggregator id to aggregator: whose signature counts. */
  public static final String AGGREGATORS = "aggregation-aggregators";

  /** Ids of accounts with money, in every partition. */
  public static final String ACCOUNTS = "aggregation-accounts";

  /** Ids of accounts with money, where their standings are read. */
  public static final String BACKED = "aggregation-backed";

  /**
   * (0 or 1 for a requester with money, time, batch id) of batches of which only requests are
   * known, to their size; then what {@link RequestShares} knows of each requester.
   */
  public static final String REQUESTS = "aggregation-requests";

  /** How many those are, and how large: all of them, and of each requester. */
  public static final String REQUEST_TOTALS = "aggregation-request-totals";

  /** {@code domain|version}, and {@code domain} for the newest, to policy. */
  public static final String POLICIES = "aggregation-policies";

  /** The clocks of the partition. */
  public static final String CLOCKS = "aggregation-clocks";

  /** When the partition's aggregates could not be appended. */
  public static final String CLOSURES = "aggregation-closures";

  /** Where the partition's journal ends. */
  public static final String JOURNAL = "aggregation-journal";

  /** Aggregator id to aggregator, where standings and heartbeats meet. */
  public static final String KNOWN_AGGREGATORS = "aggregation-known-aggregators";

  /** Aggregator id to its standing and last turn, at the desk. */
  public static final String DESK_MEMBERS = "aggregation-desk-members";

  /** Place in the queue to the node that waits there. */
  public static final String DESK_QUEUE = "aggregation-desk-queue";

  /** Node to its place in the queue. */
  public static final String DESK_PLACES = "aggregation-desk-places";

  /** Node to who holds its lease. */
  public static final String DESK_LEASES = "aggregation-desk-leases";

  /** The clocks of the heartbeats' partitions. */
  public static final String DESK_CLOCKS = "aggregation-desk-clocks";

  private Stores() {}

  /** The stores that everything about batches shares. */
  public static List<StoreBuilder<?>> ofBatches() {
    return List.of(
        store(CASES, Serdes.String(), FormatSerdes.of(AggregationFormats.CASE)),
        store(DUE, Serdes.Bytes(), Serdes.String()),
        store(WAITING, Serdes.String(), Serdes.ByteArray()),
        store(AGGREGATORS, Serdes.String(), FormatSerdes.of(AggregationFormats.AGGREGATOR)),
        store(ACCOUNTS, Serdes.String(), Serdes.ByteArray()),
        store(REQUESTS, Serdes.Bytes(), Serdes.Long()),
        often(REQUEST_TOTALS, AggregationFormats.TOTALS),
        often(POLICIES, AggregationFormats.POLICY),
        often(CLOCKS, RuntimeFormats.CLOCK),
        often(CLOSURES, RuntimeFormats.WATCH),
        WriteBehindStore.ofFew(JOURNAL));
  }

  /** The stores of the desk. */
  public static Set<StoreBuilder<?>> ofDesk() {
    return Set.of(
        store(DESK_MEMBERS, Serdes.String(), FormatSerdes.of(AggregationFormats.MEMBER)),
        store(DESK_QUEUE, Serdes.Bytes(), FormatSerdes.of(AggregationFormats.ASKED)),
        store(DESK_PLACES, Serdes.String(), Serdes.Long()),
        store(DESK_LEASES, Serdes.String(), FormatSerdes.of(AggregationFormats.LEASE)),
        often(DESK_CLOCKS, RuntimeFormats.CLOCK));
  }

  /** The stores of the directory's relay. */
  public static Set<StoreBuilder<?>> ofDirectory() {
    return Set.of(
        store(KNOWN_AGGREGATORS, Serdes.String(), FormatSerdes.of(AggregationFormats.AGGREGATOR)),
        store(BACKED, Serdes.String(), Serdes.ByteArray()));
  }

  /** The first key of what is due at that time; the keys before it are due earlier. */
  static Bytes due(long time, String batchId) {
    return Bytes.wrap(
        ByteBuffer.allocate(Long.BYTES + batchId.length())
            .putLong(time)
            .put(batchId.getBytes(StandardCharsets.US_ASCII))
            .array());
  }

  /** What nearly every record reads or changes: in memory, and written once for each commit. */
  private static <V> StoreBuilder<KeyValueStore<String, V>> often(String name, Format<V> format) {
    return store(name, Serdes.String(), FormatSerdes.remembering(format)).withCachingEnabled();
  }

  private static <K, V> StoreBuilder<KeyValueStore<K, V>> store(
      String name, Serde<K> keys, Serde<V> values) {
    return org.apache.kafka.streams.state.Stores.keyValueStoreBuilder(
        org.apache.kafka.streams.state.Stores.persistentKeyValueStore(name), keys, values);
  }
}
