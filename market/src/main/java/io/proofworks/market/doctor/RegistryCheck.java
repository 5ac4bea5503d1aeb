package io.proofworks.market.doctor;

import io.proofworks.runtime.Finding;
import io.proofworks.runtime.Finding.Code;
import io.proofworks.serde.RegistryClient;
import io.proofworks.serde.RegistryException;
import io.proofworks.serde.RegistrySettings;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The schemas of a market, and who may change them.
 *
 * @param outsider as a requester or a prover asks the registry, if that is to be tried
 */
public record RegistryCheck(RegistrySettings asked, Optional<RegistrySettings> outsider) {

  /** What is not as it should be. */
  List<Finding> findings() {
    try {
      RegistryClient registry = new RegistryClient(asked);
      List<Finding> findings = new ArrayList<>();
      Topics.all().forEach(topic -> schema(registry, topic).ifPresent(findings::add));
      Topics.all().forEach(topic -> level(registry, topic).ifPresent(findings::add));
      if (!isHere()) {
        mayChange(asked.anonymous(), "anybody").forEach(findings::add);
      }
      outsider.ifPresent(user -> mayChange(user, name(user)).forEach(findings::add));
      return findings;
    } catch (RegistryException e) {
      return List.of(
          new Finding(
              Code.REGISTRY_UNREACHABLE,
              "",
              String.valueOf(e.getMessage()),
              "an answer",
              "start the schema registry, or give its address with --registry-url"));
    }
  }

  private static Optional<Finding> schema(RegistryClient registry, Topic<?> topic) {
    if (registry.lookUp(topic.subject(), topic.schema()).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        registry.compatible(topic.subject(), topic.schema())
            ? new Finding(
                Code.SCHEMA_MISSING,
                topic.name(),
                "the registry has no such schema under " + topic.subject(),
                "this build's",
                "proofworks topics create, as an administrator of the registry")
            : new Finding(
                Code.SCHEMA_DIFFERS,
                topic.name(),
                "the registry has another schema under " + topic.subject(),
                "one that this build's is compatible with",
                "use the build that the market runs, or register this one's schema"));
  }

  private static Optional<Finding> level(RegistryClient registry, Topic<?> topic) {
    String level = registry.level(topic.subject());
    return level.equals(RegistryClient.LEVEL)
        ? Optional.empty()
        : Optional.of(
            new Finding(
                Code.COMPATIBILITY_LEVEL,
                topic.name(),
                topic.subject() + " is " + level,
                RegistryClient.LEVEL,
                "proofworks topics create, as an administrator of the registry"));
  }

  /** One subject stands for all: roles are given for the market's, not for single ones. */
  private static Stream<Finding> mayChange(RegistrySettings user, String who) {
    return new RegistryClient(user).mayChange(Topics.VERDICTS.subject())
        ? Stream.of(
            new Finding(
                Code.REGISTRY_OPEN,
                "",
                who + " may delete, change or register schemas in " + user.url(),
                "to be refused with 401 or 403",
                "give writers and outsiders users that read only, docs/guides/cluster.md"))
        : Stream.of();
  }

  private static String name(RegistrySettings user) {
    return user.user().map(name -> "user " + name).orElse("anybody");
  }

  /** A registry on this machine only needs no users. */
  private boolean isHere() {
    try {
      return InetAddress.getByName(asked.url().getHost()).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
