package io.proofworks.views.query;

import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.RunningApplication;
import io.proofworks.views.MarketView;
import io.proofworks.views.ViewReader;
import io.proofworks.views.ViewsTopology;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.LagInfo;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * As Kafka Streams has placed them.
 *
 * @param views whose client may be another one from one question to the next
 * @param first market of the deployment
 * @param self this instance's address, as the others know it
 */
record StreamsPlacement(RunningApplication views, Hash32 first, int partitions, String self)
    implements Placement {

  /** How many records a follower may be behind to be read: well under a second's. */
  private static final long FOLLOWS = 1_000;

  @Override
  public Placement in(Hash32 market) {
    return market.equals(first) ? this : new MarketPlacement(this, market);
  }

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
          views
              .streams()
              .queryMetadataForKey(
                  ViewsTopology.VIEWS,
                  "",
                  (topic, key, value, count) -> Optional.of(Set.of(partition)));
    } catch (InvalidStateStoreException | IllegalStateException e) {
      throw away(partition);
    }
    if (metadata == null || metadata.equals(KeyQueryMetadata.NOT_AVAILABLE)) {
      throw away(partition);
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
      throw away(partition);
    }
    return view(partition, follows);
  }

  private long lag(int partition) {
    Map<Integer, LagInfo> lags;
    try {
      lags =
          views.streams().allLocalStorePartitionLags().getOrDefault(ViewsTopology.VIEWS, Map.of());
    } catch (StreamsException | IllegalStateException e) {
      throw away(partition);
    }
    return lags.containsKey(partition) ? lags.get(partition).offsetLag() : Long.MAX_VALUE;
  }

  private MarketView view(int partition, boolean follower) {
    StoreQueryParameters<ReadOnlyKeyValueStore<String, byte[]>> wanted =
        StoreQueryParameters.fromNameAndType(
                ViewsTopology.VIEWS, QueryableStoreTypes.<String, byte[]>keyValueStore())
            .withPartition(partition);
    try {
      return new MarketView(
          new ViewReader(views.streams().store(follower ? wanted.enableStaleStores() : wanted)));
    } catch (InvalidStateStoreException | IllegalStateException e) {
      throw away(partition);
    }
  }

  private Problem away(int partition) {
    return Problem.away(views.condition(), "partition " + partition + " of the views");
  }
}
