package io.proofworks.proofs.external;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.proofworks.proofs.ProofVerdict;
import io.proofworks.proofs.Statement;
import java.util.Base64;
import java.util.List;

/** The questions to a service and its answers; byte strings are base64. */
final class Questions {

  private final ExternalService service;

  Questions(ExternalService service) {
    this.service = service;
  }

  Description describe() {
    return service.describe();
  }

  JsonNode split(byte[] key, byte[] trace, int targetWeight) {
    ObjectNode question = question("split").put("targetWeight", targetWeight);
    return service.ask(question.put("key", text(key)).put("trace", text(trace)));
  }

  ProofVerdict verify(byte[] key, byte[] publicInputs, byte[] proof) {
    ObjectNode question = question("verify").put("key", text(key)).put("proof", text(proof));
    return verdict(service.ask(question.put("publicInputs", text(publicInputs))));
  }

  byte[] aggregate(byte[] key, List<Statement> statements, List<byte[]> proofs, byte[] binding) {
    ObjectNode question = about("aggregate", key, statements, binding);
    question.set("proofs", texts(proofs));
    JsonNode answer = service.ask(question, Patience.LATE);
    if (answer.has("refused")) {
      throw new IllegalArgumentException("cannot be aggregated: " + said(answer, "refused"));
    }
    return bytes(answer, "aggregate");
  }

  ProofVerdict verifyAggregate(
      byte[] key, List<Statement> statements, byte[] aggregate, byte[] binding) {
    ObjectNode question = about("verifyAggregate", key, statements, binding);
    return verdict(service.ask(question.put("aggregate", text(aggregate))));
  }

  private static ObjectNode about(
      String op, byte[] key, List<Statement> statements, byte[] binding) {
    ObjectNode question = question(op).put("key", text(key)).put("binding", text(binding));
    question.set("publicInputs", texts(statements.stream().map(Statement::publicInputs).toList()));
    return question;
  }

  private static ProofVerdict verdict(JsonNode answer) {
    if (answer.path("valid").asBoolean()) {
      return ProofVerdict.VALID;
    }
    if (answer.has("nonCanonical")) {
      return new ProofVerdict.NonCanonical(said(answer, "nonCanonical"));
    }
    if (answer.has("invalid")) {
      return new ProofVerdict.Invalid(said(answer, "invalid"));
    }
    if (answer.has("unsupported") || answer.has("refused")) {
      return new ProofVerdict.Unsupported(
          said(answer, answer.has("unsupported") ? "unsupported" : "refused"));
    }
    throw new ExternalServiceException("the service gives no verdict");
  }

  private static ObjectNode question(String op) {
    return JsonNodeFactory.instance.objectNode().put("op", op);
  }

  private static ArrayNode texts(List<byte[]> all) {
    ArrayNode texts = JsonNodeFactory.instance.arrayNode();
    all.forEach(bytes -> texts.add(text(bytes)));
    return texts;
  }

  private static String text(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  static String said(JsonNode answer, String field) {
    return answer.path(field).asText();
  }

  /**
   * @throws ExternalServiceException when there are none
   */
  static byte[] bytes(JsonNode answer, String field) {
    try {
      byte[] bytes = Base64.getDecoder().decode(said(answer, field));
      if (bytes.length > 0) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      throw new ExternalServiceException("the service answers with a bad " + field, e);
    }
    throw new ExternalServiceException("the service answers without " + field);
  }
}
