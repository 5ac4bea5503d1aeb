package io.proofworks.worker.prover;

import io.proofworks.avro.Assignee;
import io.proofworks.avro.Assignment;
import io.proofworks.avro.Commitment;
import io.proofworks.avro.Evidence;
import io.proofworks.avro.Reveal;
import io.proofworks.avro.ScoreBreakdown;
import io.proofworks.avro.Task;
import io.proofworks.avro.TaskClosed;
import io.proofworks.avro.TaskRecord;
import io.proofworks.avro.Verdict;
import io.proofworks.messages.SignedMessages;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Keccak;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.RecordDigest;
import io.proofworks.protocol.TaskState;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.serde.SchemaRegistry;
import io.proofworks.topics.Topics;
import io.proofworks.worker.keys.WorkerKeys;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A settlement by the protocol's page, as far as one prover sees it: who did not sign has no
 * author, the answer names the input's digest, a repeat is a repeat. What it is given are the bytes
 * that were sent.
 */
final class FakeMarket {

  static final String SYSTEM = "test-system";
  static final long WINDOW = 6_000;
  static final long GRACE = 8_000;

  /** A record as the broker has it. */
  record Sent(String topic, String key, byte[] value) {

    Hash32 digest() {
      return RecordDigest.of(key.getBytes(StandardCharsets.UTF_8), value);
    }
  }

  /** Ids as it pleases. */
  private static final class Registry implements SchemaRegistry {
    private int first = 1;
    private final Map<String, Integer> ids = new HashMap<>();

    @Override
    public int find(String subject, Schema schema) {
      return ids.computeIfAbsent(subject, s -> first + ids.size());
    }

    @Override
    public Schema byId(int id) {
      throw new IllegalStateException("nothing here is of another schema");
    }

    @Override
    public boolean compatible(String subject, Schema schema) {
      return true;
    }
  }

  private final Clock clock;
  private final WorkerKeys keys;
  private final Registry registry = new Registry();
  private MarketSerdes serdes = new MarketSerdes(registry);
  private final MockProducer<String, byte[]> producer =
      new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
  private final List<Object> history = new ArrayList<>();
  private final Map<String, String> standing = new HashMap<>();
  private final Map<String, Reason> revealed = new HashMap<>();
  private int taken;

  FakeMarket(Clock clock, WorkerKeys keys) {
    this.clock = clock;
    this.keys = keys;
  }

  MockProducer<String, byte[]> producer() {
    return producer;
  }

  MarketSerdes serdes() {
    return serdes;
  }

  /** The registry was set up anew: the same schemas have other ids from now on. */
  void renumberSchemas() {
    registry.first += 100;
    registry.ids.clear();
    serdes = new MarketSerdes(registry);
  }

  List<Sent> take() {
    List<ProducerRecord<String, byte[]>> all = producer.history();
    List<Sent> news =
        all.subList(taken, all.size()).stream()
            .map(r -> new Sent(r.topic(), r.key(), r.value()))
            .toList();
    taken = all.size();
    return news;
  }

  void remember(Object record) {
    history.add(record);
  }

  List<Object> history() {
    return List.copyOf(history);
  }

  // ------------------------------------------------------------------ what it publishes

  static Hash32 id(String name) {
    return Keccak.hash(name.getBytes(StandardCharsets.UTF_8));
  }

  TaskRecord task(Hash32 taskId) {
    return task(taskId, terms(id("requester").hex().substring(0, 42)));
  }

  TaskRecord task(Hash32 taskId, Task terms) {
    return new TaskRecord(ProverBench.DOMAIN.hex(), taskId.hex(), terms);
  }

