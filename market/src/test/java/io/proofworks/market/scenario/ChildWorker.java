package io.proofworks.market.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.proofworks.market.local.LocalMarket;
import io.proofworks.market.local.Rollup;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import io.proofworks.worker.WorkerMain;
import io.proofworks.worker.keys.WorkerKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A stand-alone worker in a JVM of its own, as a prover's operator runs it. */
final class ChildWorker implements AutoCloseable {

  private static final Duration READY = Duration.ofMinutes(2);
  private static final long STAKE = 1_000_000_000;

  private final Process process;
  private final Path said;
  private final String id;

  private ChildWorker(Process process, Path said, String id) {
    this.process = process;
    this.said = said;
    this.id = id;
  }

  static ChildWorker start(LocalMarket market, Path dataDir, String... options) throws IOException {
    return start(market, market.broker().domain().hex(), dataDir, options);
  }

  private static ChildWorker start(
      LocalMarket market, String domains, Path dataDir, String... options) throws IOException {
    Files.createDirectories(dataDir);
    String id = WorkerKeys.loadOrCreate(dataDir.resolve("keys")).id().hex();
    Path said = dataDir.resolve("said.txt");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-cp", System.getProperty("java.class.path")));
    command.add(WorkerMain.class.getName());
    command.addAll(List.of("--bootstrap-servers", market.broker().bootstrapServers()));
    command.addAll(List.of("--registry-url", market.broker().registryUrl()));
    command.addAll(List.of("--domain", domains));
    command.addAll(List.of("--data-dir", dataDir.toString()));
    command.addAll(List.of(options));
    return new ChildWorker(
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start(),
        said,
        id);
  }

  /** One with stake, once the market has taken it in. */
  static ChildWorker registered(TestMarket market, Path dataDir, String name, String... options)
      throws IOException {
    List<String> all = new ArrayList<>(List.of("--name", name));
    all.addAll(List.of(options));
    ChildWorker worker = start(market.local(), dataDir, all.toArray(String[]::new));
    market.local().operator().deposit(worker.id, STAKE, "test/" + name);
    worker.awaitRegistered(market, market.local().broker().domain());
    return worker;
  }

  /** One that serves several rollups, with stake in each, once all of them have taken it in. */
  static ChildWorker serving(
      TestMarket market, List<Rollup> rollups, Path dataDir, String... options) throws IOException {
    String domains =
        rollups.stream().map(rollup -> rollup.domain().hex()).collect(Collectors.joining(","));
    ChildWorker worker = start(market.local(), domains, dataDir, options);
    rollups.forEach(rollup -> rollup.operator().deposit(worker.id, STAKE, "test/child"));
    rollups.forEach(rollup -> worker.awaitRegistered(market, rollup.domain()));
    return worker;
  }

  private void awaitRegistered(TestMarket market, Hash32 domain) {
    market
        .log()
        .awaitVerdict(
            id + " registered",
            READY,
            v ->
                v.getAuthor().equals(id)
                    && v.getDomain().equals(domain.hex())
                    && v.getKind().equals("REGISTRATION")
                    && v.getReason().equals(Reason.ACCEPTED.name()));
  }

  /** Who it is in the market. */
  String id() {
    return id;
  }

  /** Waits until that is among what it says. */
  void awaitSaid(String part, Duration atMost) {
    await("it says " + part)
        .atMost(atMost)
        .until(() -> Files.readString(said, StandardCharsets.ISO_8859_1).contains(part));
  }

  /** SIGTERM; then as {@link #awaitEnd}. */
  void drain() throws IOException, InterruptedException {
    process.destroy();
    awaitEnd();
  }

  /** Requires that it drains and ends with 0. */
  void awaitEnd() throws IOException, InterruptedException {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended within 60 s").isTrue();
    assertThat(process.exitValue()).as("it said: %s", Files.readString(said)).isZero();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
