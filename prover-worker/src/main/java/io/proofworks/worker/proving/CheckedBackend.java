package io.proofworks.worker.proving;

import io.proofworks.proofs.Program;
import io.proofworks.proofs.ProofVerdict;
import io.proofworks.proofs.Statement;
import io.proofworks.proofs.registry.VerifierRegistry;
import java.util.OptionalLong;

/**
 * Hands over only proofs of what the task asks. What that is, its requester says, and of public
 * inputs that no execution has there is no proof: whoever commits to what its prover makes all the
 * same loses a bond, a part of it to that requester. So nothing hangs on a proof before the
 * market's own verifier has taken it here.
 *
 * @param verifiers the proof systems of the market
 */
public record CheckedBackend(ProvingBackend backend, VerifierRegistry verifiers)
    implements ProvingBackend {

  @Override
  public boolean supports(String proofSystem) {
    return backend.supports(proofSystem) && verifiers.system(proofSystem).isPresent();
  }

  @Override
  public OptionalLong costCpuMillis(Program program) {
    return backend.costCpuMillis(program);
  }

  @Override
  public byte[] prove(ProofJob job) throws ProvingException, InterruptedException {
    byte[] proof = backend.prove(job);
    Statement statement = new Statement(job.program(), job.publicInputs(), job.binding());
    return switch (verifiers.verify(statement, proof)) {
      case ProofVerdict.Valid _ -> proof;
      case ProofVerdict.Invalid(String detail) -> throw unfit("proves something else", detail);
      case ProofVerdict.NonCanonical(String detail) -> throw unfit("is not in its form", detail);
      case ProofVerdict.Stopped(String version) -> throw unfit("is of a stopped version", version);
      case ProofVerdict.Unsupported(String detail) -> throw unfit("cannot be judged", detail);
    };
  }

  private static ProvingException unfit(String what, String detail) {
    return new ProvingException("the proof that was made " + what + ": " + detail);
  }
}
