package io.proofworks.worker.proving;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.proofworks.proofs.Program;
import io.proofworks.proofs.external.OutsideProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * An external prover, run as a command: a task directory in, a proof file out.
 *
 * <p>The command is started in a fresh directory with {@code PROOFWORKS_TASK_DIR} set to it, and no
 * other variable that begins with {@code PROOFWORKS_}, since passwords may be in those. It finds
 * there {@code task.json} (ids, proof system, program hash, public inputs, binding and deadline;
 * byte strings as 0x hex), {@code trace.bin}, {@code public-inputs.bin}, {@code program.bin} and,
 * when the task wants one, {@code binding.bin}. It leaves the proof in {@code proof.bin} and exits
 * with 0. Standard output and error go to {@code log.txt}. It is killed with its children at the
 * timeout or when the worker stops; its address space is limited by {@code ulimit -v} where a POSIX
 * shell is there.
 */
public final class CommandBackend implements ProvingBackend {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * @param proofSystem the system whose proofs the command makes
   * @param command program and arguments
   * @param workDirectory task directories are made below it
   * @param memoryLimitMiB limit of the address space; empty for none
   */
  public record Settings(
      String proofSystem,
      List<String> command,
      Path workDirectory,
      Duration timeout,
      Optional<Integer> memoryLimitMiB) {}

  private final Settings settings;
  private final ConcurrentHashMap<String, Long> measured = new ConcurrentHashMap<>();

  public CommandBackend(Settings settings) {
    this.settings = settings;
  }

  @Override
  public boolean supports(String proofSystem) {
    return settings.proofSystem().equals(proofSystem);
  }

  @Override
  public OptionalLong costCpuMillis(Program program) {
    Long cost = measured.get(HexFormat.of().formatHex(program.hash()));
    return cost == null ? OptionalLong.empty() : OptionalLong.of(cost);
  }

  @Override
  public byte[] prove(ProofJob job) throws ProvingException, InterruptedException {
    try {
      Files.createDirectories(settings.workDirectory());
      Path directory = Files.createTempDirectory(settings.workDirectory(), "task-");
      write(job, directory);
      byte[] proof = run(job, directory);
      delete(directory);
      return proof;
    } catch (IOException e) {
      throw new ProvingException("the task directory cannot be used: " + e.getMessage(), e);
    }
  }

  private void write(ProofJob job, Path directory) throws IOException {
    Files.write(directory.resolve("trace.bin"), job.trace());
    Files.write(directory.resolve("public-inputs.bin"), job.publicInputs());
    Files.write(directory.resolve("program.bin"), job.program().data());
    if (job.binding() != null) {
      Files.write(directory.resolve("binding.bin"), job.binding());
    }
    JSON.writerWithDefaultPrettyPrinter()
        .writeValue(directory.resolve("task.json").toFile(), describe(job));
  }

  private static ObjectNode describe(ProofJob job) {
    ObjectNode task = JSON.createObjectNode();
    task.put("domain", job.domain().hex()).put("taskId", job.taskId().hex());
    task.put("epoch", job.epoch()).put("proverId", job.proverId().hex());
    task.put("proofSystem", job.program().proofSystem());
    task.put("programHash", hex(job.program().hash()));
    task.put("publicInputs", hex(job.publicInputs()));
    task.put("binding", job.binding() == null ? null : hex(job.binding()));
    return task.put("deadline", job.deadline()).put("maxProofBytes", job.maxProofBytes());
  }

  private static String hex(byte[] bytes) {
    return "0x" + HexFormat.of().formatHex(bytes);
  }

  private byte[] run(ProofJob job, Path directory)
      throws IOException, ProvingException, InterruptedException {
    ProcessTree tree = ProcessTree.start(builder(directory));
    Optional<Integer> exit;
    try {
      exit = tree.await(settings.timeout());
    } finally {
      tree.kill();
    }
    if (exit.isEmpty()) {
      throw new ProvingException(
          "the prover did not finish within " + settings.timeout().toSeconds() + " s");
    }
    if (exit.get() != 0) {
      throw new ProvingException(
          "the prover ended with " + exit.get() + said(directory.resolve("log.txt")));
    }
    measured.put(
        HexFormat.of().formatHex(job.program().hash()), Math.max(1, tree.cost().toMillis()));
    return readProof(job, directory);
  }

  private ProcessBuilder builder(Path directory) {
    ProcessBuilder builder = OutsideProgram.of(command()).directory(directory.toFile());
    builder.environment().put("PROOFWORKS_TASK_DIR", directory.toAbsolutePath().toString());
    return builder.redirectErrorStream(true).redirectOutput(directory.resolve("log.txt").toFile());
  }

  private List<String> command() {
    if (settings.memoryLimitMiB().isEmpty() || !ProcessTree.hasShell()) {
      return settings.command();
    }
    long kib = settings.memoryLimitMiB().get() * 1024L;
    List<String> limited =
        new ArrayList<>(List.of("/bin/sh", "-c", "ulimit -v " + kib + "; exec \"$@\"", "sh"));
    limited.addAll(settings.command());
    return limited;
  }

  /** The end of what it said, and where the rest is. */
  private static String said(Path log) throws IOException {
    List<String> lines =
        Files.readString(log, StandardCharsets.ISO_8859_1)
            .lines()
            .filter(line -> !line.isBlank())
            .toList();
    return lines.isEmpty()
        ? ", see " + log
        : ": " + lines.getLast().strip() + " (all of it: " + log + ")";
  }

  private static byte[] readProof(ProofJob job, Path directory)
      throws IOException, ProvingException {
    Path proof = directory.resolve("proof.bin");
    if (!Files.isRegularFile(proof)) {
      throw new ProvingException("the prover left no proof.bin in " + directory);
    }
    if (Files.size(proof) > job.maxProofBytes()) {
      throw new ProvingException(
          "proof.bin has " + Files.size(proof) + " bytes, allowed are " + job.maxProofBytes());
    }
    return Files.readAllBytes(proof);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }
}
