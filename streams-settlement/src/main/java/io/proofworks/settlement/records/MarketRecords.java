package io.proofworks.settlement.records;

import io.proofworks.avro.AggregationGrant;
import io.proofworks.avro.ChildProof;
import io.proofworks.avro.Coordinates;
import io.proofworks.avro.Evidence;
import io.proofworks.avro.LedgerMovement;
import io.proofworks.avro.ProverStanding;
import io.proofworks.avro.Registration;
import io.proofworks.avro.Reliability;
import io.proofworks.avro.Verdict;
import io.proofworks.messages.Verdicts;
import io.proofworks.protocol.Hash32;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.Decoder;
import io.proofworks.settlement.domain.AccountBook;
import io.proofworks.settlement.domain.AccountEffect;
import io.proofworks.settlement.domain.Balances;
import io.proofworks.settlement.domain.Origin;
import io.proofworks.settlement.domain.PublishedTask;
import io.proofworks.settlement.domain.TaskEffect;
import io.proofworks.settlement.domain.TaskInput;
import io.proofworks.settlement.domain.VerdictIssued;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From domain to the records of the public topics. */
public final class MarketRecords {

  private MarketRecords() {}

  public static Verdict verdict(VerdictIssued verdict) {
    Verdict.Builder record =
        Verdict.newBuilder()
            .setVerdictId(verdict.id().hex())
            .setDomain(verdict.domain().hex())
            .setKind(verdict.kind().name())
            .setReason(verdict.reason().name())
            .setDetail(verdict.detail())
            .setAuthor(verdict.author())
            .setSigned(verdict.signed())
            .setEpoch(0)
            .setShardWeight(0)
            .setDecidedAt(verdict.decidedAt())
            .setSlashed(verdict.slashed())
            .setRewarded(verdict.rewarded())
            .setVictim(verdict.victim() == null ? null : verdict.victim().hex())
            .setEvidence(evidence(verdict.evidence()));
    if (verdict.input() != null) {
      record.setInput(coordinates(verdict.input()));
      record.setInputDigest(verdict.input().digest().hex());
    }
    if (verdict.subject() != null) {
      describe(record, verdict.subject());
    }
    return Verdicts.bounded(record.build());
  }

  private static void describe(Verdict.Builder record, VerdictIssued.Subject subject) {
    record
        .setTaskId(subject.taskId().hex())
        .setBatchId(hex(subject.batchId()))
        .setEpoch(subject.epoch())
        .setTaskClass(name(subject.taskClass()))
        .setShardWeight(subject.shardWeight())
        .setTaskState(name(subject.state()));
  }

  private static @Nullable String hex(@Nullable Hash32 hash) {
    return hash == null ? null : hash.hex();
  }

  private static @Nullable String name(@Nullable Enum<?> word) {
    return word == null ? null : word.name();
  }

  private static List<Evidence> evidence(Map<String, String> facts) {
    return facts.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(fact -> new Evidence(fact.getKey(), fact.getValue()))
        .toList();
  }

  private static Coordinates coordinates(Origin origin) {
    return new Coordinates(origin.topic(), origin.partition(), origin.offset(), origin.time());
  }

  public static ChildProof childProof(TaskEffect.ChildProofReady child) {
    PublishedTask task = child.task();
    byte[] binding = child.binding();
    return ChildProof.newBuilder()
        .setDomain(task.domain().hex())
        .setBatchId(task.batchId().hex())
        .setTaskId(task.taskId().hex())
        .setShardIndex(task.shardIndex())
        .setShardCount(task.shardCount())
        .setShardWeight(task.shardWeight())
        .setEpoch(child.epoch())
        .setProverId(child.prover().hex())
        .setStatementId(task.statementId().hex())
        .setProofSystem(task.proofSystem())
        .setProgramHash(task.programHash().hex())
        .setPublicInputs(ByteBuffer.wrap(task.publicInputs()))
        .setBinding(binding == null ? null : ByteBuffer.wrap(binding))
        .setProof(ByteBuffer.wrap(child.proof()))
        .setGrant(grant(child.grant()))
        .setTaskClass(task.taskClass().name())
        .setReward(child.reward())
        .setLate(child.late())
        .setTaskPublishedAt(child.publishedAt())
        .setCommittedAt(child.committedAt())
        .setVerifiedAt(child.verifiedAt())
        .setReveal(coordinates(child.reveal()))
        .setAdoptedFrom(hex(child.adoptedFrom()))
        .build();
  }

  private static AggregationGrant grant(TaskInput.Grant grant) {
    return new AggregationGrant(
        grant.batchId().hex(), grant.aggregator().hex(), ByteBuffer.wrap(grant.signature()));
  }

  public static LedgerMovement movement(AccountEffect.Moved moved, Hash32 domain) {
    Balances after = moved.after();
    return LedgerMovement.newBuilder()
        .setMovementId(moved.id().hex())
        .setDomain(domain.hex())
        .setAccount(moved.account().hex())
        .setKind(moved.kind().name())
        .setFromBucket(bucket(moved.from()))
        .setToBucket(bucket(moved.to()))
        .setAmount(moved.amount())
        .setCounterparty(moved.counterparty())
        .setReason(moved.matter().reason())
        .setTaskId(hex(moved.matter().taskId()))
        .setBatchId(hex(moved.matter().batchId()))
        .setCause(moved.cause().hex())
        .setTime(moved.time())
        .setFree(after.free())
        .setReserved(after.reserved())
        .setEscrow(after.escrow())
        .setPaid(after.paid())
        .setBurned(after.burned())
        .build();
  }

  private static String bucket(Enum<?> bucket) {
    return bucket.name();
  }

  public static ProverStanding standing(
      AccountEffect.StandingChanged changed, Hash32 domain, Decoder<Registration> decoder) {
    AccountBook book = changed.book();
    return ProverStanding.newBuilder()
        .setDomain(domain.hex())
        .setProverId(book.account().hex())
        .setRegistration(registration(book, decoder))
        .setStanding(book.standingAt(changed.asOf()).name())
        .setReliability(reliability(book))
        .setFailuresInARow(book.failuresInARow())
        .setPausedUntil(book.pausedUntil())
        .setFree(book.balances().free())
        .setReserved(book.balances().reserved())
        .setPaid(book.balances().paid())
        .setAsOf(changed.asOf())
        .build();
  }

  private static @Nullable Registration registration(
      AccountBook book, Decoder<Registration> decoder) {
    if (book.registration() == null) {
      return null;
    }
    return switch (decoder.decode(book.registration().record())) {
      case Decoded.Value<Registration>(Registration value) -> value;
      case Decoded.Malformed<Registration>(String detail) ->
          throw new IllegalStateException("a registration that was decoded before: " + detail);
    };
  }

  private static List<Reliability> reliability(AccountBook book) {
    return book.reliability().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry ->
            new Reliability(
                entry.getKey().name(),
                entry.getValue().successes(),
                entry.getValue().failures(),
                entry.getValue().asOf(),
                entry.getValue().score()))
        .toList();
  }
}
