package io.proofworks.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests that the docs name as evidence exist, and every reason that can cost a bond is in them. */
final class DocumentedTestsTest {

  private static final Path ROOT = Path.of("..");
  private static final Pattern NAMED = Pattern.compile("`(\\w+Test)\\.(should\\w+)`");

  @Test
  void shouldOnlyNameTestsThatExist() throws IOException {
    Map<String, String> sources = sources();
    Set<Path> naming = new HashSet<>();
    for (Path page : pages()) {
      for (MatchResult named : NAMED.matcher(Files.readString(page)).results().toList()) {
        naming.add(page.getFileName());
        assertThat(sources.getOrDefault(named.group(1), ""))
            .as(page + " " + named.group())
            .contains("void " + named.group(2) + "(");
      }
    }
    assertThat(naming).contains(Path.of("bonds.md"), Path.of("threat-model.md"));
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .filter(file -> !file.toString().contains("node_modules"))
          .toList();
    }
  }

  private static Map<String, String> sources() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(file -> file.toString().endsWith("Test.java"))
          .filter(file -> file.toString().contains("src" + java.io.File.separator + "test"))
          .collect(
              Collectors.toMap(
                  file -> file.getFileName().toString().replace(".java", ""),
                  DocumentedTestsTest::read,
                  String::concat));
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void shouldNameEveryReasonThatCanCostABond() throws IOException {
    String doc = Files.readString(ROOT.resolve("docs/bonds.md"));
    assertThat(Stream.of(Reason.values()).filter(Reason::maySlash))
        .isNotEmpty()
        .allMatch(reason -> doc.contains("`" + reason + "`"));
  }
}
