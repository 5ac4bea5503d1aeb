package io.proofworks.worker.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proofworks.protocol.Keccak;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProverJournalTest {

  private static final byte[] PROOF = {1, 2, 3};
  private static final int HEADER = 8;

  @TempDir Path directory;

  private static JournalledCommit commit(String task, int epoch, String content) {
    return new JournalledCommit(
        Keccak.hash(task.getBytes(StandardCharsets.UTF_8)),
        epoch,
        Keccak.hash(content.getBytes(StandardCharsets.UTF_8)),
        Keccak.hash(PROOF),
        Keccak.hash(new byte[] {(byte) epoch}),
        records(task + epoch));
  }

  private static JournalledCommit.Records records(String of) {
    byte[] bytes = of.getBytes(StandardCharsets.UTF_8);
    return new JournalledCommit.Records(Keccak.hash(bytes), Keccak.hash(bytes, bytes));
  }

  private byte[] journalOfThree() throws IOException {
    try (ProverJournal journal = ProverJournal.open(directory)) {
      journal.record(commit("a", 1, "x"), PROOF);
      journal.record(commit("b", 1, "y"), PROOF);
      journal.record(commit("a", 2, "z"), PROOF);
    }
    return Files.readAllBytes(file());
  }

  private Path file() {
    return directory.resolve("commits.journal");
  }

  private Path head() {
    return directory.resolve("commits.head");
  }

  @Test
  void shouldRememberCommitsAndProofsAfterARestart() throws IOException {
    journalOfThree();

    try (ProverJournal journal = ProverJournal.open(directory)) {
      assertThat(journal.commits())
          .isEqualTo(List.of(commit("a", 1, "x"), commit("b", 1, "y"), commit("a", 2, "z")));
      assertThat(journal.proof(commit("a", 2, "z"))).isEqualTo(PROOF);
    }
  }

  @Test
  void shouldAllowARepeatAndRefuseAConflict() throws IOException {
    journalOfThree();

    try (ProverJournal journal = ProverJournal.open(directory)) {
      journal.record(commit("a", 2, "z"), PROOF);
      assertThat(journal.commits()).hasSize(3);
      assertThatThrownBy(() -> journal.record(commit("a", 2, "other"), PROOF))
          .isInstanceOf(JournalException.class);
      assertThatThrownBy(() -> journal.record(commit("a", 1, "x"), PROOF))
          .isInstanceOf(JournalException.class);
    }
  }

  @Test
  void shouldTakeTheSameCommitWhoseRecordsHaveOtherBytesForARepeat() throws IOException {
    journalOfThree();
    JournalledCommit known = commit("a", 2, "z");
    JournalledCommit again =
        new JournalledCommit(
            known.taskId(),
            known.epoch(),
            known.commitment(),
            known.proofDigest(),
            known.nonce(),
            records("of another registry"));

    try (ProverJournal journal = ProverJournal.open(directory)) {
      journal.record(again, PROOF);
      assertThat(journal.latest(known.taskId())).contains(known);
      assertThat(journal.commits()).hasSize(3);
    }
  }

  @Test
  void shouldSayThatAProofIsGoneOrDamagedAndTakeItAgain() throws IOException {
    journalOfThree();
    JournalledCommit commit = commit("a", 2, "z");
    Path file =
        directory.resolve("proofs").resolve(commit.taskId().hex().substring(2) + "-2.proof");

    try (ProverJournal journal = ProverJournal.open(directory)) {
      Files.write(file, new byte[] {9});
      assertThatThrownBy(() -> journal.proof(commit)).hasMessageContaining("is damaged");
      Files.delete(file);
      assertThatThrownBy(() -> journal.proof(commit)).hasMessageContaining("is gone");

      journal.record(commit, PROOF);

      assertThat(journal.proof(commit)).isEqualTo(PROOF);
    }
  }

  @Test
  void shouldRefuseASecondProcess() {
    try (ProverJournal held = ProverJournal.open(directory)) {
      assertThat(held.commits()).isEmpty();
      assertThatThrownBy(() -> ProverJournal.open(directory))
          .isInstanceOf(JournalException.class)
          .hasMessageContaining("another worker");
    }
  }

  @Test
  void shouldRefuseEveryFlippedByte() throws IOException {
    byte[] whole = journalOfThree();

    for (int i = 0; i < whole.length; i++) {
      byte[] damaged = whole.clone();
      damaged[i] ^= 0x40;
      Files.write(file(), damaged);
      assertThatThrownBy(() -> ProverJournal.open(directory).close())
          .as("byte %d", i)
          .isInstanceOf(JournalException.class)
          .hasMessageContaining("is damaged at byte");
    }
  }

  @Test
  void shouldDropOnlyARecordThatWasCutShortWhileItWasWritten() throws IOException {
    byte[] three = journalOfThree();
    byte[] head = Files.readAllBytes(head());
    try (ProverJournal journal = ProverJournal.open(directory)) {
      journal.record(commit("d", 1, "w"), PROOF);
    }
    byte[] four = Files.readAllBytes(file());

    for (int length = three.length; length <= four.length; length++) {
      Files.write(file(), Arrays.copyOf(four, length));
      Files.write(head(), head);
      try (ProverJournal journal = ProverJournal.open(directory)) {
        assertThat(journal.commits()).hasSize(length < four.length ? 3 : 4);
      }
    }
  }

  @Test
  void shouldNoticeAJournalThatWasCutAnywhere() throws IOException {
    byte[] whole = journalOfThree();

    for (int length = 0; length < whole.length; length++) {
      Files.write(file(), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> ProverJournal.open(directory).close())
          .as("cut to %d bytes", length)
          .isInstanceOf(JournalException.class)
          .hasMessageContaining("is damaged at byte");
    }
  }

  @Test
  void shouldNoticeThatTheHeadIsGone() throws IOException {
    journalOfThree();
    Files.delete(head());
    assertThatThrownBy(() -> ProverJournal.open(directory).close())
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("commits.head");
  }

  @Test
  void shouldForgetNoCommitWhateverByteOfTheHeadIsFlipped() throws IOException {
    journalOfThree();
    byte[] whole = Files.readAllBytes(head());
    for (int i = 0; i < whole.length; i++) {
      byte[] damaged = whole.clone();
      damaged[i] ^= 0x40;
      Files.write(head(), damaged);
      try (ProverJournal journal = ProverJournal.open(directory)) {
        assertThat(journal.commits()).as("byte %d", i).hasSize(3);
      }
    }
  }
}
