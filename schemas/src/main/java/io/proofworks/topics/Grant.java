package io.proofworks.topics;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What one party may do with one thing of the cluster. What is not granted is forbidden: outsiders
 * get no transactional id, no delete, and no write to what the market writes.
 *
 * @param name of the thing, or what its name begins with
 * @param prefixed whether it is only the beginning
 */
public record Grant(
    Party party, List<String> operations, Resource resource, String name, boolean prefixed) {

  /** Kinds of things. */
  public enum Resource {
    TOPIC("topic"),
    GROUP("group"),
    TRANSACTIONAL_ID("transactional-id");

    private final String option;

    Resource(String option) {
      this.option = option;
    }

    /** As {@code kafka-acls.sh} calls it. */
    public String option() {
      return option;
    }
  }

  /** Application ids are this and the application's name, unless a deployment says otherwise. */
  private static final String APPLICATIONS = "proofworks-";

  /** All there are, topic by topic, then what the parties need for themselves. */
  public static List<Grant> all() {
    return Stream.concat(
            Topics.all().stream().<Grant>flatMap(topic -> of(topic).stream()),
            Stream.of(Party.values()).flatMap(party -> own(party).stream()))
        .toList();
  }

  /** On one topic and its dead letters. */
  public static List<Grant> of(Topic<?> topic) {
    List<Grant> grants = new ArrayList<>();
    topic.writers().stream().sorted().forEach(p -> grants.add(on(p, "Write", topic.name())));
    topic.readers().stream().sorted().forEach(p -> grants.add(on(p, "Read", topic.name())));
    if (topic.deadLettered()) {
      topic.readers().stream()
          .filter(Party::answers)
          .sorted()
          .forEach(p -> grants.add(on(p, "Write", topic.dlq())));
      grants.add(on(Party.OPERATOR, "Read", topic.dlq()));
    }
    return grants;
  }

  private static Grant on(Party party, String operation, String topic) {
    return new Grant(party, List.of(operation, "Describe"), Resource.TOPIC, topic, false);
  }

  /** Groups, internal topics and transactions of a party begin with its name. */
  private static List<Grant> own(Party party) {
    if (party == Party.ANYONE || party == Party.TICKER) {
      return List.of();
    }
    if (!party.application()) {
      return List.of(under(party, "Read", Resource.GROUP, party.principal() + "-"));
    }
    String id = APPLICATIONS + party.principal();
    return List.of(
        under(party, "Read", Resource.GROUP, id),
        under(party, "All", Resource.TOPIC, id),
        under(party, "All", Resource.TRANSACTIONAL_ID, id));
  }

  private static Grant under(Party party, String operation, Resource resource, String name) {
    return new Grant(party, List.of(operation), resource, name, true);
  }

  /** {@code User:} and the party's principal. */
  public String user() {
    return party == Party.ANYONE ? "User:*" : "User:" + party.principal();
  }

  /** The command that grants it, without {@code --bootstrap-server}. */
  public String command() {
    String user = party == Party.ANYONE ? "'User:*'" : user();
    String allowed =
        operations.stream().map(one -> " --operation " + one).collect(Collectors.joining());
    String pattern = prefixed ? " --resource-pattern-type prefixed" : "";
    return "kafka-acls.sh --add --allow-principal %s%s%s --%s %s"
        .formatted(user, allowed, pattern, resource.option(), name);
  }
}
