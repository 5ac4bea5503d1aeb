package io.proofworks.runtime.testing;

import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.SessionKey;
import io.proofworks.protocol.TickClaim;
import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.AppSettings;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.Markets;
import io.proofworks.runtime.StreamsApplication;
import io.proofworks.runtime.StreamsConfigs;
import io.proofworks.runtime.journal.Logged;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Ticks;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/**
 * An application on the topology test driver, fed with records of the catalogue's topics at the
 * append times a test chooses. The driver has one partition, number 0, so the fixture's settings
 * say {@code partitions=1}; a test of WRONG_PARTITION says {@code partitions=2} and looks for a key
 * that belongs to 1.
 */
public final class TopologyFixture implements AutoCloseable {

  /** The domain of {@link #settings()}. */
  public static final String DOMAIN = "0x" + "d0".repeat(32);

  /** The first market of the deployment where another one is {@linkplain #beside beside} it. */
  public static final Hash32 FIRST = Hash32.parse("0x" + "f1".repeat(32));

  private static volatile boolean beside;

  private final TopologyTestDriver driver;
  private final MarketSerdes serdes;
  private final Path stateDir;
  private final Set<String> sources;
  private final Set<String> sinks;
  private final Map<String, Long> offsets = new HashMap<>();
  private final List<Logged> piped = new ArrayList<>();

