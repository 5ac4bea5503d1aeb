package io.proofworks.market.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.Hash32;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JournalClaimsTest {

  private static final Hash32 ROOT = Hash32.of(new byte[Hash32.BYTES]);

  @TempDir private Path directory;

  /** Looked at beside each other, a log that repeats one would cost the square of its length. */
  @Test
  void shouldKeepOnceWhatALogRepeats() throws Exception {
    try (Scratch scratch = Scratch.under(directory)) {
      Findings findings = new Findings();
      JournalClaims claims = new JournalClaims(scratch, findings);
      claims.add(new Claim(3, ROOT, Claim.KEPT, "kept"));

      IntStream.range(0, 100).forEach(i -> claims.add(new Claim(3, ROOT, "at " + i, "note")));

      assertThat(claims.at(3)).extracting(Claim::at).containsExactly(Claim.KEPT, "at 0");
      assertThat(findings.counts()).isEqualTo(Map.of("PUBLISHED_TWICE", 99L));
    }
  }
}
