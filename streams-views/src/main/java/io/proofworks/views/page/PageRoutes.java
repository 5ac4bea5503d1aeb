package io.proofworks.views.page;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Serves the page from the class path: {@code /} is its document, everything else a file beside it.
 * The views inside of the page are fragments ({@code /#/batch/0x...}), so no path needs to fall
 * back to the document, and a proxy may put the whole under a prefix.
 *
 * <p>Nothing is fetched from elsewhere and nothing is inline; the headers hold a browser to that.
 */
public final class PageRoutes {

  /**
   * Possessive: a group that is tried again and again takes the stack for each of a path's parts.
   */
  private static final Pattern NAME = Pattern.compile("[a-z0-9-]++(?:/[a-z0-9-]++)*+\\.[a-z]++");

  private static final int LONGEST_NAME = 100;
  private static final String UPLOT = "vendor/uplot/";
  private static final String UPLOT_POM = "/META-INF/maven/org.webjars.npm/uplot/pom.properties";

  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none';"
              + " frame-ancestors 'none'",
          "X-Content-Type-Options",
          "nosniff",
          "Referrer-Policy",
          "no-referrer",
          "Cross-Origin-Opener-Policy",
          "same-origin",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          // asked again each time, and answered 304 until the jar is another
          "Cache-Control",
          "no-cache");

  /** Files of the chart library by the name they have here. */
  private static final Map<String, String> CHARTS =
      Map.of("uplot.js", "dist/uPlot.esm.js", "uplot.css", "dist/uPlot.min.css");

  private final Map<String, PageAsset> assets = new ConcurrentHashMap<>();
  private final String uplot = "/META-INF/resources/webjars/uplot/" + uplotVersion() + "/";

  private PageRoutes() {}

  /** Adds the page; to be called after all routes that are not to be hidden by it. */
  public static void addTo(RoutesConfig routes) {
    PageRoutes page = new PageRoutes();
    routes.get("/", context -> page.send(context, "index.html"));
    routes.get("/<file>", context -> page.send(context, context.pathParam("file")));
  }

  private void send(Context context, String name) {
    if (name.length() > LONGEST_NAME
        || !NAME.matcher(name).matches()) { // before anything is remembered of it
      throw new NotFoundResponse();
    }
    PageAsset asset = find(name).orElseThrow(NotFoundResponse::new);
    HEADERS.forEach(context::header);
    context.header("ETag", asset.etag());
    if (asset.etag().equals(context.header("If-None-Match"))) {
      context.status(HttpStatus.NOT_MODIFIED);
    } else {
      context.contentType(asset.type()).result(asset.body());
    }
  }

  /** What is there is remembered, what is not is looked for again: names come from outside. */
  private Optional<PageAsset> find(String name) {
    PageAsset known = assets.get(name);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<PageAsset> found = PageAsset.find(resource(name));
    found.ifPresent(asset -> assets.put(name, asset));
    return found;
  }

  private String resource(String name) {
    String chart = name.startsWith(UPLOT) ? CHARTS.get(name.substring(UPLOT.length())) : null;
    return chart == null ? "/io/proofworks/views/page/" + name : uplot + chart;
  }

  private static String uplotVersion() {
    Properties pom = new Properties();
    try (InputStream in = PageRoutes.class.getResourceAsStream(UPLOT_POM)) {
      if (in == null) {
        throw new IllegalStateException("uPlot's WebJar is not on the class path");
      }
      pom.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + UPLOT_POM, e);
    }
    return pom.getProperty("version");
  }
}
