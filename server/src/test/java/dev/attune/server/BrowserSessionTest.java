package dev.attune.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Whoever looks into a failure finds a picture of the page. */
@ExtendWith(BrowserSessionTest.Forgiving.class)
@ExtendWith(BrowserSession.class)
final class BrowserSessionTest {
    private Path picture = Path.of(".");

    @BeforeEach
    void prepare(Browser browser, TestInfo test) throws IOException {
        String name = test.getTestMethod().map(Method::getName).orElseThrow();
        picture = Path.of("target", "screenshots", "BrowserSessionTest." + name + ".png");
        Files.deleteIfExists(picture);
        if (name.contains("Prepared")) {
            throw new IllegalStateException("on purpose");
        }
    }

    @AfterEach
    void tidy() throws IOException {
        Files.deleteIfExists(picture);
    }

    @Test
    void thereIsAPictureOfWhatCouldNotBePrepared() throws IOException {
        assertThatItShowsThePage();
    }

    @Test
    void thereIsAPictureOfWhatFailed(ExtensionContext context) throws IOException {
        new BrowserSession().afterTestExecution(context);
        assertThat(picture).doesNotExist();
        new BrowserSession().afterTestExecution(failed(context));
        assertThatItShowsThePage();
    }

    private void assertThatItShowsThePage() throws IOException {
        assertThat(ImageIO.read(picture.toFile()).getWidth()).isEqualTo(1280);
    }

    /** The same context, of a test that has failed. */
    private static ExtensionContext failed(ExtensionContext context) {
        return (ExtensionContext) Proxy.newProxyInstance(
                BrowserSessionTest.class.getClassLoader(),
                new Class<?>[] {ExtensionContext.class},
                (proxy, method, arguments) -> method.getName().equals("getExecutionException")
                        ? Optional.of(new AssertionError("on purpose"))
                        : method.invoke(context, arguments));
    }

    /** Lets a test go on whose preparation broke, after everybody else has been told, and lends tests their context. */
    static final class Forgiving implements LifecycleMethodExecutionExceptionHandler, ParameterResolver {
        @Override
        public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure)
                throws Throwable {
            if (!String.valueOf(failure.getMessage()).equals("on purpose")) {
                throw failure;
            }
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == ExtensionContext.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context;
        }
    }
}
