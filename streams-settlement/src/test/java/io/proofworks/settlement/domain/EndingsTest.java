package io.proofworks.settlement.domain;

import static io.proofworks.settlement.domain.Scene.ANN;
import static io.proofworks.settlement.domain.Scene.open;
import static io.proofworks.settlement.domain.Scene.proof;
import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.MarketRules;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.TaskState;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What the verdict that ends a task says of its proof: settlement may be late, and who closes the
 * task does not know what had been revealed before.
 */
class EndingsTest {

  private static Scene committed(Scene scene) {
    return scene.take(scene.commit(ANN, 100, proof(1, ANN))).bond(ANN, 110, true);
  }

  @Test
  void shouldSayThatATaskEndedWithTheProofThatWasRevealedBefore() {
    Scene scene = committed(open(ANN)).revealed(ANN, 150);

    scene.closed(160, TaskState.EXPIRED);

    assertThat(scene.verdict().subject().state()).isEqualTo(TaskState.EXPIRED);
    assertThat(scene.verdict().evidence()).isEqualTo(Map.of("proof", "ACCEPTED"));
  }

  @Test
  void shouldSayThatATaskEndedWithoutAProof() {
    Scene scene = committed(open(ANN)).closed(140, TaskState.EXPIRED);
    assertThat(scene.verdict().evidence()).isEqualTo(Map.of("proof", "NONE"));

    scene.revealed(ANN, 150);

    assertThat(scene.verdict().reason()).as("as it said").isEqualTo(Reason.STALE);
  }

  @Test
  void shouldSayOfOneEndOnlyWhatItsTaskHas() {
    Scene scene = open(ANN).closed(140, TaskState.EXPIRED).closed(150, TaskState.FAILED);

    assertThat(scene.verdict().reason()).isEqualTo(Reason.DUPLICATE);
    assertThat(scene.verdict().evidence()).isEmpty();
  }

  /** Nobody asks settlement to end it: it says so itself. */
  @Test
  void shouldSayThatATaskWithoutMoneyEndsWithoutAProof() {
    Scene scene = new Scene().announced().escrow(false);

    assertThat(scene.task().state()).isEqualTo(TaskState.FAILED);
    assertThat(scene.verdict().evidence()).isEqualTo(Map.of("proof", "NONE"));
  }

  @Test
  void shouldSayNothingOfAProofUnderTheFirstRules() {
    Scene scene = Scene.by(MarketRules.FIRST, ANN).closed(140, TaskState.EXPIRED);

    assertThat(scene.verdict().evidence()).isEmpty();
  }
}
