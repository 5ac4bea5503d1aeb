package io.proofworks.sharding.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.proofs.PlannedShard;
import io.proofworks.proofs.Program;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.Binding;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Keccak;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.TaskClass;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The same work is executed once, whoever signs for it and however often. */
class RememberingSplitterTest {

  private static final int MEBIBYTE = 1 << 20;

  private final List<byte[]> executed = new ArrayList<>();
  private int shardBytes = 10;

  private final RememberingSplitter splitter =
      new RememberingSplitter(
          new TraceSplitter() {
            @Override
            public Split split(Request request, MarketPolicy policy) {
              executed.add(request.trace());
              return request.trace()[0] < 0
                  ? new Split.Refused(Reason.DIGEST_MISMATCH, "does not execute")
                  : new Split.Shards(List.of(shard(request)));
            }

            @Override
            public long leastWeight(Request request, MarketPolicy policy) {
              return 7;
            }

            @Override
            public long executionMs(Request request) {
              return 8;
            }
          });

  private PlannedShard shard(Request request) {
    return new PlannedShard(
        Program.of(request.programHash().bytes(), "any"),
        new byte[shardBytes],
        request.publicInputs(),
        1);
  }

  private static Hash32 program(int n) {
    return Hash32.parse("0x" + "%064x".formatted(n));
  }

  private static Request request(int nonce, int program, int trace, int input) {
    byte[] bytes = {(byte) trace, 1, 2, 3};
    return new Request(
        Hash32.parse(Samples.DOMAIN),
        Hash32.ZERO,
        Address.parse("0x" + "%040x".formatted(nonce)),
        nonce,
        "any",
        program(program),
        Keccak.hash(bytes),
        new byte[] {(byte) input},
        bytes,
        TaskClass.STANDARD,
        Binding.COMMIT_REVEAL,
        1_000 + nonce,
        nonce,
        "route " + nonce);
  }

  private Split split(Request request) {
    return splitter.split(request, Samples.policy(1));
  }

  @Test
  void shouldExecuteATraceOnceHoweverManyAskForIt() {
    Split first = split(request(1, 1, 1, 1));

    for (int asked = 2; asked < 1_000; asked++) {
      assertThat(split(request(asked, 1, 1, 1))).isEqualTo(first);
    }

    assertThat(executed).hasSize(1);
  }

  /** It costs as much to find that out. */
  @Test
  void shouldExecuteWhatIsRefusedOnceAsWell() {
    Split first = split(request(1, 1, -1, 1));
    Split again = split(request(2, 1, -1, 1));

    assertThat(first).isInstanceOf(Split.Refused.class);
    assertThat(again).isEqualTo(first);
    assertThat(executed).hasSize(1);
  }

  @Test
  void shouldExecuteOtherWorkAndTheSameUnderAnotherPolicy() {
    split(request(1, 1, 1, 1));

    split(request(1, 2, 1, 1));
    split(request(1, 1, 2, 1));
    split(request(1, 1, 1, 2));
    splitter.split(request(1, 1, 1, 1), Samples.stopping(Samples.policy(1), "other"));

    assertThat(executed).hasSize(5);
  }

  @Test
  void shouldRememberTheWorkThatWasAskedForLastAndNoMoreThanItSays() {
    for (int i = 0; i < RememberingSplitter.MOST; i++) {
      split(request(1, i, 1, 1));
    }
    split(request(1, 0, 1, 1));
    split(request(1, RememberingSplitter.MOST, 1, 1));
    executed.clear();

    split(request(1, 0, 1, 1));
    assertThat(executed).as("asked for again since").isEmpty();
    split(request(1, 1, 1, 1));
    assertThat(executed).as("the oldest").hasSize(1);
  }

  @Test
  void shouldRememberNoMoreBytesThanItSays() {
    shardBytes = 6 * MEBIBYTE;
    split(request(1, 1, 1, 1));
    split(request(1, 2, 1, 1));
    split(request(1, 3, 1, 1));
    executed.clear();

    split(request(1, 3, 1, 1));
    assertThat(executed).isEmpty();
    split(request(1, 1, 1, 1));
    assertThat(executed).hasSize(1);
  }

  @Test
  void shouldTellTheLeastWeightAsItsSplitterDoes() {
    assertThat(splitter.leastWeight(request(1, 1, 1, 1), Samples.policy(1))).isEqualTo(7);
  }
}
