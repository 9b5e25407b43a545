package dev.attune.server.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import dev.attune.server.config.ServerConfig;
import java.util.Iterator;
import org.slf4j.LoggerFactory;

/** Gives the log the form that was asked for. {@code logback.xml} decides where lines go, and may say anything else. */
public final class Logging {

    private Logging() {}

    /** For the whole process; called once, before anything is served. */
    public static void configure(ServerConfig.Log config) {
        // Otherwise somebody put another logging library on the class path, and configures that.
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            configure(context, config);
        }
    }

    static void configure(LoggerContext context, ServerConfig.Log config) {
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.valueOf(config.level().name()));
        if (config.format() == ServerConfig.LogFormat.JSON) {
            for (Iterator<Appender<ILoggingEvent>> each = root.iteratorForAppenders(); each.hasNext(); ) {
                if (each.next() instanceof OutputStreamAppender<ILoggingEvent> appender) {
                    writeJson(appender, context);
                }
            }
        }
    }

    private static void writeJson(OutputStreamAppender<ILoggingEvent> appender, LoggerContext context) {
        JsonLines lines = new JsonLines();
        lines.setContext(context);
        lines.start();
        appender.setEncoder(lines);
    }
}
