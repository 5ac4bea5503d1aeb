package io.proofworks.runtime.markets;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.JournalCheckpoint;
import io.proofworks.avro.Stake;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.testing.InMemoryRegistry;
import io.proofworks.serde.DomainReader;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Topics;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DomainReaderTest {

  private static final Hash32 DOMAIN = Hash32.parse("0x" + "0a".repeat(32));

  private final MarketSerdes serdes = new MarketSerdes(new InMemoryRegistry());

  @Test
  void shouldReadTheDomainOfAValue() {
    byte[] stake =
        serdes.encode(Topics.STAKES, new Stake(DOMAIN.hex(), "0x00", "DEPOSIT", 7L, "reference"));
    byte[] checkpoint =
        serdes.encode(
            Topics.CHECKPOINTS, new JournalCheckpoint(DOMAIN.hex(), "task-0", 1L, "note"));

    assertThat(serdes.domains(Topics.STAKES).read(stake)).contains(DOMAIN);
    assertThat(serdes.domains(Topics.CHECKPOINTS).read(checkpoint)).contains(DOMAIN);
  }

  /** Whoever names a market is answered by it, and what names none is nobody's. */
  @Test
  void shouldTellOfWhatCannotBeReadAsMuchAsItNames() {
    byte[] stake =
        serdes.encode(Topics.STAKES, new Stake(DOMAIN.hex(), "0x00", "DEPOSIT", 7L, "reference"));
    byte[] other = serdes.encode(Topics.STAKES, new Stake("rollup", "0x00", "DEPOSIT", 7L, "r"));
    DomainReader reader = serdes.domains(Topics.STAKES);

    int named = 5 + 2 + DOMAIN.hex().length(); // the schema's id and the length before it
    for (int length = 0; length <= stake.length + 1; length++) {
      assertThat(reader.read(Arrays.copyOf(stake, length)).isPresent())
          .as(length + " bytes")
          .isEqualTo(length >= named);
    }
    assertThat(reader.read(null)).isEmpty();
    assertThat(reader.read(other)).isEmpty();
  }
}
