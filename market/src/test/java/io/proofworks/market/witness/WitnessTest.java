package io.proofworks.market.witness;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.Hash32;
import io.proofworks.tlog.Checkpoint;
import io.proofworks.tlog.Merkle;
import io.proofworks.tlog.NoteKey;
import io.proofworks.tlog.SignedNote;
import io.proofworks.topics.Journals;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a witness answers to whoever sends it checkpoints, and what it remembers of that. */
final class WitnessTest {

  private static final WitnessedLog ONE = new WitnessedLog("task-0").with("one", 5);
  private static final WitnessedLog OTHER = new WitnessedLog("task-0").with("other", 5);

  @TempDir private Path directory;
  private Path file;
  private Witness witness;

  @BeforeEach
  void open() throws Exception {
    file = directory.resolve("state");
    witness = WitnessedLog.witness(file, true);
  }

  @AfterEach
  void close() {
    witness.close();
  }

  private void restart() throws Exception {
    witness.close();
    witness = WitnessedLog.witness(file, false);
  }

  private Answer add(long old, WitnessedLog log) {
    return add(old, log, log.note());
  }

  private Answer add(long old, WitnessedLog log, String note) {
    return witness.add(
        old,
        (earlier, later) ->
            earlier.size() == 0
                || earlier.size() == later.size()
                || Merkle.isConsistent(
                    earlier.size(),
                    later.size(),
                    earlier.root(),
                    later.root(),
                    log.tree().consistency(earlier.size(), later.size())),
        note);
  }

  private String kept() {
    return witness.cosigned().getFirst();
  }

  /** The note of an invented journal that has a smaller one of a real journal in it. */
  @Test
  void shouldTakeNoNoteThatWouldBeTwoInItsState() throws Exception {
    add(0, ONE);
    String invented = Journals.origin(WitnessedLog.DOMAIN, "task-9");
    String within = OTHER.checkpoint().text().replace("\n5\n", "\n4\n");
    String note =
        SignedNote.sign(
            new Checkpoint(invented, 1, Hash32.ZERO).text() + "\n— x AAAA\n" + within,
            invented,
            WitnessedLog.JOURNAL_SEED);

    assertThat(add(0, ONE, note)).isEqualTo(new Answer.Malformed());

    restart();
    assertThat(witness.last(ONE.origin())).contains(ONE.checkpoint());
    assertThat(witness.cosigned()).hasSize(1);
  }

  @Test
  void shouldFollowNoLogThatIsNoJournal() {
    for (String name : new String[] {"zzz", "a b", "task-00", "task-0+", ""}) {
      String origin = Journals.origin(WitnessedLog.DOMAIN, name);
      String note = new Checkpoint(origin, 1, Hash32.ZERO).text() + "\n— x AAAAAAAA\n";
      assertThat(add(0, ONE, note)).as(name).isEqualTo(new Answer.UnknownLog());
    }
  }

  @Test
  void shouldKeepTheLogsOwnSignatureWhateverLinesAreBesideIt() {
    String note = ONE.note();
    int end = note.lastIndexOf("\n\n") + 2;
    String junk = "— " + ONE.origin() + " AAAA\n— x AAAAAAAA\n";

    assertThat(add(0, ONE, note.substring(0, end) + junk + note.substring(end)).status())
        .isEqualTo(200);

    assertThat(kept()).startsWith(note).doesNotContain("AAAA\n");
    assertThat(SignedNote.open(kept(), new NoteKey(ONE.origin(), WitnessedLog.JOURNAL_KEY)))
        .isPresent();
    assertThat(witness.key().cosigned(kept())).contains(WitnessedLog.NOW_S);
  }

  @Test
  void shouldRefuseANoteWithAWrongSignatureOfTheLogBesideTheRightOne() {
    String note = ONE.note();
    int end = note.lastIndexOf("\n\n") + 2;
    String wrong = OTHER.note().substring(OTHER.note().lastIndexOf("\n\n") + 2);

    assertThat(add(0, ONE, note + wrong)).isEqualTo(new Answer.NotSigned());
    assertThat(add(0, ONE, note.substring(0, end) + wrong + note.substring(end)))
        .isEqualTo(new Answer.NotSigned());
  }

  /** Anybody can ask for that as often as he likes. */
  @Test
  void shouldWriteNothingWhenNothingIsNew() throws Exception {
    add(0, ONE);
    FileTime long_ago = FileTime.fromMillis(1);
    Files.setLastModifiedTime(file, long_ago);

    Answer again = add(5, ONE);

    assertThat(witness.key().cosigned(ONE.note() + again.body())).contains(WitnessedLog.NOW_S);
    assertThat(Files.getLastModifiedTime(file)).isEqualTo(long_ago);
  }

  @Test
  void shouldKeepBothNotesOfTwoHistoriesAndCosignNoMoreOfThatLog() throws Exception {
    add(0, ONE);
    String junk = OTHER.note() + "— x AAAAAAAA\n";

    assertThat(add(5, OTHER, OTHER.note())).isEqualTo(new Answer.Conflict(5));
    assertThat(add(5, OTHER, junk)).isEqualTo(new Answer.Conflict(5));
    restart();
    assertThat(add(5, OTHER, junk + "— y AAAAAAAA\n")).isEqualTo(new Answer.Conflict(5));

    assertThat(witness.evidence())
        .singleElement()
        .satisfies(one -> {
          assertThat(one.what()).startsWith("two roots of " + ONE.origin() + " at 5");
          assertThat(one.notes()).hasSize(2).last().isEqualTo(OTHER.note());
          assertThat(one.notes().getFirst()).startsWith(ONE.note());
        });
    assertThat(add(5, ONE.with("one", 1))).isEqualTo(new Answer.NotContinued());
    WitnessedLog third = new WitnessedLog("batch-1").with("any", 2);
    assertThat(add(0, third).status()).isEqualTo(200);
  }

  @Test
  void shouldGoOnFromTheEmptyLog() throws Exception {
    WitnessedLog none = new WitnessedLog("task-0");
    Checkpoint wrong = new Checkpoint(none.origin(), 0, Hash32.ZERO);

    assertThat(add(0, none, wrong.sign(WitnessedLog.JOURNAL_SEED)))
        .isEqualTo(new Answer.NotContinued());
    assertThat(add(0, none).status()).isEqualTo(200);
    restart();
    assertThat(add(0, none).status()).isEqualTo(200);
    assertThat(add(0, ONE).status()).isEqualTo(200);
    assertThat(witness.last(ONE.origin())).contains(ONE.checkpoint());
  }
}
