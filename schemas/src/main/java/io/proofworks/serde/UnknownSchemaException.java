package io.proofworks.serde;

/** The registry answered, and has no schema of that id. */
public final class UnknownSchemaException extends RegistryException {

  private static final long serialVersionUID = 1L;

  public UnknownSchemaException(int id) {
    super(
        "the schema registry has no schema of id "
            + id
            + "; the record was written against another registry, or its subject was deleted");
  }
}
