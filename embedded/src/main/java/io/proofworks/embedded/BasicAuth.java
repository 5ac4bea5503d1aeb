package io.proofworks.embedded;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** A user's name and password, by HTTP basic authentication (RFC 7617, UTF-8). */
public record BasicAuth(String user, String password) {
  public BasicAuth {
    if (user.contains(":")) {
      throw new IllegalArgumentException("a user name has no colon (RFC 7617)");
    }
  }

  /** Compared in constant time, so that the answer's delay tells nothing about the secret. */
  boolean accepts(@Nullable String authorization) {
    String plain = user + ":" + password;
    String wanted =
        "Basic " + Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    return authorization != null
        && MessageDigest.isEqual(
            wanted.getBytes(StandardCharsets.UTF_8),
            authorization.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "BasicAuth[user=" + user + "]";
  }
}
