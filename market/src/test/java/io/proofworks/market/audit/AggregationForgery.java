package io.proofworks.market.audit;

import io.proofworks.aggregation.domain.Aggregator;
import io.proofworks.aggregation.domain.Input;
import io.proofworks.aggregation.domain.MarketEvent;
import io.proofworks.aggregation.domain.Relayed;
import io.proofworks.aggregation.domain.Slash;
import io.proofworks.aggregation.processor.AggregationFormats;
import io.proofworks.aggregation.processor.InternalTopics;
import io.proofworks.avro.Coordinates;
import io.proofworks.avro.JournalEntry;
import io.proofworks.market.audit.JournalForgery.Plan;
import io.proofworks.protocol.Reason;
import io.proofworks.runtime.FormatSerdes;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.topics.Journals;
import io.proofworks.topics.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;

/** What somebody does to a journal of aggregation who holds its keys. */
final class AggregationForgery {

  private static final Serde<Relayed> MESSAGES = FormatSerdes.of(AggregationFormats.MESSAGE);
  private static final long AN_HOUR_MS = 3_600_000;
  private static final String NOBODY = "0x" + "0".repeat(39) + "1";

  private AggregationForgery() {}

  /** What the entry says that a batch was told. */
  static Optional<Input> told(JournalEntry entry) {
    return read(Input.class, entry);
  }

  /** What the entry says that the partition was told of the market. */
  static Optional<MarketEvent> seen(JournalEntry entry) {
    return read(MarketEvent.class, entry);
  }

  /** Whether the entry has a word of the desk. */
  static boolean isOfTheDesk(JournalEntry entry) {
    return told(entry)
        .filter(told -> told instanceof Input.Granted || told instanceof Input.Delayed)
        .isPresent();
  }

  private static <T> Optional<T> read(Class<T> kind, JournalEntry entry) {
    ByteBuffer internal = entry.getInternalInput();
    if (internal == null || !AggregationAudit.isOf(entry.getJournal())) {
      return Optional.empty();
    }
    byte[] bytes = new byte[internal.remaining()];
    internal.duplicate().get(bytes);
    try {
      return Optional.of(MESSAGES.deserializer().deserialize("", bytes))
          .filter(kind::isInstance)
          .map(kind::cast);
    } catch (SerializationException e) {
      return Optional.empty();
    }
  }

  /** The key of the message that the entry took in. */
  static Optional<String> recordKey(JournalEntry entry) {
    return told(entry).map(Input::batchId).or(() -> seen(entry).map(AggregationForgery::key));
  }

  private static String key(MarketEvent event) {
    return switch (event) {
      case MarketEvent.AggregatorSeen(Aggregator aggregator) -> aggregator.id();
      case MarketEvent.AccountSeen(String id, boolean backed) -> id;
      case MarketEvent.PolicyPublished(var policy) -> policy.domain();
    };
  }

  /** The desk has no journal: what shows it is that the job does not follow any more. */
  static Optional<Plan> leaveOutAGrant(String journal, List<JournalEntry> entries) {
    int at = last(entries, Input.Granted.class);
    if (at < 0) {
      return Optional.empty();
    }
    List<JournalEntry> rest = new ArrayList<>(entries);
    rest.remove(at);
    int partition = Journals.partition(journal);
    return Optional.of(
        new Plan(
            journal, rest, List.of(journal, Topics.AGGREGATION_JOBS.name() + "-" + partition)));
  }

  static Optional<Plan> grantToNobody(String journal, List<JournalEntry> entries) {
    int at = last(entries, Input.Granted.class);
    return at < 0 || !(told(entries.get(at)).orElseThrow() instanceof Input.Granted granted)
        ? Optional.empty()
        : replaced(
            journal,
            entries,
            at,
            MESSAGES
                .serializer()
                .serialize(
                    "",
                    new Input.Granted(
                        granted.batchId(), granted.nodeId(), granted.epoch(), NOBODY)),
            granted.batchId());
  }

