package io.proofworks.settlement;

import static io.proofworks.settlement.Market.ANN;
import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.Commitment;
import io.proofworks.avro.Reveal;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Keccak;
import io.proofworks.runtime.state.MemoryStore;
import io.proofworks.runtime.state.OrderedStore;
import io.proofworks.settlement.checks.PolicyProofCheck;
import io.proofworks.settlement.state.TaskStates;
import io.proofworks.settlement.testing.RealProofs;
import io.proofworks.topics.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A task is its largest record; a lie about it must not cost a write of it. */
class WritesTest {

  private static final Hash32 TASK = Keccak.hash("task".getBytes(StandardCharsets.UTF_8));
  private static final int LIES = 100;

  /** Counts what is put into it. */
  private static final class Counted implements OrderedStore {

    private final OrderedStore store = new MemoryStore();
    private int puts;

    @Override
    public byte @Nullable [] get(byte[] key) {
      return store.get(key);
    }

    @Override
    public void put(byte[] key, byte[] value) {
      puts++;
      store.put(key, value);
    }

    @Override
    public void delete(byte[] key) {
      store.delete(key);
    }

    @Override
    public Optional<byte[]> first() {
      return store.first();
    }

    @Override
    public List<byte[]> first(int most) {
      return store.first(most);
    }
  }

  @Test
  void shouldNotWriteATaskForWhatIsRefused() {
    Counted tasks = new Counted();
    TaskStates states =
        new TaskStates(tasks, new MemoryStore(), new MemoryStore(), new MemoryStore());
    Bench bench = new Bench(new PolicyProofCheck(VerifierRegistry.standard()), states);
    RealProofs.Sp1Proof proof = RealProofs.sp1();
    bench.publish(TASK, proof);
    Commitment commit = Market.commitment(TASK, 1, ANN, proof.proof());
    Reveal reveal = Market.reveal(TASK, 1, ANN, proof.proof());
    int before = tasks.puts;

    for (int i = 0; i < LIES; i++) {
      ByteBuffer signature = ByteBuffer.wrap(new byte[] {(byte) i});
      Commitment forged = Commitment.newBuilder(commit).setSignature(signature).build();
      Reveal early = Reveal.newBuilder(reveal).setSignature(signature).build();
      assertThat(bench.put(Topics.COMMITMENTS, TASK.hex(), forged)).hasSize(1);
      assertThat(bench.put(Topics.REVEALS, TASK.hex(), early)).hasSize(1);
    }

    assertThat(tasks.puts).isEqualTo(before);
    bench.put(Topics.COMMITMENTS, TASK.hex(), commit);
    assertThat(tasks.puts).as("what is taken is written").isGreaterThan(before);
  }
}
