package io.proofworks.worker.keys;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.OwnerKey;
import io.proofworks.protocol.SigningException;
import io.proofworks.protocol.TypedMessage;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;

/**
 * Asks a signing service. What it answers is believed only if the owner's key signed what was asked
 * for. TLS is the JVM's: {@code javax.net.ssl.trustStore}, and {@code keyStore} for a certificate
 * of our own.
 */
final class SignerHttp {

  static final ObjectMapper JSON = new ObjectMapper();

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int LONGEST_ANSWER = 1 << 20;
  private static final int QUOTED = 200;

  private final URI url;
  private final HttpClient client;

  SignerHttp(URI url) {
    this.url = url;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
  }

  String get(String path) {
    return ask(request(path).GET().build());
  }

  String post(String path, JsonNode body) {
    return ask(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.toString()))
            .build());
  }

  private HttpRequest.Builder request(String path) {
    String base = url.toString();
    boolean twice = base.endsWith("/") && path.startsWith("/");
    String whole = (twice ? base.substring(0, base.length() - 1) : base) + path;
    return HttpRequest.newBuilder(URI.create(whole)).timeout(PATIENCE);
  }

  private String ask(HttpRequest request) {
    try {
      HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        String text = new String(body.readNBytes(LONGEST_ANSWER), StandardCharsets.UTF_8).strip();
        if (response.statusCode() != 200) {
          throw refusal("answers " + response.statusCode() + " " + quoted(text));
        }
        return text;
      }
    } catch (IOException e) {
      throw new SigningException("the signer at " + url + " cannot be asked: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SigningException("interrupted while the signer at " + url + " was asked", e);
    }
  }

  /** What it says, as JSON. */
  JsonNode parsed(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw refusal("answers no JSON: " + quoted(text));
    }
  }

  /** The signature of the owner in an answer of hex digits. */
  byte[] signature(Address owner, TypedMessage message, String answer) {
    byte[] said = hex(answer);
    return OwnerKey.canonical(owner, message.digest(), said)
        .orElseThrow(() -> refusal("did not sign this with the key of " + owner));
  }

  byte[] hex(String text) {
    try {
      return HexFormat.of().parseHex(text.startsWith("0x") ? text.substring(2) : text);
    } catch (IllegalArgumentException e) {
      throw refusal("answers no hex digits: " + quoted(text));
    }
  }

  SigningException refusal(String what) {
    return new SigningException("the signer at " + url + " " + what);
  }

  static String quoted(String text) {
    return text.length() <= QUOTED ? text : text.substring(0, QUOTED) + "...";
  }
}
