package io.proofworks.market.crash;

import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.Coordinates;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.settlement.simulation.AuthoredRecords;
import io.proofworks.settlement.simulation.Proofs.Kind;
import io.proofworks.settlement.simulation.Sent;
import io.proofworks.settlement.testing.Identity;
import io.proofworks.settlement.testing.RealProofs;
import io.proofworks.topics.Partitions;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Requester, scheduler and provers in one, who write without ever reading: tasks several times a
 * second, each assigned to some provers who keep to their conduct, whether anybody settles or not.
 * It remembers what it meant by each record.
 */
final class Author implements AutoCloseable {

  /** How a prover behaves; the honest one is assigned to every task. */
  enum Conduct {
    HONEST,
    LATE,
    WITHHOLDING,
    SPAMMING,
    NON_CANONICAL,
    COPYING,
    DOUBLE_COMMITTING,
    EPOCH_CONFUSED,
    UNSIGNED
  }

  static final List<Conduct> CONDUCTS = List.of(Conduct.values());
  private static final Identity REQUESTER = Identity.of("requester");
  private static final RealProofs.Sp1Proof PROOF = RealProofs.sp1();
  private static final Hash32 OTHER_DOMAIN = Identity.hash("another market");
  private static final long MONEY = 1_000_000_000;
  private static final long REWARD = 10_000;
  private static final long WINDOW_MS = 6_000;
  private static final long GRACE_MS = 2_000;

  /** Whoever is away for less is waited for. */
  private static final int OUTAGE_MS = 240_000;

