package io.proofworks.market.witness;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proofworks.operations.ProcessLock;
import io.proofworks.tlog.SignedNote;
import io.proofworks.tlog.WitnessKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A file that somebody deletes, changes or copies back must not make a witness forget. */
final class WitnessStateTest {

  private static final WitnessedLog ONE = new WitnessedLog("task-0").with("one", 5);
  private static final WitnessedLog OTHER = new WitnessedLog("task-0").with("other", 6);

  @TempDir private Path directory;

  private Path file() {
    return directory.resolve("state");
  }

  private static String cosigned(WitnessedLog log, String witness, int seed) {
    String line = WitnessKey.cosign(log.checkpoint().text(), witness, WitnessedLog.seed(seed), 7);
    return log.note() + line;
  }

  private static String golden() throws IOException {
    try (InputStream bytes =
        Optional.ofNullable(WitnessStateTest.class.getResourceAsStream("state-1.json"))
            .orElseThrow()) {
      return new String(bytes.readAllBytes(), UTF_8);
    }
  }

  /** What that is whose bytes are kept. */
  private void fill(Path file) throws IOException {
    try (Witness witness = WitnessedLog.witness(file, true)) {
      witness.follow(Optional.empty(), ONE.note(), ONE.frontier());
      WitnessedLog batch = new WitnessedLog("batch-1").with("any", 2);
      witness.add(0, (earlier, later) -> true, batch.note());
      WitnessedLog forked = new WitnessedLog("batch-1").with("another", 2);
      witness.add(2, (earlier, later) -> true, forked.note());
    }
  }

  /** A change of these bytes needs another {@code format}, and this file has to be read still. */
  @Test
  void shouldWriteTheBytesThatItWrote() throws Exception {
    fill(file());

    assertThat(file()).hasContent(golden());
  }

  @Test
  void shouldReadTheBytesThatItWrote() throws Exception {
    Files.writeString(file(), golden());

    try (Witness witness = WitnessedLog.witness(file(), false)) {
      assertThat(witness.last(ONE.origin())).contains(ONE.checkpoint());
      assertThat(witness.tree(ONE.origin())).contains(ONE.frontier());
      assertThat(witness.cosigned()).hasSize(2);
      assertThat(witness.evidence())
          .singleElement()
          .satisfies(one -> {
            assertThat(one.size()).isEqualTo(2);
            assertThat(one.notes()).hasSize(2);
          });
    }
  }

  @Test
  void shouldReadNotesOfBeforeThereWereVersions() throws Exception {
    WitnessedLog batch = new WitnessedLog("batch-1").with("any", 2);
    Files.writeString(
        file(), cosigned(batch, "w.example", 9) + "\n" + cosigned(ONE, "w.example", 9));

    try (Witness witness = WitnessedLog.witness(file(), false)) {
      assertThat(witness.last(ONE.origin())).contains(ONE.checkpoint());
      assertThat(witness.last(batch.origin())).contains(batch.checkpoint());
      assertThat(witness.tree(ONE.origin())).isEmpty();
    }
  }

