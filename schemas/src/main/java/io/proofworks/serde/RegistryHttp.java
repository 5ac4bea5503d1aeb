package io.proofworks.serde;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requests to the registry, repeated while the failure may pass: no answer, 429 and 5xx. */
final class RegistryHttp {

  private static final Logger LOG = LoggerFactory.getLogger(RegistryHttp.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
  private static final long FIRST_PAUSE_MS = 50;
  private static final long LONGEST_PAUSE_MS = 5_000;
  private static final long LONGEST_ANSWER = 4 << 20;
  private static final int QUOTED_CHARACTERS = 300;

  private final RegistrySettings settings;
  private final HttpClient client;

  RegistryHttp(RegistrySettings settings) {
    this.settings = settings;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(settings.timeout());
    RegistryTrust.of(settings).ifPresent(builder::sslContext);
    this.client = builder.build();
  }

  Answer get(String path) {
    return send(request(path).GET().build());
  }

  Answer post(String path, JsonNode body) {
    return send(
        request(path)
            .header("Content-Type", MEDIA_TYPE)
            .POST(BodyPublishers.ofString(body.toString()))
            .build());
  }

  Answer put(String path, JsonNode body) {
    return send(
        request(path)
            .header("Content-Type", MEDIA_TYPE)
            .PUT(BodyPublishers.ofString(body.toString()))
            .build());
  }

  Answer delete(String path) {
    return send(request(path).DELETE().build());
  }

  private HttpRequest.Builder request(String path) {
    String base = settings.url().toString();
    String prefix = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(prefix + path))
            .timeout(settings.timeout())
            .header("Accept", MEDIA_TYPE + ", application/json");
    settings.user().ifPresent(user -> request.header("Authorization", basic(user)));
    return request;
  }

  private String basic(String user) {
    String pair = user + ":" + settings.password().orElse("");
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private Answer send(HttpRequest request) {
    long pause = FIRST_PAUSE_MS;
    for (int attempt = 1; ; attempt++) {
      boolean last = attempt == settings.attempts();
      try {
        HttpResponse<String> response = exchange(request);
        if (last || !mayPass(response.statusCode())) {
          return new Answer(settings.url(), response.statusCode(), response.body());
        }
        LOG.warn("registry.retry status={} attempt={}", response.statusCode(), attempt);
      } catch (SSLException e) {
        throw distrusted(e);
      } catch (IOException e) {
        if (last) {
          throw unreachable(e);
        }
        LOG.warn("registry.retry cause=\"{}\" attempt={}", e.toString(), attempt);
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
      pause(pause);
      pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
    }
  }

  /** The client's own timeout ends with the answer's headers; this one ends with its last byte. */
  private HttpResponse<String> exchange(HttpRequest request)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<String>> exchange =
        client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(), LONGEST_ANSWER));
    try {
      return exchange.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } catch (TimeoutException e) {
      throw new HttpTimeoutException("no whole answer in time");
    } finally {
      exchange.cancel(true);
    }
  }

  private static boolean mayPass(int status) {
    return status == 429 || status >= 500;
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static RegistryException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new RegistryException("interrupted while waiting for the schema registry", cause);
  }

  private RegistryException distrusted(SSLException cause) {
    return new RegistryException(
        "the schema registry at "
            + settings.url()
            + " could not be trusted ("
            + cause.getMessage()
            + "); name its authority with registry.truststore and registry.truststore.password",
        cause);
  }

  private RegistryException unreachable(IOException cause) {
    return new RegistryException(
        "the schema registry at "
            + settings.url()
            + " did not answer in "
            + settings.attempts()
            + " attempts of "
            + settings.timeout().toMillis()
            + " ms ("
            + cause
            + "); check that it runs and that registry.url is right",
        cause);
  }

  /** What the registry said. */
  record Answer(URI registry, int status, @Nullable String text) {

    /** Confluent's error code, for instance 40401; 0 when there is none. */
    int errorCode() {
      return json().path("error_code").asInt(0);
    }

    /**
     * The body of a success.
     *
     * @param doing what was asked, for the message
     */
    JsonNode require(String doing) {
      if (status != 200 && status != 201) {
        throw new RegistryException(
            doing + " at " + registry + " was answered " + status + ": " + reason() + wayOut());
      }
      return json();
    }

    /** A success that is not what the API promises. */
    RegistryException unexpected(String doing) {
      return new RegistryException(
          doing
              + " at "
              + registry
              + " was answered with \""
              + quoted()
              + "\", which is not the Confluent API; registry.url may lack a path such as"
              + " /apis/ccompat/v7");
    }

    private String wayOut() {
      return switch (status) {
        case 401, 403 -> "; set registry.user and registry.password to one who may do this";
        case 404 -> "; registry.url may lack a path such as /apis/ccompat/v7";
        case 409 ->
            "; the subject holds an incompatible schema: upgrade this process, or use"
                + " another registry for another market";
        case 422 -> "; the registry does not take this schema at all: check its version";
        default -> "";
      };
    }

    private String reason() {
      String message = json().path("message").asText("");
      return message.isEmpty() ? quoted() : message;
    }

    private String quoted() {
      String body = text == null ? "" : text.strip();
      return body.substring(0, Math.min(QUOTED_CHARACTERS, body.length()));
    }

    private JsonNode json() {
      try {
        return text == null ? MissingNode.getInstance() : JSON.readTree(text);
      } catch (JsonProcessingException e) {
        return MissingNode.getInstance();
      }
    }
  }
}
