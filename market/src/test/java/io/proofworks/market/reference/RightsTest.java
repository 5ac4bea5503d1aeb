package io.proofworks.market.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.topics.Party;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Every cell of what there is, by who there is, by what may be done, asked of the brokers' own
 * authorizer. What is expected is said here once more and not read off the grants.
 */
final class RightsTest {

  private static final String PREFIX = "proofworks";

  private static final Set<AclOperation> OPERATIONS =
      EnumSet.complementOf(EnumSet.of(AclOperation.UNKNOWN, AclOperation.ANY, AclOperation.ALL));

  private final Rights rights = new Rights(PREFIX);
  private final List<String> wrong = new ArrayList<>();
  private int cells;

  @AfterEach
  void close() throws IOException {
    rights.close();
  }

  /** Asks for all operations of all parties on one thing. */
  private void require(ResourceType type, String name, Expected expected) {
    for (Party party : Party.values()) {
      Set<AclOperation> allowed = EnumSet.noneOf(AclOperation.class);
      for (AclOperation operation : OPERATIONS) {
        cells++;
        if (rights.may(party, operation, type, name)) {
          allowed.add(operation);
        }
      }
      Set<AclOperation> wanted = expected.of(party);
      if (!allowed.equals(wanted)) {
        wrong.add(party + " on " + type + " " + name + ": " + allowed + ", not " + wanted);
      }
    }
  }

  /** What a party may do with something. */
  private interface Expected {
    Set<AclOperation> of(Party party);
  }

  private static Set<AclOperation> set(AclOperation... operations) {
    Set<AclOperation> set = EnumSet.noneOf(AclOperation.class);
    set.addAll(List.of(operations));
    return set;
  }

  private static final Expected NOTHING = party -> set();

  /** The market's five applications and its operator look at every topic of the market. */
  private static Set<AclOperation> examining(Party party) {
    return switch (party) {
      case OPERATOR, SHARDING, SETTLEMENT, AGGREGATION, METRICS, VIEWS ->
          set(AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS);
      case CHAIN_WATCHER,
          REQUESTER,
          PROVER,
          AGGREGATOR,
          TICKER,
          ROUTE_ENGINE,
          ANALYST,
          AUDITOR,
          WITNESS,
          ANYONE ->
          set();
    };
  }

  private static Set<AclOperation> with(Set<AclOperation> before, boolean read, boolean write) {
    Set<AclOperation> all = set(before.toArray(AclOperation[]::new));
    if (read) {
      all.add(AclOperation.READ);
    }
    if (write) {
      all.add(AclOperation.WRITE);
    }
    if (read || write) {
      all.add(AclOperation.DESCRIBE);
    }
    return all;
  }

  private void requireAllRight() {
    assertThat(wrong).as("of " + cells + " cells").isEmpty();
  }

  @Test
  void shouldLetEachPartyReadAndWriteTheTopicsOfTheCatalogueThatAreItsOwnAndDoNothingElse() {
    for (Topic<?> topic : Topics.all()) {
      boolean open = topic.readers().contains(Party.ANYONE);
      require(
          ResourceType.TOPIC,
          topic.name(),
          party ->
              with(
                  examining(party),
                  open || topic.readers().contains(party),
                  topic.writers().contains(party)));
    }
    requireAllRight();
    assertThat(cells).isEqualTo(Topics.all().size() * Party.values().length * OPERATIONS.size());
  }

  @Test
  void shouldLetWhoAnswersWriteDeadLettersAndOnlyTheOperatorReadThem() {
    Set<Party> answer =
        EnumSet.of(Party.SHARDING, Party.SETTLEMENT, Party.AGGREGATION, Party.METRICS);
    for (Topic<?> topic : Topics.all()) {
      boolean deadLettered = topic.deadLettered();
      require(
          ResourceType.TOPIC,
          topic.dlq(),
          party ->
              with(
                  examining(party),
                  deadLettered && party == Party.OPERATOR,
                  deadLettered && topic.readers().contains(party) && answer.contains(party)));
    }
    requireAllRight();
  }

  @Test
  void shouldLetEachApplicationUseItsOwnInternalTopicsOnly() {
    for (Party owner : Party.values()) {
      for (String kind : List.of("-tasks-changelog", "-accounts-repartition", "")) {
        require(
            ResourceType.TOPIC,
            PREFIX + "-" + owner.principal() + kind,
            party ->
                party == Party.OPERATOR
                    ? examining(party)
                    : party == owner && owner.application() ? OPERATIONS : set());
      }
    }
    requireAllRight();
  }

  @Test
  void shouldLetEachPartyJoinGroupsOfItsOwnOnly() {
    Set<AclOperation> joins = set(AclOperation.READ, AclOperation.DESCRIBE);
    Set<Party> needNone = EnumSet.of(Party.OPERATOR, Party.TICKER, Party.ANYONE);
    for (Party owner : Party.values()) {
      require(
          ResourceType.GROUP,
          PREFIX + "-" + owner.principal(),
          party ->
              party == Party.OPERATOR
                  ? set(AclOperation.DESCRIBE)
                  : party == owner && owner.application() ? joins : set());
      require(
          ResourceType.GROUP,
          owner.principal() + "-1",
          party ->
              party == owner && !owner.application() && !needNone.contains(owner) ? joins : set());
    }
    require(ResourceType.GROUP, "console-consumer-1", NOTHING);
    requireAllRight();
  }

