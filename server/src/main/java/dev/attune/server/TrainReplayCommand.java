package dev.attune.server;

import dev.attune.trainer.cycle.Replay;
import dev.attune.trainer.cycle.TrainerMain;
import dev.attune.trainer.report.ConsoleProgress;
import dev.attune.trainer.run.StopOnSignal;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code attune train replay}: makes a version again from its manifest and compares the weights. */
@Command(
        name = "replay",
        description = "Make a version again from its manifest and compare the weights.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class TrainReplayCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private TrainerOptions options = new TrainerOptions();

    @Option(names = "--manifest", required = true, paramLabel = "FILE", description = "A version's manifest.json.")
    private Path manifest = Path.of("");

    @Override
    public Integer call() {
        try (StopOnSignal stop = new StopOnSignal()) {
            Replay.Result result = TrainerMain.replay(options.start(), manifest, ConsoleProgress.standard(), stop);
            String recorded = "version " + result.version() + " has the weights " + result.recorded();
            if (!result.isSame()) {
                spec.commandLine().getErr().println(recorded + ", made again they are " + result.made());
                return 1;
            }
            PrintWriter out = spec.commandLine().getOut();
            out.println(recorded);
            out.println("made again to the bit");
            return 0;
        }
    }
}
