@echo off
rem Drop pictures or folders onto this file. It has to lie beside certpreflight.exe.
rem The report opens in the browser; the pictures stay where and as they are.
setlocal DisableDelayedExpansion
chcp 65001 >nul
set "REPORT=%TEMP%\certpreflight-report.html"
if "%~1"=="" (
  echo 请把图片或文件夹拖到本文件上。 / Drop pictures or folders onto this file.
  pause
  exit /b 2
)
"%~dp0certpreflight.exe" check %* --output "%REPORT%"
set "CODE=%ERRORLEVEL%"
rem 2: the tool could not do its job, and has said why in this window.
if "%CODE%"=="2" (
  pause
) else (
  start "" "%REPORT%"
)
exit /b %CODE%
