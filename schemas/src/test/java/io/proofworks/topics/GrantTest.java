package io.proofworks.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;

final class GrantTest {

  private static final String PREFIX = "proofworks";

  private static List<AclBinding> granted() {
    return Grant.all(PREFIX).stream().flatMap(grant -> grant.bindings().stream()).toList();
  }

  private static AclBinding allowed(String principal, AclOperation operation, String topic) {
    return binding(principal, operation, topic, AclPermissionType.ALLOW);
  }

  private static AclBinding binding(
      String principal, AclOperation operation, String topic, AclPermissionType permission) {
    return new AclBinding(
        new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
        new AccessControlEntry("User:" + principal, "*", operation, permission));
  }

  private static List<AclBinding> beyond(AclBinding... more) {
    List<AclBinding> inForce = new ArrayList<>(granted());
    inForce.addAll(List.of(more));
    return Grant.beyond(PREFIX, inForce);
  }

  @Test
  void shouldFindWhatIsAllowedBeyondTheGrants() {
    AclBinding formerly = allowed("ticker", AclOperation.WRITE, "market.verdicts");
    AclBinding anybody = allowed("*", AclOperation.READ, "market.ledger");
    AclBinding byHand = allowed("somebody", AclOperation.DELETE, "market.ledger");
    AclBinding internal = allowed("operator", AclOperation.READ, "proofworks-settlement-changelog");

    assertThat(beyond(formerly, anybody, byHand, internal))
        .containsExactly(formerly, anybody, byHand, internal);
  }

  @Test
  void shouldLeaveTheGrantsTheSameUnderOtherNamesAndWhatIsNotTheMarkets() {
    assertThat(
            beyond(
                allowed("prover-7", AclOperation.WRITE, "market.reveals"),
                allowed("backup", AclOperation.READ, "orders"),
                binding("ticker", AclOperation.WRITE, "market.tasks", AclPermissionType.DENY)))
        .isEmpty();
  }

  @Test
  void shouldTakeWhatIsAllowedFromOneHostOnlyForLessThanTheGrant() {
    AclBinding grant = allowed("prover", AclOperation.WRITE, "market.reveals");
    AclBinding fromOne =
        new AclBinding(
            grant.pattern(),
            new AccessControlEntry(
                "User:prover", "10.0.0.1", AclOperation.WRITE, AclPermissionType.ALLOW));

    assertThat(beyond(fromOne)).isEmpty();
  }
}
