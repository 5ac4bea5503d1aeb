package io.proofworks.market.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.proofworks.market.cli.CommandTree;
import io.proofworks.market.cli.ExitCodes;
import io.proofworks.market.terminal.Console;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.serde.RegistryClient;
import io.proofworks.serde.RegistrySettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code proofworks dev} in a JVM of its own, to be killed. */
final class ChildMarket implements AutoCloseable {

  private static final Duration READY = Duration.ofMinutes(4);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Build build;
  private final Process process;
  private final Path dataDir;
  private final Path said;

  private ChildMarket(Build build, Process process, Path dataDir, Path said) {
    this.build = build;
    this.process = process;
    this.dataDir = dataDir;
    this.said = said;
  }

  /** Starts it and waits until it says that it runs. */
  static ChildMarket on(Path dataDir) throws IOException, InterruptedException {
    return on(dataDir, Build.ours());
  }

  /** The same of another build. */
  static ChildMarket on(Path dataDir, Build build) throws IOException, InterruptedException {
    ChildMarket market = launch(dataDir, build);
    try {
      market.awaitRunning();
      return market;
    } catch (Exception | Error e) {
      market.close();
      throw e;
    }
  }

  /** Starts it, without waiting for anything. */
  static ChildMarket launch(Path dataDir, Build build) throws IOException {
    Files.createDirectories(dataDir);
    Path said = dataDir.resolve("said-" + System.nanoTime() + ".txt");
    return new ChildMarket(build, build.start(said, dev(dataDir)), dataDir, said);
  }

  private static List<String> dev(Path dataDir) {
    List<String> command = new ArrayList<>(List.of("dev", "--data-dir", dataDir.toString()));
    command.addAll(List.of("--keys-dir", TestMarket.KEYS.toAbsolutePath().toString()));
    command.addAll(List.of("--provers", "2", "--aggregators", "1"));
    return command;
  }

  private void awaitRunning() throws IOException, InterruptedException {
    long until = System.nanoTime() + READY.toNanos();
    while (!Files.readString(said).contains("running on")) {
      assertThat(process.isAlive() && System.nanoTime() < until)
          .as("the market runs; it said: %s", Files.readString(said))
          .isTrue();
      Thread.sleep(50);
    }
  }

  MarketLog log() throws IOException {
    return new MarketLog(kafka(), serdes());
  }

  Map<String, Object> kafka() throws IOException {
    return Map.of("bootstrap.servers", address("bootstrapServers"));
  }

  MarketSerdes serdes() throws IOException {
    return new MarketSerdes(
        new RegistryClient(RegistrySettings.of(URI.create(address("registryUrl")))));
  }

  private String address(String field) throws IOException {
    JsonNode noted = JSON.readTree(Files.readString(dataDir.resolve("market.json")));
    return noted.required(field).asText();
  }

  /** Runs a command against it, requires success, and returns what it wrote to stdout. */
  String command(String name, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    List<String> line = new ArrayList<>(List.of(name, "--data-dir", dataDir.toString()));
    line.addAll(List.of(args));
    int exit =
        CommandTree.run(
            new Console(printing(out), printing(err), Map.of(), false),
            line.toArray(String[]::new));
    assertThat(exit).as("%s said: %s", line, err.toString(StandardCharsets.UTF_8)).isZero();
    return out.toString(StandardCharsets.UTF_8);
  }

  /**
   * The same by a process of its build. Where the market does not answer, as on a machine that has
   * much else to do, nothing was asked of it, and it is tried again.
   */
  String run(String name, String... args) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of(name, "--data-dir", dataDir.toString()));
    line.addAll(List.of(args));
    long until = System.nanoTime() + READY.toNanos();
    Build.Ran ran = build.run(line);
    while (ran.exitCode() == ExitCodes.UNAVAILABLE
        && process.isAlive()
        && System.nanoTime() < until) {
      ran = build.run(line);
    }
    assertThat(ran.exitCode())
        .as("%s said: %s%s; the market said: %s", line, ran.out(), ran.said(), said())
        .isZero();
    return ran.out();
  }

  private static PrintStream printing(ByteArrayOutputStream to) {
    return new PrintStream(to, true, StandardCharsets.UTF_8);
  }

  /** SIGKILL: no shutdown hook, no flush. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** SIGTERM, as an init system would; returns the exit code. */
  int terminate() throws InterruptedException {
    process.destroy();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended within 60 s").isTrue();
    return process.exitValue();
  }

  /** Waits until it has ended by itself; returns the exit code. */
  int awaitEnd(Duration patience) throws InterruptedException {
    assertThat(process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS))
        .as("ended within %s", patience)
        .isTrue();
    return process.exitValue();
  }

  /** What it has written so far. */
  String said() throws IOException {
    return Files.readString(said);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
