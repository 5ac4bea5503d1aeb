package io.proofworks.market.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.proofworks.embedded.EmbeddedKafka;
import io.proofworks.embedded.EmbeddedKafkaSettings;
import io.proofworks.market.audit.Audit;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.runtime.AppSettings;
import io.proofworks.runtime.Ticker;
import io.proofworks.topics.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionState;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two instances of settlement in JVMs of their own on a real broker, killed with transactions open,
 * frozen past the poll limit and thawed, robbed of their state or given an old one, while provers
 * of all kinds go on writing. In the end every verdict and every balance is as the oracle has it.
 */
final class CrashEndToEndTest {

  /** What befalls an instance, and how many processes it kills. */
  private enum Blow {
    KILLED(1),
    FROZEN(0),
    STATE_LOST(1),
    BOTH_KILLED(2),
    STATE_AGED(1);

    private final int kills;

    Blow(int kills) {
      this.kills = kills;
    }
  }

  /** Long, so that a kill finds a transaction open. */
  private static final long COMMIT_INTERVAL_MS = 1_500;

  private static final long POLL_LIMIT_MS = 8_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration ARRIVAL = Duration.ofSeconds(20);
  private static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir private Path directory;

  private final List<ChildSettlement> instances = new ArrayList<>();
  private int openWhenKilled;

  @Test
  void shouldDecideAsTheOracleAfterFiveKills() throws Exception {
    survive(5, 1);
  }

  @Test
  @Tag("nightly")
  void shouldDecideAsTheOracleAfterFiftyKills() throws Exception {
    survive(50, 2);
  }

  private void survive(int kills, long seed) throws Exception {
    EmbeddedKafkaSettings broker = EmbeddedKafkaSettings.at(directory.resolve("kafka"));
    try (Stage stage = new Stage(EmbeddedKafka.start(broker), directory)) {
      stage.tick(Ticker.Past.CLOSED);
      startInstances(stage);
      Author author = stage.author(seed);
      Oracle oracle = stage.oracle(author);
      oracle.introduceEverybody(PATIENCE);
      author.start(400);
      strike(kills, stage.settings());
      author.finish();
      judge(stage, oracle, author, kills);
    }
  }

  private void startInstances(Stage stage) throws Exception {
    AppSettings settings = stage.settings();
    Map<String, String> flags = new HashMap<>();
    flags.put("bootstrap.servers", settings.bootstrapServers());
    flags.put("registry.url", settings.registry().url().toString());
    flags.put("domain", Stage.DOMAIN.hex());
    flags.put("app.journal.key.file", stage.journalKey().toString());
    flags.put("replication.factor", "1");
    flags.put("commit.interval.ms", Long.toString(COMMIT_INTERVAL_MS));
    flags.put("kafka.session.timeout.ms", "6000");
    flags.put("kafka.heartbeat.interval.ms", "1500");
    flags.put("kafka.max.poll.interval.ms", Long.toString(POLL_LIMIT_MS));
    for (String name : List.of("one", "two")) {
      instances.add(stage.keep(ChildSettlement.start(name, directory.resolve(name), flags)));
    }
    for (ChildSettlement instance : instances) {
      instance.awaitRunning();
    }
  }

  private void strike(int kills, AppSettings settings) throws Exception {
    try (Admin admin = Admin.create(settings.clientProperties())) {
      int done = 0;
      for (int i = 0; done < kills; i++) {
        Blow blow = Blow.values()[i % Blow.values().length];
        strike(blow, instances.get(i % 2), instances.get(1 - i % 2), admin);
        done += blow.kills;
      }
    }
  }

  private void strike(Blow blow, ChildSettlement victim, ChildSettlement other, Admin admin)
      throws Exception {
    victim.awaitRunning();
    if (blow == Blow.STATE_AGED) {
      victim.terminate();
      victim.keepState();
      victim.startAgain();
      victim.awaitRunning();
    }
    awaitOpenTransaction(victim, admin);
    switch (blow) {
      case KILLED -> victim.kill();
      case FROZEN -> {
        victim.freeze();
        Thread.sleep(POLL_LIMIT_MS + 2_000); // the blow itself: nothing but time passes
        victim.thaw();
        return;
      }
      case STATE_LOST -> {
        victim.kill();
        victim.loseState();
      }
      case BOTH_KILLED -> {
        victim.kill();
        other.kill();
        other.startAgain();
      }
      case STATE_AGED -> {
        victim.kill();
        victim.ageState();
      }
    }
    victim.startAgain();
  }

