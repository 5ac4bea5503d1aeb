package io.proofworks.tlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.Hash32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CheckpointTest {

  private static final byte[] SEED = new byte[32];
  private static final NoteKey KEY = SignedNote.keyOf("log.example", SEED);
  private static final String ROOT = "A".repeat(43) + "=";
  private static final Checkpoint CHECKPOINT = new Checkpoint("log.example", 7, Hash32.ZERO);

  private static String signed(String text) {
    return SignedNote.sign(text, "log.example", SEED);
  }

  @Test
  void shouldPassOverExtensions() {
    String note = signed("log.example\n7\n" + ROOT + "\nan extension\n— and another\n");

    assertThat(Checkpoint.open(note, KEY)).contains(CHECKPOINT);
    assertThat(Checkpoint.unverified(note)).contains(CHECKPOINT);
  }

  /** What follows an empty line could be taken for a note of its own, which nobody signed. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\n— x AAAA\nlog.example\n5\nROOT\n",
        "\n",
        "an extension\n\nanother\n",
        "two lines\ror one\n",
        "a\u0000b\n",
        "a\tb\n",
      })
  void shouldTakeNoEmptyLineAndNoControlCharacter(String more) {
    String note = signed("log.example\n7\n" + ROOT + "\n" + more.replace("ROOT", ROOT));

    assertThat(SignedNote.open(note, KEY)).as("it is a note").isPresent();
    assertThat(Checkpoint.open(note, KEY)).isEmpty();
    assertThat(Checkpoint.unverified(note)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "log.example\r7\rROOT\n",
        "log.example\n07\nROOT\n",
        "log.example\n-7\nROOT\n",
        "log.example\n7\nAAAA\n",
        "\n7\nROOT\n",
        "log.example\n7\n",
      })
  void shouldTakeNothingElseForACheckpoint(String text) {
    assertThat(Checkpoint.unverified(signed(text.replace("ROOT", ROOT)))).isEmpty();
  }

  /** Else two texts, of which a cosignature is over one, would be the same checkpoint. */
  @Test
  void shouldTakeARootInOneSpellingOnly() {
    String unpadded = "log.example\n7\n" + "A".repeat(43) + "\n";
    String spareBits = "log.example\n7\n" + "A".repeat(42) + "B=\n";

    assertThat(Checkpoint.unverified(signed(unpadded))).isEmpty();
    assertThat(Checkpoint.unverified(signed(spareBits))).isEmpty();
  }
}
