package io.proofworks.market.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.proofworks.avro.Execution;
import io.proofworks.market.local.LocalMarket;
import io.proofworks.market.local.LocalMarketSettings;
import io.proofworks.market.local.Progress;
import io.proofworks.settings.Setting;
import io.proofworks.topics.Topics;
import io.proofworks.worker.log.LogReader;
import io.proofworks.worker.log.MarketWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A local market whose external program is a script: when it runs, and when it does not answer. */
final class ExternalProgramEndToEndTest {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String BATCH = "0x" + "ba".repeat(32);

  @TempDir private Path directory;
  private NamedProgram program;

  @BeforeEach
  void write() throws IOException {
    program = NamedProgram.in(directory);
  }

  @Test
  void shouldCheckAReceiptOnceTheProgramAnswersAndEndTheProgramWithTheMarket() throws Exception {
    try (TestMarket market = TestMarket.on(directory.resolve("market"), program.command())) {
      assertThat(program.started()).as("one for the market, none yet for its workers").hasSize(1);
      LocalMarket.Broker broker = market.local().broker();
      Map<String, Object> kafka = broker.clientSettings();
      List<Execution> executions = new ArrayList<>();
      try (MarketWriter writer = new MarketWriter(kafka, broker.serdes());
          LogReader reader =
              LogReader.of(kafka, broker.serdes())
                  .on(Topics.EXECUTIONS, executions::add)
                  .fromBeginning()) {
        writer.put(Topics.RECEIPTS, BATCH, NamedProgram.receipt(LocalMarketSettings.DOMAIN, BATCH));
        await().atMost(PATIENCE).until(() -> program.started().size() > 2);
        assertThat(program.isAsked()).isTrue();

        program.answer();

        await()
            .atMost(PATIENCE)
            .until(() -> {
              reader.poll(Duration.ofMillis(50));
              return !executions.isEmpty();
            });
        assertThat(executions.getFirst().getBatchId()).isEqualTo(BATCH);
      }
    }
    await().until(() -> !program.isAnyAlive());
  }

  /** It would be waited for four minutes. */
  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void shouldNotWaitInClosingForAProgramThatDoesNotAnswer() throws Exception {
    program.fallSilent();
    try (TestMarket market = TestMarket.on(directory.resolve("market"), program.command())) {
      LocalMarket.Broker broker = market.local().broker();
      try (MarketWriter writer = new MarketWriter(broker.clientSettings(), broker.serdes())) {
        writer.put(Topics.RECEIPTS, BATCH, NamedProgram.receipt(LocalMarketSettings.DOMAIN, BATCH));
      }
      await().atMost(PATIENCE).until(program::isAsked);
    }
    await().until(() -> !program.isAnyAlive());
  }

  /** Jobs that it could not do would cost it its bonds. */
  @Test
  void shouldSendAnAggregatorHomeThatLacksTheSchemeOfThePolicy() throws Exception {
    Path own = directory.resolve("ada");
    try (TestMarket market = TestMarket.on(directory.resolve("market"), program.command());
        ChildWorker ada = ChildWorker.registered(market, own, "ada", "--role", "AGGREGATOR")) {
      market.amend(next -> next.setAggregationScheme(NamedProgram.SCHEME));
      await()
          .atMost(PATIENCE)
          .until(() -> Files.readString(own.resolve("said.txt")).contains("SCHEME_MISSING"));
      ada.awaitEnd();
    }
  }

  @Test
  void shouldEndTheProgramWhenTheMarketDoesNotStart() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      LocalMarketSettings settings =
          new LocalMarketSettings(
              directory.resolve("market"),
              TestMarket.KEYS,
              0,
              0,
              taken.getLocalPort(),
              TestMarket.SIZES,
              10,
              Map.of(Setting.EXTERNAL_COMMAND.settingName(), program.command()),
              1);

      assertThatThrownBy(() -> LocalMarket.start(settings, List.of(), Progress.SILENT))
          .hasMessageContaining("" + taken.getLocalPort());
    }
    assertThat(program.started()).hasSize(1);
    await().until(() -> !program.isAnyAlive());
  }
}
