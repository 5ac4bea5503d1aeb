package io.proofworks.metrics.query;

import io.proofworks.metrics.views.MarketView;
import io.proofworks.metrics.views.ViewReader;
import io.proofworks.metrics.views.ViewsTopology;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.LagInfo;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * As Kafka Streams has placed them.
 *
 * @param self this instance's address, as the others know it
 */
record StreamsPlacement(KafkaStreams streams, int partitions, String self) implements Placement {

  /** How many records a follower may be behind to be read: well under a second's. */
  private static final long FOLLOWS = 1_000;

  @Override
  public Place of(int partition) {
    KeyQueryMetadata metadata = metadata(partition);
    return address(metadata.activeHost()).equals(self)
        ? new Place.Here(view(partition, false))
        : new Place.There(
            Stream.concat(Stream.of(metadata.activeHost()), metadata.standbyHosts().stream())
                .map(StreamsPlacement::address)
                .toList());
  }

  private KeyQueryMetadata metadata(int partition) {
    KeyQueryMetadata metadata;
    try {
      metadata =
          streams.queryMetadataForKey(
              ViewsTopology.VIEWS,
              "",
              (topic, key, value, count) -> Optional.of(Set.of(partition)));
    } catch (InvalidStateStoreException | IllegalStateException e) {
      throw rebalancing(partition);
    }
    if (metadata == null || metadata.equals(KeyQueryMetadata.NOT_AVAILABLE)) {
      throw rebalancing(partition);
    }
    return metadata;
  }

  private static String address(HostInfo host) {
    return host.host() + ":" + host.port();
  }

  @Override
  public MarketView here(int partition) {
    boolean follows =
        metadata(partition).standbyHosts().stream().anyMatch(host -> address(host).equals(self));
    if (follows && lag(partition) > FOLLOWS) {
      throw rebalancing(partition);
    }
    return view(partition, follows);
  }

  private long lag(int partition) {
    Map<Integer, LagInfo> lags =
        streams.allLocalStorePartitionLags().getOrDefault(ViewsTopology.VIEWS, Map.of());
    return lags.containsKey(partition) ? lags.get(partition).offsetLag() : Long.MAX_VALUE;
  }

  private MarketView view(int partition, boolean follower) {
    StoreQueryParameters<ReadOnlyKeyValueStore<String, byte[]>> wanted =
        StoreQueryParameters.fromNameAndType(
                ViewsTopology.VIEWS, QueryableStoreTypes.<String, byte[]>keyValueStore())
            .withPartition(partition);
    try {
      return new MarketView(
          new ViewReader(streams.store(follower ? wanted.enableStaleStores() : wanted)));
    } catch (InvalidStateStoreException e) {
      throw rebalancing(partition);
    }
  }

  private static Problem rebalancing(int partition) {
    return Problem.later("rebalancing", "partition " + partition + " of the views is moving");
  }
}
