package io.proofworks.proofs.circom;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.proofworks.proofs.bn254.G1;
import io.proofworks.proofs.bn254.G2;
import io.proofworks.proofs.groth16.Groth16Verifier;
import io.proofworks.proofs.groth16.VerifyingKey;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * The JSON of snarkjs ({@code verification_key.json}, {@code proof.json}, {@code public.json}) to
 * and from the bytes that verifiers here take. Whatever is not of the expected shape is an
 * IllegalArgumentException that says what is missing; whether numbers are below their moduli and
 * points on their curves is for the verifiers.
 */
public final class SnarkjsJson {
  private static final int WORD = 32;
  private static final ObjectMapper JSON = new ObjectMapper();

  private SnarkjsJson() {}

  /** The public inputs of {@code public.json}: 32 bytes each. */
  public static byte[] publicInputs(String json) {
    JsonNode values = read(json);
    if (!values.isArray()) {
      throw new IllegalArgumentException("public inputs are a list of numbers");
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    values.forEach(value -> out.writeBytes(word(value)));
    return out.toByteArray();
  }

  /** {@code public.json} for public inputs of 32 bytes each. */
  public static String publicInputsJson(byte[] publicInputs) {
    ArrayNode values = JSON.createArrayNode();
    for (int at = 0; at < publicInputs.length; at += WORD) {
      values.add(decimal(publicInputs, at));
    }
    return values.toPrettyString();
  }

  /** The key of a {@code verification_key.json} of Groth16. */
  public static VerifyingKey groth16Key(String json) {
    JsonNode key = ofProtocol(json, "groth16");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(g1(key, "vk_alpha_1"));
    for (String name : List.of("vk_beta_2", "vk_gamma_2", "vk_delta_2")) {
      out.writeBytes(g2(key, name));
    }
    for (JsonNode point : field(key, "IC")) {
      out.writeBytes(g1(point));
    }
    return VerifyingKey.parse(out.toByteArray());
  }

  /** {@code verification_key.json} for a key of Groth16. */
  public static String groth16KeyJson(VerifyingKey key) {
    byte[] bytes = key.toBytes();
    ObjectNode json = JSON.createObjectNode();
    json.put("protocol", "groth16").put("curve", "bn128").put("nPublic", key.publicInputs());
    json.set("vk_alpha_1", g1Json(bytes, 0));
    json.set("vk_beta_2", g2Json(bytes, G1.BYTES));
    json.set("vk_gamma_2", g2Json(bytes, G1.BYTES + G2.BYTES));
    json.set("vk_delta_2", g2Json(bytes, G1.BYTES + 2 * G2.BYTES));
    ArrayNode ic = json.putArray("IC");
    for (int at = G1.BYTES + 3 * G2.BYTES; at < bytes.length; at += G1.BYTES) {
      ic.add(g1Json(bytes, at));
    }
    return json.toPrettyString();
  }

  /** The proof of a {@code proof.json} of Groth16, 256 bytes. */
  public static byte[] groth16Proof(String json) {
    JsonNode proof = ofProtocol(json, "groth16");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(g1(proof, "pi_a"));
    out.writeBytes(g2(proof, "pi_b"));
    out.writeBytes(g1(proof, "pi_c"));
    return out.toByteArray();
  }

  /** {@code proof.json} for a proof of Groth16. */
  public static String groth16ProofJson(byte[] proof) {
    if (proof.length != Groth16Verifier.PROOF_BYTES) {
      throw new IllegalArgumentException("a proof has 256 bytes, not " + proof.length);
    }
    ObjectNode json = JSON.createObjectNode();
    json.set("pi_a", g1Json(proof, 0));
    json.set("pi_b", g2Json(proof, G1.BYTES));
    json.set("pi_c", g1Json(proof, G1.BYTES + G2.BYTES));
    return json.put("protocol", "groth16").put("curve", "bn128").toPrettyString();
  }

  /** A key of PLONK, as its verifier reads it. */
  public static byte[] plonkKey(String json) {
    JsonNode key = ofProtocol(json, "plonk");
    ByteArrayOutputStream out = sizes(key);
    words(out, key, "w", "k1", "k2");
    for (String name : List.of("Qm", "Ql", "Qr", "Qo", "Qc", "S1", "S2", "S3")) {
      out.writeBytes(g1(key, name));
    }
    out.writeBytes(g2(key, "X_2"));
    return out.toByteArray();
  }

  /** A proof of PLONK, as its verifier reads it. */
  public static byte[] plonkProof(String json) {
    JsonNode proof = ofProtocol(json, "plonk");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String name : List.of("A", "B", "C", "Z", "T1", "T2", "T3", "Wxi", "Wxiw")) {
      out.writeBytes(g1(proof, name));
    }
    words(out, proof, "eval_a", "eval_b", "eval_c", "eval_s1", "eval_s2", "eval_zw");
    return out.toByteArray();
  }

  /** A key of FFLONK, as its verifier reads it. */
  public static byte[] fflonkKey(String json) {
    JsonNode key = ofProtocol(json, "fflonk");
    ByteArrayOutputStream out = sizes(key);
    words(out, key, "w", "k1", "k2", "w3", "w4", "w8", "wr");
    out.writeBytes(g1(key, "C0"));
    out.writeBytes(g2(key, "X_2"));
    return out.toByteArray();
  }

