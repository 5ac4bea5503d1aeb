package io.proofworks.settlement;

import static io.proofworks.settlement.Market.ANN;
import static io.proofworks.settlement.Market.BOB;
import static io.proofworks.settlement.Market.hash;
import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.AggregationGrant;
import io.proofworks.avro.Commitment;
import io.proofworks.avro.Registration;
import io.proofworks.avro.Reveal;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import io.proofworks.settlement.domain.VerdictIssued;
import io.proofworks.settlement.testing.RealProofs;
import io.proofworks.topics.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each field of what an outsider writes to settlement, each lie about it, the reason it is answered
 * with; and the true record afterwards is accepted, so a lie costs nothing but itself. Through the
 * real records, signatures and partitions.
 */
final class FieldLiesTest {

  private static final Hash32 TASK = hash("task");
  private static final RealProofs.Sp1Proof PROOF = RealProofs.sp1();
  private static final String OTHER = hash("other").hex();

  private static final Commitment COMMIT = Market.commitment(TASK, 1, ANN, PROOF.proof());
  private static final Reveal REVEAL = Market.reveal(TASK, 1, ANN, PROOF.proof());
  private static final Registration REGISTRATION = Market.registration(ANN, 7);

  /**
   * @param field of the message that is lied about
   */
  record Lie(String field, String what, SpecificRecord record, Reason reason) {
    @Override
    public String toString() {
      return record.getSchema().getName() + "." + field + " " + what;
    }
  }

  private final Bench bench = new Bench();

  @BeforeEach
  void open() {
    bench.publish(TASK, PROOF);
  }

  static Stream<Lie> commits() {
    return Stream.of(
        commit("domain", "of another market", c -> c.setDomain(OTHER), Reason.WRONG_DOMAIN),
        commit("domain", "is no hash", c -> c.setDomain("mine"), Reason.MALFORMED),
        commit("taskId", "unknown", c -> c.setTaskId(OTHER), Reason.UNKNOWN_TASK),
        commit("taskId", "is no hash", c -> c.setTaskId("0x12"), Reason.MALFORMED),
        commit("taskId", "upper case", c -> c.setTaskId(upper(c.getTaskId())), Reason.MALFORMED),
        commit("epoch", "older", c -> c.setEpoch(0), Reason.FENCED_EPOCH),
        commit("epoch", "negative", c -> c.setEpoch(-1), Reason.FENCED_EPOCH),
        commit("epoch", "newer", c -> c.setEpoch(2), Reason.FENCED_EPOCH),
        commit("epoch", "largest", c -> c.setEpoch(Integer.MAX_VALUE), Reason.FENCED_EPOCH),
        commit("proverId", "another's", c -> c.setProverId(BOB.hex()), Reason.BAD_SIGNATURE),
        commit(
            "proverId",
            "nobody's",
            c -> c.setProverId("0x" + "ab".repeat(20)),
            Reason.UNREGISTERED),
        commit("proverId", "is no address", c -> c.setProverId("ann"), Reason.MALFORMED),
        commit("commitment", "another", c -> c.setCommitment(OTHER), Reason.BAD_SIGNATURE),
        commit("commitment", "is no hash", c -> c.setCommitment("0x"), Reason.MALFORMED),
        commit("signature", "empty", c -> c.setSignature(bytes(0)), Reason.BAD_SIGNATURE),
        commit("signature", "of zeros", c -> c.setSignature(bytes(64)), Reason.BAD_SIGNATURE),
        commit("signature", "too long", c -> c.setSignature(bytes(65)), Reason.BAD_SIGNATURE),
        commit(
            "signature",
            "of another message",
            c -> c.setSignature(REVEAL.getSignature()),
            Reason.BAD_SIGNATURE));
  }

