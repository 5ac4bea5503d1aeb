package io.proofworks.market.audit;

import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.journal.Difference;
import io.proofworks.settlement.ReplayReport;
import io.proofworks.settlement.ReplayReport.Message;
import io.proofworks.settlement.SettlementTopology;
import io.proofworks.topics.Journals;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the sides of settlement asked of each other, by the journals of those who asked, against
 * what the others took in, by theirs: the same messages, as often, and those of one side to one
 * partition in the order they were sent in. So no journal can invent money or leave a slash out
 * without another that says so.
 */
final class Messages {

  /** Which side reads an internal topic. */
  private static final Map<String, String> READERS =
      Map.of(
          SettlementTopology.ACCOUNT_REQUESTS,
          Journals.ACCOUNT,
          SettlementTopology.ACCOUNT_ANSWERS,
          Journals.TASK,
          SettlementTopology.REGISTRY,
          Journals.TASK);

  /** What makes two messages the same. */
  private record Said(String topic, int partition, Hash32 digest) {}

  /** Messages of one side to one partition. */
  private record Way(String from, String topic, int partition) {}

  private final long overdue;
  private final Map<Said, List<Message>> sent = new HashMap<>();
  private final Map<Said, List<Message>> taken = new HashMap<>();
  private final List<Difference> differences = new ArrayList<>();
  private int matched;
  private int waiting;

  /**
   * @param overdue what was sent before that, epoch milliseconds, is taken in by now
   */
  Messages(List<ReplayReport> reports, long overdue) {
    this.overdue = overdue;
    for (ReplayReport report : reports) {
      report.sent().forEach(m -> sent.computeIfAbsent(said(m, m.topic()), s -> one()).add(m));
      report.taken().forEach(this::take);
    }
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
    String reader = READERS.get(topic);
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
  private static String topic(String internal) {
    return READERS.keySet().stream()
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
    for (Message message : way.stream().sorted(Messages::inOrder).toList()) {
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

  private static int inOrder(Message a, Message b) {
    return Long.compare(a.sequence(), b.sequence());
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

  /** The internal topics. */
  static Set<String> topics() {
    return READERS.keySet();
  }
}
