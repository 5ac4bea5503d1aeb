package io.proofworks.market.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.market.audit.Audit.Finding;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Keccak;
import io.proofworks.runtime.journal.Message;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessagesTest {

  private static final String REQUESTS = "account-requests";

  @Test
  void shouldFindNothingWhereAllThatWasSentWasTakenInAsOften() {
    Compared messages =
        compared(
            List.of(
                sent("task-1", 3, 10, "a"), sent("task-1", 4, 10, "a"), sent("task-1", 5, 11, "a")),
            List.of(taken(0, 10, "a"), taken(1, 10, "a"), taken(2, 11, "a")));
    assertThat(messages.differences()).isEmpty();
    assertThat(messages.matched()).isEqualTo(3);
  }

  @Test
  void shouldNameTheEntryThatTookInWhatNobodySent() {
    Compared messages =
        compared(
            List.of(sent("task-1", 3, 10, "a")),
            List.of(taken(0, 10, "a"), taken(1, 10, "a"), taken(2, 14, "b")));
    assertThat(messages.differences())
        .extracting(Finding::kind, Finding::where)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("INVENTED_MESSAGE", "account-0 1"),
            org.assertj.core.groups.Tuple.tuple("INVENTED_MESSAGE", "account-0 2"));
  }

  @Test
  void shouldNameTheEntryThatSentWhatNobodyTookInUnlessItIsYoung() {
    Compared messages =
        compared(List.of(sent("task-1", 3, 10, "a"), sent("batch-2", 5, 1_000, "b")), List.of());
    assertThat(messages.differences())
        .extracting(Finding::kind, Finding::where)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("LEFT_OUT", "task-1 3"));
    assertThat(messages.waiting()).isEqualTo(1);
  }

  /** What is on its way is behind all that was taken in of that way, and of no other. */
  @Test
  void shouldFindAMessageThatIsLeftOutBetweenOthersHoweverYoungItIs() {
    Compared messages =
        compared(
            List.of(
                sent("task-1", 3, 1_000, "a"),
                sent("task-1", 4, 1_001, "b"),
                sent("task-1", 5, 1_002, "c"),
                sent("task-2", 6, 1_003, "d")),
            List.of(taken(0, 1_001, "b")));
    assertThat(messages.differences())
        .extracting(Finding::kind, Finding::where)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("LEFT_OUT", "task-1 3"));
    assertThat(messages.waiting()).isEqualTo(2);
  }

  @Test
  void shouldFindMessagesOfOneSideInAnotherOrderAndOfAnotherPartition() {
    Compared messages =
        compared(
            List.of(sent("task-1", 3, 10, "a"), sent("task-1", 4, 11, "b")),
            List.of(taken(0, 11, "b"), taken(1, 10, "a")));
    assertThat(messages.differences()).extracting(Finding::kind).containsExactly("OUT_OF_ORDER");
    Message elsewhere =
        new Message("account-0", 0, 12, "settlement-" + REQUESTS, 1, digest("a"), "k");
    assertThat(compared(List.of(), List.of(elsewhere)).differences())
        .extracting(Finding::kind)
        .containsExactly("INVENTED_MESSAGE");
  }

  /** A stake, a claim or a session key would count from then on. */
  @Test
  void shouldFindAMessageThatWasTakenInAsOfAnotherTime() {
    Compared messages =
        compared(List.of(sent("account-1", 3, 10, "a")), List.of(taken(0, 11, "a")));
    assertThat(messages.differences())
        .extracting(Finding::kind, Finding::where)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("LEFT_OUT", "account-1 3"),
            org.assertj.core.groups.Tuple.tuple("INVENTED_MESSAGE", "account-0 0"));
  }

  private record Compared(List<Finding> differences, long matched, long waiting) {}

  private static Compared compared(List<Message> sent, List<Message> taken) {
    try (Scratch scratch = Scratch.under(LogSnapshot.TMP)) {
      Findings findings = new Findings();
      Messages messages = Messages.ofSettlement(1_000, (from, to) -> {}, scratch, findings);
      taken.forEach(messages::taken);
      sent.forEach(messages::sent);
      messages.compare();
      return new Compared(findings.first(), messages.matched(), messages.waiting());
    }
  }

  private static Message sent(String journal, long sequence, long time, String what) {
    return new Message(journal, sequence, time, REQUESTS, 0, digest(what), "k");
  }

  private static Message taken(long sequence, long time, String what) {
    return new Message("account-0", sequence, time, "settlement-" + REQUESTS, 0, digest(what), "k");
  }

  private static Hash32 digest(String what) {
    return Keccak.hash(what.getBytes(StandardCharsets.UTF_8));
  }
}
