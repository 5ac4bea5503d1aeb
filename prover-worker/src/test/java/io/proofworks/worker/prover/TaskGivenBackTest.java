package io.proofworks.worker.prover;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.Hash32;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gives a task back is told in a record of its epoch that asks nobody. */
class TaskGivenBackTest {

  private static final Hash32 TASK = FakeMarket.id("task");
  private static final String OTHER = "0x" + "ab".repeat(20);

  @TempDir private Path directory;
  private ProverBench bench;

  @BeforeEach
  void open() {
    bench = new ProverBench(directory);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void shouldBeginNothing() {
    bench.read(bench.market.task(TASK), bench.market.givenBack(TASK, 1, bench.me()));

    bench.pass(1_000);

    assertThat(bench.sent()).isEmpty();
  }

  @Test
  void shouldNotKeepWhoStillHasTheTaskFromCommitting() {
    bench.read(
        bench.market.task(TASK),
        bench.market.assignment(TASK, 1, bench.me()),
        bench.market.givenBack(TASK, 1, OTHER));

    bench.loop.onTime();

    assertThat(bench.sent())
        .extracting(FakeMarket.Sent::topic)
        .containsExactly("market.commitments");
  }

  @Test
  void shouldNotKeepWhoStillHasTheTaskFromRevealing() {
    bench.assign(TASK, 1);
    FakeMarket.Sent commit = bench.sent().getFirst();

    bench.read(bench.market.givenBack(TASK, 1, OTHER), bench.market.judge(commit));

    assertThat(bench.sent()).extracting(FakeMarket.Sent::topic).containsExactly("market.reveals");
  }
}
