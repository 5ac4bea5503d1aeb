package io.proofworks.market.cli;

import io.proofworks.market.terminal.Console;
import io.proofworks.market.terminal.Table;
import io.proofworks.protocol.Hash32;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Cleanup;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import io.proofworks.views.json.AvroJson;
import io.proofworks.worker.log.LogReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code proofworks query}: what stands on an output topic. */
@Command(
    name = "query",
    description = {
      "Prints verdicts, ledger, receipts, signals or metrics.",
      "Of all markets, or of the one that --domain names."
    })
final class QueryCommand implements Callable<Integer> {

  /** What can be asked for. */
  enum Subject {
    VERDICTS(
        Topics.VERDICTS,
        "decidedAt,kind,reason,taskId,batchId,author,slashed,rewarded,victim,detail"),
    LEDGER(
        Topics.LEDGER,
        "time,account,kind,fromBucket,toBucket,amount,counterparty,reason,free,reserved,escrow"),
    RECEIPTS(
        Topics.RECEIPTS,
        "batchId,outcome,cause,taskClass,scheme,rootAggregatorId,children,slashes,submittedAt,"
            + "rootVerifiedAt"),
    SIGNALS(Topics.ROUTE_SIGNALS, "routeId,taskClass,regime,state,stateCause,confidence,asOf"),
    METRICS(
        Topics.METRICS,
        "taskClass,windowStart,windowMs,closed,sampleSize,queueDepth,commitNoRevealRate,"
            + "invalidProofRate,plagiarismRate,slashed,verified,settledBatches");

    private final Topic<?> topic;
    private final List<String> fields;

    Subject(Topic<?> topic, String fields) {
      this.topic = topic;
      this.fields = List.of(fields.split(",", -1));
    }
  }

  @Mixin private MarketOptions market;
  @Mixin private OutputOptions output;

  @Parameters(paramLabel = "SUBJECT", description = "${COMPLETION-CANDIDATES}")
  private Subject subject;

  @Option(
      names = "--limit",
      defaultValue = "1000",
      description = "Only the last so many of each answer (default ${DEFAULT-VALUE}).")
  private int limit;

  private final Console console;

  QueryCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    DevCommand.require("--limit", limit, 1, 1_000_000);
    sayWhatIsGone(market.kafka());
    List<List<String>> rows = rows(subject.topic, market.kafka(), market.serdes());
    List<List<String>> last = rows.subList(Math.max(0, rows.size() - limit), rows.size());
    console.print(new Table(subject.fields, last).format(output.format()));
    return ExitCodes.OK;
  }

  /** An answer without its beginning may not pass for a whole one. */
  private void sayWhatIsGone(Map<String, Object> kafka) {
    if (subject.topic.cleanup() == Cleanup.COMPACT) {
      return;
    }
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(kafka, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(subject.topic.name()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer
          .beginningOffsets(partitions)
          .forEach((partition, begin) -> {
            if (begin > 0) {
              console.say(
                  Console.Style.WARN,
                  "incomplete: %s begins at offset %d, what was before is gone"
                      .formatted(partition, begin));
            }
          });
    }
  }

  private <V extends SpecificRecord> List<List<String>> rows(
      Topic<V> topic, Map<String, Object> kafka, MarketSerdes serdes) {
    List<List<String>> rows = new ArrayList<>();
    Optional<String> domain = market.named().map(Hash32::hex);
    MarketOptions.readToEnd(
        LogReader.of(kafka, serdes)
            .on(
                topic,
                record -> {
                  if (domain.isEmpty() || AvroJson.domain(record).equals(domain)) {
                    rows.add(List.of(Row.cells(record, subject.fields)));
                  }
                }));
    return rows;
  }
}
