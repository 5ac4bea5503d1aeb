package io.proofworks.market.cli;

import io.proofworks.runtime.Finding;
import io.proofworks.topics.Grant;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code proofworks topics}: the catalogue, and a cluster against it. */
@Command(
    name = "topics",
    description = "Lists the market's topics, checks or creates them, prints access control.")
final class TopicsCommand implements Callable<Integer> {

  /** What to do with the catalogue. */
  enum Action {
    LIST,
    CHECK,
    CREATE,
    ACLS
  }

  @Mixin private MarketOptions market;
  @Mixin private OutputOptions output;
  @Mixin private TopicOptions topics;

  @Parameters(
      paramLabel = "ACTION",
      description = "${COMPLETION-CANDIDATES}; check and create need a broker.")
  private Action action;

  private final Console console;

  TopicsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    topics.check();
    return switch (action) {
      case LIST -> print(list());
      case ACLS -> print(acls());
      case CHECK -> check();
      case CREATE -> create();
    };
  }

  private int print(Table table) {
    console.print(table.format(output.format()));
    return ExitCodes.OK;
  }

  private Table list() {
    Table table =
        Table.of("topic", "key", "value", "partitions", "cleanup", "retention", "maxBytes");
    for (Topic<?> topic : Topics.all()) {
      table =
          table.row(
              topic.name(),
              topic.key().label(),
              topic.valueClass().getSimpleName(),
              Integer.toString(topics.partitions()),
              topic.cleanup().config(),
              topic.retention().map(Duration::toDays).map(days -> days + "d").orElse("for ever"),
              Integer.toString(topic.maxMessageBytes()));
    }
    return table;
  }

  private static Table acls() {
    Table table = Table.of("principal", "operations", "resource", "name", "prefixed");
    for (Grant grant : Grant.all()) {
      table =
          table.row(
              grant.user(),
              String.join(",", grant.operations()),
              grant.resource().name(),
              grant.name(),
              Boolean.toString(grant.prefixed()));
    }
    return table;
  }

  private int check() {
    try (Admin admin = Admin.create(market.kafka())) {
      List<Finding> findings = topics.provisioner(admin).check();
      Table table = Table.of("code", "topic", "found", "expected", "remedy");
      for (Finding f : findings) {
        table = table.row(f.code().name(), f.topic(), f.found(), f.expected(), f.remedy());
      }
      console.say(findings.isEmpty() ? "all topics are as they should be" : "not as it should be");
      print(table);
      return findings.isEmpty() ? ExitCodes.OK : ExitCodes.FAILED;
    }
  }

  private int create() {
    try (Admin admin = Admin.create(market.kafka())) {
      Table table = Table.of("created");
      for (String name : topics.provisioner(admin).create()) {
        table = table.row(name);
      }
      return print(table);
    }
  }
}
