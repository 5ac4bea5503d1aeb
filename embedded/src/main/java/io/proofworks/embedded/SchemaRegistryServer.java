package io.proofworks.embedded;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.util.JavalinBindException;
import io.proofworks.operations.HttpBounds;
import io.proofworks.operations.HttpGuard;
import io.proofworks.operations.Meters;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An Avro schema registry that speaks the REST API of Confluent's and keeps its schemas in Kafka's
 * {@code _schemas} topic in that registry's format: Confluent clients use it as it is, and a
 * Confluent registry started on the same Kafka goes on with the same ids. Loopback only; one per
 * topic.
 */
public final class SchemaRegistryServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SchemaRegistryServer.class);

  /** Well under the topic's record limit of 1 MiB, which the schema must fit into again. */
  static final int MAX_REQUEST_BYTES = 512 << 10;

  /** Such as clients of registries send, and no form of a page can. */
  private static final Set<String> MEDIA_TYPES =
      Set.of(
          RegistryRoutes.CONTENT_TYPE,
          "application/vnd.schemaregistry+json",
          "application/json",
          "application/octet-stream");

  private final SchemasTopic topic;
  private final Javalin http;

  private SchemaRegistryServer(SchemasTopic topic, Javalin http) {
    this.topic = topic;
    this.http = http;
  }

  /**
   * Reads the topic to its end and listens.
   *
   * @throws EmbeddedStartException when Kafka does not answer or the port is taken
   */
  public static SchemaRegistryServer start(SchemaRegistrySettings settings) {
    if (settings.port() > 0) {
      RememberedPorts.requireFree("schema registry", settings.port());
    }
    SchemasTopic topic = SchemasTopic.open(settings.kafka());
    Javalin http = Javalin.create(config -> configure(config, settings, topic));
    try {
      http.start("127.0.0.1", settings.port());
    } catch (JavalinBindException e) {
      topic.close();
      throw RememberedPorts.taken("schema registry", settings.port());
    } catch (RuntimeException e) {
      topic.close();
      throw e;
    }
    LOG.info("registry started url=http://127.0.0.1:{}", http.port());
    return new SchemaRegistryServer(topic, http);
  }

  private static void configure(
      JavalinConfig config, SchemaRegistrySettings settings, SchemasTopic topic) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.http.maxRequestSize = MAX_REQUEST_BYTES;
    config.http.defaultContentType = RegistryRoutes.CONTENT_TYPE;
    HttpBounds.STANDARD.addTo(config, Meters.unread());
    new HttpGuard(true, MEDIA_TYPES).addTo(config.routes);
    config.routes.before(context -> authorize(context, settings));
    new RegistryRoutes(topic).addTo(config.routes);
  }

  private static void authorize(Context context, SchemaRegistrySettings settings) {
    if (settings.users().isEmpty()) {
      return;
    }
    String said = context.header("Authorization");
    RegistryUser user =
        settings.users().stream()
            .filter(one -> one.credentials().accepts(said))
            .findFirst()
            .orElseThrow(() -> {
              context.header("WWW-Authenticate", "Basic realm=\"schema registry\"");
              return RegistryException.unauthorized();
            });
    if (!user.may(context.method().name(), context.path())) {
      throw RegistryException.forbidden();
    }
  }

  /** The base URL for {@code schema.registry.url}. */
  public String url() {
    return "http://127.0.0.1:" + http.port();
  }

  /** The port on 127.0.0.1. */
  public int port() {
    return http.port();
  }

  /** Stops listening, then lets go of Kafka. A second call does nothing. */
  @Override
  public void close() {
    http.stop();
    topic.close();
  }
}
