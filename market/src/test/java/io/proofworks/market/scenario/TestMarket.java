package io.proofworks.market.scenario;

import io.proofworks.avro.Policy;
import io.proofworks.avro.ProofRequest;
import io.proofworks.market.local.LedgerWork;
import io.proofworks.market.local.LocalMarket;
import io.proofworks.market.local.LocalMarketSettings;
import io.proofworks.market.local.Progress;
import io.proofworks.market.local.ProvableWork;
import io.proofworks.market.local.Requester;
import io.proofworks.market.local.SigningKey;
import io.proofworks.market.local.WorkerFleet.Member;
import io.proofworks.protocol.Binding;
import io.proofworks.protocol.Role;
import io.proofworks.protocol.SupersessionCause;
import io.proofworks.protocol.TaskClass;
import io.proofworks.settings.Setting;
import io.proofworks.worker.Worker;
import io.proofworks.worker.aggregator.AggregatorConduct;
import io.proofworks.worker.domain.WorkerSettings.Hardware;
import io.proofworks.worker.prover.ProverConduct;
import io.proofworks.worker.proving.LedgerBackend;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A market on a real broker with workers as a test wants them, and the log an outsider reads. */
public final class TestMarket implements AutoCloseable {

  /** Shared by all tests of the module: the keys are made once. */
  public static final Path KEYS = Path.of("target", "keys");

  /** The smallest ledger program. */
  public static final List<LedgerBackend.Size> SIZES = List.of(new LedgerBackend.Size(8, 1));

  private static final Duration READY = Duration.ofSeconds(60);
  private static final Hardware HARDWARE = new Hardware("cpu", "test", "test", "worker/0.1");

  private final LocalMarket market;
  private final MarketLog log;
  private final Set<String> honest = new HashSet<>();
  private int submitted;
  private Policy newest;
  private int splitBy;

  private final Optional<byte[]> journalKey;

  private TestMarket(LocalMarket market, Path directory) throws IOException {
    this.market = market;
    this.newest = market.policy();
    this.splitBy = newest.getVersion();
    this.journalKey =
        Optional.of(
            HexFormat.of().parseHex(SigningKey.publicKey(directory.resolve("journal.key"))));
    this.log = new MarketLog(market.broker().clientSettings(), market.broker().serdes());
  }

  public static TestMarket on(Path directory) throws IOException {
    return with(LocalMarketSettings.at(directory, KEYS, SIZES, 10));
  }

  /** A market with an external proof system. */
  public static TestMarket on(Path directory, String externalCommand) throws IOException {
    return with(
        LocalMarketSettings.at(directory, KEYS, SIZES, 10)
            .with(Setting.EXTERNAL_COMMAND, externalCommand));
  }

  private static TestMarket with(LocalMarketSettings settings) throws IOException {
    return new TestMarket(
        LocalMarket.start(settings, List.of(), Progress.SILENT), settings.dataDir());
  }

  /** Public key of the journals' checkpoints. */
  public Optional<byte[]> journalKey() {
    return journalKey;
  }

  public MarketLog log() {
    return log;
  }

  public LocalMarket local() {
    return market;
  }

  public Worker honestProver(String name) throws IOException {
    return honestProver(name, ProverConduct.HONEST);
  }

  /** One that means well and may be slow or die. */
  Worker honestProver(String name, ProverConduct conduct) throws IOException {
    return honest(
        new Member(
            name, Set.of(Role.PROVER), HARDWARE, 2, true, conduct, AggregatorConduct.HONEST));
  }

  public Worker honestAggregator(String name) throws IOException {
    return honest(Member.honest(name, Set.of(Role.AGGREGATOR), HARDWARE));
  }

  private Worker honest(Member member) throws IOException {
    Worker worker = start(member);
    honest.add(worker.id());
    return worker;
  }

  /** A prover of that conduct; it underbids, so that it is given work. */
  Worker prover(String name, boolean usesHardware, ProverConduct conduct) throws IOException {
    return start(
        new Member(
            name,
            Set.of(Role.PROVER),
            HARDWARE,
            1,
            usesHardware,
            conduct,
            AggregatorConduct.HONEST));
  }

  Worker aggregator(String name, AggregatorConduct conduct) throws IOException {
    return start(
        new Member(
            name, Set.of(Role.AGGREGATOR), HARDWARE, 1, false, ProverConduct.HONEST, conduct));
  }

  private Worker start(Member member) throws IOException {
    Worker worker = market.fleet().start(member);
    log.await(member.name() + " registered", READY, seen -> worker.isRegistered());
    return worker;
  }

  /**
   * Asks for the first transfers of the block to be proved, each time from another state; by the
   * newest policy, which sharding may not have read when it splits what is asked for right after:
   * then that is taken back to its end.
   */
  public ProofRequest submit(int transfers, TaskClass taskClass) throws IOException {
    ProofRequest request = market.requester().submit(order(transfers, taskClass));
    while (splitBy < newest.getVersion()) {
      splitBy = log.awaitSplit(request.getBatchId(), READY).getPolicyVersion();
      if (splitBy < newest.getVersion()) {
        market.requester().supersede(request.getBatchId(), SupersessionCause.STATE_ROOT);
        log.awaitReceipt(request.getBatchId(), READY);
        request = market.requester().submit(order(transfers, taskClass));
      }
    }
    return request;
  }

  /** What {@link #submit} asks for next. */
  public Requester.Order order(int transfers, TaskClass taskClass) throws IOException {
    ProvableWork work =
        LedgerWork.of(
            LedgerWork.richer(LedgerWork.block(transfers), submitted++),
            market.programs(),
            market.policy().getTargetShardWeight());
    return new Requester.Order(
        work,
        taskClass,
        Binding.IN_PROOF,
        Duration.ofMinutes(30),
        Requester.ceiling(market.policy(), taskClass, work.weight(), work.shards()),
        "usdt:ethereum->base");
  }

  /** Sends all workers home, restarted ones as well, so that the next test begins with its own. */
  void dismiss() {
    market.fleet().workers().forEach(Worker::drain);
    market.fleet().workers().forEach(Worker::close);
  }

  /** Puts another policy into force. */
  public void amend(UnaryOperator<Policy.Builder> change) {
    Policy.Builder next = Policy.newBuilder(newest).setVersion(newest.getVersion() + 1);
    newest = change.apply(next).build();
    market.operator().publish(newest);
  }

  /** Waits until no bond is bound and requires what must hold of every market. */
  public void requireSound() {
    log.awaitRest(Duration.ofSeconds(60));
    log.requireSound(market.broker().domain(), market.verifiers(), honest);
  }

  @Override
  public void close() {
    log.close();
    market.close();
  }
}
