package io.proofworks.operations;

/**
 * The logs of a process of its own: ours at INFO, libraries only when something is wrong, on
 * stderr; {@code PROOFWORKS_LOG} is our level, {@code PROOFWORKS_LOG_FORMAT=json} makes each line a
 * JSON object.
 */
public final class ProcessLog {

  private static final String FILE = "logback.configurationFile";

  private ProcessLog() {}

  /** Chooses the configuration, unless the command line names one; before anything is logged. */
  public static void configure() {
    if (System.getProperty(FILE) == null) {
      boolean json = "json".equalsIgnoreCase(System.getenv("PROOFWORKS_LOG_FORMAT"));
      System.setProperty(FILE, json ? "process-logback-json.xml" : "process-logback.xml");
    }
  }
}
