package io.proofworks.market.scenario;

import io.proofworks.avro.ChildProof;
import io.proofworks.worker.aggregator.AggregatorConduct;
import io.proofworks.worker.prover.ProverConduct;
import io.proofworks.worker.proving.ProofJob;
import io.proofworks.worker.proving.ProvingBackend;
import io.proofworks.worker.proving.ProvingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The adversaries of the protocol: the ordinary worker with a bad conduct. They use what every
 * outsider has, the topics, and the thief also a leak outside of them.
 */
final class Adversaries {

  private Adversaries() {}

  /** Commits to nothing of use and never reveals, to hold the task up. */
  static ProverConduct withholder() {
    return new Conduct(job -> WELL_FORMED_NONSENSE, Optional.empty());
  }

  /** Reveals well-formed nonsense: points on the curve that prove nothing. */
  static ProverConduct spammer() {
    return new Conduct(job -> WELL_FORMED_NONSENSE, Optional.of(Duration.ZERO));
  }

  /** Proves honestly and reveals after the window has closed. */
  static ProverConduct latecomer(Duration delay) {
    return new ProverConduct() {
      @Override
      public byte[] prove(ProofJob job, ProvingBackend backend)
          throws ProvingException, InterruptedException {
        return backend.prove(job);
      }

      @Override
      public Optional<Duration> revealAfter(String taskId) {
        return Optional.of(delay);
      }
    };
  }

  /**
   * Reads other provers' proofs before they are revealed, through a leak in their storage, and
   * passes them off as its own. Finding none for half of its time it proves by itself, so that it
   * keeps the standing that gets it assigned beside its victims.
   */
  static ProverConduct thief(List<Path> leaks) {
    return new ProverConduct() {
      @Override
      public byte[] prove(ProofJob job, ProvingBackend backend)
          throws ProvingException, InterruptedException {
        Optional<byte[]> stolen = steal(job, leaks);
        return stolen.isPresent() ? stolen.get() : backend.prove(job);
      }

      @Override
      public Optional<Duration> revealAfter(String taskId) {
        return Optional.of(Duration.ZERO);
      }
    };
  }

  /** Leaves out the last child of every job that has several. */
  static AggregatorConduct censor() {
    return (List<ChildProof> children) ->
        children.size() < 2 ? children : children.subList(0, children.size() - 1);
  }

  @FunctionalInterface
  private interface Fabrication {
    byte[] make(ProofJob job) throws ProvingException, InterruptedException;
  }

  private record Conduct(Fabrication fabrication, Optional<Duration> reveal)
      implements ProverConduct {
    @Override
    public byte[] prove(ProofJob job, ProvingBackend backend)
        throws ProvingException, InterruptedException {
      return fabrication.make(job);
    }

    @Override
    public Optional<Duration> revealAfter(String taskId) {
      return reveal;
    }
  }

  private static Optional<byte[]> steal(ProofJob job, List<Path> leaks)
      throws ProvingException, InterruptedException {
    String prefix = job.taskId().hex().substring(2) + "-";
    long now = System.currentTimeMillis();
    long until = now + (job.deadline() - now) / 2;
    while (System.currentTimeMillis() < until) {
      for (Path leak : leaks) {
        Optional<byte[]> found = read(leak, prefix + job.epoch() + ".proof");
        if (found.isPresent()) {
          return found;
        }
      }
      Thread.sleep(10);
    }
    return Optional.empty();
  }

  private static Optional<byte[]> read(Path leak, String name) throws ProvingException {
    Path file = leak.resolve(name);
    try {
      return Files.exists(file) && Files.size(file) > 0
          ? Optional.of(Files.readAllBytes(file))
          : Optional.empty();
    } catch (IOException e) {
      throw new ProvingException("the leak is closed: " + e.getMessage(), e);
    }
  }

  /** A = C = (1, 2) and B the generator of G2 (EIP-197): valid points, no proof of anything. */
  private static final byte[] WELL_FORMED_NONSENSE =
      HexFormat.of()
          .parseHex(
              "0000000000000000000000000000000000000000000000000000000000000001"
                  + "0000000000000000000000000000000000000000000000000000000000000002"
                  + "198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2"
                  + "1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed"
                  + "090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b"
                  + "12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa"
                  + "0000000000000000000000000000000000000000000000000000000000000001"
                  + "0000000000000000000000000000000000000000000000000000000000000002");
}