  private final MarketSerdes serdes;
  private final Digests digests;
  private final AuthoredRecords records;
  private final SplittableRandom random;
  private final KafkaProducer<byte[], byte[]> producer;
  private final ScheduledExecutorService time =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("author").factory());
  private final Map<String, Sent> meanings = new ConcurrentHashMap<>();
  private final Map<String, Long> deposits = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final AtomicInteger open = new AtomicInteger();
  private volatile boolean publishing = true;
  private volatile int published;

  Author(Map<String, Object> kafka, MarketSerdes serdes, Hash32 domain, long seed) {
    this.serdes = serdes;
    this.digests = new Digests(domain);
    this.records =
        new AuthoredRecords(
            domain,
            new AuthoredRecords.Statement(
                "sp1-groth16", PROOF.programHash(), PROOF.publicInputs()));
    this.random = new SplittableRandom(seed);
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.putAll(Map.of("acks", "all", "linger.ms", 0));
    settings.putAll(Map.of("max.block.ms", OUTAGE_MS, "delivery.timeout.ms", OUTAGE_MS));
    this.producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  static String honest() {
    return prover(Conduct.HONEST).hex();
  }

  private static Identity prover(Conduct conduct) {
    return Identity.of("prover " + conduct);
  }

  /** Gives everybody money; nobody is registered before there is some. */
  void deposit() {
    deposit(REQUESTER);
    CONDUCTS.forEach(conduct -> deposit(prover(conduct)));
    producer.flush();
  }

  void register() {
    for (Conduct conduct : CONDUCTS) {
      Identity prover = prover(conduct);
      send(Topics.REGISTRATIONS, prover.hex(), records.registration(prover), null, "");
    }
  }

  /** Begins to publish tasks. */
  void start(long everyMs) {
    in(0, () -> publish(everyMs));
  }

  private void deposit(Identity who) {
    send(Topics.STAKES, who.hex(), records.deposit(who.hex(), MONEY, "first"), null, "");
    deposits.put(who.hex(), MONEY);
  }

  /** Returns once so many tasks have been published. */
  void awaitTasks(int count) {
    Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> published >= count);
  }

  /** Publishes no more tasks, and returns once everybody has done what they will do. */
  void finish() {
    publishing = false;
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> open.get() == 0 || failure.get() != null);
    if (failure.get() != null) {
      throw new IllegalStateException("the author failed", failure.get());
    }
  }

  /** What was meant by the record there; null if nobody here wrote it. */
  @Nullable Sent meaning(Coordinates at) {
    return meanings.get(place(at.topic(), at.partition(), at.offset()));
  }

  /** Records written that are a task's business. */
  int written() {
    return meanings.size();
  }

  int tasks() {
    return published;
  }

  Map<String, Long> deposits() {
    return deposits;
  }

  private static String place(String topic, int partition, long offset) {
    return topic + "-" + partition + "@" + offset;
  }

  private void in(long delayMs, Runnable action) {
    open.incrementAndGet();
    var unused =
        time.schedule(
            () -> {
              try {
                action.run();
              } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
              } finally {
                open.decrementAndGet();
              }
            },
            delayMs,
            TimeUnit.MILLISECONDS);
  }

  private <V extends SpecificRecord> void send(
      Topic<V> topic, String key, V value, @Nullable Integer partition, Object meaning) {
    send(topic.name(), key, serdes.encode(topic, value), partition, meaning);
  }

  private void send(
      String topic, String key, byte[] value, @Nullable Integer partition, Object meaning) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    open.incrementAndGet();
    var unused =
        producer.send(
            new ProducerRecord<>(topic, partition, bytes, value),
            (at, e) -> {
              if (e != null) {
                failure.compareAndSet(null, e);
              } else if (meaning instanceof Sent sent) {
                meanings.put(place(at.topic(), at.partition(), at.offset()), sent);
              }
              open.decrementAndGet();
            });
  }

  /** Now and then twice, to the wrong partition, or as bytes that mean nothing. */
  private <V extends SpecificRecord> void tell(Topic<V> topic, String kind, V value, Sent meaning) {
    String key = meaning.task();
    int right = Partitions.of(key, Topics.PARTITIONS);
    switch (random.nextInt(40)) {
      case 0 -> send(topic, key, value, null, meaning);
      case 1 -> {
        Sent junk = new Sent.Junk(kind, "WRONG_PARTITION", "");
        send(topic, key, value, (right + 1) % Topics.PARTITIONS, junk);
      }
      case 2 -> {
        Sent junk = new Sent.Junk(kind, "MALFORMED", "");
        send(topic.name(), key, new byte[] {0, 0, 0, 0, 99, 1, 2}, right, junk);
      }
      default -> {
        // as it should be
      }
    }
    send(topic, key, value, null, meaning);
  }

  private void publish(long everyMs) {
    if (!publishing) {
      return;
    }
    int number = published;
    published = number + 1;
    String task = Identity.hash("task " + number).hex();
    int shared = random.nextInt(10) == 0 && number > 0 ? number - 1 : number;
    Sent.Published meaning =
        new Sent.Published(
            task,
            REQUESTER.hex(),
            Identity.hash("statement " + shared).hex(),
            false,
            WINDOW_MS,
            GRACE_MS,
            1_000,
            2 * REWARD,
            4_000,
            1);
    send(Topics.TASKS, task, records.task(meaning), null, meaning);
    in(100, () -> assign(task));
    in(everyMs, () -> publish(everyMs));
  }

  private void assign(String task) {
    List<Conduct> others = new ArrayList<>(CONDUCTS.subList(1, CONDUCTS.size()));
    Set<Conduct> chosen = new LinkedHashSet<>(List.of(Conduct.HONEST));
    while (chosen.size() < 4) {
      chosen.add(others.get(random.nextInt(others.size())));
    }
    Set<String> to = new LinkedHashSet<>();
    chosen.forEach(c -> to.add(prover(c).hex()));
    long commitBy = System.currentTimeMillis() + 5_000;
    Sent.Assigned meaning = new Sent.Assigned(task, 1, to, false, commitBy, REWARD);
    send(Topics.ASSIGNMENTS, task, records.assignment(meaning), null, meaning);
    chosen.forEach(conduct -> in(50 + random.nextLong(1_500), () -> act(conduct, task)));
    if (random.nextInt(12) == 0) {
      in(
          random.nextLong(9_000),
          () -> {
            Sent.Superseded gone = new Sent.Superseded(task, null);
            send(Topics.TASKS, task, records.superseded(gone), null, gone);
          });
    }
    in(
        WINDOW_MS + GRACE_MS + 3_000,
        () -> {
          Sent.Closed over = new Sent.Closed(task, "SETTLED");
          send(Topics.TASKS, task, records.closed(over), null, over);
        });
  }

  private void act(Conduct conduct, String task) {
    Identity prover = prover(conduct);
    byte[] proof = PROOF.proof().clone();
    long soon = 200 + random.nextLong(2_500);
    switch (conduct) {
      case HONEST -> {
        prove(prover, task, 1, proof, Kind.VALID, soon);
        // does not read answers, so it says it again, in case it was too early by the log's clock
        in(soon + 2_500, () -> reveal(prover, task, 1, proof, Kind.VALID, true));
      }
      case LATE ->
          prove(prover, task, 1, proof, Kind.VALID, WINDOW_MS + random.nextLong(2 * GRACE_MS));
      case WITHHOLDING -> commit(prover, task, 1, proof, prover);
      case SPAMMING -> {
        proof[proof.length - 1] ^= 1;
        prove(prover, task, 1, proof, Kind.INVALID, soon);
      }
      case NON_CANONICAL -> {
        byte[] longer = Arrays.copyOf(proof, proof.length + 1);
        prove(prover, task, 1, longer, Kind.NON_CANONICAL, soon);
      }
      case COPYING -> {
        String copied = commitment(task, prover(Conduct.HONEST), proof);
        Sent.Commit meaning = new Sent.Commit(task, 1, prover.hex(), copied, true, true);
        tellCommit(meaning, prover);
      }
      case DOUBLE_COMMITTING -> {
        byte[] other = proof.clone();
        other[5] ^= 1;
        commit(prover, task, 1, proof, prover);
        commit(prover, task, 1, other, prover);
        in(soon, () -> reveal(prover, task, 1, proof, Kind.VALID, true));
      }
      case EPOCH_CONFUSED -> prove(prover, task, 2, proof, Kind.VALID, soon);
      case UNSIGNED -> {
        commit(prover, task, 1, proof, REQUESTER);
        commit(prover, task, 1, proof, prover);
        in(soon, () -> reveal(prover, task, 1, proof, Kind.VALID, false));
        in(soon + 300, () -> reveal(prover, task, 1, proof, Kind.VALID, true));
      }
    }
  }

  /**
   * Commits to something while the log's time is what the caller makes of it; nobody else here
   * writes meanwhile.
   *
   * @return where the record stands
   */
  String commitAt(Runnable before, Runnable after) throws Exception {
    return time.submit(
            () -> {
              producer.flush();
              String task = Identity.hash("task " + (published - 1)).hex();
              Identity prover = prover(Conduct.UNSIGNED);
              String c = commitment(task, prover, PROOF.proof());
              Sent.Commit meaning = new Sent.Commit(task, 1, prover.hex(), c, true, true);
              byte[] value =
                  serdes.encode(
                      Topics.COMMITMENTS, records.commitment(meaning, prover, OTHER_DOMAIN));
              before.run();
              try {
                RecordMetadata at =
                    producer
                        .send(
                            new ProducerRecord<>(
                                Topics.COMMITMENTS.name(),
                                task.getBytes(StandardCharsets.UTF_8),
                                value))
                        .get();
                return place(at.topic(), at.partition(), at.offset());
              } finally {
                after.run();
              }
            })
        .get();
  }

  private void prove(
      Identity prover, String task, int epoch, byte[] proof, Kind kind, long afterMs) {
    commit(prover, task, epoch, proof, prover);
    in(afterMs, () -> reveal(prover, task, epoch, proof, kind, true));
  }

  private void commit(Identity prover, String task, int epoch, byte[] proof, Identity signer) {
    String c = commitment(task, prover, proof);
    boolean signed = signer.equals(prover);
    tellCommit(new Sent.Commit(task, epoch, prover.hex(), c, true, signed), signer);
  }

  private void tellCommit(Sent.Commit meaning, Identity signer) {
    tell(Topics.COMMITMENTS, "COMMIT", records.commitment(meaning, signer, OTHER_DOMAIN), meaning);
  }

  private void reveal(
      Identity prover, String task, int epoch, byte[] proof, Kind kind, boolean signed) {
    Sent.Reveal meaning =
        new Sent.Reveal(
            task,
            epoch,
            prover.hex(),
            commitment(task, prover, proof),
            proof.length,
            kind,
            prover.hex(),
            true,
            signed,
            true);
    Identity signer = signed ? prover : REQUESTER;
    tell(Topics.REVEALS, "REVEAL", records.reveal(meaning, signer, proof, nonce(task)), meaning);
  }

  private String commitment(String task, Identity prover, byte[] proof) {
    Hash32 digest = Digests.proofDigest(proof);
    return digests.commitment(Hash32.parse(task), prover.id(), digest, nonce(task)).hex();
  }

  private static Hash32 nonce(String task) {
    return Identity.hash("nonce " + task);
  }

  @Override
  public void close() {
    time.shutdownNow();
    producer.close();
  }
}
