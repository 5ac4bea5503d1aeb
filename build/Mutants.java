import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
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

  /** What takes longer is said to. */
  private static final int SLOW_SECONDS = 60;

  /** A line of the console's summary, for instance {@code [ 3 tests failed ]}. */
  private static final Pattern COUNT =
      Pattern.compile("\\[\\s*(\\d+) (containers|tests) (successful|failed)\\s*]");

  /** Of each test that saw one, by {@link Mutant#target}: whether it is red without any too. */
  private static final Map<String, Boolean> IS_RED = new ConcurrentHashMap<>();

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
    /** Its test did not end; a test has to say what is wrong, so this catches nothing. */
    TIMED_OUT,
    /** None of its tests ran: all are skipped here, or there is none. */
    NOT_RUN,
    /** Its test is red without it too, which would catch everything. */
    RED,
    OUT_OF_DATE
  }

  record Result(String name, Fate fate, String detail, long seconds) {
    String line() {
      String took = seconds > SLOW_SECONDS ? " (" + seconds + " s)" : "";
      return "%-11s %s: %s%s".formatted(fate, name, detail, took);
    }
  }

  /** What a test said, by the console's own count. */
  record Run(boolean ended, int passed, int failed, long seconds) {}

  public static void main(String[] args) throws Exception {
    long began = System.nanoTime();
    if (args.length == 1 && args[0].equals("--check")) {
      List<Result> stale =
          parse(Files.readAllLines(LIST)).stream().flatMap(Mutants::stale).toList();
      System.exit(stale.isEmpty() ? 0 : report(stale, secondsSince(began)));
    }
    List<Mutant> mutants = chosen(parse(Files.readAllLines(LIST)), args);
    if (mutants.isEmpty()) {
      System.err.println("mutants: none of that name");
      System.exit(2);
    }
    delete(WORK);
    ExecutorService workers =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    try {
      List<Result> results =
          all(mutants.stream().map(m -> workers.submit(() -> said(tried(m)))).toList());
      System.exit(report(results, secondsSince(began)));
    } finally {
      workers.shutdownNow();
    }
  }

  private static Result said(Result result) {
    System.out.println(result.line());
    return result;
  }

  /** The count, and again each that was not caught, so that nobody has to look for it. */
  private static int report(List<Result> results, long seconds) {
    List<Result> left = results.stream().filter(r -> r.fate() != Fate.CAUGHT).toList();
    System.out.printf(
        "mutants: %d of %d caught, in %d s%n",
        results.size() - left.size(), results.size(), seconds);
    left.forEach(result -> System.out.println("  " + result.line()));
    boolean stale = left.stream().anyMatch(r -> r.fate() == Fate.OUT_OF_DATE);
    return stale ? 2 : left.isEmpty() ? 0 : 1;
  }

  private static long secondsSince(long nanos) {
    return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - nanos);
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
    System.err.println("usage: build/mutants [--sample N | --only WORD | --check]");
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

  /** What it changes has to be there, once. */
  private static Stream<Result> stale(Mutant mutant) {
    try {
      String source = Files.readString(mutant.file());
      int at = source.indexOf(mutant.original());
      return at >= 0 && source.indexOf(mutant.original(), at + 1) < 0
          ? Stream.empty()
          : Stream.of(
              outOfDate(
                  mutant,
                  "its original %s in %s"
                      .formatted(at < 0 ? "is not" : "stands more than once", mutant.file())));
    } catch (IOException e) {
      return Stream.of(outOfDate(mutant, "cannot be read: " + mutant.file()));
    }
  }

  private static Result tried(Mutant mutant) throws IOException, InterruptedException {
    Optional<Result> stale = stale(mutant).findFirst();
    if (stale.isPresent()) {
      return stale.get();
    }
    String source = Files.readString(mutant.file());
    Path folder = WORK.resolve(mutant.name().replaceAll("[^A-Za-z0-9]+", "-"));
    Path planted = folder.resolve("source").resolve(mutant.file().getFileName());
    Files.createDirectories(planted.getParent());
    Files.writeString(planted, source.replace(mutant.original(), mutant.mutated()));
    String refusal = compile(mutant, planted, folder);
    return refusal.isEmpty()
        ? fate(mutant, run(mutant, folder, List.of(folder.resolve("classes"))))
        : outOfDate(mutant, "does not compile: " + refusal);
  }

  private static Result outOfDate(Mutant mutant, String why) {
    return new Result(mutant.name(), Fate.OUT_OF_DATE, why, 0);
  }

  private static Result fate(Mutant mutant, Run run) {
    String test = mutant.test();
    if (!run.ended()) {
      return new Result(
          mutant.name(), Fate.TIMED_OUT, test + " did not end in time", run.seconds());
    }
    if (run.failed() > 0) {
      return IS_RED.computeIfAbsent(mutant.target(), target -> isRedWithoutAny(mutant))
          ? new Result(mutant.name(), Fate.RED, test + " is red without it", run.seconds())
          : new Result(mutant.name(), Fate.CAUGHT, "by " + test, run.seconds());
    }
    return run.passed() > 0
        ? new Result(mutant.name(), Fate.LIVES, test + " is green", run.seconds())
        : new Result(mutant.name(), Fate.NOT_RUN, "nothing of " + test + " ran", run.seconds());
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

  /** Runs the test with those folders first on the class path; what it says stays in a file. */
  private static Run run(Mutant mutant, Path folder, List<Path> first)
      throws IOException, InterruptedException {
    List<String> path = new ArrayList<>();
    first.forEach(classes -> path.add(classes.toAbsolutePath().toString()));
    for (String part : classPath(mutant.module()).split(File.pathSeparator)) {
      path.add(Path.of(part).toAbsolutePath().toString());
    }
    path.add(CONSOLE.toAbsolutePath().toString());
    Files.createDirectories(folder);
    Path output = folder.resolve("output.txt").toAbsolutePath();
    long began = System.nanoTime();
    Process process =
        new ProcessBuilder(command(mutant, String.join(File.pathSeparator, path)))
            .directory(mutant.module().toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended;
    try {
      ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } finally {
      process.destroyForcibly();
    }
    String said = Files.readString(output, StandardCharsets.ISO_8859_1);
    return new Run(
        ended,
        count(said, "tests successful"),
        count(said, "tests failed") + count(said, "containers failed"),
        secondsSince(began));
  }

  private static List<String> command(Mutant mutant, String classPath) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx2g",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1", // most of a short test is spent in compiling it well
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-cp",
        classPath,
        "org.junit.platform.console.ConsoleLauncher",
        "execute",
        "--details=summary",
        "--disable-banner",
        "--disable-ansi-colors",
        "--fail-fast",
        "--exclude-tag=nightly",
        mutant.test().contains("#") ? "--select-method" : "--select-class",
        mutant.test());
  }

  /** 0 where the process ended before it could count. */
  private static int count(String said, String what) {
    return COUNT
        .matcher(said)
        .results()
        .filter(line -> (line.group(2) + " " + line.group(3)).equals(what))
        .map(MatchResult::group)
        .mapToInt(line -> Integer.parseInt(line.replaceAll("\\D", "")))
        .sum();
  }

  private static boolean isRedWithoutAny(Mutant mutant) {
    Path folder = WORK.resolve("no-bug").resolve(mutant.module()).resolve(mutant.test());
    try {
      Run run = run(mutant, folder, List.of());
      return !run.ended() || run.failed() > 0;
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(mutant.test() + " cannot be run: " + e, e);
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
