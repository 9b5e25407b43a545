package dev.attune.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The page that shows what was learned, while Redis answers nothing. */
@ExtendWith(BrowserSession.class)
final class WebTrainingAwayTest {

    @Test
    void saysThatTrainingCannotBeHeardAndStillShowsTheVersions(@TempDir Path dir, Browser browser) {
        try (SilentTrainer trainer = new SilentTrainer(dir)) {
            ChatPage page = ChatPage.ready(browser, trainer.server.url());
            page.run("location.hash = '#/learned'");
            page.until(() -> page.isShown(".learned .training")
                    && page.text(".training h3").equals("Practising to be liked"));
            trainer.redis.hang();
            page.until(() -> page.text(".training h3").equals("Nobody can tell how training stands"));
            assertThat(page.text(".training"))
                    .contains("Redis does not answer (slow)", "goes on answering", "version 1 answers");
            assertThat(page.texts(".chain li h4")).containsExactly("Version 1 serving now");
            trainer.redis.goOn();
            page.until(() -> page.text(".training h3").equals("Practising to be liked"));
        }
    }
}