  Task terms(String requester) {
    return Task.newBuilder()
        .setBatchId(id("batch").hex())
        .setRequesterId(requester)
        .setStatementId(id("statement").hex())
        .setShardIndex(0)
        .setShardCount(1)
        .setShardWeight(1)
        .setProofSystem(SYSTEM)
        .setProgramHash(id("program").hex())
        .setInputCommitment(id("input").hex())
        .setPublicInputs(ByteBuffer.allocate(0))
        .setTraceShard(ByteBuffer.wrap(new byte[] {7}))
        .setTaskClass("STANDARD")
        .setBinding("IN_PROOF")
        .setDeadline(clock.millis() + 600_000)
        .setCommitBy(clock.millis() + 300_000)
        .setRevealWindowMs(WINDOW)
        .setLateGraceMs(GRACE)
        .setMaxProofBytes(1_000)
        .setPolicyVersion(1)
        .setRedundancy(1)
        .setReward(1_000_000)
        .setMinReward(1)
        .setMaxReward(1_000_000)
        .setBond(1_000_000)
        .setRouteId("r")
        .build();
  }

  /** A task with a trace that long. */
  TaskRecord task(Hash32 taskId, ByteBuffer trace) {
    Task terms = terms(id("requester").hex().substring(0, 42));
    return task(taskId, Task.newBuilder(terms).setTraceShard(trace).build());
  }

  /** What settlement says of a task. */
  Verdict ofTask(Hash32 taskId, Reason reason, TaskState state) {
    return Verdict.newBuilder(forged(VerdictKind.TASK, taskId, 0, reason, ""))
        .setTaskState(state.name())
        .build();
  }

  Assignment assignment(Hash32 taskId, int epoch, String prover) {
    return Assignment.newBuilder()
        .setDomain(ProverBench.DOMAIN.hex())
        .setTaskId(taskId.hex())
        .setBatchId(id("batch").hex())
        .setEpoch(epoch)
        .setAssignees(List.of(assignee(prover)))
        .setOpenToAll(false)
        .setCommitBy(clock.millis() + 300_000)
        .setReward(1_000_000)
        .setCause("INITIAL")
        .build();
  }

  /** The epoch goes on without that prover. */
  Assignment givenBack(Hash32 taskId, int epoch, String by) {
    return Assignment.newBuilder(assignment(taskId, epoch, by))
        .setAssignees(List.of())
        .setReward(0)
        .setCause("DECLINED")
        .setGivenBackBy(List.of(by))
        .build();
  }

  private static Assignee assignee(String prover) {
    ScoreBreakdown score = new ScoreBreakdown();
    Assignee.Builder builder = Assignee.newBuilder().setProverId(prover);
    return builder.setScore(score).build();
  }

  TaskRecord closed(Hash32 taskId) {
    return new TaskRecord(
        ProverBench.DOMAIN.hex(),
        taskId.hex(),
        new TaskClosed(id("batch").hex(), "SETTLED", "done", false));
  }

  // ------------------------------------------------------------------ what it answers

  /** Judges a record by its bytes. */
  Verdict judge(Sent record) {
    return record.topic().equals(Topics.COMMITMENTS.name())
        ? judge(record, decoded(Topics.COMMITMENTS, record))
        : judge(record, decoded(Topics.REVEALS, record));
  }

  Commitment commitment(Sent record) {
    return decoded(Topics.COMMITMENTS, record);
  }

  Reveal reveal(Sent record) {
    return decoded(Topics.REVEALS, record);
  }

  private <V extends org.apache.avro.specific.SpecificRecord> V decoded(
      io.proofworks.topics.Topic<V> topic, Sent record) {
    return switch (serdes.decoder(topic).decode(record.value())) {
      case Decoded.Value<V>(V value) -> value;
      case Decoded.Malformed<V>(String detail) -> throw new IllegalArgumentException(detail);
    };
  }

  private Verdict judge(Sent record, Commitment commit) {
    boolean signed = SignedMessages.verify(commit, keys.session().publicKey());
    String place = commit.getTaskId() + commit.getEpoch();
    Reason reason = Reason.BAD_SIGNATURE;
    if (signed) {
      String before = standing.putIfAbsent(place, commit.getCommitment());
      reason =
          before == null
              ? Reason.ACCEPTED
              : before.equals(commit.getCommitment()) ? Reason.DUPLICATE : Reason.DOUBLE_COMMIT;
    }
    return answer(record, VerdictKind.COMMIT, commit.getTaskId(), commit.getEpoch(), reason)
        .setAuthor(signed ? commit.getProverId() : "")
        .setSigned(signed)
        .setEvidence(List.of(new Evidence("commitment", commit.getCommitment())))
        .build();
  }

