package dev.attune.server;

import dev.attune.server.training.ParentWatch;
import dev.attune.trainer.cycle.TrainerMain;
import dev.attune.trainer.report.ConsoleProgress;
import dev.attune.trainer.run.StopOnSignal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code attune train run}: the trainer's process. Ctrl-C saves what is half done; the next one goes on with it. */
@Command(
        name = "run",
        description = "Learn from feedback as it comes: the trainer, here or on another machine.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class TrainRunCommand implements Callable<Integer> {
    @Mixin
    private TrainerOptions options = new TrainerOptions();

    @Option(names = "--supervised", description = "End when standard input does: a server started this process.")
    private boolean supervised;

    private volatile boolean orphaned;

    @Override
    public Integer call() {
        if (supervised) {
            ParentWatch.start(() -> orphaned = true);
        }
        TrainerMain.Start start = options.start();
        try (StopOnSignal stop = new StopOnSignal()) {
            TrainerMain.run(start, ConsoleProgress.standard(), () -> orphaned || stop.getAsBoolean());
            return 0;
        }
    }
}
