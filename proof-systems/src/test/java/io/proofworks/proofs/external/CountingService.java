package io.proofworks.proofs.external;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A service for the tests, a program of its own: its states are one byte, a trace of n bytes counts
 * up by n in shards of one, and a proof of a step is its public inputs and the binding. What it
 * does badly is said by its mode, in the first run only if it is {@code once-}; {@code changes} is
 * to die in the first and to be of another version from then on.
 */
public final class CountingService {

  static final byte[] KEY = {7};

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final String mode;
  private final boolean first;

  private CountingService(String mode, boolean first) {
    this.mode = mode;
    this.first = first;
  }

  static ExternalService started(Path directory, String mode) {
    return new ExternalService(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            CountingService.class.getName(),
            mode,
            directory.resolve("ran").toString()));
  }

  /** How often it has been started in a directory. */
  static int runs(Path directory) throws IOException {
    return Files.readString(directory.resolve("ran")).length();
  }

  public static void main(String[] args) throws IOException {
    Path ran = Path.of(args[1]);
    boolean first = Files.notExists(ran);
    Files.writeString(ran, "x", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    String mode = args[0];
    String inForce = mode.startsWith("once-") ? (first ? mode.substring(5) : "") : mode;
    new CountingService(inForce, first).serve();
  }

  private void serve() throws IOException {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        JsonNode question = JSON.readTree(line);
        ObjectNode answer = answer(question);
        if (!question.path("op").asText().equals("describe")) {
          misbehave(answer);
        }
        answer.put("id", question.path("id").asLong());
        System.out.println(mode.equals("garbles") ? "{" : JSON.writeValueAsString(answer));
        if (mode.equals("deaf")) {
          LockSupport.park();
        }
      }
    }
  }

  private void misbehave(ObjectNode answer) {
    switch (mode) {
      case "dies" -> System.exit(9);
      case "changes" -> System.exit(first ? 9 : 0);
      case "hangs" -> LockSupport.park();
      case "fails" -> answer.removeAll().put("failed", "out of paper");
      case "shrugs" -> answer.removeAll();
      default -> {}
    }
  }

  private ObjectNode answer(JsonNode question) {
    ObjectNode answer = JSON.createObjectNode();
    switch (question.path("op").asText()) {
      case "describe" ->
          answer
              .put("proofSystem", "counting")
              .put("version", mode.equals("changes") && !first ? "v2" : "v1")
              .put("maxProofBytes", 64)
              .put("key", text(KEY))
              .put("scheme", mode.equals("usurps") ? "BATCH" : "COUNTING")
              .put("maxFanIn", 4)
              .put("mergeCostMillis", 1);
      case "split" -> split(bytes(question, "trace"), answer);
      case "verify" ->
          verdict(bytes(question, "publicInputs"), bytes(question, "proof"), new byte[0], answer);
      case "aggregate" ->
          answer.put("aggregate", text(join(whole(question), bytes(question, "binding"))));
      default ->
          verdict(
              whole(question), bytes(question, "aggregate"), bytes(question, "binding"), answer);
    }
    return answer;
  }

  private static void split(byte[] trace, ObjectNode answer) {
    if (trace.length == 0) {
      answer.put("refused", "nothing to count");
      return;
    }
    answer.put("publicInputs", text(new byte[] {0, (byte) trace.length}));
    for (int i = 0; i < trace.length; i++) {
      answer
          .withArray("shards")
          .addObject()
          .put("trace", text(new byte[] {trace[i]}))
          .put("publicInputs", text(new byte[] {(byte) i, (byte) (i + 1)}))
          .put("weight", 3);
    }
  }

  private static void verdict(byte[] inputs, byte[] proof, byte[] binding, ObjectNode answer) {
    if (proof.length != inputs.length + binding.length) {
      answer.put("nonCanonical", "of another length");
    } else if (text(proof).equals(text(join(inputs, binding)))) {
      answer.put("valid", true);
    } else {
      answer.put("invalid", "of another step");
    }
  }

  private static byte[] whole(JsonNode question) {
    JsonNode inputs = question.path("publicInputs");
    byte[] first = Base64.getDecoder().decode(inputs.get(0).asText());
    byte[] last = Base64.getDecoder().decode(inputs.get(inputs.size() - 1).asText());
    return new byte[] {first[0], last[1]};
  }

  private static byte[] join(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  private static byte[] bytes(JsonNode question, String field) {
    return Base64.getDecoder().decode(question.path(field).asText());
  }

  private static String text(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
