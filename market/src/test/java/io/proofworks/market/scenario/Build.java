package io.proofworks.market.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.proofworks.format.Formats;
import io.proofworks.market.Main;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A build of the product, whose commands are run as its user would.
 *
 * @param launcher the command line, without a command
 * @param kept its schemas of what outlives a process, all versions: the text of each file
 */
record Build(List<String> launcher, Map<String, String> kept) {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final String HEAP = "-Xmx1g";
  private static final String KEPT = "io/proofworks";
  private static final Pattern FORMAT = Pattern.compile("format/formats/(\\w+)/(\\d+)\\.avdl");
  private static final Pattern TYPE =
      Pattern.compile(
          "^  (record|enum) \\w+ \\{$.*?^  }$|^  fixed \\w+\\(\\d+\\);$",
          Pattern.MULTILINE | Pattern.DOTALL);

  /** What build/released ends with when the release's commit is not here. */
  private static final int NOT_HERE = 3;

  /** The one that is tested. */
  static Build ours() throws IOException {
    List<String> launcher = new ArrayList<>();
    launcher.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    launcher.addAll(List.of(HEAP, "--enable-native-access=ALL-UNNAMED"));
    launcher.add("--sun-misc-unsafe-memory-access=allow");
    launcher.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    return new Build(launcher, keptIn(placeOf(Formats.class)));
  }

  /** The last release, made of this repository's history; without that the test is skipped. */
  static Build released() throws IOException, InterruptedException {
    Path said = Files.createTempFile("released", ".txt");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(ROOT.resolve("build").resolve("released").toString())
              .redirectError(said.toFile());
      builder.environment().merge("MAVEN_ARGS", repository(), (args, more) -> args + " " + more);
      Process build = builder.start();
      String directory =
          new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      int exit = build.waitFor();
      assumeThat(exit).as(Files.readString(said)).isNotEqualTo(NOT_HERE);
      assertThat(exit).as("build/released said: %s", Files.readString(said)).isZero();
      return released(Path.of(directory));
    } finally {
      Files.delete(said);
    }
  }

  /** The one that Maven uses for this test. */
  private static String repository() {
    String used = System.getProperty("localRepository", "");
    return used.isEmpty() ? "" : "-Dmaven.repo.local=" + used;
  }

  private static Build released(Path directory) throws IOException {
    Path libraries = directory.resolve("market/target/proofworks/lib");
    try (Stream<Path> files = Files.list(libraries)) {
      Path schemas =
          files
              .filter(file -> file.getFileName().toString().matches("schemas-.*\\.jar"))
              .findFirst()
              .orElseThrow();
      return new Build(List.of(directory.resolve("proofworks").toString()), keptIn(schemas));
    }
  }

  private static Path placeOf(Class<?> type) {
    return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()));
  }

  /** From a jar, or a directory of classes. */
  private static Map<String, String> keptIn(Path classes) throws IOException {
    if (Files.isDirectory(classes)) {
      return keptBelow(classes.resolve(KEPT));
    }
    try (FileSystem jar = FileSystems.newFileSystem(classes)) {
      return keptBelow(jar.getPath(KEPT));
    }
  }

  private static Map<String, String> keptBelow(Path directory) throws IOException {
    Map<String, String> kept = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(f -> f.toString().matches(".*\\.av(dl|sc)")).toList()) {
        kept.put(directory.relativize(file).toString(), Files.readString(file));
      }
    }
    return kept;
  }

  /** The newest version of each part's formats that it knows, and writes. */
  Map<String, Integer> formats() {
    Map<String, Integer> newest = new TreeMap<>();
    for (String file : kept.keySet()) {
      Matcher format = FORMAT.matcher(file);
      if (format.matches()) {
        newest.merge(format.group(1), Integer.valueOf(format.group(2)), Math::max);
      }
    }
    return newest;
  }

  /**
   * The types of its formats, word for word, by version. In which part one is declared is not in
   * its bytes: it may move.
   */
  Map<String, Set<String>> types() {
    Map<String, Set<String>> types = new TreeMap<>();
    kept.forEach((file, text) -> {
      Matcher format = FORMAT.matcher(file);
      if (format.matches()) {
        Set<String> ofVersion = types.computeIfAbsent(format.group(2), v -> new TreeSet<>());
        TYPE.matcher(text).results().map(MatchResult::group).forEach(ofVersion::add);
      }
    });
    return types;
  }

  /** The schemas of its public records, by file. */
  Map<String, String> records() {
    Map<String, String> records = new TreeMap<>(kept);
    records.keySet().removeIf(file -> FORMAT.matcher(file).matches());
    return records;
  }

  /** The parts whose newest values the other build cannot read. */
  List<String> newerThan(Build other) {
    Map<String, Integer> known = other.formats();
    return formats().entrySet().stream()
        .filter(part -> part.getValue() > known.getOrDefault(part.getKey(), part.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * Starts a command.
   *
   * @param said where what it says is appended
   */
  Process start(Path said, List<String> arguments) throws IOException {
    List<String> line = new ArrayList<>(launcher);
    line.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(said.toFile()));
    builder.environment().put("PROOFWORKS_JAVA_OPTS", HEAP);
    return builder.start();
  }

  /**
   * What came of a command.
   *
   * @param out what it wrote to stdout
   * @param said what it wrote besides
   */
  record Ran(int exitCode, String out, String said) {}

  /** Runs a command. */
  Ran run(List<String> arguments) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(launcher);
    line.addAll(arguments);
    Path said = Files.createTempFile("said", ".txt");
    try {
      Process process = new ProcessBuilder(line).redirectError(said.toFile()).start();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Ran(process.waitFor(), out, Files.readString(said));
    } finally {
      Files.delete(said);
    }
  }
}
