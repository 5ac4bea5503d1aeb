package io.proofworks.proofs.circom;

import io.proofworks.proofs.bn254.Fp;
import io.proofworks.proofs.bn254.Fr;
import io.proofworks.proofs.bn254.G1;
import io.proofworks.proofs.bn254.G2;
import io.proofworks.proofs.groth16.ProvingKey;
import io.proofworks.proofs.groth16.R1cs;
import io.proofworks.proofs.groth16.SparseMatrix;
import io.proofworks.proofs.groth16.VerifyingKey;
import java.util.TreeMap;

/**
 * Groth16 proving keys as snarkjs writes them ({@code .zkey}, version 1). Coordinates are in
 * Montgomery form with R = 2^256; the coefficients of A and B, times R², are of use to its own
 * prover only.
 *
 * <p>Source: snarkjs, {@code src/zkey_new.js}, {@code src/zkey_utils.js}.
 */
public final class ZkeyFile {
  private static final String NAME = "zkey";
  private static final int VERSION = 1;
  private static final int GROTH16 = 1;
  private static final int PROTOCOL = 1;
  private static final int HEADER = 2;
  private static final int IC = 3;
  private static final int COEFFICIENTS = 4;
  private static final int A = 5;
  private static final int B1 = 6;
  private static final int B2 = 7;
  private static final int C = 8;
  private static final int H = 9;
  private static final int CONTRIBUTIONS = 10;
  private static final int CIRCUIT_HASH_BYTES = 64;
  private static final long[] TO_MONTGOMERY = new long[Fp.LIMBS];

  static {
    Fp.fromBigInteger(Section.R.mod(Fp.MODULUS), TO_MONTGOMERY, 0);
  }

  private ZkeyFile() {}

  /**
   * Reads a key. Every point is checked to be of its group; a key whose file tells of no
   * contribution is a development key.
   *
   * @throws IllegalArgumentException when the file is no Groth16 key over BN254, or its gamma and
   *     delta are the same, as snarkjs' setup leaves them for the first contribution
   */
  public static ProvingKey parse(byte[] bytes) {
    BinaryFile file = BinaryFile.parse(bytes, NAME, VERSION);
    int protocol = file.section(PROTOCOL).number();
    if (protocol != GROTH16) {
      throw new IllegalArgumentException("a zkey of protocol " + protocol + ", not of Groth16");
    }
    Section header = file.section(HEADER);
    header.prime(Fp.MODULUS);
    header.prime(Fr.MODULUS);
    int wires = header.number();
    int publicInputs = header.number();
    int domain = header.number();
    requireSizes(file, wires, publicInputs, domain);
    long[] alpha = header.g1("alpha", 1);
    long[] beta1 = header.g1("beta", 1);
    long[] beta2 = header.g2("beta", 1);
    long[] gamma = header.g2("gamma", 1);
    long[] delta1 = header.g1("delta", 1);
    long[] delta2 = header.g2("delta", 1);
    header.end();
    VerifyingKey verifyingKey =
        VerifyingKey.ofPoints(alpha, beta2, gamma, delta2, whole1(file, IC, publicInputs + 1));
    return new ProvingKey(
        verifyingKey,
        contributions(file) == 0,
        Integer.numberOfTrailingZeros(domain),
        beta1,
        delta1,
        whole1(file, A, wires),
        whole1(file, B1, wires),
        whole2(file, B2, wires),
        whole1(file, C, wires - publicInputs - 1),
        whole1(file, H, domain));
  }

  /**
   * How many took part in the ceremony: the secrets of a key without any are known. A file that
   * does not tell may be of anybody.
   */
  private static int contributions(BinaryFile file) {
    if (!file.types().contains(CONTRIBUTIONS)) {
      return 0;
    }
    Section section = file.section(CONTRIBUTIONS);
    section.bytes(CIRCUIT_HASH_BYTES);
    return section.number();
  }

  /** What the header promises is in the other sections, to the byte, before any is read. */
  private static void requireSizes(BinaryFile file, int wires, int publicInputs, int domain) {
    if (wires <= publicInputs) {
      throw new IllegalArgumentException(
          publicInputs + " public inputs of " + wires + " wires in the zkey file");
    }
    if (Integer.bitCount(domain) != 1) {
      throw new IllegalArgumentException(
          "the domain of the zkey file has " + domain + " elements, no power of two");
    }
    requirePoints(file, IC, publicInputs + 1L, G1.BYTES);
    requirePoints(file, A, wires, G1.BYTES);
    requirePoints(file, B1, wires, G1.BYTES);
    requirePoints(file, B2, wires, G2.BYTES);
    requirePoints(file, C, wires - publicInputs - 1L, G1.BYTES);
    requirePoints(file, H, domain, G1.BYTES);
  }

