package io.proofworks.views.query;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.javalin.http.Context;
import io.proofworks.operations.HttpBounds;
import io.proofworks.operations.LogCode;
import io.proofworks.runtime.AppSettings;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.LostInput;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Ticks;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import io.proofworks.views.json.AvroJson;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records of the public topics as they are committed, as Server-Sent Events. Each stream reads the
 * topics itself, so that it can go on anywhere: the id of an event says how far each of its
 * partitions has been read, in the order of the topics that were asked for.
 */
final class EventStreams {

  /** What is streamed when nothing is asked for. */
  static final List<Topic<?>> USUAL =
      List.of(
          Topics.BATCHES,
          Topics.TASKS,
          Topics.ASSIGNMENTS,
          Topics.COMMITMENTS,
          Topics.REVEALS,
          Topics.VERDICTS,
          Topics.AGGREGATION_JOBS,
          Topics.RECEIPTS,
          Topics.ROUTE_SIGNALS,
          Topics.METRICS);

  static final String PATH = "/v1/events";

  /** Name of the event that says which records of a partition were gone before they were sent. */
  static final String GAP = "gap";

  /** In the place of a domain: every market. */
  static final String ALL = "all";

  static final String LAST_EVENT_ID = "Last-Event-ID";

  private static final Logger LOG = LoggerFactory.getLogger(EventStreams.class);
  private static final int FETCH_BYTES = 1 << 20;
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration KEEP_OPEN = Duration.ofSeconds(10);

  private static final Duration LAST_WORDS = Duration.ofSeconds(10);

  private final AppSettings settings;
  private final MarketSerdes serdes;
  private final HttpBounds bounds;
  private final Semaphore free;
  private final Map<Object, Integer> perAddress = new ConcurrentHashMap<>();
  private volatile boolean closed;

  EventStreams(AppSettings settings, MarketSerdes serdes, HttpBounds bounds) {
    this.settings = settings;
    this.serdes = serdes;
    this.bounds = bounds;
    this.free = new Semaphore(bounds.streams());
  }

  /**
   * The topics of a request, each once: an event's id has one offset for each of its partitions.
   *
   * @throws Problem bad-parameter
   */
  static List<Topic<?>> topics(Parameters asked) {
    return asked
        .find("topics")
        .<List<Topic<?>>>map(names ->
            Stream.of(names.split(",", -1)).<Topic<?>>map(EventStreams::topic).distinct().toList())
        .orElse(USUAL);
  }

  private static Topic<?> topic(String name) {
    return Topics.byName(name)
        .orElseThrow(() ->
            Problem.badParameter(
                "no topic "
                    + name
                    + "; there are "
                    + Topics.all().stream().map(Topic::name).toList()));
  }

  /**
   * Streams until the client or the server goes. It keeps the request's thread, which costs little:
   * a request that is left to another is over for the server when its connection is closed, and
   * whoever goes on with it finds nothing.
   *
   * @throws Problem when the request is wrong or there are too many streams
   */
  void stream(Context context) {
    String accept = context.header("Accept");
    if (accept == null || !accept.contains("text/event-stream")) {
      throw new Problem(
          406, "not-acceptable", "events come as text/event-stream: say so in Accept");
    }
    Parameters asked = parameters(context);
    Predicate<SpecificRecord> ours = of(asked, settings.domain().hex());
    List<TopicPartition> partitions = partitions(topics(asked));
    EventPosition.check(context.header(LAST_EVENT_ID), partitions.size());
    Object address = subscriber(context.ip());
    enter(address);
    try {
      run(context, partitions, asked.find("from").isPresent(), ours);
    } finally {
      free.release();
      leave(address);
    }
  }

  /** By whom connections are counted as well. */
  static Object subscriber(String ip) {
    try {
      return HttpBounds.subscriber(InetAddress.getByName(ip)); // a literal: nobody is asked
    } catch (UnknownHostException e) {
      return ip;
    }
  }

  private void enter(Object address) {
    if (perAddress.merge(address, 1, Integer::sum) > bounds.streamsPerAddress()) {
      leave(address);
      throw tooMany(bounds.streamsPerAddress() + " streams of an address");
    }
    if (!free.tryAcquire()) {
      leave(address);
      throw tooMany(bounds.streams() + " streams");
    }
  }

  private static Problem tooMany(String most) {
    return Problem.later("too-many-streams", "this instance serves " + most + " at most");
  }

  private void leave(Object address) {
    perAddress.computeIfPresent(address, (same, count) -> count == 1 ? null : count - 1);
  }

  private static Parameters parameters(Context context) {
    Parameters asked =
        Parameters.parse(context.queryString(), List.of("topics", "from", Endpoint.DOMAIN));
    if (asked.find("from").filter(from -> !from.equals("earliest")).isPresent()) {
      throw Problem.badParameter("from is earliest, or is left out: from now on");
    }
    return asked;
  }

  /** The records of the market that is asked for; what names none is the deployment's first's. */
  static Predicate<SpecificRecord> of(Parameters asked, String first) {
    Optional<String> wanted = asked.find(Endpoint.DOMAIN);
    if (wanted.filter(ALL::equals).isPresent()) {
      return record -> true;
    }
    String market = wanted.map(Asked::hashOf).orElse(first);
    return record -> AvroJson.domain(record).orElse(first).equals(market);
  }

