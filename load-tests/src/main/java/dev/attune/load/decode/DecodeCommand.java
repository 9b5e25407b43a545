package dev.attune.load.decode;

import dev.attune.load.measure.JsonOption;
import dev.attune.load.measure.Machine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code attune-load bench decode}. */
@Command(
        name = "decode",
        description = "Measure prefill and decoding against the machine's memory.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class DecodeCommand implements Callable<Integer> {
    @Option(names = "--model", required = true, paramLabel = "DIR", description = "Hugging Face folder")
    private Path model = Path.of(".");

    @Option(names = "--device", defaultValue = "auto", description = "auto, cpu, cuda, cuda:n")
    private String device = "auto";

    @Option(names = "--weights", defaultValue = "auto", description = "auto, float32, float16, bfloat16, int8")
    private String weights = "auto";

    @Option(names = "--threads", defaultValue = "0", description = "threads of one operation; 0: one a core")
    private int threads;

    @Option(names = "--batches", defaultValue = "1,4,8,16,32", split = ",", description = "sequences side by side")
    private List<Integer> batches = List.of();

    @Option(
            names = "--context",
            defaultValue = "160",
            description = "tokens before the one that is decoded, on average")
    private int contextTokens;

    @Option(names = "--prefill", defaultValue = "512", description = "tokens of the prompt whose prefill is timed")
    private int prefillTokens;

    @Option(names = "--rounds", defaultValue = "3", description = "how often everything is gone through")
    private int rounds;

    @Option(
            names = "--seconds",
            defaultValue = "1.5",
            description = "measured steps per round and number of sequences, at least")
    private double seconds;

    @Option(names = "--temperature", defaultValue = "0", description = "0 takes the largest logit")
    private double temperature;

    @Option(names = "--neighbour", description = "also beside busy processes of idle priority")
    private boolean neighbour;

    @Mixin
    private JsonOption json = new JsonOption();

    @Override
    public Integer call() throws IOException {
        DecodePlan plan = new DecodePlan(
                model,
                device,
                weights,
                threads,
                batches,
                contextTokens,
                prefillTokens,
                rounds,
                seconds,
                temperature,
                neighbour);
        json.requireFolder();
        DecodeReport report = new DecodeBenchmark(plan, Machine.here(), System.err::println).run();
        System.out.println(ReportTable.of(report));
        json.write(report.json());
        return 0;
    }
}