  /** A lease would run from then on, or whatever else was told. */
  static Optional<Plan> dateAhead(String journal, List<JournalEntry> entries) {
    int at = JournalForgery.last(entries, entry -> told(entry).isPresent());
    return at < 0 ? Optional.empty() : dated(journal, entries, at, AN_HOUR_MS, Map.of());
  }

  /** When its holder had another slot free, or was still there. */
  static Optional<Plan> dateAGrantEarly(String journal, List<JournalEntry> entries) {
    int at = last(entries, Input.Granted.class);
    return at < 0 ? Optional.empty() : dated(journal, entries, at, -AN_HOUR_MS, Map.of());
  }

  /** Leases would run until an hour after they ought to. */
  static Optional<Plan> clockAhead(String journal, List<JournalEntry> entries) {
    int at = JournalForgery.last(entries, entry -> told(entry).isPresent());
    return at < 0
        ? Optional.empty()
        : dated(
            journal,
            entries,
            at,
            0,
            Map.of(InternalTopics.TURNS, entries.get(at).getInput().getTime() + AN_HOUR_MS));
  }

  private static Optional<Plan> dated(
      String journal, List<JournalEntry> entries, int at, long by, Map<String, Long> clocks) {
    JournalEntry like = entries.get(at);
    Coordinates place = like.getInput();
    Map<String, Long> other = new HashMap<>(like.getClocks());
    other.putAll(clocks);
    List<JournalEntry> forged = new ArrayList<>(entries);
    forged.set(
        at,
        JournalEntry.newBuilder(like)
            .setInput(
                new Coordinates(
                    place.getTopic(),
                    place.getPartition(),
                    place.getOffset(),
                    place.getTime() + by))
            .setClocks(other)
            .build());
    return JournalForgery.changed(journal, forged, at);
  }

  /** It would stand in the receipt. */
  static Optional<Plan> inventALoss(String journal, List<JournalEntry> entries) {
    int at = last(entries, Input.Slashed.class);
    return at < 0 || !(told(entries.get(at)).orElseThrow() instanceof Input.Slashed slashed)
        ? Optional.empty()
        : replaced(
            journal,
            entries,
            at,
            MESSAGES
                .serializer()
                .serialize(
                    "",
                    new Input.Slashed(
                        slashed.batchId(),
                        new Slash(NOBODY, Reason.INVALID_PROOF.name(), 1_000, null))),
            slashed.batchId());
  }

  /** So that somebody else's aggregates would count as its own. */
  static Optional<Plan> changeAKey(String journal, List<JournalEntry> entries) {
    int at = JournalForgery.last(entries, entry -> seen(entry).filter(isAggregator()).isPresent());
    if (at < 0
        || !(seen(entries.get(at)).orElseThrow()
            instanceof MarketEvent.AggregatorSeen(Aggregator of))) {
      return Optional.empty();
    }
    Aggregator other =
        new Aggregator(
            of.id(),
            new byte[32],
            of.sessionExpiry(),
            of.registered(),
            of.free(),
            of.reserved(),
            of.pausedUntil(),
            of.pulse());
    byte[] bytes = MESSAGES.serializer().serialize("", new MarketEvent.AggregatorSeen(other));
    return replaced(journal, entries, at, bytes, of.id());
  }

  private static Predicate<MarketEvent> isAggregator() {
    return event -> event instanceof MarketEvent.AggregatorSeen;
  }

  private static int last(List<JournalEntry> entries, Class<? extends Input> type) {
    return JournalForgery.last(entries, entry -> told(entry).filter(type::isInstance).isPresent());
  }

  private static Optional<Plan> replaced(
      String journal, List<JournalEntry> entries, int at, byte[] bytes, String key) {
    JournalEntry like = entries.get(at);
    Coordinates place = like.getInput();
    byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
    List<JournalEntry> other = new ArrayList<>(entries);
    other.set(
        at,
        JournalEntry.newBuilder(like)
            .setInput(place)
            .setInputDigest(InboundRecord.digest(keyBytes, bytes).hex())
            .setInternalInput(ByteBuffer.wrap(bytes))
            .build());
    return JournalForgery.changed(journal, other, at);
  }
}
