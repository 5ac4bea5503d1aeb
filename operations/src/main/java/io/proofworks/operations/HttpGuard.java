package io.proofworks.operations;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a page of another origin cannot do to a port of ours through somebody's browser. A port that
 * is only bound to this machine is called by its address there: another {@code Host} is a name of
 * somebody else's that was made to point here. An {@code Origin} is the page's that sends the
 * request; there it has to be the port's own, and everywhere where something is written. What is
 * written has a media type that no form of a page can send. Refused as problem+json (RFC 9457),
 * with the fields of Confluent's errors as well.
 *
 * @param local whether the port is bound to this machine only
 * @param written media types of what may be written; empty where nothing is, {@code *}{@code /*}
 *     where all are taken: whoever is no page may send any, and what a page sends has an {@code
 *     Origin}
 */
public record HttpGuard(boolean local, Set<String> written) {

  private static final String ANY = "*/*";

  private static final Set<String> HERE = Set.of("localhost", "127.0.0.1", "[::1]");

  public HttpGuard {
    written = Set.copyOf(written);
  }

  /** Of a port that is read only. */
  public static HttpGuard reading(String boundTo) {
    return new HttpGuard(isLocal(boundTo), Set.of());
  }

  /** Of a port to which programs write, whatever media type they name. */
  public static HttpGuard ofPrograms(String boundTo) {
    return new HttpGuard(isLocal(boundTo), Set.of(ANY));
  }

  private static boolean isLocal(String boundTo) {
    try {
      return InetAddress.getByName(boundTo).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false; // then nothing is bound to it either
    }
  }

  private record Refusal(int status, String code, String detail) {}

  /** Looks at each request before anything else does. */
  public void addTo(RoutesConfig routes) {
    routes.before(context -> refusal(context).ifPresent(refusal -> refuse(context, refusal)));
  }

  private Optional<Refusal> refusal(Context context) {
    String host = context.header("Host");
    String origin = context.header("Origin");
    boolean reads = context.method() == HandlerType.GET || context.method() == HandlerType.HEAD;
    if (local && !HERE.contains(name(host))) {
      return Optional.of(new Refusal(403, "foreign-host", "this port is not called that"));
    }
    if (origin != null && (local || !reads) && !isOwn(origin, host)) {
      return Optional.of(
          new Refusal(403, "foreign-origin", "pages of other origins may not ask here"));
    }
    return reads ? Optional.empty() : ofWrite(context);
  }

  private Optional<Refusal> ofWrite(Context context) {
    boolean hasBody = context.method() == HandlerType.POST || context.method() == HandlerType.PUT;
    if (written.isEmpty()) {
      return Optional.of(new Refusal(405, "method-not-allowed", "GET only"));
    }
    if (!hasBody || written.contains(ANY) || written.contains(mediaType(context))) {
      return Optional.empty();
    }
    return Optional.of(new Refusal(415, "media-type", "send one of " + String.join(", ", written)));
  }

  private static String mediaType(Context context) {
    String type = context.header("Content-Type");
    return type == null ? "" : beforeFirst(type, ';').strip().toLowerCase(Locale.ROOT);
  }

  private static boolean isOwn(String origin, @Nullable String host) {
    return host != null
        && (origin.equalsIgnoreCase("http://" + host)
            || origin.equalsIgnoreCase("https://" + host));
  }

  /** A host without its port, in lower case; the brackets of an address stay. */
  private static String name(@Nullable String host) {
    if (host == null) {
      return "";
    }
    int port = host.lastIndexOf(':');
    boolean hasPort = port > host.lastIndexOf(']');
    return (hasPort ? host.substring(0, port) : host).toLowerCase(Locale.ROOT);
  }

  private static String beforeFirst(String text, char mark) {
    int at = text.indexOf(mark);
    return at < 0 ? text : text.substring(0, at);
  }

  private static void refuse(Context context, Refusal refusal) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("type", "urn:proofworks:problem:" + refusal.code())
        .put("title", refusal.code().replace('-', ' '))
        .put("status", refusal.status())
        .put("code", refusal.code())
        .put("detail", refusal.detail())
        .put("error_code", refusal.status())
        .put("message", refusal.detail());
    if (refusal.status() == 405) {
      context.header("Allow", "GET");
    }
    context
        .status(refusal.status())
        .contentType("application/problem+json")
        .result(node.toString().getBytes(StandardCharsets.UTF_8))
        .skipRemainingHandlers();
  }
}
