package io.proofworks.proofs.external;

import com.fasterxml.jackson.databind.JsonNode;
import io.proofworks.proofs.AggregationScheme;
import io.proofworks.proofs.OneVersion;
import io.proofworks.proofs.PlannedShard;
import io.proofworks.proofs.Program;
import io.proofworks.proofs.ProofVerdict;
import io.proofworks.proofs.Reduced;
import io.proofworks.proofs.ShardPlan;
import io.proofworks.proofs.SplittingProofSystem;
import io.proofworks.proofs.VersionStatus;
import io.proofworks.proofs.aggregation.AggregationSchemes;
import io.proofworks.proofs.keyed.KeyedProofSystem;
import io.proofworks.proofs.registry.VerifierRegistry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A proof system with recursion that another program has: it cuts traces, verifies proofs and
 * merges them into one of the same size. A program's data is its verifying key. Public inputs are
 * the state before and the state after, each as long as the other.
 *
 * <p>When the program does not answer, an {@link ExternalServiceException} comes instead of a
 * verdict: nobody's proof is bad because a process is not there.
 */
public final class ExternalProofSystem implements SplittingProofSystem {

  private final Questions questions;
  private final Description description;
  private final OneVersion version;

  private ExternalProofSystem(
      Questions questions, Description description, Map<String, VersionStatus> policy) {
    this.questions = questions;
    this.description = description;
    this.version = OneVersion.under(policy, description.version());
  }

  /**
   * Other systems and that of a service, with its scheme. The service stays the caller's to close.
   *
   * @throws ExternalServiceException when it does not describe itself, or as another system or
   *     scheme; the service is closed then
   */
  public static VerifierRegistry joining(VerifierRegistry others, ExternalService service) {
    try {
      return joined(others, service);
    } catch (ExternalServiceException e) {
      service.close();
      throw e;
    }
  }

  private static VerifierRegistry joined(VerifierRegistry others, ExternalService service) {
    Questions questions = new Questions(service);
    Description description = questions.describe();
    String id = description.proofSystem();
    if (others.system(id).isPresent()) {
      throw new ExternalServiceException(
          service + " calls itself " + id + ", which is another system");
    }
    if (AggregationSchemes.find(description.scheme(), others).isPresent()) {
      throw new ExternalServiceException(
          service + " calls its scheme " + description.scheme() + ", which is another scheme");
    }
    return others
        .with(id, policy -> new ExternalProofSystem(questions, description, policy))
        .with(registry -> of(registry, id).scheme());
  }

  private static ExternalProofSystem of(VerifierRegistry registry, String id) {
    if (registry.system(id).orElseThrow() instanceof ExternalProofSystem external) {
      return external;
    }
    throw new IllegalStateException(id + " has been replaced");
  }

  /** The program that the service offers. */
  public Program program() {
    return KeyedProofSystem.program(id(), description.key());
  }

  @Override
  public String id() {
    return description.proofSystem();
  }

  @Override
  public int maxProofBytes() {
    return description.maxProofBytes();
  }

  @Override
  public Map<String, VersionStatus> statuses() {
    return version.statuses();
  }

  private AggregationScheme scheme() {
    return new ExternalScheme(this, questions, description);
  }

  @Override
  public ShardPlan split(Program program, byte[] trace, int targetWeight) {
    if (!isOurs(program)) {
      return new ShardPlan.Refused("not a program of " + id());
    }
    JsonNode answer = questions.split(program.data(), trace, targetWeight);
    if (answer.has("refused")) {
      return new ShardPlan.Refused(Questions.said(answer, "refused"));
    }
    try {
      return new ShardPlan.Shards(shards(program, answer), Questions.bytes(answer, "publicInputs"));
    } catch (IllegalArgumentException e) {
      throw new ExternalServiceException("the service cuts a trace badly: " + e.getMessage(), e);
    }
  }

  private static List<PlannedShard> shards(Program program, JsonNode answer) {
    List<PlannedShard> shards = new ArrayList<>();
    for (JsonNode shard : answer.path("shards")) {
      shards.add(
          new PlannedShard(
              program,
              Questions.bytes(shard, "trace"),
              Questions.bytes(shard, "publicInputs"),
              shard.path("weight").asInt()));
    }
    return shards;
  }

  @Override
  public boolean leavesEquations() {
    return false;
  }

  @Override
  public Reduced reduce(
      Program program, byte[] publicInputs, byte @Nullable [] binding, byte[] proof) {
    ProofVerdict stopped = version.refusal();
    ProofVerdict refused = stopped == null ? misdirected(program, binding) : stopped;
    if (refused != null) {
      return new Reduced.Decided(refused);
    }
    if (!isOurs(program)) {
      return Reduced.stopped(notOurs());
    }
    if (proof.length > maxProofBytes()) {
      return Reduced.nonCanonical("a proof has at most " + maxProofBytes() + " bytes");
    }
    return new Reduced.Decided(questions.verify(program.data(), publicInputs, proof));
  }

  /** The answer to everything when policy has stopped this. */
  Optional<ProofVerdict> refusal() {
    return Optional.ofNullable(version.refusal());
  }

  @Override
  public Optional<String> obstacle(Program program) {
    return isOurs(program) ? Optional.empty() : Optional.of(notOurs());
  }

  private String notOurs() {
    return "not a program of " + id() + ": its hash is not that of its key";
  }

  /** Whether a program is of this system and its hash commits to its key. */
  boolean isOurs(Program program) {
    return program.equals(KeyedProofSystem.program(id(), program.data()));
  }

  @Override
  public boolean chains(byte[] earlierPublicInputs, byte[] laterPublicInputs) {
    int half = earlierPublicInputs.length / 2;
    return earlierPublicInputs.length == laterPublicInputs.length
        && Arrays.equals(
            earlierPublicInputs, half, earlierPublicInputs.length, laterPublicInputs, 0, half);
  }

  @Override
  public Optional<byte[]> fold(List<byte[]> shardInputs) {
    for (int i = 1; i < shardInputs.size(); i++) {
      if (!chains(shardInputs.get(i - 1), shardInputs.get(i))) {
        return Optional.empty();
      }
    }
    return shardInputs.isEmpty()
        ? Optional.empty()
        : Optional.of(whole(shardInputs.getFirst(), shardInputs.getLast()));
  }

  private static byte[] whole(byte[] first, byte[] last) {
    byte[] whole = last.clone();
    System.arraycopy(first, 0, whole, 0, first.length / 2);
    return whole;
  }
}
