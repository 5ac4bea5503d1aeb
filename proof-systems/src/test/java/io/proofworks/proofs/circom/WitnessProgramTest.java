package io.proofworks.proofs.circom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.proofworks.proofs.bn254.Fr;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Witness generators of all versions of circom 2, and such as its compiler never makes. */
@Timeout(60)
class WitnessProgramTest {
  private static final WitnessLimits SHORT = new WitnessLimits(Duration.ofMillis(500), 4);
  private static final String FOREVER = "03400c000b";
  private static final String TEN_MORE_PAGES = "410a4000";
  private static final String INPUT = "{\"x\": \"77\"}";

  private static long[] witness(WitnessModule module, WitnessLimits limits) {
    return WitnessProgram.parse(module.toBytes()).witness(INPUT, limits);
  }

  private static void assertRuns(WitnessModule module) {
    long[] witness = witness(module, WitnessLimits.STANDARD);
    assertThat(witness).hasSize(2 * Fr.LIMBS);
    assertThat(Fr.toBigInteger(witness, 0)).isEqualTo(BigInteger.ONE);
    assertThat(Fr.toBigInteger(witness, Fr.LIMBS)).isEqualTo(BigInteger.valueOf(77));
  }

  @Test
  void shouldRunProgramsOfTheFirstReleasesWhichImportAndExportLess() {
    assertRuns(WitnessModule.early());
  }

  @Test
  void shouldRunProgramsWithTheImportsOfLaterReleases() {
    assertRuns(WitnessModule.late());
    assertRuns(WitnessModule.late().importing("printDebug"));
  }

  /** A circuit of two factors that circom_runtime ships, compiled by a circom of 2022. */
  @Test
  void shouldRunAProgramThatAnOlderCircomHasCompiled() throws IOException {
    Path wasm = Path.of("interop/node_modules/circom_runtime/test/circuit/circuit_js/circuit.wasm");
    assumeThat(Files.exists(wasm))
        .as("circom_runtime is not installed: npm ci in interop")
        .isTrue();
    Path input = wasm.getParent().resolveSibling("input.json");
    long[] witness =
        WitnessProgram.parse(Files.readAllBytes(wasm)).witness(Files.readString(input));
    assertThat(Fr.toBigInteger(witness, 0)).isEqualTo(BigInteger.ONE);
    assertThat(witness.length / Fr.LIMBS).isGreaterThan(3);
  }

  @Test
  void shouldNameAnImportThatNoCircomHas() {
    assertThatThrownBy(() -> witness(WitnessModule.late().importing("openFile"), SHORT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("it imports runtime.openFile");
  }

  @Test
  void shouldEndAProgramThatNeverEnds() {
    assertThatThrownBy(() -> witness(WitnessModule.late().doing(FOREVER), SHORT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("did not end within");
    assertThatWitnessThreadsEnd();
  }

  /** It looks for the interruption at its next jump back. */
  private static void assertThatWitnessThreadsEnd() {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("witness")) {
        try {
          assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
    }
  }

  @Test
  void shouldNotLetAProgramGrowItsMemoryWithoutEnd() {
    // grows until it is told no, then traps
    String greedy = "0340" + TEN_MORE_PAGES + "417f470d000b00";
    assertThatThrownBy(() -> witness(WitnessModule.late().doing(greedy), SHORT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("failed in init");
    // grows for ever
    String endless = "0340" + TEN_MORE_PAGES + "1a0c000b";
    assertThatThrownBy(() -> witness(WitnessModule.late().doing(endless), SHORT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("did not end within");
  }

  @Test
  void shouldSayThatTheMemoryIsUsedUp() {
    // the last page that it may have, then a trap
    String all = "413f40001a00";
    assertThatThrownBy(() -> witness(WitnessModule.late().doing(all), SHORT))
        .hasMessageContaining("it has used all of the 4 MB of memory");
  }

  @Test
  void shouldRefuseAProgramThatStartsWithMoreMemoryThanItMayHave() {
    assertThatThrownBy(() -> witness(WitnessModule.late().ofPages(65), SHORT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("wants 4 MB of memory, more than the 4 MB");
    assertThatThrownBy(() -> witness(WitnessModule.late().ofPages(30_000), SHORT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("wants 1875 MB");
    assertThat(witness(WitnessModule.late().ofPages(64), SHORT)).isNotEmpty();
  }

  @Test
  void shouldEndWhenItsCallerIsInterrupted() throws InterruptedException {
    // given
    WitnessLimits patient = new WitnessLimits(Duration.ofMinutes(5), 4);
    FutureTask<String> run =
        new FutureTask<>(() -> {
          try {
            witness(WitnessModule.late().doing(FOREVER), patient);
            return "ended";
          } catch (CancellationException e) {
            return "cancelled";
          }
        });
    Thread caller = Thread.ofPlatform().start(run);

    // when
    caller.interrupt();

    // then
    assertThat(caller.join(Duration.ofSeconds(40))).isTrue();
    assertThat(run.resultNow()).isEqualTo("cancelled");
    assertThatWitnessThreadsEnd();
  }

  @Test
  void shouldRefuseLimitsThatAreNone() {
    assertThatThrownBy(() -> new WitnessLimits(Duration.ZERO, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new WitnessLimits(Duration.ofSeconds(1), 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new WitnessLimits(Duration.ofSeconds(1), 1 << 20))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
