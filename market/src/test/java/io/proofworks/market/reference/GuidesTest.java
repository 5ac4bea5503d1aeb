package io.proofworks.market.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.proofworks.market.cli.CommandTree;
import io.proofworks.market.terminal.Console;
import io.proofworks.settings.LayeredSettings;
import io.proofworks.views.query.OpenApi;
import io.proofworks.worker.WorkerMain;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What the documents tell a user to type is what there is to type. */
final class GuidesTest {

  private static final Path ROOT = Path.of("..");

  /** In a block or between backticks; a backslash goes on in the next line. */
  private static final Pattern COMMAND =
      Pattern.compile(
          "(?:\\.\\./|\\./)?(proofworks|prover-worker/prover-worker) ((?:[^`\n\\\\#]|\\\\\n)*)");

  private static final Pattern QUESTION = Pattern.compile("\\$API(/v1/[^\\s\"?]*)");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]+)(?:#[^)]*)?\\)");

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    for (String place : List.of("README.md", "CONTRIBUTING.md", "docs", "docker", "benchmarks")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(place))) {
        files
            .filter(file -> file.toString().endsWith(".md"))
            .filter(file -> !file.toString().contains("node_modules"))
            .forEach(pages::add);
      }
    }
    return pages;
  }

  private static Stream<Arguments> found(Pattern pattern, int groups) throws IOException {
    List<Arguments> found = new ArrayList<>();
    for (Path page : pages()) {
      for (MatchResult match : pattern.matcher(Files.readString(page)).results().toList()) {
        found.add(
            groups == 1
                ? Arguments.of(page, match.group(1))
                : Arguments.of(page, match.group(), match.group(1), match.group(2)));
      }
    }
    return found.stream();
  }

  static Stream<Arguments> commands() throws IOException {
    return found(COMMAND, 2)
        .filter(one -> one.get()[1].toString().startsWith(".") || isWorker(one));
  }

  private static boolean isWorker(Arguments one) {
    return one.get()[2].equals("prover-worker/prover-worker");
  }

  static Stream<Arguments> questions() throws IOException {
    return found(QUESTION, 1);
  }

  static Stream<Arguments> links() throws IOException {
    return found(LINK, 1).filter(one -> !one.get()[1].toString().contains("://"));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void shouldNameCommandsAndOptionsThatThereAre(
      Path page, String written, String program, String arguments) {
    List<String> words = words(arguments);
    CommandLine line =
        program.equals("proofworks")
            ? CommandTree.of(Console.system())
            : new CommandLine(new WorkerMain());

    CommandLine.ParseResult parsed = line.parseArgs(words.toArray(String[]::new));

    assertThat(parsed.unmatched()).as("%s in %s", written, page).isEmpty();
    if (words.size() > 2 && words.getFirst().equals("run")) {
      String[] settings = words.subList(2, words.size()).toArray(String[]::new);
      assertThat(LayeredSettings.load(settings, Map.of())).isNotNull();
    }
  }

  /** As a shell splits them, with the words that stand for others replaced. */
  private static List<String> words(String arguments) {
    List<String> words = new ArrayList<>();
    Pattern.compile("\"([^\"]*)\"|(\\S+)")
        .matcher(arguments.replace("\\\n", " ").replaceAll("\\s(?:\\||>|<).*", ""))
        .results()
        .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
        .filter(word -> !word.equals("$where"))
        .map(word -> word.equals("PROCESS") ? "settlement" : word)
        .forEach(words::add);
    return words;
  }

  @ParameterizedTest
  @MethodSource("questions")
  void shouldNamePathsOfTheApi(Path page, String path) throws IOException {
    List<Pattern> known =
        new ArrayList<>(List.of(Pattern.compile("/v1/(?:openapi|asyncapi).json")));
    JsonMapper.builder()
        .build()
        .readTree(OpenApi.document())
        .path("paths")
        .fieldNames()
        .forEachRemaining(
            template -> known.add(Pattern.compile(template.replaceAll("\\{[^}]*}", "[^/]+"))));

    assertThat(known)
        .as("%s in %s", path, page)
        .anyMatch(one -> one.matcher(URLDecoder.decode(path, StandardCharsets.UTF_8)).matches());
  }

  @ParameterizedTest
  @MethodSource("links")
  void shouldLinkToWhatIsThere(Path page, String link) {
    assertThat(page.resolveSibling(link)).as("%s in %s", link, page).exists();
  }
}