  /** A partition may be with the other instance for a while; then there is nothing to wait for. */
  private void awaitOpenTransaction(ChildSettlement victim, Admin admin) throws Exception {
    String process = victim.processId();
    try {
      await().atMost(Duration.ofSeconds(15)).until(() -> hasOpenTransaction(admin, process));
      openWhenKilled++;
    } catch (ConditionTimeoutException e) {
      // counted: most blows have to meet one
    }
  }

  private static boolean hasOpenTransaction(Admin admin, String process) throws Exception {
    ListTransactionsOptions ongoing =
        new ListTransactionsOptions().filterStates(List.of(TransactionState.ONGOING));
    return admin.listTransactions(ongoing).all().get().stream()
        .anyMatch(t -> t.transactionalId().contains(process));
  }

  /**
   * What the last verdict has set free is on its way to the accounts for a moment longer. What is
   * lost never comes, and what is paid twice stays so: then the judgement is as it was.
   */
  private static void awaitArrival(Callable<Oracle.Judgement> judge) {
    try {
      await().atMost(ARRIVAL).pollInterval(SECOND).until(judge, j -> j.differences().isEmpty());
    } catch (ConditionTimeoutException e) {
      // told by whoever asked
    }
  }

  private void judge(Stage stage, Oracle oracle, Author author, int kills) throws Exception {
    AtomicReference<Oracle.Log> read = new AtomicReference<>();
    AtomicReference<Oracle.Judgement> judged = new AtomicReference<>();
    Callable<Oracle.Judgement> judge =
        () -> {
          read.set(oracle.read());
          judged.set(oracle.judge(read.get()));
          return judged.get();
        };
    await().atMost(PATIENCE).pollInterval(SECOND).until(judge, j -> j.waiting().isEmpty());
    awaitArrival(judge);
    Oracle.Judgement judgement = judged.get();
    Oracle.Log log = read.get();
    System.out.printf(
        "crashes: %d kills, %d blows with a transaction open, %d tasks, %d records, %d journal"
            + " entries, %d verdicts, at most %d waiting%n",
        kills,
        openWhenKilled,
        author.tasks(),
        author.written(),
        judgement.entries(),
        log.verdicts().size(),
        judgement.largestWaiting());
    Audit.Result audit =
        Audit.run(
            stage.kafka(),
            new Audit.Scope(
                Stage.DOMAIN,
                stage.serdes(),
                VerifierRegistry.standard(),
                Topics.PARTITIONS,
                Optional.empty()));
    assertThat(judgement.differences())
        .as("differences; the audit found %s", Stage.ofSettlement(audit))
        .isEmpty();
    assertThat(Stage.ofSettlement(audit)).isEmpty();
    assertThat(openWhenKilled)
        .as("blows with a transaction open")
        .isGreaterThanOrEqualTo(kills * 4 / 5);
    requireEyes(oracle, log);
  }

  /** What is lost anywhere shows. */
  private static void requireEyes(Oracle oracle, Oracle.Log log) {
    Oracle.Log lessVerdict = log.copy();
    lessVerdict.verdicts().remove(log.verdicts().size() / 2);
    assertThat(oracle.judge(lessVerdict).differences()).as("without a verdict").hasSize(1);
    Oracle.Log lessMovement = log.copy();
    lessMovement.movements().remove(log.movements().size() / 2);
    assertThat(oracle.judge(lessMovement).differences()).as("without a movement").hasSize(1);
    Oracle.Log lessEntry = log.copy();
    lessEntry.journal().removeIf(e -> e.getJournal().equals("account-0") && e.getSequence() == 1);
    assertThat(oracle.judge(lessEntry).differences()).as("without an entry").isNotEmpty();
  }
}
