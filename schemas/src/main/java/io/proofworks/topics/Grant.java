package io.proofworks.topics;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * What one party may do with one thing of the cluster. What is not granted is forbidden: outsiders
 * get no transactional id, no delete, and no write to what the market writes.
 *
 * @param name of the thing, or what its name begins with
 * @param prefixed whether it is only the beginning
 */
public record Grant(
    Party party, List<AclOperation> operations, Resource resource, String name, boolean prefixed) {

  /** Kinds of things. */
  public enum Resource {
    TOPIC("topic", ResourceType.TOPIC),
    GROUP("group", ResourceType.GROUP),
    TRANSACTIONAL_ID("transactional-id", ResourceType.TRANSACTIONAL_ID);

    private final String option;
    private final ResourceType type;

    Resource(String option, ResourceType type) {
      this.option = option;
      this.type = type;
    }

    /** As {@code kafka-acls.sh} calls it. */
    public String option() {
      return option;
    }
  }

  /** Names of the market's topics begin with it. */
  private static final String TOPICS = "market.";

  /**
   * All there are, topic by topic, then what the parties need for themselves.
   *
   * @param applicationPrefix application ids are this, a hyphen and the application's name
   */
  public static List<Grant> all(String applicationPrefix) {
    return Stream.concat(
            Topics.all().stream().<Grant>flatMap(topic -> of(topic).stream()),
            Stream.of(Party.values())
                .flatMap(party -> own(party, applicationPrefix + "-").stream()))
        .toList();
  }

  /**
   * What is allowed on the market's topics, or on what the applications have, and is in none of
   * these grants: to one of the parties a right of its own that it does not have, to any other
   * principal one that no party has. Others may have the market's grants under names of their own.
   *
   * @param inForce everything that the brokers have
   */
  public static List<AclBinding> beyond(String applicationPrefix, Collection<AclBinding> inForce) {
    Set<AclBinding> granted =
        all(applicationPrefix).stream()
            .flatMap(grant -> grant.bindings().stream())
            .collect(Collectors.toSet());
    Set<String> parties = Stream.of(Party.values()).map(Grant::user).collect(Collectors.toSet());
    Set<AclBinding> anybodys = granted.stream().map(Grant::toNobody).collect(Collectors.toSet());
    return inForce.stream()
        .filter(one -> one.entry().permissionType() == AclPermissionType.ALLOW)
        .filter(one ->
            one.pattern().name().startsWith(TOPICS)
                || one.pattern().name().startsWith(applicationPrefix + "-"))
        .filter(one ->
            parties.contains(one.entry().principal())
                ? !granted.contains(to(one.entry().principal(), one))
                : !anybodys.contains(toNobody(one)))
        .toList();
  }

  private static AclBinding toNobody(AclBinding one) {
    return to("User:", one);
  }

  /** The same from every host. */
  private static AclBinding to(String principal, AclBinding one) {
    return new AclBinding(
        one.pattern(),
        new AccessControlEntry(
            principal, "*", one.entry().operation(), one.entry().permissionType()));
  }

  /** On one topic and its dead letters. */
  public static List<Grant> of(Topic<?> topic) {
    List<Grant> grants = new ArrayList<>();
    topic.writers().stream()
        .sorted()
        .forEach(p -> grants.add(on(p, AclOperation.WRITE, topic.name())));
    topic.readers().stream()
        .sorted()
        .forEach(p -> grants.add(on(p, AclOperation.READ, topic.name())));
    if (topic.deadLettered()) {
      topic.readers().stream()
          .filter(Party::answers)
          .sorted()
          .forEach(p -> grants.add(on(p, AclOperation.WRITE, topic.dlq())));
      grants.add(on(Party.OPERATOR, AclOperation.READ, topic.dlq()));
    }
    return grants;
  }

  private static Grant on(Party party, AclOperation operation, String topic) {
    return new Grant(
        party, List.of(operation, AclOperation.DESCRIBE), Resource.TOPIC, topic, false);
  }

  /** Groups, internal topics and transactions of a party begin with its name. */
  private static List<Grant> own(Party party, String applications) {
    if (party.application()) {
      String id = applications + party.principal();
      return List.of(
          examining(party, TOPICS),
          under(party, List.of(AclOperation.READ), Resource.GROUP, id),
          under(party, List.of(AclOperation.ALL), Resource.TOPIC, id),
          under(party, List.of(AclOperation.ALL), Resource.TRANSACTIONAL_ID, id));
    }
    return switch (party) {
      case ANYONE, TICKER -> List.of();
      case OPERATOR ->
          List.of(
              examining(party, TOPICS),
              examining(party, applications),
              under(party, List.of(AclOperation.DESCRIBE), Resource.GROUP, applications));
      default ->
          List.of(
              under(party, List.of(AclOperation.READ), Resource.GROUP, party.principal() + "-"));
    };
  }

  /** Applications compare the topics with the catalogue before they start, operators at will. */
  private static Grant examining(Party party, String topics) {
    return under(
        party,
        List.of(AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS),
        Resource.TOPIC,
        topics);
  }

  private static Grant under(
      Party party, List<AclOperation> operations, Resource resource, String name) {
    return new Grant(party, operations, resource, name, true);
  }

  /** {@code User:} and the party's principal. */
  public String user() {
    return user(party);
  }

  private static String user(Party party) {
    return party == Party.ANYONE ? "User:*" : "User:" + party.principal();
  }

  /** The operations as Kafka's tools call them, for instance {@code DescribeConfigs}. */
  public List<String> operationNames() {
    return operations.stream()
        .map(operation ->
            Stream.of(operation.name().split("_", -1))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining()))
        .toList();
  }

  /** What a broker is told to grant it. */
  public List<AclBinding> bindings() {
    ResourcePattern pattern =
        new ResourcePattern(
            resource.type, name, prefixed ? PatternType.PREFIXED : PatternType.LITERAL);
    return operations.stream()
        .map(operation -> new AccessControlEntry(user(), "*", operation, AclPermissionType.ALLOW))
        .map(entry -> new AclBinding(pattern, entry))
        .toList();
  }

  /** The command that grants it, without {@code --bootstrap-server}. */
  public String command() {
    String user = party == Party.ANYONE ? "'User:*'" : user();
    String allowed =
        operationNames().stream().map(one -> " --operation " + one).collect(Collectors.joining());
    String pattern = prefixed ? " --resource-pattern-type prefixed" : "";
    return "kafka-acls.sh --add --allow-principal %s%s%s --%s %s"
        .formatted(user, allowed, pattern, resource.option(), name);
  }
}
