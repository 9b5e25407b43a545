package dev.attune.load.serve;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code attune-load bench serve}, with the flags of {@code vllm bench serve}. */
@Command(
        name = "serve",
        description = "Send requests to a server at their own pace and report what came of it.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class ServeCommand implements Callable<Integer> {
    private static final String KEY_VARIABLE = "OPENAI_API_KEY";

    @Option(names = "--base-url", defaultValue = "http://127.0.0.1:8080", description = "the server, without /v1")
    private URI baseUrl = URI.create("");

    @Option(names = "--backend", defaultValue = "openai", description = "openai (completions) or openai-chat")
    private String backend = "";

    @Option(names = "--endpoint", paramLabel = "PATH", description = "route of the requests; the backend's own")
    private @Nullable String endpoint;

    @Option(names = "--model", description = "its name; the first one that the server has")
    private @Nullable String model;

    @Option(names = "--header", paramLabel = "KEY=VALUE", description = "sent with every request")
    private Map<String, String> headers = new LinkedHashMap<>();

    @Option(names = "--num-prompts", paramLabel = "N", defaultValue = "1000", description = "requests")
    private int requests;

    @Option(names = "--num-warmups", paramLabel = "N", defaultValue = "0", description = "requests before the run")
    private int warmups;

    @Option(
            names = "--request-rate",
            paramLabel = "R",
            defaultValue = "inf",
            description = "requests a second; inf: all at once")
    private String rate = "";

    @Option(
            names = "--burstiness",
            defaultValue = "1.0",
            description = "1: a Poisson process; less: in bursts; more: more evenly; inf: constant gaps")
    private String burstiness = "";

    @Option(names = "--max-concurrency", paramLabel = "C", description = "requests in flight at the same time")
    private @Nullable Integer maxConcurrency;

    @Option(names = "--random-input-len", paramLabel = "I", defaultValue = "1024", description = "prompt tokens")
    private int inputLen;

    @Option(names = "--random-output-len", paramLabel = "O", defaultValue = "128", description = "answer tokens")
    private int outputLen;

    @Option(
            names = "--random-prefix-len",
            defaultValue = "0",
            description = "tokens before them that all prompts share")
    private int prefixLen;

    @Option(
            names = "--random-range-ratio",
            defaultValue = "0.0",
            description = "lengths are drawn from len*(1-r) to len*(1+r)")
    private double rangeRatio;

    @Option(names = "--ignore-eos", description = "answers go on to their full length")
    private boolean ignoreEos;

    @Option(names = "--temperature", defaultValue = "0.0", description = "0 takes the likeliest token")
    private double temperature;

    @Option(names = "--seed", defaultValue = "0", description = "of arrivals, lengths and prompts")
    private long seed;

    @Option(names = "--request-timeout-s", defaultValue = "600", description = "a request has failed after that")
    private int timeoutS;

    @Option(
            names = "--percentile-metrics",
            defaultValue = "ttft,tpot,itl,e2el",
            split = ",",
            description = "what is reported")
    private List<String> metrics = List.of();

    @Option(names = "--metric-percentiles", defaultValue = "99", split = ",", description = "which percentiles of it")
    private List<Double> percentiles = List.of();

    @Option(
            names = "--goodput",
            arity = "1..*",
            paramLabel = "METRIC:MS",
            description = "objectives (ttft, tpot, e2el) that a good request meets")
    private List<String> goodput = List.of();

    @Option(names = "--label", description = "goes into the result")
    private @Nullable String label;

    @Option(names = "--metadata", arity = "1..*", paramLabel = "KEY=VALUE", description = "goes into the result")
    private Map<String, String> metadata = new LinkedHashMap<>();

    @Option(names = "--save-result", paramLabel = "FILE", description = "where the result goes as JSON")
    private @Nullable Path file;

    @Option(names = "--save-detailed", description = "with every request")
    private boolean detailed;

    @Override
    public Integer call() throws IOException {
        ServePlan plan = plan();
        if (file != null && !Files.isDirectory(file.toAbsolutePath().resolveSibling("."))) {
            throw new IllegalArgumentException("--save-result " + file + ": its folder is not there");
        }
        ServeBenchmark.Result result = new ServeBenchmark(plan, System.err::println).run();
        System.out.print(ResultTable.of(plan, result.metrics()));
        if (file != null) {
            Files.writeString(file, ResultJson.of(plan, result.model(), result.metrics(), result.outcomes()) + "\n");
        }
        return 0;
    }

    private ServePlan plan() {
        ServePlan.Backend kind = ServePlan.Backend.of(backend);
        String key = System.getenv(KEY_VARIABLE);
        if (key != null) {
            headers.putIfAbsent("Authorization", "Bearer " + key);
        }
        return new ServePlan(
                new ServePlan.Target(
                        baseUrl,
                        kind,
                        endpoint == null ? kind.endpoint() : endpoint,
                        Optional.ofNullable(model),
                        headers),
                new ServePlan.Traffic(
                        requests,
                        warmups,
                        number("--request-rate", rate),
                        number("--burstiness", burstiness),
                        maxConcurrency == null ? OptionalInt.empty() : OptionalInt.of(maxConcurrency),
                        seed,
                        Duration.ofSeconds(timeoutS)),
                new ServePlan.Shape(inputLen, outputLen, prefixLen, rangeRatio, ignoreEos, temperature),
                new ServePlan.Account(
                        metrics, percentiles, objectives(), Optional.ofNullable(label), metadata, detailed));
    }

    private Map<String, Double> objectives() {
        Map<String, Double> objectives = new LinkedHashMap<>();
        for (String pair : goodput) {
            String[] parts = pair.split(":", 2);
            if (parts.length != 2) {
                throw new IllegalArgumentException("--goodput must be METRIC:MS, one was " + pair);
            }
            objectives.put(parts[0], number("--goodput " + parts[0], parts[1]));
        }
        return objectives;
    }

    private static double number(String flag, String text) {
        try {
            return Arrays.asList("inf", "Infinity").contains(text)
                    ? Double.POSITIVE_INFINITY
                    : Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(flag + " must be a number or inf, was " + text, e);
        }
    }
}
