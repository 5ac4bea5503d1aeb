package io.proofworks.market.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.ClassPolicy;
import io.proofworks.avro.Policy;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.TaskClass;
import io.proofworks.topics.TrustedRecords;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequesterTest {

  static {
    TrustedRecords.trust();
  }

  private final Policy policy = DefaultPolicy.of(Hash32.ZERO, List.of(), 20);

  @Test
  void shouldHaveHalfAnHourWhereThatIsEnough() {
    assertThat(Requester.patience(policy, TaskClass.STANDARD)).isEqualTo(Duration.ofMinutes(30));
  }

  /** What leaves less than a commit timeout and a reveal window is refused. */
  @Test
  void shouldHaveTheTimeOfItsClassTwiceWhereProofsTakeLong() {
    long hour = Duration.ofHours(1).toMillis();
    Policy slow =
        Policy.newBuilder(policy)
            .setClasses(
                policy.getClasses().stream()
                    .map(terms -> ClassPolicy.newBuilder(terms).setCommitTimeoutMs(hour).build())
                    .toList())
            .build();
    long longestWindow = policy.getClasses().getFirst().getRevealWindowMaxMs();

    assertThat(Requester.patience(slow, TaskClass.LONG_DEADLINE))
        .isEqualTo(Duration.ofMillis(2 * (hour + longestWindow)));
  }
}
