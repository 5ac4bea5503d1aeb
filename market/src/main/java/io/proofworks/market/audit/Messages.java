package io.proofworks.market.audit;

import io.proofworks.aggregation.processor.RelayedMessages;
import io.proofworks.runtime.journal.BrokerClocks;
import io.proofworks.runtime.journal.Difference;
import io.proofworks.runtime.journal.Message;
import io.proofworks.settlement.state.InternalTopics;
import io.proofworks.sharding.processor.Names;
import io.proofworks.topics.Journals;
import java.util.Iterator;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What sides asked of each other, by the journals of those who asked, against what the others took
 * in, by theirs: the same messages, as of then, as often, and those of one side to one partition in
 * the order they were sent in. So no journal can invent money or leave a slash out without another
 * that says so. What aggregation is told follows from records instead, what the schedule is told
 * from requests and verdicts.
 */
final class Messages {

  /** Which side reads an internal topic. */
  private static final Map<String, String> OF_SETTLEMENT =
      Map.of(
          InternalTopics.ACCOUNT_REQUESTS,
          Journals.ACCOUNT,
          InternalTopics.ACCOUNT_ANSWERS,
          Journals.TASK,
          InternalTopics.REGISTRY,
          Journals.TASK);

  /**
   * A message.
   *
   * @param topic without the name of the application
   * @param digest of what it says, 0x and hex
   * @param place among all that was sent
   */
  private record Said(
      String journal,
      long sequence,
      long time,
      String topic,
      int partition,
      String digest,
      String key,
      long place) {

    String same() {
      return topic + "-" + partition + " " + digest;
    }

    Place at() {
      return new Place(journal, sequence);
    }

    /** Of one side to one partition. */
    String way() {
      return journal + " " + topic + "-" + partition;
    }
  }

  /** An entry of a journal. */
  record Place(String journal, long sequence) {}

  /** One of which it is known which is which: it was sent once and taken in once. */
  private record Arrived(Said sent, Said taken) {}

  private final Map<String, String> readers;

  /** Whether a message bears the time of what it follows from; else that of its own topic. */
  private final boolean dated;

  private final long overdue;
  private final ScratchLists<Said> sent;
  private final ScratchLists<Said> taken;

  /** By the way that they went, in the order of the sender. */
  private final ScratchLists<Arrived> arrived;

  /** Gets the entry that sent one, and the entry that took it in. */
  private final BiConsumer<Place, Place> pairs;

  /** What was sent so late that it may still be on its way. */
  private final ScratchLists<Said> late;

  private final Findings findings;
  private long place;
  private long matched;
  private long waiting;

  /**
   * @param readers which side reads an internal topic
   * @param dated whether a message bears the time of what it follows from
   * @param overdue what was sent before that, epoch milliseconds, is taken in by now
   * @param pairs gets the entry that sent one, and the entry that took it in
   */
  private Messages(
      Map<String, String> readers,
      boolean dated,
      long overdue,
      BiConsumer<Place, Place> pairs,
      Scratch scratch,
      Findings findings) {
    this.readers = readers;
    this.dated = dated;
    this.pairs = pairs;
    this.overdue = overdue;
    this.sent = scratch.lists(Codec.of(Said.class));
    this.taken = scratch.lists(Codec.of(Said.class));
    this.arrived = scratch.lists(Codec.of(Arrived.class));
    this.late = scratch.lists(Codec.of(Said.class));
    this.findings = findings;
  }

  /**
   * Between the sides of settlement.
   *
   * @param overdue what was sent before that, epoch milliseconds, is taken in by now
   * @param pairs gets the entry that sent one, and the entry that took it in
   */
  static Messages ofSettlement(
      long overdue, BiConsumer<Place, Place> pairs, Scratch scratch, Findings findings) {
    return new Messages(OF_SETTLEMENT, true, overdue, pairs, scratch, findings);
  }

  /** To the partitions of aggregation. */
  static Messages toAggregation(Run run) {
    Map<String, String> readers =
        RelayedMessages.internalTopics().stream()
            .collect(Collectors.toMap(topic -> topic, topic -> Journals.AGGREGATION));
    return of(readers, false, run);
  }

  /** To the schedule. */
  static Messages toSchedule(Run run) {
    return of(Map.of(Names.SCHEDULE_TOPIC, Journals.SCHEDULE), true, run);
  }

  /** What follows from records has no entry that sent it. */
  private static Messages of(Map<String, String> readers, boolean dated, Run run) {
    return new Messages(
        readers, dated, run.overdue(), (from, to) -> {}, run.scratch(), run.findings());
  }