  private void run(
      Context context,
      List<TopicPartition> partitions,
      boolean earliest,
      Predicate<SpecificRecord> ours) {
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(config())) {
      consumer.assign(partitions);
      EventPosition position = begin(context, consumer, partitions, earliest);
      position.offsets().forEach(consumer::seek);
      follow(new EventWriter(context.res()), consumer, position, ours);
    } catch (KafkaException e) {
      LOG.warn("{} cause={}", LogCode.EVENTS_ENDED, e.toString());
    }
  }

  /**
   * Where a stream begins. The log is asked before anything is answered, with a position too:
   * whoever may not read it is told so, and does not get a stream in which nothing comes.
   *
   * @throws Problem topic-refused, log-unavailable
   */
  private static EventPosition begin(
      Context context,
      KafkaConsumer<byte[], byte[]> consumer,
      List<TopicPartition> partitions,
      boolean earliest) {
    try {
      Map<TopicPartition, Long> from =
          earliest ? consumer.beginningOffsets(partitions) : consumer.endOffsets(partitions);
      return EventPosition.of(context.header(LAST_EVENT_ID), partitions, from);
    } catch (TopicAuthorizationException e) {
      throw new Problem(
          403,
          "topic-refused",
          "the cluster does not let this instance read " + new TreeSet<>(e.unauthorizedTopics()));
    } catch (KafkaException e) {
      LOG.warn("{} cause={}", LogCode.EVENTS_ENDED, e.toString());
      throw Problem.later("log-unavailable", "the cluster does not answer this instance");
    }
  }

  private Properties config() {
    Properties config = settings.clientProperties();
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
    // with any other rule a consumer jumps over what was deleted, and does not say so
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    return config;
  }

  private List<TopicPartition> partitions(List<Topic<?>> topics) {
    return topics.stream()
        .flatMap(topic ->
            IntStream.range(0, settings.partitions())
                .mapToObj(partition -> new TopicPartition(topic.name(), partition)))
        .toList();
  }

  private void follow(
      EventWriter client,
      KafkaConsumer<byte[], byte[]> consumer,
      EventPosition position,
      Predicate<SpecificRecord> ours) {
    long sentAt = System.nanoTime();
    client.comment("from " + position.id());
    while (!closed && !client.isGone()) {
      try {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          position.pass(record);
          sentAt = send(client, record, position, ours) ? System.nanoTime() : sentAt;
        }
      } catch (OffsetOutOfRangeException e) {
        leap(e, consumer, position).forEach(gap -> tell(client, gap, position));
        sentAt = System.nanoTime();
      }
      if (System.nanoTime() - sentAt > KEEP_OPEN.toNanos()) {
        client.comment("still here");
        sentAt = System.nanoTime();
      }
    }
  }

  /** Goes on where the log begins now, past what was deleted before it could be sent. */
  private static List<LostInput> leap(
      OffsetOutOfRangeException gone,
      KafkaConsumer<byte[], byte[]> consumer,
      EventPosition position) {
    List<LostInput> gaps = new ArrayList<>();
    consumer
        .beginningOffsets(gone.partitions())
        .forEach((partition, begin) -> {
          long from = position.leap(partition, begin);
          consumer.seek(partition, begin);
          gaps.add(new LostInput(partition.topic(), partition.partition(), from, begin));
        });
    return gaps;
  }

  private static void tell(EventWriter client, LostInput gap, EventPosition position) {
    LOG.warn("{} reader=events {}", LogCode.LOG_GAP, gap);
    String json =
        JsonNodeFactory.instance
            .objectNode()
            .put("topic", gap.topic())
            .put("partition", gap.partition())
            .put("from", gap.from())
            .put("to", gap.to())
            .toString();
    client.event(GAP, json, position.id());
  }

  private boolean send(
      EventWriter client,
      ConsumerRecord<byte[], byte[]> record,
      EventPosition position,
      Predicate<SpecificRecord> ours) {
    if (Ticks.isTick(record) || record.value() == null) {
      return false;
    }
    Topic<?> topic = Topics.byName(record.topic()).orElseThrow();
    if (serdes.decoder(topic).decode(record.value()) instanceof Decoded.Value<?> decoded
        && decoded.value() instanceof SpecificRecord found
        && ours.test(found)) {
      Coordinates at =
          new Coordinates(record.topic(), record.partition(), record.offset(), record.timestamp());
      String json = AvroJson.of(at, found, AvroJson.INLINE_BYTES).toString();
      client.event(record.topic(), json, position.id());
      return true;
    }
    return false;
  }

  /**
   * Ends all streams and waits for them. A server that is stopped under an open stream goes on for
   * ever with its error, and keeps a processor busy with it.
   */
  void close() {
    closed = true;
    try {
      if (!free.tryAcquire(bounds.streams(), LAST_WORDS.toSeconds(), TimeUnit.SECONDS)) {
        LOG.warn("{} cause=streams did not end in time", LogCode.EVENTS_ENDED);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
