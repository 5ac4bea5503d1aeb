package io.proofworks.runtime.markets;

import io.proofworks.protocol.Hash32;
import io.proofworks.topics.MarketKeys;
import io.proofworks.topics.Partitions;
import io.proofworks.topics.Topic;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;

/** A compacted public topic that all markets of an application write to: {@link MarketKeys}. */
public final class MarketSink {

  private MarketSink() {}

  /**
   * Adds it.
   *
   * @param text a key's text; each record has one
   * @param parents whose records it writes
   */
  public static <K, V> void add(
      Topology topology,
      String name,
      Topic<?> topic,
      Function<K, String> text,
      Serializer<V> values,
      String... parents) {
    StreamPartitioner<K, V> byOwnKey =
        (to, key, value, partitions) ->
            Optional.of(Set.of(Partitions.of(text.apply(key), partitions)));
    topology.addSink(name, topic.name(), new Keys<>(text), values, byOwnKey, parents);
  }

  /** With the market that the record's header names. */
  private record Keys<K>(Function<K, String> text) implements Serializer<K> {

    @Override
    public byte[] serialize(String topic, K key) {
      return text.apply(key).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] serialize(String topic, Headers headers, K key) {
      Header market = headers.lastHeader(MarketContext.HEADER);
      return market == null
          ? serialize(topic, key)
          : MarketKeys.of(Hash32.of(market.value()), text.apply(key))
              .getBytes(StandardCharsets.UTF_8);
    }
  }
}
