package dev.attune.server;

import dev.attune.trainer.cycle.TrainerMain;
import dev.attune.trainer.report.ConsoleProgress;
import dev.attune.trainer.run.StopOnSignal;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code attune train once}: one cycle now, from all the feedback there is. */
@Command(
        name = "once",
        description = "Run one training cycle now, whether or not it is due.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class TrainOnceCommand implements Callable<Integer> {
    @Mixin
    private TrainerOptions options = new TrainerOptions();

    @Override
    public Integer call() {
        try (StopOnSignal stop = new StopOnSignal()) {
            Optional<String> outcome = TrainerMain.once(options.start(), ConsoleProgress.standard(), stop);
            outcome.ifPresent(System.out::println);
            return outcome.isPresent() ? 0 : 1;
        }
    }
}
