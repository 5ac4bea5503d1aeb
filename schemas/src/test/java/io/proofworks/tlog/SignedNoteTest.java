package io.proofworks.tlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.proofworks.protocol.Hash32;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;

final class SignedNoteTest {

  /** The example of Go's golang.org/x/mod/sumdb/note. */
  private static final String VERIFIER =
      "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

  private static final String SIGNER = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";

  private static final String TEXT =
      """
      If you think cryptography is the answer to your problem,
      then you don't know what your problem is.
      """;

  private static final String NOTE =
      TEXT
          + "\n"
          + "— PeterNeumann"
          + " x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

  private static byte[] seed() {
    byte[] typed = Base64.getDecoder().decode(SIGNER);
    return Arrays.copyOfRange(typed, 1, typed.length);
  }

  @Test
  void shouldSignAsGoDoes() {
    assertThat(SignedNote.sign(TEXT, "PeterNeumann", seed())).isEqualTo(NOTE);
    assertThat(SignedNote.keyOf("PeterNeumann", seed()).text()).isEqualTo(VERIFIER);
  }

  @Test
  void shouldOpenWhatGoSignedAndNothingElse() {
    NoteKey key = NoteKey.parse(VERIFIER);
    assertThat(SignedNote.open(NOTE, key)).contains(TEXT);
    assertThat(SignedNote.open(NOTE.replace("answer", "Answer"), key)).isEmpty();
    assertThat(SignedNote.open(NOTE.replace("x08go/Z", "x08go/Y"), key)).isEmpty();
    assertThat(SignedNote.open(NOTE.replace("— Peter", "— Pater"), key)).isEmpty();
    assertThat(SignedNote.open("no note", key)).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NoteKey.parse(VERIFIER.replace("c74f", "c74e")));
  }

  @Test
  void shouldKeepOfANoteTheKeysOwnLineOnly() {
    NoteKey key = NoteKey.parse(VERIFIER);
    String line = NOTE.lines().toList().getLast() + "\n";
    String others = TEXT + "\n— PeterNeumann AAAA\n— another AAAAAAAA\nany\n" + line + line;

    assertThat(SignedNote.alone(others, key)).contains(NOTE);
    assertThat(SignedNote.alone(others.replace(line, ""), key)).isEmpty();
  }

  /** The specification has it so: a known key's signature that is wrong is no stranger's line. */
  @Test
  void shouldRefuseANoteWithAWrongSignatureOfTheKeyBesideARightOne() {
    NoteKey key = NoteKey.parse(VERIFIER);
    String line = NOTE.lines().toList().getLast() + "\n";
    String wrong = line.replace("x08go/Z", "x08go/Y");

    assertThat(SignedNote.open(TEXT + "\n" + wrong + line, key)).isEmpty();
    assertThat(SignedNote.open(TEXT + "\n" + line + wrong, key)).isEmpty();
  }

  @Test
  void shouldTellTheNotesOfAFileApart() {
    String twice = NOTE + NOTE.lines().toList().getLast() + "\n";
    assertThat(SignedNote.split(NOTE + "\n" + twice + NOTE)).containsExactly(NOTE, twice, NOTE);
    assertThat(SignedNote.split("\n" + NOTE.strip())).containsExactly(NOTE);
    assertThat(SignedNote.split("")).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SignedNote.split(NOTE + "\nand then?\n"))
        .withMessageContaining("and then?");
  }

  @Test
  void shouldReadItsCheckpoints() {
    Checkpoint checkpoint =
        new Checkpoint("proofworks/x/task-0", 7, Merkle.leaf(new byte[] {1, 2}));
    NoteKey key = SignedNote.keyOf("proofworks/x/task-0", seed());
    String note = checkpoint.sign(seed());
    assertThat(Checkpoint.open(note, key)).contains(checkpoint);
    assertThat(note.lines().limit(2)).containsExactly("proofworks/x/task-0", "7");
    assertThat(Checkpoint.open(note.replace("\n7\n", "\n8\n"), key)).isEmpty();
    assertThat(Checkpoint.open(new Checkpoint("o", 0, Hash32.ZERO).sign(seed()), key)).isEmpty();
  }
}
