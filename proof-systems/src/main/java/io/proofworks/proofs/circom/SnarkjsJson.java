package io.proofworks.proofs.circom;

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
import java.util.Locale;

/**
 * The JSON of snarkjs ({@code verification_key.json}, {@code proof.json}, {@code public.json}) to
 * and from the bytes that verifiers here take. Whatever is not of the expected shape is an
 * IllegalArgumentException that says what is missing; whether numbers are below their moduli and
 * points on their curves is for the verifiers.
 */
public final class SnarkjsJson {
  private static final int WORD = 32;
  private static final String CURVE = "bn128";

  /** The names of the one curve, in lower case. */
  private static final List<String> CURVES = List.of(CURVE, "bn254", "alt_bn128");

  private static final ObjectMapper JSON = new ObjectMapper();

  private SnarkjsJson() {}

  /** The public inputs of {@code public.json}: 32 bytes each. */
  public static byte[] publicInputs(String json) {
    JsonValue values = JsonValue.parse(json);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < values.size(); i++) {
      out.writeBytes(values.at(i).scalar());
    }
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
    JsonValue key = ofProtocol(json, "groth16");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(key.at("vk_alpha_1").g1());
    for (String name : List.of("vk_beta_2", "vk_gamma_2", "vk_delta_2")) {
      out.writeBytes(key.at(name).g2());
    }
    JsonValue inputs = key.at("IC");
    if (key.has("nPublic") && inputs.size() != key.at("nPublic").count() + 1L) {
      throw inputs.refusal(inputs.size() + " points for nPublic " + key.at("nPublic").text());
    }
    for (int i = 0; i < inputs.size(); i++) {
      out.writeBytes(inputs.at(i).g1());
    }
    return VerifyingKey.parse(out.toByteArray());
  }

  /** {@code verification_key.json} for a key of Groth16. */
  public static String groth16KeyJson(VerifyingKey key) {
    byte[] bytes = key.toBytes();
    ObjectNode json = JSON.createObjectNode();
    json.put("protocol", "groth16").put("curve", CURVE).put("nPublic", key.publicInputs());
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
    JsonValue proof = ofProtocol(json, "groth16");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(proof.at("pi_a").g1());
    out.writeBytes(proof.at("pi_b").g2());
    out.writeBytes(proof.at("pi_c").g1());
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
    return json.put("protocol", "groth16").put("curve", CURVE).toPrettyString();
  }

  /** A key of PLONK, as its verifier reads it. */
  public static byte[] plonkKey(String json) {
    JsonValue key = ofProtocol(json, "plonk");
    ByteArrayOutputStream out = sizes(key);
    words(out, key, "w", "k1", "k2");
    for (String name : List.of("Qm", "Ql", "Qr", "Qo", "Qc", "S1", "S2", "S3")) {
      out.writeBytes(key.at(name).g1());
    }
    out.writeBytes(key.at("X_2").g2());
    return out.toByteArray();
  }

  /** A proof of PLONK, as its verifier reads it. */
  public static byte[] plonkProof(String json) {
    JsonValue proof = ofProtocol(json, "plonk");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String name : List.of("A", "B", "C", "Z", "T1", "T2", "T3", "Wxi", "Wxiw")) {
      out.writeBytes(proof.at(name).g1());
    }
    words(out, proof, "eval_a", "eval_b", "eval_c", "eval_s1", "eval_s2", "eval_zw");
    return out.toByteArray();
  }

  /** A key of FFLONK, as its verifier reads it. */
  public static byte[] fflonkKey(String json) {
    JsonValue key = ofProtocol(json, "fflonk");
    ByteArrayOutputStream out = sizes(key);
    words(out, key, "w", "k1", "k2", "w3", "w4", "w8", "wr");
    out.writeBytes(key.at("C0").g1());
    out.writeBytes(key.at("X_2").g2());
    return out.toByteArray();
  }

  /** A proof of FFLONK, as its verifier reads it. */
  public static byte[] fflonkProof(String json) {
    JsonValue proof = ofProtocol(json, "fflonk");
    JsonValue points = proof.at("polynomials");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String name : List.of("C1", "C2", "W1", "W2")) {
      out.writeBytes(points.at(name).g1());
    }
    JsonValue values = proof.at("evaluations");
    words(out, values, "ql", "qr", "qm", "qo", "qc", "s1", "s2", "s3");
    words(out, values, "a", "b", "c", "z", "zw", "t1w", "t2w");
    return out.toByteArray();
  }

  private static ByteArrayOutputStream sizes(JsonValue key) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String name : List.of("power", "nPublic")) {
      int value = key.at(name).count();
      out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
    }
    return out;
  }

  private static void words(ByteArrayOutputStream out, JsonValue object, String... names) {
    Arrays.stream(names).forEach(name -> out.writeBytes(object.at(name).scalar()));
  }

  private static JsonValue ofProtocol(String json, String protocol) {
    JsonValue object = JsonValue.parse(json);
    String actual = object.at("protocol").text();
    if (!actual.equals(protocol)) {
      throw new IllegalArgumentException("protocol: " + actual + ", not " + protocol);
    }
    String curve = object.has("curve") ? object.at("curve").text() : CURVE;
    if (!CURVES.contains(curve.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException("curve: " + curve + ", not one of " + CURVES);
    }
    return object;
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
