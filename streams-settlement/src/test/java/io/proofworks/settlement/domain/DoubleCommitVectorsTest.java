package io.proofworks.settlement.domain;

import static io.proofworks.settlement.domain.Scene.ANN;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.proofworks.protocol.Hash32;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The vectors of {@code schemas/vectors/double-commit.json}, settlement's side: how a commit is
 * answered after those before it. The prover's journal runs the same file.
 */
final class DoubleCommitVectorsTest {

  private static final Path VECTORS = Path.of("../schemas/vectors/double-commit.json");

  @Test
  void shouldAnswerAsTheVectorsSay() throws IOException {
    for (JsonNode vector : new ObjectMapper().readTree(VECTORS.toFile())) {
      assertThat(new Run(vector).answer())
          .as(vector.required("name").asText())
          .isEqualTo(vector.required("settlement").asText());
    }
  }

  /** One task's history, from its beginning to the attempt. */
  private static final class Run {

    private final Scene scene = new Scene().published();
    private final Map<String, byte[]> proofs = new HashMap<>();
    private final JsonNode vector;
    private int epoch;

    Run(JsonNode vector) {
      this.vector = vector;
    }

    String answer() {
      JsonNode attempt = vector.required("attempt");
      for (JsonNode before : vector.required("history")) {
        if (before.required("task").equals(attempt.required("task"))) {
          happened(before);
        }
      }
      reach(vector.required("currentEpoch").asInt());
      scene.take(commit(attempt, time(epoch) + 90));
      if (scene.verdicts().isEmpty()) {
        scene.bond(ANN, time(epoch) + 91, true);
      }
      return scene.verdicts().getFirst().reason().name();
    }

    private void happened(JsonNode commit) {
      reach(commit.required("epoch").asInt());
      long at = time(epoch);
      scene.take(commit(commit, at));
      scene.bond(ANN, at, true);
      switch (commit.required("became").asText()) {
        case "LIVE" -> {}
        case "REVEALED" -> scene.take(reveal(commit, at + 10));
        case "OVERDUE" -> scene.pass(at + Scene.WINDOW + 1);
        case "FORFEITED" -> {
          scene.pass(at + Scene.WINDOW + 1);
          scene.pass(at + Scene.WINDOW + Scene.GRACE + 1);
        }
        default -> throw new IllegalArgumentException(commit.toString());
      }
    }

    private void reach(int wanted) {
      while (epoch < wanted) {
        epoch++;
        scene.assigned(epoch, ANN);
      }
    }

    private static long time(int epoch) {
      return (epoch - 1) * Scene.COMMIT_BY + 100;
    }

    private Hash32 commitment(JsonNode commit) {
      String name = commit.required("commitment").asText();
      byte[] proof =
          proofs.computeIfAbsent(
              name,
              n -> {
                byte[] made = Scene.proof(1, ANN);
                byte[] longer = java.util.Arrays.copyOf(made, made.length);
                return proofs.isEmpty() ? longer : Scene.proof(0, ANN);
              });
      return Scene.commitment(ANN, proof);
    }

    private TaskInput commit(JsonNode commit, long at) {
      return new TaskInput.CommitReceived(
          scene.at("commitments", at),
          Scene.DOMAIN,
          Scene.TASK,
          commit.required("epoch").asInt(),
          ANN,
          commitment(commit),
          Hash32.ZERO,
          Scene.key(ANN));
    }

    private TaskInput reveal(JsonNode commit, long at) {
      commitment(commit);
      return scene.reveal(ANN, at, proofs.get(commit.required("commitment").asText()));
    }
  }
}
