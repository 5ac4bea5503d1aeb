package io.proofworks.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Runs a benchmark by its name. */
public final class Main {

  private static final int TASKS = 4_000;
  private static final int ROUNDS = 3;

  private Main() {}

  public static void main(String[] args) throws Exception {
    String name = args.length == 0 ? "" : args[0];
    switch (name) {
      case "settlement" -> settlement(number(args, 1, TASKS), number(args, 2, ROUNDS));
      case "jmh" -> org.openjdk.jmh.Main.main(Arrays.copyOfRange(args, 1, args.length));
      default -> {
        System.err.println(
            "settlement [TASKS [ROUNDS]], or jmh [JMH ARGUMENTS] (jmh -h lists them)");
        System.exit(2);
      }
    }
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

  private static void settlement(int tasks, int rounds) throws Exception {
    Path directory = Files.createTempDirectory("proofworks-bench-");
    for (boolean reveals : new boolean[] {false, true}) {
      SettlementBenchmark.Report report =
          SettlementBenchmark.run(
              directory.resolve(reveals ? "reveals" : "commits"), tasks, rounds, reveals);
      System.out.print(report.text());
    }
    System.exit(0);
  }
}
