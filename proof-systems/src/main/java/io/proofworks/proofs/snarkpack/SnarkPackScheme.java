package io.proofworks.proofs.snarkpack;

import io.proofworks.proofs.AggregationScheme;
import io.proofworks.proofs.Program;
import io.proofworks.proofs.ProofVerdict;
import io.proofworks.proofs.Statement;
import io.proofworks.proofs.bn254.Workers;
import io.proofworks.proofs.groth16.Groth16ProofSystem;
import io.proofworks.proofs.groth16.Groth16Verifier;
import io.proofworks.proofs.registry.VerifierRegistry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Aggregates of Groth16 proofs under one key, of logarithmic size: 21 kB for 1024 of them. Their
 * proofs are not in it; what stands before the Groth16 part of each (a selector, an envelope) is.
 *
 * <p>An aggregate is bound to its aggregator by its transcript: under another binding it does not
 * verify, and nobody can turn it into one that does without the proofs.
 *
 * <p>An aggregate cannot be aggregated again: a root is made of all leaves.
 */
public final class SnarkPackScheme implements AggregationScheme {

  /** The id of this scheme. */
  public static final String ID = "SNARKPACK";

  private static final int MAX_FAN_IN = 8192;

  /** Of the digest of a string, in its name. */
  private static final int NAME_BYTES = 8;

  private final String id;
  private final int maxFanIn;
  private final VerifierRegistry registry;
  private final ReferenceKey reference;
  private final IntFunction<ReferenceString> strings;
  private final int threads;

  /**
   * @param id names the string, see {@link #id()}
   * @param maxFanIn most statements that the string allows
   * @param registry says under which key and with which inputs a statement is checked
   * @param reference the verifier's part of the reference string
   * @param strings the string of at least a size, a power of two; asked only to make aggregates
   * @param threads to make aggregates with
   */
  private SnarkPackScheme(
      String id,
      int maxFanIn,
      VerifierRegistry registry,
      ReferenceKey reference,
      IntFunction<ReferenceString> strings,
      int threads) {
    this.id = id;
    this.maxFanIn = maxFanIn;
    this.registry = registry;
    this.reference = reference;
    this.strings = strings;
    this.threads = threads;
  }

  /** The scheme under the reference string for development, see {@link ReferenceString}. */
  public static SnarkPackScheme development(VerifierRegistry registry) {
    return new SnarkPackScheme(
        ID,
        MAX_FAN_IN,
        registry,
        Development.string(2).key(),
        Development::string,
        Runtime.getRuntime().availableProcessors());
  }

  /**
   * The scheme under a string, for instance of two ceremonies.
   *
   * @param threads to make aggregates with
   */
  public static SnarkPackScheme of(VerifierRegistry registry, ReferenceString string, int threads) {
    return new SnarkPackScheme(
        id(string.key()),
        Math.min(MAX_FAN_IN, string.size()),
        registry,
        string.key(),
        size -> string,
        threads);
  }

  private static String id(ReferenceKey key) {
    return ID + "_" + HexFormat.of().withUpperCase().formatHex(key.id(), 0, NAME_BYTES);
  }

  private static final class Development {
    private static ReferenceString longest = compute(2);

    /** The longest that was ever asked for serves all shorter ones. */
    static synchronized ReferenceString string(int size) {
      if (longest.size() < size) {
        longest = compute(size);
      }
      return longest;
    }

    private static ReferenceString compute(int size) {
      try (Workers workers = Workers.of(Runtime.getRuntime().availableProcessors())) {
        return ReferenceString.development(size, workers);
      }
    }
  }

  /**
   * {@link #ID} under the string for development. Under another one, {@link #ID}, a low line and
   * the first sixteen digits of its key's digest: a policy that names it means that string.
   */
  @Override
  public String id() {
    return id;
  }

  @Override
  public int maxFanIn() {
    return maxFanIn;
  }

  /** As the benchmarks have it: some milliseconds of one core for each child. */
  @Override
  public long mergeCostMillis(int fanIn) {
    return 50L + 8L * fanIn;
  }

  /** Programs with the same data, which is where a program's own key would be, share a key. */
  @Override
  public Optional<String> obstacle(List<Program> programs) {
    if (programs.isEmpty() || programs.size() > maxFanIn) {
      return Optional.of(programs.size() + " are not between one and " + maxFanIn);
    }
    Program first = programs.getFirst();
    if (groth16(first).isEmpty()) {
      return Optional.of("proofs of " + first.proofSystem() + " do not end in one of Groth16");
    }
    return programs.stream().allMatch(program -> hasSameKey(program, first))
        ? Optional.empty()
        : Optional.of("they are of programs with different keys");
  }

  private static boolean hasSameKey(Program one, Program other) {
    return one.proofSystem().equals(other.proofSystem()) && Arrays.equals(one.data(), other.data());
  }

  @Override
  public long mostBytes(int children, long proofBytes) {
    return PackEnvelope.mostBytes(children)
        + proofBytes
        - (long) children * Groth16Verifier.PROOF_BYTES;
  }

