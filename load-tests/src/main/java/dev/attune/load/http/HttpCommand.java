package dev.attune.load.http;

import dev.attune.load.measure.JsonOption;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code attune-load bench http}. */
@Command(
        name = "http",
        description = "Measure what the server adds to the engine: to the first token, and to every token.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class HttpCommand implements Callable<Integer> {
    @Option(names = "--server", paramLabel = "DIR", description = "distribution to start a server from")
    private @Nullable Path server;

    @Option(
            names = "--base-url",
            paramLabel = "URL",
            description = "a server that runs, of the same model, without reuse of prefixes")
    private @Nullable String baseUrl;

    @Option(names = "--header", paramLabel = "KEY=VALUE", description = "sent with every request")
    private Map<String, String> headers = new LinkedHashMap<>();

    @Option(names = "--model", paramLabel = "DIR", description = "Hugging Face folder; the distribution's own model")
    private @Nullable Path model;

    @Option(names = "--streams", defaultValue = "1,8,32", split = ",", description = "answers side by side")
    private List<Integer> streams = List.of();

    @Option(names = "--prompt", defaultValue = "32", description = "words of a prompt")
    private int promptWords;

    @Option(names = "--tokens", defaultValue = "128", description = "tokens of an answer")
    private int outputTokens;

    @Option(names = "--rounds", defaultValue = "10", description = "how often everything is gone through")
    private int rounds;

    @Option(names = "--idle", defaultValue = "50", description = "single requests a round")
    private int idleSamples;

    @Option(names = "--warmup", defaultValue = "5", description = "rounds before those that count")
    private int warmupRounds;

    @Mixin
    private JsonOption json = new JsonOption();

    @Override
    public Integer call() throws IOException {
        json.requireFolder();
        HttpPlan plan = new HttpPlan(
                folder(),
                new HttpPlan.Source(Optional.ofNullable(baseUrl), Optional.ofNullable(server), headers),
                streams,
                promptWords,
                outputTokens,
                rounds,
                idleSamples,
                warmupRounds);
        HttpReport report = new HttpBenchmark(plan, System.err::println).run();
        System.out.print(HttpTable.of(report));
        json.write(report.json());
        return 0;
    }

    private Path folder() {
        if (model != null) {
            return model;
        }
        if (server == null) {
            throw new IllegalArgumentException("--base-url needs --model: the folder that this server serves");
        }
        return server.resolve("models").resolve("attune-mini");
    }
}
