package io.proofworks.market.cli;

import io.proofworks.avro.Cosignature;
import io.proofworks.market.local.SigningKey;
import io.proofworks.market.terminal.Console;
import io.proofworks.market.witness.MarketWitness;
import io.proofworks.market.witness.Published;
import io.proofworks.market.witness.Witness;
import io.proofworks.market.witness.WitnessServer;
import io.proofworks.operations.HttpBounds;
import io.proofworks.protocol.Hash32;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.settings.SecretFile;
import io.proofworks.topics.Topics;
import io.proofworks.worker.log.LogReader;
import io.proofworks.worker.log.MarketWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code proofworks witness}: cosigns a market's checkpoints. */
@Command(
    name = "witness",
    description = {
      "Cosigns the checkpoints of a market's journals as long as each continues the one before, so"
          + " that nobody can be shown another history; publishes what it cosigned on the market's"
          + " topic, and serves C2SP's add-checkpoint.",
      "Prints the key that auditors give to audit --witness, then runs until SIGTERM."
    })
final class WitnessCommand implements Callable<Integer> {

  private static final Duration POLL = Duration.ofMillis(200);

  @Mixin private MarketOptions market;

  @Option(
      names = "--name",
      required = true,
      description = "Of the witness, a URL without its scheme, for instance example.com/witness.")
  private String name;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      required = true,
      description = "Secret seed of the witness, 64 hex digits; made unless it is there.")
  private Path key;

  @Option(
      names = "--state",
      paramLabel = "FILE",
      required = true,
      description =
          "The last checkpoints that it cosigned. Without them it could be shown two histories:"
              + " never delete or copy back an old one.")
  private Path state;

  @Option(
      names = "--journal-key",
      paramLabel = "HEX",
      description =
          "Public key that signs the journals' checkpoints, 64 hex digits (default: from"
              + " market.json in the data directory).")
  private @Nullable String journalKey;

  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      description = "Address to serve on (default ${DEFAULT-VALUE}).")
  private String host;

  @Option(
      names = "--port",
      defaultValue = "0",
      description = "Port to serve on (default: a free one).")
  private int port;

  @Option(
      names = "--once",
      description =
          "Cosigns what there is, prints the cosigned notes in the place of the key, and ends; with"
              + " 1 if there are two histories.")
  private boolean once;

  private final Console console;

  WitnessCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    byte[] logKey =
        AuditCommand.key(journalKey, market)
            .orElseThrow(
                () -> new CommandException(ExitCodes.USAGE, "--journal-key: whose checkpoints?"));
    Hash32 domain = market.domain();
    SigningKey.createOnce(key);
    Witness witness =
        Witness.open(
            new Witness.Signer(name, SecretFile.readKey(key)),
            origin -> MarketWitness.key(domain, logKey, origin),
            () -> Clock.systemUTC().millis() / 1_000,
            state);
    MarketWitness reading = new MarketWitness(domain, logKey, witness);
    Map<String, Object> kafka = market.kafka();
    MarketSerdes serdes = market.serdes();
    try (LogReader checkpoints =
            LogReader.of(kafka, serdes)
                .on(Topics.CHECKPOINTS, reading::checkpoint)
                .fromBeginning();
        LogReader entries =
            LogReader.of(kafka, serdes).on(Topics.JOURNAL, reading::entry).fromBeginning();
        MarketWriter writer = new MarketWriter(kafka, serdes)) {
      Published published = new Published(domain, witness.key());
      Runnable publish =
          () ->
              published.tell(
                  witness.cosigned(), Clock.systemUTC().millis(), one -> send(writer, one));
      return once
          ? once(witness, reading, checkpoints, entries, publish)
          : serve(witness, reading, checkpoints, entries, publish);
    }
  }

  private static void send(MarketWriter writer, Cosignature one) {
    writer.send(Topics.COSIGNATURES, one.getJournal() + "|" + one.getWitness(), one);
  }

  private int once(
      Witness witness,
      MarketWitness reading,
      LogReader checkpoints,
      LogReader entries,
      Runnable publish) {
    while (!checkpoints.caughtUp()) {
      checkpoints.poll(POLL);
    }
    while (!entries.caughtUp()) {
      entries.poll(POLL);
    }
    console.say(reading.cosign() + " checkpoints cosigned");
    publish.run();
    console.print(witness.cosigned());
    return end(witness);
  }

  private int serve(
      Witness witness,
      MarketWitness reading,
      LogReader checkpoints,
      LogReader entries,
      Runnable publish)
      throws IOException {
    console.print(witness.key().text() + "\n");
    try (WitnessServer server =
        WitnessServer.start(witness, HttpBounds.of(market.settings()), host, port)) {
      console.say("add-checkpoint on http://" + host + ":" + server.port());
      while (!Thread.currentThread().isInterrupted()) {
        checkpoints.poll(POLL);
        if (checkpoints.caughtUp()) {
          entries.poll(POLL);
        }
        reading.cosign();
        publish.run();
      }
    }
    return end(witness);
  }

  private int end(Witness witness) {
    witness.evidence().forEach(why -> console.say(Console.Style.BAD, why));
    return witness.evidence().isEmpty() ? ExitCodes.OK : ExitCodes.FAILED;
  }
}
