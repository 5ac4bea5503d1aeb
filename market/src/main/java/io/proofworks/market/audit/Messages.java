package io.proofworks.market.audit;

import io.proofworks.aggregation.processor.AggregationReport;
import io.proofworks.aggregation.processor.RelayedMessages;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.journal.Difference;
import io.proofworks.runtime.journal.Message;
import io.proofworks.settlement.replay.ReplayReport;
import io.proofworks.settlement.state.InternalTopics;
import io.proofworks.sharding.processor.Names;
import io.proofworks.sharding.processor.SchedulingReport;
import io.proofworks.topics.Journals;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What sides asked of each other, by the journals of those who asked, against what the others took
 * in, by theirs: the same messages, as often, and those of one side to one partition in the order
 * they were sent in. So no journal can invent money or leave a slash out without another that says
 * so. What aggregation is told follows from records instead, what the schedule is told from
 * requests and verdicts.
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

  /** What makes two messages the same. */
  private record Said(String topic, int partition, Hash32 digest) {}

  /** Messages of one side to one partition. */
  private record Way(String from, String topic, int partition) {}

  private final Map<String, String> readers;
  private final long overdue;

  /** In the order of each sender. */
  private final Map<Said, List<Message>> sent = new LinkedHashMap<>();

  private final Map<Said, List<Message>> taken = new HashMap<>();
  private final List<Difference> differences = new ArrayList<>();
  private int matched;
  private int waiting;

  /**
   * @param readers which side reads an internal topic
   */
  private Messages(
      Map<String, String> readers, List<Message> sent, List<Message> taken, long overdue) {
    this.readers = readers;
    this.overdue = overdue;
    sent.forEach(m -> this.sent.computeIfAbsent(said(m, m.topic()), s -> one()).add(m));
    taken.forEach(this::take);
    compare();
  }

  /**
   * Between the sides of settlement.
   *
   * @param overdue what was sent before that, epoch milliseconds, is taken in by now
   */
  static Messages ofSettlement(List<ReplayReport> reports, long overdue) {
    return new Messages(
        OF_SETTLEMENT,
        reports.stream().flatMap(report -> report.sent().stream()).toList(),
        reports.stream().flatMap(report -> report.taken().stream()).toList(),
        overdue);
  }

  /**
   * To the partitions of aggregation.
   *
   * @param sent what follows from records
   * @param overdue as above
   */
  static Messages toAggregation(List<Message> sent, List<AggregationReport> reports, long overdue) {
    Map<String, String> readers =
        RelayedMessages.internalTopics().stream()
            .collect(Collectors.toMap(topic -> topic, topic -> Journals.AGGREGATION));
    return new Messages(
        readers,
        sent,
        reports.stream().flatMap(report -> report.taken().stream()).toList(),
        overdue);
  }

  /**
   * To the schedule.
   *
   * @param sent what follows from requests and verdicts
   * @param overdue as above
   */
  static Messages toSchedule(List<Message> sent, List<SchedulingReport> reports, long overdue) {
    return new Messages(
        Map.of(Names.SCHEDULE_TOPIC, Journals.SCHEDULE),
        sent,
        reports.stream().flatMap(report -> report.taken().stream()).toList(),
        overdue);
  }

  private void compare() {
    sent.forEach(this::compare);
    taken.forEach((said, messages) -> {
      if (!sent.containsKey(said)) {
        messages.forEach(this::invented);
      }
    });
    checkOrder();
  }

  private static List<Message> one() {
    return new ArrayList<>();
  }

  private static Said said(Message message, String topic) {
    return new Said(topic, message.partition(), message.digest());
  }

  private void take(Message message) {
    String topic = topic(message.topic());
    String reader = readers.get(topic);
    if (reader == null || !message.journal().equals(reader + message.partition())) {
      differ(
          Difference.Kind.INVENTED_MESSAGE,
          message,
          message.topic() + "-" + message.partition() + " is not read by " + message.journal());
    } else {
      taken.computeIfAbsent(said(message, topic), s -> one()).add(message);
    }
  }

  /** Without the name of the application. */
  private String topic(String internal) {
    return readers.keySet().stream()
        .filter(name -> internal.equals(name) || internal.endsWith("-" + name))
        .findFirst()
        .orElse("");
  }

  private void compare(Said said, List<Message> messages) {
    List<Message> arrived = taken.getOrDefault(said, List.of());
    matched += Math.min(messages.size(), arrived.size());
    arrived.stream().skip(messages.size()).forEach(this::invented);
    for (Message missing :
        messages.subList(Math.min(messages.size(), arrived.size()), messages.size())) {
      if (missing.time() < overdue) {
        differ(
            Difference.Kind.LEFT_OUT,
            missing,
            "sent to %s-%d for %s, and not taken in there"
                .formatted(missing.topic(), missing.partition(), missing.key()));
      } else {
        waiting++;
      }
    }
  }

  private void invented(Message message) {
    differ(
        Difference.Kind.INVENTED_MESSAGE,
        message,
        "a message for " + message.key() + " that no journal sent");
  }

  /** Of those that only one side sent, and only once, so that it is known which is which. */
  private void checkOrder() {
    Map<Way, List<Message>> ways =
        sent.values().stream()
            .filter(messages -> messages.size() == 1)
            .map(List::getFirst)
            .collect(Collectors.groupingBy(m -> new Way(m.journal(), m.topic(), m.partition())));
    ways.values().forEach(this::checkOrder);
  }

  private void checkOrder(List<Message> way) {
    Message last = null;
    for (Message message : way) {
      List<Message> arrived = taken.getOrDefault(said(message, message.topic()), List.of());
      if (arrived.size() != 1) {
        continue;
      }
      Message now = arrived.getFirst();
      if (last != null && now.sequence() < last.sequence()) {
        differ(
            Difference.Kind.OUT_OF_ORDER,
            now,
            "a message of "
                + message.journal()
                + " that was sent after that of "
                + last.sequence());
      } else {
        last = now;
      }
    }
  }

  private void differ(Difference.Kind kind, Message message, String detail) {
    differences.add(new Difference(kind, message.journal(), message.sequence(), "", detail));
  }

  List<Difference> differences() {
    return differences;
  }

  /** Messages that were sent and taken in. */
  int matched() {
    return matched;
  }

  /** Messages sent so late that they may still be on their way. */
  int waiting() {
    return waiting;
  }
}
