package io.proofworks.worker.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.proofworks.protocol.Hash32;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The vectors of {@code schemas/vectors/double-commit.json}, the prover's side: what its journal
 * lets it send after a restart. Settlement runs the same file.
 */
final class DoubleCommitVectorsTest {

  private static final Path VECTORS = Path.of("../schemas/vectors/double-commit.json");

  @TempDir private Path directory;

  @Test
  void shouldSendOrRefuseAsTheVectorsSay() throws IOException {
    JsonNode vectors = new ObjectMapper().readTree(VECTORS.toFile());
    assertThat(vectors.size()).isGreaterThanOrEqualTo(40);
    for (int i = 0; i < vectors.size(); i++) {
      JsonNode vector = vectors.get(i);
      assertThat(sends(directory.resolve("v" + i), vector))
          .as(vector.required("name").asText())
          .isEqualTo(vector.required("prover").asText().equals("SEND"));
    }
  }

  private static boolean sends(Path at, JsonNode vector) {
    try (ProverJournal journal = ProverJournal.open(at)) {
      vector.required("history").forEach(commit -> journal.record(commit(commit), new byte[1]));
    }
    try (ProverJournal again = ProverJournal.open(at)) {
      again.record(commit(vector.required("attempt")), new byte[1]);
      return true;
    } catch (JournalException refused) {
      assertThat(refused).hasMessageContaining("refused to commit twice");
      return false;
    }
  }

  private static JournalledCommit commit(JsonNode node) {
    return new JournalledCommit(
        Hash32.parse(node.required("task").asText()),
        node.required("epoch").asInt(),
        Hash32.parse(node.required("commitment").asText()),
        Hash32.ZERO,
        Hash32.ZERO,
        new JournalledCommit.Records(Hash32.ZERO, Hash32.ZERO));
  }
}
