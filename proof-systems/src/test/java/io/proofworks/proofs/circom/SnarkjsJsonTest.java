package io.proofworks.proofs.circom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.proofworks.proofs.Corpus;
import io.proofworks.proofs.Fixtures;
import io.proofworks.proofs.Sample;
import io.proofworks.proofs.bn254.Fp;
import io.proofworks.proofs.bn254.Fr;
import io.proofworks.proofs.groth16.Groth16Verifier;
import io.proofworks.proofs.groth16.VerifyingKey;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON as snarkjs, and whoever writes by hand or by other tools, has it. */
class SnarkjsJsonTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] PROOF = Sample.proof(5);
  private static final VerifyingKey KEY = Sample.key().verifyingKey();

  private static ObjectNode object(String json) {
    try {
      return (ObjectNode) JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static ObjectNode proof() {
    return object(SnarkjsJson.groth16ProofJson(PROOF));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "bn128", "bn254", "alt_bn128", "BN254"})
  void shouldReadPublishedProofsWhateverTheCurveIsCalled(String curve) {
    assumeThat(Fixtures.areHere()).as("fixtures are not here").isTrue();
    assertThat(Corpus.receipts()).hasSizeGreaterThanOrEqualTo(27);
    for (Corpus.Case receipt : Corpus.receipts()) {
      int end = receipt.proof().length;
      byte[] points = Arrays.copyOfRange(receipt.proof(), end - Groth16Verifier.PROOF_BYTES, end);
      ObjectNode json = object(SnarkjsJson.groth16ProofJson(points));
      if (curve.isEmpty()) {
        json.remove("curve");
      } else {
        json.put("curve", curve);
      }
      assertThat(SnarkjsJson.groth16Proof(json.toString())).isEqualTo(points);
    }
  }

  @ParameterizedTest
  @CsvSource({"curve, bls12381", "curve, secq256r1", "protocol, plonk"})
  void shouldNameAnotherCurveOrProtocol(String field, String value) {
    assertThatThrownBy(() -> SnarkjsJson.groth16Proof(proof().put(field, value).toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(field + ": " + value);
  }

  @Test
  void shouldReadNumbersInEachOfTheirSpellings() {
    List<UnaryOperator<JsonNode>> spellings =
        List.of(
            number -> text("0x" + value(number).toString(16)),
            number -> text("0x" + "%064X".formatted(value(number))),
            number -> JSON.getNodeFactory().numberNode(value(number)));
    for (UnaryOperator<JsonNode> spelling : spellings) {
      ObjectNode json = proof();
      numbers(json, "").forEach(place -> place.put(spelling));
      assertThat(SnarkjsJson.groth16Proof(json.toString())).isEqualTo(PROOF);
      ObjectNode key = object(SnarkjsJson.groth16KeyJson(KEY));
      numbers(key, "").forEach(place -> place.put(spelling));
      assertThat(SnarkjsJson.groth16Key(key.toString())).isEqualTo(KEY);
    }
  }

  /** Each number of each document, in turn, in each way in which it is none. */
  @Test
  void shouldRefuseANumberThatIsNotCanonicalAndSayWhere() {
    List<UnaryOperator<JsonNode>> ways =
        List.of(
            number -> text(value(number).add(Fp.MODULUS).toString()),
            number -> text("0x" + value(number).add(Fp.MODULUS).toString(16)),
            number -> JSON.getNodeFactory().numberNode(value(number).add(Fp.MODULUS)),
            number -> text(value(number).subtract(Fp.MODULUS).toString()),
            number -> text("-" + value(number).add(BigInteger.ONE)),
            number -> text("+" + value(number)),
            number -> text("0" + value(number)),
            number -> text(value(number) + " "),
            number -> text("f" + value(number).toString(16)),
            number -> text(""),
            number -> text("0x"),
            number -> text("1e3"),
            number -> text("\u0661"),
            number -> text("9".repeat(5_000)),
            number -> JSON.getNodeFactory().numberNode(1.5),
            number -> JSON.getNodeFactory().booleanNode(true),
            number -> JSON.getNodeFactory().nullNode(),
            number -> JSON.createArrayNode());
    int tried = 0;
    for (UnaryOperator<JsonNode> way : ways) {
      for (int i = 0; i < numbers(proof(), "").size(); i++) {
        ObjectNode json = proof();
        Place place = numbers(json, "").get(i);
        place.put(way);
        assertThatThrownBy(() -> SnarkjsJson.groth16Proof(json.toString()))
            .as("%s", place)
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageStartingWith(place.path());
        tried++;
      }
    }
    assertThat(tried).isEqualTo(ways.size() * 12);
  }

  @ParameterizedTest
  @CsvSource({"pi_a, 2", "pi_b, 2", "pi_c, 2"})
  void shouldRefusePointsThatAreNotInAffineForm(String point, int z) {
    for (String other : List.of("2", "0", "0x2")) {
      ObjectNode json = proof();
      ArrayNode coordinates = (ArrayNode) json.get(point);
      if (point.equals("pi_b")) {
        ((ArrayNode) coordinates.get(z)).set(0, text(other));
      } else {
        coordinates.set(z, text(other));
      }
      assertThatThrownBy(() -> SnarkjsJson.groth16Proof(json.toString()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(point);
    }
    ObjectNode imaginary = proof();
    ((ArrayNode) imaginary.at("/pi_b/2")).set(1, text("1"));
    assertThatThrownBy(() -> SnarkjsJson.groth16Proof(imaginary.toString()))
        .hasMessageStartingWith("pi_b[2][1]");
  }

  @Test
  void shouldRefusePublicInputsAtOrAboveTheOrderOfTheField() {
    assertThat(SnarkjsJson.publicInputs("[\"1\", 2, \"0x3\"]")).hasSize(96);
    String order = Fr.MODULUS.toString();
    assertThatThrownBy(() -> SnarkjsJson.publicInputs("[\"1\", \"" + order + "\"]"))
        .hasMessage("[1]: not below r");
    assertThatThrownBy(() -> SnarkjsJson.publicInputs("[" + order + "]"))
        .hasMessage("[0]: not below r");
    assertThatThrownBy(() -> SnarkjsJson.publicInputs("[-1]")).hasMessageStartingWith("[0]: no");
    assertThatThrownBy(() -> SnarkjsJson.publicInputs("{}")).hasMessage("the document: no list");
  }

  @Test
  void shouldRefuseAKeyWhoseCountOfInputsIsNotThatOfItsPoints() {
    ObjectNode json = object(SnarkjsJson.groth16KeyJson(KEY));
    json.put("nPublic", KEY.publicInputs() + 1);
    assertThatThrownBy(() -> SnarkjsJson.groth16Key(json.toString()))
        .hasMessageStartingWith("IC: ");
    json.remove("nPublic");
    assertThat(SnarkjsJson.groth16Key(json.toString())).isEqualTo(KEY);
  }

  @Test
  void shouldRefuseDocumentsThatSayTwoThings() {
    String json = proof().toString();
    String twice = json.substring(0, json.length() - 1) + ",\"pi_a\":[\"0\",\"1\",\"0\"]}";
    assertThatThrownBy(() -> SnarkjsJson.groth16Proof(twice))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SnarkjsJson.groth16Proof(json + json))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static JsonNode text(String text) {
    return JSON.getNodeFactory().textNode(text);
  }

  private static BigInteger value(JsonNode number) {
    return new BigInteger(number.asText());
  }

  /** A number in a list of a document. */
  private record Place(ArrayNode list, int index, String path) {
    void put(UnaryOperator<JsonNode> change) {
      list.set(index, change.apply(list.get(index)));
    }

    @Override
    public String toString() {
      return path + " = " + list.get(index);
    }
  }

  private static List<Place> numbers(JsonNode node, String path) {
    List<Place> places = new ArrayList<>();
    if (node.isObject()) {
      node.properties().forEach(e -> places.addAll(numbers(e.getValue(), e.getKey())));
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      String inside = path + "[" + i + "]";
      if (node.get(i).isArray()) {
        places.addAll(numbers(node.get(i), inside));
      } else {
        places.add(new Place((ArrayNode) node, i, inside));
      }
    }
    return places;
  }
}
