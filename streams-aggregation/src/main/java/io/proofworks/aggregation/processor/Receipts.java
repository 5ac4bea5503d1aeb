package io.proofworks.aggregation.processor;

import io.proofworks.aggregation.domain.BatchFacts;
import io.proofworks.aggregation.domain.Child;
import io.proofworks.aggregation.domain.Effect;
import io.proofworks.aggregation.domain.Node;
import io.proofworks.aggregation.domain.NodeState;
import io.proofworks.aggregation.domain.Position;
import io.proofworks.aggregation.domain.Request;
import io.proofworks.aggregation.domain.Shard;
import io.proofworks.aggregation.domain.Slash;
import io.proofworks.avro.Coordinates;
import io.proofworks.avro.Receipt;
import io.proofworks.avro.ReceiptAggregator;
import io.proofworks.avro.ReceiptChild;
import io.proofworks.avro.ReceiptSlash;
import java.nio.ByteBuffer;
import java.util.stream.Stream;

/** The receipt: everything a verifier needs to check the batch again, without asking anybody. */
final class Receipts {

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

  private Receipts() {}

  static Receipt of(Effect.Close close, long now) {
    Receipt.Builder receipt = outcome(close);
    names(receipt, close.facts());
    Effect.RootProof root = close.root();
    return root == null ? rootless(receipt).build() : rooted(receipt, root, now).build();
  }

  private static Receipt.Builder outcome(Effect.Close close) {
    BatchFacts facts = close.facts();
    return Receipt.newBuilder()
        .setDomain(facts.domain())
        .setBatchId(facts.batchId())
        .setOutcome(close.outcome().name())
        .setCause(close.cause())
        .setChildren(facts.shards().stream().flatMap(Receipts::child).toList())
        .setAggregators(close.tree().nodes().stream().flatMap(Receipts::aggregator).toList())
        .setSlashes(facts.slashes().stream().map(Receipts::slash).toList())
        .setLastChildVerifiedAt(facts.lastChildVerifiedAt());
  }

  private static void names(Receipt.Builder receipt, BatchFacts facts) {
    BatchFacts.Origin origin = facts.origin();
    Request request = facts.request();
    receipt
        .setRequesterId(origin.requesterId())
        .setRouteId(origin.routeId())
        .setTaskClass(origin.taskClass())
        .setProofSystem(origin.proofSystem())
        .setSubmittedAt(origin.submittedAt())
        .setProgramHash(request == null ? "" : request.programHash())
        .setPublicInputs(request == null ? NOTHING : ByteBuffer.wrap(request.publicInputs()));
  }

  private static Receipt.Builder rooted(Receipt.Builder receipt, Effect.RootProof root, long now) {
    return receipt
        .setScheme(root.scheme())
        .setRootAggregatorId(root.aggregatorId())
        .setRootBinding(ByteBuffer.wrap(root.binding()))
        .setRootProof(ByteBuffer.wrap(root.proof()))
        .setPublicInputs(ByteBuffer.wrap(root.publicInputs()))
        .setRootVerifiedAt(now)
        .setRootInput(coordinates(root.input()));
  }

  private static Receipt.Builder rootless(Receipt.Builder receipt) {
    return receipt
        .setScheme("")
        .setRootAggregatorId("")
        .setRootBinding(NOTHING)
        .setRootProof(NOTHING)
        .setRootVerifiedAt(0);
  }

  private static Stream<ReceiptChild> child(Shard shard) {
    Child child = shard.child();
    return child == null ? Stream.empty() : Stream.of(child(shard, child));
  }

  private static ReceiptChild child(Shard shard, Child child) {
    byte[] binding = child.binding();
    return ReceiptChild.newBuilder()
        .setTaskId(shard.taskId())
        .setShardIndex(shard.index())
        .setShardWeight(shard.weight())
        .setEpoch(child.epoch())
        .setProverId(child.proverId())
        .setStatementId(shard.statementId())
        .setProofSystem(child.proofSystem())
        .setProgramHash(child.programHash())
        .setPublicInputs(ByteBuffer.wrap(child.publicInputs()))
        .setBinding(binding == null ? null : ByteBuffer.wrap(binding))
        .setProofDigest(child.proofDigest())
        .setReward(child.reward())
        .setLate(child.late())
        .setTaskPublishedAt(shard.publishedAt())
        .setVerifiedAt(child.verifiedAt())
        .setReveal(coordinates(child.reveal()))
        .setAdoptedFrom(child.adoptedFrom())
        .build();
  }

  private static Stream<ReceiptAggregator> aggregator(Node node) {
    return node.state() instanceof NodeState.Verified verified
        ? Stream.of(
            new ReceiptAggregator(
                node.id(),
                node.epoch(),
                verified.aggregatorId(),
                verified.fee(),
                verified.grantedAt(),
                verified.verifiedAt()))
        : Stream.empty();
  }

  private static ReceiptSlash slash(Slash slash) {
    return new ReceiptSlash(slash.author(), slash.reason(), slash.amount(), slash.taskId());
  }

  private static Coordinates coordinates(Position at) {
    return new Coordinates(at.topic(), at.partition(), at.offset(), at.time());
  }
}
