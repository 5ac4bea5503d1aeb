package io.proofworks.market.audit;

import io.proofworks.avro.Coordinates;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.Markets;
import io.proofworks.runtime.journal.Logged;
import io.proofworks.runtime.journal.PartitionLog;
import io.proofworks.runtime.markets.Ownership;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.Decoder;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.settlement.replay.JournalReplay.Input;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.util.Iterator;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The log's records, decoded, one after the other: read anew from the disk each time. What cannot
 * be decoded is passed over by {@link #all}: whoever reads it answers it.
 *
 * @param ours whether a record is of the market that is audited
 */
record Decoding(
    LogSnapshot log, MarketSerdes serdes, Predicate<StoredRecord> ours, AuditProgress progress)
    implements PartitionLog {

  /** Records after which progress is told. */
  static final int STEP = 256;

  /** Of a log that has one market. */
  Decoding(LogSnapshot log, MarketSerdes serdes) {
    this(log, serdes, record -> true, AuditProgress.SILENT);
  }

  /** Of the market that is audited: a tick is everybody's, a record only its own market's. */
  static Decoding of(LogSnapshot log, Audit.Scope scope, AuditProgress progress) {
    Markets markets = markets(log, scope.serdes(), scope.deployment());
    Ownership ownership = new Ownership(scope.serdes(), markets);
    Predicate<StoredRecord> ours =
        record ->
            record.tick()
                || Topics.byName(record.at().topic())
                    .map(topic -> ownership.of(topic, record.value(), record.at().time()))
                    .filter(owner -> !owner.equals(scope.domain()))
                    .isEmpty();
    return new Decoding(
        log, scope.serdes(), markets.others().isEmpty() ? record -> true : ours, progress);
  }

  /** Those of a log. */
  static Markets markets(LogSnapshot log, MarketSerdes serdes, Hash32 deployment) {
    Markets markets = new Markets(deployment);
    new Decoding(log, serdes)
        .all(Topics.POLICIES)
        .forEach(policy ->
            Hash32.tryParse(policy.value().getDomain())
                .ifPresent(market -> markets.since(market, policy.time())));
    return markets;
  }

  /** A record with what it says. */
  record Found<V>(InboundRecord record, V value) {

    String place() {
      return record.coordinates().toString();
    }

    long time() {
      return record.time();
    }
  }

  /** Where a record of the market names another; empty for none. */
  static String place(@Nullable Coordinates at) {
    return at == null ? "" : at.getTopic() + "-" + at.getPartition() + "@" + at.getOffset();
  }

  /** The topic's records, ticks left out. */
  Stream<InboundRecord> records(Topic<?> topic) {
    Iterator<StoredRecord> all = ours(log.records(topic));
    Iterator<InboundRecord> records =
        new Iterator<>() {
          private long done;

          @Override
          public boolean hasNext() {
            return all.hasNext();
          }

          @Override
          public InboundRecord next() {
            if (++done % STEP == 0) {
              progress.at("records of " + topic.name() + " compared", done, log.count(topic));
            }
            return inbound(all.next());
          }
        };
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(records, Spliterator.ORDERED), false);
  }

  private static InboundRecord inbound(StoredRecord record) {
    return InboundRecord.of(record.at(), record.key(), record.value());
  }

  <V extends SpecificRecord> Stream<Found<V>> all(Topic<V> topic) {
    Decoder<V> decoder = serdes.decoder(topic);
    return records(topic).flatMap(record -> found(decoder, record).stream());
  }

  private static <V> Optional<Found<V>> found(Decoder<V> decoder, InboundRecord record) {
    return decoder.decode(record.value()) instanceof Decoded.Value<V>(V value)
        ? Optional.of(new Found<>(record, value))
        : Optional.empty();
  }

  /** Each value with its record; one that cannot be decoded is a finding. */
  <V extends SpecificRecord> void each(
      Topic<V> topic, BiConsumer<V, InboundRecord> taker, Findings findings) {
    Decoder<V> decoder = serdes.decoder(topic);
    records(topic)
        .forEach(record -> {
          switch (decoder.decode(record.value())) {
            case Decoded.Value<V>(V value) -> taker.accept(value, record);
            case Decoded.Malformed<V>(String detail) ->
                findings.add("UNDECODABLE", record.coordinates().toString(), detail);
          }
        });
  }

  /** What a journal's entry was applied to, whatever time it says. */
  Optional<Input> find(io.proofworks.runtime.Coordinates at) {
    return log.find(at.topic(), at.partition(), at.offset())
        .filter(ours)
        .map(record -> new Input(record.key(), record.value()));
  }

  /** The record of that topic where another says that it is; no tick. */
  Optional<InboundRecord> find(Topic<?> topic, @Nullable Coordinates at) {
    return at == null || !at.getTopic().equals(topic.name())
        ? Optional.empty()
        : find(topic, at.getPartition(), at.getOffset());
  }

  private Optional<InboundRecord> find(Topic<?> topic, int partition, long offset) {
    return log.find(topic.name(), partition, offset)
        .filter(record -> !record.tick() && ours.test(record))
        .map(Decoding::inbound);
  }

  /** The same, decoded. */
  <V extends SpecificRecord> Optional<Found<V>> decoded(Topic<V> topic, @Nullable Coordinates at) {
    return find(topic, at).flatMap(record -> found(serdes.decoder(topic), record));
  }

  /** The record of that topic at a position, decoded. */
  <V extends SpecificRecord> Optional<Found<V>> decoded(Topic<V> topic, Position at) {
    return find(topic, at.partition(), at.offset())
        .flatMap(record -> found(serdes.decoder(topic), record));
  }

  @Override
  public Iterable<Logged> of(String topic, int partition) {
    return () -> {
      Iterator<StoredRecord> stored = ours(log.stored(topic, partition));
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return stored.hasNext();
        }

        @Override
        public Logged next() {
          return logged(stored.next());
        }
      };
    };
  }

  @Override
  public Optional<Logged> at(String topic, int partition, long offset) {
    return log.find(topic, partition, offset).filter(ours).map(Decoding::logged);
  }

  private Iterator<StoredRecord> ours(Iterator<StoredRecord> all) {
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(all, Spliterator.ORDERED), false)
        .filter(ours)
        .iterator();
  }

  private static Logged logged(StoredRecord record) {
    return new Logged(inbound(record), record.tick());
  }
}
