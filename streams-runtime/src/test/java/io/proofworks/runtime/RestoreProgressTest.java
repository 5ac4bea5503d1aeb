package io.proofworks.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

final class RestoreProgressTest {

  private static final TopicPartition ONE = new TopicPartition("changelog", 0);
  private static final TopicPartition OTHER = new TopicPartition("changelog", 1);

  private final AtomicLong nanos = new AtomicLong(5);
  private final RestoreProgress progress = new RestoreProgress(nanos::get);

  @Test
  void shouldEstimateTheRestByTheRateSoFar() {
    progress.onRestoreStart(ONE, "store", 100, 1_100);
    progress.onRestoreStart(OTHER, "store", 0, 1_000);
    assertThat(progress.remainingMs()).isEmpty();

    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(200));
    progress.onBatchRestored(ONE, "store", 600, 500);

    assertThat(progress.restored()).isEqualTo(500);
    assertThat(progress.toRestore()).isEqualTo(1_500);
    assertThat(progress.remainingMs()).hasValue(600);
  }

  @Test
  void shouldHaveNothingLeftWhenAllHasEndedAndBeginAnew() {
    progress.onRestoreStart(ONE, "store", 0, 10);
    progress.onBatchRestored(ONE, "store", 10, 10);
    progress.onRestoreEnd(ONE, "store", 10);
    assertThat(progress.toRestore()).isZero();
    assertThat(progress.remainingMs()).isEmpty();

    progress.onRestoreStart(OTHER, "store", 0, 50);

    assertThat(progress.restored()).isZero();
    assertThat(progress.toRestore()).isEqualTo(50);
  }

  @Test
  void shouldForgetAPartitionThatHasMovedAway() {
    progress.onRestoreStart(ONE, "store", 0, 10);

    progress.onRestoreSuspended(ONE, "store", 3);

    assertThat(progress.toRestore()).isZero();
  }
}
