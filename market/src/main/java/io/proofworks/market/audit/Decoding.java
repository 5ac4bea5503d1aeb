package io.proofworks.market.audit;

import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.Decoder;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.settlement.EntryTimes.Logged;
import io.proofworks.topics.Topic;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/**
 * The log's records, decoded. What cannot be decoded is passed over: whoever reads it answers it.
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

  /** One partition with its ticks, in the order of the offsets. */
  List<Logged> partition(String topic, int partition) {
    List<Logged> all = new ArrayList<>();
    Iterator<StoredRecord> stored = log.stored(topic, partition);
    stored.forEachRemaining(
        r -> all.add(new Logged(InboundRecord.of(r.at(), r.key(), r.value()), r.tick())));
    return all;
  }
}
