package dev.attune.server;

import java.nio.file.Path;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.slf4j.LoggerFactory;

/**
 * Lends tests the one browser, and leaves a picture of the page in {@code target/screenshots} when a test or what prepares it fails. Where there is
 * no Chromium with its driver, the tests are skipped and say so.
 */
final class BrowserSession
        implements ExecutionCondition,
                ParameterResolver,
                BeforeEachCallback,
                AfterTestExecutionCallback,
                LifecycleMethodExecutionExceptionHandler {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (Browser.isInstalled()) {
            return ConditionEvaluationResult.enabled("there is a browser");
        }
        String reason = context.getDisplayName() + " is skipped: chromium and chromedriver are not both on the PATH";
        if (context.getTestMethod().isEmpty()) {
            LoggerFactory.getLogger(BrowserSession.class).warn(reason);
        }
        return ConditionEvaluationResult.disabled(reason);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Browser.class;
    }

    @Override
    public Browser resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return browser(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        browser(context).reset();
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            picture(context);
        }
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        picture(context);
        throw failure;
    }

    private void picture(ExtensionContext context) {
        String name = context.getRequiredTestClass().getSimpleName() + "."
                + context.getRequiredTestMethod().getName();
        browser(context).screenshot(Path.of("target", "screenshots", name + ".png"));
    }

    /** Opened for the first test that wants it; JUnit closes what lies in its store when the last test is over. */
    private static Browser browser(ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(BrowserSession.class))
                .getOrComputeIfAbsent(Browser.class, key -> Browser.open(), Browser.class);
    }
}
