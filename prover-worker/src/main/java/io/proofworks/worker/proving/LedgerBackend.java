package io.proofworks.worker.proving;

import io.proofworks.proofs.PlannedShard;
import io.proofworks.proofs.Program;
import io.proofworks.proofs.ShardPlan;
import io.proofworks.proofs.ledgercircuit.DevelopmentKeys;
import io.proofworks.proofs.ledgercircuit.LedgerKeys;
import io.proofworks.proofs.ledgercircuit.LedgerProgram;
import io.proofworks.proofs.ledgercircuit.LedgerProver;
import io.proofworks.proofs.ledgercircuit.LedgerSplitter;
import io.proofworks.proofs.ledgercircuit.LedgerTrace;
import io.proofworks.proofs.ledgercircuit.LedgerTrace.Account;
import io.proofworks.proofs.ledgercircuit.LedgerTrace.Transfer;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Proves ledger shards in this process, one core per proof. What a proof costs is measured when the
 * back end is opened, by making one of each program.
 */
public final class LedgerBackend implements ProvingBackend {

  /**
   * A size of the ledger circuit.
   *
   * @param depth levels of the account tree
   * @param transfers per proof
   */
  public record Size(int depth, int transfers) {

    private static final Pattern FORM = Pattern.compile("([0-9]{1,2})x([0-9]{1,3})");

    /** Parses {@code 8x2}. */
    public static Size parse(String text) {
      Matcher parts = FORM.matcher(text);
      if (!parts.matches()) {
        throw new IllegalArgumentException(
            "'" + text + "' is no ledger size: write DEPTHxTRANSFERS, for instance 8x2");
      }
      return new Size(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)));
    }
  }

  private static final Logger log = LoggerFactory.getLogger(LedgerBackend.class);
  private static final int THREADS_PER_PROOF = 1;

  private final Map<String, LedgerProver> provers;
  private final List<LedgerProgram> programs;
  private final Map<String, Long> costs = new ConcurrentHashMap<>();

  private LedgerBackend(Map<String, LedgerProver> provers, List<LedgerProgram> programs) {
    this.provers = Map.copyOf(provers);
    this.programs = List.copyOf(programs);
  }

  /** Where development keys of this user are, {@code ~/.cache/proofworks/keys}. */
  public static Path keysOfUser(Map<String, String> env) {
    String cache = env.getOrDefault("XDG_CACHE_HOME", System.getProperty("user.home") + "/.cache");
    return Path.of(cache, "proofworks", "keys");
  }

  /**
   * Opens it with development keys, making those that are missing, and measures.
   *
   * @throws java.io.UncheckedIOException if the directory of keys cannot be used
   */
  public static LedgerBackend withDevelopmentKeys(Path keysDir, List<Size> sizes) {
    DevelopmentKeys keys = new DevelopmentKeys(keysDir);
    Map<String, LedgerProver> provers = new LinkedHashMap<>();
    List<LedgerProgram> programs = new ArrayList<>();
    for (Size size : sizes) {
      LedgerKeys key = keys.get(size.depth(), size.transfers());
      provers.put(
          key(key.program().program()),
          new LedgerProver(key.provingKey(), key.program(), THREADS_PER_PROOF));
      programs.add(key.program());
    }
    LedgerBackend backend = new LedgerBackend(provers, programs);
    backend.measure();
    return backend;
  }

  private void measure() {
    for (LedgerProgram program : programs) {
      PlannedShard idle = idleShard(program);
      LedgerProver prover = Objects.requireNonNull(provers.get(key(program.program())));
      long start = System.nanoTime();
      byte[] proof = prover.prove(idle.trace(), idle.publicInputs(), null);
      long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      log.info(
          "measured program={} proofBytes={} millis={}", program.program(), proof.length, took);
      costs.put(key(program.program()), Math.max(1, took));
    }
  }

  /** A full shard in which an account pays itself nothing; it costs what every other costs. */
  private static PlannedShard idleShard(LedgerProgram program) {
    Account account = new Account(new byte[Account.ADDRESS_BYTES], BigInteger.ONE);
    LedgerTrace trace =
        new LedgerTrace(
            List.of(account),
            Collections.nCopies(program.transfers(), new Transfer(0, 0, BigInteger.ZERO)));
    return switch (LedgerSplitter.split(trace, List.of(program), program.weight())) {
      case ShardPlan.Shards(List<PlannedShard> shards, byte[] inputs) -> shards.getFirst();
      case ShardPlan.Refused(String reason) -> throw new IllegalStateException(reason);
    };
  }

  /** The programs it has keys for. */
  public List<LedgerProgram> programs() {
    return programs;
  }

  @Override
  public boolean supports(String proofSystem) {
    return LedgerProgram.PROOF_SYSTEM.equals(proofSystem);
  }

  @Override
  public OptionalLong costCpuMillis(Program program) {
    Long cost = costs.get(key(program));
    return cost == null ? OptionalLong.empty() : OptionalLong.of(cost);
  }

  @Override
  public byte[] prove(ProofJob job) throws ProvingException, InterruptedException {
    LedgerProver prover = provers.get(key(job.program()));
    if (prover == null) {
      throw new ProvingException(
          "no proving key for program " + job.program() + ": put it into the keys directory");
    }
    try {
      return prover.prove(job.trace(), job.publicInputs(), job.binding(), job.secret());
    } catch (CancellationException e) {
      throw new InterruptedException("proving was cancelled");
    } catch (IllegalArgumentException e) {
      throw new ProvingException("the shard cannot be proved: " + e.getMessage(), e);
    }
  }

  private static String key(Program program) {
    return HexFormat.of().formatHex(program.hash());
  }
}