  private static void requirePoints(BinaryFile file, int type, long count, int bytesEach) {
    int actual = file.section(type).remaining();
    if (actual != count * bytesEach) {
      throw new IllegalArgumentException(
          "section %d of the zkey file has %d bytes and not %d points of %d, as its header says"
              .formatted(type, actual, count, bytesEach));
    }
  }

  private static long[] whole1(BinaryFile file, int type, int count) {
    Section section = file.section(type);
    long[] points = section.g1("section " + type, count);
    section.end();
    return points;
  }

  private static long[] whole2(BinaryFile file, int type, int count) {
    Section section = file.section(type);
    long[] points = section.g2("section " + type, count);
    section.end();
    return points;
  }

  /**
   * Writes a key with the constraint system it is of. Its list of contributions is empty.
   *
   * @throws IllegalArgumentException when they are not of one circuit
   */
  public static byte[] encode(ProvingKey key, R1cs r1cs) {
    VerifyingKey vk = key.verifyingKey();
    if (key.variables() != r1cs.variables() || vk.publicInputs() != r1cs.publicInputs()) {
      throw new IllegalArgumentException("the proving key is of another circuit");
    }
    TreeMap<Integer, byte[]> sections = new TreeMap<>();
    sections.put(PROTOCOL, BinaryFile.number(GROTH16));
    sections.put(HEADER, header(key));
    sections.put(IC, points(vk.ic()));
    sections.put(COEFFICIENTS, coefficients(r1cs));
    sections.put(A, points(key.a()));
    sections.put(B1, points(key.b1()));
    sections.put(B2, points(key.b2()));
    sections.put(C, points(key.l()));
    sections.put(H, points(key.h()));
    sections.put(CONTRIBUTIONS, new byte[CIRCUIT_HASH_BYTES + Integer.BYTES]);
    return BinaryFile.encode(NAME, VERSION, sections);
  }

  private static byte[] header(ProvingKey key) {
    VerifyingKey vk = key.verifyingKey();
    return new Output()
        .prime(Fp.MODULUS)
        .prime(Fr.MODULUS)
        .number(key.variables())
        .number(vk.publicInputs())
        .number(1 << key.logDomain())
        .bytes(points(vk.alpha()))
        .bytes(points(key.betaG1()))
        .bytes(points(vk.beta()))
        .bytes(points(vk.gamma()))
        .bytes(points(key.deltaG1()))
        .bytes(points(vk.delta()))
        .toBytes();
  }

  /** Points of either group: their coordinates, real before imaginary. */
  private static byte[] points(long[] points) {
    Output out = new Output();
    long[] scaled = new long[Fp.LIMBS];
    byte[] be = new byte[Section.FIELD_BYTES];
    for (int at = 0; at < points.length; at += Fp.LIMBS) {
      Fp.mul(scaled, 0, points, at, TO_MONTGOMERY, 0);
      Fp.toBytes(scaled, 0, be, 0);
      out.reversed(be, 0);
    }
    return out.toBytes();
  }

  private static byte[] coefficients(R1cs r1cs) {
    int publicRows = r1cs.publicInputs() + 1;
    Output out = new Output().number(r1cs.a().entries() + r1cs.b().entries() + publicRows);
    long[] squared = new long[Fr.LIMBS];
    Fr.fromBigInteger(Section.R.multiply(Section.R).mod(Fr.MODULUS), squared, 0);
    writeMatrix(out, 0, r1cs.a(), squared);
    writeMatrix(out, 1, r1cs.b(), squared);
    for (int i = 0; i < publicRows; i++) {
      out.number(0).number(r1cs.constraints() + i).number(i).scalar(squared, 0);
    }
    return out.toBytes();
  }

  private static void writeMatrix(Output out, int which, SparseMatrix matrix, long[] factor) {
    long[] scaled = new long[Fr.LIMBS];
    for (int row = 0; row < matrix.rows(); row++) {
      for (int k = matrix.rowStart()[row]; k < matrix.rowStart()[row + 1]; k++) {
        Fr.mul(scaled, 0, matrix.coefficients(), k * Fr.LIMBS, factor, 0);
        out.number(which).number(row).number(matrix.column()[k]).scalar(scaled, 0);
      }
    }
  }
}
