@echo off
rem Starts Attune. JAVA_HOME chooses the Java (17 or newer), ATTUNE_JAVA_OPTS adds to its flags.
setlocal
set "HOME_DIR=%~dp0.."
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
set OMP_WAIT_POLICY=passive
set GOMP_SPINCOUNT=0
"%JAVA%" ${attune.jvm} --enable-native-access=ALL-UNNAMED "-Dattune.home=%HOME_DIR%" "-Dlogback.configurationFile=%HOME_DIR%\conf\logback.xml" %ATTUNE_JAVA_OPTS% -cp "%HOME_DIR%\lib\*" dev.attune.server.Main %*
