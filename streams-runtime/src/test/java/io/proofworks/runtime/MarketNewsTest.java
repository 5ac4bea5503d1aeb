package io.proofworks.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proofworks.avro.Policy;
import io.proofworks.protocol.Hash32;
import io.proofworks.serde.Decoded;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class MarketNewsTest {

  private static final TopicPartition POLICIES = new TopicPartition("market.policies", 0);
  private static final Hash32 FIRST = Hash32.parse("0x" + "01".repeat(32));
  private static final Hash32 SECOND = Hash32.parse("0x" + "02".repeat(32));
  private static final Hash32 THIRD = Hash32.parse("0x" + "03".repeat(32));

  private static final String FAILS = "fails until it answers";

  private final MockConsumer<byte[], byte[]> log = new MockConsumer<>("earliest");
  private final AtomicLong nanos = new AtomicLong();
  private final Markets markets = new Markets(FIRST);
  private final MarketNews news = new MarketNews(log, this::policy, markets, nanos::get);
  private long offset;
  private boolean answers;

  @BeforeEach
  void assign() {
    log.updatePartitions(
        POLICIES.topic(), List.of(new PartitionInfo(POLICIES.topic(), 0, null, null, null)));
    log.assign(List.of(POLICIES));
    log.updateBeginningOffsets(Map.of(POLICIES, 0L));
    log.updateEndOffsets(Map.of(POLICIES, 0L));
    markets.hear(news);
  }

  /** Its domain is all that counts here; what is none of a policy's bytes has none. */
  private Decoded<Policy> policy(byte[] bytes) {
    String domain = new String(bytes, StandardCharsets.UTF_8);
    if (domain.equals(FAILS) && !answers) {
      throw new KafkaException("as asked for");
    }
    if (!domain.startsWith("0x")) {
      return new Decoded.Malformed<>(domain);
    }
    Policy policy = new Policy();
    policy.put("domain", domain);
    return new Decoded.Value<>(policy);
  }

  private void append(String value, long time) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    log.addRecord(
        new ConsumerRecord<>(
            POLICIES.topic(),
            0,
            offset,
            time,
            TimestampType.LOG_APPEND_TIME,
            0,
            bytes.length,
            new byte[0],
            bytes,
            new RecordHeaders(),
            Optional.empty()));
    offset++;
    log.updateEndOffsets(Map.of(POLICIES, offset));
  }

  @Test
  void shouldKnowWhatHasAPolicyBeforeItBegins() {
    append(SECOND.hex(), 1_000);
    append("garbage", 1_100);
    append(SECOND.hex(), 2_000);

    news.read();

    assertThat(markets.others()).containsExactly(SECOND);
    assertThat(markets.owner(SECOND, 1_000)).isEqualTo(SECOND);
  }

  @Test
  void shouldReadOnWhenARecordNamesAMarketThatItDoesNotKnow() {
    news.read();
    append(THIRD.hex(), 5_000);
    nanos.addAndGet(MarketNews.AT_MOST_EVERY.toNanos());

    assertThat(markets.ownerOfForeign(THIRD, 5_001)).isEqualTo(THIRD);
  }

  /**
   * However often it was asked a moment ago: a policy that went to another market would be lost.
   */
  @Test
  void shouldReadOnAtOnceForWhatOnlyTheMarketWrites() {
    news.read();
    append(THIRD.hex(), 5_000);

    assertThat(markets.owner(THIRD, 5_000)).isEqualTo(THIRD);
  }

  /** What a failure kept it from taking in it takes in the next time. */
  @Test
  @Timeout(30)
  void shouldBeginAgainAfterAFailure() {
    append(SECOND.hex(), 1_000);
    append(FAILS, 1_100);
    append(THIRD.hex(), 1_200);
    assertThatThrownBy(news::read).isInstanceOf(KafkaException.class);
    assertThat(log.position(POLICIES)).isZero();
    answers = true;
    offset = 0; // what the mock has given it does not give again
    append(SECOND.hex(), 1_000);
    append(FAILS, 1_100);
    append(THIRD.hex(), 1_200);

    news.read();

    assertThat(markets.others()).containsExactlyInAnyOrder(SECOND, THIRD);
  }

  /** An outsider who writes of markets that nobody has makes it ask no more than that. */
  @Test
  void shouldNotAskAgainAtOnce() {
    news.read();
    append(THIRD.hex(), 5_000);
    nanos.addAndGet(MarketNews.AT_MOST_EVERY.toNanos() - 1);

    assertThat(markets.ownerOfForeign(THIRD, 5_001)).isEqualTo(FIRST);
  }
}
