package io.proofworks.runtime.markets;

import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.Markets;
import io.proofworks.serde.DomainReader;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Topic;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Tells which market's a record of a public topic is. Thread-safe. */
public final class Ownership {

  private final MarketSerdes serdes;
  private final Markets markets;
  private final Map<String, DomainReader> readers = new ConcurrentHashMap<>();

  public Ownership(MarketSerdes serdes, Markets markets) {
    this.serdes = serdes;
    this.markets = markets;
  }

  /**
   * The market of a record that is no tick: those are everybody's.
   *
   * @param time when it was appended, epoch milliseconds
   */
  public Hash32 of(Topic<?> topic, byte @Nullable [] value, long time) {
    return readers
        .computeIfAbsent(topic.name(), name -> serdes.domains(topic))
        .read(value)
        .map(named ->
            topic.outsiderWrites()
                ? markets.ownerOfForeign(named, time)
                : markets.owner(named, time))
        .orElseGet(markets::first);
  }
}
