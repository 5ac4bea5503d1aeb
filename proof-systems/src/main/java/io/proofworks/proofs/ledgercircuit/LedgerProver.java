package io.proofworks.proofs.ledgercircuit;

import io.proofworks.proofs.PlannedShard;
import io.proofworks.proofs.bn254.Fr;
import io.proofworks.proofs.circuit.Circuit;
import io.proofworks.proofs.groth16.Blinding;
import io.proofworks.proofs.groth16.Groth16Prover;
import io.proofworks.proofs.groth16.ProvingKey;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/** Proves shards of one ledger program. Thread-safe; one proof uses the threads it was given. */
public final class LedgerProver {

  private final ProvingKey key;
  private final LedgerProgram program;
  private final Circuit circuit;
  private final SecureRandom random = new SecureRandom();
  private final int threads;

  /** A prover that works with one thread. */
  public LedgerProver(ProvingKey key, LedgerProgram program) {
    this(key, program, 1);
  }

  /**
   * A prover.
   *
   * @param threads of one proof, at least 1
   * @throws IllegalArgumentException if the key is not that of the program
   */
  public LedgerProver(ProvingKey key, LedgerProgram program, int threads) {
    if (!key.verifyingKey().equals(program.verifyingKey())) {
      throw new IllegalArgumentException("the proving key is not that of the program");
    }
    this.key = key;
    this.program = program;
    this.threads = threads;
    this.circuit = LedgerCircuit.build(program.depth(), program.transfers());
  }

  /**
   * Proves a shard.
   *
   * @param shardTrace as {@link PlannedShard#trace}
   * @param publicInputs as {@link PlannedShard#publicInputs}
   * @param binding 32 bytes the proof will carry, or null for a proof bound to nobody
   * @return 256 bytes
   * @throws IllegalArgumentException if the trace is malformed, of another program, or does not
   *     prove these public inputs
   */
  public byte[] prove(byte[] shardTrace, byte[] publicInputs, byte @Nullable [] binding) {
    return prove(shardTrace, publicInputs, binding, Blinding.random(random));
  }

  /**
   * The same proof each time for the same secret: a prover that lost its disk makes it again from
   * its key.
   *
   * @param secret 32 bytes
   */
  public byte[] prove(
      byte[] shardTrace, byte[] publicInputs, byte @Nullable [] binding, byte[] secret) {
    byte[] bound = binding == null ? new byte[0] : binding;
    byte[] context =
        ByteBuffer.allocate(
                2 * Integer.BYTES + publicInputs.length + bound.length + shardTrace.length)
            .putInt(publicInputs.length)
            .put(publicInputs)
            .putInt(bound.length)
            .put(bound)
            .put(shardTrace)
            .array();
    return prove(shardTrace, publicInputs, binding, Blinding.derived(secret, context));
  }

  private byte[] prove(
      byte[] shardTrace, byte[] publicInputs, byte @Nullable [] binding, Blinding blinding) {
    long[] witness = witness(ShardTrace.decode(shardTrace), publicInputs, binding);
    // An unsatisfied witness would give a proof nobody accepts; finding out costs a hundredth of
    // the proof.
    if (!circuit.constraints().isSatisfied(witness)) {
      throw new IllegalArgumentException("the trace does not lead to these public inputs");
    }
    return Groth16Prover.prove(key, circuit.constraints(), witness, blinding, threads);
  }

  private long[] witness(ShardTrace trace, byte[] publicInputs, byte @Nullable [] binding) {
    if (trace.depth() != program.depth() || trace.steps().size() != program.transfers()) {
      throw new IllegalArgumentException("a trace of another size than the program's");
    }
    if (!LedgerInputs.isCanonical(publicInputs)
        || (binding != null && binding.length != LedgerInputs.ELEMENT_BYTES)) {
      throw new IllegalArgumentException(
          "public inputs are three field elements, a binding 32 bytes");
    }
    byte[] bytes = LedgerInputs.withBinding(publicInputs, binding);
    long[] elements = new long[LedgerInputs.COUNT * Fr.LIMBS];
    for (int i = 0; i < LedgerInputs.COUNT; i++) {
      Fr.fromBytes(bytes, i * LedgerInputs.ELEMENT_BYTES, elements, i * Fr.LIMBS);
    }
    return circuit.witness(elements, LedgerCircuit.inputs(trace));
  }
}
