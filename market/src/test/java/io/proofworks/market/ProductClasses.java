package io.proofworks.market;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;

/**
 * What is shipped: no tests, whether they stand in a directory or in the jar that modules share.
 */
public final class ProductClasses implements ImportOption {
  private static final ImportOption NOT_IN_DIRECTORIES = new DoNotIncludeTests();

  @Override
  public boolean includes(Location location) {
    return NOT_IN_DIRECTORIES.includes(location) && !location.contains("-tests.jar");
  }
}
