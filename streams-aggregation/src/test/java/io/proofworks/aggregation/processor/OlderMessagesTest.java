package io.proofworks.aggregation.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Journals of builds before say what they were told as those builds wrote it. */
final class OlderMessagesTest {

  private static final Path GOLDEN = Path.of("src/test/resources/golden/aggregation.Relayed");

  /** Audits compare it with what follows from the records, as this build would write it. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void shouldBeComparedByWhatTheySayAndNotByHowItWasWritten(int version) throws IOException {
    for (String line : Files.readAllLines(GOLDEN.resolve(version + ".txt"))) {
      byte[] written = HexFormat.of().parseHex(line.split(" ", 2)[0]);
      byte[] now = AggregationFormats.MESSAGE.write(AggregationFormats.MESSAGE.read(written));

      assertThat(written[0]).isEqualTo((byte) version);
      assertThat(ReplayedBatches.rewritten(written)).isEqualTo(now);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "what no version explains"})
  void shouldLeaveWhatIsNoMessageAsItIs(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    assertThat(ReplayedBatches.rewritten(bytes)).isEqualTo(bytes);
  }
}
