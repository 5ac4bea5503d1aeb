package io.proofworks.worker.prover;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.Decline;
import io.proofworks.protocol.Hash32;
import io.proofworks.worker.domain.Places;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two markets' provers on a machine that makes one proof at a time. */
class SharedPlacesTest {

  private static final Hash32 TASK = FakeMarket.id("task");
  private static final Hash32 OTHER = FakeMarket.id("other task");

  /** Makes a proof when it is told to. */
  private static final class WhenTold extends TestHardware {
    private final Deque<Runnable> waiting = new ArrayDeque<>();

    @Override
    public void execute(Runnable command) {
      waiting.add(command);
    }

    void makeOne() {
      waiting.remove().run();
    }
  }

  @TempDir private Path here;
  @TempDir private Path there;
  private final Places places = new Places(1);
  private final WhenTold hardware = new WhenTold();
  private ProverBench one;
  private ProverBench another;

  @BeforeEach
  void open() {
    one = on(here);
    another = on(there);
  }

  private ProverBench on(Path directory) {
    ProverBench bench = new ProverBench(directory, places);
    bench.hardware = hardware;
    bench.restart();
    return bench;
  }

  @AfterEach
  void close() {
    one.close();
    another.close();
  }

  @Test
  void shouldGiveBackWhatComesWhileTheOtherHasThePlace() {
    one.assign(TASK, 1);

    another.assign(OTHER, 1);

    assertThat(one.loop.takeDeclines()).isEmpty();
    assertThat(another.loop.takeDeclines()).containsExactly(new Decline(OTHER.hex(), 1));
    assertThat(another.loop.inFlight()).isZero();
    assertThat(another.loop.inFlightElsewhere()).isEqualTo(1);
    assertThat(one.loop.inFlightElsewhere()).isZero();
    hardware.makeOne();
    another.pass(1_000);
    assertThat(another.sent()).as("no bond without a proof").isEmpty();
  }

  @Test
  void shouldLeaveThePlaceWhenTheProofIsMade() {
    one.assign(TASK, 1);
    hardware.makeOne();
    one.pass(20);

    another.assign(OTHER, 1);
    hardware.makeOne();
    another.pass(20);

    assertThat(one.sent()).extracting(FakeMarket.Sent::topic).containsExactly("market.commitments");
    assertThat(another.sent())
        .extracting(FakeMarket.Sent::topic)
        .containsExactly("market.commitments");
    assertThat(places.taken()).isZero();
  }

  @Test
  void shouldLeaveThePlaceOfWhatIsOfNoUseAnyMore() {
    one.assign(TASK, 1);

    one.loop.drain();

    another.assign(OTHER, 1);
    assertThat(another.loop.inFlight()).isEqualTo(1);
  }

  @Test
  void shouldLeaveItsPlacesWhenItEnds() {
    one.assign(TASK, 1);

    one.loop.close();

    another.assign(OTHER, 1);
    assertThat(another.loop.inFlight()).isEqualTo(1);
  }

  /** A bond hangs on it, and nothing on what the other has begun. */
  @Test
  void shouldMakeALostProofAgainThoughTheOtherHasThePlace() {
    one.assign(TASK, 1);
    hardware.makeOne();
    one.pass(20);
    FakeMarket.Sent commit = one.sent().getFirst();
    one.loseProofs();
    another.assign(OTHER, 1);

    one.read(one.market.judge(commit));
    one.pass(20);

    assertThat(one.loop.inFlight()).isEqualTo(1);
    assertThat(places.taken()).isEqualTo(2);
  }
}
