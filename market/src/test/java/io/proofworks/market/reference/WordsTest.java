package io.proofworks.market.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.Reason;
import io.proofworks.protocol.TaskState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The market's words where other languages repeat them: on the page and in the examples. */
final class WordsTest {

  private static final Path ROOT = Path.of("..");

  @Test
  void shouldExplainEveryReasonOnThePage() throws IOException {
    assertThat(explained("REASONS")).containsExactlyInAnyOrderElementsOf(names(Reason.values()));
  }

  /** Nodes of the tree and requests have states of their own. */
  @Test
  void shouldExplainEveryStateOnThePage() throws IOException {
    assertThat(explained("STATES")).containsAll(names(TaskState.values()));
  }

  /** As a worker of ours has it: another record of the same work may get a better answer. */
  @Test
  void shouldTakeForNoNewsInTheExamplesWhatIsNone() throws IOException {
    String text = Files.readString(ROOT.resolve("docs/examples/answers.mjs"));
    List<String> none =
        Stream.of(Reason.values())
            .filter(reason -> reason == Reason.DUPLICATE || reason.mayRetry())
            .map(Enum::name)
            .toList();
    assertThat(words(block(text, "NO_NEWS = new Set([", "]"), Pattern.compile("'(\\w+)'")))
        .containsExactlyInAnyOrderElementsOf(none);
  }

  private static List<String> explained(String constant) throws IOException {
    String page = Files.readString(words());
    return words(
        block(page, "export const " + constant + " = {", "};"),
        Pattern.compile("^ +(\\w+): '", Pattern.MULTILINE));
  }

  private static List<String> words(String block, Pattern word) {
    return word.matcher(block).results().map((MatchResult found) -> found.group(1)).toList();
  }

  private static String block(String text, String begin, String end) {
    int from = text.indexOf(begin);
    assertThat(from).as(begin).isNotNegative();
    return text.substring(from, text.indexOf(end, from));
  }

  private static List<String> names(Enum<?>[] all) {
    return Arrays.stream(all).map(Enum::name).toList();
  }

  private static Path words() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(file -> file.endsWith(Path.of("page", "js", "words.js")))
          .filter(file -> file.toString().contains("src"))
          .findFirst()
          .orElseThrow();
    }
  }
}
