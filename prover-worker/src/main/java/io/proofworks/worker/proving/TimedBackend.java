package io.proofworks.worker.proving;

import io.proofworks.operations.Meters;
import io.proofworks.operations.Metric;
import io.proofworks.proofs.Program;
import java.time.Duration;
import java.util.OptionalLong;

/** Measures how long proofs take to make. */
public record TimedBackend(ProvingBackend backend, Meters meters) implements ProvingBackend {

  @Override
  public boolean supports(String proofSystem) {
    return backend.supports(proofSystem);
  }

  @Override
  public OptionalLong costCpuMillis(Program program) {
    return backend.costCpuMillis(program);
  }

  @Override
  public byte[] prove(ProofJob job) throws ProvingException, InterruptedException {
    long began = System.nanoTime();
    String outcome = "failed";
    try {
      byte[] proof = backend.prove(job);
      outcome = "made";
      return proof;
    } finally {
      meters.time(Metric.WORKER_PROOFS, Duration.ofNanos(System.nanoTime() - began), outcome);
    }
  }
}
