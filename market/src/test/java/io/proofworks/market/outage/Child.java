package io.proofworks.market.outage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One process of the market in a JVM of its own, which can be killed, frozen and started again. */
final class Child implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(ANSWER).build();

  private final String name;
  private final Path said;
  private final int port;
  private final List<String> command;
  private Process process;
  private boolean away;

  private Child(String name, Path said, int port, List<String> command) throws IOException {
    this.name = name;
    this.said = said;
    this.port = port;
    this.command = List.copyOf(command);
    this.process = launch();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> process.destroyForcibly()));
  }

  /**
   * Starts one, without waiting for anything.
   *
   * @param said file that everything is appended to that it says
   * @param port where it serves its health; 0 when it does not
   */
  static Child start(String name, Path said, int port, Class<?> main, List<String> args)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx320m", "-XX:+UseSerialGC"));
    if (!name.equals("prover")) {
      command.add("-XX:TieredStopAtLevel=1"); // what is started again and again; workers calculate
    }
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(
        List.of(
            "--sun-misc-unsafe-memory-access=allow", "-Dlogback.configurationFile=logback.xml"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(args);
    return new Child(name, said, port, command);
  }

  private Process launch() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(said.toFile()));
    builder.environment().put("PROOFWORKS_LOG", "INFO");
    return builder.start();
  }

  String name() {
    return name;
  }

  /** Everything it has said so far. */
  String said() {
    try {
      return Files.readString(said);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** What it says of itself at its health port; nothing when it does not answer. */
  String condition() {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/readyz"))
              .timeout(ANSWER)
              .build();
      String body = HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
      return JSON.readTree(body)
          .path("condition")
          .asText(JSON.readTree(body).path("code").asText());
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  /** Fails when it has ended though nobody ended it: then it did not go on by itself. */
  void requireThere() {
    assertThat(away || process.isAlive())
        .as("%s goes on by itself; it said: %s", name, said())
        .isTrue();
  }

  /** Goes away. */
  void leave(Manner manner) throws IOException, InterruptedException {
    away = true;
    switch (manner) {
      case KILLED -> process.destroyForcibly().waitFor();
      case FROZEN -> signal("STOP");
    }
  }

  /** Comes back: a killed one as its supervisor starts it again. */
  void comeBack(Manner manner) throws IOException, InterruptedException {
    switch (manner) {
      case KILLED -> process = launch();
      case FROZEN -> signal("CONT");
    }
    away = false;
  }

  private void signal(String which) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("kill", "-" + which, Long.toString(process.pid())).inheritIO().start();
    assertThat(kill.waitFor()).as("kill -%s %s", which, name).isZero();
  }

  /** SIGTERM, and SIGKILL for who does not end by that. */
  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
