package io.proofworks.market.foreign;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A program of another language that writes JSON lines; ended when it is closed. */
final class RunningProgram implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final List<JsonNode> lines = new ArrayList<>();
  private final Thread reader;

  private RunningProgram(Process process) {
    this.process = process;
    this.reader = Thread.ofVirtual().start(this::read);
  }

  static RunningProgram start(Path directory, List<String> command) throws IOException {
    return new RunningProgram(
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  /** Whether a program answers here, for instance {@code kcat -V}. */
  static boolean answers(String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void read() {
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        JsonNode said = JSON.readTree(line);
        synchronized (lines) {
          lines.add(said);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<JsonNode> lines() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }

  /** The first line that is wanted. */
  JsonNode await1(String what, Duration atMost, Predicate<JsonNode> wanted) {
    await(what + " of " + process.info().command().orElse("a program"))
        .atMost(atMost)
        .failFast("it has ended", () -> !process.isAlive())
        .until(() -> lines().stream().anyMatch(wanted));
    return lines().stream().filter(wanted).findFirst().orElseThrow();
  }

  /** Everything that it wrote, once it has ended well. */
  List<JsonNode> all(Duration atMost) throws InterruptedException {
    if (!process.waitFor(atMost.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new AssertionError("did not end well: " + process);
    }
    reader.join();
    return lines();
  }

  /** Ends it as a power cut would. */
  void kill() throws InterruptedException {
    var unused = process.destroyForcibly().waitFor();
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}
