package dev.attune.load.experiment;

import dev.attune.load.experiment.ExperimentPlan.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code attune-load experiment}. */
@Command(
        name = "experiment",
        description = "Let people with a hidden taste teach a server over HTTP, and measure what it learned.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class ExperimentCommand implements Callable<Integer> {
    @Option(
            names = "--server",
            paramLabel = "DIR",
            defaultValue = "server/target/attune",
            description = "distribution to start servers from")
    private Path server = Path.of("");

    @Option(names = "--seed", required = true, description = "decides the taste, the people and what they ask")
    private long seed;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "where everything is written")
    private Path out = Path.of("");

    @Option(names = "--quick", description = "small, without the comparisons: no result, but the whole way")
    private boolean quick;

    @Option(names = "--no-arms", description = "without the comparisons (wrong labels, thumbs only, one round)")
    private boolean noArms;

    @Option(names = "--world-only", description = "stop when the taste is drawn and what is attainable is known")
    private boolean worldOnly;

    @Option(names = "--flag", paramLabel = "FLAG", description = "further flags of attune serve, one each")
    private List<String> flags = List.of();

    @Override
    public Integer call() throws IOException {
        Size size = quick ? Size.QUICK : Size.FULL;
        boolean arms = !quick && !noArms;
        ExperimentPlan plan = new ExperimentPlan(server.toAbsolutePath(), out, seed, size, arms, flags);
        Experiment experiment = new Experiment(plan, System.err::println);
        if (worldOnly) {
            experiment.world();
            return 0;
        }
        experiment.run();
        System.out.print(Files.readString(out.resolve("summary.json")));
        return 0;
    }
}
