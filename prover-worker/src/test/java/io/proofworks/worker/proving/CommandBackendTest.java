package io.proofworks.worker.proving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.proofworks.proofs.Program;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Keccak;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real commands: shell scripts that behave and misbehave. */
class CommandBackendTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Hash32 TASK = Keccak.hash("task".getBytes(StandardCharsets.UTF_8));
  private static final Program PROGRAM = Program.of(TASK.bytes(), "risc0-groth16");
  private static final ProofJob JOB =
      new ProofJob(
          TASK,
          TASK,
          3,
          Address.ZERO,
          PROGRAM,
          new byte[] {1, 2},
          new byte[] {3, 4, 5},
          null,
          new byte[32],
          1_000,
          16);

  @TempDir private Path directory;

  @BeforeEach
  void requireShell() {
    assumeThat(ProcessTree.hasShell()).as("a POSIX shell is here").isTrue();
  }

  private CommandBackend backend(String script, Duration timeout, Integer memory)
      throws IOException {
    Path file = directory.resolve("prove.sh");
    Files.writeString(file, script);
    return new CommandBackend(
        new CommandBackend.Settings(
            "risc0-groth16",
            List.of("/bin/sh", file.toString()),
            directory.resolve("work"),
            timeout,
            Optional.ofNullable(memory)));
  }

  private CommandBackend backend(String script) throws IOException {
    return backend(script, PATIENCE, null);
  }

  @Test
  void shouldHandOverTheTaskAndTakeTheProof() throws Exception {
    CommandBackend backend =
        backend(
            """
            set -e
            grep -q '"epoch" : 3' task.json
            test "$PROOFWORKS_TASK_DIR" = "$(pwd)"
            test ! -e binding.bin
            cat trace.bin public-inputs.bin program.bin > proof.bin
            """);

    assertThat(backend.prove(JOB)).containsExactly(3, 4, 5, 1, 2);
    assertThat(leftovers()).as("task directories left").isEmpty();
  }

  @Test
  void shouldHandOverTheBinding() throws Exception {
    ProofJob bound =
        new ProofJob(
            TASK,
            TASK,
            1,
            Address.ZERO,
            PROGRAM,
            new byte[0],
            new byte[0],
            new byte[] {9, 9},
            new byte[32],
            1_000,
            16);
    assertThat(backend("cp binding.bin proof.bin").prove(bound)).containsExactly(9, 9);
  }

  @Test
  void shouldSayWhatTheCommandSaidWhenItFails() throws Exception {
    CommandBackend backend = backend("echo first; echo 'no GPU here' >&2; exit 7");
    assertThatThrownBy(() -> backend.prove(JOB))
        .isInstanceOf(ProvingException.class)
        .hasMessageContaining("ended with 7")
        .hasMessageContaining("no GPU here")
        .hasMessageContaining("log.txt");
  }

  @Test
  void shouldRefuseWhatIsNoProof() throws Exception {
    assertThatThrownBy(() -> backend("exit 0").prove(JOB))
        .isInstanceOf(ProvingException.class)
        .hasMessageContaining("no proof.bin");
    assertThatThrownBy(() -> backend("mkdir proof.bin").prove(JOB))
        .isInstanceOf(ProvingException.class);
    assertThatThrownBy(() -> backend("head -c 17 /dev/zero > proof.bin").prove(JOB))
        .isInstanceOf(ProvingException.class)
        .hasMessageContaining("17 bytes, allowed are 16");
  }

  @Test
  void shouldSayWhichCommandIsNotThere() {
    CommandBackend backend =
        new CommandBackend(
            new CommandBackend.Settings(
                "risc0-groth16",
                List.of("/no/such/prover"),
                directory.resolve("work"),
                PATIENCE,
                Optional.empty()));
    assertThatThrownBy(() -> backend.prove(JOB))
        .isInstanceOf(ProvingException.class)
        .hasMessageContaining("/no/such/prover");
  }

  @Test
  void shouldKillTheWholeTreeAtTheTimeout() throws Exception {
    CommandBackend backend =
        backend("sleep 300 & echo $! > %s\nwait".formatted(pid()), Duration.ofSeconds(1), null);

    assertThatThrownBy(() -> backend.prove(JOB))
        .isInstanceOf(ProvingException.class)
        .hasMessageContaining("did not finish within 1 s");

    awaitGone();
  }

  @Test
  void shouldKillWhatACommandLeavesBehind() throws Exception {
    CommandBackend backend =
        backend("sleep 300 & echo $! > %s\necho p > proof.bin".formatted(pid()));

    assertThat(backend.prove(JOB)).isNotEmpty();

    awaitGone();
  }

  @Test
  void shouldKillTheTreeWhenTheWorkerNoLongerWantsTheProof() throws Exception {
    CommandBackend backend = backend("sleep 300 & echo $! > %s\nwait".formatted(pid()));
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread worker =
        Thread.ofPlatform()
            .start(() -> {
              try {
                backend.prove(JOB);
              } catch (Exception e) {
                thrown.set(e);
              }
            });
    awaitStarted();

    worker.interrupt();
    worker.join(PATIENCE);

    assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    awaitGone();
  }

  @Test
  void shouldLimitTheMemory() throws Exception {
    CommandBackend backend =
        backend("ulimit -v; test \"$(ulimit -v)\" = 1048576 && exit 5", PATIENCE, 1024);
    assertThatThrownBy(() -> backend.prove(JOB)).hasMessageContaining("ended with 5");
  }

  @Test
  void shouldMeasureProcessorTimeOfTheWholeTreeAndNotTheTimeThatPassed() throws Exception {
    CommandBackend waits = backend("sleep 1; echo p > proof.bin");
    assertThat(waits.costCpuMillis(PROGRAM)).isEmpty();
    waits.prove(JOB);
    CommandBackend works =
        backend(
            """
            sh -c 'i=0; while [ $i -lt 400000 ]; do i=$((i+1)); done'
            echo p > proof.bin
            """);
    works.prove(JOB);

    assertThat(waits.costCpuMillis(PROGRAM).orElseThrow()).isLessThan(900);
    assertThat(works.costCpuMillis(PROGRAM).orElseThrow()).isGreaterThan(50);
  }

  private Path pid() {
    return directory.resolve("pid");
  }

  private List<Path> leftovers() throws IOException {
    try (Stream<Path> left = Files.list(directory.resolve("work"))) {
      return left.toList();
    }
  }

  private void awaitStarted() throws Exception {
    for (long until = deadline(); !hasPid(); Thread.sleep(10)) {
      assertThat(System.nanoTime()).as("the child starts").isLessThan(until);
    }
  }

  private boolean hasPid() throws IOException {
    return Files.exists(pid()) && !Files.readString(pid()).isBlank();
  }

  private void awaitGone() throws Exception {
    awaitStarted();
    long child = Long.parseLong(Files.readString(pid()).strip());
    for (long until = deadline(); isAlive(child); Thread.sleep(10)) {
      assertThat(System.nanoTime()).as("the child is gone").isLessThan(until);
    }
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
  }

  private static long deadline() {
    return System.nanoTime() + PATIENCE.toNanos();
  }
}