  /** The market's key was replaced: what the witness saw before still binds it. */
  @Test
  void shouldGoOnFromWhatItCosignedUnderAFormerJournalKey() throws Exception {
    byte[] seed = WitnessedLog.seed(2);
    byte[] now = SignedNote.keyOf("any", seed).publicKey();
    WitnessedLog more = ONE.with("any", 3);
    try (Witness witness = WitnessedLog.witness(file(), true)) {
      witness.follow(Optional.empty(), ONE.note(), ONE.frontier());
    }

    assertThatThrownBy(() -> witness(now, List.of()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not signed by the journals' key");
    try (Witness witness = witness(now, List.of(WitnessedLog.JOURNAL_KEY))) {
      assertThat(witness.last(ONE.origin())).contains(ONE.checkpoint());
      assertThat(witness.add(5, (earlier, later) -> true, more.note()))
          .as("by the former key")
          .isInstanceOf(Answer.NotSigned.class);
      assertThat(witness.add(5, (earlier, later) -> false, more.checkpoint().sign(seed)))
          .as("another history")
          .isInstanceOf(Answer.NotContinued.class);
      assertThat(witness.add(5, (earlier, later) -> true, more.checkpoint().sign(seed)))
          .isInstanceOf(Answer.Cosigned.class);
    }
    try (Witness witness = witness(now, List.of())) {
      assertThat(witness.last(ONE.origin())).contains(more.checkpoint());
    }
  }

  private Witness witness(byte[] journalKey, List<byte[]> former) throws IOException {
    return Witness.open(
        WitnessedLog.SIGNER,
        MarketWitness.keys(WitnessedLog.DOMAIN, journalKey, former),
        () -> WitnessedLog.NOW_S,
        file(),
        false);
  }

  @Test
  void shouldBeginNoStateByASlip() throws Exception {
    assertThatThrownBy(() -> WitnessedLog.witness(file(), false))
        .isInstanceOf(NoSuchFileException.class);
    assertThat(file()).doesNotExist();

    WitnessedLog.witness(file(), true).close();
    WitnessedLog.witness(file(), false).close();
  }

  @Test
  void shouldBelieveNoNoteThatItDidNotCosign() throws Exception {
    assertRefused(OTHER.note(), "not cosigned by w.example");
    assertRefused(cosigned(OTHER, "w.example", 8), "not cosigned by w.example");
    assertRefused(cosigned(OTHER, "v.example", 9), "not cosigned by w.example");
    String own = cosigned(ONE, "w.example", 9);
    assertRefused(own.replace("\n5\n", "\n4\n"), "not signed by the journals' key");
    assertRefused(own + "\n" + cosigned(OTHER, "w.example", 9), "is in it twice");
    assertRefused("anything", "not a signed note");
    assertRefused(
        OTHER.checkpoint().text()
            + "\n"
            + WitnessKey.cosign(OTHER.checkpoint().text(), "w.example", WitnessedLog.seed(9), 7),
        "not signed by the journals' key");
  }

  @ParameterizedTest
  @CsvSource({
    "proofworks-witness/1, proofworks-witness/2, start the one that wrote it",
    "w.example+, v.example+, it is that of v.example",
    "at 2 are, at 2 were,",
    "\\n5\\n, \\n4\\n, not signed by the journals' key",
    "\"tree\" : \"0000000000000005, \"tree\" : \"0000000000000006, another tree",
    "\"tree\" : \"0000000000000005, \"tree\" : \"0000000000000007, peaks",
    "\"logs\", \"lgs\", it has no logs",
    "\"evidence\", \"e\", it has no evidence",
    "'\"note\"', '\"n\"', has no note",
    "}, '', cut off",
  })
  void shouldRefuseAStateThatWasChanged(String what, String into, String why) throws Exception {
    assertThat(golden()).contains(what);
    String changed = golden().replace(what, into);

    if (why == null) {
      Files.writeString(file(), changed);
      WitnessedLog.witness(file(), false).close();
    } else {
      assertRefused(changed, why);
    }
  }

  private void assertRefused(String content, String why) throws IOException {
    Files.writeString(file(), content);
    assertThatIOException()
        .isThrownBy(() -> WitnessedLog.witness(file(), true))
        .withMessageContaining("is not the state of this witness")
        .withMessageContaining(why);
    assertThat(file()).content().isEqualTo(content);
  }

  @Test
  void shouldBeHeldByOneWitnessAtATime() throws Exception {
    try (Witness first = WitnessedLog.witness(file(), true)) {
      assertThatThrownBy(() -> WitnessedLog.witness(file(), true))
          .isInstanceOf(ProcessLock.HeldException.class)
          .hasMessageContaining(Long.toString(ProcessHandle.current().pid()));
      assertThat(first.cosigned()).isEmpty();
    }

    WitnessedLog.witness(file(), false).close();
  }

  /** A file that cannot be read is no reason to keep the next one out. */
  @Test
  void shouldLetGoOfAStateThatItDoesNotTake() throws Exception {
    assertRefused("anything", "not a signed note");
    Files.delete(file());

    WitnessedLog.witness(file(), true).close();
  }
}
