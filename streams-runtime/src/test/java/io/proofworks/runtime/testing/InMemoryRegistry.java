package io.proofworks.runtime.testing;

import io.proofworks.serde.RegistryException;
import io.proofworks.serde.SchemaRegistry;
import io.proofworks.serde.UnknownSchemaException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaValidationException;
import org.apache.avro.SchemaValidator;
import org.apache.avro.SchemaValidatorBuilder;

/** A registry in memory that holds subjects to FULL_TRANSITIVE, as the market's registry does. */
public final class InMemoryRegistry implements SchemaRegistry {

  private static final SchemaValidator FULL_TRANSITIVE =
      new SchemaValidatorBuilder().mutualReadStrategy().validateAll();

  private final List<Schema> schemas = new ArrayList<>();
  private final Map<String, List<Schema>> subjects = new HashMap<>();

  @Override
  public synchronized int find(String subject, Schema schema) {
    if (!compatible(subject, schema)) {
      throw new RegistryException(subject + " does not take " + schema.getFullName());
    }
    List<Schema> versions = subjects.computeIfAbsent(subject, name -> new ArrayList<>());
    if (!versions.contains(schema)) {
      versions.add(schema);
    }
    if (!schemas.contains(schema)) {
      schemas.add(schema);
    }
    return schemas.indexOf(schema) + 1;
  }

  @Override
  public synchronized Schema byId(int id) {
    if (id < 1 || id > schemas.size()) {
      throw new UnknownSchemaException(id);
    }
    return schemas.get(id - 1);
  }

  @Override
  public synchronized boolean compatible(String subject, Schema schema) {
    List<Schema> newestFirst = subjects.getOrDefault(subject, List.of()).reversed();
    try {
      FULL_TRANSITIVE.validate(schema, newestFirst);
      return true;
    } catch (SchemaValidationException e) {
      return false;
    }
  }
}
