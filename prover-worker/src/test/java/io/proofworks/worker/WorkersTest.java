package io.proofworks.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proofworks.operations.Condition;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What ends the worker of one market leaves those of the others at work. */
class WorkersTest {

  private final ManualClock clock = new ManualClock();
  private final List<Fake> started = new ArrayList<>();

  /** What happens while somebody waits for them, one after the other. */
  private final Deque<Runnable> story = new ArrayDeque<>();

  private final class Fake implements MarketWorker {
    private final String name;
    private boolean ended;
    private boolean draining;
    private boolean bond;

    Fake(String name) {
      this.name = name;
      started.add(this);
    }

    @Override
    public Condition condition() {
      if (draining) {
        return Condition.STOPPING;
      }
      return ended ? Condition.FAILED : Condition.WORKING;
    }

    @Override
    public boolean isLive() {
      return !ended;
    }

    @Override
    public boolean hasStarted() {
      return true;
    }

    @Override
    public Map<String, ?> details() {
      return Map.of("worker", name);
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public String id() {
      return "owner";
    }

    @Override
    public int inFlight() {
      return 1;
    }

    @Override
    public boolean saidOpenBonds() {
      return bond;
    }

    @Override
    public boolean hasOpenBonds() {
      return bond;
    }

    @Override
    public long missed() {
      return 1;
    }

    @Override
    public boolean isDraining() {
      return draining;
    }

    @Override
    public void drain() {
      draining = true;
    }

    @Override
    public void abort() {
      ended = true;
    }

    @Override
    public boolean await(Duration timeout) {
      clock.now += timeout.toMillis();
      story.remove().run();
      return ended;
    }

    @Override
    public void close() {
      drain();
      ended = true;
    }
  }

  private Workers two() throws IOException {
    return Workers.start(List.of(() -> new Fake("a"), () -> new Fake("b")), clock);
  }

  private List<String> names() {
    return started.stream().map(Fake::name).toList();
  }

  @Test
  void shouldStartWhatHasFailedAgainWhileAnotherWorks() throws IOException {
    Workers workers = two();
    story.add(started.getLast()::abort);
    story.add(() -> assertThat(names()).as("not at once").containsExactly("a", "b"));
    story.add(() -> clock.now += 5_000);
    story.add(workers::close);

    workers.work();

    assertThat(names()).containsExactly("a", "b", "b");
    assertThat(started).allMatch(fake -> fake.ended);
    assertThat(workers.areDraining()).isTrue();
  }

  /** Whoever started the process starts it again, as it does with one that serves one market. */
  @Test
  void shouldEndWhenAllHaveFailed() throws IOException {
    Workers workers = two();
    story.add(() -> started.forEach(Fake::abort));

    workers.work();

    assertThat(names()).containsExactly("a", "b");
    assertThat(workers.condition()).isEqualTo(Condition.FAILED);
    assertThat(workers.areDraining()).isFalse();
  }

  /** It has no scheme for the policy, for instance: it would drain again. */
  @Test
  void shouldNotStartAgainWhatHasDrainedOfItself() throws IOException {
    Workers workers = two();
    story.add(started.getLast()::close);
    story.add(() -> clock.now += 3_600_000);
    story.add(started.getFirst()::abort);

    workers.work();

    assertThat(names()).containsExactly("a", "b");
  }

  @Test
  void shouldWaitLongerEachTimeItFailsAtOnce() throws IOException {
    Workers workers = two();
    story.add(started.getLast()::abort);
    story.add(() -> clock.now += 5_000);
    story.add(() -> started.getLast().abort());
    story.add(() -> clock.now += 5_000);
    story.add(() -> assertThat(names()).hasSize(3));
    story.add(() -> clock.now += 5_000);
    story.add(workers::close);

    workers.work();

    assertThat(names()).containsExactly("a", "b", "b", "b");
  }

  @Test
  void shouldSayHowTheyAreTogether() throws IOException {
    Workers workers = two();
    assertThat(workers.condition()).isEqualTo(Condition.WORKING);
    started.getFirst().bond = true;

    started.getLast().abort();

    assertThat(workers.isLive()).isTrue();
    assertThat(workers.condition()).isEqualTo(Condition.STARTING);
    assertThat(workers.haveOpenBonds()).isTrue();
    assertThat(workers.details())
        .isEqualTo(Map.of("prover", "owner", "worker a", "working", "worker b", "failed"));
  }

  @Test
  void shouldLeaveNoneBehindWhenOneDoesNotStart() {
    assertThatThrownBy(() ->
            Workers.start(
                List.of(
                    () -> new Fake("a"),
                    () -> {
                      throw new IOException("its journal is another's");
                    }),
                clock))
        .isInstanceOf(IOException.class);

    assertThat(started).singleElement().matches(fake -> fake.ended);
  }
}
