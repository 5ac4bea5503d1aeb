package io.proofworks.views.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * A file of the page as it is served.
 *
 * @param type value of Content-Type
 * @param etag weak, since the server may compress the body
 */
record PageAsset(byte[] body, String type, String etag) {

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html;charset=utf-8",
          "css", "text/css;charset=utf-8",
          "js", "text/javascript;charset=utf-8",
          "svg", "image/svg+xml");

  /** The resource of that name on the class path, if there is one of a type that is served. */
  static Optional<PageAsset> find(String resource) {
    String type = TYPES.get(resource.substring(resource.lastIndexOf('.') + 1));
    if (type == null) {
      return Optional.empty();
    }
    try (InputStream in = PageAsset.class.getResourceAsStream(resource)) {
      return in == null ? Optional.empty() : Optional.of(of(in.readAllBytes(), type));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + resource, e);
    }
  }

  private static PageAsset of(byte[] body, String type) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
      return new PageAsset(
          body, type, "W/\"" + HexFormat.of().formatHex(digest).substring(0, 32) + "\"");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
