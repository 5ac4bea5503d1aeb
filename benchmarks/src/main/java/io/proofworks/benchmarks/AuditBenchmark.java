package io.proofworks.benchmarks;

import io.proofworks.market.audit.Audit;
import io.proofworks.market.audit.LogFile;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.tlog.Witnesses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What an audit takes of a log of settlement alone, by its length: each in a process of its own
 * with a heap of one size.
 */
final class AuditBenchmark {

  /** Looked at so often: a collection of all garbage, and a walk over the scratch directory. */
  private static final long LOOK_NS = 20_000_000_000L;

  private static final long MB = 1L << 20;

  /** Of tasks and child proofs, and of what nobody was told. */
  private static final Set<String> EXPLAINED =
      Set.of("DIFFERENT_RECORD", "LEFT_OUT", "NOT_JOURNALED", "WRONG_TASK");

  private final Path scratch;
  private long heap;
  private long disk;
  private long looked = System.nanoTime();

  private AuditBenchmark(Path scratch) {
    this.scratch = scratch;
  }

  /** Makes a log of at least so many records and audits it. */
  static String run(Path directory, long records, String heap) throws Exception {
    Path file = directory.resolve(records + ".log");
    Path scratch = Files.createDirectories(directory.resolve("scratch"));
    long start = System.nanoTime();
    long written = SettledLog.write(file, records, scratch);
    String made = "%,d records made in %d s%n".formatted(written, seconds(start));
    Process process =
        new ProcessBuilder(command(heap, file, scratch))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException("the audit of " + written + " records ended with " + said);
    }
    Files.delete(file);
    return made + said;
  }

  private static List<String> command(String heap, Path file, Path scratch) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx" + heap,
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "audit-of",
            file.toString(),
            scratch.toString()));
    return command;
  }

  /** In the process of its own. */
  static String audit(Path file, Path scratch) throws IOException {
    return new AuditBenchmark(scratch).audit(file);
  }

  private String audit(Path file) throws IOException {
    long start = System.nanoTime();
    try (LogFile log = LogFile.open(file, scratch, this::at)) {
      long read = seconds(start);
      long from = System.nanoTime();
      double before = cores();
      Audit.Scope scope =
          new Audit.Scope(
              log.origin().domain(),
              log.serdes(),
              VerifierRegistry.standard(),
              log.origin().partitions(),
              log.origin().journalKey(),
              List.of(),
              Witnesses.NONE);
      Audit.Result result = log.records().audit(scope, this::at);
      double took = (System.nanoTime() - from) / 1e9;
      double cores = cores() - before;
      look();
      return text(result, read, took, cores);
    }
  }

  private String text(Audit.Result result, long read, double took, double cores)
      throws IOException {
    long entries = result.entries().values().stream().mapToLong(Long::longValue).sum();
    return """
    %,d records, %,d entries: read in %d s, audited in %.0f s, %.0f s of a core, %,.0f records/s
    live heap at most %d MB, process at most %d MB, scratch at most %d MB
    verdicts %d, movements %d, messages %d, found %s
    """
        .formatted(
            result.records(),
            entries,
            read,
            took,
            cores,
            result.records() / cores,
            heap / MB,
            resident() / 1_024,
            disk / MB,
            result.verdicts(),
            result.movements(),
            result.compared().messages(),
            found(result.found()));
  }

  /**
   * Nothing but what the journals of sharding and aggregation would explain, which are not there.
   */
  private static Map<String, Long> found(Map<String, Long> found) {
    if (!EXPLAINED.containsAll(found.keySet())) {
      throw new IllegalStateException("settlement's part of the log is not clean: " + found);
    }
    return found;
  }

  /** What the process has computed so far, seconds of one core. */
  private static double cores() {
    return ProcessHandle.current().info().totalCpuDuration().map(Duration::toMillis).orElse(0L)
        / 1e3;
  }

  private void at(String what, long done, long of) {
    if (System.nanoTime() - looked > LOOK_NS) {
      look();
      System.err.printf("%,d of %,d %s, heap %d MB%n", done, of, what, heap / MB);
      looked = System.nanoTime();
    }
  }

  private void look() {
    System.gc();
    heap = Math.max(heap, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    try (Stream<Path> files = Files.walk(scratch)) {
      disk = Math.max(disk, files.mapToLong(AuditBenchmark::size).sum());
    } catch (UncheckedIOException | IOException e) {
      // a file went while it was looked at; the next look sees what there is
    }
  }

  private static long size(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : 0;
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The most that the process ever had in memory, kB. */
  private static long resident() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .map(line -> line.replaceAll("[^0-9]", ""))
        .mapToLong(Long::parseLong)
        .max()
        .orElse(0);
  }

  private static long seconds(long since) {
    return (System.nanoTime() - since) / 1_000_000_000L;
  }

  /** Removes what a benchmark left. */
  static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