  /** A proof of FFLONK, as its verifier reads it. */
  public static byte[] fflonkProof(String json) {
    JsonNode proof = ofProtocol(json, "fflonk");
    JsonNode points = field(proof, "polynomials");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String name : List.of("C1", "C2", "W1", "W2")) {
      out.writeBytes(g1(points, name));
    }
    JsonNode values = field(proof, "evaluations");
    words(out, values, "ql", "qr", "qm", "qo", "qc", "s1", "s2", "s3");
    words(out, values, "a", "b", "c", "z", "zw", "t1w", "t2w");
    return out.toByteArray();
  }

  private static ByteArrayOutputStream sizes(JsonNode key) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String name : List.of("power", "nPublic")) {
      JsonNode value = field(key, name);
      if (!value.canConvertToInt()) {
        throw new IllegalArgumentException(name + " is no small number");
      }
      out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value.asInt()).array());
    }
    return out;
  }

  private static void words(ByteArrayOutputStream out, JsonNode object, String... names) {
    Arrays.stream(names).forEach(name -> out.writeBytes(word(field(object, name))));
  }

  private static JsonNode read(String json) {
    try {
      JsonNode node = JSON.readTree(json);
      if (node == null) {
        throw new IllegalArgumentException("no JSON: nothing at all");
      }
      return node;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static JsonNode ofProtocol(String json, String protocol) {
    JsonNode object = read(json);
    String actual = field(object, "protocol").asText();
    String curve = field(object, "curve").asText();
    if (!actual.equals(protocol) || !curve.equals("bn128")) {
      throw new IllegalArgumentException(
          actual + " over " + curve + ", not " + protocol + " over bn128");
    }
    return object;
  }

  private static JsonNode field(JsonNode object, String name) {
    JsonNode value = object.get(name);
    if (value == null) {
      throw new IllegalArgumentException("there is no " + name);
    }
    return value;
  }

  private static byte[] g1(JsonNode object, String name) {
    return g1(field(object, name));
  }

  /** (x, y, 1) in projective form, or (0, 1, 0) for infinity. */
  private static byte[] g1(JsonNode point) {
    requireLength(point, 3);
    if (isZero(point.get(2))) {
      return new byte[G1.BYTES];
    }
    requireOne(point.get(2));
    return join(word(point.get(0)), word(point.get(1)));
  }

  /** ((x0, x1), (y0, y1), (1, 0)), real before imaginary. */
  private static byte[] g2(JsonNode object, String name) {
    JsonNode point = field(object, name);
    requireLength(point, 3);
    point.forEach(coordinate -> requireLength(coordinate, 2));
    if (isZero(point.at("/2/0")) && isZero(point.at("/2/1"))) {
      return new byte[G2.BYTES];
    }
    requireOne(point.at("/2/0"));
    return join(
        word(point.at("/0/1")),
        word(point.at("/0/0")),
        word(point.at("/1/1")),
        word(point.at("/1/0")));
  }

  private static void requireLength(JsonNode list, int length) {
    if (!list.isArray() || list.size() != length) {
      throw new IllegalArgumentException("a point has " + length + " coordinates: " + list);
    }
  }

  private static boolean isZero(JsonNode number) {
    return number.asText().equals("0");
  }

  private static void requireOne(JsonNode number) {
    if (!number.asText().equals("1")) {
      throw new IllegalArgumentException("a point is not in affine form: " + number);
    }
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Arrays.stream(parts).forEach(out::writeBytes);
    return out.toByteArray();
  }

  /** A decimal number of at most 256 bits. */
  private static byte[] word(JsonNode number) {
    String text = number.asText();
    if (text.isEmpty() || text.length() > 78 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new IllegalArgumentException("not a decimal number of 256 bits: " + number);
    }
    byte[] magnitude = new BigInteger(text).toByteArray();
    int skip = magnitude.length > WORD && magnitude[0] == 0 ? 1 : 0;
    int length = magnitude.length - skip;
    if (length > WORD) {
      throw new IllegalArgumentException("not a number of 256 bits: " + number);
    }
    byte[] out = new byte[WORD];
    System.arraycopy(magnitude, skip, out, WORD - length, length);
    return out;
  }

  private static String decimal(byte[] bytes, int at) {
    return new BigInteger(1, Arrays.copyOfRange(bytes, at, at + WORD)).toString();
  }

  private static ArrayNode g1Json(byte[] bytes, int at) {
    boolean infinity = isZero(bytes, at, G1.BYTES);
    ArrayNode point = JSON.createArrayNode();
    return point
        .add(decimal(bytes, at))
        .add(infinity ? "1" : decimal(bytes, at + WORD))
        .add(infinity ? "0" : "1");
  }

  private static ArrayNode g2Json(byte[] bytes, int at) {
    boolean infinity = isZero(bytes, at, G2.BYTES);
    ArrayNode point = JSON.createArrayNode();
    point.addArray().add(decimal(bytes, at + WORD)).add(decimal(bytes, at));
    point
        .addArray()
        .add(infinity ? "1" : decimal(bytes, at + 3 * WORD))
        .add(infinity ? "0" : decimal(bytes, at + 2 * WORD));
    point.addArray().add(infinity ? "0" : "1").add("0");
    return point;
  }

  private static boolean isZero(byte[] bytes, int from, int count) {
    for (int i = 0; i < count; i++) {
      if (bytes[from + i] != 0) {
        return false;
      }
    }
    return true;
  }
}
