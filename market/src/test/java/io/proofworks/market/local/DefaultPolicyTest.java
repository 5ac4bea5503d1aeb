package io.proofworks.market.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.Policy;
import io.proofworks.protocol.Hash32;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What nobody should gain by under the policy that is published when none is given. */
final class DefaultPolicyTest {

  private static final long ALL_BPS = 10_000;

  private final Policy policy = DefaultPolicy.of(Hash32.ZERO, List.of(), 20);

  /** Both in parts of a task's reward: its bond is so much of that, and lateness so much of it. */
  @Test
  void shouldCostMoreToBeLateThanItEarns() {
    long costs = (long) policy.getBondBps() * policy.getSlashDelayBps() / ALL_BPS;

    assertThat((long) policy.getLateRewardBps()).isLessThan(costs);
  }

  /** Records of others that wait with the same task have to find room. */
  @Test
  void shouldNotLetOneProverTakeAllTheRoomOfATask() {
    assertThat(2 * policy.getParkedPerProver()).isLessThan(policy.getParkedPerTask());
  }
}
