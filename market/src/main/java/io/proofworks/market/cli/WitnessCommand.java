package io.proofworks.market.cli;

import io.proofworks.avro.Cosignature;
import io.proofworks.market.local.SigningKey;
import io.proofworks.market.terminal.Console;
import io.proofworks.market.witness.JournalsReading;
import io.proofworks.market.witness.MarketWitness;
import io.proofworks.market.witness.Published;
import io.proofworks.market.witness.Witness;
import io.proofworks.market.witness.WitnessServer;
import io.proofworks.operations.HttpBounds;
import io.proofworks.operations.Meters;
import io.proofworks.operations.ProcessLock;
import io.proofworks.protocol.Hash32;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.settings.SecretFile;
import io.proofworks.topics.Topics;
import io.proofworks.worker.log.MarketWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
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
          "The last checkpoints that it cosigned; made with the key. Without them it could be shown"
              + " two histories: never delete it, copy back an old one, or use the key with"
              + " another.")
  private Path state;

  @Option(
      names = "--new-state",
      description =
          "Begins a state for a key that is there already and has cosigned nothing. Where there is"
              + " a state, or it had cosigned, that is refused.")
  private boolean newState;

  @Option(
      names = "--journal-key",
      paramLabel = "HEX",
      description =
          "Public key that signs the journals' checkpoints, 64 hex digits (default: from"
              + " market.json in the data directory).")
  private @Nullable String journalKey;

  @Option(
      names = "--former-journal-key",
      paramLabel = "HEX",
      description =
          "A journal key that was replaced: the witness goes on from what it cosigned under it; may"
              + " be given several times.")
  private List<String> formerKeys = List.of();

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
  public Integer call() throws Exception {
    byte[] logKey =
        AuditCommand.key(journalKey, market)
            .orElseThrow(
                () -> new CommandException(ExitCodes.USAGE, "--journal-key: whose checkpoints?"));
    Hash32 domain = market.domain();
    try (Witness witness = open(domain, logKey);
        Meters meters = Meters.ofProcess()) {
      MarketWitness following = new MarketWitness(domain, market.deployment(), logKey, witness);
      Map<String, Object> kafka = market.kafka();
      MarketSerdes serdes = market.serdes();
      try (JournalsReading reading = new JournalsReading(kafka, serdes, following);
          MarketWriter writer = new MarketWriter(kafka, serdes)) {
        reading.readOwn(POLL);
        requireMemory(following);
        Published published = new Published(domain, witness.key());
        Runnable publish =
            () ->
                published.tell(
                    witness.cosigned(), Clock.systemUTC().millis(), one -> send(writer, one));
        return once
            ? once(witness, following, reading, publish)
            : serve(witness, following, reading, publish, meters);
      }
    }
  }

  private Witness open(Hash32 domain, byte[] logKey) throws IOException {
    if (newState && Files.exists(state)) {
      throw new CommandException(
          ExitCodes.USAGE, state + " is there; without --new-state the witness goes on with it");
    }
    Path directory = state.toAbsolutePath().getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      throw new CommandException(
          ExitCodes.USAGE, state + ": its directory is not there; make it if it is to be");
    }
    boolean isNew = !Files.exists(key);
    SigningKey.createOnce(key);
    try {
      return Witness.open(
          new Witness.Signer(name, SecretFile.readKey(key)),
          MarketWitness.keys(domain, logKey, formerKeys()),
          () -> Clock.systemUTC().millis() / 1_000,
          state,
          isNew || newState);
    } catch (NoSuchFileException e) {
      throw new CommandException(
          ExitCodes.USAGE,
          "%s is not there, and %s is: where is what it cosigned? With --new-state it begins anew, if the key has cosigned nothing"
              .formatted(state, key));
    } catch (ProcessLock.HeldException e) {
      throw new CommandException(
          ExitCodes.UNAVAILABLE,
          state + " is in use" + (e.holder().isEmpty() ? "" : " by process " + e.holder()));
    }
  }

  private List<byte[]> formerKeys() {
    return formerKeys.stream().map(hex -> AuditCommand.key("--former-journal-key", hex)).toList();
  }

  /** It must not sign on by a memory that is older than what it signed. */
  private static void requireMemory(MarketWitness following) {
    following
        .forgotten()
        .ifPresent(what -> {
          throw new CommandException(
              ExitCodes.FAILED,
              what
                  + ": the state is an old copy, or another process has the key. Give it the newest"
                  + " state; if that is lost, witness with a new --key under a new --name");
        });
  }

  private void send(MarketWriter writer, Cosignature one) {
    String key = one.getJournal() + "|" + one.getWitness();
    writer.send(Topics.COSIGNATURES, market.key(key), one);
  }

  private int once(
      Witness witness, MarketWitness following, JournalsReading reading, Runnable publish) {
    while (!reading.isCaughtUp()) {
      reading.poll(POLL);
      following.follow();
    }
    console.say(following.cosign() + " checkpoints cosigned");
    publish.run();
    console.print(String.join("\n", witness.cosigned()));
    return end(witness);
  }

  private int serve(
      Witness witness,
      MarketWitness following,
      JournalsReading reading,
      Runnable publish,
      Meters meters)
      throws IOException {
    console.print(witness.key().text() + "\n");
    try (WitnessServer server =
        WitnessServer.start(witness, meters, HttpBounds.of(market.settings()), host, port)) {
      console.say("add-checkpoint on http://" + host + ":" + server.port());
      while (!Thread.currentThread().isInterrupted()) {
        reading.poll(POLL);
        following.follow();
        requireMemory(following);
        if (reading.isCaughtUp()) {
          following.cosign();
        }
        publish.run();
      }
    }
    return end(witness);
  }

  private int end(Witness witness) {
    witness.evidence().forEach(one -> console.say(Console.Style.BAD, one.what()));
    return witness.evidence().isEmpty() ? ExitCodes.OK : ExitCodes.FAILED;
  }
}
