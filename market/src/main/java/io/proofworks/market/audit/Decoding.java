package io.proofworks.market.audit;

import io.proofworks.market.audit.Audit.Finding;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.Logged;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.Decoder;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Topic;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;

/**
 * The log's records, decoded. What cannot be decoded is passed over by {@link #all}: whoever reads
 * it answers it.
 */
record Decoding(LogSnapshot log, MarketSerdes serdes) {

  /** A record with what it says. */
  record Found<V>(InboundRecord record, V value) {

    Coordinates at() {
      return record.coordinates();
    }

    String place() {
      return record.coordinates().toString();
    }

    long time() {
      return record.time();
    }
  }

  /** The topic's records, ticks left out. */
  Collection<InboundRecord> records(Topic<?> topic) {
    List<InboundRecord> records = new ArrayList<>();
    for (LogSnapshot.Entry entry : log.records(topic)) {
      records.add(InboundRecord.of(entry.at(), entry.input().key(), entry.input().value()));
    }
    return records;
  }

  <V extends SpecificRecord> List<Found<V>> all(Topic<V> topic) {
    Decoder<V> decoder = serdes.decoder(topic);
    List<Found<V>> all = new ArrayList<>();
    for (InboundRecord record : records(topic)) {
      if (decoder.decode(record.value()) instanceof Decoded.Value<V>(V value)) {
        all.add(new Found<>(record, value));
      }
    }
    return all;
  }

  /** Each value with its place; one that cannot be decoded is a finding. */
  <V extends SpecificRecord> void each(
      Topic<V> topic, BiConsumer<V, String> taker, Consumer<Finding> findings) {
    Decoder<V> decoder = serdes.decoder(topic);
    for (LogSnapshot.Entry entry : log.records(topic)) {
      byte[] bytes = entry.input().value();
      switch (decoder.decode(bytes == null ? new byte[0] : bytes)) {
        case Decoded.Value<V>(V value) -> taker.accept(value, entry.at().toString());
        case Decoded.Malformed<V>(String detail) ->
            findings.accept(new Finding("UNDECODABLE", entry.at().toString(), detail));
      }
    }
  }

  /** One partition with its ticks, in the order of the offsets. */
  List<Logged> partition(String topic, int partition) {
    List<Logged> all = new ArrayList<>();
    Iterator<StoredRecord> stored = log.stored(topic, partition);
    stored.forEachRemaining(
        r -> all.add(new Logged(InboundRecord.of(r.at(), r.key(), r.value()), r.tick())));
    return all;
  }
}
