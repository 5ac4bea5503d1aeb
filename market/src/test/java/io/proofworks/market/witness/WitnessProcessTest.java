package io.proofworks.market.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proofworks.operations.ProcessLock;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Witnesses that are processes of their own, and end as processes do. */
final class WitnessProcessTest {

  private static final WitnessedLog ONE = new WitnessedLog("task-0").with("one", 5);
  private static final WitnessedLog OTHER = new WitnessedLog("task-0").with("other", 5);
  private static final int KILLED = 77;

  @TempDir private Path directory;
  private Process other;

  /** What another process does with a state: {@code hold}, {@code sign} or {@code answer}. */
  static final class Child {

    private Child() {}

    public static void main(String[] args) throws IOException {
      Path file = Path.of(args[1]);
      boolean dies = args[0].equals("sign");
      try (Witness witness =
          Witness.open(
              WitnessedLog.SIGNER,
              origin -> MarketWitness.key(WitnessedLog.DOMAIN, WitnessedLog.JOURNAL_KEY, origin),
              () -> dies ? die() : WitnessedLog.NOW_S,
              file,
              true)) {
        if (args[0].equals("hold")) {
          System.out.println("held");
          int unused = System.in.read();
        } else {
          witness.add(0, (earlier, later) -> true, ONE.note());
          long unused = die();
        }
      }
    }

    private static long die() {
      Runtime.getRuntime().halt(KILLED);
      return 0;
    }
  }

  private Process child(String what) throws IOException {
    other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                what,
                file().toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    return other;
  }

  private Path file() {
    return directory.resolve("state");
  }

  private void killed(String what) throws Exception {
    assertThat(child(what).waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(other.exitValue()).isEqualTo(KILLED);
  }

  @AfterEach
  void end() {
    other.destroyForcibly();
  }

  @Test
  void shouldNotShareItsStateWithAnotherProcess() throws Exception {
    BufferedReader said =
        new BufferedReader(
            Objects.requireNonNull(child("hold").inputReader(StandardCharsets.UTF_8)));
    assertThat(said.lines().filter("held"::equals).findFirst()).isPresent();

    assertThatThrownBy(() -> WitnessedLog.witness(file(), true))
        .isInstanceOfSatisfying(
            ProcessLock.HeldException.class,
            e -> assertThat(e.holder()).isEqualTo(Long.toString(other.pid())));

    other.destroyForcibly().waitFor();
    WitnessedLog.witness(file(), false).close();
  }

  /** Whoever asked may have heard the answer, or not: it counts as given. */
  @Test
  void shouldRememberWhatItSignedBeforeItWasKilled() throws Exception {
    killed("answer");

    try (Witness again = WitnessedLog.witness(file(), false)) {
      assertThat(again.last(ONE.origin())).contains(ONE.checkpoint());
      assertThat(again.add(0, (earlier, later) -> true, OTHER.note()))
          .isEqualTo(new Answer.Conflict(5));
    }
  }

  /** Nobody has the cosignature, which was not on disk. */
  @Test
  void shouldBeWholeWhenItWasKilledWhileItSigned() throws Exception {
    killed("sign");

    try (Witness again = WitnessedLog.witness(file(), false)) {
      assertThat(again.cosigned()).isEmpty();
      assertThat(again.add(0, (earlier, later) -> true, ONE.note()).status()).isEqualTo(200);
    }
  }
}
