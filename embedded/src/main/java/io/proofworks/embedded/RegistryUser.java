package io.proofworks.embedded;

import java.util.Set;

/**
 * Somebody who may use the registry.
 *
 * @param subjects that a {@link Role#WRITER} may register schemas under
 */
public record RegistryUser(BasicAuth credentials, Role role, Set<String> subjects) {

  /** What a user may do. */
  public enum Role {
    /** Reads schemas, looks ids up, asks whether a schema would be compatible. */
    READER,
    /** The same, and registers schemas under some subjects. */
    WRITER,
    /** Everything: deletes, and sets compatibility levels. */
    ADMIN
  }

  public RegistryUser {
    subjects = Set.copyOf(subjects);
  }

  /** One who only reads. */
  public static RegistryUser reader(String name, String password) {
    return new RegistryUser(new BasicAuth(name, password), Role.READER, Set.of());
  }

  /** One who also registers schemas under these subjects. */
  public static RegistryUser writer(String name, String password, Set<String> subjects) {
    return new RegistryUser(new BasicAuth(name, password), Role.WRITER, subjects);
  }

  /** One who may do everything. */
  public static RegistryUser admin(String name, String password) {
    return new RegistryUser(new BasicAuth(name, password), Role.ADMIN, Set.of());
  }

  /**
   * Whether its role allows a request. What is not known to read or to register is an
   * administrator's.
   *
   * @param method of HTTP
   * @param path as it was sent, without its query
   */
  boolean may(String method, String path) {
    String[] parts = path.split("/", -1); // "/subjects/a/versions" is "", subjects, a, versions
    boolean post = method.equals("POST");
    boolean looksUp = post && parts.length == 3 && parts[1].equals("subjects");
    boolean compares = post && parts.length > 2 && parts[1].equals("compatibility");
    if (method.equals("GET") || method.equals("HEAD") || looksUp || compares) {
      return true;
    }
    boolean registers =
        post && parts.length == 4 && parts[1].equals("subjects") && parts[3].equals("versions");
    return switch (role) {
      case READER -> false;
      case WRITER -> registers && subjects.contains(parts[2]);
      case ADMIN -> true;
    };
  }
}
