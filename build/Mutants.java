import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Plants bugs, one at a time, and runs the test that should see each. The sources stay as they are:
 * the mutated class is compiled into a folder of its own, which comes first on the class path. What
 * the compiler copies into other classes (constants) can therefore not be mutated.
 */
final class Mutants {

  private static final Path LIST = Path.of("build", "mutants.list");
  private static final Path WORK = Path.of("target", "mutants");
  private static final Path CONSOLE =
      Path.of("target", "junit-platform-console-standalone-6.1.3.jar");
  private static final int TIMEOUT_SECONDS = 300;

  /** A bug: what it changes, where, and who should notice. */
  record Mutant(String name, Path module, Path file, String test, String original, String mutated) {
    String target() {
      return module + " " + test;
    }
  }

  /** What became of one. */
  enum Fate {
    CAUGHT,
    LIVES,
    OUT_OF_DATE
  }

  record Result(String name, Fate fate, String detail) {}

  public static void main(String[] args) throws Exception {
    List<Mutant> mutants = chosen(parse(Files.readAllLines(LIST)), args);
    delete(WORK);
    ExecutorService workers =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    try {
      requireGreen(mutants, workers);
      List<Result> results =
          all(mutants.stream().map(m -> workers.submit(() -> tried(m))).toList());
      results.forEach(r -> System.out.printf("%-12s %s %s%n", r.fate(), r.name(), r.detail()));
      System.exit(report(results));
    } finally {
      workers.shutdownNow();
    }
  }

  private static int report(List<Result> results) {
    long caught = results.stream().filter(r -> r.fate() == Fate.CAUGHT).count();
    System.out.printf("mutants: %d of %d caught%n", caught, results.size());
    boolean stale = results.stream().anyMatch(r -> r.fate() == Fate.OUT_OF_DATE);
    return stale ? 2 : caught == results.size() ? 0 : 1;
  }

  private static List<Mutant> chosen(List<Mutant> all, String[] args) {
    if (args.length == 0) {
      return all;
    }
    if (args.length == 2 && args[0].equals("--only")) {
      return all.stream().filter(m -> m.name().contains(args[1])).toList();
    }
    if (args.length == 2 && args[0].equals("--sample")) {
      List<Mutant> shuffled = new ArrayList<>(all);
      long seed = LocalDate.now().toEpochDay();
      System.out.println("mutants: sample of seed " + seed);
      Collections.shuffle(shuffled, new Random(seed));
      return shuffled.subList(0, Math.min(Integer.parseInt(args[1]), all.size()));
    }
    System.err.println("usage: build/mutants [--sample N | --only WORD]");
    System.exit(2);
    return List.of();
  }

  // The list ---------------------------------------------------------------------------------

