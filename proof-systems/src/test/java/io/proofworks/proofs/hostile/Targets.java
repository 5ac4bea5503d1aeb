package io.proofworks.proofs.hostile;

import io.proofworks.proofs.AggregationScheme;
import io.proofworks.proofs.Corpus;
import io.proofworks.proofs.Program;
import io.proofworks.proofs.Sample;
import io.proofworks.proofs.Statement;
import io.proofworks.proofs.batch.BatchScheme;
import io.proofworks.proofs.bn254.G1;
import io.proofworks.proofs.bn254.G2;
import io.proofworks.proofs.bn254.PairingValue;
import io.proofworks.proofs.bn254.PointCompression;
import io.proofworks.proofs.circom.PtauFile;
import io.proofworks.proofs.circom.R1csFile;
import io.proofworks.proofs.circom.SnarkjsJson;
import io.proofworks.proofs.circom.WitnessFile;
import io.proofworks.proofs.circom.WitnessProgram;
import io.proofworks.proofs.circom.ZkeyFile;
import io.proofworks.proofs.groth16.ProvingKey;
import io.proofworks.proofs.groth16.VerifyingKey;
import io.proofworks.proofs.keyed.KeyedProofSystem;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.proofs.risc0.SetInclusionSeal;
import io.proofworks.proofs.snarkpack.SnarkPackScheme;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Every parser and verifier that bytes of others reach, as something that eats bytes. Parsers may
 * refuse with IllegalArgumentException or IOException; verifiers may not throw at all.
 */
public final class Targets {
  private static final VerifierRegistry REGISTRY = Corpus.permissive();
  static final AggregationScheme SNARKPACK = SnarkPackScheme.development(REGISTRY);
  static final AggregationScheme BATCH = new BatchScheme(REGISTRY);
  private static final byte[] NONE = new byte[0];

  private Targets() {}

  /** A parser; its refusals are swallowed. */
  private interface Parser {
    void parse(byte[] bytes) throws IOException;
  }

  private static Consumer<byte[]> parser(Parser parser) {
    return bytes -> {
      try {
        parser.parse(bytes);
      } catch (IllegalArgumentException | IOException refused) {
        // what a parser is allowed to say
      }
    };
  }

  private static Consumer<byte[]> json(Consumer<String> reader) {
    return parser(bytes -> reader.accept(new String(bytes, StandardCharsets.UTF_8)));
  }

  /** All targets by name. */
  public static Map<String, Consumer<byte[]>> all() {
    Map<String, Consumer<byte[]>> targets = new TreeMap<>();
    targets.put("verifying-key", parser(VerifyingKey::parse));
    targets.put("proving-key", parser(b -> ProvingKey.read(new ByteArrayInputStream(b))));
    targets.put("r1cs", parser(R1csFile::parse));
    targets.put("wtns", parser(WitnessFile::parse));
    targets.put("zkey", parser(ZkeyFile::parse));
    targets.put("ptau", parser(b -> PtauFile.parse(b, 64)));
    targets.put("wasm", parser(WitnessProgram::parse));
    targets.put("json-public", json(SnarkjsJson::publicInputs));
    targets.put("json-groth16-key", json(SnarkjsJson::groth16Key));
    targets.put("json-groth16-proof", json(SnarkjsJson::groth16Proof));
    targets.put("json-plonk-key", json(SnarkjsJson::plonkKey));
    targets.put("json-plonk-proof", json(SnarkjsJson::plonkProof));
    targets.put("json-fflonk-key", json(SnarkjsJson::fflonkKey));
    targets.put("json-fflonk-proof", json(SnarkjsJson::fflonkProof));
    targets.put("set-inclusion-seal", SetInclusionSeal::decode);
    targets.put("points", Targets::points);
    targets.put("snarkpack", bytes -> aggregate(SNARKPACK, bytes));
    targets.put("batch", bytes -> aggregate(BATCH, bytes));
    for (String system : REGISTRY.systems()) {
      targets.put("proof-" + system, bytes -> proof(system, bytes));
    }
    for (String system : KeyedProofSystem.IDS) {
      targets.put("key-" + system, bytes -> key(system, bytes));
    }
    return targets;
  }

  private static void points(byte[] bytes) {
    byte[] padded = Arrays.copyOf(bytes, Math.max(bytes.length, PairingValue.BYTES));
    G1.decode(padded, 0, new long[G1.LONGS], 0);
    G2.decode(padded, 0, new long[G2.LONGS], 0);
    PointCompression.decodeG1(padded, 0, new long[G1.LONGS], 0);
    PointCompression.decodeG2(padded, 0, new long[G2.LONGS], 0);
    PairingValue.decode(padded, 0);
  }

  /** The first byte says how many statements the rest is an aggregate of. */
  private static void aggregate(AggregationScheme scheme, byte[] bytes) {
    int count = bytes.length == 0 ? 1 : 1 + (bytes[0] & 7);
    byte[] aggregate = Arrays.copyOfRange(bytes, Math.min(1, bytes.length), bytes.length);
    scheme.verify(aggregate, statements(count), new byte[32]);
  }

  static List<Statement> statements(int count) {
    return IntStream.range(0, count).mapToObj(Sample::statement).toList();
  }

  /** Program hash, public inputs and proof from the same bytes: the proof is all of them. */
  @SuppressWarnings("NullAway") // a statement's binding is nullable; NullAway misses it on arrays
  private static void proof(String system, byte[] bytes) {
    Program program =
        new Program(
            Arrays.copyOf(bytes, 32), system, "2024-03-21".getBytes(StandardCharsets.US_ASCII));
    byte[] inputs = Arrays.copyOf(bytes, Math.min(bytes.length, 96));
    REGISTRY.verify(new Statement(program, inputs, null), bytes);
    REGISTRY.verify(new Statement(program, NONE, new byte[32]), bytes);
  }

  /** The bytes as a key that somebody published, and as a proof under it. */
  @SuppressWarnings("NullAway") // a statement's binding is nullable; NullAway misses it on arrays
  private static void key(String system, byte[] bytes) {
    Program program = KeyedProofSystem.program(system, bytes);
    REGISTRY.verify(new Statement(program, new byte[32], null), new byte[256]);
    REGISTRY.verify(new Statement(program, new byte[32], null), bytes);
  }
}