  private Optional<Groth16ProofSystem> groth16(Program program) {
    return registry
        .system(program.proofSystem())
        .filter(Groth16ProofSystem.class::isInstance)
        .map(Groth16ProofSystem.class::cast);
  }

  @Override
  public byte[] aggregate(List<Statement> statements, List<byte[]> proofs, byte[] binding) {
    if (statements.size() != proofs.size()
        || statements.isEmpty()
        || statements.size() > maxFanIn) {
      throw new IllegalArgumentException(
          statements.size() + " statements, " + proofs.size() + " proofs");
    }
    if (binding.length != Statement.BINDING_BYTES) {
      throw new IllegalArgumentException("a binding has 32 bytes, not " + binding.length);
    }
    List<byte[]> heads = new ArrayList<>();
    List<byte[]> tails = new ArrayList<>();
    for (byte[] proof : proofs) {
      int head = proof.length - Groth16Verifier.PROOF_BYTES;
      if (head < 0) {
        throw new IllegalArgumentException("too short for a proof: " + proof.length + " bytes");
      }
      heads.add(Arrays.copyOf(proof, head));
      tails.add(Arrays.copyOfRange(proof, head, proof.length));
    }
    return switch (claimed(statements, heads)) {
      case Refused(ProofVerdict verdict) ->
          throw new IllegalArgumentException("cannot be aggregated: " + verdict);
      case Sound(Statements sound) -> {
        ReferenceString string = strings.apply(sound.padded());
        try (Workers workers = Workers.of(threads)) {
          PackedProof packed = SnarkPack.prove(string, sound, tails, binding, workers);
          yield PackEnvelope.encode(heads, packed);
        }
      }
    };
  }

  @Override
  public ProofVerdict verify(byte[] aggregate, List<Statement> statements, byte[] binding) {
    if (statements.isEmpty() || statements.size() > maxFanIn) {
      return new ProofVerdict.Invalid("no aggregate covers " + statements.size() + " statements");
    }
    Optional<PackEnvelope> envelope = PackEnvelope.decode(aggregate, statements.size());
    if (envelope.isEmpty()) {
      return new ProofVerdict.NonCanonical(
          "not an aggregate of " + statements.size() + " statements");
    }
    return switch (claimed(statements, envelope.get().heads())) {
      case Refused(ProofVerdict verdict) -> verdict;
      case Sound(Statements sound) -> verify(sound, binding, envelope.get());
    };
  }

  private ProofVerdict verify(Statements sound, byte[] binding, PackEnvelope envelope) {
    Optional<PackedProof> proof = envelope.proof(sound.rounds());
    if (proof.isEmpty()) {
      return new ProofVerdict.NonCanonical("not the points and values of an aggregate");
    }
    return new PackCheck(reference, sound, binding, proof.get()).holds()
        ? ProofVerdict.VALID
        : new ProofVerdict.Invalid("the equations of the aggregate do not hold");
  }

  private sealed interface Claimed {}

  private record Sound(Statements statements) implements Claimed {}

  private record Refused(ProofVerdict verdict) implements Claimed {}

  private Claimed claimed(List<Statement> statements, List<byte[]> heads) {
    List<byte[]> inputs = new ArrayList<>();
    Groth16Verifier verifier = null;
    for (int i = 0; i < statements.size(); i++) {
      switch (claim(statements.get(i), heads.get(i))) {
        case Groth16ProofSystem.Refused(ProofVerdict verdict) -> {
          return new Refused(verdict.of("child " + i));
        }
        case Groth16ProofSystem.Keyed(Groth16Verifier own, byte[] ownInputs) -> {
          if (verifier != null && !isSameKey(verifier, own)) {
            return new Refused(new ProofVerdict.Invalid("child " + i + " is of another key"));
          }
          verifier = own;
          inputs.add(ownInputs);
        }
      }
    }
    return ofOneKey(verifier, inputs);
  }

  private static Claimed ofOneKey(@Nullable Groth16Verifier verifier, List<byte[]> inputs) {
    if (verifier == null) {
      return new Refused(new ProofVerdict.Invalid("no children"));
    }
    return Statements.of(verifier, inputs)
        .<Claimed>map(Sound::new)
        .orElseGet(() -> new Refused(new ProofVerdict.Stopped("public inputs of another form")));
  }

  private static boolean isSameKey(Groth16Verifier one, Groth16Verifier other) {
    return one == other || one.key().equals(other.key());
  }

  private Groth16ProofSystem.Claim claim(Statement statement, byte[] head) {
    return groth16(statement.program())
        .map(system ->
            system.claim(statement.program(), statement.publicInputs(), statement.binding(), head))
        .orElseGet(() ->
            new Groth16ProofSystem.Refused(
                new ProofVerdict.Stopped(
                    "proofs of " + statement.program().proofSystem() + " are not aggregated so")));
  }
}
