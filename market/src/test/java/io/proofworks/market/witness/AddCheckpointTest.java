package io.proofworks.market.witness;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.Hash32;
import io.proofworks.tlog.Checkpoint;
import io.proofworks.tlog.Merkle;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AddCheckpointTest {

  private static final String HASH = "A".repeat(43) + "=";
  private static final Checkpoint NONE = new Checkpoint("o", 0, Merkle.EMPTY);
  private static final Checkpoint FIVE = new Checkpoint("o", 5, Hash32.ZERO);

  @Test
  void shouldReadWhatTheSpecificationSays() {
    assertThat(AddCheckpoint.parse("old 7\n" + HASH + "\n" + HASH + "\n\nnote\n\n— x\n"))
        .contains(new AddCheckpoint(7, List.of(Hash32.ZERO, Hash32.ZERO), "note\n\n— x\n"));
    assertThat(AddCheckpoint.parse("old 0\n\nnote")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "old 7\nnote",
        "\n\nnote",
        "old 07\n\nnote",
        "old -1\n\nnote",
        "old 7 \n\nnote",
        "old 7\r\n\nnote",
        "old 7\rHASH\n\nnote",
        "old 7\nAAAA\n\nnote",
        "old 7\nHASH\r\n\nnote",
        "HASH\nold 7\n\nnote",
      })
  void shouldReadNothingElse(String body) {
    assertThat(AddCheckpoint.parse(body.replace("HASH", HASH))).isEmpty();
  }

  @Test
  void shouldTakeNoMoreLinesThanAProofCanHave() {
    String lines = (HASH + "\n").repeat(63);

    assertThat(AddCheckpoint.parse("old 7\n" + lines + "\nnote")).isPresent();
    assertThat(AddCheckpoint.parse("old 7\n" + lines + HASH + "\n\nnote")).isEmpty();
  }

  /** What continues the empty log needs no proof, and may have none. */
  @Test
  void shouldShowThatAnyLogContinuesTheEmptyOne() {
    AddCheckpoint without = AddCheckpoint.parse("old 0\n\nnote").orElseThrow();
    AddCheckpoint with = AddCheckpoint.parse("old 0\n" + HASH + "\n\nnote").orElseThrow();

    assertThat(without.shows(NONE, FIVE)).isTrue();
    assertThat(without.shows(NONE, NONE)).isTrue();
    assertThat(with.shows(NONE, FIVE)).isFalse();
    assertThat(without.shows(FIVE, FIVE)).isTrue();
    assertThat(with.shows(FIVE, FIVE)).isFalse();
    assertThat(without.shows(FIVE, new Checkpoint("o", 6, Hash32.ZERO))).isFalse();
  }
}
