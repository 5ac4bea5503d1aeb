package io.proofworks.runtime.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.proofworks.avro.Coordinates;
import io.proofworks.avro.JournalEntry;
import io.proofworks.proofs.external.ExternalProofSystem;
import io.proofworks.proofs.external.ExternalService;
import io.proofworks.proofs.external.ExternalServiceException;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Hash32;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ReplayTest {

  private static JournalEntry entry() {
    return JournalEntry.newBuilder()
        .setJournal("task-0")
        .setSequence(0)
        .setPreviousHash("")
        .setEntryHash("")
        .setInput(new Coordinates("market.reveals", 0, 3L, 1L))
        .setInputDigest("")
        .setInternalInput(ByteBuffer.allocate(1))
        .setClocks(Map.of())
        .setOutcomeDigest("")
        .build();
  }

  /** Neither the record nor the journal is bad because a process is not there. */
  @Test
  void shouldSayWhatIsNotCheckedWhereAProgramDoesNotAnswer() {
    ExternalService missing = ExternalService.of("/no/such");
    ExternalServiceException silence =
        catchThrowableOfType(
            ExternalServiceException.class,
            () -> ExternalProofSystem.joining(VerifierRegistry.standard(), missing));
    List<Difference> differences = new ArrayList<>();
    Replay replay =
        new Replay(
            "task-0",
            Hash32.ZERO,
            (entry, input) -> {
              throw silence;
            },
            at -> Optional.empty(),
            step -> {},
            differences::add);

    assertThatThrownBy(() -> replay.run(List.of(entry()), until -> false))
        .isInstanceOf(ExternalServiceException.class)
        .hasMessageContaining("/no/such")
        .hasMessageContaining("not checked: market.reveals-0@3, task-0 0");

    assertThat(differences)
        .extracting(Difference::kind)
        .doesNotContain(Difference.Kind.NOT_APPLICABLE);
  }
}
