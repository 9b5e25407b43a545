package dev.attune.load.experiment;

import dev.attune.load.experiment.ExperimentPlan.Size;
import dev.attune.load.launch.ServerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code attune-load experiment}. */
@Command(
        name = "experiment",
        description = "Let people with a hidden taste teach a server over HTTP, and measure what it learned.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class ExperimentCommand implements Callable<Integer> {
    @Mixin
    private ServerOptions server = new ServerOptions();

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

    @Override
    public Integer call() throws IOException {
        Size size = quick ? Size.QUICK : Size.FULL;
        boolean arms = !quick && !noArms;
        ExperimentPlan plan =
                new ExperimentPlan(server.distribution().toAbsolutePath(), out, seed, size, arms, server.flags());
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
