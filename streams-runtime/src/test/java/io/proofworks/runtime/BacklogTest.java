package io.proofworks.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

final class BacklogTest {

  private static final TopicPartition ONE = new TopicPartition("market.reveals", 0);
  private static final TopicPartition OTHER = new TopicPartition("market.reveals", 1);

  private final Backlog backlog = new Backlog();
  private final Backlog.Part part = backlog.open();

  private static ConsumerRecord<byte[], byte[]> record(long offset, long time) {
    return new ConsumerRecord<>(
        ONE.topic(),
        0,
        offset,
        time,
        TimestampType.LOG_APPEND_TIME,
        0,
        0,
        new byte[0],
        new byte[0],
        new RecordHeaders(),
        Optional.empty());
  }

  private void done(TopicPartition partition, long next) {
    backlog.done(Map.of(partition, new OffsetAndMetadata(next)));
  }

  private long behind(long now) {
    return backlog.behind(now).toMillis();
  }

  @Test
  void shouldBeBehindByTheOldestRecordThatIsReadAndNotDone() {
    part.read(ONE, List.of(record(5, 1_000), record(6, 2_000), record(7, 3_000)));
    part.read(OTHER, List.of(record(0, 2_500)));

    assertThat(behind(10_000)).isEqualTo(9_000);
    done(ONE, 6);
    assertThat(behind(10_000)).as("6 is the oldest").isEqualTo(8_000);
    done(ONE, 8);
    assertThat(behind(10_000)).as("another partition's").isEqualTo(7_500);
    done(OTHER, 1);
    assertThat(behind(10_000)).as("nothing left").isZero();
  }

  @Test
  void shouldBeBehindWhileManyRecordsOfOneMomentAreLeft() {
    part.read(ONE, LongStream.range(0, 1_000).mapToObj(i -> record(i, 1_000 + i / 10)).toList());

    done(ONE, 999);

    assertThat(behind(61_000)).isBetween(59_000L, 60_000L);
  }

  @Test
  void shouldForgetPartitionsThatMoveAwayAndConsumersThatClose() {
    part.read(ONE, List.of(record(5, 1_000)));
    part.read(OTHER, List.of(record(5, 2_000)));

    part.keep(Set.of(OTHER));
    assertThat(behind(10_000)).isEqualTo(8_000);
    part.close();
    assertThat(behind(10_000)).isZero();
  }

  @Test
  void shouldReadAgainWhatAnAbortedTransactionTookBack() {
    part.read(ONE, List.of(record(5, 1_000), record(6, 2_000)));
    done(ONE, 6);

    part.read(ONE, List.of(record(5, 1_000), record(6, 2_000)));

    assertThat(behind(10_000)).isEqualTo(9_000);
  }

  @Test
  void shouldTakeARecordFromTheFutureForNoBacklog() {
    part.read(ONE, List.of(record(5, Long.MAX_VALUE / 2)));

    assertThat(backlog.behind(10_000)).isEqualTo(Duration.ZERO);
  }

  /** Against all of what was read, kept whole. */
  @Test
  void shouldBeWithinASpacingOfTheTruthForEverySeed() {
    for (long seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Backlog fresh = new Backlog();
      Backlog.Part reader = fresh.open();
      List<ConsumerRecord<byte[], byte[]>> left = new ArrayList<>();
      long offset = 0;
      long time = 1_000;
      for (int i = 0; i < 200; i++) {
        if (random.nextBoolean()) {
          time += random.nextInt(400);
          offset += 1 + random.nextInt(3); // transaction markers leave gaps
          left.add(record(offset, time));
          reader.read(ONE, List.of(left.getLast()));
        } else if (!left.isEmpty()) {
          int count = 1 + random.nextInt(left.size());
          long next = left.get(count - 1).offset() + 1;
          left.subList(0, count).clear();
          fresh.done(Map.of(ONE, new OffsetAndMetadata(next)));
        }
        long truth = left.isEmpty() ? 0 : time + 50 - left.getFirst().timestamp();
        assertThat(fresh.behind(time + 50).toMillis())
            .as("seed %d, step %d", seed, i)
            .isBetween(truth, left.isEmpty() ? 0 : truth + 400);
      }
    }
  }
}