  private TopologyFixture(
      StreamsApplication application,
      AppSettings settings,
      VerifierRegistry verifiers,
      Path stateDir) {
    this.serdes = new MarketSerdes(new InMemoryRegistry());
    this.stateDir = stateDir;
    AppContext context = context(settings, verifiers);
    Properties config = StreamsConfigs.of(application, settings);
    config.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
    // the driver cannot know an idle input's lag, so here a task takes what it has
    config.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, -1L);
    Topology topology = application.topology(context);
    this.sources = sourcesOf(topology);
    this.sinks = sinksOf(topology);
    this.driver = new TopologyTestDriver(topology, config, Instant.ofEpochMilli(0));
  }

  /**
   * Whether the market of the fixtures that are made from now on is served beside the first one of
   * its deployment: whatever holds of a market alone has to hold then too.
   */
  public static void beside(boolean second) {
    beside = second;
  }

  private AppContext context(AppSettings settings, VerifierRegistry verifiers) {
    AppContext alone = new AppContext(settings, serdes, verifiers);
    if (!beside) {
      return alone;
    }
    Markets markets = new Markets(FIRST);
    markets.since(settings.domain(), Long.MIN_VALUE);
    return new AppContext(settings.of(FIRST), serdes, alone.proofs(), alone.meters(), markets);
  }

  /** The application under {@link #settings()}. */
  public static TopologyFixture of(StreamsApplication application) {
    return of(application, settings());
  }

  /**
   * The application under settings of the test's choice; the state directory is a temporary one.
   */
  public static TopologyFixture of(StreamsApplication application, AppSettings settings) {
    return of(application, settings, VerifierRegistry.standard());
  }

  /** The same with proof systems of the test's choice. */
  public static TopologyFixture of(
      StreamsApplication application, AppSettings settings, VerifierRegistry verifiers) {
    try {
      return new TopologyFixture(
          application, settings, verifiers, Files.createTempDirectory("topology-fixture"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Defaults, one partition, the domain {@link #DOMAIN}. */
  public static AppSettings settings() {
    return AppSettings.of(Map.of("domain", DOMAIN, "partitions", "1"));
  }

  /** Whether the application reads that topic. */
  public boolean reads(Topic<?> topic) {
    return sources.contains(topic.name());
  }

  /** Whether the application writes to that topic. */
  public boolean writes(Topic<?> topic) {
    return sinks.contains(topic.name());
  }

  /** Appends a record; returns where, provided the application itself does not write that topic. */
  public <V extends SpecificRecord> Coordinates pipe(
      Topic<V> topic, String key, V value, long time) {
    byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
    return pipeBytes(
        topic.name(), keyBytes, serdes.encode(topic, value), new RecordHeaders(), time);
  }

  /** Appends raw bytes, as a hostile producer would. */
  public Coordinates pipeBytes(
      Topic<?> topic, byte @Nullable [] key, byte @Nullable [] value, long time) {
    return pipeBytes(topic.name(), key, value, new RecordHeaders(), time);
  }

  /** Appends raw bytes with headers to any topic of the topology. */
  public Coordinates pipeBytes(
      String topic, byte @Nullable [] key, byte @Nullable [] value, Headers headers, long time) {
    TestInputTopic<byte[], byte[]> input =
        driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer());
    input.pipeInput(new TestRecord<>(key, value, headers, time));
    long offset = offsets.merge(topic, 1L, Long::sum) - 1;
    Coordinates at = new Coordinates(topic, 0, offset, time);
    InboundRecord record = InboundRecord.of(at, key, value, headers);
    piped.add(new Logged(record, record.isTick()));
    return at;
  }

  /** What a test appended, in order. */
  public List<Logged> log() {
    return List.copyOf(piped);
  }

  /** What a test appended to a topic, in order. */
  public List<Logged> log(String topic) {
    return piped.stream()
        .filter(logged -> logged.record().coordinates().topic().equals(topic))
        .toList();
  }

  /** What a test appended there. */
  public Optional<InboundRecord> find(Coordinates at) {
    return log(at.topic()).stream()
        .map(Logged::record)
        .filter(record -> record.coordinates().offset() == at.offset())
        .findFirst();
  }

  /** Appends a tick to each of the topics. */
  public void tick(long time, Topic<?>... topics) {
    Arrays.stream(topics)
        .map(topic -> Ticks.record(topic.name(), 0))
        .forEach(tick -> pipeBytes(tick.topic(), null, tick.value(), tick.headers(), time));
  }

  /** Appends a tick to every ticked topic that the application reads. */
  public void tickAll(long time) {
    for (Topic<?> topic : Topics.ticked()) {
      if (sources.contains(topic.name())) {
        tick(time, topic);
      }
    }
  }

  /**
   * Appends a tick that claims something to every ticked topic that the application reads.
   *
   * @param key that signs it
   */
  public List<Claimed> tickAll(long time, TickClaim claim, SessionKey key, Digests digests) {
    return Topics.ticked().stream()
        .filter(topic -> sources.contains(topic.name()))
        .map(topic -> Ticks.record(topic.name(), 0, claim, key, digests))
        .map(tick ->
            new Claimed(
                pipeBytes(tick.topic(), null, tick.value(), tick.headers(), time), tick.value()))
        .toList();
  }

  /** A tick with a claim, and where it stands. */
  public record Claimed(Coordinates at, byte[] value) {}

  /** The values appended to the topic since it was last read, ticks left out. */
  public <V extends SpecificRecord> List<V> read(Topic<V> topic) {
    return readRecords(topic).stream().map(TestRecord::value).toList();
  }

  /** As {@link #read}, with keys, headers and times. */
  public <V extends SpecificRecord> List<TestRecord<String, V>> readRecords(Topic<V> topic) {
    return driver
        .createOutputTopic(
            topic.name(), new StringDeserializer(), serdes.serde(topic).deserializer())
        .readRecordsToList();
  }

  /** The raw records appended to any topic since it was last read; for dead letters. */
  public List<TestRecord<byte[], byte[]>> readBytes(String topic) {
    return driver
        .createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList();
  }

  /** Stores, wall clock, metrics. */
  public TopologyTestDriver driver() {
    return driver;
  }

  /** The serdes the application was built with. */
  public MarketSerdes serdes() {
    return serdes;
  }

  @Override
  public void close() {
    driver.close();
    deleteStateDir();
  }

  private static Set<String> sourcesOf(Topology topology) {
    return nodes(topology, TopologyDescription.Source.class)
        .flatMap(source -> source.topicSet().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Set<String> sinksOf(Topology topology) {
    return nodes(topology, TopologyDescription.Sink.class)
        .map(TopologyDescription.Sink::topic)
        .filter(Objects::nonNull)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static <N extends TopologyDescription.Node> Stream<N> nodes(
      Topology topology, Class<N> kind) {
    return topology.describe().subtopologies().stream()
        .flatMap(part -> part.nodes().stream())
        .filter(kind::isInstance)
        .map(kind::cast);
  }

  private void deleteStateDir() {
    try (Stream<Path> files = Files.walk(stateDir)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
