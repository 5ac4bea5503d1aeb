package io.proofworks.runtime;

import io.proofworks.protocol.Keccak;
import io.proofworks.protocol.PlainText;
import io.proofworks.topics.RecordSize;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.TopicNameExtractor;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Input that nothing can be made of goes whole to the dead-letter topic of its topic: original key,
 * value and headers, and beside them why and where from.
 *
 * <p>That topic takes everything that its topic takes, and what is said of it. Should a record be
 * larger all the same (a topic whose limit was lowered, a limit that was not set), its headers are
 * left out, then its value and last its key are cut, and headers say so with sizes and digests of
 * the whole: a dead letter that the broker refused would end the application, now and at each
 * start.
 */
public final class DeadLetters {

  private static final String OURS = "dlq.";

  public static final String REASON = "dlq.reason";
  public static final String DETAIL = "dlq.detail";
  public static final String TOPIC = "dlq.source.topic";
  public static final String PARTITION = "dlq.source.partition";
  public static final String OFFSET = "dlq.source.offset";
  public static final String TIME = "dlq.source.time";

  /** Of a key, value or headers that did not fit: {@code bytes=N keccak256=0x...} of the whole. */
  public static final String CUT_KEY = "dlq.cut.key";

  public static final String CUT_VALUE = "dlq.cut.value";
  public static final String CUT_HEADERS = "dlq.cut.headers";

  /** Room for what is said of cuts. */
  private static final int CUTS = 512;

  private static final TopicNameExtractor<byte[], byte[]> ROUTE =
      (key, value, context) -> topicOf(context.headers()).dlq();

  private DeadLetters() {}

  /**
   * The dead letter of an input; forward it to the sink of {@link #addSink}.
   *
   * @param reason the protocol's reason, for instance {@code MALFORMED}
   * @param detail one line for people; is cut and made plain
   * @throws InvalidTopicException when the input's topic has no dead-letter topic
   */
  public static Record<byte[], byte[]> of(InboundRecord input, String reason, String detail) {
    int limit = topic(input.coordinates().topic()).maxDeadLetterBytes();
    Headers own = own(input, reason, detail);
    Headers all = new RecordHeaders();
    input.headers().forEach(header -> addForeign(all, header));
    own.forEach(all::add);
    boolean whole = RecordSize.ofBatch(input.keyBytes(), input.value(), all) <= limit;
    return whole
        ? new Record<>(input.keyBytes(), input.value(), input.time(), all)
        : cut(input, own, limit);
  }

  /** What the author set under such names must not pass for ours. */
  private static void addForeign(Headers headers, Header header) {
    if (!header.key().startsWith(OURS)) {
      headers.add(header);
    }
  }

  /** A key that is too large leaves half of the room to the value. */
  private static Record<byte[], byte[]> cut(InboundRecord input, Headers own, int limit) {
    int room = limit - CUTS - RecordSize.ofBatch(null, null, own);
    put(own, CUT_HEADERS, said(bytes(input.headers())));
    byte[] key = cut(own, CUT_KEY, input.keyBytes(), room / 2);
    int left = room - (key == null ? 0 : key.length);
    byte[] value = cut(own, CUT_VALUE, input.value(), left);
    return new Record<>(key, value, input.time(), own);
  }

  private static byte @Nullable [] cut(
      Headers own, String name, byte @Nullable [] whole, int room) {
    if (whole == null || whole.length <= room) {
      return whole;
    }
    put(own, name, said(whole));
    return Arrays.copyOf(whole, room);
  }

  private static String said(byte[] whole) {
    return "bytes=" + whole.length + " keccak256=" + Keccak.hash(whole).hex();
  }

  /** Name and value of each header, each after its length as big-endian u32; -1 for no value. */
  private static byte[] bytes(Headers headers) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Header header : headers) {
      write(all, header.key().getBytes(StandardCharsets.UTF_8));
      write(all, header.value());
    }
    return all.toByteArray();
  }

  private static void write(ByteArrayOutputStream all, byte @Nullable [] part) {
    int length = part == null ? -1 : part.length;
    all.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
    if (part != null) {
      all.writeBytes(part);
    }
  }

  /** Adds the sink that takes dead letters of any source topic to where they belong. */
  public static Topology addSink(Topology topology, String name, String... parents) {
    ByteArraySerializer bytes = new ByteArraySerializer();
    return topology.addSink(name, ROUTE, bytes, bytes, parents);
  }

  /** Whether records of that topic have a place for what cannot be used. */
  public static boolean take(String topic) {
    return Topics.byName(topic).filter(Topic::deadLettered).isPresent();
  }

  private static Headers own(InboundRecord input, String reason, String detail) {
    Headers headers = new RecordHeaders();
    Coordinates from = input.coordinates();
    put(headers, REASON, reason);
    put(headers, DETAIL, PlainText.sentence(detail));
    put(headers, TOPIC, from.topic());
    put(headers, PARTITION, Integer.toString(from.partition()));
    put(headers, OFFSET, Long.toString(from.offset()));
    put(headers, TIME, Long.toString(from.time()));
    return headers;
  }

  private static void put(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }

  static Topic<?> topicOf(Headers headers) {
    Header source = headers.lastHeader(TOPIC);
    if (source == null) {
      throw new InvalidTopicException("a dead letter that does not say where it came from");
    }
    return topic(new String(source.value(), StandardCharsets.UTF_8));
  }

  private static Topic<?> topic(String name) {
    Optional<Topic<?>> found = Topics.byName(name);
    return found.orElseThrow(() -> new InvalidTopicException("no dead-letter topic for " + name));
  }
}
