package io.proofworks.settlement;

import static io.proofworks.settlement.Market.hash;
import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.state.MemoryStore;
import io.proofworks.settlement.domain.KeptProof;
import io.proofworks.settlement.domain.Origin;
import io.proofworks.settlement.state.AccountStates;
import org.junit.jupiter.api.Test;

/** What is proved is kept for others, the newest of it and not for ever. */
class KeptProofsTest {

  private static final long START = 1_800_000_000_000L;
  private static final int MOST = 3;

  private final AccountStates states = AccountStates.of(MemoryStore::new);

  private void keep(String statement, long time) {
    Origin reveal = new Origin("reveals", 0, 0, time, Hash32.ZERO);
    Hash32 task = hash("task of " + statement);
    states.claim(hash(statement), task);
    states.keep(
        hash(statement), new KeptProof(task, 1, Address.ZERO, null, new byte[] {1}, reveal));
    states.forgetProofs(time, MOST);
  }

  private boolean has(String statement) {
    boolean proof = states.proofOf(hash(statement)) != null;
    boolean claim = states.holderOf(hash(statement)) != null;
    assertThat(proof).as("the claim on %s lives as long as its proof", statement).isEqualTo(claim);
    return proof;
  }

  @Test
  void shouldForgetTheOldestWhenThereAreTooMany() {
    keep("b", START + 1);
    keep("a", START);
    keep("c", START + 2);
    assertThat(has("a")).isTrue();

    keep("d", START + 3);

    assertThat(has("a")).isFalse();
    assertThat(has("b") && has("c") && has("d")).isTrue();
    keep("e", START + 4);
    assertThat(has("b")).isFalse();
  }

  @Test
  void shouldForgetWhatIsOlderThanAWeek() {
    keep("a", START);
    keep("b", START + 1);

    keep("c", START + AccountStates.KEPT_MS + 1);

    assertThat(has("a")).isFalse();
    assertThat(has("b")).as("not a millisecond early, and not too many").isTrue();
  }
}
