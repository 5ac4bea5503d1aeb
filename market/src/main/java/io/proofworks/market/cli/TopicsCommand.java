package io.proofworks.market.cli;

import io.proofworks.market.terminal.Console;
import io.proofworks.market.terminal.Table;
import io.proofworks.runtime.AdminAnswers;
import io.proofworks.runtime.Finding;
import io.proofworks.topics.Grant;
import io.proofworks.topics.Topic;
import io.proofworks.topics.TopicSpec;
import io.proofworks.topics.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code proofworks topics}: the catalogue, and a cluster against it. */
@Command(
    name = "topics",
    description = {
      "Lists the market's topics, checks or creates them; lists or makes the grants of access, or",
      "revokes what is allowed beyond them, such as what an earlier build needed.",
      "To create them also registers their schemas, compatibility FULL_TRANSITIVE: who writes",
      "records looks them up and needs no right to register any.",
      "With --print, create and grant print what would do it instead, and revoke what it would"
          + " take."
    })
final class TopicsCommand implements Callable<Integer> {

  /** What to do with the catalogue. */
  enum Action {
    LIST,
    CHECK,
    CREATE,
    ACLS,
    GRANT,
    REVOKE
  }

  /** Of what is printed instead of done. */
  enum Print {
    /** Kafka's own tools. */
    COMMANDS,
    /** Resources of Strimzi's operators. */
    STRIMZI
  }

  private static final Duration IN_FORCE = Duration.ofSeconds(30);

  @Mixin private MarketOptions market;
  @Mixin private OutputOptions output;
  @Mixin private TopicOptions topics;

  @Parameters(
      paramLabel = "ACTION",
      description = "${COMPLETION-CANDIDATES}; check, create, grant and revoke need a broker.")
  private Action action;

  @Option(
      names = "--print",
      arity = "0..1",
      paramLabel = "FORM",
      fallbackValue = "COMMANDS",
      description =
          "With revoke: tell only. With create or grant: print it as ${COMPLETION-CANDIDATES}"
              + " (default when only --print: ${FALLBACK-VALUE}); STRIMZI is for topics only.")
  private @Nullable Print print;

  @Option(
      names = "--cluster",
      paramLabel = "NAME",
      defaultValue = "kafka",
      description = "With --print STRIMZI: the Kafka resource (default ${DEFAULT-VALUE}).")
  private String cluster;

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
      case CREATE -> print == null ? create() : printTopics(print);
      case GRANT -> print == null ? grant() : printGrants(print);
      case REVOKE -> revoke();
    };
  }

  private int printTopics(Print form) {
    for (TopicSpec spec : Topics.specs(topics.partitions(), topics.replication())) {
      console.print(
          switch (form) {
            case COMMANDS -> spec.command() + "\n";
            case STRIMZI -> "---\n" + spec.strimzi(cluster);
          });
    }
    return ExitCodes.OK;
  }

  private int printGrants(Print form) {
    if (form == Print.STRIMZI) {
      throw new CommandException(
          ExitCodes.USAGE, "--print STRIMZI is for topics; grants are printed as COMMANDS");
    }
    Grant.all(topics.applicationPrefix(market.settings()))
        .forEach(grant -> console.print(grant.command() + "\n"));
    return ExitCodes.OK;
  }

  private int grant() {
    List<AclBinding> bindings =
        Grant.all(topics.applicationPrefix(market.settings())).stream()
            .flatMap(grant -> grant.bindings().stream())
            .toList();
    try (Admin admin = Admin.create(market.kafka())) {
      AdminAnswers.await("granting", admin.createAcls(bindings).all());
      awaitInForce(admin, bindings);
    }
    return print(acls());
  }

  /** Takes what is beyond the grants, or only tells. */
  private int revoke() {
    try (Admin admin = Admin.create(market.kafka())) {
      List<AclBinding> beyond =
          Grant.beyond(topics.applicationPrefix(market.settings()), inForce(admin));
      if (print == null) {
        List<AclBindingFilter> filters = beyond.stream().map(AclBinding::toFilter).toList();
        AdminAnswers.await("revoking", admin.deleteAcls(filters).all());
      }
      console.say(beyond.size() + (print == null ? " revoked" : " would be revoked"));
      return print(table(beyond));
    }
  }

  private static Table table(List<AclBinding> bindings) {
    Table table = Table.of("principal", "operation", "resource", "name", "pattern");
    for (AclBinding one : bindings) {
      table =
          table.row(
              one.entry().principal(),
              one.entry().operation().name(),
              one.pattern().resourceType().name(),
              one.pattern().name(),
              one.pattern().patternType().name());
    }
    return table;
  }

  private static Collection<AclBinding> inForce(Admin admin) {
    return AdminAnswers.await(
        "reading access control lists", admin.describeAcls(AclBindingFilter.ANY).values());
  }

  /** The controller has them before the brokers do. */
  private static void awaitInForce(Admin admin, List<AclBinding> bindings) {
    long until = System.nanoTime() + IN_FORCE.toNanos();
    while (!inForce(admin).containsAll(bindings)) {
      if (System.nanoTime() > until) {
        throw new CommandException(
            ExitCodes.FAILED, "granted, but a broker does not know it yet; try topics grant again");
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
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

  private Table acls() {
    Table table = Table.of("principal", "operations", "resource", "name", "prefixed");
    for (Grant grant : Grant.all(topics.applicationPrefix(market.settings()))) {
      table =
          table.row(
              grant.user(),
              String.join(",", grant.operationNames()),
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
        table =
            table.row(
                f.code().name(), f.topic(), f.found(), f.expected(), market.filled(f.remedy()));
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
      market.registry().provision(Topics.all());
      return print(table);
    }
  }
}
