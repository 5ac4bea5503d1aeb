package io.proofworks.proofs.external;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Base64;

/**
 * What a service says of itself.
 *
 * @param proofSystem id, lower case, digits and hyphens
 * @param version of its verifier, what a policy stops
 * @param maxProofBytes longest proof or aggregate
 * @param key of the program it offers, what its hash commits to
 * @param scheme id, capitals, digits and underscores
 * @param maxFanIn most children of an aggregate
 * @param mergeCostMillis of one core, for each merge of two
 */
record Description(
    String proofSystem,
    String version,
    int maxProofBytes,
    byte[] key,
    String scheme,
    int maxFanIn,
    long mergeCostMillis) {

  private static final int MOST_PROOF_BYTES = 128 << 10;
  private static final int MOST_FAN_IN = 8192;

  /**
   * @throws ExternalServiceException naming the field that is missing or out of range
   */
  static Description of(JsonNode said) {
    Description read =
        new Description(
            said.path("proofSystem").asText(),
            said.path("version").asText(),
            said.path("maxProofBytes").asInt(),
            key(said),
            said.path("scheme").asText(),
            said.path("maxFanIn").asInt(),
            said.path("mergeCostMillis").asLong());
    require("proofSystem", read.proofSystem.matches("[a-z0-9-]{1,64}"));
    require("version", read.version.matches("[A-Za-z0-9.-]{1,64}"));
    require("maxProofBytes", read.maxProofBytes > 0 && read.maxProofBytes <= MOST_PROOF_BYTES);
    require("scheme", read.scheme.matches("[A-Z0-9_]{1,64}"));
    require("maxFanIn", read.maxFanIn > 0 && read.maxFanIn <= MOST_FAN_IN);
    require("mergeCostMillis", read.mergeCostMillis > 0);
    return read;
  }

  /** Whether the other one says the same. */
  boolean isSameAs(Description other) {
    return Arrays.equals(key, other.key) && withKey(other.key).equals(other);
  }

  /** A record's arrays are equal only when they are one. */
  private Description withKey(byte[] same) {
    return new Description(
        proofSystem, version, maxProofBytes, same, scheme, maxFanIn, mergeCostMillis);
  }

  private static byte[] key(JsonNode said) {
    try {
      return Base64.getDecoder().decode(said.path("key").asText());
    } catch (IllegalArgumentException e) {
      throw new ExternalServiceException("the service describes itself with a bad key", e);
    }
  }

  private static void require(String field, boolean sound) {
    if (!sound) {
      throw new ExternalServiceException("the service describes itself with a bad " + field);
    }
  }
}
