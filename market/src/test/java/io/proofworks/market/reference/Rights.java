package io.proofworks.market.reference;

import io.proofworks.topics.Grant;
import io.proofworks.topics.Party;
import java.io.IOException;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.metrics.MetricValueProvider;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.metadata.authorizer.StandardAcl;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.apache.kafka.server.authorizer.AuthorizationResult;

/** The brokers' own authorizer, with the grants that {@code topics grant} makes. */
final class Rights implements AutoCloseable {

  /** The principal of nobody that the market knows; {@link Party#ANYONE} is who has an account. */
  private static final String STRANGER = "somebody-else";

  private final StandardAuthorizer authorizer = new StandardAuthorizer();

  Rights(String applicationPrefix) {
    authorizer.withPluginMetrics(new Uncollected(new Metrics()));
    authorizer.configure(Map.of("super.users", "User:admin"));
    Grant.all(applicationPrefix).stream()
        .flatMap(grant -> grant.bindings().stream())
        .distinct()
        .forEach(acl -> authorizer.addAcl(Uuid.randomUuid(), StandardAcl.fromAclBinding(acl)));
    authorizer.completeInitialLoad();
  }

  /** Whether a broker would let that party do it. */
  boolean may(Party party, AclOperation operation, ResourceType type, String name) {
    String principal = party == Party.ANYONE ? STRANGER : party.principal();
    ResourcePattern thing = new ResourcePattern(type, name, PatternType.LITERAL);
    return authorizer
        .authorize(new Request(principal), List.of(new Action(operation, thing, 1, false, false)))
        .equals(List.of(AuthorizationResult.ALLOWED));
  }

  @Override
  public void close() throws IOException {
    authorizer.close();
  }

  /** Metrics that nobody collects; the authorizer counts each answer. */
  private record Uncollected(Metrics metrics) implements PluginMetrics {

    @Override
    public MetricName metricName(
        String name, String description, LinkedHashMap<String, String> tags) {
      return metrics.metricName(name, "authorizer", description, tags);
    }

    @Override
    public void addMetric(MetricName name, MetricValueProvider<?> value) {
      metrics.addMetric(name, value);
    }

    @Override
    public void removeMetric(MetricName name) {
      metrics.removeMetric(name);
    }

    @Override
    public Sensor addSensor(String name) {
      return metrics.sensor(name);
    }

    @Override
    public void removeSensor(String name) {
      metrics.removeSensor(name);
    }
  }

  /** A request of that principal, as a broker would see it. */
  private record Request(String user) implements AuthorizableRequestContext {

    @Override
    public String listenerName() {
      return "CLIENT";
    }

    @Override
    public SecurityProtocol securityProtocol() {
      return SecurityProtocol.SASL_SSL;
    }

    @Override
    public KafkaPrincipal principal() {
      return new KafkaPrincipal(KafkaPrincipal.USER_TYPE, user);
    }

    @Override
    public InetAddress clientAddress() {
      return InetAddress.getLoopbackAddress();
    }

    @Override
    public int requestType() {
      return 0;
    }

    @Override
    public int requestVersion() {
      return 0;
    }

    @Override
    public String clientId() {
      return user;
    }

    @Override
    public int correlationId() {
      return 0;
    }
  }
}
