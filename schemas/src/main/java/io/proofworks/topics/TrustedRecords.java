package io.proofworks.topics;

import org.apache.avro.util.ClassSecurityValidator;
import org.apache.avro.util.ClassSecurityValidator.ClassSecurityPredicate;

/**
 * Avro 1.12 instantiates a class that a schema names only where the process says it may. These are
 * the market's records and nothing else, added to what the process trusts already.
 */
public final class TrustedRecords {

  private static final String PACKAGE = "io.proofworks.avro";

  static {
    ClassSecurityPredicate before = ClassSecurityValidator.getGlobal();
    ClassSecurityValidator.setGlobal(
        new ClassSecurityPredicate() {
          @Override
          public boolean isTrusted(Class<?> type) {
            return PACKAGE.equals(type.getPackageName()) || before.isTrusted(type);
          }

          @Override
          public void forbiddenClass(String className) {
            before.forbiddenClass(className);
          }
        });
  }

  private TrustedRecords() {}

  /**
   * Has taken effect once this returns. The serdes and the topic catalogue call it; code that
   * copies records through their builders before it touches either has to do so itself.
   */
  public static void trust() {}
}
