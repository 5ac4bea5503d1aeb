package io.proofworks.runtime.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.Evidence;
import io.proofworks.avro.Verdict;
import io.proofworks.protocol.PlainText;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.DeadLetters;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.Decoder;
import io.proofworks.topics.RecordSize;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.test.TestRecord;

/**
 * Puts hostile records through an application: it lives, whatever it writes fits the topic it
 * writes it to and can be shown as it is, and each record that is its to answer is answered once.
 */
public final class Ordeal {

  /** Answers of one input: verdicts and dead letters. */
  private record Answered(int verdicts, int letters) {
    Answered plus(int moreVerdicts, int moreLetters) {
      return new Answered(verdicts + moreVerdicts, letters + moreLetters);
    }
  }

  private final TopologyFixture market;
  private final Decoder<Verdict> verdicts;
  private final Map<String, Answered> answers = new HashMap<>();
  private final Map<String, String> names = new HashMap<>();

  public Ordeal(TopologyFixture market) {
    this.market = market;
    this.verdicts = market.serdes().decoder(Topics.VERDICTS);
  }

  /**
   * Appends the records, from a time on, one a millisecond; returns the time after the last.
   *
   * @param answered whether this application answers them
   */
  public long endure(List<Hostile> records, long from, boolean answered) {
    long time = from;
    for (Hostile one : records) {
      Coordinates at;
      try {
        at = market.pipeBytes(one.topic().name(), one.key(), one.value(), one.headers(), time++);
      } catch (RuntimeException | Error e) {
        throw new AssertionError("the application ended at " + one.what(), e);
      }
      if (answered) {
        answers.putIfAbsent(at.toString(), new Answered(0, 0));
        names.put(at.toString(), one.what());
      }
      check(one.what());
    }
    return time;
  }

  /** Looks at all that was written since, after a time passed by ticks. */
  public void settle(long time) {
    market.tickAll(time);
    check("ticks");
  }

  /** Every record that was to be answered has one verdict, and at most one dead letter. */
  public void requireOneAnswerEach() {
    answers.forEach((at, answered) -> {
      assertThat(answered.verdicts()).as("verdicts on %s, %s", at, names.get(at)).isEqualTo(1);
      assertThat(answered.letters())
          .as("dead letters of %s, %s", at, names.get(at))
          .isLessThanOrEqualTo(1);
    });
  }

  private void check(String what) {
    for (String name : market.driver().producedTopicNames()) {
      for (TestRecord<byte[], byte[]> record : market.readBytes(name)) {
        limit(name).ifPresent(limit -> requireFits(what, name, record, limit));
        if (name.equals(Topics.VERDICTS.name())) {
          verdict(what, record);
        } else if (name.endsWith(".dlq")) {
          letter(record.headers());
        }
      }
    }
  }

  private static void requireFits(
      String what, String topic, TestRecord<byte[], byte[]> record, int limit) {
    int bytes = RecordSize.ofBatch(record.key(), record.value(), record.headers());
    assertThat(bytes)
        .as("bytes of a record of %s after %s", topic, what)
        .isLessThanOrEqualTo(limit);
  }

  private static Optional<Integer> limit(String name) {
    return name.endsWith(".dlq")
        ? Topics.byName(name.substring(0, name.length() - 4)).map(Topic::maxDeadLetterBytes)
        : Topics.byName(name).map(Topic::maxMessageBytes);
  }

  private void verdict(String what, TestRecord<byte[], byte[]> record) {
    String key = new String(record.key(), StandardCharsets.UTF_8);
    assertThat(PlainText.isPlain(key)).as("key of the verdict on %s", what).isTrue();
    assertThat(record.key()).hasSizeLessThanOrEqualTo(Topic.MAX_KEY_BYTES);
    if (verdicts.decode(record.value()) instanceof Decoded.Value<Verdict>(Verdict verdict)) {
      requirePlain(what, verdict);
      if (verdict.getInput() != null) {
        count(
            new Coordinates(
                verdict.getInput().getTopic(),
                verdict.getInput().getPartition(),
                verdict.getInput().getOffset(),
                0),
            1,
            0);
      }
    } else {
      throw new AssertionError("a verdict that is none, after " + what);
    }
  }

  private static void requirePlain(String what, Verdict verdict) {
    assertThat(verdict.getDetail()).as("detail on %s", what).matches(PlainText::isPlain);
    assertThat(verdict.getAuthor()).as("author on %s", what).matches(PlainText::isPlain);
    for (Evidence piece : verdict.getEvidence()) {
      assertThat(piece.getName() + piece.getValue())
          .as("evidence on %s", what)
          .matches(PlainText::isPlain);
    }
  }

  private void letter(Headers headers) {
    Coordinates of =
        new Coordinates(
            text(headers, DeadLetters.TOPIC),
            Integer.parseInt(text(headers, DeadLetters.PARTITION)),
            Long.parseLong(text(headers, DeadLetters.OFFSET)),
            0);
    count(of, 0, 1);
  }

  private static String text(Headers headers, String name) {
    return new String(headers.lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  private void count(Coordinates at, int moreVerdicts, int moreLetters) {
    answers.computeIfPresent(
        at.toString(), (name, before) -> before.plus(moreVerdicts, moreLetters));
  }
}
