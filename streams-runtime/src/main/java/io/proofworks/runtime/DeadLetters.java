package io.proofworks.runtime;

import io.proofworks.topics.Topics;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.TopicNameExtractor;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Input that nothing can be made of goes whole to the dead-letter topic of its topic: original key,
 * value and headers, and beside them why and where from.
 */
public final class DeadLetters {

  public static final String REASON = "dlq.reason";
  public static final String DETAIL = "dlq.detail";
  public static final String TOPIC = "dlq.source.topic";
  public static final String PARTITION = "dlq.source.partition";
  public static final String OFFSET = "dlq.source.offset";
  public static final String TIME = "dlq.source.time";

  /** A detail may quote the input; the dead-letter topic's size limit has to hold all the same. */
  private static final int DETAIL_CHARACTERS = 512;

  private static final TopicNameExtractor<byte[], byte[]> ROUTE =
      (key, value, context) -> topicOf(context.headers());

  private DeadLetters() {}

  /**
   * The dead letter of an input; forward it to the sink of {@link #addSink}.
   *
   * @param reason the protocol's reason, for instance {@code MALFORMED}
   * @param detail one line for people
   */
  public static Record<byte[], byte[]> of(InboundRecord input, String reason, String detail) {
    return new Record<>(
        input.keyBytes(), input.value(), input.time(), headers(input, reason, detail));
  }

  /** Adds the sink that takes dead letters of any source topic to where they belong. */
  public static Topology addSink(Topology topology, String name, String... parents) {
    ByteArraySerializer bytes = new ByteArraySerializer();
    return topology.addSink(name, ROUTE, bytes, bytes, parents);
  }

  private static Headers headers(InboundRecord input, String reason, String detail) {
    Headers headers = new RecordHeaders(input.headers());
    Coordinates from = input.coordinates();
    put(headers, REASON, reason);
    put(headers, DETAIL, detail.substring(0, Math.min(DETAIL_CHARACTERS, detail.length())));
    put(headers, TOPIC, from.topic());
    put(headers, PARTITION, Integer.toString(from.partition()));
    put(headers, OFFSET, Long.toString(from.offset()));
    put(headers, TIME, Long.toString(from.time()));
    return headers;
  }

  /** What the author set under these names must not pass for ours. */
  private static void put(Headers headers, String name, String value) {
    headers.remove(name);
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }

  private static String topicOf(Headers headers) {
    Header source = headers.lastHeader(TOPIC);
    if (source == null) {
      throw new InvalidTopicException("a dead letter that does not say where it came from");
    }
    String name = new String(source.value(), StandardCharsets.UTF_8);
    return Topics.byName(name)
        .orElseThrow(() -> new InvalidTopicException("no dead-letter topic for " + name))
        .dlq();
  }
}
