package io.proofworks.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Runs a benchmark by its name. */
public final class Main {

  private static final int TASKS = 4_000;
  private static final int ROUNDS = 3;

  private Main() {}

  public static void main(String[] args) throws Exception {
    String name = args.length == 0 ? "" : args[0];
    switch (name) {
      case "settlement" ->
          settlement(number(args, 1, TASKS), number(args, 2, ROUNDS), number(args, 3, 1));
      case "query" -> query(number(args, 1, 500), number(args, 2, 20));
      case "flood" -> flood(number(args, 1, 10), number(args, 2, 60), false);
      case "neighbour" -> flood(number(args, 1, 10), number(args, 2, 60), true);
      case "audit" -> audit(args);
      case "audit-of" -> System.out.print(AuditBenchmark.audit(Path.of(args[1]), Path.of(args[2])));
      case "foreign" -> foreign(args);
      case "jmh" -> org.openjdk.jmh.Main.main(Arrays.copyOfRange(args, 1, args.length));
      default -> {
        System.err.println(
            "settlement [TASKS [ROUNDS [THREADS]]], query [RATE [SECONDS]], flood [RATE [SECONDS]],"
                + " neighbour [RATE [SECONDS]], audit [HEAP RECORDS...], foreign [LOG...], or jmh"
                + " [JMH ARGUMENTS] (jmh -h lists them)");
        System.exit(2);
      }
    }
  }

  /** Next to packages of npm; the launcher says where the project is. */
  private static void foreign(String[] args) throws IOException {
    List<Integer> logs =
        args.length == 1
            ? List.of(12, 14, 16)
            : IntStream.range(1, args.length).mapToObj(i -> number(args, i, 0)).toList();
    String root = System.getProperty("proofworks.root", ".");
    ForeignBenchmark.run(Path.of(root, "proof-systems", "interop"), logs);
  }

  private static void audit(String[] args) throws Exception {
    String heap = args.length > 1 ? args[1] : "1g";
    List<Integer> records =
        args.length < 3
            ? List.of(100_000, 1_000_000)
            : IntStream.range(2, args.length).mapToObj(i -> number(args, i, 0)).toList();
    Path directory = Files.createTempDirectory("proofworks-bench-");
    for (int count : records) {
      System.out.print(AuditBenchmark.run(directory, count, heap));
    }
    AuditBenchmark.delete(directory);
  }

  private static void query(int rate, int seconds) throws Exception {
    System.out.print(
        QueryBenchmark.run(Files.createTempDirectory("proofworks-bench-"), rate, seconds).text());
    System.exit(0);
  }

  private static void flood(int rate, int seconds, boolean neighbour) throws Exception {
    System.out.print(
        FloodBenchmark.run(Files.createTempDirectory("proofworks-bench-"), rate, seconds, neighbour)
            .text());
    System.exit(0);
  }

  private static int number(String[] args, int at, int fallback) {
    if (args.length <= at) {
      return fallback;
    }
    try {
      return Math.max(1, Integer.parseInt(args[at]));
    } catch (NumberFormatException e) {
      System.err.println(args[at] + " is no number");
      System.exit(2);
      throw e;
    }
  }

  private static void settlement(int tasks, int rounds, int threads) throws Exception {
    Path directory = Files.createTempDirectory("proofworks-bench-");
    for (boolean reveals : new boolean[] {false, true}) {
      SettlementBenchmark.Report report =
          SettlementBenchmark.run(
              directory.resolve(reveals ? "reveals" : "commits"), tasks, rounds, threads, reveals);
      System.out.print(report.text());
    }
    System.exit(0);
  }
}
