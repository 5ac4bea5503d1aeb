package io.proofworks.market.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.proofworks.market.Main;
import io.proofworks.market.cli.CommandTree;
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

  private static final Duration READY = Duration.ofSeconds(120);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Process process;
  private final Path dataDir;
  private final Path said;

  private ChildMarket(Process process, Path dataDir, Path said) {
    this.process = process;
    this.dataDir = dataDir;
    this.said = said;
  }

  /** Starts it and waits until it says that it runs. */
  static ChildMarket on(Path dataDir) throws IOException, InterruptedException {
    Files.createDirectories(dataDir);
    Path said = dataDir.resolve("said-" + System.nanoTime() + ".txt");
    Process process =
        new ProcessBuilder(command(dataDir))
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    ChildMarket market = new ChildMarket(process, dataDir, said);
    market.awaitRunning();
    return market;
  }

  private static List<String> command(Path dataDir) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx1g", "--enable-native-access=ALL-UNNAMED"));
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("dev", "--data-dir", dataDir.toString()));
    command.addAll(List.of("--keys-dir", TestMarket.KEYS.toString()));
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