  /** One was sent, or follows from a record; those of a sender in their order. */
  void sent(Message message) {
    Said said = said(message, message.topic());
    sent.add(same(said), said);
  }

  /** One was taken in. */
  void taken(Message message) {
    String topic = topic(message.topic());
    String reader = readers.get(topic);
    Said said = said(message, topic);
    if (reader == null || !message.journal().equals(reader + message.partition())) {
      differ(
          Difference.Kind.INVENTED_MESSAGE,
          said,
          message.topic() + "-" + message.partition() + " is not read by " + message.journal());
    } else {
      taken.add(same(said), said);
    }
  }

  /** What makes two messages the same. */
  private String same(Said said) {
    return dated ? said.same() + " " + said.time() : said.same();
  }

  private Said said(Message message, String topic) {
    return new Said(
        message.journal(),
        message.sequence(),
        message.time(),
        topic,
        message.partition(),
        message.digest().hex(),
        message.key(),
        place++);
  }

  /** Without the name of the application. */
  private String topic(String internal) {
    return readers.keySet().stream()
        .filter(name -> internal.equals(name) || internal.endsWith("-" + name))
        .findFirst()
        .orElse("");
  }

  /** After all that was sent and taken in. */
  void compare() {
    for (Said first : sent.firsts()) {
      compare(same(first));
    }
    for (Said first : taken.firsts()) {
      if (sent.isEmpty(same(first))) {
        taken.of(same(first)).forEach(this::invented);
      }
    }
    late.all().forEach(this::requireLast);
    for (Arrived first : arrived.firsts()) {
      checkOrder(arrived.of(first.sent().way()));
    }
  }

  private void compare(String same) {
    Iterator<Said> out = sent.of(same).iterator();
    Iterator<Said> in = taken.of(same).iterator();
    long count = 0;
    @Nullable Arrived pair = null;
    while (out.hasNext() && in.hasNext()) {
      pair = new Arrived(out.next(), in.next());
      pairs.accept(pair.sent().at(), pair.taken().at());
      count++;
    }
    matched += count;
    if (pair != null && count == 1 && !out.hasNext() && !in.hasNext()) {
      arrived.add(pair.sent().way(), pair.sent().place(), pair);
      requireSent(pair);
    }
    in.forEachRemaining(this::invented);
    boolean none = count == 0;
    out.forEachRemaining(said -> missing(said, none));
  }

  /** Where its own topic dates a message, that cannot be before the record that it follows from. */
  private void requireSent(Arrived pair) {
    if (pair.taken().time() + BrokerClocks.APART_MS < pair.sent().time()) {
      invented(pair.taken());
    }
  }

  /**
   * @param none whether none that says the same was taken in; else nobody knows which of them was
   */
  private void missing(Said message, boolean none) {
    if (message.time() < overdue) {
      leftOut(message, "not taken in there");
    } else if (none) {
      late.add(message.way(), message);
    } else {
      waiting++;
    }
  }

  /** What of its way came after it may not have been taken in either. */
  private void requireLast(Said message) {
    OptionalLong last = arrived.last(message.way(), Long.MAX_VALUE);
    if (last.isPresent() && last.getAsLong() > message.place()) {
      leftOut(message, "not taken in there with what was sent after it");
    } else {
      waiting++;
    }
  }

  private void leftOut(Said message, String how) {
    differ(
        Difference.Kind.LEFT_OUT,
        message,
        "sent to %s-%d for %s, and %s"
            .formatted(message.topic(), message.partition(), message.key(), how));
  }

  private void invented(Said message) {
    differ(
        Difference.Kind.INVENTED_MESSAGE,
        message,
        "a message for " + message.key() + ", of " + message.time() + ", that no journal sent");
  }

  private void checkOrder(Iterable<Arrived> way) {
    @Nullable Said last = null;
    for (Arrived one : way) {
      Said now = one.taken();
      if (last != null && now.sequence() < last.sequence()) {
        differ(
            Difference.Kind.OUT_OF_ORDER,
            now,
            "a message of "
                + one.sent().journal()
                + " that was sent after that of "
                + last.sequence());
      } else {
        last = now;
      }
    }
  }

  private void differ(Difference.Kind kind, Said message, String detail) {
    findings.add(new Difference(kind, message.journal(), message.sequence(), "", detail));
  }

  /** Messages that were sent and taken in. */
  long matched() {
    return matched;
  }

  /** Messages sent so late that they may still be on their way. */
  long waiting() {
    return waiting;
  }
}
