package io.proofworks.worker;

import io.proofworks.settings.Connection;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * What the brokers of a connection say when they are first asked.
 *
 * @param message what is in the way and the way out, for the user; empty when nothing is
 */
public record BrokerAnswer(Kind kind, String message) {

  private static final int ANSWER_MS = 8_000;

  /** What there is to be said. */
  public enum Kind {
    WELCOME,
    /** Nothing within eight seconds; they may come. */
    SILENCE,
    /** The credentials are wrong, and will be. */
    REFUSAL,
    /** The settings are none that a client can be made of. */
    UNUSABLE
  }

  /**
   * Asks them.
   *
   * @throws InterruptException if the thread is interrupted
   */
  public static BrokerAnswer of(Connection connection) {
    String servers = connection.bootstrapServers();
    Map<String, Object> settings = connection.clientSettings();
    settings.put("request.timeout.ms", ANSWER_MS / 2);
    settings.put("default.api.timeout.ms", ANSWER_MS);
    try (Admin admin = Admin.create(settings)) {
      admin.describeCluster().nodes().get(ANSWER_MS, TimeUnit.MILLISECONDS);
      return new BrokerAnswer(Kind.WELCOME, "");
    } catch (ExecutionException e) {
      return e.getCause() instanceof AuthenticationException refusal
          ? new BrokerAnswer(
              Kind.REFUSAL,
              servers
                  + " does not let these credentials in ("
                  + refusal.getMessage()
                  + "): they are kafka.* of --config")
          : silence(servers);
    } catch (TimeoutException e) {
      return silence(servers);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (KafkaException e) {
      return new BrokerAnswer(
          Kind.UNUSABLE,
          "--bootstrap-servers "
              + servers
              + ", or kafka.* of the settings, cannot be used: "
              + (e.getCause() == null ? e.getMessage() : e.getCause().getMessage()));
    }
  }

  private static BrokerAnswer silence(String servers) {
    return new BrokerAnswer(
        Kind.SILENCE,
        "no broker answers at "
            + servers
            + ": is the market running, is the address right, does it want TLS (--config)?");
  }
}
