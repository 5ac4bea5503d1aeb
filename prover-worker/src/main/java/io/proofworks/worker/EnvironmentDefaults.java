package io.proofworks.worker;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Options that are not on the command line come from the environment: {@code --data-dir} from
 * {@code PROOFWORKS_DATA_DIR}, and so on.
 */
public final class EnvironmentDefaults implements IDefaultValueProvider {

  private final Map<String, String> env;

  public EnvironmentDefaults() {
    this(System.getenv());
  }

  EnvironmentDefaults(Map<String, String> env) {
    this.env = env;
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    return argument instanceof OptionSpec option ? env.get(variable(option.longestName())) : null;
  }

  private static String variable(String option) {
    return "PROOFWORKS_"
        + option.replaceFirst("^-+", "").replace('-', '_').toUpperCase(Locale.ROOT);
  }
}
