package io.proofworks.benchmarks;

import io.proofworks.avro.Aggregate;
import io.proofworks.avro.Commitment;
import io.proofworks.avro.Heartbeat;
import io.proofworks.avro.Reveal;
import io.proofworks.avro.Supersession;
import io.proofworks.benchmarks.SettlementLoad.Prover;
import io.proofworks.messages.SignedMessages;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.OwnerKey;
import io.proofworks.protocol.SupersessionCause;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What somebody without money can write on the topics of outsiders, each record another one and as
 * far from the first refusal as its kind allows: in form, of a task that lives, signed where a
 * signature is the author's own to make.
 */
final class Garbage {

  /** Registered, with a session key and a single base unit. */
  static final int NOBODIES = 64;

  /** More than a text may have, and less than a topic refuses. */
  private static final int LONG_TEXT = 20_000;

  private static final List<Topic<?>> OPEN =
      List.of(
          Topics.REGISTRATIONS,
          Topics.HEARTBEATS,
          Topics.BATCHES,
          Topics.SUPERSESSIONS,
          Topics.COMMITMENTS,
          Topics.REVEALS,
          Topics.AGGREGATES);

  /** The kinds of garbage, each as frequent as the others. */
  enum Kind {
    UNDECODABLE,
    COPIED_COMMIT,
    COPIED_REVEAL,
    COMMIT_OF_NOBODY,
    REVEAL_OF_NOBODY,
    UNKNOWN_TASK,
    LONG_TEXT,
    UNPAID_REQUEST,
    HEARTBEAT_OF_NOBODY,
    UNKNOWN_HEARTBEAT,
    NEW_IDENTITY,
    UNKNOWN_JOB,
    UNKNOWN_BATCH;

    /** Whether each is answered: a heartbeat that holds is not. */
    boolean isAnswered() {
      return this != HEARTBEAT_OF_NOBODY;
    }

    /** Whether it says whose it is; else the deployment's first market answers it. */
    boolean namesAMarket() {
      return this != UNDECODABLE;
    }
  }

  /** A record, with its kind. */
  record Piece(Kind kind, ProducerRecord<byte[], byte[]> record) {}

  private final SettlementLoad load;
  private final MarketSerdes serdes;
  private final List<Prover> nobodies =
      IntStream.range(0, NOBODIES).mapToObj(i -> new Prover("nobody-" + i)).toList();
  private final SplittableRandom random;
  private int made;

  /**
   * @param load of the market that it is about
   * @param seed of what is random in it
   */
  Garbage(SettlementLoad load, MarketSerdes serdes, long seed) {
    this.load = load;
    this.serdes = serdes;
    this.random = new SplittableRandom(seed);
  }

  List<Prover> nobodies() {
    return nobodies;
  }

  /** The next piece, about a task that lives if its kind is about a task. */
  Piece next(int task, long now) {
    Kind kind = Kind.values()[made++ % Kind.values().length];
    return new Piece(kind, record(kind, task, now));
  }

  private ProducerRecord<byte[], byte[]> record(Kind kind, int task, long now) {
    Prover nobody = nobodies.get(random.nextInt(NOBODIES));
    return switch (kind) {
      case UNDECODABLE ->
          new ProducerRecord<>(
              OPEN.get(random.nextInt(OPEN.size())).name(), key(load.taskId(task)), bytes(200));
      case COPIED_COMMIT ->
          record(
              Topics.COMMITMENTS,
              load.taskId(task),
              Commitment.newBuilder(load.commitment(task)).setSignature(signature(64)).build());
      case COPIED_REVEAL ->
          record(
              Topics.REVEALS,
              load.taskId(task),
              Reveal.newBuilder(load.reveal(task)).setSignature(signature(64)).build());
      case COMMIT_OF_NOBODY -> commit(nobody, load.taskId(task));
      case REVEAL_OF_NOBODY -> reveal(nobody, task);
      case UNKNOWN_TASK -> commit(nobody, hash().hex());
      case LONG_TEXT -> longText(now);
      case UNPAID_REQUEST -> unpaidRequest("route-" + made, now);
      case HEARTBEAT_OF_NOBODY -> heartbeat(nobody);
      case UNKNOWN_HEARTBEAT -> heartbeat(new Prover("stranger-" + made));
      case NEW_IDENTITY -> registration(new Prover("identity-" + made), now);
      case UNKNOWN_JOB -> aggregate(nobody);
      case UNKNOWN_BATCH -> supersession();
    };
  }

