package io.proofworks.worker.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From when on the log is read: never later than a commit needs, and all of it in doubt. */
class ReadingMarkTest {

  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init") // opened before each test
  private ReadingMark mark;

  @BeforeEach
  void open() throws IOException {
    mark = ReadingMark.open(directory);
  }

  @Test
  void shouldReadAllOfTheLogUntilSomethingIsNoted() throws IOException {
    mark.cover(500);

    assertThat(mark.time()).isEmpty();
    assertThat(ReadingMark.open(directory).time()).isEmpty();
  }

  @Test
  void shouldKeepWhatIsNoted() throws IOException {
    mark.advance(50_000);
    mark.advance(50_000 + ReadingMark.STEP_MILLIS);

    assertThat(ReadingMark.open(directory).time()).hasValue(50_000 + ReadingMark.STEP_MILLIS);
  }

  @Test
  void shouldGoBackForAnOlderCommitAloneAndMoveOnInSteps() throws IOException {
    mark.advance(50_000);
    mark.advance(40_000);
    mark.advance(50_000 + ReadingMark.STEP_MILLIS - 1);
    mark.cover(60_000);
    assertThat(mark.time()).hasValue(50_000);

    mark.cover(7_000);

    assertThat(mark.time()).hasValue(7_000);
    assertThat(ReadingMark.open(directory).time()).hasValue(7_000);
  }

  @Test
  void shouldReadAllOfTheLogWhenTheNoteIsDamaged() throws IOException {
    mark.advance(50_000);
    Path file = directory.resolve("read.from");
    byte[] content = Files.readAllBytes(file);
    for (int i = 0; i < content.length; i++) {
      byte[] damaged = content.clone();
      damaged[i] ^= 4;
      Files.write(file, damaged);
      assertThat(ReadingMark.open(directory).time()).as("byte %s", i).isEmpty();
    }
    Files.write(file, new byte[] {1, 2});

    assertThat(ReadingMark.open(directory).time()).isEmpty();
  }

  @Test
  void shouldLetNothingHangOnWhatCannotBeNoted() throws IOException {
    mark.advance(50_000);
    Files.delete(directory.resolve("read.from"));
    Files.delete(directory);

    assertThatThrownBy(() -> mark.cover(7_000)).isInstanceOf(JournalException.class);

    assertThat(mark.time()).hasValue(50_000);
  }
}
