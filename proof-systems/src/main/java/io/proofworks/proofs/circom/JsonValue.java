package io.proofworks.proofs.circom;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.proofworks.proofs.bn254.Fp;
import io.proofworks.proofs.bn254.Fr;
import io.proofworks.proofs.bn254.G1;
import io.proofworks.proofs.bn254.G2;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;

/**
 * A value in a JSON document with its place there, which every refusal names, for instance {@code
 * pi_b[1][0]}. All refusals are IllegalArgumentExceptions.
 *
 * <p>A number has one value and three spellings: a decimal string, as snarkjs writes it; {@code 0x}
 * and hex digits, as Solidity's calldata and gnark have it; a plain JSON integer, as gnark and
 * hand-written inputs have it. No sign, no leading zeros in a decimal, nothing at or above the
 * modulus: that would be a second spelling of a smaller number.
 *
 * @param path empty for the whole document
 */
record JsonValue(JsonNode node, String path) {
  private static final int WORD = 32;

  /** Digits of the longest number that is read; longer ones are above every modulus. */
  private static final int MAX_DIGITS = 78;

  private static final Pattern DECIMAL = Pattern.compile("0|[1-9][0-9]*");
  private static final Pattern HEX = Pattern.compile("0[xX][0-9a-fA-F]{1,64}");
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  static JsonValue parse(String json) {
    try {
      JsonNode node = JSON.readTree(json);
      if (node == null || node.isMissingNode()) {
        throw new IllegalArgumentException("no JSON: nothing at all");
      }
      return new JsonValue(node, "");
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no JSON: " + e.getOriginalMessage(), e);
    }
  }

  boolean has(String name) {
    return node.has(name);
  }

  JsonValue at(String name) {
    JsonNode value = node.get(name);
    if (value == null) {
      throw new IllegalArgumentException("there is no " + inside(name));
    }
    return new JsonValue(value, inside(name));
  }

  private String inside(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  JsonValue at(int index) {
    return new JsonValue(node.get(index), path + "[" + index + "]");
  }

  /** The length of a list. */
  int size() {
    if (!node.isArray()) {
      throw refusal("no list");
    }
    return node.size();
  }

  private void requireSize(int size) {
    if (size() != size) {
      throw refusal("a list of " + node.size() + " and not of " + size);
    }
  }

  String text() {
    return node.asText();
  }

  /** A count from 0 to 2^31-1. */
  int count() {
    BigInteger value = number();
    if (value.bitLength() >= Integer.SIZE) {
      throw refusal("no small number");
    }
    return value.intValue();
  }

  /** An element of the scalar field, 32 bytes big-endian. */
  byte[] scalar() {
    return word(Fr.MODULUS, "r");
  }

  private byte[] coordinate() {
    return word(Fp.MODULUS, "p");
  }

  /** (x, y, 1), or (0, 1, 0) for infinity: EIP-196's bytes. */
  byte[] g1() {
    requireSize(3);
    ByteBuffer point = ByteBuffer.allocate(G1.BYTES);
    if (at(2).is(0)) {
      at(0).require(0);
      at(1).require(1);
      return point.array();
    }
    at(2).require(1);
    return point.put(at(0).coordinate()).put(at(1).coordinate()).array();
  }

  /**
   * ((x0, x1), (y0, y1), (1, 0)), real before imaginary, or ((0, 0), (1, 0), (0, 0)) for infinity:
   * EIP-197's bytes.
   */
  byte[] g2() {
    requireSize(3);
    for (int i = 0; i < 3; i++) {
      at(i).requireSize(2);
    }
    at(2).at(1).require(0);
    ByteBuffer point = ByteBuffer.allocate(G2.BYTES);
    if (at(2).at(0).is(0)) {
      at(0).at(0).require(0);
      at(0).at(1).require(0);
      at(1).at(0).require(1);
      at(1).at(1).require(0);
      return point.array();
    }
    at(2).at(0).require(1);
    for (int i = 0; i < 2; i++) {
      point.put(at(i).at(1).coordinate()).put(at(i).at(0).coordinate());
    }
    return point.array();
  }

  private boolean is(int expected) {
    return number().equals(BigInteger.valueOf(expected));
  }

  /** Of a point in affine form some coordinates have only one value. */
  private void require(int expected) {
    if (!is(expected)) {
      throw refusal(node + " where a point in affine form has " + expected);
    }
  }

  private byte[] word(BigInteger modulus, String name) {
    BigInteger value = number();
    if (value.compareTo(modulus) >= 0) {
      throw refusal("not below " + name);
    }
    byte[] out = new byte[WORD];
    byte[] magnitude = value.toByteArray();
    System.arraycopy(magnitude, 0, out, WORD - magnitude.length, magnitude.length);
    return out;
  }

  private BigInteger number() {
    if (!node.isTextual() && !node.isIntegralNumber()) {
      throw refusal("no whole number");
    }
    String text = node.asText();
    if (HEX.matcher(text).matches()) {
      return new BigInteger(text.substring(2), 16);
    }
    if (text.length() > MAX_DIGITS) {
      throw refusal("more digits than a number of 256 bits has");
    }
    if (!DECIMAL.matcher(text).matches()) {
      throw refusal("no number from 0 in decimal digits, or in hex ones after 0x");
    }
    return new BigInteger(text);
  }

  IllegalArgumentException refusal(String why) {
    return new IllegalArgumentException((path.isEmpty() ? "the document" : path) + ": " + why);
  }
}
