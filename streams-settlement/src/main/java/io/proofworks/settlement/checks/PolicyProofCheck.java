package io.proofworks.settlement.checks;

import io.proofworks.proofs.Program;
import io.proofworks.proofs.ProofBatch;
import io.proofworks.proofs.ProofSystem;
import io.proofworks.proofs.ProofVerdict;
import io.proofworks.proofs.Reduced;
import io.proofworks.proofs.VersionStatus;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.settlement.domain.MarketPolicy;
import io.proofworks.settlement.domain.ProofCheck;
import io.proofworks.settlement.domain.ProofQuestion;
import io.proofworks.settlement.domain.PublishedTask;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Verification as the policies on the log will have it: programs by the policy of the task,
 * versions of verifiers by the newest one. Thread-safe; remembers registries, which depend on
 * nothing else.
 */
public final class PolicyProofCheck implements ProofChecks {

  private final VerifierRegistry standard;
  private final SecureRandom random = new SecureRandom();
  private final Map<Map<String, String>, VerifierRegistry> registries = new ConcurrentHashMap<>();

  public PolicyProofCheck(VerifierRegistry standard) {
    this.standard = standard;
  }

  @Override
  public ProofCheck under(MarketPolicy policy, MarketPolicy newest) {
    return (task, binding, proof) -> check(policy, newest, task, binding, proof);
  }

  private ProofCheck.Outcome check(
      MarketPolicy policy,
      MarketPolicy newest,
      PublishedTask task,
      byte @Nullable [] binding,
      byte[] proof) {
    return reduce(policy, newest, task, binding, proof)
        .map(Reduced::verdict)
        .map(PolicyProofCheck::outcome)
        .orElseGet(() -> noVerifier(task));
  }

  private Optional<Reduced> reduce(
      MarketPolicy policy,
      MarketPolicy newest,
      PublishedTask task,
      byte @Nullable [] binding,
      byte[] proof) {
    Program program = program(policy, task);
    return registry(newest.verifierStatus())
        .system(task.proofSystem())
        .map(system -> system.reduce(program, task.publicInputs(), binding, proof));
  }

  private static ProofCheck.Outcome noVerifier(PublishedTask task) {
    return new ProofCheck.Outcome.Stopped("no verifier for " + task.proofSystem());
  }

  @Override
  public boolean gainsFromCompany(PublishedTask task) {
    return standard.system(task.proofSystem()).filter(ProofSystem::leavesEquations).isPresent();
  }

  /** All equations of all systems by one product; a bad proof costs the others nothing. */
  @Override
  public List<ProofCheck.Outcome> together(List<Asked> asked) {
    ProofBatch batch = new ProofBatch(random);
    List<Boolean> known = new ArrayList<>();
    for (Asked one : asked) {
      ProofQuestion question = one.question();
      Optional<Reduced> reduced =
          reduce(one.policy(), one.newest(), question.task(), question.binding(), question.proof());
      reduced.ifPresent(batch::add);
      known.add(reduced.isPresent());
    }
    Iterator<ProofVerdict> verdicts = batch.verdicts().iterator();
    List<ProofCheck.Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      outcomes.add(
          known.get(i) ? outcome(verdicts.next()) : noVerifier(asked.get(i).question().task()));
    }
    return outcomes;
  }

  private static Program program(MarketPolicy policy, PublishedTask task) {
    byte[] data = policy.programs().getOrDefault(task.programHash().hex(), new byte[0]);
    return new Program(task.programHash().bytes(), task.proofSystem(), data);
  }

  private VerifierRegistry registry(Map<String, String> statuses) {
    return statuses.isEmpty()
        ? standard
        : registries.computeIfAbsent(statuses, words -> standard.under(VersionStatus.of(words)));
  }

  private static ProofCheck.Outcome outcome(ProofVerdict verdict) {
    return switch (verdict) {
      case ProofVerdict.Valid _ -> new ProofCheck.Outcome.Valid();
      case ProofVerdict.Invalid(String detail) -> new ProofCheck.Outcome.Invalid(detail);
      case ProofVerdict.NonCanonical(String detail) -> new ProofCheck.Outcome.NonCanonical(detail);
      case ProofVerdict.Stopped(String version) -> new ProofCheck.Outcome.Stopped(version);
      case ProofVerdict.Unsupported(String detail) -> new ProofCheck.Outcome.Unsupported(detail);
    };
  }
}
