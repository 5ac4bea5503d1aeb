package io.proofworks.market.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.proofworks.settlement.SettlementApp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** One instance of the settlement application in a JVM of its own, to be killed. */
final class ChildSettlement implements AutoCloseable {

  private static final Duration READY = Duration.ofSeconds(90);
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String RUNNING = "state application=settlement state=RUNNING";

  private final String name;
  private final Path directory;
  private final Map<String, String> settings;
  private Process process;
  private Path said;

  private ChildSettlement(String name, Path directory, Map<String, String> settings)
      throws IOException {
    this.name = name;
    this.directory = Files.createDirectories(directory);
    this.settings = settings;
    this.said = directory.resolve("said.txt");
    this.process = launch();
  }

  /** Starts it, without waiting. */
  static ChildSettlement start(String name, Path directory, Map<String, String> settings)
      throws IOException {
    return new ChildSettlement(name, directory, settings);
  }

  private Process launch() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-Dlogback.configurationFile=logback.xml");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(SettlementApp.class.getName());
    settings.forEach((key, value) -> command.add("--" + key + "=" + value));
    command.add("--state.dir=" + state());
    said = directory.resolve("said-" + System.nanoTime() + ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
    builder.environment().put("PROOFWORKS_LOG", "INFO");
    return builder.start();
  }

  private Path state() {
    return directory.resolve("state");
  }

  void awaitRunning() throws IOException {
    Awaitility.await().atMost(READY).until(() -> !process.isAlive() || says(RUNNING));
    assertThat(process.isAlive()).as("%s runs; it said: %s", name, Files.readString(said)).isTrue();
  }

  private boolean says(String text) throws IOException {
    return Files.readString(said).contains(text);
  }

  /** What Kafka Streams calls this process; part of its transactional ids. */
  String processId() throws IOException {
    Path metadata = state().resolve("proofworks-settlement/kafka-streams-process-metadata");
    return JSON.readTree(metadata.toFile()).required("processId").asText();
  }

  /** SIGKILL: no shutdown hook, no flush, no transaction ended. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** SIGTERM; it commits, leaves and notes how far its state is. */
  void terminate() throws InterruptedException {
    process.destroy();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended within 60 s").isTrue();
  }

  void startAgain() throws IOException {
    assertThat(process.isAlive()).isFalse();
    process = launch();
  }

  /** The process stands still, as in a long collection or on a machine that was suspended. */
  void freeze() throws IOException, InterruptedException {
    signal("STOP");
  }

  void thaw() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String which) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("kill", "-" + which, Long.toString(process.pid())).inheritIO().start();
    assertThat(kill.waitFor()).as("kill -%s", which).isZero();
  }

  void loseState() throws IOException {
    delete(state());
  }

  /** Puts a copy of the state aside, to come back later. */
  void keepState() throws IOException {
    copy(state(), directory.resolve("kept"));
  }

  /** The state is again what it was when it was kept. */
  void ageState() throws IOException {
    delete(state());
    copy(directory.resolve("kept"), state());
  }

  private static void delete(Path tree) throws IOException {
    if (Files.exists(tree)) {
      try (Stream<Path> files = Files.walk(tree)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    delete(to);
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
