package dev.attune.server;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of {@code attune}. */
@Command(
        name = "attune",
        description = "A chat inference server that learns from the people it talks to.",
        mixinStandardHelpOptions = true,
        version = "attune 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ServeCommand.class,
            KeysCommand.class,
            PolicyCommand.class,
            TrainCommand.class,
            EvalCommand.class,
            FeedbackCommand.class
        })
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        System.exit(run(System.out, System.err, args));
    }

    static int run(PrintStream out, PrintStream err, String... args) {
        return new CommandLine(new Main())
                .setOut(writer(out))
                .setErr(writer(err))
                .setExecutionExceptionHandler((failure, command, parsed) -> report(failure, err))
                .execute(args);
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, Charset.defaultCharset());
    }

    /** The world's faults are a sentence; ours keep their stack trace. */
    private static int report(Exception failure, PrintStream err) {
        String message = failure.getMessage();
        boolean ofOurs = failure.getClass().getName().startsWith("dev.attune.");
        if (ofOurs && message != null) {
            err.println(message);
        } else {
            failure.printStackTrace(err);
        }
        return 1;
    }
}
