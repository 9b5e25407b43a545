package dev.attune.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.OutputStreamAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.attune.server.config.ConfigReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.MDC;

/** One JSON object a line, whatever is logged. */
final class JsonLinesTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Logger log = logger();

    @Test
    void aLineIsOneFlatObject() throws IOException {
        MDC.put("task", "swap");
        log.atWarn().addKeyValue("status", 200).addKeyValue("id", "a\"b\nc").log("answered {}", 1);
        MDC.clear();
        JsonNode line = onlyLine();
        assertThat(line.path("level").asText()).isEqualTo("WARN");
        assertThat(line.path("message").asText()).isEqualTo("answered 1");
        assertThat(line.path("status").isNumber()).isTrue();
        assertThat(line.path("id").asText()).isEqualTo("a\"b\nc");
        assertThat(line.path("task").asText()).isEqualTo("swap");
        assertThat(line.path("logger").asText()).isEqualTo("test");
        assertThat(line.path("time").asText()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
    }

    @Test
    void aFailureIsOneLineToo() throws IOException {
        log.error("broke", new IllegalStateException("why", new IOException("deeper")));
        assertThat(onlyLine().path("error").asText())
                .contains("IllegalStateException: why")
                .contains("Caused by: java.io.IOException: deeper");
    }

    @Test
    void aKeyNeverReplacesOneOfTheLinesOwn() throws IOException {
        log.atInfo()
                .addKeyValue("message", "false")
                .addKeyValue("level", "false")
                .log("true");
        assertThat(onlyLine().path("message").asText()).isEqualTo("true");
        assertThat(onlyLine().path("level").asText()).isEqualTo("INFO");
    }

    private JsonNode onlyLine() throws IOException {
        String written = out.toString(StandardCharsets.UTF_8);
        assertThat(written).endsWith("\n").containsOnlyOnce("\n");
        return new ObjectMapper().readTree(written);
    }

    /** A logging context of its own, given its form by the same code as the server's. */
    private Logger logger() {
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(MDC.getMDCAdapter());
        OutputStreamAppender<ch.qos.logback.classic.spi.ILoggingEvent> appender = new OutputStreamAppender<>();
        appender.setContext(context);
        appender.setEncoder(new JsonLines());
        appender.setOutputStream(out);
        appender.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
        Logging.configure(
                context,
                ConfigReader.read(Optional.empty(), Map.of("log.format", "json"))
                        .log());
        return context.getLogger("test");
    }
}
