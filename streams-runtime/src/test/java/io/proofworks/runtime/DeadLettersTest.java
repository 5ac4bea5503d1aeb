package io.proofworks.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.Keccak;
import io.proofworks.topics.RecordSize;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

class DeadLettersTest {

  private static final Topic<?> TOPIC = Topics.COMMITMENTS;

  private static Record<byte[], byte[]> letter(byte[] key, byte[] value, Headers headers) {
    Coordinates at = new Coordinates(TOPIC.name(), 3, 44, 5);
    return DeadLetters.of(
        InboundRecord.of(at, key, value, headers), "MALFORMED", "x\n".repeat(9_000));
  }

  private static int size(Record<byte[], byte[]> letter) {
    return RecordSize.ofBatch(letter.key(), letter.value(), letter.headers());
  }

  private static String header(Record<byte[], byte[]> letter, String name) {
    Header found = letter.headers().lastHeader(name);
    return found == null ? "" : new String(found.value(), StandardCharsets.UTF_8);
  }

  @Test
  void shouldKeepWholeWhateverItsTopicTakes() {
    Headers headers = new RecordHeaders();
    IntStream.range(0, 8_000).forEach(i -> headers.add("h", new byte[] {1}));
    int room = TOPIC.maxMessageBytes() - RecordSize.ofBatch(null, null, headers) - 20;
    byte[] key = new byte[room / 2];
    byte[] value = new byte[room - room / 2];

    Record<byte[], byte[]> letter = letter(key, value, headers);

    assertThat(letter.key()).isEqualTo(key);
    assertThat(letter.value()).isEqualTo(value);
    assertThat(letter.headers().headers("h")).hasSize(8_000);
    assertThat(size(letter)).isLessThanOrEqualTo(TOPIC.maxDeadLetterBytes());
    assertThat(header(letter, DeadLetters.DETAIL)).hasSizeLessThan(600).doesNotContain("\n");
  }

  @Test
  void shouldCutWhatDoesNotFitAndSayWhatTheWholeWas() {
    byte[] key = new byte[300_000];
    byte[] value = new byte[2_000_000];
    Arrays.fill(value, (byte) 7);
    Headers headers = new RecordHeaders().add("n".repeat(100_000), new byte[100_000]);

    Record<byte[], byte[]> letter = letter(key, value, headers);

    assertThat(size(letter))
        .isLessThanOrEqualTo(TOPIC.maxDeadLetterBytes())
        .isGreaterThan(TOPIC.maxMessageBytes());
    assertThat(header(letter, DeadLetters.CUT_KEY))
        .isEqualTo("bytes=300000 keccak256=" + Keccak.hash(key).hex());
    assertThat(header(letter, DeadLetters.CUT_VALUE))
        .isEqualTo("bytes=2000000 keccak256=" + Keccak.hash(value).hex());
    assertThat(header(letter, DeadLetters.CUT_HEADERS)).startsWith("bytes=200008 keccak256=0x");
    assertThat(letter.value()).containsOnly(7).hasSizeGreaterThan(30_000);
    assertThat(header(letter, DeadLetters.OFFSET)).isEqualTo("44");
  }

  @Test
  void shouldPassNothingOfTheAuthorsForOurs() {
    Headers forged = new RecordHeaders();
    forged.add(DeadLetters.TOPIC, "market.ledger".getBytes(StandardCharsets.UTF_8));
    forged.add(DeadLetters.CUT_VALUE, new byte[0]).add("own", null);

    Record<byte[], byte[]> letter = letter(new byte[] {1}, new byte[] {2}, forged);

    assertThat(letter.headers().headers(DeadLetters.TOPIC)).hasSize(1);
    assertThat(header(letter, DeadLetters.TOPIC)).isEqualTo(TOPIC.name());
    assertThat(letter.headers().lastHeader(DeadLetters.CUT_VALUE)).isNull();
    assertThat(letter.headers().lastHeader("own")).isNotNull();
  }
}