  static Stream<Lie> reveals() {
    return Stream.of(
        reveal("domain", "of another market", r -> r.setDomain(OTHER), Reason.WRONG_DOMAIN),
        reveal("taskId", "unknown", r -> r.setTaskId(OTHER), Reason.UNKNOWN_TASK),
        reveal("taskId", "is no hash", r -> r.setTaskId(""), Reason.MALFORMED),
        reveal("epoch", "older", r -> r.setEpoch(0), Reason.FENCED_EPOCH),
        reveal("epoch", "newer", r -> r.setEpoch(2), Reason.FENCED_EPOCH),
        reveal("proverId", "another's", r -> r.setProverId(BOB.hex()), Reason.UNCOMMITTED),
        reveal(
            "proverId",
            "nobody's",
            r -> r.setProverId("0x" + "ab".repeat(20)),
            Reason.UNREGISTERED),
        reveal("proof", "one bit other", r -> r.setProof(flipped()), Reason.BAD_SIGNATURE),
        reveal("proof", "empty", r -> r.setProof(bytes(0)), Reason.BAD_SIGNATURE),
        reveal("proof", "too large", r -> r.setProof(bytes(4_001)), Reason.OVERSIZED),
        reveal("nonce", "another", r -> r.setNonce(OTHER), Reason.BAD_SIGNATURE),
        reveal("nonce", "is no hash", r -> r.setNonce("nonce"), Reason.MALFORMED),
        reveal("grant", "for another batch", r -> r.setGrant(grant(OTHER)), Reason.BAD_SIGNATURE),
        reveal("grant", "is out of form", r -> r.setGrant(grant("batch")), Reason.MALFORMED),
        reveal("signature", "empty", r -> r.setSignature(bytes(0)), Reason.BAD_SIGNATURE),
        reveal(
            "signature",
            "of another message",
            r -> r.setSignature(COMMIT.getSignature()),
            Reason.BAD_SIGNATURE));
  }

  private static String upper(String id) {
    return "0x" + id.substring(2).toUpperCase(java.util.Locale.ROOT);
  }

  private static ByteBuffer bytes(int length) {
    return ByteBuffer.allocate(length);
  }

  private static ByteBuffer flipped() {
    byte[] proof = PROOF.proof().clone();
    proof[proof.length - 1] ^= 1;
    return ByteBuffer.wrap(proof);
  }

  private static AggregationGrant grant(String batch) {
    return AggregationGrant.newBuilder(REVEAL.getGrant()).setBatchId(batch).build();
  }

  private static Lie commit(
      String field, String what, UnaryOperator<Commitment.Builder> change, Reason reason) {
    Commitment record = change.apply(Commitment.newBuilder(COMMIT)).build();
    return new Lie(field, what, record, reason);
  }

  private static Lie reveal(
      String field, String what, UnaryOperator<Reveal.Builder> change, Reason reason) {
    Reveal record = change.apply(Reveal.newBuilder(REVEAL)).build();
    return new Lie(field, what, record, reason);
  }

  @ParameterizedTest
  @MethodSource("commits")
  void shouldAnswerALieInACommitAndTakeTheTruth(Lie lie) {
    Commitment record = (Commitment) lie.record();

    List<VerdictIssued> answers = bench.put(Topics.COMMITMENTS, record.getTaskId(), record);

    assertThat(answers).extracting(VerdictIssued::reason).containsExactly(lie.reason());
    assertThat(bench.put(Topics.COMMITMENTS, TASK.hex(), COMMIT))
        .extracting(VerdictIssued::reason)
        .containsExactly(Reason.ACCEPTED);
  }

  @ParameterizedTest
  @MethodSource("reveals")
  void shouldAnswerALieInARevealAndTakeTheTruth(Lie lie) {
    bench.put(Topics.COMMITMENTS, TASK.hex(), COMMIT);
    Reveal record = (Reveal) lie.record();

    List<VerdictIssued> answers = bench.put(Topics.REVEALS, record.getTaskId(), record);

    assertThat(answers).extracting(VerdictIssued::reason).containsExactly(lie.reason());
    assertThat(answers).allMatch(v -> v.slashed() == 0);
    assertThat(bench.put(Topics.REVEALS, TASK.hex(), REVEAL))
        .extracting(VerdictIssued::reason)
        .containsExactly(Reason.ACCEPTED);
  }

