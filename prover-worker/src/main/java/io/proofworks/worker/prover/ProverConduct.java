package io.proofworks.worker.prover;

import io.proofworks.worker.proving.ProofJob;
import io.proofworks.worker.proving.ProvingBackend;
import io.proofworks.worker.proving.ProvingException;
import java.time.Duration;
import java.util.Optional;

/** How a prover behaves where it has a choice. */
public interface ProverConduct {

  /** Makes what the prover will commit to. */
  byte[] prove(ProofJob job, ProvingBackend backend) throws ProvingException, InterruptedException;

  /** How long after its commit was accepted the prover reveals; empty for never. */
  Optional<Duration> revealAfter(String taskId);

  /** Proves by itself and reveals at once. */
  ProverConduct HONEST =
      new ProverConduct() {
        @Override
        public byte[] prove(ProofJob job, ProvingBackend backend)
            throws ProvingException, InterruptedException {
          return backend.prove(job);
        }

        @Override
        public Optional<Duration> revealAfter(String taskId) {
          return Optional.of(Duration.ZERO);
        }
      };
}
