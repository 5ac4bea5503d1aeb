package io.proofworks.market.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Keccak;
import io.proofworks.runtime.journal.Difference;
import io.proofworks.runtime.journal.Message;
import io.proofworks.settlement.replay.ReplayReport;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessagesTest {

  private static final String REQUESTS = "account-requests";

  @Test
  void shouldFindNothingWhereAllThatWasSentWasTakenInAsOften() {
    Messages messages =
        compared(
            List.of(sent("task-1", 3, 10, "a"), sent("task-1", 4, 11, "a")),
            List.of(taken(0, 12, "a"), taken(1, 13, "a")));
    assertThat(messages.differences()).isEmpty();
    assertThat(messages.matched()).isEqualTo(2);
  }

  @Test
  void shouldNameTheEntryThatTookInWhatNobodySent() {
    Messages messages =
        compared(
            List.of(sent("task-1", 3, 10, "a")),
            List.of(taken(0, 12, "a"), taken(1, 13, "a"), taken(2, 14, "b")));
    assertThat(messages.differences())
        .extracting(Difference::kind, Difference::journal, Difference::sequence)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple(Difference.Kind.INVENTED_MESSAGE, "account-0", 1L),
            org.assertj.core.groups.Tuple.tuple(Difference.Kind.INVENTED_MESSAGE, "account-0", 2L));
  }

  @Test
  void shouldNameTheEntryThatSentWhatNobodyTookInUnlessItIsYoung() {
    Messages messages =
        compared(List.of(sent("task-1", 3, 10, "a"), sent("batch-2", 5, 1_000, "b")), List.of());
    assertThat(messages.differences())
        .extracting(Difference::kind, Difference::journal, Difference::sequence)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(Difference.Kind.LEFT_OUT, "task-1", 3L));
    assertThat(messages.waiting()).isEqualTo(1);
  }

  @Test
  void shouldFindMessagesOfOneSideInAnotherOrderAndOfAnotherPartition() {
    Messages messages =
        compared(
            List.of(sent("task-1", 3, 10, "a"), sent("task-1", 4, 11, "b")),
            List.of(taken(0, 12, "b"), taken(1, 13, "a")));
    assertThat(messages.differences())
        .extracting(Difference::kind)
        .containsExactly(Difference.Kind.OUT_OF_ORDER);
    Message elsewhere =
        new Message("account-0", 0, 12, "settlement-" + REQUESTS, 1, digest("a"), "k");
    assertThat(compared(List.of(), List.of(elsewhere)).differences())
        .extracting(Difference::kind)
        .containsExactly(Difference.Kind.INVENTED_MESSAGE);
  }

  private static Messages compared(List<Message> sent, List<Message> taken) {
    ReplayReport report =
        new ReplayReport(Hash32.ZERO, "any", 0, List.of(), sent, taken, until -> false, List.of());
    return Messages.ofSettlement(List.of(report), 1_000);
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
