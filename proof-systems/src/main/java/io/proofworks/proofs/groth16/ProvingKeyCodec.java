package io.proofworks.proofs.groth16;

import io.proofworks.proofs.bn254.EvaluationDomain;
import io.proofworks.proofs.bn254.G1;
import io.proofworks.proofs.bn254.G2;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The binary form of a {@link ProvingKey}: magic, version, flags, sizes, then points as EIP-196 and
 * EIP-197 encode them, then the SHA-256 of everything before it. About 64 bytes for each point of
 * G1 and 128 for each of G2.
 */
final class ProvingKeyCodec {
  private static final int MAGIC = 0x5057504b;
  private static final int MAX_VARIABLES = 1 << 26;
  private static final int POINTS_AT_ONCE = 1024;

  private ProvingKeyCodec() {}

  static void write(ProvingKey key, OutputStream out) throws IOException {
    MessageDigest digest = sha256();
    DataOutputStream data = new DataOutputStream(new DigestOutputStream(out, digest));
    byte[] vk = key.verifyingKey().toBytes();
    data.writeInt(MAGIC);
    data.writeByte(ProvingKey.FORMAT);
    data.writeBoolean(key.development());
    data.writeByte(key.logDomain());
    data.writeInt(key.variables());
    data.writeInt(vk.length);
    data.write(vk);
    writeG1(data, key.betaG1());
    writeG1(data, key.deltaG1());
    writeG1(data, key.a());
    writeG1(data, key.b1());
    writeG2(data, key.b2());
    writeG1(data, key.l());
    writeG1(data, key.h());
    data.flush();
    out.write(digest.digest());
    out.flush();
  }

  private static void writeG1(OutputStream out, long[] points) throws IOException {
    byte[] bytes = new byte[points.length / G1.LONGS * G1.BYTES];
    for (int i = 0; i < points.length / G1.LONGS; i++) {
      G1.encode(points, i * G1.LONGS, bytes, i * G1.BYTES);
    }
    out.write(bytes);
  }

  private static void writeG2(OutputStream out, long[] points) throws IOException {
    byte[] bytes = new byte[points.length / G2.LONGS * G2.BYTES];
    for (int i = 0; i < points.length / G2.LONGS; i++) {
      G2.encode(points, i * G2.LONGS, bytes, i * G2.BYTES);
    }
    out.write(bytes);
  }

  static ProvingKey read(InputStream in) throws IOException {
    MessageDigest digest = sha256();
    DataInputStream data = new DataInputStream(new DigestInputStream(in, digest));
    try {
      ProvingKey key = readBody(data);
      byte[] expected = digest.digest();
      if (!MessageDigest.isEqual(expected, in.readNBytes(expected.length))) {
        throw new IOException("the proving key is damaged: its checksum differs");
      }
      return key;
    } catch (IllegalArgumentException e) {
      throw new IOException("not a proving key", e);
    }
  }

  private static ProvingKey readBody(DataInputStream in) throws IOException {
    require(in.readInt() == MAGIC, "not a proving key");
    require(in.readByte() == ProvingKey.FORMAT, "a proving key of another version");
    boolean development = in.readBoolean();
    int logDomain = in.readByte();
    int variables = in.readInt();
    int vkLength = in.readInt();
    require(logDomain >= 0 && logDomain <= EvaluationDomain.MAX_LOG_SIZE, "the domain is too big");
    require(1 << logDomain <= MAX_VARIABLES, "the domain is too big");
    require(variables > 0 && variables <= MAX_VARIABLES, "too many wires");
    require(vkLength > 0 && vkLength <= MAX_VARIABLES, "the verifying key is too long");
    VerifyingKey vk = VerifyingKey.parse(in.readNBytes(vkLength));
    int privateWires = variables - vk.publicInputs() - 1;
    require(privateWires >= 0, "more public inputs than wires");
    return new ProvingKey(
        vk,
        development,
        logDomain,
        readG1(in, 1),
        readG1(in, 1),
        readG1(in, variables),
        readG1(in, variables),
        readG2(in, variables),
        readG1(in, privateWires),
        readG1(in, 1 << logDomain));
  }

  private static long[] readG1(DataInputStream in, int count) throws IOException {
    return read(in, count, G1.BYTES, G1.LONGS, G1::decodeCoordinates);
  }

  private static long[] readG2(DataInputStream in, int count) throws IOException {
    return read(in, count, G2.BYTES, G2.LONGS, G2::decodeCoordinates);
  }

  /** Decodes one point; false when a coordinate is not canonical. */
  private interface PointDecoder {
    boolean decode(byte[] bytes, int at, long[] point, int to);
  }

  /** Memory is taken as bytes come, whatever count the file promises. */
  private static long[] read(
      DataInputStream in, int count, int bytesEach, int longsEach, PointDecoder decoder)
      throws IOException {
    long[] points = new long[Math.min(count, POINTS_AT_ONCE) * longsEach];
    byte[] bytes = new byte[Math.min(count, POINTS_AT_ONCE) * bytesEach];
    for (int done = 0; done < count; done += POINTS_AT_ONCE) {
      int now = Math.min(POINTS_AT_ONCE, count - done);
      in.readFully(bytes, 0, now * bytesEach);
      if (points.length < (done + now) * longsEach) {
        points = Arrays.copyOf(points, Math.min(count, 2 * (done + now)) * longsEach);
      }
      for (int i = 0; i < now; i++) {
        boolean canonical = decoder.decode(bytes, i * bytesEach, points, (done + i) * longsEach);
        require(canonical, "a coordinate is not below p");
      }
    }
    return points;
  }

  private static void require(boolean holds, String otherwise) throws IOException {
    if (!holds) {
      throw new IOException(otherwise);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