  /** Everything in a registration is under its owner's signature. */
  @Test
  void shouldAnswerALieAboutAnyFieldOfARegistrationAndTakeTheTruth() {
    bench.stake(Market.deposit(ANN, 1, "first"));
    for (Schema.Field field : REGISTRATION.getSchema().getFields()) {
      Registration record = Registration.newBuilder(REGISTRATION).build();
      record.put(field.pos(), other(field, record.get(field.pos())));
      assertThat(bench.register(record))
          .as(field.name())
          .extracting(VerdictIssued::reason)
          .containsAnyOf(Reason.BAD_SIGNATURE, Reason.WRONG_DOMAIN)
          .hasSize(1);
    }
    assertThat(bench.register(REGISTRATION))
        .extracting(VerdictIssued::reason)
        .containsExactly(Reason.ACCEPTED);
  }

  private static Object other(Schema.Field field, Object value) {
    return switch (value) {
      case String id when field.name().equals("domain") -> OTHER;
      case String id when field.name().equals("proverId") -> BOB.hex();
      case String text -> text + "x";
      case Integer number -> number + 1;
      case Long number -> number - 1;
      case ByteBuffer key when field.name().equals("sessionKey") ->
          ByteBuffer.wrap(BOB.session().publicKey());
      case ByteBuffer bytes -> ByteBuffer.wrap(new byte[bytes.remaining()]);
      case List<?> list when field.name().equals("roles") -> List.of("AGGREGATOR");
      case List<?> offers ->
          List.of(
              io.proofworks.avro.StandingOffer.newBuilder()
                  .setTaskClass("STANDARD")
                  .setProofSystem("p")
                  .setPricePerWeight(1)
                  .build());
      default -> throw new IllegalArgumentException(field + " " + value.getClass());
    };
  }

  @Test
  void shouldAnswerWhatIsNoRecordOfItsTopic() {
    byte[] key = TASK.hex().getBytes(StandardCharsets.UTF_8);
    byte[] truth = Bench.SERDES.encode(Topics.COMMITMENTS, COMMIT);
    List<byte[]> garbage =
        List.of(
            new byte[0],
            new byte[] {1, 2, 3},
            Arrays.copyOf(truth, truth.length - 1),
            Arrays.copyOf(truth, truth.length + 1),
            Bench.SERDES.encode(Topics.REVEALS, REVEAL));
    for (byte[] value : garbage) {
      assertThat(bench.put(Topics.COMMITMENTS, key, value))
          .as(Arrays.toString(Arrays.copyOf(value, Math.min(value.length, 8))))
          .extracting(VerdictIssued::reason)
          .containsExactly(Reason.MALFORMED);
    }
    for (byte[] otherKey : Arrays.asList(OTHER.getBytes(StandardCharsets.UTF_8), new byte[0])) {
      assertThat(bench.put(Topics.COMMITMENTS, otherKey, truth))
          .extracting(VerdictIssued::reason)
          .containsExactly(Reason.MALFORMED);
    }
    assertThat(bench.put(Topics.COMMITMENTS, null, truth))
        .extracting(VerdictIssued::reason)
        .containsExactly(Reason.WRONG_PARTITION);
    assertThat(bench.put(Topics.COMMITMENTS, key, truth))
        .extracting(VerdictIssued::reason)
        .containsExactly(Reason.ACCEPTED);
  }

  @Test
  void shouldLieAboutEveryField() {
    assertThat(fields(commits())).isEqualTo(fields(COMMIT));
    assertThat(fields(reveals())).isEqualTo(fields(REVEAL));
  }

  private static Set<String> fields(Stream<Lie> lies) {
    return lies.map(Lie::field).collect(Collectors.toSet());
  }

  private static Set<String> fields(SpecificRecordBase record) {
    return record.getSchema().getFields().stream()
        .map(Schema.Field::name)
        .collect(Collectors.toSet());
  }
}