  private ProducerRecord<byte[], byte[]> commit(Prover by, String taskId) {
    Commitment commitment =
        new Commitment(load.domain().hex(), taskId, 1, by.id(), hash().hex(), signature(0));
    return record(Topics.COMMITMENTS, taskId, SignedMessages.sign(commitment, by.session()));
  }

  private ProducerRecord<byte[], byte[]> reveal(Prover by, int task) {
    Reveal reveal =
        Reveal.newBuilder(load.reveal(task))
            .setProverId(by.id())
            .setNonce(hash().hex()) // or it would be the same record again
            .build();
    return record(Topics.REVEALS, load.taskId(task), SignedMessages.sign(reveal, by.session()));
  }

  private ProducerRecord<byte[], byte[]> longText(long now) {
    var request = load.request(requester(), made, "x", now);
    return record(
        Topics.BATCHES,
        request.getBatchId(),
        io.proofworks.avro.ProofRequest.newBuilder(request)
            .setProofSystem("x".repeat(LONG_TEXT))
            .build());
  }

  private ProducerRecord<byte[], byte[]> unpaidRequest(String routeId, long now) {
    var request = load.request(requester(), made, routeId, now);
    return record(Topics.BATCHES, request.getBatchId(), request);
  }

  private OwnerKey requester() {
    return SettlementLoad.owner("unpaid-" + made);
  }

  private ProducerRecord<byte[], byte[]> heartbeat(Prover by) {
    Heartbeat heartbeat =
        Heartbeat.newBuilder()
            .setDomain(load.domain().hex())
            .setProverId(by.id())
            .setSequence(made)
            .setCapacity(100)
            .setInFlight(0)
            .setDraining(false)
            .setDeclines(List.of())
            .setSignature(signature(0))
            .build();
    return record(Topics.HEARTBEATS, by.id(), SignedMessages.sign(heartbeat, by.session()));
  }

  private ProducerRecord<byte[], byte[]> registration(Prover prover, long now) {
    return record(Topics.REGISTRATIONS, prover.id(), load.registration(prover, now));
  }

  private ProducerRecord<byte[], byte[]> aggregate(Prover by) {
    Aggregate aggregate =
        Aggregate.newBuilder()
            .setDomain(load.domain().hex())
            .setBatchId(hash().hex())
            .setJobId(hash().hex())
            .setNodeId(0)
            .setEpoch(1)
            .setAggregatorId(by.id())
            .setChildren(List.of(hash().hex()))
            .setAggregate(ByteBuffer.wrap(bytes(2_000)))
            .setSignature(signature(0))
            .build();
    return record(
        Topics.AGGREGATES, aggregate.getBatchId(), SignedMessages.sign(aggregate, by.session()));
  }

  private ProducerRecord<byte[], byte[]> supersession() {
    OwnerKey by = requester();
    Supersession supersession =
        Supersession.newBuilder()
            .setDomain(load.domain().hex())
            .setBatchId(hash().hex())
            .setRequesterId(by.address().hex())
            .setCause(SupersessionCause.STATE_ROOT.name())
            .setSignature(signature(0))
            .build();
    return record(
        Topics.SUPERSESSIONS, supersession.getBatchId(), SignedMessages.sign(supersession, by));
  }

  private <V extends SpecificRecord> ProducerRecord<byte[], byte[]> record(
      Topic<V> topic, String key, V value) {
    return new ProducerRecord<>(topic.name(), key(key), serdes.encode(topic, value));
  }

  private static byte[] key(String key) {
    return key.getBytes(StandardCharsets.UTF_8);
  }

  private ByteBuffer signature(int length) {
    return ByteBuffer.wrap(bytes(length));
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private Hash32 hash() {
    return Hash32.of(bytes(Hash32.BYTES));
  }
}
