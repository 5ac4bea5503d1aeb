package io.proofworks.market.scenario;

import io.proofworks.avro.Aggregate;
import io.proofworks.avro.AggregationGrant;
import io.proofworks.avro.AggregationJob;
import io.proofworks.avro.Assignee;
import io.proofworks.avro.Assignment;
import io.proofworks.avro.Commitment;
import io.proofworks.avro.Decline;
import io.proofworks.avro.Heartbeat;
import io.proofworks.avro.ProofRequest;
import io.proofworks.avro.Reveal;
import io.proofworks.avro.Supersession;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Keccak;
import io.proofworks.protocol.SupersessionCause;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Ticks;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import io.proofworks.worker.log.LogReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Somebody without a bond, a registration or a key of anybody's, who may write what every outsider
 * may write, and lies: whatever somebody is about to say, it says otherwise, first, and in that
 * one's name. It reads the log as everybody does and answers at once.
 */
public final class Outsider implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(20);
  private static final int HUGE = 300_000;
  private static final String CONTROL = "\u001b]0;owned\u0007\u001b[2J\n=HYPERLINK(\"http://x\")";

  private final Hash32 domain;
  private final MarketSerdes serdes;
  private final KafkaProducer<byte[], byte[]> producer;
  private final LogReader reader;
  private final SplittableRandom random;
  private final Map<String, AtomicInteger> lies = new ConcurrentSkipListMap<>();
  private final Thread thread;
  private volatile boolean closing;

  /**
   * Starts lying.
   *
   * @param kafka client settings: at least {@code bootstrap.servers}
   * @param seed of all that is random in its lies
   */
  public static Outsider start(
      Map<String, Object> kafka, MarketSerdes serdes, Hash32 domain, long seed) {
    Outsider outsider = new Outsider(kafka, serdes, domain, seed);
    outsider.thread.start();
    return outsider;
  }

  private Outsider(Map<String, Object> kafka, MarketSerdes serdes, Hash32 domain, long seed) {
    this.domain = domain;
    this.serdes = serdes;
    this.random = new SplittableRandom(seed);
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 4 * HUGE);
    this.producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    this.reader =
        LogReader.of(kafka, serdes)
            .on(Topics.BATCHES, this::onRequest)
            .on(Topics.ASSIGNMENTS, this::onAssignment)
            .on(Topics.AGGREGATION_JOBS, this::onJob)
            .fromBeginning();
    this.thread = Thread.ofPlatform().name("outsider").daemon().unstarted(this::lie);
  }

  private void lie() {
    garbage();
    while (!closing) {
      reader.poll(POLL);
    }
    reader.close();
  }

  /** Records sent so far, by topic; topics it never wrote to are absent. */
  public Map<String, Integer> lies() {
    Map<String, Integer> sent = new TreeMap<>();
    lies.forEach((topic, count) -> sent.put(topic, count.get()));
    return sent;
  }

  /** What no reader can make anything of, on every topic that outsiders write. */
  private void garbage() {
    List<Topic<?>> open =
        List.of(
            Topics.REGISTRATIONS,
            Topics.HEARTBEATS,
            Topics.BATCHES,
            Topics.SUPERSESSIONS,
            Topics.COMMITMENTS,
            Topics.REVEALS,
            Topics.AGGREGATES);
    byte[] key = new byte[40_000];
    random.nextBytes(key);
    for (Topic<?> topic : open) {
      send(topic, key, bytes(100));
      send(topic, null, bytes(10));
      send(topic, CONTROL.getBytes(StandardCharsets.UTF_8), bytes(1));
      tick(topic);
    }
    hugeRequest();
  }

  /** As the ticker writes them, for who looks at the header alone. */
  private void tick(Topic<?> topic) {
    for (int partition = 0; partition < producer.partitionsFor(topic.name()).size(); partition++) {
      send(Ticks.record(topic.name(), partition));
    }
  }

  private void hugeRequest() {
    Hash32 batchId = hash();
    ProofRequest request =
        ProofRequest.newBuilder()
            .setDomain(domain.hex())
            .setBatchId(batchId.hex())
            .setRequesterId(address().hex())
            .setRequesterNonce(1)
            .setProofSystem("x".repeat(HUGE))
            .setProgramHash(hash().hex())
            .setInputCommitment(hash().hex())
            .setPublicInputs(ByteBuffer.allocate(0))
            .setTrace(ByteBuffer.allocate(0))
            .setTaskClass(CONTROL)
            .setBinding(CONTROL)
            .setDeadline(Long.MAX_VALUE)
            .setMaxReward(Long.MAX_VALUE)
            .setRouteId(CONTROL)
            .setSignature(ByteBuffer.wrap(bytes(65)))
            .build();
    send(Topics.BATCHES, request.getBatchId(), request);
  }

  /** The same batch for another proof system and route, and its supersession. */
  private void onRequest(ProofRequest request) {
    if (request.getRouteId().startsWith("stolen") || request.getProofSystem().length() == HUGE) {
      return; // its own
    }
    ProofRequest stolen =
        ProofRequest.newBuilder(request)
            .setRouteId("stolen-" + random.nextInt(1_000))
            .setProofSystem("sp1-groth16")
            .setMaxReward(1)
            .build();
    send(Topics.BATCHES, request.getBatchId(), stolen);
    send(
        Topics.SUPERSESSIONS,
        request.getBatchId(),
        Supersession.newBuilder()
            .setDomain(domain.hex())
            .setBatchId(request.getBatchId())
            .setRequesterId(request.getRequesterId())
            .setCause(SupersessionCause.STATE_ROOT.name())
            .setSignature(ByteBuffer.wrap(bytes(65)))
            .build());
  }

  /** In the name of each who was given the task: a commit, a reveal, and that it wants it not. */
  private void onAssignment(Assignment assignment) {
    for (Assignee assignee : assignment.getAssignees()) {
      String task = assignment.getTaskId();
      String victim = assignee.getProverId();
      int epoch = assignment.getEpoch();
      send(
          Topics.COMMITMENTS,
          task,
          new Commitment(
              domain.hex(), task, epoch, victim, hash().hex(), ByteBuffer.wrap(bytes(64))));
      send(Topics.REVEALS, task, reveal(task, epoch, victim, assignment.getBatchId()));
      send(
          Topics.HEARTBEATS,
          victim,
          Heartbeat.newBuilder()
              .setDomain(domain.hex())
              .setProverId(victim)
              .setSequence(Long.MAX_VALUE)
              .setCapacity(0)
              .setInFlight(0)
              .setDraining(true)
              .setDeclines(List.of(new Decline(task, epoch)))
              .setSignature(ByteBuffer.wrap(bytes(64)))
              .build());
      tick(Topics.COMMITMENTS);
      tick(Topics.REVEALS);
    }
  }

  private Reveal reveal(String task, int epoch, String victim, String batch) {
    AggregationGrant grant =
        new AggregationGrant(batch, address().hex(), ByteBuffer.wrap(bytes(64)));
    return new Reveal(
        domain.hex(),
        task,
        epoch,
        victim,
        ByteBuffer.wrap(bytes(256)),
        hash().hex(),
        grant,
        ByteBuffer.wrap(bytes(64)));
  }

  private void onJob(AggregationJob job) {
    send(
        Topics.AGGREGATES,
        job.getBatchId(),
        Aggregate.newBuilder()
            .setDomain(domain.hex())
            .setBatchId(job.getBatchId())
            .setJobId(job.getJobId())
            .setNodeId(job.getNodeId())
            .setEpoch(job.getEpoch())
            .setAggregatorId(job.getAggregatorId())
            .setChildren(List.of())
            .setAggregate(ByteBuffer.wrap(bytes(200)))
            .setSignature(ByteBuffer.wrap(bytes(64)))
            .build());
  }

  private <V extends SpecificRecord> void send(Topic<V> topic, String key, V value) {
    send(topic, key.getBytes(StandardCharsets.UTF_8), serdes.encode(topic, value));
  }

  private void send(Topic<?> topic, byte @Nullable [] key, byte[] value) {
    send(new ProducerRecord<>(topic.name(), key, value));
  }

  /** A lie that the brokers refuse is none. */
  @SuppressWarnings("FutureReturnValueIgnored")
  private void send(ProducerRecord<byte[], byte[]> lie) {
    producer.send(
        lie,
        (at, refused) -> {
          if (refused == null) {
            lies.computeIfAbsent(lie.topic(), topic -> new AtomicInteger()).incrementAndGet();
          }
        });
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private Hash32 hash() {
    return Keccak.hash(bytes(8));
  }

  private Address address() {
    return Address.of(bytes(Address.BYTES));
  }

  @Override
  public void close() {
    closing = true;
    try {
      thread.join(Duration.ofSeconds(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close(Duration.ofSeconds(5));
  }
}