  private Verdict judge(Sent record, Reveal reveal) {
    boolean signed = SignedMessages.verify(reveal, keys.session().publicKey());
    String place = reveal.getTaskId() + reveal.getEpoch();
    Reason reason = signed ? opening(place, reveal) : Reason.BAD_SIGNATURE;
    return answer(record, VerdictKind.REVEAL, reveal.getTaskId(), reveal.getEpoch(), reason)
        .setAuthor(signed ? reveal.getProverId() : "")
        .setSigned(signed)
        .build();
  }

  private Reason opening(String place, Reveal reveal) {
    byte[] proof = new byte[reveal.getProof().remaining()];
    reveal.getProof().duplicate().get(proof);
    Hash32 commitment =
        new Digests(ProverBench.DOMAIN)
            .commitment(
                Hash32.parse(reveal.getTaskId()),
                keys.id(),
                Digests.proofDigest(proof),
                Hash32.parse(reveal.getNonce()));
    if (!standing.containsKey(place)) {
      return Reason.UNCOMMITTED;
    }
    if (!standing.get(place).equals(commitment.hex())) {
      return Reason.DIGEST_MISMATCH;
    }
    return revealed.putIfAbsent(place, Reason.ACCEPTED) == null
        ? Reason.ACCEPTED
        : Reason.DUPLICATE;
  }

  /** What a commit of this task and epoch opens to by now. */
  boolean isRevealed(Hash32 taskId, int epoch) {
    return revealed.containsKey(taskId.hex() + epoch);
  }

  /** An answer with that reason to a record of the prover's, whatever the record is. */
  Verdict answerWith(Sent record, Reason reason) {
    boolean commit = record.topic().equals(Topics.COMMITMENTS.name());
    VerdictKind kind = commit ? VerdictKind.COMMIT : VerdictKind.REVEAL;
    int epoch = commit ? commitment(record).getEpoch() : reveal(record).getEpoch();
    return answer(record, kind, record.key(), epoch, reason)
        .setAuthor(keys.id().hex())
        .setSigned(true)
        .build();
  }

  /** The same without an author, as for what is refused before a signature is looked at. */
  Verdict answerNobodyWith(Sent record, Reason reason) {
    return Verdict.newBuilder(answerWith(record, reason)).setAuthor("").setSigned(false).build();
  }

  /** The answer to a record that somebody else wrote in the prover's name. */
  Verdict forged(VerdictKind kind, Hash32 taskId, int epoch, Reason reason, String author) {
    Sent foreign =
        new Sent(
            "any",
            taskId.hex(),
            (kind + "forged" + epoch + reason).getBytes(StandardCharsets.UTF_8));
    return answer(foreign, kind, taskId.hex(), epoch, reason).setAuthor(author).build();
  }

  /** A deadline of this prover's that passed. */
  Verdict window(Hash32 taskId, int epoch, long slashed) {
    return Verdict.newBuilder(forged(VerdictKind.WINDOW, taskId, epoch, Reason.NO_REVEAL, ""))
        .setAuthor(keys.id().hex())
        .setInputDigest(null)
        .setSlashed(slashed)
        .build();
  }

  private Verdict.Builder answer(
      Sent record, VerdictKind kind, String taskId, int epoch, Reason reason) {
    return Verdict.newBuilder()
        .setVerdictId(id("verdict").hex())
        .setDomain(ProverBench.DOMAIN.hex())
        .setKind(kind.name())
        .setReason(reason.name())
        .setDetail("")
        .setAuthor("")
        .setTaskId(taskId)
        .setEpoch(epoch)
        .setShardWeight(1)
        .setInputDigest(record.digest().hex())
        .setDecidedAt(clock.millis())
        .setSlashed(0)
        .setRewarded(0)
        .setEvidence(List.of())
        .setSigned(false);
  }
}
