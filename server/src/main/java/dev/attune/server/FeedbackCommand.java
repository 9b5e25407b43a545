package dev.attune.server;

import picocli.CommandLine.Command;

/** {@code attune feedback}: what people said, out of Redis and into files, and back. */
@Command(
        name = "feedback",
        description = "Export, import and count what people said of answers.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {FeedbackExportCommand.class, FeedbackImportCommand.class, FeedbackReportCommand.class})
final class FeedbackCommand {}