  /** Blocks of {@code == name}, three fields, the original after {@code ---}, the bug after +++. */
  private static List<Mutant> parse(List<String> lines) {
    List<Mutant> mutants = new ArrayList<>();
    List<String> block = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith("== ") && !block.isEmpty()) {
        mutants.add(mutant(block));
        block.clear();
      }
      if (line.startsWith("== ") || !block.isEmpty()) {
        block.add(line);
      }
    }
    mutants.add(mutant(block));
    return mutants;
  }

  private static Mutant mutant(List<String> block) {
    String name = block.getFirst().substring(3).strip();
    Map<String, String> fields = new LinkedHashMap<>();
    int from = block.indexOf("---");
    int to = block.indexOf("+++");
    if (from < 0 || to < from) {
      throw new IllegalArgumentException(LIST + ": no --- and +++ in " + name);
    }
    for (String line : block.subList(1, from)) {
      String[] parts = line.split(" ", 2);
      fields.put(parts[0], parts.length == 2 ? parts[1].strip() : "");
    }
    Path module = Path.of(fields.get("module"));
    return new Mutant(
        name,
        module,
        module.resolve(fields.get("file")),
        fields.get("test"),
        String.join("\n", block.subList(from + 1, to)),
        String.join("\n", block.subList(to + 1, block.size())).stripTrailing());
  }

  // One bug ----------------------------------------------------------------------------------

  private static Result tried(Mutant mutant) throws IOException, InterruptedException {
    String source = Files.readString(mutant.file());
    int at = source.indexOf(mutant.original());
    if (at < 0 || source.indexOf(mutant.original(), at + 1) >= 0) {
      String count = at < 0 ? "is not" : "stands more than once";
      return new Result(
          mutant.name(), Fate.OUT_OF_DATE, "its original " + count + " in " + mutant.file());
    }
    Path folder = WORK.resolve(mutant.name().replaceAll("[^A-Za-z0-9]+", "-"));
    Path planted = folder.resolve("source").resolve(mutant.file().getFileName());
    Files.createDirectories(planted.getParent());
    Files.writeString(planted, source.replace(mutant.original(), mutant.mutated()));
    String refusal = compile(mutant, planted, folder);
    if (!refusal.isEmpty()) {
      return new Result(mutant.name(), Fate.OUT_OF_DATE, "does not compile: " + refusal);
    }
    boolean green = isGreen(mutant, List.of(folder.resolve("classes")));
    return green
        ? new Result(mutant.name(), Fate.LIVES, mutant.test() + " is green")
        : new Result(mutant.name(), Fate.CAUGHT, "by " + mutant.test());
  }

  private static String compile(Mutant mutant, Path planted, Path folder) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    Path classes = folder.resolve("classes");
    Files.createDirectories(classes);
    StringWriter said = new StringWriter();
    List<String> options =
        List.of(
            "-d", classes.toString(), "-cp", classPath(mutant.module()), "-proc:none", "-nowarn");
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      boolean done =
          compiler
              .getTask(said, files, null, options, null, files.getJavaFileObjects(planted))
              .call();
      return done ? "" : said.toString().lines().findFirst().orElse("no reason given");
    }
  }

  private static String classPath(Path module) throws IOException {
    String dependencies = Files.readString(module.resolve("target/mutants.classpath")).strip();
    return String.join(
        File.pathSeparator,
        module.resolve("target/test-classes").toString(),
        module.resolve("target/classes").toString(),
        dependencies);
  }

  /** Whether the test passes with those folders first on the class path. */
  private static boolean isGreen(Mutant mutant, List<Path> first)
      throws IOException, InterruptedException {
    List<String> path = new ArrayList<>();
    first.forEach(folder -> path.add(folder.toAbsolutePath().toString()));
    for (String part : classPath(mutant.module()).split(File.pathSeparator)) {
      path.add(Path.of(part).toAbsolutePath().toString());
    }
    path.add(CONSOLE.toAbsolutePath().toString());
    String select = mutant.test().contains("#") ? "--select-method" : "--select-class";
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx2g",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                String.join(File.pathSeparator, path),
                "org.junit.platform.console.ConsoleLauncher",
                "execute",
                "--details=none",
                "--disable-banner",
                "--fail-if-no-tests",
                "--exclude-tag=nightly",
                select,
                mutant.test())
            .directory(mutant.module().toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();
    return ended && process.exitValue() == 0;
  }

  /** A test that is red by itself would catch everything. */
  private static void requireGreen(List<Mutant> mutants, ExecutorService workers)
      throws InterruptedException, ExecutionException {
    Map<String, Mutant> targets = new LinkedHashMap<>();
    mutants.forEach(mutant -> targets.putIfAbsent(mutant.target(), mutant));
    List<Future<String>> asked =
        targets.values().stream()
            .map(m -> workers.submit(() -> isGreen(m, List.of()) ? "" : m.target()))
            .toList();
    List<String> red = all(asked).stream().filter(target -> !target.isEmpty()).toList();
    if (!red.isEmpty()) {
      throw new IllegalStateException("red without any bug planted: " + red);
    }
  }

  private static <T> List<T> all(List<Future<T>> asked)
      throws InterruptedException, ExecutionException {
    List<T> answers = new ArrayList<>();
    for (Future<T> one : asked) {
      answers.add(one.get());
    }
    return answers;
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
