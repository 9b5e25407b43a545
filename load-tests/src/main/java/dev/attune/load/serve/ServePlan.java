package dev.attune.load.serve;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What to ask of which server, and what to say of it. */
record ServePlan(Target target, Traffic traffic, Shape shape, Account account) {

    /** The two kinds of request, by vLLM's names. */
    enum Backend {
        OPENAI("openai", "/v1/completions"),
        OPENAI_CHAT("openai-chat", "/v1/chat/completions");

        private final String flag;
        private final String endpoint;

        Backend(String flag, String endpoint) {
            this.flag = flag;
            this.endpoint = endpoint;
        }

        String flag() {
            return flag;
        }

        String endpoint() {
            return endpoint;
        }

        static Backend of(String flag) {
            for (Backend backend : values()) {
                if (backend.flag.equals(flag)) {
                    return backend;
                }
            }
            throw new IllegalArgumentException("--backend must be openai or openai-chat, was " + flag);
        }
    }

    /**
     * Where the requests go.
     *
     * @param model empty: the first of {@code /v1/models}
     * @param headers sent with every request
     */
    record Target(URI baseUrl, Backend backend, String endpoint, Optional<String> model, Map<String, String> headers) {
        Target {
            if (!"http".equals(baseUrl.getScheme()) || baseUrl.getHost() == null) {
                throw new IllegalArgumentException("--base-url must be http://HOST[:PORT], was " + baseUrl);
            }
            headers = Map.copyOf(headers);
        }

        /** Where the requests go. */
        URI url() {
            return resolve(endpoint);
        }

        /** A route of the server. */
        URI resolve(String route) {
            String base = baseUrl.toString();
            return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + route);
        }
    }

    /**
     * How many requests come, and when.
     *
     * @param rate requests a second, infinite for all at once
     * @param burstiness 1 for a Poisson process, infinite for constant gaps
     * @param maxConcurrency requests in flight at the same time
     * @param timeout of one request
     */
    record Traffic(
            int requests,
            int warmups,
            double rate,
            double burstiness,
            OptionalInt maxConcurrency,
            long seed,
            Duration timeout) {
        Traffic {
            require(requests >= 1, "--num-prompts must be at least 1, was " + requests);
            require(warmups >= 0, "--num-warmups must be at least 0, was " + warmups);
            require(rate > 0, "--request-rate must be positive or inf, was " + rate);
            require(burstiness > 0, "--burstiness must be positive or inf, was " + burstiness);
            require(
                    maxConcurrency.orElse(1) >= 1,
                    "--max-concurrency must be at least 1, was " + maxConcurrency.orElse(1));
        }
    }

    /**
     * What the requests look like.
     *
     * @param inputLen tokens of a prompt
     * @param outputLen tokens of an answer, at most
     * @param rangeRatio lengths are drawn from [len·(1 − ratio), len·(1 + ratio)]
     */
    record Shape(int inputLen, int outputLen, int prefixLen, double rangeRatio, boolean ignoreEos, double temperature) {
        Shape {
            require(inputLen >= 1, "--random-input-len must be at least 1, was " + inputLen);
            require(outputLen >= 1, "--random-output-len must be at least 1, was " + outputLen);
            require(prefixLen >= 0, "--random-prefix-len must be at least 0, was " + prefixLen);
            require(rangeRatio >= 0 && rangeRatio < 1, "--random-range-ratio must be in [0, 1), was " + rangeRatio);
        }
    }

    /**
     * What is reported.
     *
     * @param metrics of {@code ttft, tpot, itl, e2el}
     * @param goodput milliseconds by {@code ttft, tpot, e2el}; a request within all of them is a good one
     * @param metadata goes into the result as it is
     * @param detailed whether the result holds every request
     */
    record Account(
            List<String> metrics,
            List<Double> percentiles,
            Map<String, Double> goodput,
            Optional<String> label,
            Map<String, String> metadata,
            boolean detailed) {
        static final List<String> OBJECTIVES = List.of("ttft", "tpot", "e2el");

        Account {
            metrics.forEach(metric -> require(
                    Metric.keys().contains(metric),
                    "--percentile-metrics must be of " + Metric.keys() + ", one was " + metric));
            percentiles.forEach(percent -> require(
                    percent >= 0 && percent <= 100, "--metric-percentiles must be in [0, 100], one was " + percent));
            goodput.forEach((name, ms) -> require(
                    OBJECTIVES.contains(name) && ms >= 0,
                    "--goodput must be of " + OBJECTIVES + " with milliseconds, one was " + name + ":" + ms));
            metrics = List.copyOf(metrics);
            percentiles = List.copyOf(percentiles);
        }

        /** Whether it was asked for. */
        boolean has(Metric metric) {
            return metrics.contains(metric.key());
        }
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
