package io.proofworks.sharding.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.proofs.PlannedShard;
import io.proofworks.proofs.Program;
import io.proofworks.proofs.ShardPlan;
import io.proofworks.proofs.circuit.CircuitBuilder;
import io.proofworks.proofs.groth16.DevelopmentSetup;
import io.proofworks.proofs.ledgercircuit.LedgerProgram;
import io.proofworks.proofs.ledgercircuit.LedgerSplitter;
import io.proofworks.proofs.ledgercircuit.LedgerTrace;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.Binding;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.TaskClass;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile traces are refused before they cost much. */
class LedgerTraceSplitterTest {

  /** Room for more accounts than a request may bring. */
  private static final int DEPTH = 16;

  private static final List<Program> PROGRAMS = List.of(program());
  private static final LedgerTrace.Transfer NOTHING =
      new LedgerTrace.Transfer(0, 1, BigInteger.ZERO);

  private final LedgerTraceSplitter splitter = new LedgerTraceSplitter();

  private static Program program() {
    return sized(2).program();
  }

  private static LedgerProgram sized(int transfers) {
    CircuitBuilder circuit = new CircuitBuilder(4);
    for (int i = 0; i < 4; i++) {
      circuit.product(circuit.publicInput(i), circuit.input());
    }
    return new LedgerProgram(
        DEPTH,
        transfers,
        DevelopmentSetup.generate(circuit.build().constraints(), new SecureRandom(), 1)
            .verifyingKey());
  }

  private Split split(byte[] trace) {
    return splitter.split(request(trace), Samples.policy(1, PROGRAMS));
  }

  private static Request request(byte[] trace) {
    return new Request(
        Hash32.parse(Samples.DOMAIN),
        Hash32.ZERO,
        Address.ZERO,
        1,
        LedgerProgram.PROOF_SYSTEM,
        Hash32.of(LedgerProgram.familyHash(DEPTH)),
        Hash32.ZERO,
        new byte[0],
        trace,
        TaskClass.STANDARD,
        Binding.IN_PROOF,
        1,
        1,
        "route");
  }

  private static LedgerTrace trace(int accounts, int transfers) {
    return new LedgerTrace(
        IntStream.range(0, accounts)
            .mapToObj(i ->
                new LedgerTrace.Account(
                    ByteBuffer.allocate(20).putInt(i + 1).array(), BigInteger.ONE))
            .toList(),
        Collections.nCopies(transfers, NOTHING));
  }

  private static void assertRefused(Split split, Reason reason, String detail) {
    assertThat(split)
        .isInstanceOfSatisfying(
            Split.Refused.class,
            no -> {
              assertThat(no.reason()).isEqualTo(reason);
              assertThat(no.detail()).contains(detail).hasSizeLessThan(300);
            });
  }

  @Test
  void shouldExecuteNoMoreTransfersAndHashNoMoreAccountsThanItSays() {
    assertRefused(split(trace(2, 1_025).encode()), Reason.OVERSIZED, "1024 transfers");
    assertRefused(split(trace(8_193, 1).encode()), Reason.OVERSIZED, "8192 accounts");
  }

  /**
   * Whatever it is cut into, and however the sizes of programs are: nobody is asked for too much.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldNeverTellMoreThanTheShardsWeigh(long seed) {
    Random random = new Random(seed);
    List<LedgerProgram> family =
        IntStream.range(0, 1 + random.nextInt(3))
            .mapToObj(i -> sized(1 << random.nextInt(5)))
            .distinct()
            .toList();
    LedgerTrace trace = trace(3, 1 + random.nextInt(20));
    int target = 1 + random.nextInt(200);

    long least =
        splitter.leastWeight(
            request(trace.encode()),
            Samples.policy(1, family.stream().map(LedgerProgram::program).toList()));

    long weight =
        ((ShardPlan.Shards) LedgerSplitter.split(trace, family, target))
            .shards().stream().mapToLong(PlannedShard::weight).sum();
    assertThat(least).as("seed %d", seed).isPositive().isLessThanOrEqualTo(weight);
    assertThat(splitter.leastWeight(request(new byte[] {1}), Samples.policy(1))).isZero();
    assertThat(splitter.leastWeight(request(trace(2, 1_025).encode()), Samples.policy(1, PROGRAMS)))
        .as("refused for its size")
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void shouldRefuseBytesOfAnyShape(long seed) {
    Random random = new Random(seed);
    byte[] honest = trace(5, 4).encode();
    for (int i = 0; i < 200; i++) {
      byte[] bytes = random.nextBoolean() ? honest.clone() : new byte[random.nextInt(300)];
      if (bytes.length > 0) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
      assertThat(split(bytes)).as("seed %d", seed).isInstanceOf(Split.Refused.class);
    }
  }
}
