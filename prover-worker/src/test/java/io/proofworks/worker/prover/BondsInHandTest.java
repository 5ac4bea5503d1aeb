package io.proofworks.worker.prover;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.Hash32;
import io.proofworks.worker.domain.Stake.Bonds;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a prover's tasks need of its stake, from when it works on them until they are decided. */
class BondsInHandTest {

  private static final Hash32 TASK = FakeMarket.id("task");
  private static final long BOND = 1_000_000;

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
  void shouldCountABondFromWhenTheProofIsBegunUntilTheRevealIsAnswered() {
    assertThat(bench.loop.bonds()).isEqualTo(Bonds.NONE);
    bench.read(bench.market.task(TASK), bench.market.assignment(TASK, 1, bench.me()));
    assertThat(bench.loop.bonds()).as("being proved").isEqualTo(new Bonds(BOND, 0));
    bench.loop.onTime();
    FakeMarket.Sent commit = bench.sent().getFirst();
    assertThat(bench.loop.bonds()).as("committed, not answered").isEqualTo(new Bonds(BOND, 0));
    bench.read(bench.market.judge(commit));
    assertThat(bench.loop.bonds()).as("accepted").isEqualTo(new Bonds(0, BOND));

    bench.read(bench.market.judge(bench.sent().getFirst()));

    assertThat(bench.loop.bonds()).isEqualTo(Bonds.NONE);
  }

  @Test
  void shouldCountNoBondOfATaskThatItGaveBack() {
    bench.backend.fails = true;

    bench.assign(TASK, 1);

    assertThat(bench.loop.takeDeclines()).hasSize(1);
    assertThat(bench.loop.bonds()).isEqualTo(Bonds.NONE);
  }
}
