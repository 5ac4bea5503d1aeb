package io.proofworks.sharding.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.Coordinates;
import io.proofworks.avro.Verdict;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.TaskState;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.sharding.domain.ScheduleEvent;
import io.proofworks.topics.Topics;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TaskVerdictsTest {

  private static final long APPENDED = 100;
  private static final long HEARD = 240_000;

  private static ScheduleEvent.Judged judged(VerdictKind kind) {
    Verdict verdict =
        Verdict.newBuilder()
            .setVerdictId(Hash32.ZERO.hex())
            .setDomain(Hash32.ZERO.hex())
            .setKind(kind.name())
            .setReason(Reason.ACCEPTED.name())
            .setDetail("")
            .setAuthor("0x" + "a1".repeat(20))
            .setTaskId(Hash32.ZERO.hex())
            .setEpoch(1)
            .setShardWeight(1)
            .setTaskState(TaskState.VERIFIED.name())
            .setInput(new Coordinates(Topics.COMMITMENTS.name(), 0, 7L, APPENDED))
            .setDecidedAt(HEARD - 1)
            .setSlashed(0)
            .setRewarded(0)
            .setEvidence(List.of())
            .build();
    return (ScheduleEvent.Judged) TaskVerdicts.judged(verdict, Hash32.ZERO, HEARD).orElseThrow();
  }

  /** Then the proof was there, however late anybody said so. */
  @Test
  void shouldSayWhenACommitWasAppended() {
    assertThat(judged(VerdictKind.COMMIT).committedAt()).isEqualTo(APPENDED);
    assertThat(judged(VerdictKind.COMMIT).at()).isEqualTo(HEARD);
  }

  @ParameterizedTest
  @EnumSource(names = {"TASK", "REVEAL", "ASSIGNMENT"})
  void shouldDateNothingElse(VerdictKind kind) {
    assertThat(judged(kind).committedAt()).isZero();
  }
}