  @Test
  void shouldLetOnlyApplicationsOpenTransactionsAndOnlyUnderTheirOwnNames() {
    for (Party owner : Party.values()) {
      require(
          ResourceType.TRANSACTIONAL_ID,
          PREFIX + "-" + owner.principal() + "-0b7f-1",
          party -> party == owner && owner.application() ? OPERATIONS : set());
      require(ResourceType.TRANSACTIONAL_ID, owner.principal() + "-1", NOTHING);
    }
    requireAllRight();
  }

  @Test
  void shouldLetNobodyDoAnythingWithWhatIsNotTheMarkets() {
    for (String topic :
        List.of("_schemas", "__consumer_offsets", "__transaction_state", "orders")) {
      require(ResourceType.TOPIC, topic, NOTHING);
    }
    require(ResourceType.CLUSTER, "kafka-cluster", NOTHING);
    require(ResourceType.DELEGATION_TOKEN, "a", NOTHING);
    require(ResourceType.USER, "admin", NOTHING);
    requireAllRight();
  }

  /** The catalogue itself could be wrong: what money follows from is written by few. */
  @Test
  void shouldLetNobodyButItsOwnersWriteWhatIsBelieved() {
    record Owned(Topic<?> topic, Set<Party> owners) {}
    List<Owned> owned =
        List.of(
            new Owned(Topics.POLICIES, EnumSet.of(Party.OPERATOR)),
            new Owned(Topics.STAKES, EnumSet.of(Party.OPERATOR, Party.CHAIN_WATCHER)),
            new Owned(Topics.PROVERS, EnumSet.of(Party.SETTLEMENT)),
            new Owned(Topics.TASKS, EnumSet.of(Party.SHARDING)),
            new Owned(Topics.ASSIGNMENTS, EnumSet.of(Party.SHARDING)),
            new Owned(
                Topics.VERDICTS, EnumSet.of(Party.SHARDING, Party.SETTLEMENT, Party.AGGREGATION)),
            new Owned(Topics.WINDOWS, EnumSet.of(Party.SETTLEMENT)),
            new Owned(Topics.LEDGER, EnumSet.of(Party.SETTLEMENT)),
            new Owned(Topics.CHILD_PROOFS, EnumSet.of(Party.SETTLEMENT)),
            new Owned(Topics.AGGREGATION_JOBS, EnumSet.of(Party.AGGREGATION)),
            new Owned(Topics.RECEIPTS, EnumSet.of(Party.AGGREGATION)),
            new Owned(Topics.EXECUTIONS, EnumSet.of(Party.CHAIN_WATCHER)),
            new Owned(Topics.METRICS, EnumSet.of(Party.METRICS)),
            new Owned(Topics.ROUTE_SIGNALS, EnumSet.of(Party.METRICS)),
            new Owned(
                Topics.JOURNAL, EnumSet.of(Party.SHARDING, Party.SETTLEMENT, Party.AGGREGATION)),
            new Owned(
                Topics.CHECKPOINTS,
                EnumSet.of(Party.SHARDING, Party.SETTLEMENT, Party.AGGREGATION)),
            new Owned(Topics.COSIGNATURES, EnumSet.of(Party.WITNESS)));
    assertThat(owned.stream().map(Owned::topic))
        .containsAll(Topics.all().stream().filter(topic -> !topic.outsiderWrites()).toList());
    for (Owned one : owned) {
      for (Party party : Party.values()) {
        assertThat(rights.may(party, AclOperation.WRITE, ResourceType.TOPIC, one.topic().name()))
            .as(party + " writes " + one.topic().name())
            .isEqualTo(one.owners().contains(party));
      }
    }
  }

  /** The catalogue could lack a reader as well: what each command reads is said here by hand. */
  @Test
  void shouldLetWhoRunsACommandReadWhatItReads() {
    record Command(String name, Set<Party> by, List<Topic<?>> reads) {}
    for (Command command :
        List.of(
            new Command(
                "witness", EnumSet.of(Party.WITNESS), List.of(Topics.CHECKPOINTS, Topics.JOURNAL)),
            new Command(
                "submit --witnessed",
                EnumSet.of(Party.REQUESTER),
                List.of(
                    Topics.POLICIES,
                    Topics.VERDICTS,
                    Topics.RECEIPTS,
                    Topics.JOURNAL,
                    Topics.COSIGNATURES)),
            new Command(
                "evidence receipt",
                EnumSet.of(Party.REQUESTER, Party.OPERATOR, Party.CHAIN_WATCHER, Party.AUDITOR),
                List.of(Topics.RECEIPTS, Topics.JOURNAL, Topics.COSIGNATURES)),
            new Command(
                "evidence stake",
                EnumSet.of(Party.OPERATOR, Party.CHAIN_WATCHER, Party.AUDITOR),
                List.of(Topics.STAKES, Topics.LEDGER, Topics.JOURNAL, Topics.COSIGNATURES)),
            new Command(
                "withdraw", EnumSet.of(Party.OPERATOR), List.of(Topics.POLICIES, Topics.VERDICTS)),
            new Command("doctor", EnumSet.of(Party.OPERATOR), List.of(Topics.HEARTBEATS)),
            new Command("run query, its log", EnumSet.of(Party.VIEWS), Topics.all()),
            new Command("audit", EnumSet.of(Party.AUDITOR), Topics.all()))) {
      for (Party party : command.by()) {
        assertThat(command.reads())
            .as(party + " runs " + command.name())
            .allMatch(
                topic -> rights.may(party, AclOperation.READ, ResourceType.TOPIC, topic.name()));
      }
    }
  }
}
