package io.proofworks.market.cli;

import io.proofworks.avro.Policy;
import io.proofworks.market.evidence.EvidenceSearch.Found;
import io.proofworks.market.local.LedgerWork;
import io.proofworks.market.local.Operator;
import io.proofworks.market.local.ProvableWork;
import io.proofworks.market.local.Requester;
import io.proofworks.market.terminal.Console;
import io.proofworks.market.terminal.Console.Style;
import io.proofworks.market.terminal.Money;
import io.proofworks.proofs.Program;
import io.proofworks.proofs.ledgercircuit.LedgerProgram;
import io.proofworks.proofs.ledgercircuit.LedgerTrace;
import io.proofworks.protocol.Binding;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.OwnerSigner;
import io.proofworks.protocol.TaskClass;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.settings.ProofSettings;
import io.proofworks.tlog.Witnesses;
import io.proofworks.topics.Topics;
import io.proofworks.worker.OwnerKeyOption;
import io.proofworks.worker.keys.OwnerPlace;
import io.proofworks.worker.keys.WorkerKeys;
import io.proofworks.worker.log.AvroBytes;
import io.proofworks.worker.log.LogReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code proofworks submit}: asks a running market to prove a batch. */
@Command(name = "submit", description = "Submits a batch to a running market and prints its id.")
final class SubmitCommand implements Callable<Integer> {

  @Mixin private MarketOptions market;

  @Mixin private TransferOptions transfers;

  @Mixin private OwnerKeyOption ownerKey;

  @ArgGroup(exclusive = false, heading = "A zkVM program instead of transfers:%n")
  private @Nullable ReceiptOptions receipt;

  @Option(
      names = "--class",
      paramLabel = "CLASS",
      defaultValue = "STANDARD",
      description = "${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
  private TaskClass taskClass;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "0",
      description = "Follow the batch to its receipt, at most that long.")
  private int wait;

  @Option(
      names = "--witnessed",
      description =
          "With --wait: a batch counts as settled only once enough witnesses have seen its receipt"
              + " applied.")
  private boolean onlyWitnessed;

  @Mixin private WitnessOptions witnesses;
  @Mixin private WitnessedOptions witnessed;

  private final Console console;

  SubmitCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    DevCommand.require("--wait", wait, 0, 86_400);
    if (onlyWitnessed) {
      requireWitnesses();
    }
    Optional<LedgerTrace> trace =
        receipt == null ? Optional.of(transfers.trace()) : Optional.empty();
    OwnerSigner owner = owner(); // before anybody is asked for a command without a key
    Map<String, Object> kafka = market.kafka();
    MarketSerdes serdes = market.serdes();
    Policy policy = policy(kafka, serdes);
    ProvableWork work = work(trace, policy);
    if (wait == 0) {
      console.print(submit(owner, work, policy, kafka, serdes) + "\n");
      return ExitCodes.OK;
    }
    FollowedBatch followed = new FollowedBatch();
    try (LogReader log =
        LogReader.of(kafka, serdes)
            .on(Topics.RECEIPTS, followed::take)
            .on(Topics.VERDICTS, followed::take)
            .fromNow()) {
      String batch = submit(owner, work, policy, kafka, serdes);
      console.print(batch + "\n");
      followed.begin(batch);
      return follow(batch, followed, log);
    }
  }

  private ProvableWork work(Optional<LedgerTrace> trace, Policy policy) throws IOException {
    if (trace.isPresent() || receipt == null) {
      return LedgerWork.of(trace.orElseThrow(), programs(policy), policy.getTargetShardWeight());
    }
    try (ProofSettings proofs = market.proofs()) {
      return receipt.work(transfers, policy, proofs.verifiers());
    }
  }

  private String submit(
      OwnerSigner owner,
      ProvableWork work,
      Policy policy,
      Map<String, Object> kafka,
      MarketSerdes serdes) {
    long ceiling = Requester.ceiling(policy, taskClass, work.weight(), work.shards());
    console.say("submitting " + work.description() + " for at most " + Money.format(ceiling));
    try (Requester requester =
        new Requester(market.domain(), owner, kafka, serdes, Clock.systemUTC())) {
      return requester
          .submit(
              new Requester.Order(
                  work,
                  taskClass,
                  receipt == null ? Binding.IN_PROOF : Binding.COMMIT_REVEAL,
                  Requester.patience(policy, taskClass),
                  ceiling,
                  "usdt:ethereum->base"))
          .getBatchId();
    } catch (RecordTooLargeException e) {
      throw new CommandException(
          ExitCodes.FAILED, "the broker does not take so large a batch: " + e.getMessage());
    }
  }

  private Policy policy(Map<String, Object> kafka, MarketSerdes serdes) {
    try (Operator operator = new Operator(market.domain(), kafka, serdes)) {
      return operator
          .policy()
          .orElseThrow(() ->
              new CommandException(
                  ExitCodes.UNAVAILABLE, "the market has no policy for domain " + market.domain()));
    }
  }

  private static List<LedgerProgram> programs(Policy policy) {
    return policy.getPrograms().stream()
        .map(entry ->
            new Program(
                Hash32.parse(entry.getProgramHash()).bytes(),
                entry.getProofSystem(),
                AvroBytes.copy(entry.getData())))
        .flatMap(program -> LedgerProgram.parse(program).stream())
        .toList();
  }

  private OwnerSigner owner() throws IOException {
    if (ownerKey.place() != null) {
      return OwnerPlace.parse(ownerKey.place()).open();
    }
    Path directory = market.dataDir().resolve("requester");
    if (!WorkerKeys.areIn(directory)) {
      throw new CommandException(
          ExitCodes.UNAVAILABLE,
          "no requester keys in "
              + directory
              + ": give the --data-dir of a market, start one there, which makes them, by"
              + " `proofworks dev --data-dir "
              + market.dataDir()
              + "`, or make them, with money, by `proofworks deposit "
              + directory
              + " AMOUNT --new-keys`");
    }
    return WorkerKeys.loadOrCreate(directory).owner();
  }

  /** Before anything is submitted. */
  private void requireWitnesses() {
    DevCommand.require("--wait of --witnessed", wait, 1, 86_400);
    var who = witnesses.required(market.settings());
    console.say("settled will mean: seen by " + who + ", " + witnessed.api(market));
  }

  private int follow(String batch, FollowedBatch followed, LogReader log) throws IOException {
    Instant until = Instant.now().plusSeconds(wait);
    while (followed.end().isEmpty() && Instant.now().isBefore(until)) {
      log.poll(Duration.ofMillis(200));
    }
    int end = said(batch, followed.end());
    return end == ExitCodes.OK && onlyWitnessed
        ? witnessed(batch, Duration.between(Instant.now(), until))
        : end;
  }

  private int witnessed(String batch, Duration patience) throws IOException {
    Witnesses needed = witnesses.required(market.settings());
    return switch (witnessed.await(market, needed, s -> s.receipt(batch), patience, console)) {
      case Found.Whole(var evidence, var shown) -> EvidenceCommand.said(console, shown);
      case Found.NotYet(String why) -> {
        console.say(Style.BAD, "not witnessed within " + wait + " s: " + why);
        yield ExitCodes.FAILED;
      }
    };
  }

  private int said(String batch, Optional<FollowedBatch.End> end) {
    boolean settled = end.filter(FollowedBatch.End::settled).isPresent();
    console.say(
        settled ? Style.GOOD : Style.BAD,
        end.map(FollowedBatch.End::text)
            .orElse(
                "no receipt within "
                    + wait
                    + " s: proofworks batch "
                    + batch
                    + " shows how far it is, and --wait waits longer"));
    return settled ? ExitCodes.OK : ExitCodes.FAILED;
  }
}
