package io.proofworks.worker.prover;

import io.proofworks.proofs.Program;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Keccak;
import io.proofworks.protocol.Role;
import io.proofworks.worker.ManualClock;
import io.proofworks.worker.domain.Economics;
import io.proofworks.worker.domain.Places;
import io.proofworks.worker.domain.WorkerSettings;
import io.proofworks.worker.journal.ProverJournal;
import io.proofworks.worker.journal.ReadingMark;
import io.proofworks.worker.keys.WorkerKeys;
import io.proofworks.worker.log.MarketWriter;
import io.proofworks.worker.proving.ProofJob;
import io.proofworks.worker.proving.ProvingBackend;
import io.proofworks.worker.proving.ProvingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.stream.Stream;

/** A prover's loop with a real journal on disk, beside a market that the test plays. */
final class ProverBench implements AutoCloseable {

  static final Hash32 DOMAIN = Keccak.hash(new byte[] {1});

  /** Makes a proof of its input and secret: the same one each time, unless it is told otherwise. */
  static final class TestBackend implements ProvingBackend {
    boolean fails;
    Error breaks;
    byte salt;

    @Override
    public boolean supports(String proofSystem) {
      return proofSystem.equals(FakeMarket.SYSTEM);
    }

    @Override
    public byte[] prove(ProofJob job) throws ProvingException {
      if (breaks != null) {
        throw breaks;
      }
      if (fails) {
        throw new ProvingException("told to fail");
      }
      return Keccak.hash(job.secret(), job.trace(), new byte[] {salt}).bytes();
    }

    @Override
    public OptionalLong costCpuMillis(Program program) {
      return OptionalLong.of(1);
    }
  }

  /** Does what it is given at once, on the caller's thread. */
  private static final class AtOnce extends TestHardware {
    @Override
    public void execute(Runnable command) {
      command.run();
    }
  }

  final ManualClock clock = new ManualClock();
  final TestBackend backend = new TestBackend();
  final WorkerKeys keys;
  final FakeMarket market;
  private final Path directory;
  private final WorkerSettings settings;
  final Places places;
  ExecutorService hardware = new AtOnce();
  private ProverConduct conduct = ProverConduct.HONEST;
  private ProverJournal journal;
  ProverLoop loop;

  ProverBench(Path directory) {
    this(directory, new Places(4));
  }

  /** One that shares its places with others. */
  ProverBench(Path directory, Places places) {
    this.directory = directory;
    this.places = places;
    try {
      this.keys = WorkerKeys.loadOrCreate(directory.resolve("keys"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.settings =
        new WorkerSettings(
            "ada",
            DOMAIN,
            directory,
            Set.of(Role.PROVER),
            4,
            1,
            Economics.DEFAULT,
            new WorkerSettings.Hardware("cpu", "v", "r", "b"),
            Map.of(),
            Duration.ofDays(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(20));
    this.market = new FakeMarket(clock, keys);
    open();
    loop.goLive();
  }

  private void open() {
    journal = ProverJournal.open(directory.resolve("journal"));
    loop =
        new ProverLoop(
            settings,
            keys,
            journal,
            backend,
            conduct,
            hardware,
            places,
            new MarketWriter(market.producer(), market.serdes()),
            clock);
  }

  String me() {
    return keys.id().hex();
  }

  ProverBench withConduct(ProverConduct given) {
    conduct = given;
    restart();
    return this;
  }

  /** From when on the next process reads the log. */
  ReadingMark mark() {
    return journal.mark();
  }

  private void end() {
    loop.close();
    journal.close();
  }

  /** Ends the process and starts another one, which has read nothing of the log yet. */
  void reopen() {
    end();
    open();
  }

  /** Ends the process and starts another one on the same directory, which reads the whole log. */
  void restart() {
    end();
    open();
    market.history().forEach(this::tell);
    loop.goLive();
  }

  /** The same after the disk was lost, but for the keys. */
  void restartWithoutJournal() {
    end();
    try (Stream<Path> files = Files.walk(directory.resolve("journal"))) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    open();
    market.history().forEach(this::tell);
    loop.goLive();
  }

  /** Deletes the files of all proofs. */
  void loseProofs() {
    try (Stream<Path> files = Files.list(directory.resolve("journal/proofs"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets the loop read a record of the market that is not kept for a restart. */
  void readOnce(Object record) {
    tell(record);
  }

  /** Lets the loop read a record of the market. */
  void read(Object... records) {
    for (Object record : records) {
      market.remember(record);
      tell(record);
    }
  }

  private void tell(Object record) {
    switch (record) {
      case io.proofworks.avro.TaskRecord task -> loop.onTask(task, clock.now);
      case io.proofworks.avro.Assignment assignment -> loop.onAssignment(assignment);
      case io.proofworks.avro.Verdict verdict -> loop.onVerdict(verdict);
      case io.proofworks.avro.Policy policy -> loop.onPolicy(policy);
      default -> throw new IllegalArgumentException("not read by a prover: " + record);
    }
  }

  /** A task for this prover alone. */
  void assign(Hash32 taskId, int epoch) {
    read(market.task(taskId), market.assignment(taskId, epoch, me()));
    loop.onTime();
  }

  /** Lets time pass on the prover's clock, a turn of the loop every 20 ms at most. */
  void pass(long millis) {
    for (long until = clock.now + millis; clock.now < until; ) {
      clock.now = Math.min(until, clock.now + 20);
      loop.onTime();
    }
  }

  /** What was sent since the last call. */
  List<FakeMarket.Sent> sent() {
    return market.take();
  }

  @Override
  public void close() {
    end();
  }
}
